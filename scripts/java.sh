# Sourced by ./interlock and by the launcher of an installation (dist/launcher): runs the command line with the options of java that it needs.
# The caller has set `root` (the folder with bundles/), `java`, `class_path`, and `cache`: NAME.aot, from which the names of the two
# ahead-of-time caches of loaded classes come, or nothing where none is wanted. Plain POSIX sh.
# shellcheck shell=sh disable=SC2154

# The cache is younger than every jar of the class path. One that does not fit otherwise (another runtime) is ignored by java.
cache_usable() {
  [ -r "$cache" ] || return 1
  old_ifs=$IFS
  IFS=:
  # shellcheck disable=SC2086 # the class path is split at its colons
  set -- $class_path
  IFS=$old_ifs
  for jar in "$@"; do
    [ "$cache" -nt "$jar" ] || return 1
  done
}

# Made under a name of its own and then renamed, so that nobody maps half a cache; without success nobody is worse off. It takes twenty
# seconds on two cores, so one start makes it at a time, and after a failure none for a while. A folder `making` that is much older was
# left behind by a start that was killed.
make_cache() { # make_cache commands|servers
  folder=$(dirname "$cache")
  making=$folder/making-$1
  failed=$folder/failed-$1
  mkdir -p "$folder" 2>/dev/null && [ -w "$folder" ] || return 0
  if [ "${INTERLOCK_CACHE:-}" != wait ] && recent "$failed"; then return 0; fi
  recent "$making" || rmdir "$making" 2>/dev/null || :
  if ! mkdir "$making" 2>/dev/null; then
    while [ "${INTERLOCK_CACHE:-}" = wait ] && recent "$making"; do sleep 1; done
    return 0
  fi
  rm -f "$folder"/classes-*-"$1".aot* "$failed"
  nice -n 10 "$java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC -XX:AOTCacheOutput="$cache.$$" \
    -cp "$class_path" dev.interlock.cli.Training "$root/bundles" "$1" >/dev/null 2>&1 </dev/null &&
    mv "$cache.$$" "$cache" 2>/dev/null || { rm -f "$cache.$$"* && : >"$failed"; } 2>/dev/null || :
  rmdir "$making" 2>/dev/null || :
}

# Whether there is such a file or folder, made in the last quarter of an hour
recent() { [ -n "$(find "$1" -maxdepth 0 -mmin -15 2>/dev/null)" ]; }

# A process that ran out of memory is in no state that anybody thought of: it ends, and whoever started it starts another.
# With a cache `check` takes 40% less processor time, and a server starts in two thirds of the time. The messages of java about it are
# silenced, and its other warnings do not mix with what a command prints.
run_interlock() {
  # A command is over before a second thread of the collector would pay. A server takes what the JVM chooses, G1 on two cores: the
  # parallel collector answers 4% more calls, and stops everybody for 0.8 s with a million bindings (bench/RESULTS.md). It begins with
  # a small heap, and gives back what it does not use once nothing happens.
  heap=-XX:+UseSerialGC
  case "${1:-}" in
    serve | init) # init goes on as a server
      heap="-XX:InitialHeapSize=16m -XX:MinHeapFreeRatio=20 -XX:MaxHeapFreeRatio=40"
      heap="$heap -XX:G1PeriodicGCInterval=30000 -XX:TrimNativeHeapInterval=30000"
      ;;
  esac
  case "${1:-}" in
    serve | init | mcp | demo | demo-erp) kind=servers ;;
    *) kind=commands ;;
  esac
  cache=${cache:+${cache%.aot}-$kind.aot}
  case "${INTERLOCK_CACHE:-}" in
    '' | wait | no) ;;
    *)
      echo "interlock: INTERLOCK_CACHE is \`$INTERLOCK_CACHE\`; set it to \`wait\` or \`no\`, or leave it unset" >&2
      exit 2
      ;;
  esac
  if [ -n "$cache" ] && ! cache_usable; then
    case "${INTERLOCK_CACHE:-}" in
      no) ;;
      wait) make_cache "$kind" ;;
      *) (make_cache "$kind" &) >/dev/null 2>&1 </dev/null ;; # nobody waits for it, nor whoever reads what the command prints
    esac
    cache_usable || cache=
  fi
  # The cache is told to the processes that this one starts as well.
  # shellcheck disable=SC2086 # options are words
  exec "$java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+ExitOnOutOfMemoryError $heap \
    ${cache:+"-XX:AOTCache=$cache" "-Dinterlock.cache=$cache"} \
    ${cache:+-Xlog:disable -Xlog:all=warning:stderr '-Xlog:aot*=off:stderr' '-Xlog:cds*=off:stderr'} \
    -Dinterlock.root="$root" ${INTERLOCK_JAVA_OPTS:-} -cp "$class_path${INTERLOCK_PLUGINS:+:$INTERLOCK_PLUGINS}" dev.interlock.cli.Main "$@"
}
