#!/bin/sh
# Kills the daemon with `kill -9` at random moments under load, so often in each of three settings: over SQLite, over
# MongoDB, and two replicas at once. Each round prints its seed.
#   scripts/kill-matrix.sh [ROUNDS] [FIRST_SEED]
set -eu

case ${1:-} in -h | --help) sed -n '2,4p' "$0"; exit ;; esac
cd "$(dirname "$0")/.."
state=$(mktemp -d)
end() {
    scripts/mongodb.sh stop "$state" || echo "the test database could not be stopped" >&2
    rm -rf "$state"
}
trap end EXIT
trap 'exit 1' INT TERM
mongodb=$(scripts/mongodb.sh start "$state")
export "${mongodb?}" PATH="$state/bin:$PATH"
RUSTCI_KILL_ROUNDS=${1:-300} RUSTCI_KILL_SEED=${2:-1} \
    cargo test -p rustcid --test daemon random_moments -- --nocapture --test-threads 1
