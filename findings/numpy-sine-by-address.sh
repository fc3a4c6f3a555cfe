#!/usr/bin/env bash
# NumPy 1.24: np.sin of one and the same number has two results, by where the result goes.
#
# Expected: with one version on one processor np.sin(x) is a function of x.
# Seen: with AVX-512, float64 sin and cos come from SVML; if the output lies beside the input in
#   memory, which counts as an overlap, they come from the C library, and the last bit may differ.
#   Where scalars lie is up to the allocator, so a program's results vary from run to run (Debian 12's
#   Blender 3.4 has this NumPy). NumPy 2.3 gives the C library's value at either place.
# Exit status: 0 still so, 1 no longer, 2 cannot be tried here.
set -uo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cannot() { echo "cannot be tried: $*"; exit 2; }

grep -qw avx512dq /proc/cpuinfo || cannot "this processor has no AVX-512"
cat > "$folder/sine.py" << 'PY'
import math
import sys

import numpy as np

x = math.radians(45)
memory = np.zeros(16)
memory[4] = x
seen = {}
for place in (3, 5, 12):  # before, after, apart
    np.sin(memory[4:5], out=memory[place : place + 1])
    seen[place - 4] = memory[place].hex()
print("NumPy", np.__version__, "- libm:", math.sin(x).hex())
print("expected: one value; seen, by the distance of the result:", seen)
beside, apart = {seen[-1], seen[1]}, seen[8]
libm = math.sin(x).hex()
varies = beside == {libm} and apart != libm
same = beside == {libm} and apart == libm
sys.exit(0 if (varies if np.__version__ < "2" else same) else 1)
PY
changed=0
for version in 1.24.2 2.3.5; do
    python3 -m venv "$folder/$version" &&
        "$folder/$version/bin/pip" install -q --disable-pip-version-check \
            "numpy==$version" || cannot "no NumPy $version for this Python (3.11 has both)"
    "$folder/$version/bin/python" "$folder/sine.py" || changed=1
done
exit $changed
