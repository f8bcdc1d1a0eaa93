#!/bin/sh
# Starts or stops a Docker engine of our own, on a private socket.
#   scripts/dockerd.sh start DIR    prints DOCKER_HOST=unix://DIR/docker.sock when it answers
#   scripts/dockerd.sh stop DIR
set -eu

verb=${1:-}
dir=${2:-}
[ -n "$verb" ] && [ -n "$dir" ] || { sed -n '2,4p' "$0" >&2; exit 2; }
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
socket=unix://$dir/docker.sock

answers() {
    DOCKER_HOST=$socket docker version >/dev/null 2>&1
}

case $verb in
start)
    if ! command -v dockerd >/dev/null; then
        { apt-get update -qq && apt-get install -y -qq docker.io; } >"$dir/install.log" 2>&1 || {
            echo "docker.io cannot be installed, see $dir/install.log" >&2
            exit 1
        }
    fi
    if ! answers; then
        setsid dockerd --data-root "$dir/data" --exec-root "$dir/exec" --host "$socket" \
            --pidfile "$dir/pid" >"$dir/log" 2>&1 </dev/null &
        tries=150
        until answers; do
            tries=$((tries - 1))
            if [ "$tries" -eq 0 ]; then
                echo "the engine does not answer, see $dir/log" >&2
                tail -n 5 "$dir/log" >&2
                exit 1
            fi
            sleep 0.2
        done
    fi
    echo "DOCKER_HOST=$socket"
    ;;
stop)
    [ -f "$dir/pid" ] || exit 0
    pid=$(cat "$dir/pid")
    kill "$pid" 2>/dev/null || true
    tries=150
    while [ -d "/proc/$pid" ] && [ "$tries" -gt 0 ]; do
        tries=$((tries - 1))
        sleep 0.2
    done
    # The engine leaves its network name spaces mounted.
    awk -v dir="$dir/" 'index($2, dir) == 1 { print $2 }' /proc/mounts | sort -r | while read -r mount; do
        umount -l "$mount" || true
    done
    ;;
*)
    echo "unknown verb: $verb" >&2
    exit 2
    ;;
esac
