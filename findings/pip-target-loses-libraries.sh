#!/usr/bin/env bash
# pip 26.3: `pip install --target` leaves out a wheel's shared libraries and reports success.
#
# Expected: `--target DIR` puts the whole package into DIR, libraries that a wheel brings for
#   the environment's lib/ included: into DIR/lib.
# Seen: share/ and include/ arrive, lib/libdnnl.so* of oneDNN's wheel do not; RECORD lists them
#   all the same; exit status 0, no warning. pip installs into a temporary folder, where lib/
#   also holds lib/python, and leaves that lib/ out when it moves the rest to DIR. In a virtual
#   environment the libraries are there. Wheels that keep their libraries within a package
#   (NVIDIA's) are not affected.
# Exit status: 0 still so, 1 no longer, 2 cannot be tried here.
set -uo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cannot() { echo "cannot be tried: $*"; exit 2; }

python3 -m venv "$folder/venv" || cannot "no Python with venv"
pip() { "$folder/venv/bin/pip" "$@" -q --disable-pip-version-check; }
pip install pip==26.3 && pip install onednn-cpu-gomp==2023.2.0 || cannot "no wheels"
pip install --target "$folder/target" onednn-cpu-gomp==2023.2.0 ||
    { echo "changed: pip fails"; exit 1; }

count() { find "$folder/$1" -name 'libdnnl.so*' | wc -l; }
"$folder/venv/bin/pip" --version | cut -d' ' -f1-2
echo "in the environment $(count venv/lib) files libdnnl.so*; with --target expected the same," \
    "seen $(count target), though RECORD lists $(
        grep -c libdnnl.so "$folder"/target/onednn_cpu_gomp-*.dist-info/RECORD)"
ls "$folder/target"
[ "$(count venv/lib)" -eq 3 ] && [ "$(count target)" -eq 0 ]
