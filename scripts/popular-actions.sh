#!/usr/bin/env bash
# Writes shared/lint/src/actions/popular.tsv anew for the actions whose metadata stands in a folder, and leaves the rows
# of all others: scripts/popular-actions.sh FOLDER, with a file OWNER/REPO[/PATH]@MAJOR/action.yml a major version.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# = 1 ] && [ -d "$1" ] || { echo "usage: scripts/popular-actions.sh FOLDER" >&2; exit 2; }
python3 -c 'import yaml' 2>/dev/null || { apt-get update -qq && apt-get install -y -qq python3-yaml >/dev/null; }
exec python3 scripts/popular/table.py "$1" shared/lint/src/actions/popular.tsv
