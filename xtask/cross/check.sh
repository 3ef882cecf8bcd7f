#!/usr/bin/env bash
# Type-checks Rust code for targets whose standard library cannot be had here, and runs tests on emulated 32-bit ARM.
#
#   check.sh CACHE_DIR check TARGET… [-- CARGO-ARGUMENTS…]   e.g. check aarch64-linux-android -- -p my-core
#   check.sh CACHE_DIR test-armv7    [-- CARGO-ARGUMENTS…]   cargo test under qemu, hard-float ARM Linux
#
# Run as root in the cargo workspace. Debian's `rustc-web` (the compiler it keeps current for browsers) comes with the
# sources of its standard library; cargo builds that library for the target. The packages are fetched by the machine's
# own apt and unpacked into CACHE_DIR, never installed, so the machine's own Rust stays as it is. Adapted from the
# probe of the team's platform notes.
#
# `check` proves that the Rust code and its dependencies resolve, expand and type-check for the target. It links
# nothing: C sources in dependencies are NOT compiled (a do-nothing compiler stands in), so no output may be shipped.
set -euo pipefail

say() { printf 'cross: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

[[ $# -ge 2 ]] || { sed -n '2,13s/^# \{0,1\}//p' "$0" >&2; exit 2; }
mkdir -p "$1"
cache=$(realpath "$1") action=$2
shift 2
targets=()
while [[ $# -gt 0 && $1 != -- ]]; do targets+=("$1"); shift; done
[[ ${1-} != -- ]] || shift
readonly cache root=$cache/root

# --- the compiler ---------------------------------------------------------------------------------------------------

install_rust() {
  local work=$cache/work deb
  rm -rf "$work" "$root" "$root.new"
  mkdir -p "$work/archives/partial" "$root.new"
  apt-get update -qq >&2
  # Downloads what this machine lacks of the four packages and of what they need.
  apt-get -o Dir::Cache::Archives="$work/archives" -o APT::Sandbox::User=root -o Acquire::Retries=3 \
    install -y -qq --download-only --no-install-recommends \
    rustc-web cargo-web rust-web-src libstd-rust-web-dev >"$work/log" 2>&1 ||
    { cat "$work/log" >&2; die "the packages could not be fetched"; }
  for deb in "$work"/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -x -f - -C "$root.new" --no-wildcards-match-slash \
      --exclude=./usr/share/doc --exclude=./usr/share/man --exclude='./usr/src/rustc-*/src' \
      --exclude='./usr/src/rustc-*/compiler' --exclude='./usr/src/rustc-*/library/vendor'
  done
  mv "$root.new" "$root"
  rm -rf "$work"
}

# A compiler, archiver and SDK finder that succeed and do nothing, for the build scripts of `cargo check`.
write_stand_ins() {
  mkdir -p "$cache/bin" "$cache/sdk"
  cat >"$cache/bin/nothing-cc" <<'CC'
#!/bin/sh
while [ $# -gt 0 ]; do
  case $1 in -o) : >"$2"; shift ;; -o*) : >"${1#-o}" ;; esac
  shift
done
CC
  cat >"$cache/bin/nothing-ar" <<'AR'
#!/bin/sh
for file; do case $file in *.a) : >"$file" ;; esac; done
AR
  printf '#!/bin/sh\necho "%s"\n' "$cache/sdk" >"$cache/bin/xcrun"
  chmod +x "$cache"/bin/*
}

exec 9>"$cache/lock"
flock 9
if [[ ! -e $root/usr/bin/rustc ]]; then
  say "installing into $root"
  install_rust
fi
write_stand_ins
flock -u 9

# --- cargo ----------------------------------------------------------------------------------------------------------

export LD_LIBRARY_PATH=$root/usr/lib/x86_64-linux-gnu
export RUSTC=$root/usr/bin/rustc RUSTDOC=$root/usr/bin/rustdoc
export RUSTC_BOOTSTRAP=1 # -Zbuild-std is a nightly switch
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target}/cross
cargo=$root/usr/bin/cargo
"$RUSTC" --version >&2

case $action in
check)
  [[ ${#targets[@]} -gt 0 ]] || die "check needs a target"
  for target in "${targets[@]}"; do
    name=${target//-/_}
    export "CC_$name=$cache/bin/nothing-cc" "CXX_$name=$cache/bin/nothing-cc" "AR_$name=$cache/bin/nothing-ar"
    say "check $target"
    PATH=$cache/bin:$PATH SDKROOT=$cache/sdk \
      "$cargo" check --target "$target" -Zbuild-std=std,panic_unwind "$@"
  done
  ;;
test-armv7)
  target=armv7-unknown-linux-gnueabihf
  if ! command -v arm-linux-gnueabihf-gcc >/dev/null || ! command -v qemu-arm >/dev/null; then
    apt-get update -qq >&2
    apt-get install -y -qq --no-install-recommends gcc-arm-linux-gnueabihf libc6-dev-armhf-cross qemu-user >&2
  fi
  export CC_armv7_unknown_linux_gnueabihf=arm-linux-gnueabihf-gcc
  export CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_LINKER=arm-linux-gnueabihf-gcc
  export CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_RUNNER="qemu-arm -L /usr/arm-linux-gnueabihf"
  say "test $target"
  "$cargo" test --target "$target" -Zbuild-std "$@"
  ;;
*) die "unknown action: $action" ;;
esac
