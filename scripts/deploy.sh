#!/usr/bin/env bash
# deploy.sh --production: builds rustcid and makes it a service of this machine, or brings the one there up to date.
# deploy.sh --production --root FOLDER: puts the files below FOLDER and starts nothing, for images and packages.
# What somebody has written into /etc/rustci stays as it is.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
    sed -n '2,3p' "$0" | sed 's/^# //' >&2
    exit 2
}
fail() {
    echo "deploy.sh: $1" >&2
    exit 1
}

target='' root=''
while [ $# -gt 0 ]; do
    case $1 in
    --production) target=systemd ;;
    --root)
        [ $# -gt 1 ] || usage
        root=$2
        shift
        ;;
    --kubernetes | --k8s | --helm)
        fail "${1#--} is not supported by this version: deploy.sh --production makes a systemd service of this machine"
        ;;
    *) usage ;;
    esac
    shift
done
[ -n "$target" ] || usage

if [ -z "$root" ]; then
    [ "$(id -u)" = 0 ] || fail "run it as root, or with --root FOLDER to only lay the files out"
    [ -d /run/systemd/system ] || fail "this machine does not run systemd; --root FOLDER only lays the files out"
fi

# RUSTCID: a program that is built already.
program=${RUSTCID:-}
if [ -z "$program" ]; then
    command -v cargo >/dev/null || fail "there is no cargo to build rustcid with; name a built program in RUSTCID"
    cargo build --release --locked -p rustcid
    program=${CARGO_TARGET_DIR:-target}/release/rustcid
fi
[ -x "$program" ] || fail "$program is no program"

install -D -m 755 "$program" "$root/usr/bin/rustcid.new"
mv "$root/usr/bin/rustcid.new" "$root/usr/bin/rustcid" # a running one keeps its own file
install -D -m 644 deployment/systemd/rustcid.service "$root/etc/systemd/system/rustcid.service"
install -D -m 644 deployment/systemd/rustcid.sysusers.conf "$root/etc/sysusers.d/rustcid.conf"
[ -e "$root/etc/rustci/rustcid.yaml" ] ||
    install -D -m 644 deployment/systemd/rustcid.yaml "$root/etc/rustci/rustcid.yaml"
if ! [ -e "$root/etc/rustci/rustcid.env" ]; then
    secret() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
    (
        umask 077
        {
            echo "# Read by systemd. MONGODB_URI=mongodb://... makes this server one of several."
            echo "JWT_SECRET=$(secret)"
            echo "RUSTCI_MASTER_KEY=$(secret)"
        } >"$root/etc/rustci/rustcid.env"
    )
fi
[ -z "$root" ] || {
    echo "laid out below $root"
    exit 0
}

systemd-sysusers /etc/sysusers.d/rustcid.conf
set -a
# shellcheck source=/dev/null
. /etc/rustci/rustcid.env
set +a
/usr/bin/rustcid config check --config /etc/rustci/rustcid.yaml
systemctl daemon-reload
systemctl enable --quiet rustcid
# Returns once the server says that it is ready.
systemctl restart rustcid || {
    journalctl -u rustcid -n 20 --no-pager >&2
    fail "rustcid does not start"
}
systemctl --no-pager --lines 0 status rustcid
echo "the administrator's token, if this was the first start: /var/lib/rustci/admin-token"
