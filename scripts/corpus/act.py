"""act's own cases: workflows that assert inside."""

import csv
import os
import subprocess
import tempfile
from pathlib import Path

from row import Row
from run import repository, run


#: stands in for the images that the cases name: there is no registry here
IMAGE = "rustci-test/bash"
NAMED = ["node:16-buster-slim", "node:16-buster", "alpine:latest", "ubuntu:latest"]


def engine():
    """Whether a Docker engine answers."""
    return subprocess.run(["docker", "version"], capture_output=True).returncode == 0


def score(options):
    suite = options.corpora / "run" / "act-runner"
    with open(suite / "MANIFEST.tsv", newline="") as manifest:
        cases = [c for c in csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE)]
    cases = [c for c in cases if c["needs_network_action"] == "no" or c["needs_network_action"].startswith("checkout")]
    cases = [c for c in cases if c["expected"].startswith("exit")]
    docker = engine()
    for name in NAMED if docker else []:
        subprocess.run(["docker", "tag", IMAGE, name], check=True, capture_output=True)
    wrong, ran = [], 0
    with tempfile.TemporaryDirectory() as temp:
        folder = Path(temp) / "testdata"
        repository(suite / "testdata", folder)
        for case in cases:
            name, _, event = case["case"].partition("@")
            files = sorted(p for p in (folder / name).glob("*.y*ml"))
            if not files:
                continue
            ran += 1
            ways = ["native", "docker"] if docker else ["native"]
            why = []
            for way in ways:
                results = [attempt(options, folder, file, event, way) for file in files]
                failed = any(r.exit != 0 for r in results)
                if failed == case["expected"].startswith("exit !=0"):
                    break
                why.append(f"{way}: " + "; ".join(f"exit {r.exit} {r.jobs} {r.error[-300:]}" for r in results))
            else:
                wrong.append(f"{case['case']} ({case['expected']}): {why}")
    yield Row("act-runner (offline cases)", ran - len(wrong), ran, at_least=90 if docker else 60, cases=wrong)


def attempt(options, folder, file, event, executor):
    arguments = [str(file.relative_to(folder)), "--as", "github-actions", "--event", event, "--env", "ACT=true"]
    if (file.parent / "event.json").exists():
        arguments += ["--payload", str(file.parent / "event.json")]
    return run(options, folder, *arguments, "--executor", executor, "--image", IMAGE)
