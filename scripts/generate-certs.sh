#!/usr/bin/env bash
# generate-certs.sh [FOLDER] [NAME ...]: a certificate for trying TLS out, signed by nobody, for the names given
# (localhost if none). Clients must be told to trust FOLDER/rustci.crt. For users get one from a real authority.
set -euo pipefail

folder=${1:-certs}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- localhost 127.0.0.1 ::1

names=
for name in "$@"; do
    case $name in
    *:*) names+=,IP:$name ;;
    *[!0-9.]*) names+=,DNS:$name ;;
    *) names+=,IP:$name ;;
    esac
done

umask 077
mkdir -p "$folder"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 365 -subj "/CN=$1" \
    -addext "subjectAltName=${names#,}" -addext basicConstraints=critical,CA:false \
    -keyout "$folder/rustci.key" -out "$folder/rustci.crt" 2>/dev/null
chmod 644 "$folder/rustci.crt"

echo "export RUSTCI_TLS_ENABLED=true"
echo "export RUSTCI_TLS_CERT_PATH=$folder/rustci.crt"
echo "export RUSTCI_TLS_KEY_PATH=$folder/rustci.key"
