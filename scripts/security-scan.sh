#!/usr/bin/env bash
# security-scan.sh: looks at what can be looked at without a server: known holes in dependencies, the service's
# confinement, settings, modes of files with secrets, and our scripts. Each finding is a line; any of them makes it fail.
# What cannot be looked at for want of a program is said, and fails with --strict.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2

strict=''
case ${1:-} in
--strict) strict=yes ;;
'') ;;
*)
    sed -n '2,4p' "$0" | sed 's/^# //' >&2
    exit 2
    ;;
esac

found=0 skipped=0
bad() {
    echo "FOUND   $1"
    found=$((found + 1))
}
fine() { echo "fine    $1"; }
look() { # look PROGRAM PACKAGE WHAT COMMAND...: a program that finds nothing wrong
    local program=$1 package=$2 what=$3
    shift 3
    if ! command -v "$program" >/dev/null; then
        echo "SKIPPED $what: install $package"
        skipped=$((skipped + 1))
    elif output=$("$@" 2>&1); then
        fine "$what"
    else
        bad "$what"
        printf '%s\n' "$output" | sed 's/^/        /'
    fi
}

look cargo-audit "cargo-audit (cargo install cargo-audit)" "known holes in dependencies" cargo audit --quiet
look systemd-analyze systemd "confinement of the service" \
    systemd-analyze security --offline=true --no-pager --threshold=50 deployment/systemd/rustcid.service
look shellcheck shellcheck "scripts" shellcheck --severity=warning scripts/*.sh

rustcid=${RUSTCID:-$(command -v rustcid || echo target/release/rustcid)}
settings=${RUSTCI_CONFIG:-/etc/rustci/rustcid.yaml}
if [ -r "$settings" ]; then
    look "$rustcid" "rustcid, or name it in RUSTCID" "settings in $settings" "$rustcid" config check --config "$settings"
fi

for secret in /etc/rustci/rustcid.env /var/lib/rustci/master-key /var/lib/rustci/jwt-secret \
    /var/lib/rustci/admin-token certs/rustci.key; do
    [ -e "$secret" ] || continue
    mode=$(stat -c %a "$secret")
    case $mode in
    *00) fine "$secret is for its owner alone" ;;
    *) bad "$secret may be read by others (mode $mode): chmod 600 $secret" ;;
    esac
done

# Keys that a commit must never hold.
if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    if keys=$(git grep -lE -e '^-----BEGIN ([A-Z]+ )?PRIVATE KEY-----' -- ':!*/tests/*' ':!*tests.rs'); then
        bad "private keys in the repository: $(echo "$keys" | tr '\n' ' ')"
    else
        fine "no private keys in the repository"
    fi
fi

echo "$found found, $skipped skipped"
[ "$found" = 0 ] && { [ -z "$strict" ] || [ "$skipped" = 0 ]; }
