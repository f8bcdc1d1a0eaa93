#!/usr/bin/env bash
# Writes completions/ anew from the command line itself: a script for each shell, and the manual.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --quiet -p rustci-cli
rustci=${CARGO_TARGET_DIR:-target}/debug/rustci
for pair in bash:rustci.bash zsh:_rustci fish:rustci.fish powershell:_rustci.ps1 elvish:rustci.elv; do
    "$rustci" completions "${pair%%:*}" >"completions/${pair#*:}"
done
rm -f completions/man/*.1
mkdir -p completions/man
"$rustci" man completions/man
