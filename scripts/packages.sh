# shellcheck shell=bash
# What the scripts of this folder share: naming steps, and installing what a bare machine lacks.
# Sourced, never run. Everything works from any folder and asks no questions.
#
#   install_packages PACKAGE ...   installs those that are missing; calls apt only if one is
#   note TEXT                      talk, on standard error
#   configure PRESET [OPTION ...]  runs cmake once, and when the presets change; later builds reconfigure by themselves if they must
#
# LUARIG_PACKAGES=installed says that another system has everything already.

# Where the system says what it is and where its packages come from.
etc=/etc

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

build_packages=(g++ cmake ninja-build pkg-config liblua5.1-0-dev liblzf-dev libre2-dev libcli11-dev nlohmann-json3-dev libedit-dev)
# shellcheck disable=SC2034  # used by those who source this
test_packages=("${build_packages[@]}" doctest-dev redis-tools python3 python3-redis libhiredis-dev
  lcov libxml2-utils perl python3-jsonschema chromium)
# A Node.js from elsewhere brings its npm along, and the system's packages would push it out.
command -v node >/dev/null || test_packages+=(nodejs)
command -v npm >/dev/null || test_packages+=(npm)

note() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }

# "debian 12", "ubuntu 24.04", or whatever else this is.
system_name() {
  if [ -r "$etc/os-release" ]; then
    # shellcheck disable=SC1091
    (. "$etc/os-release" && printf '%s %s' "${ID:-unknown}" "${VERSION_ID:-}")
  else
    uname -s
  fi
}

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

has_candidate() { [ -n "$(apt-cache show --no-all-versions "$1" 2>/dev/null)" ]; }

# Runs a command as root: directly, or through sudo.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    note "installing packages needs root: run as root, install sudo, or ask for these:"
    note "  ${missing[*]}"
    exit 2
  fi
}

apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 "$@"; }

# Mirrors have bad moments: the second try is the one that counts.
update_lists() { apt update >&2 || { sleep 5; apt update >&2; }; }

# Most of what is needed lives in Ubuntu's universe, which small images leave out.
enable_universe() {
  local list
  note "enabling Ubuntu's universe component"
  for list in "$etc/apt/sources.list.d/ubuntu.sources" "$etc/apt/sources.list"; do
    [ -f "$list" ] || continue
    as_root sed -i -E -e '/^Components:/{/universe/!s/$/ universe/}' \
                      -e '/^deb .* main/{/universe/!s/$/ universe/}' "$list"
  done
  update_lists
}

install_packages() {
  local system package
  missing=()
  system=$(system_name)
  case $system in
    "debian 12" | "ubuntu 24.04") ;;
    *)
      [ "${LUARIG_PACKAGES:-}" != installed ] || return 0
      note "this knows Debian 12 and Ubuntu 24.04, and this is '$system'. Install what these packages hold:"
      note "  $*"
      note "and run again with LUARIG_PACKAGES=installed"
      exit 2
      ;;
  esac
  for package; do
    # On Ubuntu it is a snap, which needs a running system: the test that wants it is skipped there.
    if [[ $system == ubuntu* && $package == chromium ]]; then continue; fi
    is_installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  update_lists
  if [[ $system == ubuntu* ]] && ! has_candidate libcli11-dev; then enable_universe; fi
  apt install -y --no-install-recommends "${missing[@]}" >&2
}

# The folder may have been copied or moved with its build inside: cmake would refuse. The presets may have
# changed: cmake would not look. Both start afresh.
configure() {
  local preset=$1 build=$root/build/$1
  shift
  if [ -f "$build/build.ninja" ] && [ "$build/preset-read" -nt "$root/CMakePresets.json" ] &&
     grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build/CMakeCache.txt"; then
    return 0
  fi
  (cd "$root" && cmake --fresh --preset "$preset" "$@" && touch "$build/preset-read")
}

# Builds a configured preset. Ninja is quiet about steps unless something fails.
build() {
  local preset=$1
  shift
  (cd "$root" && cmake --build --preset "$preset" "$@")
}

# The tests compare with redis-server 7.0.15. Debian's redis-check-rdb is that very binary and goes by
# the name it is called with, so a link is enough and no service is installed.
use_oracle() {
  local binary
  if [ -z "${LUARIG_REDIS_SERVER:-}" ] && binary=$(command -v redis-check-rdb); then
    mkdir -p "$root/build/oracle"
    ln -sf "$binary" "$root/build/oracle/redis-server"
    export LUARIG_REDIS_SERVER=$root/build/oracle/redis-server
  fi
}
