#!/usr/bin/env bash
# Optional: newer Blenders for the tests, as bpy modules in .venv-bpy-4.2 to -5.3 (about
# 1 GB each). Name versions to have only those: scripts/setup_bpy.sh 4.2
#
# Blender 4.2 to 5.0 need Python 3.11 (PYTHON, otherwise Debian's), 5.1 and later Python
# 3.13 (PYTHON313, otherwise python3.13 on the PATH, or pyenv's), which Debian 12 does not
# have. Versions that cannot be installed are named, the others are installed; exit
# status 1 if any of them was asked for by name, or if none is there.
set -euo pipefail
cd "$(dirname "$0")/.."

libraries="libx11-6 libxrender1 libxfixes3 libxi6 libxkbcommon0 libsm6 libgl1
    libxxf86vm1 libgomp1 libegl1 libgl1-mesa-dri"

versions="4.2 4.5 5.0 5.1 5.2 5.3"
declare -A bpy=([4.2]=4.2.23 [4.5]=4.5.15 [5.0]=5.0.1
    [5.1]=5.1.2 [5.2]=5.2.3 [5.3]=5.3.0)
# 4.2 takes any NumPy; 4.5 and 5.0 ask for 1.26, 5.1 and later for 2.2 and newer.
declare -A numpy=([4.2]=2.3.5 [4.5]=1.26.4 [5.0]=1.26.4
    [5.1]=2.4.6 [5.2]=2.4.6 [5.3]=2.4.6)
declare -A wanted_python=([4.2]=3.11 [4.5]=3.11 [5.0]=3.11
    [5.1]=3.13 [5.2]=3.13 [5.3]=3.13)

# Is $1 that Python? A name on the PATH may be a version manager's, for a Python that it
# does not have.
is_python() {
    [ -n "$1" ] && "$1" -c "import sys, venv, ensurepip
sys.exit(sys.version_info[:2] != tuple(map(int, '$2'.split('.'))))" > /dev/null 2>&1
}

# The Python of a version, 3.11 or 3.13; nothing if there is none.
find_python() {
    local candidate
    if [ "$1" = 3.11 ]; then
        set -- "$1" "${PYTHON:-/usr/bin/python3}" python3.11
    else
        set -- "$1" "${PYTHON313:-}" python3.13 \
            "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13.*/bin/python3.13
    fi
    for candidate in "${@:2}"; do
        if is_python "$candidate" "$1"; then
            command -v "$candidate"
            return
        fi
    done
}

how_to_have() {
    case $1 in
    3.11) echo "set PYTHON to a Python 3.11" ;;
    3.13) echo "install Python 3.13 (pyenv install 3.13, or uv python install 3.13)" \
        "and set PYTHON313 to it" ;;
    esac
}

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

named=$#
# shellcheck disable=SC2086 # one argument a version
[ $# -gt 0 ] || set -- $versions
there=0 failed=0
for version in "$@"; do
    [ -n "${bpy[$version]:-}" ] || {
        echo "setup-bpy: no Blender $version; there are ${versions// /, }" >&2
        exit 2
    }
    venv=.venv-bpy-$version
    want="bpy ${bpy[$version]}, numpy ${numpy[$version]}"
    if [ "$(cat "$venv/animax-stamp" 2> /dev/null)" != "$want" ]; then
        python=$(find_python "${wanted_python[$version]}")
        if [ -z "$python" ]; then
            echo "setup-bpy: no Blender $version without Python" \
                "${wanted_python[$version]}; $(how_to_have "${wanted_python[$version]}")" >&2
            failed=$((failed + 1))
            continue
        fi
        if ! { "$python" -m venv --clear "$venv" &&
            "$venv/bin/python" -m pip install -q --disable-pip-version-check \
                "bpy==${bpy[$version]}" "numpy==${numpy[$version]}" pytest==8.4.2 &&
            "$venv/bin/python" -c 'import bpy, numpy'; }; then
            echo "setup-bpy: Blender $version could not be installed with $python" >&2
            failed=$((failed + 1))
            continue
        fi
        echo "$want" > "$venv/animax-stamp"
    fi
    there=$((there + 1))
    echo "setup-bpy: $venv has $want"
done
[ "$failed" = 0 ] || { [ "$named" = 0 ] && [ "$there" -gt 0 ]; }
