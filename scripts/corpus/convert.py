"""Valid files converted to their own language plan as before; to every other one the output has no error."""

import csv
import json
import re
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from row import Row

#: how the corpus calls a language: its id, the file of a repository's only pipeline
LANGUAGES = {
    "github-actions": ("github-actions", ".github/workflows/ci.yml"),
    "gitlab-ci": ("gitlab-ci", ".gitlab-ci.yml"),
    "azure-pipelines": ("azure-pipelines", "azure-pipelines.yml"),
    "jenkinsfile": ("jenkins", "Jenkinsfile"),
    "rustci": ("rustci", "pipeline.yaml"),
}
#: what can be written
TARGETS = list(LANGUAGES)

#: of a hundred, where not 99 are right: what Azure computes while it reads a file depends on the run, and is told
FLOORS = {("azure-pipelines", "azure-pipelines"): 96}

#: of these the corpora hold few files, so what we wrote is written once more
AGAIN = ["azure-pipelines", "rustci"]

#: seconds after which a conversion counts as hanging
LONGEST = 60

#: what its users call a push and a pull request
EVENTS = {"gitlab-ci": ("push", "merge_request_event"), "azure-pipelines": ("IndividualCI", "PullRequest")}


def rustci(options, folder, *arguments):
    command = [str(options.rustci), *map(str, arguments)]
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 124, b"", b"it took longer than a minute")


def cases(options):
    """(name, language, text) of every valid file."""
    csv.field_size_limit(1 << 24)
    with open(options.corpora / "check" / "MANIFEST.tsv", newline="") as manifest:
        for case in csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE):
            if case["format"] in LANGUAGES and case["verdict"] in ("valid", "real"):
                path = options.corpora / "check" / case["file"]
                yield case["file"], case["format"], path.read_bytes(), case["verdict"]


def place(folder, language, text):
    path = folder / LANGUAGES[language][1]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    return path


def convert(options, folder, path, source, target):
    """The text in the other language and what was lost; nothing when the file cannot be converted."""
    ids = LANGUAGES[source][0], LANGUAGES[target][0]
    run = rustci(options, folder, "convert", path, "--from", ids[0], "--to", ids[1], "--report", "json")
    if run.returncode not in (0, 1):
        return None, f"exit {run.returncode}: {run.stderr.decode(errors='replace')[-300:]}"
    found = json.loads(run.stderr)["files"][0]["diagnostics"]
    return (run.stdout if run.returncode == 0 else None), found


def plan(options, folder, path, language):
    """The plan; with several events, for what a file does on a push may be nothing."""
    plans = []
    for event in EVENTS.get(language, ("push", "pull_request")):
        run = rustci(options, folder, "plan", path, "--as", LANGUAGES[language][0], "--format", "json", "--event", event)
        if run.returncode:
            plans.append(None)
            continue
        whole = meaning(json.loads(run.stdout))
        jobs = whole.get("jobs", [])
        whole["jobs"] = sorted(jobs, key=lambda job: json.dumps(job.get("id", job.get("key"))))
        whole["absent"] = sorted(json.dumps(absent.get("job")) for absent in whole.get("absent", []))
        plans.append(whole)
    return plans


TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def meaning(value):
    """A plan without what is not meaning: places, the moment it was made, blanks around expressions."""
    if isinstance(value, list):
        return [meaning(item) for item in value]
    if isinstance(value, dict):
        kept = {key: meaning(item) for key, item in value.items() if key != "span"}
        if set(kept) == {"dialect", "text"} and "$" not in str(kept["text"]):
            kept.pop("dialect")
        return kept
    return TIME.sub("", value).strip() if isinstance(value, str) else value


def one(options, case):
    """What became of a file: by target, `clean`, `lossy`, `not` or a complaint."""
    name, language, text, _ = case
    outcome = {}
    with tempfile.TemporaryDirectory() as temp:
        source = Path(temp) / "source" / "repository"
        path = place(source, language, text)
        for target in TARGETS:
            written, found = convert(options, source, path, language, target)
            if written is None:
                outcome[target] = "not" if isinstance(found, list) else f"crashed: {found}"
                continue
            there = Path(temp) / target / "repository"
            out = place(there, target, written)
            check = rustci(options, there, "validate", out, "--as", LANGUAGES[target][0], "--format", "json")
            try:
                errors = [d for d in json.loads(check.stdout)["files"][0]["diagnostics"] if d["severity"] == "error"]
            except (ValueError, KeyError, IndexError):
                errors = [{"line": 0, "code": "crash", "message": check.stderr.decode(errors="replace")[-200:]}]
            if errors:
                outcome[target] = f"wrong: {errors[0]['line']}: {errors[0]['code']} {errors[0]['message']}"
                continue
            if target == language:
                before, after = plan(options, source, path, language), plan(options, there, out, language)
                # Of a piece that lacks its siblings there is no plan to compare.
                if before != after and any(before):
                    outcome[target] = f"differs: {difference(before, after)}"
                    continue
            elif target in AGAIN:
                # What is written there plans as before when it is read and written once more.
                again, _ = convert(options, there, out, target, target)
                before = plan(options, there, out, target)
                after = again and plan(options, there, place(there, target, again), target)
                if before != after:
                    outcome[target] = f"differs when written again: {difference(before, after)}"
                    continue
            outcome[target] = "lossy" if any(d["severity"] != "note" for d in found) else "clean"
    return name, language, outcome


def difference(before, after, path=""):
    """The first place where two plans differ."""
    if type(before) is not type(after):
        return f"{path}: {str(before)[:80]} / {str(after)[:80]}"
    if isinstance(before, dict):
        for key in before.keys() | after.keys():
            if before.get(key) != after.get(key):
                return difference(before.get(key), after.get(key), f"{path}/{key}")
    if isinstance(before, list):
        for at, (left, right) in enumerate(zip(before, after)):
            if left != right:
                return difference(left, right, f"{path}/{at}")
        return f"{path}: {len(before)} / {len(after)} items"
    return f"{path}: {str(before)[:80]!r} / {str(after)[:80]!r}"


def outcomes(options, verdicts=("valid", "real")):
    chosen = [case for case in cases(options) if case[3] in verdicts]
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(lambda case: one(options, case), chosen))


def score(options):
    all_outcomes = outcomes(options, ("valid",))
    for source in LANGUAGES:
        own = [(name, outcome) for name, language, outcome in all_outcomes if language == source]
        for target in TARGETS:
            done = [(name, outcome[target]) for name, outcome in own if outcome[target] != "not"]
            bad = [f"{name}: {state}" for name, state in done if state not in ("clean", "lossy")]
            if done:
                what = f"{source} to {'itself' if source == target else target}"
                yield Row(f"{what}: right", len(done) - len(bad), len(done), at_least=FLOORS.get((source, target), 99), cases=bad)
