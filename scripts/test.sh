#!/usr/bin/env bash
# Everything that must hold before a change is taken: format, lints, all tests. Installs what it needs on a Debian
# machine, starts the Docker engine and the MongoDB it tests against, and stops them by pid.
set -euo pipefail
cd "$(dirname "$0")/.."

need() { # need PROGRAM PACKAGE: the package that brings a program
    command -v "$1" >/dev/null && return
    [ "$(id -u)" = 0 ] || { echo "install $2, or run as root" >&2; exit 1; }
    [ -n "${refreshed:-}" ] || { apt-get update -qq; refreshed=1; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null
}
need git git
need cc gcc
need python3 python3
need node nodejs
need docker-registry docker-registry
need shellcheck shellcheck
need promtool prometheus
need curl curl
need cargo cargo
command -v cargo-nextest >/dev/null || cargo install --locked --quiet cargo-nextest

state=$(mktemp -d)
stop() {
    local status=$?
    scripts/mongodb.sh stop "$state/mongodb" || echo "the test database could not be stopped" >&2
    scripts/dockerd.sh stop "$state" || echo "the test engine could not be stopped" >&2
    rm -rf "$state" || echo "$state could not be removed" >&2
    exit "$status"
}
trap stop EXIT
if [ -z "${DOCKER_HOST:-}" ]; then
    if host=$(scripts/dockerd.sh start "$state"); then
        export "${host?}"
    else
        echo "NO DOCKER ENGINE COULD BE STARTED: tests that need one are skipped" >&2
    fi
fi
if [ -n "${DOCKER_HOST:-}" ]; then
    scripts/images.sh
fi

if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    need pyvenv python3-venv
fi
mongodb=$(scripts/mongodb.sh start "$state/mongodb")
export "${mongodb?}" PATH="$state/mongodb/bin:$PATH"

(cd deployment/prometheus && promtool check config prometheus.yml && promtool test rules rules.test.yml)
cargo fmt --all --check
features=stores/mongodb,scheduler/mongodb
cargo clippy --workspace --all-targets --features "$features" --quiet -- -D warnings
cargo nextest run --workspace --features "$features" --no-fail-fast
cargo test --workspace --doc --quiet
scripts/api-fuzz.sh
