"""What steps say through files, and what must not be seen in a log: run as real jobs."""

import json
import tempfile
from pathlib import Path

from expressions import read
from row import Row
from run import repository, run

#: what shows the content of a file command to the test, by command
SHOWN = {"GITHUB_OUTPUT": "steps.say.outputs", "GITHUB_ENV": "env"}
#: a line of the cases that was not recorded: it has more than one line itself
UNRECORDED = "line one\nline two\nline three"

WORKFLOW = """\
on: push
jobs:
  job:
    runs-on: ubuntu-latest
    outputs:
      all: ${{ toJSON(%s) }}
    steps:
      - id: say
        shell: python
        run: |
          import os
          with open(os.environ["%s"], "w", newline="") as file:
              file.write(%s)
"""

#: state is what the end of an action sees of its beginning
STATE = {
    "w.yml": "on: push\njobs: {job: {runs-on: ubuntu-latest, steps: [{uses: ./action}]}}\n",
    "action/action.yml": "name: state\ndescription: state\nruns: {using: node20, main: main.js, post: post.js}\n",
    "action/main.js": "require('fs').writeFileSync(process.env.GITHUB_STATE, %s)\n",
    "action/post.js": """\
const state = Object.entries(process.env).filter(([name]) => name.startsWith('STATE_'))
console.log('STATE ' + JSON.stringify(Object.fromEntries(state.map(([name, value]) => [name.slice(6), value]))))
""",
}

#: the cases' command means nothing; one that does shows what was read of it
KNOWN = {"do-something": "notice", "k1": "title", "k2": "file"}
LINE = """\
on: push
jobs: {job: {runs-on: ubuntu-latest, steps: [{shell: python, run: %s}]}}
"""


def score(options):
    cases = read(options, "gha-runner-commands")
    for name, right, kinds in (
        ("files", of_file, SHOWN),
        ("state", of_state, ["GITHUB_STATE"]),
        ("lines", of_line, ["command-v1", "command-v2"]),
    ):
        yield suite(options, f"gha-runner-commands ({name})", [c for c in cases if c["kind"] in kinds], right)
    yield masking(options)


def suite(options, name, cases, right):
    wrong = []
    with tempfile.TemporaryDirectory() as temp:
        for number, case in enumerate(cases):
            folder = Path(temp) / str(number)
            folder.mkdir()
            if why := right(options, folder, case):
                wrong.append(f"{case['id']}: {why}")
    return Row(name, len(cases) - len(wrong), len(cases), at_least=100, cases=wrong)


def content(case):
    return json.dumps(case["newline"].join(UNRECORDED if line is None else line for line in case["lines"]))


def of_file(options, folder, case):
    (folder / "w.yml").write_text(WORKFLOW % (SHOWN[case["kind"]], case["kind"], content(case)))
    result = run(options, folder, "w.yml", "--as", "github-actions")
    return differs(case, result, lambda: json.loads(result.outputs.get("job", {}).get("all") or "{}"))


def of_state(options, folder, case):
    for name, text in STATE.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text % content(case) if "%s" in text else text)
    result = run(options, folder, "w.yml", "--as", "github-actions")
    shown = [line for line in result.lines.get("job", []) if line.startswith("STATE ")]
    return differs(case, result, lambda: json.loads(shown[-1].removeprefix("STATE ")) if shown else None)


def differs(case, result, have):
    """What is not as the case wants it."""
    if case["throws"]:
        return None if result.exit == 1 else f"exit {result.exit}: it must fail"
    if result.exit != 0:
        return f"exit {result.exit} {result.error}"
    have = have() or {}
    right = {key: have.get(key) for key in case["expect"]} == case["expect"]
    right = right and case["count"] in (None, len(have))
    return None if right else f"{have} instead of {case['expect']}"


def of_line(options, folder, case):
    line = case["line"]
    for name, known in KNOWN.items():
        line = line.replace(name, known)
    (folder / "w.yml").write_text(LINE % json.dumps(f"print({line!r})"))
    result = run(options, folder, "w.yml", "--as", "github-actions")
    if result.exit != 0:
        return f"exit {result.exit} {result.error}"
    have = [(a["message"], {k: v for k, v in a.items() if k in ("title", "file") and v}) for a in result.annotations]
    want = [(case.get("data"), {KNOWN[k]: v for k, v in case.get("props", {}).items()})] if case["parses"] else []
    return None if have == want else f"{have} instead of {want}"


def masking(options):
    cases = read(options, "gitlab-masking")
    wrong = []
    with tempfile.TemporaryDirectory() as temp:
        for number, case in enumerate(cases):
            folder = Path(temp) / str(number)
            folder.mkdir()
            (folder / "say.py").write_text(
                "import os\n" + "".join(f"os.write(1, {part.encode()!r})\n" for part in case["input"].split("|"))
            )
            (folder / ".gitlab-ci.yml").write_text("job:\n  script: python3 say.py\n")
            secrets = [f"--secret=S{n}={value}" for n, value in enumerate(case["values"]) if value]
            result = run(options, folder, *secrets)
            lines = result.lines.get("job", [])
            if result.exit != 0 or case["expected"].strip("\n") not in "\n".join(lines):
                wrong.append(f"{case['id']}: {lines} {result.error}")
    return Row("gitlab-masking", len(cases) - len(wrong), len(cases), at_least=100, cases=wrong)
