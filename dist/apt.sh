# Sourced by dist/arm64/jmods and dist/image/build: packages of Debian for x64 and arm64, from the mirrors that this machine is set up with. The
# package lists are separate, so this machine's own lists and architectures stay as they are, and root is not needed.
# shellcheck shell=bash

# use_apt FOLDER: sets `apt`, the command with its options. The lists, in the folder, are fetched if there are none yet. Lists that cannot be
# fetched are missing, so what was in them cannot be downloaded.
use_apt() {
  # shellcheck disable=SC2054 # apt's own list
  apt=(apt-get -qq -o APT::Architecture=amd64 -o APT::Architectures=amd64,arm64 -o APT::Sandbox::User=root
    -o Dir::State="$1" -o Dir::State::status="$1/status" -o Dir::Cache="$1/cache")
  [ ! -f "$1/status" ] || return 0
  mkdir -p "$1/lists/partial" "$1/cache/archives/partial"
  : >"$1/status"
  "${apt[@]}" update </dev/null >"$1/log" 2>&1 || true
}
