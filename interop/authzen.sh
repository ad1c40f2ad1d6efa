#!/usr/bin/env bash
# AuthZEN over TLS: every case of the certification scenario, and the payloads of the interoperability events (read from the folder
# `authzen` of the test vectors, INTERLOCK_SHARED or `shared` beside the checkout) against bundles that model them. Needs node 20 and
# openssl. Works in a scratch folder that it removes.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
# shellcheck source=scripts/launch.sh
. "$root/scripts/launch.sh"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
vectors="${INTERLOCK_SHARED:-$(dirname "$root")/shared}/vectors/authzen"
prepare interlock-server >&2
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$scratch/server.key" -out "$scratch/server.pem" 2>/dev/null
chmod 600 "$scratch/server.key"
NODE_EXTRA_CA_CERTS="$scratch/server.pem" timeout 300 node "$here/authzen/check.mjs" "$INTERLOCK" "$scratch" "$vectors"
