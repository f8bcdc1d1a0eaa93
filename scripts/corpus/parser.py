"""GitHub's own parser cases: no error where it has none, an error at its line and column where it has one."""

import re
import tempfile
from pathlib import Path

from check import SERVICE, validate
from row import Row

MARK = re.compile(r"^---\s*$", re.M)


def documents(text):
    """Options, files (name or None, text) and the expected document of a case."""
    parts = MARK.split(text)
    return parts[0], parts[1:-1], parts[-1]


def score(options):
    folder = options.corpora / "run" / "gha-parser"
    clean, placed, flagged, lost = 0, 0, [], []
    valid = invalid = 0
    with tempfile.TemporaryDirectory() as temp:
        for path in sorted(folder.glob("*.yml")):
            _, files, expected = documents(path.read_text())
            if len(files) != 1:
                continue  # several files: callers and called are covered by the projects of the check suite
            case = Path(temp) / path.name
            case.write_text(files[0].removeprefix("\n"))
            found = validate(options, "github-actions", [str(case)])[str(case)]
            errors = [d for d in found or [] if d["severity"] == "error"]
            places = {(int(m[1]), int(m[2])) for m in SERVICE.finditer(expected)}
            if '"errors"' not in expected:
                valid += 1
                clean += not errors
                flagged.extend(f"{path.name}:{d['line']}:{d['column']} {d['message']}" for d in errors[:1])
            elif places:
                invalid += 1
                have = {(d["line"], d["column"]) for d in found or []}
                placed += places <= have
                lost.extend(f"{path.name}:{line}:{column}" for line, column in sorted(places - have))
    yield Row("gha-parser: valid without an error", clean, valid, at_least=100, cases=flagged)
    yield Row("gha-parser: every error at GitHub's place", placed, invalid, at_least=90, cases=lost)
