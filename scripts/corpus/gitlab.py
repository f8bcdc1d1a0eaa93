"""gitlab-ci-local's own runs: same exit, same failed jobs, the lines that each job printed."""

import json
import tempfile
from pathlib import Path

from row import Row
from run import repository, run

#: what it takes that has no meaning here: how it looks, where it keeps its state
STYLE = {"cwd", "stateDir", "shellIsolation", "noColor", "maxJobNamePadding", "shellExecutorNoImage", "concurrency"}
KNOWN = STYLE | {"job", "needs", "file", "preview", "variable", "manual", "jsonSchemaValidation"}


def score(options):
    suite = options.corpora / "run" / "gitlab-ci-local"
    cases = json.loads((suite / "golden.json").read_text())
    cases = [c for c in cases if not c["docker"] and not set(c["args"]) - KNOWN]
    wrong = []
    with tempfile.TemporaryDirectory() as temp:
        for number, case in enumerate(cases):
            why = differs(options, suite, Path(temp) / str(number), case)
            if why:
                wrong.append(f"{case['id']} {case['args']}: {why}")
    yield Row("gitlab-ci-local (without Docker)", len(cases) - len(wrong), len(cases), at_least=85, cases=wrong)


def differs(options, suite, folder, case):
    arguments = case["args"]
    inside = arguments["cwd"].removeprefix("tests/test-cases/").strip("/")
    repository(suite / "test-cases" / inside, folder)
    file = arguments.get("file")
    command = [file, "--as", "gitlab-ci"] if file else []
    if arguments.get("preview"):
        command.append("--dry-run")
    for job in listed(arguments.get("job")):
        command.append(f"--job={job}")
    if arguments.get("job") and not arguments.get("needs"):
        command.append("--no-needs")
    for job in listed(arguments.get("manual")):
        command.append(f"--manual={job}")
    for variable in listed(arguments.get("variable")):
        command.append(f"--var={variable}")
    result = run(options, folder, *command)
    if (result.exit != 0) != (case["exit"] != 0):
        return f"exit {result.exit}, not {case['exit']}: {result.error[-400:]} {result.jobs} {tail(result)}"
    if arguments.get("preview"):
        return None
    failed = {plain(name) for name, outcome in result.jobs.items() if outcome == "failure"}
    if failed != set(map(plain, case["failed"])) and case["exit"] == 0:
        return f"failed {sorted(failed)}, not {sorted(case['failed'])}"
    known = {plain(job["name"]) for job in case["jobs"]}
    printed = {plain(name): lines for name, lines in result.lines.items()}
    for job, lines in case["output"].items():
        if plain(job) not in known:
            continue  # a line that was taken for a job's name when the case was recorded
        have = printed.get(plain(job), [])
        missing = [line for line in lines if line.strip() and not any(line.strip() in h for h in have)]
        if missing:
            return f"{job} did not print {missing[:3]}; it printed {have[-6:]}"
    return None


def plain(name):
    """Copies are `test: [a, b]` in GitLab's words and `test: [a,b]` in the recorded ones."""
    return name.replace(", ", ",")


def listed(value):
    return value if isinstance(value, list) else [value] if value else []


def tail(result):
    return {name: lines[-4:] for name, lines in result.lines.items()}
