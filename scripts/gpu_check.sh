#!/usr/bin/env bash
# `make gpu-check`: everything that only a graphics card can tell, in one table. Builds what
# is missing, asks every operator against its definition and the nano against the CPU, and
# times operators. Ends with 0 only if all of it passed.
#   BUILD=DIR  (default build)
set -uo pipefail
cd "$(dirname "$0")/.."

build=${BUILD:-build}
tests=$PWD/$build/kernels/tests failed=0
export ANIMAX_CUDA_BACKEND=$PWD/$build/python/libanimax_cuda.so
if [ ! -e "$ANIMAX_CUDA_BACKEND" ]; then
    echo "The CUDA part is not built: it needs nvcc (docs/cuda.md)." >&2
    exit 5
fi
command -v nvidia-smi > /dev/null &&
    nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader
date -u +%Y-%m-%d

row() { # title, command...
    local title=$1 log=$build/gpu-check.log start=$SECONDS status=passed
    shift
    "$@" > "$log" 2>&1 || { status=FAILED failed=1; cat "$log"; }
    printf '| %-42s | %s | %3d s |\n' "$title" "$status" $((SECONDS - start))
}

echo "| check | result | time |"
echo "|---|---|---|"
for cudnn in 1 0; do
    export ANIMAX_CUDNN=$cudnn
    name=$([ $cudnn = 1 ] && echo "with cuDNN" || echo "without")
    for test in rows linear frames; do
        row "operators: $test, $name" env -C native/tests "$PWD/$build/test_ops_$test"
    done
    for model in transformer vae; do
        row "$model against the references, $name" env -C native/tests "$PWD/$build/test_$model"
    done
    row "nano against the CPU, $name" "$tests/test_cuda_end_to_end"
done
if command -v compute-sanitizer > /dev/null; then
    row "compute-sanitizer: nano" compute-sanitizer --error-exitcode 1 \
        "$tests/test_cuda_end_to_end"
    row "compute-sanitizer: races" compute-sanitizer --tool racecheck \
        --error-exitcode 1 "$tests/test_cuda_end_to_end"
fi
for cudnn in 1 0; do
    echo
    ANIMAX_CUDNN=$cudnn "$tests/bench_cuda" || failed=1
done
exit $failed
