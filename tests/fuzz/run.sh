#!/usr/bin/env bash
# Runs one fuzz target for FUZZ_SECONDS (if that is not set FUZZ_DEFAULT, or 5), from its seeds and what earlier runs found. New inputs go
# to found/NAME beside the program, one that breaks something to broken/.
#
#   run.sh PROGRAM NAME [libFuzzer option ...]
set -euo pipefail
program=$1 name=$2
shift 2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(dirname "$program")
mkdir -p "$work/found/$name" "$work/broken"
options=(-max_total_time="${FUZZ_SECONDS:-${FUZZ_DEFAULT:-5}}" -max_len=2048 -timeout=20 -rss_limit_mb=3000
         -print_final_stats=1 -verbosity=0 -artifact_prefix="$work/broken/$name-")
if [ -f "$here/$name.dict" ]; then options+=(-dict="$here/$name.dict"); fi
exec "$program" "${options[@]}" "$@" "$work/found/$name" "$here/corpus/$name"
