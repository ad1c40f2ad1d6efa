#!/usr/bin/env bash
# Real coding agents (npm) with the hook that `interlock hook install` writes, each against a scripted model on this machine: a conflict is
# blocked, a permit has no opinion, a held call is approved and goes on, a dead server blocks; Copilot CLI and opencode also use MCP tools
# through the gateway. Cursor does not run without an account: its side is played after its documentation. Needs node 20, npm and curl.
# Works in a scratch folder that it removes.
#   HOOKS_KEEP     a folder with the packages, which is kept and used again
#   HOOKS_CLIENTS  which clients are played, such as `copilot opencode`; all, when it is absent
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
# shellcheck source=scripts/launch.sh
. "$root/scripts/launch.sh"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
packages="${HOOKS_KEEP:-$scratch/packages}"
mkdir -p "$packages"
declare -A program=([claude-code]=@anthropic-ai/claude-code@2.1.328 [codex]=@openai/codex@0.169.0 [gemini]=@google/gemini-cli@0.61.0
  [copilot]=@github/copilot@1.0.102 [opencode]=opencode-ai@1.18.33)
read -ra clients <<<"${HOOKS_CLIENTS:-claude-code codex gemini copilot opencode cursor}"
missing=()
for client in "${clients[@]}"; do
  named=${program[$client]:-}
  [ -z "$named" ] || [ -d "$packages/node_modules/${named%@*}" ] || missing+=("$named")
done
if [ ${#missing[@]} -gt 0 ]; then
  (cd "$packages" && npm init -y >/dev/null && npm install --no-audit --no-fund --loglevel=error "${missing[@]}" >&2)
fi
prepare interlock-cli >&2
timeout 3000 node "$here/hooks/check.mjs" "$INTERLOCK" "$scratch" "$root/bundles/coding-agent" "$packages" "${clients[@]}"
