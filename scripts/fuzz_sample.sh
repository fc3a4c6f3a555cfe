#!/usr/bin/env bash
# A sample of `make fuzz` that needs no Clang, for `make test`:
#
#     fuzz_sample.sh FOLDER TARGET
#
# runs FOLDER/fuzz_TARGET on its seeds and on mutations of them for half a second. An input
# that breaks something is kept as FOLDER/TARGET.crash.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/fuzz_seeds.sh
seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT
fuzz_seeds "$2" "$seeds"
"$1/fuzz_$2" "${FUZZ_SECONDS:-0.5}" "$1/$2.crash" "$seeds"/*
