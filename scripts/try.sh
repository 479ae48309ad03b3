#!/usr/bin/env bash
# From a fresh clone to a function call, on Debian 12 or Ubuntu 24.04: installs what is missing,
# builds the release program, runs a function of a real library over a keyspace.
#
#   bash scripts/try.sh
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/packages.sh"

echo "[1/3] packages: ${build_packages[*]}"
install_packages "${build_packages[@]}"

echo "[2/3] build: build/release/cli/luarig"
mkdir -p "$root/build"
log=$root/build/try.log
if ! { configure release && build release --target luarig; } >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  note "the build failed; all of it is in $log"
  exit 1
fi

cd "$root"
# shellcheck disable=SC2054  # the lone comma ends the keys
call=(fcall reserve stock:lamp stock:index stock:low , 3 order:1002
      --lib fixtures/libraries/stock.lua --fixture fixtures/keyspaces/stock.json --diff)
echo "[3/3] run: luarig ${call[*]}"
build/release/cli/luarig "${call[@]}"
