"""Pairs that other tools or people converted: our conversion's plan against the plan of what they made."""

import csv
import re
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from convert import convert, place, plan
from row import Row

#: folders of the corpus by the languages of their pairs
PAIRS = {
    "azure-pipelines-to-github-actions": ("azure-pipelines", "github-actions"),
    "gitlab-ci-to-github-actions-snippets": ("gitlab-ci", "github-actions"),
}
#: how alike two plans are on the average
FLOOR = 50


def words(text):
    """A command without what differs for reasons of taste."""
    text = re.sub(r"\$\{\{\s*(.*?)\s*\}\}|\$\((\w[\w.]*)\)|\$\{?(\w+)\}?", r" <\1\2\3> ", text)
    return " ".join(re.sub(r"['\"]", "", text).split()).lower()


def inside(value, key):
    """All that stands under a key, however deep."""
    if isinstance(value, dict):
        for name, member in value.items():
            if name == key:
                yield member
            else:
                yield from inside(member, key)
    elif isinstance(value, list):
        for item in value:
            yield from inside(item, key)


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, member in value.items():
            if name not in ("dialect", "shell"):
                yield from texts(member)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def features(plans):
    """What a pipeline does: jobs, their order, commands, images, and the events that start it."""
    found = Counter()
    for event, whole in zip(("push", "pull_request"), plans):
        if not whole or not whole.get("jobs"):
            continue
        found["event", event] += 1
    whole = next((whole for whole in plans if whole and whole.get("jobs")), None)
    for job in (whole or {}).get("jobs", []):
        found["job", "any"] += 1
        found["needs", len(job.get("needs") or [])] += 1
        for lines in inside(job.get("work"), "lines"):
            for text in texts(lines):
                for line in text.splitlines():
                    if words(line):
                        found["command", words(line)] += 1
        for image in inside(job, "image"):
            found.update(("image", text) for text in texts(image))
    return found


def alike(ours, theirs):
    """From 0, nothing in common, to 100, the same."""
    both, either = sum((ours & theirs).values()), sum((ours | theirs).values())
    return 100 * both / either if either else 100


def cases(options):
    csv.field_size_limit(1 << 24)
    root = options.corpora / "check"
    with open(root / "convert" / "MANIFEST.tsv", newline="") as manifest:
        for case in csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE):
            if case["pair"] in PAIRS:
                folder = root / case["dir"]
                files = [next(folder.glob(f"{name}.*"), None) for name in ("input", "expected")]
                if all(files):
                    yield case["dir"], PAIRS[case["pair"]], [file.read_bytes() for file in files]


def one(options, case):
    """How alike a pair is; nothing when one side is no whole pipeline."""
    name, (source, target), (given, expected) = case
    with tempfile.TemporaryDirectory() as temp:
        here, gold, ours = (Path(temp) / word / "repository" for word in ("given", "gold", "ours"))
        theirs = features(plan(options, gold, place(gold, target, expected), target))
        path = place(here, source, given)
        before = features(plan(options, here, path, source))
        if not theirs or not before:
            return name, None
        written, _ = convert(options, here, path, source, target)
        if written is None:
            return name, 0
        return name, alike(features(plan(options, ours, place(ours, target, written), target)), theirs)


def score(options):
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda case: one(options, case), cases(options)))
    known = sorted((figure, name) for name, figure in found if figure is not None)
    if known:
        worst = [f"{figure:5.1f} {name}" for figure, name in known[:15]]
        total = round(sum(figure for figure, _ in known))
        yield Row(f"gold pairs, alike on the average ({len(known)} pairs)", total, 100 * len(known), at_least=FLOOR, cases=worst)
