"""Files with verdicts: invalid caught, with the place; valid and real not flagged; no crash."""

import collections
import csv
import json
import re
import subprocess

from row import Row

FORMATS = {
    "github-actions": "github-actions",
    "github-action-metadata": "github-action",
    "gitlab-ci": "gitlab-ci",
    "azure-pipelines": "azure-pipelines",
    "jenkinsfile": "jenkins",
    "jenkins-yaml": "jenkins",
}
#: per format: invalid caught at least, valid flagged at most, places at least (percent)
BARS = {
    "github-actions": (93, 3.04, 90),
    "gitlab-ci": (90, 2, None),
    "github-action-metadata": (90, 2, None),
    "azure-pipelines": (95, 2, None),
    "jenkinsfile": (95, 2, None),
    "jenkins-yaml": (95, 2, None),
}
#: formats whose cases of several files are scored with those of one
PROJECTS = {"azure-pipelines"}
#: percent of the real files that hold an error: negative tests of other programs, and one slip
REAL_BROKEN = {"github-actions": 1.17, "azure-pipelines": 0.8, "jenkinsfile": 7.2}
BATCH = 60
ACTIONLINT = re.compile(r"^/?test\\*\.ya?ml:(\d+):(\d+):")
SERVICE = re.compile(r"\(Line: (\d+), Col: (\d+)\)")


def validate(options, format_name, paths):
    """Diagnostics by path; None for a file on which the program crashed."""
    # The files' verdicts are not about what other programs say of scripts, which some machines have and some have not.
    command = [str(options.rustci), "validate", "--shellcheck", "off", "--pyflakes", "off"]
    command += ["--format", "json", "--as", format_name, *map(str, paths)]
    try:
        run = subprocess.run(command, capture_output=True, timeout=60, cwd=options.corpora / "check")
        if run.returncode not in (0, 1, 2):
            raise ValueError(run.returncode)
        files = json.loads(run.stdout)["files"]
        if len(files) != len(paths):
            raise ValueError("files are missing")
        return {path: entry["diagnostics"] for path, entry in zip(paths, files)}
    except (ValueError, KeyError, subprocess.TimeoutExpired):
        if len(paths) == 1:
            return {paths[0]: None}
        half = len(paths) // 2
        return validate(options, format_name, paths[:half]) | validate(options, format_name, paths[half:])


def places(expected):
    """(line, column) pairs that the origin expects, by oracle."""
    found = {"actionlint": [], "GitHub": []}
    for line in expected.replace("\\n", "\n").split("\n"):
        if match := ACTIONLINT.match(line.replace("\\\\.", "\\.")):
            found["actionlint"].append((int(match[1]), int(match[2])))
        found["GitHub"].extend((int(m[1]), int(m[2])) for m in SERVICE.finditer(line))
    return found


def score(options):
    rows = []
    csv.field_size_limit(1 << 24)
    with open(options.corpora / "check" / "MANIFEST.tsv", newline="") as manifest:
        cases = [c for c in csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE) if c["format"] in FORMATS]
    by_format = collections.defaultdict(list)
    for case in cases:
        by_format[case["format"]].append(case)
    for name, cases in by_format.items():
        found = {}
        paths = [case["file"] for case in cases]
        for start in range(0, len(paths), BATCH):
            found |= validate(options, FORMATS[name], paths[start : start + BATCH])
        rows.extend(table(name, cases, found))
    return rows


def table(name, cases, found):
    caught_bar, flagged_bar, place_bar = BARS[name]
    errors = {path: [d for d in ds or [] if d["severity"] == "error"] for path, ds in found.items()}
    verdict = collections.defaultdict(list)
    for case in cases:
        verdict[case["verdict"]].append(case)
    invalid = verdict["invalid"]
    if name in PROJECTS:
        invalid += verdict["project-invalid"]
        verdict["valid"] += verdict["project"]
    # A note is advice: it catches nothing.
    missed = [case["file"] for case in invalid if all(d["severity"] == "note" for d in found[case["file"]] or [])]
    yield Row(f"{name}: invalid caught", len(invalid) - len(missed), len(invalid), at_least=caught_bar, cases=missed)
    mild = [case["file"] for case in invalid if not errors[case["file"]]]
    yield Row(f"{name}: invalid caught by an error", len(invalid) - len(mild), len(invalid), at_least=84, cases=mild)
    for oracle in ("actionlint", "GitHub"):
        hits, total, lost = 0, 0, []
        for case in invalid:
            have = {(d["line"], d["column"]) for d in found[case["file"]] or []}
            for place in places(case["expected"])[oracle]:
                total += 1
                hits += place in have
                if place not in have:
                    lost.append(f"{case['file']}:{place[0]}:{place[1]}")
        if total:
            yield Row(f"{name}: {oracle}'s line:col", hits, total, at_least=place_bar, cases=lost)
    for kind, bar in (("valid", flagged_bar), ("real", REAL_BROKEN.get(name, 0)), ("project-valid", None)):
        files = [case["file"] for case in verdict[kind]]
        flagged = [f"{f}:{d['line']}:{d['column']} {d['code']} {d['message']}" for f in files for d in errors[f][:1]]
        if files:
            yield Row(f"{name}: {kind} flagged", len(flagged), len(files), at_most=bar, cases=flagged)
    crashed = [path for path, diagnostics in found.items() if diagnostics is None]
    yield Row(f"{name}: crashes", len(crashed), len(cases), at_most=0, cases=crashed)
