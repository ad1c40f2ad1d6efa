#!/usr/bin/env bash
# Real coding agents (npm) with the hook that `interlock hook install` writes, each against a scripted model on this machine: a conflict is
# blocked, a permit has no opinion, a held call is approved and goes on, a dead server blocks. Needs node 20, npm and curl. Works in a
# scratch folder that it removes.
#   HOOKS_KEEP   a folder with the packages, which is kept and used again
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
# shellcheck source=scripts/launch.sh
. "$root/scripts/launch.sh"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
packages="${HOOKS_KEEP:-$scratch/packages}"
mkdir -p "$packages"
if [ ! -x "$packages/node_modules/.bin/claude" ] || [ ! -x "$packages/node_modules/.bin/codex" ] ||
  [ ! -x "$packages/node_modules/.bin/gemini" ]; then
  (cd "$packages" && npm init -y >/dev/null && npm install --no-audit --no-fund --loglevel=error \
    @anthropic-ai/claude-code@2.1.328 @openai/codex@0.169.0 @google/gemini-cli@0.61.0 >&2)
fi
prepare interlock-cli >&2
timeout 900 node "$here/hooks/check.mjs" "$INTERLOCK" "$scratch" "$root/bundles/coding-agent" "$packages"
