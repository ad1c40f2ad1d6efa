#!/usr/bin/env bash
# Event logs that are made here, in XES and as tables, whose findings are known from how they are made: over cases, windows and time zones.
# The launcher replays them as a user would, and what it finds is compared exactly. Needs node 20. Works in a scratch folder that it removes.
#   REPLAY_LOGS_EVENTS   the events of the largest log, some 200,000 unless said otherwise; with 10,000,000 the files take 5 GB
#   REPLAY_LOGS_SEED     another seed makes another log
#   REPLAY_LOGS_KEEP     a folder for the logs, which is kept
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
# shellcheck source=scripts/launch.sh
. "$root/scripts/launch.sh"
scratch="${REPLAY_LOGS_KEEP:-$(mktemp -d)}"
cleanup() {
  [ -n "${REPLAY_LOGS_KEEP:-}" ] || rm -rf "$scratch"
}
trap cleanup EXIT
mkdir -p "$scratch"
rm -rf "$scratch/run" && mkdir "$scratch/run"
prepare interlock-cli >&2
node "$here/replay-logs/check.mjs" "$INTERLOCK" "$scratch/run" "$here/replay-logs/bundle" \
  "${REPLAY_LOGS_EVENTS:-200000}" "${REPLAY_LOGS_SEED:-17}"
