#!/bin/sh
# Starts or stops a MongoDB to test against: SecantusDB, which speaks MongoDB's protocol over MongoDB's storage engine.
#   scripts/mongodb.sh start DIR    prints RUSTCI_TEST_MONGODB=mongodb://... when it answers; the program is in DIR/bin
#   scripts/mongodb.sh stop DIR
set -eu

version=0.7.0b3

verb=${1:-}
dir=${2:-}
[ -n "$verb" ] && [ -n "$dir" ] || { sed -n '2,4p' "$0" >&2; exit 2; }
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)

case $verb in
start)
    if [ ! -x "$dir/bin/secantusd-py" ]; then
        { python3 -m venv "$dir" && "$dir/bin/pip" install -q "secantusdb==$version"; } >"$dir/install.log" 2>&1 || {
            echo "secantusdb $version cannot be installed (python3-venv and a package index are needed):" >&2
            tail -n 5 "$dir/install.log" >&2
            exit 1
        }
    fi
    # With port 0 it takes a free one, and says which.
    setsid "$dir/bin/secantusd-py" --host 127.0.0.1 --port 0 --storage-path "$dir/data" \
        >"$dir/log" 2>&1 </dev/null &
    echo $! >"$dir/pid"
    tries=150
    until port=$(grep -o 'listening on 127.0.0.1:[0-9]*' "$dir/log" 2>/dev/null | grep -o '[0-9]*$'); do
        tries=$((tries - 1))
        if [ "$tries" -eq 0 ]; then
            echo "the database does not start, see $dir/log" >&2
            tail -n 5 "$dir/log" >&2
            exit 1
        fi
        sleep 0.2
    done
    echo "RUSTCI_TEST_MONGODB=mongodb://127.0.0.1:$port/?directConnection=true&serverSelectionTimeoutMS=5000"
    ;;
stop)
    [ -f "$dir/pid" ] || exit 0
    pid=$(cat "$dir/pid")
    kill "$pid" 2>/dev/null || true
    tries=50
    while [ -d "/proc/$pid" ] && [ "$tries" -gt 0 ]; do
        tries=$((tries - 1))
        sleep 0.2
    done
    [ ! -d "/proc/$pid" ] || kill -9 "$pid" 2>/dev/null || true
    rm -f "$dir/pid"
    ;;
*)
    echo "unknown verb: $verb" >&2
    exit 2
    ;;
esac
