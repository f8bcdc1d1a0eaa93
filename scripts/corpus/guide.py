"""The guide's examples, byte for byte: each is recognised and clean, and so is what it is converted to; all run alike."""

import json
import os
import re
import tempfile
from pathlib import Path

from convert import LANGUAGES, TARGETS, place, rustci
from row import Row
from run import repository, run

GUIDE = Path("../shared/spec/devops-guide.md")
BEGIN, END = "### Universal YAML Compatibility", "### YAML Validation"
#: the heading of an example, its language here, its file where the name of the language's own would not do
EXAMPLES = {
    "GitHub Actions Format": ("github-actions", None),
    "GitLab CI Format": ("gitlab-ci", None),
    "Jenkins Pipeline Format": ("jenkinsfile", "jenkins.yaml"),
    "Azure DevOps Format": ("azure-pipelines", None),
    "Native RustCI Format (Enhanced)": ("rustci", None),
}
#: stand-ins for what the examples call: they say what they were called with, and leave what a build leaves
TOOLS = {
    "npm": 'echo "called npm $*"; if [ "$2" = build ]; then mkdir -p dist; echo built >dist/app.js; fi',
    "node": "echo v18.20.4",
    "deploy.sh": 'echo "called deploy.sh $*"',
}


def examples(guide):
    """(heading, text) of each example."""
    part = guide.read_text().split(BEGIN)[1].split(END)[0]
    return re.findall(r"#### (.*?)\n```yaml\n(.*?)```", part, re.DOTALL)

#: the guide names actions of its time, which is told
AGED = "action-outdated"


def tools(folder):
    folder.mkdir(parents=True)
    for name, script in TOOLS.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)


def diagnostics(options, folder):
    """What was recognised in the only file of a folder, and what is wrong with it."""
    checked = rustci(options, folder, "validate", "--format", "json")
    try:
        (file,) = json.loads(checked.stdout)["files"]
    except ValueError:
        return "nothing", [checked.stderr.decode(errors="replace")]
    found = [d for d in file["diagnostics"] if d["severity"] in ("error", "warning") and d["code"] != AGED]
    return file["format"], [d["message"] for d in found]


def work(options, folder, bin, text):
    """What runs on the main and on another branch did: how they ended, their jobs with what they called, and which jobs
    came after which."""
    checkout = folder.with_name("checkout")
    repository(folder, checkout)
    path = {"PATH": f"{bin}:{os.environ['PATH']}"}
    return [deeds(run(options, checkout, "--ref", branch, env=path), text) for branch in ("main", "work")]


def deeds(result, text):
    spoken = set(re.findall(r'echo "([^"]*)"', text))
    alone = len(result.jobs) == 1

    def plain(job):
        return "job" if alone else re.match(r"\w+", job)[0].lower()

    ran = {job for job, outcome in result.jobs.items() if outcome != "skipped"}
    after = {(plain(job), plain(need)) for job in ran for need in result.before(job) & ran}
    calls = {
        job: [line for line in result.lines.get(job, []) if line.startswith("called ") or line in spoken] for job in ran
    }
    jobs = sorted((plain(job), result.jobs[job], calls[job]) for job in ran)
    return {"exit": result.exit, "jobs": jobs, "after": sorted(after), "error": "" if jobs else result.error}


def prepared(folder, language, name, text):
    """A repository with an example, and what it calls."""
    path = folder / name if name else place(folder, language, text)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    tools(folder / "bin")
    (folder / "bin/deploy.sh").rename(folder / "deploy.sh")
    return path


def score(options):
    if not GUIDE.exists():
        return
    known, clean, same = [], [], []
    for heading, text in examples(GUIDE):
        language, name = EXAMPLES[heading]
        with tempfile.TemporaryDirectory() as temp:
            home = Path(temp) / "source" / "repository"
            path = prepared(home, language, name, text.encode())
            recognised, complaints = diagnostics(options, home)
            wrong = complaints or recognised != LANGUAGES[language][0]
            known.append(f"{language} is taken for {recognised}: {complaints}" if wrong else None)
            expected = work(options, home, home / "bin", text)
            for target in TARGETS:
                written = rustci(options, home, "convert", path, "--to", LANGUAGES[target][0])
                there = Path(temp) / target / "repository"
                prepared(there, target, None, written.stdout)
                complaints = diagnostics(options, there)[1] or (written.stderr if written.returncode else None)
                clean.append(f"{language} to {target}: {complaints}" if complaints else None)
                did = work(options, there, there / "bin", text)
                # Jenkins leaves the choice of branches to the project, which is told; then both run on the main alike.
                judged = 1 if target == "jenkinsfile" and b"lost-event" in written.stderr else 2
                alike = did[:judged] == expected[:judged]
                same.append(None if alike else f"{language} to {target}:\n        {expected}\n        {did}")
    for what, cases in (("recognised and clean", known), ("converted: clean", clean), ("converted: runs alike", same)):
        bad = [case for case in cases if case]
        yield Row(f"the guide's examples {what}", len(cases) - len(bad), len(cases), at_least=100, cases=bad)
