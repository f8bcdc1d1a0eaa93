"""Checking GitHub's workflows of the corpus in one process, beside other checkers; and converting them."""

import argparse
import csv
import os
import pathlib
import shutil
import subprocess
import tempfile

from measure import compare, machine
from rivals import checkers

# Invalid ones are left out: some are made to break readers of YAML, and break those of others.
VERDICTS = {"real", "valid", "security", "disputed", "fragment"}


def workflows(corpora):
    with open(corpora / "check/MANIFEST.tsv", newline="") as manifest:
        rows = list(csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE))
    wanted = [row["file"] for row in rows if row["format"] == "github-actions" and row["verdict"] in VERDICTS]
    return [corpora / "check" / file for file in wanted if file.endswith((".yml", ".yaml"))]


def repository(folder, files):
    """A repository of all the files, since others look for one; their paths in it."""
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    place = pathlib.Path(".github/workflows")
    (folder / place).mkdir(parents=True)
    paths = [place / f"{number:04}.yml" for number in range(len(files))]
    for file, path in zip(files, paths):
        shutil.copyfile(file, folder / path)
    return paths


def table(title, commands, folder, rounds):
    print(f"{title:28} {'wall ms (CPU), peak memory':32} beside rustci")
    figures = compare(commands, folder, rounds, passing=(0, 1))
    for name, each in figures.items():
        print(f"  {name:26} {each.text():32} {each.beside(figures['rustci'])}", flush=True)


def main():
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rustci", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--corpora", type=pathlib.Path, default=cache / "rustci-corpora")
    options = parser.parse_args()
    if not (options.corpora / "check/MANIFEST.tsv").exists():
        parser.error(f"no corpora at {options.corpora}: scripts/corpus.sh unpacks them")
    files = workflows(options.corpora)
    rustci = options.rustci.resolve()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        paths = repository(folder, files)
        others, absent = checkers(pathlib.Path(".cache/bench").resolve(), paths)
        size = sum(file.stat().st_size for file in files)
        print(f"{machine()}\n{len(files)} workflows, {size / 1e6:.1f} MB; medians of whole processes\n")
        table("check", {"rustci": [rustci, "validate", *paths]} | others, folder, options.rounds)
        convert = [rustci, "convert", "--to", "gitlab-ci", "--force", "-o", "out", *paths]
        print()
        table("convert to gitlab-ci", {"rustci": convert}, folder, options.rounds)
        print("\n".join(absent))


if __name__ == "__main__":
    main()
