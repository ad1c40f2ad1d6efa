#!/usr/bin/env bash
# The catalogues of real servers (bundles/servers) against the servers themselves: each is started in its pinned version, and what it lists
# is compared with its catalogue. Needs node 20 and npm; no account, as the keys are dummies, and nothing but tools is asked for.
#   CATALOGUES_KEEP   a folder to work in, which is kept
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
# shellcheck source=scripts/launch.sh
. "$root/scripts/launch.sh"
scratch="${CATALOGUES_KEEP:-$(mktemp -d)}"
cleanup() {
  [ -n "${CATALOGUES_KEEP:-}" ] || rm -rf "$scratch"
}
trap cleanup EXIT
mkdir -p "$scratch/servers" "$scratch/home"
prepare interlock-cli >&2
cp "$here/catalogues/package.json" "$scratch/servers/"
# The libraries of the servers as they were when the lists were reviewed: a new one can change how a tool describes itself
(cd "$scratch/servers" && npm install --before=2026-11-30 --ignore-scripts --silent --no-audit --no-fund >&2)
node "$here/catalogues/check.mjs" "$INTERLOCK" "$scratch" "$root"
