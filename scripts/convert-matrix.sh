#!/usr/bin/env bash
# Converts every valid and real file of the corpora beside the checkout to every language, and writes into
# shared/formats/README.md how many were converted without loss, with reported loss, and not at all.
set -euo pipefail
cd "$(dirname "$0")/.."
corpora=${RUSTCI_CORPORA:-../shared/corpora}
if [ ! -d "$corpora" ]; then
    echo "no corpora at $corpora: nothing to convert"
    exit 0
fi
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
mkdir "$temp/check"
tar xzf "$corpora/check.tar.gz" -C "$temp/check"
cargo build --quiet --release -p rustci-cli
target=${CARGO_TARGET_DIR:-target}
python3 scripts/corpus/matrix.py --rustci "$target/release/rustci" --corpora "$temp" --readme shared/formats/README.md "$@"
