#!/usr/bin/env bash
# `interlock init` on real servers of npm, and on configurations of clients, from an empty folder to a refused call by a real MCP client. The
# real Codex (npm) uses its server through the gateway, against a scripted model.
# Needs node 20 and npm. Works in a scratch folder that it removes; the servers' packages come from npm's cache after the first run.
#   INIT_KEEP   a folder to work in, which is kept
#   INIT_ONLY   the one server to try, such as memory, or codex
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
# shellcheck source=scripts/launch.sh
. "$root/scripts/launch.sh"
scratch="${INIT_KEEP:-$(mktemp -d)}"
cleanup() {
  [ -n "${INIT_KEEP:-}" ] || rm -rf "$scratch"
}
trap cleanup EXIT
mkdir -p "$scratch/client"
prepare interlock-cli >&2
cp "$here/init/package.json" "$scratch/client/"
(cd "$scratch/client" && npm install --silent --no-audit --no-fund >&2)
node "$here/init/check.mjs" "$INTERLOCK" "$scratch" "$root" ${INIT_ONLY:+"$INIT_ONLY"}
