"""Scores the rustci binary over the corpora: one module a suite, one table at the end."""

import argparse
import importlib
import pathlib
import sys
import time

SUITES = ["check", "security", "azure", "expressions", "commands", "parser", "act", "gitlab", "convert", "guide", "jenkins", "gold"]
#: those that take long, and run only when they are named
ASKED = ["oracles"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rustci", required=True, type=pathlib.Path)
    parser.add_argument("--corpora", required=True, type=pathlib.Path)
    parser.add_argument("--verbose", action="store_true", help="name every case that is not as expected")
    parser.add_argument("suites", nargs="*", help=" ".join(SUITES))
    options = parser.parse_args()
    options.rustci = options.rustci.resolve()
    unknown = set(options.suites) - set(SUITES) - set(ASKED)
    if unknown:
        parser.error(f"no such suite: {', '.join(sorted(unknown))}")
    missed = 0
    for name in options.suites or SUITES:
        began = time.monotonic()
        rows = list(importlib.import_module(name).score(options))
        print(f"\n{name} ({time.monotonic() - began:.1f} s)")
        for row in rows:
            print("  " + row.line())
            missed += not row.holds()
            if options.verbose:
                for case in row.cases:
                    print(f"      {case}")
    print(f"\n{missed} floors missed" if missed else "\nall floors hold")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
