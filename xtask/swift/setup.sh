#!/usr/bin/env bash
# Installs the Swift toolchain of a newer Debian release beside this machine's own Debian.
#
#   setup.sh CACHE_DIR        (as root; a second call returns at once)
#
# Debian 12 has no Swift, Debian 13 has 6.0.3. The packages are fetched by this machine's own apt (same mirror, proxy
# and signing key), unpacked, never configured, into CACHE_DIR/root;
# `swift-run` beside this script runs its programs. Adapted from the probe of the team's platform notes.
set -euo pipefail

readonly release=trixie
readonly packages=(swiftlang libc6-dev libstdc++-14-dev base-files bash coreutils tzdata)
# Parts of the toolchain that neither `swift build` nor `swift test` reads: half of its size.
readonly unused=(
  './usr/share/doc' './usr/share/man' './usr/share/locale'
  './usr/libexec/swift/bin/lldb*' './usr/libexec/swift/bin/clangd' './usr/libexec/swift/bin/sourcekit-lsp'
  './usr/libexec/swift/lib/liblldb*' './usr/libexec/swift/lib/libsourcekitdInProc.so'
  './usr/libexec/swift/lib/libLTO*' './usr/libexec/swift/lib/swift_static'
  './usr/libexec/swift/lib/swift/embedded' './usr/libexec/swift/lib/swift/FrameworkABIBaseline'
)

say() { printf 'swift setup: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

[[ $# -eq 1 ]] || die "usage: setup.sh CACHE_DIR"
[[ $(id -u) -eq 0 ]] || die "must run as root (mounts, chroot)"
[[ $(dpkg --print-architecture) == amd64 ]] || die "tried on amd64 only"

mkdir -p "$1"
cache=$(realpath "$1")
readonly cache root=$cache/root

exec 9>"$cache/lock"
flock 9 # two CI jobs at once: the second waits, then finds the work done

# --- where this machine gets Debian from --------------------------------------------------------------------------

debian_source() { # prints "<uri> <keyring>" of the machine's own release
  local codename
  codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
  [[ -n $(find /var/lib/apt/lists -name '*Release' -print -quit 2>/dev/null) ]] || apt-get update -qq >&2
  apt-get indextargets --format '$(ORIGIN) $(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
    awk -v release="$codename" '$1 == "Debian" && $2 == release && $3 == "main" { print $4; exit }'
}

# apt with lists, cache and package state of its own: the machine's packages are neither seen nor touched.
write_apt_config() {
  local uri keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  uri=$(debian_source)
  [[ -n $uri ]] || die "apt on this machine names no Debian mirror"
  [[ -r $keyring ]] || die "no Debian archive keyring ($keyring)"
  mkdir -p "$work"/{lists/partial,archives/partial}
  : >"$work/status"
  printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' "$uri" "$release" "$keyring" \
    >"$work/swift.sources"
  # Read after the machine's own apt configuration, so that its proxy settings stay in force.
  cat >"$work/apt.conf" <<CONF
Dir::Etc::SourceList "$work/swift.sources";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::State::Lists "$work/lists";
Dir::State::Status "$work/status";
Dir::State::Extended_States "$work/extended_states";
Dir::Cache::Archives "$work/archives";
Dir::Cache::PkgCache "";
Dir::Cache::SrcPkgCache "";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::Retries "3";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
CONF
}

# --- unpack --------------------------------------------------------------------------------------------------------

unpack() { # unpack DEB DIR
  local member
  member=$(ar t "$1" | grep '^data\.tar')
  case $member in
    *.xz) ar p "$1" "$member" | xz -dc -T0 ;; # many blocks: uses all cores, dpkg-deb uses one
    *) dpkg-deb --fsys-tarfile "$1" ;;
  esac | tar -x -f - -C "$2" --keep-directory-symlink "${unused[@]/#/--exclude=}"
}

install_toolchain() {
  work=$cache/work
  rm -rf "$work" "$root" "$root.new"
  mkdir -p "$work" "$root.new"
  write_apt_config
  apt-get -c "$work/apt.conf" update -qq >&2
  apt-get -c "$work/apt.conf" install -y -qq --download-only "${packages[@]}" >"$work/download.log" 2>&1 ||
    { cat "$work/download.log" >&2; die "the packages could not be fetched"; }
  local dir deb
  for dir in bin sbin lib lib64; do # merged /usr, as every package of this release expects
    mkdir -p "$root.new/usr/$dir"
    ln -s "usr/$dir" "$root.new/$dir"
  done
  for deb in "$work"/archives/*.deb; do unpack "$deb" "$root.new"; done
  mkdir -p "$root.new"/{proc,dev,tmp,run,etc}
  echo 'root:x:0:0:root:/tmp:/bin/bash' >"$root.new/etc/passwd"
  echo 'root:x:0:' >"$root.new/etc/group"
  # Swift 6.0's libswiftObservation.so refers to a symbol that no library defines. It is called only on a fatal
  # threading error; gold and lld let it pass, Debian's bfd linker does not.
  echo '-Wl,--allow-shlib-undefined' >"$root.new/usr/libexec/swift/bin/clang.cfg"
  mv "$root.new" "$root"
  rm -rf "$work"
}

wanted=$(printf '%s\n' "$release" "${packages[@]}" "${unused[@]}" | sha256sum | cut -c1-16)
[[ $(cat "$cache/installed" 2>/dev/null) != "$wanted" ]] || exit 0
rm -f "$cache/installed"
for tool in ar xz unshare flock; do command -v "$tool" >/dev/null || die "needs $tool"; done
say "installing into $root"
install_toolchain
SWIFT_TOOLCHAIN=$cache "$(dirname "$(realpath "$0")")/swift-run" "$cache" --version >&2 ||
  die "the toolchain does not start"
echo "$wanted" >"$cache/installed"
