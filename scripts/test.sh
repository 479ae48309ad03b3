#!/usr/bin/env bash
# Builds everything and runs every test. The last lines are ctest's; so is the exit status.
#
#   bash scripts/test.sh [ctest option ...]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/packages.sh"

echo "[1/3] packages: ${test_packages[*]}"
wanted=("${test_packages[@]}")
if command -v apt-cache >/dev/null && has_candidate ccache; then wanted+=(ccache); fi
install_packages "${wanted[@]}"

echo "[2/3] build: build/default"
configure default
build default

echo "[3/3] test"
use_oracle
cd "$root"
ctest --preset default "$@"
