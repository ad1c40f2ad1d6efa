#!/usr/bin/env bash
# AuthZEN over TLS: every case of the certification scenario, the payloads of the interoperability events (read from the folder
# `authzen` of the test vectors, INTERLOCK_SHARED or `shared` beside the checkout) against bundles that model them, and the mapping that
# `interlock coaz` prints, filled in by an evaluator of CEL from npm. Needs node 20, npm and openssl. Works in a scratch folder that it removes.
#   AUTHZEN_KEEP   a folder with the package, which is kept and used again
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
# shellcheck source=scripts/launch.sh
. "$root/scripts/launch.sh"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
vectors="${INTERLOCK_SHARED:-$(dirname "$root")/shared}/vectors/authzen"
packages="${AUTHZEN_KEEP:-$scratch/packages}"
mkdir -p "$packages"
if [ ! -d "$packages/node_modules" ]; then
  (cd "$packages" && npm init -y >/dev/null && npm install --ignore-scripts --no-audit --no-fund --loglevel=error \
    @marcbachmann/cel-js@8.0.0 >&2)
fi
cp "$here"/authzen/gateway.mjs "$packages/" # beside its package
prepare interlock-server >&2
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$scratch/server.key" -out "$scratch/server.pem" 2>/dev/null
chmod 600 "$scratch/server.key"
NODE_EXTRA_CA_CERTS="$scratch/server.pem" timeout 300 node "$here/authzen/check.mjs" "$INTERLOCK" "$scratch" "$vectors" "$packages"
