#!/usr/bin/env bash
# Lets schemathesis ask a daemon of its own everything that its OpenAPI document says can be asked, and much that it does
# not: no answer may be a 5xx, none may be otherwise than the document says, nothing the document forbids may be taken.
#   scripts/api-fuzz.sh [EXAMPLES]    requests of each kind to each operation (8)
# RUSTCID names the program (target/debug/rustcid); what it finds is told on standard output, exit code 1.
set -euo pipefail
cd "$(dirname "$0")/.."

version=4.32.5
examples=${1:-8}
rustcid=${RUSTCID:-target/debug/rustcid}
[ -x "$rustcid" ] || cargo build --quiet -p rustcid

tools=${RUSTCI_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/rustci-tools}/schemathesis-$version
[ -x "$tools/bin/schemathesis" ] || { python3 -m venv "$tools" && "$tools/bin/pip" install -q "schemathesis==$version"; }

state=$(mktemp -d)
stop() {
    local status=$?
    [ -z "${daemon:-}" ] || kill "$daemon" 2>/dev/null || true
    [ -z "${daemon:-}" ] || wait "$daemon" 2>/dev/null || true
    rm -rf "$state"
    exit "$status"
}
trap stop EXIT

# Requests at random must not wait for each other's limits, and their jobs do nothing.
env -u MONGODB_URI -u JWT_SECRET RUST_LOG=warn "$rustcid" --dev --port 0 --state-dir "$state/rustcid" \
    --set runners.docker.enabled=false --set server.shutdown_timeout=1 2>"$state/log" &
daemon=$!
for _ in $(seq 150); do
    url=$(sed -n 's/.* listens on //p' "$state/log")
    [ -z "$url" ] || ! grep -q '^jobs run in' "$state/log" || break
    kill -0 "$daemon" 2>/dev/null || { cat "$state/log" >&2; exit 1; }
    sleep 0.2
done
[ -n "$url" ] || { echo "the daemon does not start" >&2; cat "$state/log" >&2; exit 1; }
token=$(cat "$state/rustcid/admin-token")

ask() { curl --silent --fail --max-time 20 --header "Authorization: Bearer $token" "$@"; }
name() { python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])'; }

# Something to ask for.
pipeline=$(ask --data-binary $'stages:\n  - name: hello\n    steps: [echo hello]\n' -H 'Content-Type: application/yaml' \
    "$url/api/v1/pipelines" | name)
run=$(ask -X POST "$url/api/v1/pipelines/$pipeline/trigger" | name)

# A name or a right that is nobody's is refused though it fits the document: no failure. What shall only be done to a certain
# state of something is refused before its body is looked at (412).
cat >"$state/schemathesis.toml" <<TOML
request-timeout = 20
[checks]
positive_data_acceptance.enabled = false
negative_data_rejection.expected-statuses = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428", "429"]
[[operations]]
include-path-regex = "^/api/v1/pipelines/[{]id[}]/"
[operations.parameters]
"path.id" = "$pipeline"
[[operations]]
include-path-regex = "^/api/v1/runs/[{]id[}]"
[operations.parameters]
"path.id" = "$run"
TOML
# It keeps what it found beside itself.
cd "$state"
"$tools/bin/schemathesis" --config-file schemathesis.toml run "$url/api/v1/openapi.json" \
    --header "Authorization: Bearer $token" --phases examples,coverage,fuzzing --max-examples "$examples" \
    --generation-deterministic --continue-on-failure --no-color

# It lives, and has not complained.
curl --silent --fail --max-time 10 "$url/ready" >/dev/null
if grep -E 'ERROR|panicked' "$state/log"; then
    echo "the daemon complained" >&2
    exit 1
fi
