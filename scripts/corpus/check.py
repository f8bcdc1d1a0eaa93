"""Files with verdicts: invalid caught, with the place; valid and real not flagged; no crash."""

import collections
import csv
import json
import re
import shutil
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
#: A finding of another program that actionlint asked about a script. It stands at the key `run` there; ours at the character
#: in the script that the other program named, which tells more. It counts when it is of that program and in that script.
SCRIPT = re.compile(r"^/?test\\*\.ya?ml:(\d+):(\d+): (shellcheck|pyflakes) reported issue")
CHECKERS = ("shellcheck", "pyflakes")


def asked(case):
    """The programs whose findings in scripts a case expects."""
    return {match[3] for line in lines_of(case["expected"]) if (match := SCRIPT.match(line))}


def validate(options, format_name, paths, checkers=()):
    """Diagnostics by path; None for a file on which the program crashed."""
    # Only verdicts about scripts are about what other programs say, which some machines have and some have not.
    command = [str(options.rustci), "validate"]
    for name in CHECKERS:
        command += [] if name in checkers else [f"--{name}", "off"]
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
        first, second = paths[:half], paths[half:]
        return validate(options, format_name, first, checkers) | validate(options, format_name, second, checkers)


def lines_of(expected):
    return [line.replace("\\\\.", "\\.") for line in expected.replace("\\n", "\n").split("\n")]


def places(expected):
    """(line, column) pairs that the origin expects, by oracle."""
    found = {"actionlint": [], "GitHub": []}
    for line in lines_of(expected):
        if (match := ACTIONLINT.match(line)) and not SCRIPT.match(line):
            found["actionlint"].append((int(match[1]), int(match[2])))
        found["GitHub"].extend((int(m[1]), int(m[2])) for m in SERVICE.finditer(line))
    return found


def in_scripts(options, case, diagnostics):
    """What was expected of programs that are on this machine, and what of it nobody said in that script."""
    text = (options.corpora / "check" / case["file"]).read_text().split("\n")
    left = [d for d in diagnostics or [] if d["code"] in CHECKERS]
    total, lost = 0, []
    for line in lines_of(case["expected"]):
        match = SCRIPT.match(line)
        if not match or not shutil.which(match[3]):
            continue
        total += 1
        first, column, checker = int(match[1]), int(match[2]), match[3]
        deeper = [at for at in range(first, len(text)) if len(text[at]) - len(text[at].lstrip()) < column and text[at].strip()]
        last = deeper[0] if deeper else len(text)
        hits = [d for d in left if d["code"] == checker and first <= d["line"] <= last]
        if hits:
            left.remove(hits[0])
        else:
            lost.append(f"{case['file']}:{first}:{column} {checker}")
    return total, lost


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
        for case in cases:
            if checkers := asked(case):
                found |= validate(options, FORMATS[name], [case["file"]], checkers)
        rows.extend(table(options, name, cases, found))
    return rows


def table(options, name, cases, found):
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
    scripts = [in_scripts(options, case, found[case["file"]]) for case in invalid if asked(case)]
    if total := sum(count for count, _ in scripts):
        lost = [place for _, places in scripts for place in places]
        yield Row(f"{name}: other programs' findings in their script", total - len(lost), total, at_least=place_bar, cases=lost)
    for kind, bar in (("valid", flagged_bar), ("real", REAL_BROKEN.get(name, 0)), ("project-valid", None)):
        files = [case["file"] for case in verdict[kind]]
        flagged = [f"{f}:{d['line']}:{d['column']} {d['code']} {d['message']}" for f in files for d in errors[f][:1]]
        if files:
            yield Row(f"{name}: {kind} flagged", len(flagged), len(files), at_most=bar, cases=flagged)
    crashed = [path for path, diagnostics in found.items() if diagnostics is None]
    yield Row(f"{name}: crashes", len(crashed), len(cases), at_most=0, cases=crashed)
