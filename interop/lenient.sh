#!/usr/bin/env bash
# Servers that read their arguments leniently behind the gateway: the official TypeScript SDK 1.17.4 with an output schema, Jackson without
# case, protobuf's JSON names, Python's int(), and Go's encoding/json where there is Go. Whatever an agent sends them, what they did is what
# the record says. Needs node 20, npm, Maven and python3; installs Go where it may. Works in a scratch folder that it removes.
#   LENIENT_KEEP   a folder to work in, which is kept and whose packages are used again
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
# shellcheck source=scripts/launch.sh
. "$root/scripts/launch.sh"
scratch="${LENIENT_KEEP:-$(mktemp -d)}"
cleanup() {
  [ -n "${LENIENT_KEEP:-}" ] || rm -rf "$scratch"
}
trap cleanup EXIT
mkdir -p "$scratch"
rm -rf "$scratch/run" && mkdir "$scratch/run"
if [ ! -d "$scratch/node_modules" ]; then
  (cd "$scratch" && npm init -y >/dev/null && npm install --ignore-scripts --no-audit --no-fund --loglevel=error \
    @modelcontextprotocol/sdk@1.17.4 zod@3.25.76 >&2)
fi
cp "$here/lenient/sdk.mjs" "$scratch/" # beside its packages
prepare interlock-cli >&2

# --- Java: compiled once, so that it starts at once
if [ ! -s "$scratch/classpath" ]; then
  cp "$here/lenient/pom.xml" "$scratch/pom.xml"
  timeout 200 mvn -q -B -ntp -f "$scratch/pom.xml" dependency:build-classpath -Dmdep.outputFile="$scratch/classpath" </dev/null >&2
fi
"$jdk/bin/javac" -proc:none -d "$scratch/classes" -cp "$(cat "$scratch/classpath")" "$here/lenient/Lenient.java" >&2
java=("$jdk/bin/java" -XX:TieredStopAtLevel=1 -cp "$scratch/classes:$(cat "$scratch/classpath")" Lenient)

# --- Go: where it is, or can be installed
if ! command -v go >/dev/null && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  say "installing golang-go"
  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends golang-go) >/dev/null 2>&1 || true
fi
with_go=
if command -v go >/dev/null; then
  (cd "$here/lenient/go" && GOFLAGS=-mod=mod GOPROXY=off GOTOOLCHAIN=local GOCACHE="$scratch/go-cache" go build -o "$scratch/lenient-go" .) >&2
  with_go=yes
else
  say "Go is not installed and cannot be installed, so its server is left out"
fi

as_json() { # one command, as a list
  local word list=
  for word in "$@"; do list+="${list:+,}\"$word\""; done
  printf '[%s]' "$list"
}
servers="{\"sdk\":$(as_json node "$scratch/sdk.mjs"),\"jackson\":$(as_json "${java[@]}" jackson),\"protobuf\":$(as_json "${java[@]}" protobuf)"
servers+=",\"python\":$(as_json python3 "$here/lenient/lenient.py")${with_go:+,\"go\":$(as_json "$scratch/lenient-go")}}"
timeout 400 node "$here/lenient/check.mjs" "$INTERLOCK" "$scratch/run" "$here/lenient/bundle" "$servers"
