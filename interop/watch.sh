#!/usr/bin/env bash
# Prometheus' own grammar of PromQL (npm's @prometheus-io/lezer-promql) reads every expression of ops/. That what they name is exposed is for
# DashboardTest. Needs node 20 and npm. Works in a scratch folder that it removes.
#   WATCH_KEEP   a folder to work in, which is kept and whose packages are used again
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
scratch="${WATCH_KEEP:-$(mktemp -d)}"
cleanup() {
  [ -n "${WATCH_KEEP:-}" ] || rm -rf "$scratch"
}
trap cleanup EXIT

mkdir -p "$scratch"
if [ ! -d "$scratch/node_modules" ]; then
  (cd "$scratch" && npm init -y >/dev/null && npm install --ignore-scripts --no-audit --no-fund --loglevel=error \
    @prometheus-io/lezer-promql@0.315.0 @lezer/lr@1.4.12 @lezer/highlight@1.2.5 js-yaml@5.5.0 >&2)
fi
cp "$here"/watch/promql.mjs "$scratch/" # beside its packages
node "$scratch/promql.mjs" "$here/../ops"
