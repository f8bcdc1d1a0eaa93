#!/usr/bin/env bash
# Fuzzes what reads text from strangers: scripts/fuzz.sh [SECONDS] [TARGET...]. 40 seconds a target, all targets.
# Each run begins anew from the samples, with the same seed. Findings are kept in .cache/fuzz, and make the script fail.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-40}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(yaml expr groovy github gitlab azure jenkins rustci convert)
command -v cargo-fuzz >/dev/null || cargo install --locked --quiet cargo-fuzz
mkdir -p .cache/fuzz
# The instrumentation needs a switch that stable compilers hide behind this variable.
export RUSTC_BOOTSTRAP=1
for target in "${targets[@]}"; do
    rm -rf ".cache/fuzz/$target"
    mkdir -p ".cache/fuzz/$target"
    number=0
    while read -r sample; do
        number=$((number + 1))
        cp "$sample" ".cache/fuzz/$target/$number-$(basename "$sample")"
    done < <(find tests/fuzz/seeds tests/samples tests/side-by-side shared -type f \
        \( -name '*.y*ml' -o -name '*.groovy' -o -name 'Jenkinsfile*' \) -size -64k | sort)
    cargo fuzz run --fuzz-dir tests/fuzz --sanitizer none "$target" ".cache/fuzz/$target" -- \
        -seed=1 -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 -artifact_prefix=".cache/fuzz/" -print_final_stats=1 \
        2>&1 | tail -n 12
done
