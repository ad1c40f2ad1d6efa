# What stages share. A stage is sourced before the first block of its page, in the copy of the checkout in which the blocks run. It makes
# what the page's commands work on, and may define
#   before ARGUMENTS   called before each `interlock` of the page: sets who asks (`person`), and what the page's ids are in this run (`ids`)
# A command of the page has to succeed; `found=1` also lets it exit with 1, where what it finds is the point.
set -E
found=0
trap 'code=$?; [ $code -le $found ] || { echo "exit code $code: $BASH_COMMAND"; exit 1; }' ERR

trap 'trap - ERR; kill $(jobs -p) 2>/dev/null' EXIT

declare -A ids=()
person=vera
PATH=$PWD:$PATH
export INTERLOCK_URL=http://127.0.0.1:$PORT

before() { :; }
# The command as the page writes it, with the ids of this run.
interlock() {
  local each arguments=()
  before "$@"
  for each; do arguments+=("${ids[$each]:-$each}"); done
  as "$person" "${arguments[@]}"
}
./interlock() { interlock "$@"; }
# as PERSON ARGUMENTS
as() {
  local token=
  [ ! -f "$stage/$1.token" ] || token=$(cat "$stage/$1.token")
  shift
  INTERLOCK_TOKEN=$token command interlock "$@"
}
# What follows a word in what a command printed: `after opened < output` is the id.
after() { sed -n "s/.*\b$1 \([a-z]*-\?[0-9][0-9]*\).*/\1/p" | head -n 1; }

stage=$PWD/stage
mkdir "$stage"
party() { command interlock token --file "$stage/$1.token"; }

# configure BUNDLE UPSTREAM: a configuration, with two agents, and people for everything, in the folder of the page
configure() {
  cat >interlock-server.yaml <<END
domain: payments.example.com
listen: 127.0.0.1:$PORT
data: .interlock/data
bundle: $1
upstreams:
  $2: {command: [interlock, demo-erp, --db, erp.db]}
agents:
  ap-clerk: {$(party ap-clerk), owner: purchasing, origin: purchasing, model: m-1, root: true, intents: [onboard-vendor]}
  ops: {$(party ops), owner: operations, origin: operations-lead, model: m-1, root: true}
people:
  vera: {$(party vera), owner: controlling, groups: [ap-approvers, administrators, security]}
  paul: {$(party paul), owner: treasury, groups: [ap-approvers, administrators, data-owners]}
  dana: {$(party dana), owner: payments-team, groups: [incident-commanders]}
  carl: {$(party carl), owner: platform-team, groups: [incident-commanders]}
  rolf: {$(party rolf), owner: risk-office, groups: [risk-board, service-owners, data-owners]}
END
}
# Starts the server of the configuration, and waits until it is ready.
start() {
  command interlock serve >"$stage/serve.log" 2>&1 &
  curl -s --retry 60 --retry-delay 1 --retry-connrefused "$INTERLOCK_URL/health/ready" >"$stage/ready" ||
    { cat "$stage/serve.log"; exit 1; }
}
# call AGENT TASK TOOL ARGUMENTS, at the ERP
call() {
  curl -s "$INTERLOCK_URL/mcp/erp" -H "Authorization: Bearer $(cat "$stage/$1.token")" -H "Interlock-Task: $2" \
    -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \
    -H 'MCP-Protocol-Version: 2026-07-28' -H 'Mcp-Method: tools/call' -H "Mcp-Name: $3" \
    -d '{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "'"$3"'", "arguments": '"$4"', "_meta": {
         "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}}}'
}
# break-glass of the bundle in the folder `bundle`
with_lanes() {
  cp -R bundles/accounts-payable bundle
  sed -n '/^break-glass/,$p' bundles/incident-response/interlock.yaml |
    sed 's/allow: .*/allow: [payment.release, vendor.create]/' >>bundle/interlock.yaml
}
# The person who does each step of a lane, and the id that the last one that was opened has in this run.
lane() { # lane COMMAND ID-OF-THE-PAGE
  case $1 in
    open) person=dana ;;
    confirm) person=carl ;;
    credential) person=dana ;;
    *) person=vera ;;
  esac
  ids[$2]=$(as dana break-glass list | grep -o 'lane-[0-9]*' | sort -t- -k2n | tail -n 1)
}
