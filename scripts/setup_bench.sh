#!/usr/bin/env bash
# SciPy and matplotlib in .venv-bench, as pinned in scripts/bench-requirements.txt, for
# `make bench-motion` alone. Quick when done.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-/usr/bin/python3}
[ -x .venv-bench/bin/python ] || "$python" -m venv .venv-bench
now=$(sha256sum scripts/bench-requirements.txt)
[ "$(cat .venv-bench/animax-stamp 2> /dev/null)" != "$now" ] || exit 0
.venv-bench/bin/python -m pip install -q --disable-pip-version-check \
    -r scripts/bench-requirements.txt
echo "$now" > .venv-bench/animax-stamp
echo "setup-bench: done"
