#!/usr/bin/env bash
# Content that gives orders: a file, a memory entry and a page, returned by npm's filesystem and memory servers and by a web and a mail
# server, ask an agent for a mail. Each mail is held, and people see which content asked for it. Needs node 20 and npm. Works in a scratch
# folder that it removes.
#   FLOW_KEEP   a folder to work in, which is kept and whose packages are used again
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
# shellcheck source=scripts/launch.sh
. "$root/scripts/launch.sh"
scratch="${FLOW_KEEP:-$(mktemp -d)}"
cleanup() {
  [ -n "${FLOW_KEEP:-}" ] || rm -rf "$scratch"
}
trap cleanup EXIT
mkdir -p "$scratch"
rm -rf "$scratch/run" && mkdir "$scratch/run"
if [ ! -d "$scratch/node_modules" ]; then
  (cd "$scratch" && npm init -y >/dev/null && npm install --ignore-scripts --no-audit --no-fund --loglevel=error \
    @modelcontextprotocol/client@2.4.0 @modelcontextprotocol/sdk@1.32.2 zod@3.25.76 \
    @modelcontextprotocol/server-filesystem@2026.8.31 @modelcontextprotocol/server-memory@2026.8.31 >&2)
fi
mkdir -p "$scratch/flow"
cp "$here/suite.mjs" "$scratch/" # as the checks import it
cp "$here/flow/check.mjs" "$here/flow/office.mjs" "$scratch/flow/" # below their packages
prepare interlock-cli >&2
timeout 400 node "$scratch/flow/check.mjs" "$INTERLOCK" "$scratch/run" "$here/flow/bundle" "$scratch/node_modules"
