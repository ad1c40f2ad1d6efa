#!/usr/bin/env bash
# The official TypeScript MCP client (npm) before the gateway's door, with test servers of both eras behind it.
# Needs node 20 or later and npm. Works in a scratch folder that it removes.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
scratch="$(mktemp -d)"
gateway=""
cleanup() {
  exec 3>&- || true
  if [ -n "$gateway" ]; then wait "$gateway" || true; fi
  rm -rf "$scratch"
}
trap cleanup EXIT

cd "$root"
mvn -q -pl interlock-server -am test-compile \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile="$scratch/classpath"
classpath="$root/interlock-server/target/test-classes:$root/interlock-server/target/classes:$(cat "$scratch/classpath")"

java="${JAVA_25:-}"
if [ -z "$java" ]; then
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    if [ -x "$home/bin/java" ] && "$home/bin/java" -version 2>&1 | grep -q 'version "25'; then java="$home/bin/java"; break; fi
  done
fi
[ -n "$java" ] || { echo "no jdk 25 found: set JAVA_25 to its java" >&2; exit 2; }

cp "$here/mcp-clients.mjs" "$scratch/"
(cd "$scratch" && npm init -y >/dev/null && npm install --ignore-scripts --no-audit --no-fund --silent @modelcontextprotocol/client@2.4.0)

mkfifo "$scratch/in" "$scratch/out"
"$java" -cp "$classpath" dev.interlock.server.fixture.GatewayMain <"$scratch/in" >"$scratch/out" &
gateway=$!
exec 3>"$scratch/in"          # the gateway ends when this closes
read -r port <"$scratch/out"
(cd "$scratch" && timeout 120 node mcp-clients.mjs "$port")
