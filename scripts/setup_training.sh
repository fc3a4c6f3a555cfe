#!/usr/bin/env bash
# Optional: PyTorch and the reference implementations in .venv-training, as pinned in
# training/requirements.txt. Needed to train a model or to make golden files anew.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-/usr/bin/python3}
if [ ! -x .venv-training/bin/python ]; then
    "$python" -m venv .venv-training
fi
now=$(sha256sum training/requirements.txt)
if [ "$(cat .venv-training/animax-stamp 2> /dev/null)" = "$now" ]; then
    echo "setup-training: everything is there"
    exit 0
fi
.venv-training/bin/python -m pip install -q --disable-pip-version-check \
    -r training/requirements.txt
echo "$now" > .venv-training/animax-stamp
echo "setup-training: done"
