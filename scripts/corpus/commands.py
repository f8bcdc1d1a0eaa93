"""What steps say through files, and what must not be seen in a log: run as real jobs."""

import json
import tempfile
from pathlib import Path

from expressions import read
from row import Row
from run import repository, run

#: what shows the content of a file command to the test, by command
SHOWN = {"GITHUB_OUTPUT": "steps.say.outputs", "GITHUB_ENV": "env"}

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


def score(options):
    yield files(options)
    yield masking(options)


def files(options):
    cases = [c for c in read(options, "gha-runner-commands") if c["kind"] in SHOWN and None not in c["lines"]]
    wrong = []
    with tempfile.TemporaryDirectory() as temp:
        for number, case in enumerate(cases):
            folder = Path(temp) / str(number)
            folder.mkdir()
            text = json.dumps(case["newline"].join(case["lines"]))
            (folder / "w.yml").write_text(WORKFLOW % (SHOWN[case["kind"]], case["kind"], text))
            result = run(options, folder, "w.yml", "--as", "github-actions")
            if case["throws"]:
                right = result.exit == 1
            else:
                have = json.loads(result.outputs.get("job", {}).get("all") or "{}")
                right = result.exit == 0 and {k: have.get(k) for k in case["expect"]} == case["expect"]
                right = right and len(have) == case["count"]
            if not right:
                wrong.append(f"{case['id']}: exit {result.exit} {result.outputs} {result.error}")
    return Row("gha-runner-commands (files)", len(cases) - len(wrong), len(cases), at_least=100, cases=wrong)


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
