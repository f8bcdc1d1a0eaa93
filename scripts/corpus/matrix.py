"""The table of conversions between all languages, over every valid and real file of the corpus."""

import argparse
import collections
import pathlib

import convert

NAMES = {
    "github-actions": "GitHub Actions",
    "gitlab-ci": "GitLab CI",
    "azure-pipelines": "Azure Pipelines",
    "jenkinsfile": "Jenkins",
    "rustci": "RustCI",
}
BEGIN, END = "<!-- conversions: made by scripts/convert-matrix.sh -->", "<!-- end of conversions -->"


def table(options):
    count = collections.defaultdict(collections.Counter)
    for _, source, outcome in convert.outcomes(options, options.verdicts.split(",")):
        for target, state in outcome.items():
            count[source, target][state if state in ("clean", "lossy", "not") else "wrong"] += 1
    yield "| from, to | " + " | ".join(NAMES[target] for target in convert.TARGETS) + " |"
    yield "|---" * (len(convert.TARGETS) + 1) + "|"
    for source in NAMES:
        cells = [count[source, target] for target in convert.TARGETS]
        if any(cells):
            shown = [f"{c['clean']} / {c['lossy']} / {c['not']}" + (f" / {c['wrong']} wrong" if c["wrong"] else "") for c in cells]
            yield f"| {NAMES[source]} | " + " | ".join(shown) + " |"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rustci", required=True, type=pathlib.Path)
    parser.add_argument("--corpora", required=True, type=pathlib.Path)
    parser.add_argument("--readme", required=True, type=pathlib.Path)
    parser.add_argument("--verdicts", default="valid,real")
    options = parser.parse_args()
    options.rustci = options.rustci.resolve()
    text = options.readme.read_text()
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    lines = "\n".join(table(options))
    options.readme.write_text(f"{before}{BEGIN}\n{lines}\n{END}{after}")
    print(lines)


if __name__ == "__main__":
    main()
