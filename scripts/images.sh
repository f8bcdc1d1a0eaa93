#!/bin/sh
# Makes the images that the tests run in, from this machine's own programs: no network needed.
#   rustci-test/busybox    busybox alone
#   rustci-test/shell-less a program and no shell
#   rustci-test/bash       sh, bash, coreutils, grep, sed, git and their libraries
set -eu

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

command -v busybox >/dev/null || apt-get install -y -qq busybox-static >/dev/null 2>&1

# Folders that every image has, and a root and an ordinary user.
base() {
    mkdir -p "$1/bin" "$1/etc" "$1/root" "$1/tmp" "$1/usr/bin" "$1/home/user"
    chmod 1777 "$1/tmp"
    printf 'root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000:user:/home/user:/bin/sh\n' >"$1/etc/passwd"
    printf 'root:x:0:\nuser:x:1000:\n' >"$1/etc/group"
}

# A program of this machine with the libraries it loads.
take() {
    mkdir -p "$1$(dirname "$2")"
    cp -L "$2" "$1$2"
    ldd "$2" 2>/dev/null | grep -o '/[^ ]*' | while read -r library; do
        [ -e "$1$library" ] || { mkdir -p "$1$(dirname "$library")" && cp -L "$library" "$1$library"; }
    done || true
}

import() {
    tar -C "$1" -c . | docker import --change 'ENV PATH=/usr/local/bin:/usr/bin:/bin' --change 'CMD ["/bin/sh"]' - "$2" >/dev/null
}

base "$root/busybox"
cp -L "$(command -v busybox)" "$root/busybox/bin/busybox"
for applet in $(busybox --list); do
    [ "$applet" = busybox ] || ln -s busybox "$root/busybox/bin/$applet"
done
import "$root/busybox" rustci-test/busybox

mkdir -p "$root/shell-less/bin"
cp -L "$(command -v busybox)" "$root/shell-less/bin/echo"
import "$root/shell-less" rustci-test/shell-less

base "$root/bash"
for program in sh bash cat chmod cp cut date dirname basename env false grep head id ln ls mkdir mktemp mv printenv \
    pwd readlink rm rmdir sed seq setsid sleep sort stat tail tar tee test touch tr true uname uniq wc whoami xargs git; do
    path=$(PATH=/usr/bin:/bin command -v "$program" || true)
    [ -n "$path" ] || path=$(command -v "$program" || true)
    case $path in /*) take "$root/bash" "$path" ;; esac
done
for program in sh bash; do
    [ -e "$root/bash/bin/$program" ] || cp -L "/bin/$program" "$root/bash/bin/$program"
done
import "$root/bash" rustci-test/bash
docker image ls --format '{{.Repository}} {{.Size}}' | grep '^rustci-test/'
