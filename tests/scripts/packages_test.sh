#!/usr/bin/env bash
# scripts/packages.sh on systems that are not this one: a folder stands for /etc, and programs in front
# of PATH stand for apt, dpkg and sudo. They know packages by where they come from and note each call.
#
#   packages_test.sh        status 1 and a line for each promise that is broken
set -uo pipefail
source_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
broken=0

expect() {  # expect WHAT GOT WANTED
  [ "$2" = "$3" ] && return
  broken=1
  printf 'broken: %s\n--- got\n%s\n--- wanted\n%s\n' "$1" "$2" "$3"
}

# What Ubuntu 24.04 has in main; all else that we install is in universe.
ubuntu_main='g++ cmake pkg-config libedit-dev python3 git libxml2-utils perl python3-jsonschema'
ubuntu_universe='ninja-build liblua5.1-0-dev liblzf-dev libre2-dev libcli11-dev nlohmann-json3-dev doctest-dev
  redis-tools python3-redis libhiredis-dev lcov nodejs npm ccache clang clang-format-14 clang-tidy-14 libclang-rt-dev'

stub() { cat >"$work/bin/$1" && chmod +x "$work/bin/$1"; }

# Nothing but this is found besides the stand-ins: above all no sudo of this machine.
mkdir "$work/tools"
for tool in bash sh env sed grep cat touch dirname basename uname; do
  ln -s "$(command -v "$tool")" "$work/tools/$tool"
done

# fresh ID VERSION: a machine of that system as root, with no sources and nothing installed.
fresh() {
  rm -rf "${work:?}"/{bin,etc,calls,installed,uid}
  mkdir -p "$work/bin" "$work/etc/apt/sources.list.d"
  printf 'ID=%s\nVERSION_ID="%s"\nNAME="Some name"\n' "$1" "$2" >"$work/etc/os-release"
  touch "$work/calls" "$work/installed"
  echo 0 >"$work/uid"
  stub id <<'STUB'
#!/bin/sh
cat "$FAKE/uid"
STUB
  stub sudo <<'STUB'
#!/bin/sh
echo "sudo $1" >>"$FAKE/calls"
exec "$@"
STUB
  stub sleep <<'STUB'
#!/bin/sh
STUB
  stub dpkg-query <<'STUB'
#!/bin/bash
grep -qxF "${!#}" "$FAKE/installed" && printf installed
STUB
  # Packages of universe exist once some source names it and the lists were updated.
  stub apt-cache <<'STUB'
#!/bin/bash
package=${!#}
case " $FAKE_MAIN " in *" $package "*) echo "Package: $package"; exit ;; esac
[ -f "$FAKE/universe" ] || exit 100
case " $(echo $FAKE_UNIVERSE) " in *" $package "*) echo "Package: $package" ;; *) exit 100 ;; esac
STUB
  stub apt-get <<'STUB'
#!/bin/bash
words=()
while [ $# -gt 0 ]; do
  case $1 in -o) shift ;; -*) ;; *) words+=("$1") ;; esac
  shift
done
echo "apt-get ${words[*]}" >>"$FAKE/calls"
if [ "${words[0]}" = update ]; then
  if grep -rqE '^[^#]*universe' "$FAKE/etc/apt"; then touch "$FAKE/universe"; fi
  exit
fi
for package in "${words[@]:1}"; do
  apt-cache show "$package" >/dev/null || { echo "E: no $package" >&2; exit 100; }
  echo "$package" >>"$FAKE/installed"
done
STUB
  rm -f "$work/universe"
}

# install PACKAGE ...: what packages.sh does there; its status is in $status, its talk in $talk.
install() {
  talk=$(FAKE=$work FAKE_MAIN=$ubuntu_main FAKE_UNIVERSE=$ubuntu_universe PATH=$work/bin:$work/tools \
    LUARIG_PACKAGES=${declared:-} bash -c '. "$0/scripts/packages.sh"; etc=$FAKE/etc; install_packages "$@"' \
    "$source_root" "$@" 2>&1)
  status=$?
}

calls() { cat "$work/calls"; }

# test_packages FOLDER: what the tests need where only the programs of that folder are there already.
test_packages() {
  PATH=$work/tools:$1 "$BASH" -c '. "$0/scripts/packages.sh"; echo "${test_packages[@]}"' "$source_root"
}

read -ra packages <<<"$(test_packages "$work/none")"

mkdir "$work/bin"
for program in node npm; do stub "$program" </dev/null; done
expect 'a bare machine gets Node.js' "${packages[*]: -2}" 'nodejs npm'
expect 'one with Node.js from elsewhere keeps it' "$(test_packages "$work/bin") nodejs npm" "${packages[*]}"

fresh ubuntu 24.04
printf 'Types: deb\nURIs: http://archive.ubuntu.com/ubuntu/\nSuites: noble noble-updates\nComponents: main\n
Types: deb\nURIs: http://security.ubuntu.com/ubuntu/\nSuites: noble-security\nComponents: main restricted\n' \
  >"$work/etc/apt/sources.list.d/ubuntu.sources"
install "${packages[@]}"
expect 'a minimal Ubuntu gets its universe, then the packages but for a browser' "$status: $(calls)" "0: apt-get update
apt-get update
apt-get install $(tr ' ' '\n' <<<"${packages[*]}" | grep -vx chromium | paste -sd ' ')"
expect 'both stanzas name universe, once' \
  "$(grep '^Components' "$work/etc/apt/sources.list.d/ubuntu.sources")" 'Components: main universe
Components: main restricted universe'
: >"$work/calls"
install "${packages[@]}"
expect 'the second time nothing is called' "$status: $(calls)" '0: '

fresh ubuntu 24.04
printf 'deb http://archive.ubuntu.com/ubuntu noble main restricted\n# deb http://x noble main\n
deb [arch=amd64] http://security.ubuntu.com/ubuntu noble-security main\n' >"$work/etc/apt/sources.list"
echo 1000 >"$work/uid"
install g++ doctest-dev
expect 'sources in the older form, and root by sudo' "$status: $(calls)" '0: sudo env
apt-get update
sudo sed
sudo env
apt-get update
sudo env
apt-get install g++ doctest-dev'
expect 'each line that counts names universe' "$(cat "$work/etc/apt/sources.list")" \
  'deb http://archive.ubuntu.com/ubuntu noble main restricted universe
# deb http://x noble main

deb [arch=amd64] http://security.ubuntu.com/ubuntu noble-security main universe'

fresh ubuntu 24.04
printf 'Types: deb\nComponents: main restricted universe multiverse\n' >"$work/etc/apt/sources.list.d/ubuntu.sources"
before=$(cat "$work/etc/apt/sources.list.d/ubuntu.sources")
install "${packages[@]}"
expect 'an Ubuntu with universe keeps its sources' \
  "$status: $(cat "$work/etc/apt/sources.list.d/ubuntu.sources")" "0: $before"

fresh ubuntu 24.04
echo 1000 >"$work/uid"
rm "$work/bin/sudo"
install g++ cmake
expect 'without root and sudo it says what to install' "$status: ${talk##*:   }" '2: g++ cmake'

fresh fedora 40
install g++ cmake
expect 'another system is told what it needs' "$status: $(grep -c 'g++ cmake' <<<"$talk")" '2: 1'
declared=installed install g++ cmake
expect 'and believed when it has it' "$status: $(calls)" '0: '

exit "$broken"
