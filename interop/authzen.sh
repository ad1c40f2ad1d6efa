#!/usr/bin/env bash
# AuthZEN over TLS: every case of the certification scenario, the payloads of the interoperability events (read from the folder
# `authzen` of the test vectors, INTERLOCK_SHARED or `shared` beside the checkout) against bundles that model them, and the mapping that
# `interlock coaz` prints, filled in by an evaluator of CEL from npm. Then Apache Camel as the enforcement point in front of a service.
# Needs node 20, npm, Maven and openssl. Works in a scratch folder that it removes.
#   AUTHZEN_KEEP   a folder with the package and Camel's class path, which is kept and used again
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
prepare interlock-cli >&2
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$scratch/server.key" -out "$scratch/server.pem" 2>/dev/null
chmod 600 "$scratch/server.key"
NODE_EXTRA_CA_CERTS="$scratch/server.pem" timeout 300 node "$here/authzen/check.mjs" "$INTERLOCK" "$scratch" "$vectors" "$packages"

# --- Apache Camel
classes="$packages/camel.classpath"
pom="$here/authzen/camel/pom.xml"

# Whether the class path of this very pom is there, with all its files
has_camel() {
  local jar
  [ -s "$classes" ] && cmp -s "$pom" "$packages/camel.pom.xml" || return 1
  while IFS= read -r jar || [ -n "$jar" ]; do
    [ -f "$jar" ] || return 1
  done < <(tr ':' '\n' <"$classes")
}

# Three attempts of 100 seconds; what one has got the next one has
find_camel() {
  local attempt again=''
  cp "$pom" "$scratch/pom.xml"
  for attempt in 1 2 3; do
    # shellcheck disable=SC2086 # one word, or none
    if timeout 100 mvn -B -ntp $again -f "$scratch/pom.xml" dependency:build-classpath \
      -Dmdep.outputFile="$scratch/classpath" </dev/null >"$scratch/maven.log" 2>&1; then
      mv "$scratch/classpath" "$classes"
      cp "$pom" "$packages/camel.pom.xml"
      return
    fi
    again=-U
    [ "$attempt" = 3 ] || sleep $((attempt * 3))
  done
  return 1
}

# The workload's X.509-SVID, by an authority of its own, with which Camel speaks TLS on both sides; and whom it trusts
certificates() (
  key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
  {
    echo basicConstraints=critical,CA:FALSE
    echo keyUsage=critical,digitalSignature
    echo extendedKeyUsage=serverAuth,clientAuth
    echo subjectAltName=URI:spiffe://example.org/gateways/camel,DNS:localhost
  } >"$scratch/svid.ext"
  # shellcheck disable=SC2086 # several words
  cd "$scratch" &&
    openssl req -x509 $key -days 2 -subj /CN=example.org -addext basicConstraints=critical,CA:TRUE \
      -addext keyUsage=critical,keyCertSign,cRLSign -addext subjectAltName=URI:spiffe://example.org -keyout ca.key -out ca.pem &&
    openssl req $key -subj /CN=camel -keyout svid.key -out svid.csr &&
    openssl x509 -req -in svid.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile svid.ext -out svid.pem &&
    openssl rand -hex 16 >password &&
    openssl pkcs12 -export -in svid.pem -inkey svid.key -certfile ca.pem -name camel -passout file:password -out svid.p12 &&
    "$jdk/bin/keytool" -importcert -noprompt -alias interlock -file server.pem -keystore trusted.p12 -storetype PKCS12 \
      -storepass:file password &&
    cat server.pem ca.pem >trusted.pem
)

if ! has_camel && ! find_camel; then
  why="$(grep -m 1 -E '^\[ERROR\].*(Could not|Cannot|Failed to)' "$scratch/maven.log" | sed 's#[a-z]*://[^ )]*##g' | cut -c 1-300)" || true
  echo "fail camel: Maven could not download its packages in three attempts: ${why:-they took more than 100 seconds each}"
  exit 0
fi
if ! certificates >"$scratch/certificates.log" 2>&1; then
  echo "fail camel: there are no certificates: $(tail -n 1 "$scratch/certificates.log")"
  exit 0
fi
NODE_EXTRA_CA_CERTS="$scratch/trusted.pem" timeout 300 node "$here/authzen/camel.mjs" "$INTERLOCK" "$scratch" "$(cat "$classes")" \
  2>"$scratch/camel.err" || echo "fail camel: the checks did not finish: $(grep -v '^[[:space:]]*at ' "$scratch/camel.err" | tail -n 12 | tr '\n' ' ' | tail -c 1000)"
