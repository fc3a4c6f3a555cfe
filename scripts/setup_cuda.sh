#!/usr/bin/env bash
# Optional: what compiles the CUDA part where there is no CUDA Toolkit, from NVIDIA's
# wheels, in .venv-cuda (scripts/cuda-requirements.txt). Needs no card. Quick when done.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-/usr/bin/python3}
[ -x .venv-cuda/bin/python ] || "$python" -m venv .venv-cuda
now=$(sha256sum scripts/cuda-requirements.txt)
if [ "$(cat .venv-cuda/animax-stamp 2> /dev/null)" = "$now" ]; then
    echo "setup-cuda: everything is there"
    exit 0
fi
.venv-cuda/bin/python -m pip install -q --disable-pip-version-check \
    -r scripts/cuda-requirements.txt
rm -f build/CMakeCache.txt build/build.ninja # so that nvcc is looked for again
echo "$now" > .venv-cuda/animax-stamp
echo "setup-cuda: done"
