#!/usr/bin/env bash
# `make gpu-check`: everything that can only be measured on a graphics card, as one Markdown report.
# Asks every operator against its definition, transformer and VAE against the references,
# the nano and a Wan of random numbers against the CPU; looks for bad accesses and races;
# and times operators and whole forwards beside PyTorch. Takes some minutes; ends with 0
# only if all of it passed.
#   BUILD=DIR     (default build)
#   SIZE=small    times small operators only: to try this script without a card
#   PYTHON=FILE   one with PyTorch, for the Wan and the comparison (default: the one of
#                 `make setup-training`, then python3; without: both are left out)
set -uo pipefail
cd "$(dirname "$0")/.."

build=${BUILD:-build}
tests=$PWD/$build/kernels/cuda/tests failed=0 began=$SECONDS
wan=$build/wan-random log=$build/gpu-check.log
export ANIMAX_CUDA_BACKEND=$PWD/$build/python/libanimax_cuda.so
if [ ! -e "$ANIMAX_CUDA_BACKEND" ]; then
    echo "The CUDA part is not built: make setup-cuda, then make build (docs/cuda.md)." >&2
    exit 5
fi
for python in "${PYTHON:-}" .venv-training/bin/python python3 ""; do
    [ -n "$python" ] && "$python" -c "import torch, transformers, safetensors" 2> /dev/null && break
done
sanitizer=$(compgen -G ".venv-cuda/lib/python3*/site-packages/nvidia/cu13/bin/compute-sanitizer" ||
    command -v compute-sanitizer)

row() { # title, command...
    local title=$1 start=$SECONDS status=passed
    shift
    "$@" > "$log" 2>&1 || { status=FAILED failed=1; cat "$log" >&2; }
    printf '| %-46s | %s | %3d s |\n' "$title" "$status" $((SECONDS - start))
}
left_out() { # title, reason
    printf '| %-46s | left out: %s | |\n' "$1" "$2"
}

command -v nvidia-smi > /dev/null &&
    nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader
date -u +%Y-%m-%d
echo
echo "| check | result | time |"
echo "|---|---|---|"
models=(assets/nano)
if [ -n "$python" ]; then
    [ -e "$wan/model.json" ] ||
        row "a Wan2.1-1.3B of random numbers, to disk" \
            "$python" training/make_random_model.py --size wan1.3b "$wan"
    [ -e "$wan/model.json" ] && models+=("$wan")
fi
for cudnn in 1 0; do
    export ANIMAX_CUDNN=$cudnn
    name=$([ $cudnn = 1 ] && echo "with cuDNN" || echo "without")
    for test in ops_rows ops_linear ops_frames transformer vae; do
        row "test_$test, $name" \
            env -C native/tests "$PWD/$build/test_$test"
    done
    row "nano against the CPU, $name" "$tests/test_cuda_end_to_end"
done
unset ANIMAX_CUDNN
if [ ${#models[@]} = 2 ]; then
    row "Wan against the CPU" "$tests/test_cuda_end_to_end" "$wan"
else
    left_out "Wan against the CPU" "needs PyTorch"
fi
if [ -n "$sanitizer" ]; then
    for tool in memcheck racecheck initcheck; do
        row "compute-sanitizer, $tool: nano" env ANIMAX_CUDNN=0 "$sanitizer" \
            --tool $tool --error-exitcode 1 "$tests/test_cuda_end_to_end"
    done
else
    left_out "compute-sanitizer" "not found; make setup-cuda"
fi
time_it() { # model folders...
    local bench=$build/gpu-bench.md
    echo
    # shellcheck disable=SC2086 # nothing, or a word
    "$tests/bench_cuda" ${SIZE:-} "$@" > "$bench" || return 1
    head -1 "$bench"
    echo
    if [ -n "$python" ]; then
        "$python" evaluation/pytorch/bench_cuda.py "$bench" "$@"
    else
        tail -n +3 "$bench"
    fi
}
time_it "${models[@]}" || failed=1
BENCH_FP8=1 time_it "${models[@]}" || true # not every card has 8 bits, nor a target
ANIMAX_CUDNN=0 time_it || true # our own attention has no target beside cuDNN's
echo
echo "$((SECONDS - began)) s in all"
exit $failed
