"""Expressions: GitHub's own cases, random ones, act's, and GitLab's rules:if."""

import json
import math
import subprocess

from row import Row


def batch(options, dialect, cases):
    """Results by id, in one process."""
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    command = [str(options.rustci), "expr", "--dialect", dialect, "--batch"]
    run = subprocess.run(command, input=lines, capture_output=True, text=True, timeout=120)
    return {result["id"]: result for result in map(json.loads, run.stdout.splitlines())}


def read(options, suite):
    with open(options.corpora / "run" / suite / "cases.jsonl") as lines:
        return [json.loads(line) for line in lines]


def same(have, want):
    if isinstance(want, dict) and set(want) == {"$num"}:
        want = want["$num"]  # a number that JSON cannot hold
    if isinstance(want, dict) and set(want) == {"$go"}:
        want = {"math.Inf(1)": "Infinity", "math.Inf(-1)": "-Infinity"}.get(want["$go"], "NaN")
    if isinstance(want, float | int) and not isinstance(want, bool) and isinstance(have, float | int):
        return not isinstance(have, bool) and math.isclose(have, want, rel_tol=1e-15)
    return have == want


def score(options):
    yield github(options)
    yield fuzz(options)
    yield act(options)
    yield gitlab(options)


def tally(name, cases, results, right, floor):
    wrong = [f"{c['id']}: {c['expr']} -> {results.get(c['id'])}" for c in cases if not right(c, results.get(c["id"], {}))]
    return Row(name, len(cases) - len(wrong), len(cases), at_least=floor, cases=wrong)


def github(options):
    cases = read(options, "gha-expressions")
    asked = [{"id": c["id"], "expr": c["expr"], "contexts": c.get("contexts", {})} for c in cases]

    def right(case, result):
        if "err" in case:
            return "error" in result
        want = case["result"]
        return result.get("kind") == want["kind"] and same(result.get("value"), want["value"])

    return tally("gha-expressions", cases, batch(options, "github", asked), right, 100)


def fuzz(options):
    cases = read(options, "gha-expr-fuzz")
    contexts = json.loads((options.corpora / "run/gha-expr-fuzz/contexts.json").read_text())
    for number, case in enumerate(cases):
        case["id"] = str(number)
    asked = [{"id": c["id"], "expr": c["expr"], "contexts": c.get("contexts", contexts)} for c in cases]

    def right(case, result):
        if case.get("err"):
            return "error" in result
        return result.get("kind") == case["kind"] and same(result.get("value"), case["value"])

    return tally("gha-expr-fuzz", cases, batch(options, "github", asked), right, 99.5)


#: act gives these other values than GitHub does; GitHub is right.
ACT_DIFFERS = 3


def act(options):
    cases = read(options, "act-expr")
    asked = [{"id": c["id"], "expr": c["expr"], "contexts": {}} for c in cases]
    results = batch(options, "github", asked)
    outside = ("Unrecognized named-value", "unknown context", "hashFiles", "no such context")
    plain = [c for c in cases if not any(word in str(results.get(c["id"], {}).get("error")) for word in outside)]

    def right(case, result):
        if case["error"]:
            return "error" in result
        return same(result.get("value"), case["expected"])

    row = tally("act-expr (without a context of act's tests)", plain, results, right, None)
    row.at_least = 100.0 * (row.total - ACT_DIFFERS) / row.total if row.total else None
    return row


def gitlab(options):
    # Inputs are put in while a file is read, not here; one case is a piece of another language by mistake.
    cases = [c for c in read(options, "gitlab-rules-if") if "inputs" not in c and "\n" not in c["expr"]]
    for number, case in enumerate(cases):
        case["id"] = str(number)
    asked = [{"id": c["id"], "expr": c["expr"], "contexts": c.get("variables", {})} for c in cases]

    def right(case, result):
        if case.get("error"):
            return "error" in result
        value = result.get("value")
        if case["kind"] == "truthy":
            return bool(value) == bool(case["expected"])
        # What cannot be read does not hold.
        truthy = "error" not in result and value not in (None, False, "")
        return truthy == case["truthy"]

    return tally("gitlab-rules-if", cases, batch(options, "gitlab", asked), right, 100)
