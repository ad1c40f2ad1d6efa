. "$STAGES/stage.sh"
configure bundles/accounts-payable erp
start
ids[2026-11-28T16:19Z]=$(date -u +%Y-%m-%dT%H:%MZ)
found=1 # a clock that nobody doubts needs no confirmation
