#!/usr/bin/env bash
# Fails every allocation, read, map and thread start of opening a model and of a take, one
# after the other, every NANO_STRIDE-th of those of the embedded model, and on the command
# line, in Blender, SAMPLES of each kind and all writes. What came of them: a table.
set -euo pipefail
cd "$(dirname "$0")/.."
out=build/fault
module() { # NAME MODEL STRIDE
  LD_PRELOAD=$PWD/$out/libax_fault.so PYTHONPATH=build/python:blender_tests:. \
    .venv/bin/python blender_tests/fault/module_faults.py "$2" "$3" \
    > "$out/$1.json" 2> "$out/$1.log" || { tail -n 3 "$out/$1.log" >&2; exit 1; }
}
module tiny blender_tests/data/tiny_model "${STRIDE:-1}"
module nano assets/nano "${NANO_STRIDE:-20}"
ANIMAX_BLENDERS=${ANIMAX_BLENDERS:-3.4} .venv/bin/python \
  blender_tests/fault/command_faults.py "${SAMPLES:-8}" > "$out/command.json" \
  2> "$out/command.log" || { tail -n 3 "$out/command.log" >&2; exit 1; }
.venv/bin/python blender_tests/fault/show_faults.py "$out"/{tiny,nano,command}.json
