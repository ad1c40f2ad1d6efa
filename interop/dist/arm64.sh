# shellcheck shell=bash
# What was made for arm64, sourced by interop/dist.sh: its files, and its Java under qemu-user, which runs programs for arm64 on this machine, ten
# times more slowly. The libraries that Java is linked with are those of the image.

arm64=$root/dist/target/$(basename "$home" x64)arm64
# shellcheck disable=SC2154 # of interop/dist.sh
emulated=$scratch/$(basename "$arm64")
# everything_for_arm64 FOLDER: each ELF file names that machine in its header (EM_AARCH64, 183)
everything_for_arm64() {
  local file found=0
  while IFS= read -r file; do
    [ "$(od -An -j 18 -N 2 -t u2 "$file" | tr -d ' ')" = 183 ] || { echo "$file"; return 1; }
    found=$((found + 1))
  done < <(find "$1" -type f -exec grep -lU $'^\177ELF' {} +)
  [ "$found" -gt 10 ] || { echo "$found programs and libraries"; return 1; }
}
same_but_for_java() {
  diff -r --exclude=runtime --exclude=cache "$home" "$emulated" && diff <(grep ^MODULES= "$home/runtime/release") <(grep ^MODULES= "$emulated/runtime/release")
}
# Unpacks the image's first layer, Debian's packages, to the folder `base`.
unpack_image() {
  mkdir -p "$scratch/arm64/image" "$scratch/arm64/base"
  tar -xf "$arm64.oci.tar" -C "$scratch/arm64/image"
  grep -q '"architecture": "arm64"' "$scratch/arm64/image/$(sed 's/.*"Config":"\([^"]*\)".*/\1/' "$scratch/arm64/image/manifest.json")" || return 1
  tar -xzf "$scratch/arm64/image/$(sed 's/.*"Layers":\["\([^"]*\)".*/\1/' "$scratch/arm64/image/manifest.json")" -C "$scratch/arm64/base"
  everything_for_arm64 "$scratch/arm64/base"
}

if [ ! -f "$arm64.tar.gz" ]; then
  say "arm64 is not checked, because nothing was made for it; \`INTERLOCK_ARM64=required mvn -Pdist -DskipTests verify\` says why"
  return
fi
tar -xzf "$arm64.tar.gz" -C "$scratch"
check "arm64: the runtime is for arm64" everything_for_arm64 "$emulated/runtime"
check "arm64: everything else is as in the archive for x64" same_but_for_java
check "arm64: the image is for arm64" unpack_image
check "arm64: the package is for arm64" [ "$(dpkg-deb -f "$root"/dist/target/interlock_*_arm64.deb Architecture)" = arm64 ]

if ! qemu=$(command -v qemu-aarch64); then
  say "arm64 is not run, because that needs qemu-aarch64 (Debian: qemu-user)"
  return
fi
mv "$emulated/runtime/bin/java" "$emulated/runtime/bin/java.arm64"
printf '#!/bin/sh\nexec %s -L %s %s "$@"\n' "$qemu" "$scratch/arm64/base" "$emulated/runtime/bin/java.arm64" >"$emulated/runtime/bin/java"
chmod 755 "$emulated/runtime/bin/java"
: >"$emulated/cache" # a file in place of the folder: a cache would take the emulator longer than it saves
emulate() { bare env INTERLOCK_JAVA_OPTS=-XX:TieredStopAtLevel=1 "$emulated/bin/interlock" "$@"; }
check "arm64: says its version" contains "^interlock $(sed 's/^interlock-\(.*\)-linux-arm64$/\1/' <<<"$(basename "$emulated")") " <(emulate version)
check "arm64: the scenarios of a bundle" emulate test "$emulated/bundles/accounts-payable"
check "arm64: reads the demo's record of x64" emulate ledger verify --data "$scratch/demo"
