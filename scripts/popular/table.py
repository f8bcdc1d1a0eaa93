"""One row an action, from the metadata of its major versions; the head of the table tells what the columns are."""

import collections
import re
import sys
from pathlib import Path

import yaml

#: of these the runners no longer have the program
GONE = {"node12", "node16"}
PLACE = re.compile(r"(?P<name>[^/]+/[^@]+)@v?(?P<version>\d+)/action\.ya?ml")


def main(folder, table):
    versions = collections.defaultdict(dict)
    for file in sorted(Path(folder).rglob("action.y*ml")):
        place = PLACE.fullmatch(file.relative_to(folder).as_posix())
        if not place:
            sys.exit(f"{file} is not at OWNER/REPO[/PATH]@MAJOR/action.yml")
        versions[place["name"]][int(place["version"])] = yaml.safe_load(file.read_text())
    lines = Path(table).read_text().splitlines()
    head = [line for line in lines if line.startswith("#")]
    rows = {line.split("\t")[0].lower(): line for line in lines if line and not line.startswith("#")}
    for name, of_action in versions.items():
        rows[name.lower()] = row(name, of_action, rows.get(name.lower()))
    Path(table).write_text("\n".join(head + [rows[name] for name in sorted(rows)]) + "\n")


def row(name, versions, before):
    """The row of an action. What no metadata tells is kept: versions that nobody brought, open sets of names."""
    _, outdated, which, inputs, outputs = (before or "\t-\t-\t\t").split("\t")
    old = [version for version, action in versions.items() if action["runs"]["using"] in GONE]
    known = sorted(set(versions) - set(old))
    if old:
        outdated = span(old)
    if not known:
        return "\t".join([name, outdated, which, inputs, outputs])
    open_names = [word for word in inputs.split() if word.endswith("*")]
    inputs = " ".join(sorted([*entries(versions, known, "inputs", marked), *open_names]))
    if outputs != "*":
        outputs = " ".join(entries(versions, known, "outputs", lambda name, _: name))
    return "\t".join([name, outdated, which if which == "*" else span(known), inputs, outputs])


def marked(name, value):
    value = value or {}
    if value.get("deprecationMessage"):
        return name + "~"
    return name + "!" if value.get("required") is True and value.get("default") is None else name


def entries(versions, known, section, word):
    """Names with what is special about them, and behind an @ the versions that have them, unless all do."""
    found = collections.defaultdict(list)
    for version in known:
        for name, value in (versions[version].get(section) or {}).items():
            found[word(str(name), value)].append(version)
    return [entry + behind(have, known) for entry, have in sorted(found.items())]


def behind(have, known):
    if have == known:
        return ""
    if have[-1] == known[-1]:
        return f"@{have[0]}-"
    return f"@-{have[-1]}" if have[0] == known[0] and len(have) > 1 else f"@{span(have)}"


def span(versions):
    first, last = min(versions), max(versions)
    return str(first) if first == last else f"{first}-{last}"


if __name__ == "__main__":
    main(*sys.argv[1:])
