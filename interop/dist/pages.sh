# shellcheck shell=bash
# The commands of docs/install.md and docs/upgrade.md, taken from the pages: all their blocks `sh dist`, as an administrator runs them one page
# after the other. Sourced by interop/dist.sh. They run in a copy-on-write view of this machine's root, so that `apt`, `/opt` and `/etc` are the
# real ones and the machine stays as it is. Only what a page leaves open is filled in: COMMAND, NEW, the port, and the server behind the
# gateway. `systemctl` is a stub, as systemd does not run below another init: it starts what the unit says, as the unit's user.

# block PAGE N: the Nth block of a page, with what it leaves open
block() {
  awk -v n="$2" '/^```sh dist$/ {on = ++i == n; next} /^```$/ {on = 0} on' "$root/docs/$1.md" |
    sed -e "s/interlock init/& --port $port/" -e "s/7420/$port/" \
      -e "s|https://tools.example.com/mcp|http://127.0.0.1:$behind/mcp|" \
      -e 's|-- COMMAND|--name erp -- interlock demo-erp --db erp.db|' -e "s/NEW/$version/g"
}
# in_root SCRIPT: runs a script as root in that view, whose folder /root/pages has what was built
in_root() {
  # shellcheck disable=SC2016 # for the inner shell
  unshare --mount --pid --fork --kill-child bash -c '
    mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root" && mount -t proc proc "$1/root/proc" &&
      mount --rbind /dev "$1/root/dev" && exec chroot "$1/root" env -i HOME=/root PATH="$PATH" PORT="$2" bash -c "$3"' \
    - "$pages" "$port" "$1" </dev/null
}

# blocks PAGE: how many there are
blocks() { grep -c '^```sh dist$' "$root/docs/$1.md"; }

version=$(sed -n 's/^interlock-\(.*\)-linux-x64$/\1/p' <<<"$(basename "$archive" .tar.gz)")
port=$(free_port)
behind=$((port + 1))
pages=$(mktemp -d -p "$scratch")
mkdir -p "$pages"/{upper/root/pages,work,root}
find "$root/dist/target" -maxdepth 1 -type f \( -name SHA256SUMS -o -name 'interlock[-_]*' \) -exec cp -t "$pages/upper/root/pages/" {} +

# What the scripts of administrators share
# shellcheck disable=SC2016 # for the inner shell
functions='set -euo pipefail
cd /root/pages
as_service() { setpriv --reuid=interlock --regid=interlock --init-groups env HOME=/var/lib/interlock "$@"; }
sudo() { "$@"; }
served=
stop() { kill "$served" && wait "$served" || true; }
systemctl() {
  case "$*" in
    "enable --now interlock") ;;
    "restart interlock") stop ;;
    *) echo "systemctl $*" && exit 1 ;;
  esac
  install -d -o interlock -g interlock -m 700 /var/lib/interlock
  local start
  start=$(sed -n "s|^ExecStart=/usr/bin/|${program:-/usr/bin}/|p" /usr/lib/systemd/system/interlock.service)
  (cd /var/lib/interlock && exec setpriv --reuid=interlock --regid=interlock --init-groups env HOME=/var/lib/interlock $start) >served.log 2>&1 &
  served=$!
  for _ in $(seq 600); do
    curl -sf "http://127.0.0.1:$PORT/health/ready" && return
    kill -0 "$served" || break
    sleep 0.2
  done
  cat served.log && exit 1
}
'
# As people use what they unpacked
# shellcheck disable=SC2016
people='set -euo pipefail
shopt -s expand_aliases
cd /root/pages
mkdir -p ~/.local/bin
PATH=~/.local/bin:$PATH
trap "kill \$(jobs -p) 2>/dev/null || true" EXIT
'
check "docs/install.md and docs/upgrade.md: all blocks are run below" [ "$(blocks install) $(blocks upgrade)" = "4 2" ]
if [ "$(id -u)" -ne 0 ] || ! in_root true >"$log" 2>&1; then
  say "the pages are not run: that needs root and an overlay file system: $(tail -n 1 "$log")"
else
  check "docs/install.md: the checksums" in_root "$functions$(block install 4)"
  check "docs/install.md: the package, and docs/upgrade.md: the archive, then the package" in_root "$functions
    $(block install 1)
    [ \"\$(ps -o user= -p \$served)\" = interlock ]
    dpkg-deb -R interlock_*_amd64.deb newer
    sed -i 's/^Version: .*/&+newer/' newer/DEBIAN/control
    dpkg-deb --root-owner-group -Znone --build newer interlock_newer_amd64.deb
    $(block upgrade 2 | sed "s/$version/newer/")
    dpkg -s interlock | grep -q '^Version: .*+newer'
    systemctl restart interlock
    mkdir /opt/interlock-older && ln -s interlock-older /opt/interlock
    program=/opt/interlock/bin
    $(block upgrade 1)
    [ \"\$(readlink /opt/interlock)\" = /opt/interlock-$version-linux-x64 ]
    stop
    as_service /opt/interlock/bin/interlock ledger verify --data /var/lib/interlock/data"
  check "docs/install.md: completions, manual pages, and what the chart is given" in_root "$people
    mkdir FOLDER
    tar --strip-components=1 -C FOLDER -xzf interlock-*-linux-x64.tar.gz
    PATH=\$PWD/FOLDER/bin:\$PATH
    $(block install 2)
    complete -p interlock
    sleep 1h | interlock demo-erp --db erp.db --http $behind >erp.log 2>&1 &
    curl -s --retry 60 --retry-delay 1 --retry-connrefused http://127.0.0.1:$behind/openapi.yaml >openapi.yaml
    $(block install 3)
    grep -qx 'hosts: \\[interlock\\]' gateway/interlock-server.yaml
    grep -qx 'data: /var/lib/interlock/data' gateway/interlock-server.yaml"
fi
