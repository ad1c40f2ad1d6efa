#!/usr/bin/env bash
# What is installed, as somebody installs it who has neither a JDK nor Maven: the archive in a fresh folder, the package of Debian in a fresh
# root, also upgraded with its data, the Helm chart, rendered with a gateway that init made, and the image, run by podman where that can run
# containers; what was made for arm64, under qemu-user where that is installed (dist/arm64.sh); and blocks `sh dist` of docs/install.md and
# docs/upgrade.md as they are there (dist/pages.sh). Works in a scratch folder that it removes. Makes dist/target first where it is missing.
#   DIST_KEEP   a folder to work in, which is kept
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
# shellcheck source=scripts/launch.sh
. "$root/scripts/launch.sh"
scratch="${DIST_KEEP:-$(mktemp -d)}"
server=
cleanup() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  if [ -d "$scratch/containers" ]; then
    containers rm --all --force --time 1 >/dev/null 2>&1 || true
    umount "$scratch"/containers/*/ 2>/dev/null || true
  fi
  [ -n "${DIST_KEEP:-}" ] || rm -rf "$scratch"
}
trap cleanup EXIT
mkdir -p "$scratch/home"
log=$scratch/log

archive() {
  local file
  for file in "$root"/dist/target/interlock-*-linux-x64.tar.gz; do
    [ -f "$file" ] && echo "$file" && return
  done
  return 1
}
if ! archive >/dev/null; then
  say "making dist/target"
  (cd "$root" && mvn -q -B -Pdist -Dmaven.test.skip=true -pl dist -am verify) >&2
fi
archive=$(archive)

# Runs a command in an environment in which there is nothing.
bare() { env -i HOME="$scratch/home" PATH=/usr/bin:/bin "$@"; }
# check WHAT COMMAND...: it succeeds; what it prints stays in $log
check() {
  local what=$1
  shift
  if "$@" >"$log" 2>&1; then
    echo "pass $what"
  else
    echo "fail $what: $(tail -n 3 "$log" | tr '\n' ' ')"
  fi
}
contains() { grep -q -- "$1" "$2"; }
# patiently COMMAND...: it succeeds within five minutes
patiently() {
  for _ in $(seq 300); do
    if "$@" 2>/dev/null; then return; fi
    sleep 1
  done
  "$@"
}
free_port() {
  local port=7600
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}
# init COMMAND FOLDER PORT: a gateway for the demo's ERP
init() {
  bare "$1" init --yes --no-start --folder "$2" --port "$3" --name erp -- "$1" demo-erp --db "$scratch/erp.db"
}
# Starts the server of a folder, and waits until it is ready.
serve() { # serve COMMAND CONFIG PORT
  env -i HOME="$scratch/home" PATH=/usr/bin:/bin "$1" serve --config "$2" >"$scratch/serve.log" 2>&1 &
  server=$!
  for _ in $(seq 1200); do
    kill -0 "$server" 2>/dev/null || break
    if ready "$3"; then return; fi
    sleep 0.1
  done
  tail -n 5 "$scratch/serve.log"
  return 1
}
ready() {
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$1" >&3
  head -n 1 <&3 | grep -q ' 200 '
} 2>/dev/null
ended_by_term() {
  local code=0
  kill -TERM "$server"
  wait "$server" || code=$?
  server=
  [ "$code" -eq 143 ] || [ "$code" -eq 0 ] || { echo "exit code $code"; return 1; }
}

tar -xzf "$archive" -C "$scratch"
home=$scratch/$(basename "$archive" .tar.gz)
command=$home/bin/interlock
port=$(free_port)
check "checksums" sh -c "cd '$root/dist/target' && sha256sum --check --quiet SHA256SUMS"
if [ "$(id -u)" -eq 0 ]; then # the archive's files are then nobody's to write
  chmod 755 "$scratch"
  check "archive: runs where it cannot write" bare setpriv --reuid=65534 --regid=65534 --clear-groups "$command" check "$home/bundles/accounts-payable"
fi
check "archive: --help" bare "$command" --help
check "archive: says its version" contains "$(sed -n 's/^interlock-\(.*\)-linux-x64$/\1/p' <<<"$(basename "$home")")" <(bare "$command" version)
check "archive: the first start makes the cache in the background" patiently sh -c "ls '$home'/cache/classes-*.aot"
check "archive: a manual page for each command" test "$(find "$home/share/man/man1" -name '*.1.gz' | wc -l)" -ge 100
check "archive: the completion of bash" bare bash -c ". '$home/share/bash-completion/completions/interlock' && complete -p interlock"
check "archive: the completion of fish" contains 'complete -c interlock' "$home/share/fish/vendor_completions.d/interlock.fish"
check "archive: demo" bare "$command" demo --data "$scratch/demo"
check "archive: the demo's record" bare "$command" ledger verify --data "$scratch/demo"
check "archive: init" init "$command" "$scratch/gateway" "$port"
check "archive: the clients start what was installed" contains "$command" "$scratch/gateway/clients.json"
check "archive: serve" serve "$command" "$scratch/gateway/interlock-server.yaml" "$port"
check "archive: SIGTERM" ended_by_term
# The first page of the documentation: a server of npm, from an empty folder to a refused call by a real client
INTERLOCK=$command INIT_ONLY=memory "$root/interop/init.sh" | sed 's/^\(pass\|fail\) /&archive: /'
check "sbom: lists the libraries" grep -q '"name" : "sqlite-jdbc"' "$home/sbom.cdx.json"
# shellcheck source=interop/dist/arm64.sh
. "$root/interop/dist/arm64.sh"

# The chart, rendered by Helm and held against the schemas of Kubernetes. Both are libraries of Maven Central.
mkdir -p "$scratch/chart"
cp "$root/interop/dist/pom.xml" "$scratch/chart/"
if mvn -q -B -ntp -f "$scratch/chart/pom.xml" dependency:build-classpath -Dmdep.outputFile="$scratch/chart/classpath" >"$log" 2>&1 </dev/null; then
  find_jdk
  "$jdk/bin/java" --enable-native-access=ALL-UNNAMED -cp "$(cat "$scratch/chart/classpath")" "$root/interop/dist/Chart.java" \
    "$root/dist/chart" "$scratch/gateway" "$scratch/chart"
else
  echo "fail chart: Helm and the schemas of Kubernetes could not be fetched: $(tail -n 3 "$log" | tr '\n' ' ')"
fi

# The image, in a store of containers of its own
containers() {
  PODMAN_IGNORE_CGROUPSV1_WARNING=1 podman --root "$scratch/containers" --runroot "$scratch/containers-now" --runtime runc --cgroup-manager cgroupfs "$@"
}
volume=$scratch/volume
# As whoever is careful runs it: nothing but the volume can be written, and there are no rights to lose.
run() { # run OPTION... IMAGE COMMAND...
  containers run --network=host --read-only --tmpfs /tmp --cap-drop=all --security-opt=no-new-privileges "$@"
}
inside() { run --rm -v "$volume:/var/lib/interlock" "$name" "$@"; }
# told WHAT WORDS COMMAND...: the command fails, and says so
told() {
  local what=$1 words=$2
  shift 2
  if "$@" >"$log" 2>&1; then
    echo "fail $what: it succeeded"
  elif grep -q -- "$words" "$log"; then
    echo "pass $what"
  else
    echo "fail $what: $(tail -n 3 "$log" | tr '\n' ' ')"
  fi
}
# Starts the server in a container, and waits until its health check says that it is well.
serve_inside() { # serve_inside IMAGE
  run -d --name gateway -v "$volume:/var/lib/interlock" "$1" serve --config gateway/interlock-server.yaml || return 1
  for _ in $(seq 600); do
    containers exec gateway wget -q -T 3 -O /dev/null "http://127.0.0.1:$port/health/ready" && return
    sleep 0.1
  done
  containers logs gateway
  return 1
}
# said CONTAINER WORDS: waits until the container printed the words
said() {
  for _ in $(seq 300); do
    containers logs "$1" 2>&1 | grep -q -- "$2" && return
    sleep 0.1
  done
  containers logs "$1"
  return 1
}
stopped() {
  containers stop --time 20 gateway || return 1
  local code
  code=$(containers inspect --format '{{.State.ExitCode}}' gateway)
  containers rm gateway
  [ "$code" = 0 ] || [ "$code" = 143 ] || { echo "exit code $code"; return 1; }
}
image=$(ls "$root"/dist/target/interlock-*-linux-x64.oci.tar)
check "image: below 150 MB" [ "$(stat -c %s "$image")" -lt 150000000 ]
if ! command -v podman >/dev/null || [ "$(id -u)" -ne 0 ]; then
  say "the image is not run, because that needs podman, runc and root"
elif ! containers load --input "$image" >"$log" 2>&1 || ! name=$(containers images --quiet | head -n 1) ||
  ! containers run --rm --network=none --entrypoint /usr/bin/true "$name" >"$log" 2>&1; then
  say "the image is not run, because podman cannot run containers here: $(tail -n 1 "$log")"
else
  install -d -o 65532 -g 65532 "$volume"
  check "image: says its version" inside version
  check "image: came with the cache of classes" run --rm --entrypoint /usr/bin/sh "$name" -c 'ls /usr/lib/interlock/cache/classes-*.aot'
  check "image: demo" inside demo --data /var/lib/interlock/demo
  check "image: init" inside init --yes --no-start --folder gateway --port "$port" --name erp -- interlock demo-erp --db /var/lib/interlock/erp.db
  check "image: serve, and its health check" serve_inside "$name"
  check "image: ends when it is stopped" stopped
  entries_inside() { inside ledger show --data gateway/.interlock/data; }
  entries_inside >"$log" 2>&1
  before=$(wc -l <"$log")
  printf 'FROM %s\nLABEL upgrade=yes\n' "$name" >"$scratch/Containerfile"
  newer=localhost/interlock:newer
  check "image: a newer one" containers build --isolation chroot --quiet --tag "$newer" --file "$scratch/Containerfile" "$scratch"
  check "image: the newer one serves from the volume" serve_inside "$newer"
  check "image: works after the upgrade" inside task open work --agent author --instruction "Go on" --url "http://127.0.0.1:$port" \
    --token-file gateway/tokens/first.token
  check "image: the newer one ends when it is stopped" stopped
  check "image: the record is whole" inside ledger verify --data gateway/.interlock/data
  entries_inside >"$log" 2>&1
  check "image: the record went on" [ "$(wc -l <"$log")" -gt "$before" ]
  told "image: a volume that another user owns is refused" 'permission denied' \
    run --rm --user 1234:1234 -v "$volume:/var/lib/interlock" "$name" serve --config gateway/interlock-server.yaml
  told "image: a volume that cannot be written is refused" 'Read-only file system' \
    run --rm -v "$volume:/var/lib/interlock:ro" "$name" serve --config gateway/interlock-server.yaml
  told "image: without a volume nothing can be written" 'ead-only' \
    run --rm "$name" init --yes --no-start --folder gateway -- interlock demo-erp --db /tmp/erp.db
  told "image: without a configuration" '/etc/interlock/interlock-server.yaml' run --rm "$name"
  # What is written into a container itself is lost with it, which the server says.
  sed 's|^data: .*|data: /var/lib/interlock/data|' "$volume/gateway/interlock-server.yaml" >"$scratch/lost.yaml"
  cp "$scratch/lost.yaml" "$volume/gateway/lost.yaml"
  containers run -d --name gateway --network=host -v "$volume/gateway:/etc/interlock" "$name" serve --config /etc/interlock/lost.yaml >"$log" 2>&1
  check "image: says that a record without a volume is lost" said gateway "mount a volume there"
  containers rm --force --time 1 gateway >"$log" 2>&1
if containers run --rm --network=none --memory 64m --entrypoint /usr/bin/true "$name" >"$log" 2>&1; then
    run -d --name gateway --memory 48m -v "$volume:/var/lib/interlock" "$name" serve --config gateway/interlock-server.yaml >"$log" 2>&1
    check "image: too little memory ends it" [ "$(containers wait gateway)" = 137 ]
  else
    say "containers cannot be given a memory limit here: $(tail -n 1 "$log")"
  fi
fi

command -v dpkg >/dev/null || exit 0
# shellcheck source=interop/dist/pages.sh
. "$root/interop/dist/pages.sh"
deb=$(ls "$root"/dist/target/interlock_*_amd64.deb)
fresh=$scratch/root
mkdir -p "$fresh/var/lib/dpkg/info" "$fresh/var/lib/dpkg/updates" "$fresh/etc"
: >"$fresh/var/lib/dpkg/status"
echo 'root:x:0:' >"$fresh/etc/group"
echo 'root:x:0:0:root:/root:/bin/sh' >"$fresh/etc/passwd"
# A root without a shell of its own: its scripts run here, and work on it.
package() { dpkg --root="$fresh" --force-depends --force-script-chrootless --force-not-root --log="$scratch/dpkg.log" "$@"; }
check "deb: installs in a fresh root" package --install "$deb"
home=$fresh/usr/lib/interlock
check "deb: has a user of its own" contains '^interlock:' "$fresh/etc/passwd"
check "deb: /usr/bin/interlock" bare "$fresh/usr/bin/interlock" version
share=$fresh/usr/share
check "deb: man, bash and fish find what is theirs" ls "$share/man/man1/interlock-ledger-verify.1.gz" \
  "$share/bash-completion/completions/interlock" "$share/fish/vendor_completions.d/interlock.fish"
check "deb: init in /etc/interlock" init "$fresh/usr/bin/interlock" "$fresh/etc/interlock" "$port"
mkdir -p "$fresh/var/lib/interlock"
sed -i "s|^data: .*|data: $fresh/var/lib/interlock/data|" "$fresh/etc/interlock/interlock-server.yaml"
config=$fresh/etc/interlock/interlock-server.yaml
check "deb: serve" serve "$fresh/usr/bin/interlock" "$config" "$port"
check "deb: SIGTERM" ended_by_term
entries() { bare "$fresh/usr/bin/interlock" ledger show --data "$fresh/var/lib/interlock/data"; }
check "deb: a record" entries
before=$(wc -l <"$log")
if command -v systemd-analyze >/dev/null; then
  sed "s|/usr/bin/interlock|$fresh&|" "$fresh/usr/lib/systemd/system/interlock.service" >"$scratch/interlock.service"
  check "deb: the unit is sound" systemd-analyze --man=no verify "$scratch/interlock.service"
  check "deb: the unit is hardened" systemd-analyze --root="$fresh" --offline=yes --threshold=30 security interlock.service
fi

dpkg-deb -R "$deb" "$scratch/newer"
sed -i 's/^Version: .*/&+upgrade/' "$scratch/newer/DEBIAN/control"
dpkg-deb --root-owner-group -Znone --build "$scratch/newer" "$scratch/newer.deb" >/dev/null
check "deb: upgrades" package --install "$scratch/newer.deb"
check "deb: serves after the upgrade" serve "$fresh/usr/bin/interlock" "$config" "$port"
check "deb: works after the upgrade" bare "$fresh/usr/bin/interlock" task open work --agent author --instruction "Go on" \
  --url "http://127.0.0.1:$port" --token-file "$fresh/etc/interlock/tokens/first.token"
check "deb: SIGTERM after the upgrade" ended_by_term
check "deb: the record is whole" bare "$fresh/usr/bin/interlock" ledger verify --data "$fresh/var/lib/interlock/data"
entries >"$log" 2>&1
check "deb: the record went on" [ "$(wc -l <"$log")" -gt "$before" ]
check "deb: removed" package --remove interlock
check "deb: the record stays" ls "$fresh/var/lib/interlock/data"
check "deb: nothing else stays" [ ! -e "$fresh/usr/lib/interlock" ]
