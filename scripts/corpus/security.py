"""Cases of security linters: is what they are about found; and with zizmor on PATH, each of its findings on its line."""

import csv
import json
import shutil
import subprocess

from check import BATCH, FORMATS
from row import Row

#: what other programs call our audits
OURS = {
    "github-app": "app-token",
    "github-env": "environment-file",
    "hardcoded-credentials": "hardcoded-container-credentials",
    "self-hosted": "self-hosted-runner",
    "unsound-condition": "text-around-condition",
}
#: folders of cases that are named after no audit, and audits that ask a server or a configuration
ELSEWHERE = {
    "anchors",
    "e2e-menagerie",
    "several-vulnerabilities",
    "issue-1286",
    "issue-1341-repro",
    "forbidden-uses",
    "known-vulnerable-actions",
    "impostor-commit",
    "ref-confusion",
    "ref-version-mismatch",
}
#: a taste of that program's service, and no fact about a pipeline
TASTE = {"self-repository"}


def validate(options, format_name, paths, level):
    """Diagnostics by path."""
    command = [str(options.rustci), "validate", "--shellcheck", "off", "--pyflakes", "off", "--audit", level]
    command += ["--format", "json", "--as", format_name, *map(str, paths)]
    run = subprocess.run(command, capture_output=True, timeout=60, cwd=options.corpora / "check")
    return {path: entry["diagnostics"] for path, entry in zip(paths, json.loads(run.stdout)["files"])}


def batches(options, format_name, paths, level):
    found = {}
    for start in range(0, len(paths), BATCH):
        found |= validate(options, format_name, paths[start : start + BATCH], level)
    return found


def score(options):
    csv.field_size_limit(1 << 24)
    with open(options.corpora / "check" / "MANIFEST.tsv", newline="") as manifest:
        cases = [c for c in csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE) if c["format"] in FORMATS]
    rows = []
    for name in sorted({case["format"] for case in cases if case["verdict"] == "security"}):
        files = [case for case in cases if case["format"] == name and case["verdict"] == "security"]
        found = batches(options, FORMATS[name], [case["file"] for case in files], "pedantic")
        rows.extend(named(name, files, found))
        if name == "github-actions" and shutil.which("zizmor"):
            rows.extend(beside(options, name, found))
        else:
            silent = [path for path, ds in found.items() if not ds]
            rows.append(Row(f"{name}: something found", len(found) - len(silent), len(found), cases=silent))
    for name in sorted({case["format"] for case in cases}):
        paths = [c["file"] for c in cases if c["format"] == name and c["verdict"] in ("real", "valid")]
        plain = batches(options, FORMATS[name], paths, "off")
        usual = batches(options, FORMATS[name], paths, "default")
        noisy, errors = [], []
        for path in paths:
            count = len(usual[path]) - len(plain[path])
            noisy += [f"{path}: {count}"] if count > 0 else []
            bad = [sum(d["severity"] == "error" for d in found[path]) for found in (plain, usual)]
            errors += [path] if bad[1] > bad[0] else []
        rows.append(Row(f"{name}: real or valid with a warning at default", len(noisy), len(paths), cases=noisy))
        rows.append(Row(f"{name}: real or valid with an error of an audit", len(errors), len(paths), at_most=0, cases=errors))
    return rows


def is_about(code, audit):
    return code == OURS.get(audit, audit)


def named(name, files, found):
    """Files named after an audit that finds something in them, if there is something to be found."""
    asked = [case for case in files if case["expected"] and case["expected"] not in ELSEWHERE]
    if asked:
        missed = [c["file"] for c in asked if not any(is_about(d["code"], c["expected"]) for d in found[c["file"]])]
        yield Row(f"{name}: audits named by files", len(asked) - len(missed), len(asked), at_least=75, cases=missed)


def beside(options, name, found):
    """zizmor's own findings, by audit and line."""
    hits, total, lost = 0, 0, []
    for path, ours in found.items():
        command = ["zizmor", "--offline", "--no-config", "--persona", "auditor", "--no-progress", "--format", "json"]
        run = subprocess.run([*command, options.corpora / "check" / path], capture_output=True, timeout=60)
        try:
            theirs = json.loads(run.stdout)
        except ValueError:
            continue
        places = set()
        for finding in theirs:
            for location in finding["locations"]:
                if location["symbolic"]["kind"] == "Primary" and finding["ident"] not in TASTE:
                    places.add((finding["ident"], location["concrete"]["location"]["start_point"]["row"] + 1))
        for audit, line in sorted(places):
            total += 1
            if any(is_about(d["code"], audit) and d["line"] == line for d in ours):
                hits += 1
            else:
                lost.append(f"{path}:{line} {audit}")
    yield Row(f"{name}: zizmor's findings, on the same line", hits, total, at_least=80, cases=lost)
