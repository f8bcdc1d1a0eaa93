"""GitHub's own parser cases: no error where it has none, an error at its line and column where it has one."""

import json
import re
import subprocess
import tempfile
from pathlib import Path

from check import SERVICE
from row import Row

MARK = re.compile(r"^---\s*$", re.M)
#: limits of GitHub's test harness, which are not those of the service
LIMITS = ("max-depth", "max-file-size", "max-job-limit", "max-nested-reusable-workflows-depth", "max-result-size")
PLACE = re.compile(r"([^\s:\"]*) " + SERVICE.pattern)


def documents(text):
    """Options, the file, the files that it calls by name, and the expected document of a case."""
    parts = MARK.split(text)
    options, main, called, expected = parts[0], parts[1], parts[2:-1], parts[-1]
    return options, main, dict(zip(map(str.strip, called[::2]), called[1::2])), expected


def harness_alone(options, main, expected):
    """Why a case's errors are those of GitHub's harness alone, if they are."""
    if '"errors"' not in expected:
        return None
    limit = next((name for name in LIMITS if f"{name}:" in options), None)
    if limit:
        return f"the limit {limit}"
    if "permissions-policy" in options and "permissions:" not in main:
        return "what a repository's settings allow"
    return None


def score(options):
    clean, placed, flagged, lost, left_out = 0, 0, [], [], []
    valid = invalid = 0
    for path in sorted((options.corpora / "run" / "gha-parser").glob("*.yml")):
        set_up, main, called, expected = documents(path.read_text())
        if why := harness_alone(set_up, main, expected):
            left_out.append(f"{path.name}: {why}")
            continue
        found = check(options, path.name, main, called)
        errors = [d for d in found if d["severity"] == "error"]
        places = {(m[1] if m[1] in called else path.name, int(m[2]), int(m[3])) for m in PLACE.finditer(expected)}
        if '"errors"' not in expected:
            valid += 1
            clean += not errors
            flagged.extend(f"{path.name}:{d['line']}:{d['column']} {d['message']}" for d in errors[:1])
        else:
            invalid += 1
            have = {place for d in found for place in told(d, path.name)}
            placed += places <= have if places else bool(errors)
            lost.extend([] if places or errors else [path.name])
            lost.extend(":".join(map(str, place)) for place in sorted(places - have))
    yield Row("gha-parser: valid without an error", clean, valid, at_least=100, cases=flagged)
    yield Row("gha-parser: every error at GitHub's place", placed, invalid, at_least=100, cases=lost)
    total = valid + invalid + len(left_out)
    yield Row("gha-parser: left out, settings of GitHub's tests", len(left_out), total, cases=left_out)


def told(finding, name):
    """The places that a finding names: its own, and those in the files that are called."""
    yield name, finding["line"], finding["column"]
    for other in finding["related"]:
        yield other["path"], other["line"], other["column"]


def check(options, name, main, called):
    """What is found in a file beside a mirror that holds those that it calls."""
    with tempfile.TemporaryDirectory() as temp:
        file = Path(temp) / ".github" / "workflows" / name
        mirror = Path(temp) / "mirror"
        for path, text in [(file, main), *((beside(mirror, key), text) for key, text in called.items())]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.removeprefix("\n"))
        command = [options.rustci, "validate", "--format", "json", "--as", "github-actions", "--mirror", mirror, file]
        run = subprocess.run(command, capture_output=True, timeout=60)
        found = json.loads(run.stdout)["files"][0]["diagnostics"]
        places = {str(beside(Path(), key)): key for key in called}
        for other in (other for finding in found for other in finding["related"]):
            other["path"] = places.get(other["path"], other["path"])
        return found


def beside(mirror, reference):
    """Where a mirror holds `owner/repository/path@revision`; a path of the same repository stands beside it."""
    if reference.startswith("./"):
        return mirror.parent / reference
    place, _, revision = reference.partition("@")
    owner, repository, path = place.split("/", 2)
    return mirror / f"{owner}/{repository}@{revision}" / path
