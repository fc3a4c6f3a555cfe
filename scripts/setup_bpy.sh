#!/usr/bin/env bash
# Optional: newer Blenders for the tests, as bpy modules in .venv-bpy-4.2, -4.5 and -5.0
# (about 1 GB each). Name versions to have only those: scripts/setup_bpy.sh 4.2
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-/usr/bin/python3}
libraries="libx11-6 libxrender1 libxfixes3 libxi6 libxkbcommon0 libsm6 libgl1
    libxxf86vm1 libgomp1 libegl1 libgl1-mesa-dri"

declare -A bpy=([4.2]=4.2.23 [4.5]=4.5.15 [5.0]=5.0.1)
# 4.2 takes any NumPy, so it is where NumPy 2 is tried; the others ask for 1.26.
declare -A numpy=([4.2]=2.3.5 [4.5]=1.26.4 [5.0]=1.26.4)

missing=$(for name in $libraries; do
    dpkg-query -W -f '${Status}' "$name" 2> /dev/null | grep -q 'ok installed' ||
        echo "$name"
done | xargs)
if [ -n "$missing" ]; then
    if [ "$(id -u)" != 0 ]; then
        echo "setup-bpy: sudo apt-get install -y --no-install-recommends $missing" >&2
        exit 1
    fi
    # shellcheck disable=SC2086 # one argument a package
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        $missing > /dev/null
fi

[ $# -gt 0 ] || set -- 4.2 4.5 5.0
for version in "$@"; do
    [ -n "${bpy[$version]:-}" ] || {
        echo "setup-bpy: no Blender $version; there are 4.2, 4.5 and 5.0" >&2
        exit 2
    }
    venv=.venv-bpy-$version
    want="bpy ${bpy[$version]}, numpy ${numpy[$version]}"
    if [ "$(cat "$venv/animax-stamp" 2> /dev/null)" != "$want" ]; then
        "$python" -m venv "$venv"
        "$venv/bin/python" -m pip install -q --disable-pip-version-check \
            "bpy==${bpy[$version]}" "numpy==${numpy[$version]}" pytest==8.4.2
        "$venv/bin/python" -c 'import bpy, numpy'
        echo "$want" > "$venv/animax-stamp"
    fi
    echo "setup-bpy: $venv has $want"
done
