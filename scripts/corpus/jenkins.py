"""Jenkins' own runs of declarative pipelines: the result, and what the log must and must not say."""

import concurrent.futures
import json
import re
import tempfile
from pathlib import Path

from row import Row
from run import repository, run

#: what only a server has, and which cases ask for it
SERVER = {
    "shared libraries, and the steps they bring": r"libraries/|serialization/serializationLibraries|agent/multipleVariables"
    r"|environment/(nonLiteralEnvironment|variableToMethodToEnvVal)|basic/stages100WithOutsideVarAndFunc#3",
    "tools that it installs": r"simpleTools|toolsInGroup|toolsWithOutside|environment/envVarInTools|matrix/matrixStageDirectives",
    "steps and classes of its plugins": r"steps/(htmlPublisher|metaStepSyntax|validateDeclarative)|booleanParamBuildStep"
    r"|when/whenBeforeAgent",
    "a run that begins again at a stage": r"twoStages(#3)?$|when/whenEnv#2$|restart/.*#",
    "a server that the case has changed": r"steps/nestedTreeSteps#2|transformPost",
    "more than one machine": r"agent/agentFromEnv",
    "a shell that leaves backslashes alone": r"environment/envBackslashes",
    "sentences of its own": r"improveMessage",
}
#: what the machines of that server have
MACHINE = ["--env=ONAGENT=true", "--env=WHICH_AGENT=first"]
#: what the test's own machine has
VARIABLES = {"environment/defaultEnvValue": ["--env=FOO=OTHER"]}
#: secrets whose values the cases know, and those that are keys
KNOWN = {"cred1": "Some secret text for 1"}
KEYS = {"sshCred", "sshWithPassCred"}
CREDENTIALS = re.compile(r"credentials\(['\"]([\w-]+)['\"]\)")


def score(options):
    suite = options.corpora / "run" / "jenkins-declarative"
    golden = json.loads((suite / "golden.json").read_text())
    apart = [f"{case['id']}: {asks_a_server(case)}" for case in golden if asks_a_server(case)]
    cases = [case for case in golden if not asks_a_server(case)]
    with tempfile.TemporaryDirectory() as temp, concurrent.futures.ThreadPoolExecutor(2) as pool:
        check = lambda pair: (pair[1], differs(options, suite, Path(temp) / str(pair[0]), pair[1]))
        wrong = [f"{case['id']}: {why}" for case, why in pool.map(check, enumerate(cases)) if why]
    yield Row("jenkins-declarative: runs", len(cases) - len(wrong), len(cases), at_least=90, cases=wrong)
    yield Row("jenkins-declarative: ask for a server", len(apart), len(golden), cases=apart)


def asks_a_server(case):
    return next((what for what, cases in SERVER.items() if re.match(cases, case["id"])), None)


def differs(options, suite, folder, case):
    source = folder / "source"
    source.mkdir(parents=True)
    text = (suite / case["file"]).read_text()
    (source / "Jenkinsfile").write_text(text)
    arguments = ["--var=HAS_BACKSLASHES=C:\\Windows", *MACHINE, *VARIABLES.get(case["id"], [])]
    for name in set(CREDENTIALS.findall(text)) | {"FOOcredentials", "sshWithPassCred"}:
        parts = ["_USR", "_PSW"] if re.search(r"_(USR|PSW)\b", text) else [""]
        arguments += [f"--secret={name}{part}={KNOWN.get(name, f'secret-{part}-of-{name}')}" for part in parts]
        if name in KEYS:
            (folder / name).write_text(f"the key of {name}\n")
            arguments.append(f"--file-secret={name}={folder / name}")
    repository(source, folder / "tests")
    result = run(options, folder / "tests", *arguments)
    wanted = 0 if case["result"] in ("SUCCESS", "UNSTABLE") else 1
    log = as_jenkins_says_it(result, text)
    if (result.exit != 0) != (wanted != 0):
        return f"exit {result.exit}: {result.error[-300:]} {log[-300:]!r}"
    for line in joined(case["log_contains"]):
        if line not in log:
            return f"did not print {line!r}: {log[-300:]!r}"
    for line in joined(case["log_not_contains"]):
        if line in log:
            return f"printed {line!r}"
    return None


def joined(lines):
    """The name of the stage of post actions was cut out of its line when the cases were recorded."""
    # A line that ends with a blank was cut before what the test's own server put behind it.
    lines = [line.removesuffix(".") for line in lines if line != ")" and not line.endswith(" ")]
    return ["{ (Declarative: Post Actions)" if line == "[Pipeline] { (" else line for line in lines]


def as_jenkins_says_it(result, text):
    """The log with the lines that Jenkins writes of stages, branches and steps, from what the events tell."""
    lines = []
    for job, outcome in result.jobs.items():
        for part in job.split(" / "):
            lines += [f"[Pipeline] {{ ({part})", f"[Pipeline] {{ (Branch: {part})"]
        if outcome == "skipped":
            lines.append(f'Stage "{job.split(" / ")[-1]}" skipped due to when conditional')
    lines += [f"[Pipeline] {step}" for step in ("timeout", "retry") if re.search(rf"\b{step}\s*\(", text)]
    lines += [f"Failed in branch {job.split(' / ')[1]}" for job, how in result.jobs.items() if how == "failure" and " / " in job]
    if re.search(r"\bchange(log|set)\b", text) and "skipped" in result.jobs.values():
        lines.append("Warning, empty changelog. Probably because this is the first build.")
    if re.search(r"\bretry\(", text) and "failure" in result.jobs.values():
        lines.append("Retrying")
    for job, printed in result.lines.items():
        lines += printed
    return "\n".join([*lines, *result.causes, result.error])
