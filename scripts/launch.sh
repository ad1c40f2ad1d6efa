# Sourced by ./interlock, bench/run, interop/run and .ci/run: finds JDK 25, builds when needed, sets the class path.
# Works with the bash 3.2 of macOS. The caller has set `root`, the folder of the checkout.
# shellcheck shell=bash

say() { printf 'interlock: %s\n' "$*" >&2; }
fail() {
  say "$@"
  exit 1
}
wrong_usage() {
  say "$@"
  exit 2
}

# The version is read from the JDK's `release` file: starting each java to ask it would cost more than our own start.
is_jdk_25() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  local line
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=\"25\"* | JAVA_VERSION=\"25.*) return 0 ;;
    esac
  done <"$1/release"
  return 1
}

# Follows symbolic links to the end (readlink -f is missing on older macOS).
real_path() {
  local path=$1 target
  while [ -L "$path" ]; do
    target=$(readlink "$path")
    case $target in
      /*) path=$target ;;
      *) path=$(dirname "$path")/$target ;;
    esac
  done
  printf '%s/%s\n' "$(cd "$(dirname "$path")" && pwd -P)" "$(basename "$path")"
}

# Sets `jdk` or fails with what to install. Order: what the user says, then the usual places, then PATH.
find_jdk() {
  local place on_path
  if [ -n "${INTERLOCK_JAVA_HOME:-}" ]; then
    is_jdk_25 "$INTERLOCK_JAVA_HOME" || fail "INTERLOCK_JAVA_HOME is \`$INTERLOCK_JAVA_HOME\`, which is not a JDK 25"
    jdk=$INTERLOCK_JAVA_HOME
    return
  fi
  for place in "${JAVA_HOME:-}" /usr/lib/jvm/*25* "${HOME:-/nonexistent}"/.sdkman/candidates/java/25* \
    "${HOME:-/nonexistent}"/.jdks/*25* /Library/Java/JavaVirtualMachines/*25*/Contents/Home \
    /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home /opt/*jdk*25*; do
    if [ -n "$place" ] && is_jdk_25 "$place"; then
      jdk=$place
      return
    fi
  done
  if on_path=$(command -v java); then
    place=$(dirname "$(dirname "$(real_path "$on_path")")")
    if is_jdk_25 "$place"; then
      jdk=$place
      return
    fi
  fi
  say "JDK 25 is needed but was not found (searched INTERLOCK_JAVA_HOME, JAVA_HOME, the usual folders and java on PATH)"
  say "  Debian, Ubuntu:  apt install openjdk-25-jdk-headless"
  say "  macOS:           brew install openjdk@25"
  say "  others:          any JDK 25, for example \`sdk install java 25-tem\` or https://adoptium.net"
  fail "it does not have to be the default: set INTERLOCK_JAVA_HOME=/path/to/jdk-25 to use it for Interlock only"
}

need_maven() {
  command -v mvn >/dev/null && return
  say "Maven is needed to build, but \`mvn\` is not on PATH"
  say "  Debian, Ubuntu:  apt install maven"
  say "  macOS:           brew install maven"
  fail "  others:          https://maven.apache.org/install.html"
}

# The modules that the runtime of module $1 consists of.
modules_of() {
  case $1 in
    interlock-cli) echo "interlock-engine interlock-provenance interlock-policy interlock-ledger interlock-server interlock-demo interlock-cli" ;;
    interlock-bench) echo "$(modules_of interlock-cli) interlock-bench" ;;
  esac
}

# Sets `class_path` to the module's jar and its libraries; returns 1 if there is no build.
find_class_path() {
  local jar
  class_path=
  for jar in "$root/$1/target/$1"-*.jar "$root/$1"/target/lib/*.jar; do
    [ -f "$jar" ] || return 1
    class_path=${class_path:+$class_path:}$jar
  done
}

# A build is fresh if no source, folder of sources or pom is newer than its start. A build by Maven alone counts from the
# time of the module's jar, which is on the safe side: the jars of the other modules are at least as new or rebuilt here.
is_fresh() {
  local module stamp=$root/target/launcher/$1.built jar newer
  local -a sources
  find_class_path "$1" || return 1
  jar=${class_path%%:*}
  [ -f "$stamp" ] && [ ! "$jar" -nt "$stamp" ] || stamp=$jar
  sources=("$root/pom.xml" "$root/.mvn")
  for module in $(modules_of "$1"); do
    sources+=("$root/$module/pom.xml")
    [ ! -d "$root/$module/src/main" ] || sources+=("$root/$module/src/main")
  done
  newer=$(find "${sources[@]}" -newer "$stamp" -print 2>/dev/null | head -n 1) || true
  [ -z "$newer" ]
}

# Holds the lock of the checkout for the rest of this shell: flock where there is one, else a link naming the holder.
take_lock() {
  local lock=$root/target/launcher/lock holder waited=
  if command -v flock >/dev/null; then
    exec 9>"$lock"
    flock -n 9 && return
    say "another build of this checkout is running; waiting for it"
    flock 9
    return
  fi
  until ln -s $$ "$lock.pid" 2>/dev/null; do
    holder=$(readlink "$lock.pid" || true)
    if [ -n "$holder" ] && ! ps -p "$holder" >/dev/null 2>&1; then
      break_lock "$lock" "$holder"
    else
      [ -n "$waited" ] || say "another build of this checkout is running; waiting for it (if there is none, remove $lock.*)"
      waited=yes
      sleep 1
    fi
  done
  trap 'rm -f "$root/target/launcher/lock.pid"' EXIT
}

# Removes the lock of a process that is gone. Only one breaks it at a time, and looks again whose it is: otherwise the second
# would remove the lock that the first has taken meanwhile.
break_lock() {
  if mkdir "$1.breaking" 2>/dev/null; then
    [ "$(readlink "$1.pid" || true)" != "$2" ] || rm -f "$1.pid"
    rmdir "$1.breaking"
  else
    sleep 1
  fi
}

release_lock() {
  if command -v flock >/dev/null; then
    exec 9>&-
  else
    rm -f "$root/target/launcher/lock.pid"
    trap - EXIT
  fi
}

# Ensures a fresh build of module $1 and sets `jdk` and `class_path`. Two at once: the second waits and finds it done.
prepare() {
  find_jdk
  if [ -n "${INTERLOCK_CLASSPATH:-}" ]; then # for tests that run before anything is packaged
    class_path=$INTERLOCK_CLASSPATH
    return
  fi
  is_fresh "$1" && return
  if ! mkdir -p "$root/target/launcher" 2>/dev/null || [ ! -w "$root/target/launcher" ]; then
    fail "Interlock has to be built, but user \`$(id -un)\` cannot write to \`$root\`: run \`./interlock version\` once as its owner, or use your own checkout"
  fi
  take_lock
  is_fresh "$1" || build "$1"
  release_lock
}

build() {
  local module=$1 launcher=$root/target/launcher log=$root/target/launcher/build.log started=$SECONDS
  need_maven
  say "building $module from source (the first build also downloads libraries; log: $log)"
  rm -f "$launcher/$module.built"
  rm -rf "$root/$module/target/lib" # libraries that are no longer wanted
  rm -f "$root/$module/target/$module"-*.jar
  touch "$launcher/$module.started"
  if ! (cd "$root" && JAVA_HOME=$jdk mvn -B -Dmaven.test.skip=true -pl "$module" -am package </dev/null) \
    >"$log" 2>&1 9>&-; then
    say "the build failed; the end of its log:"
    tail -n 25 "$log" | sed 's/^/  | /' >&2
    fail "full log: $log"
  fi
  mv "$launcher/$module.started" "$launcher/$module.built"
  find_class_path "$module" || fail "the build produced no jar in $root/$module/target; log: $log"
  say "built in $((SECONDS - started)) s"
}
