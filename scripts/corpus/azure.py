"""Azure's template expressions: each case expands without an error, or fails as its header says."""

import csv
import json
import pathlib
import re
import shutil
import subprocess
import tempfile

from row import Row

#: what of an expected message is not its wording: a name in quotes, or else a word
NAMED = re.compile(r"'([^']+)'")
EXPECTED = re.compile(r'contains "(.*)"$')


def score(options):
    root = options.corpora / "run" / "azure-runner-server"
    with open(root / "MANIFEST.tsv", newline="") as manifest:
        cases = list(csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE))
    asked = [case for case in cases if "(skip)" not in case["expected"]]
    wrong = []
    for case in asked:
        if problem := difference(options, root / "azpipelines", case):
            wrong.append(f"{case['case']}: {problem}")
    yield Row("templates as expected", len(asked) - len(wrong), len(asked), at_least=100, cases=wrong)


def difference(options, root, case):
    path = root / case["case"]
    with tempfile.TemporaryDirectory() as mirror:
        for line in path.read_text().splitlines():
            if match := re.match(r"# *LOCALREPOSITORY: *(\S+)@(\S+)=(\S+)", line, re.IGNORECASE):
                shutil.copytree(root / match[3], pathlib.Path(mirror) / match[1])
        command = [str(options.rustci), "validate", "--format", "json", "--as", "azure-pipelines", "--mirror", mirror]
        run = subprocess.run([*command, path.name], capture_output=True, timeout=60, cwd=path.parent)
    if run.returncode not in (0, 1, 2):
        return f"exit {run.returncode}"
    files = json.loads(run.stdout)["files"]
    errors = [d["message"] for file in files for d in file["diagnostics"] if d["severity"] == "error"]
    if not case["expected"].startswith("ERR"):
        return errors[0] if errors else None
    if not errors:
        return "no error"
    if match := EXPECTED.search(case["expected"]):
        names = NAMED.findall(match[1]) or [match[1]]
        return None if any(all(name in error for name in names) for error in errors) else errors[0]
    return None
