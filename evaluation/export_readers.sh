#!/bin/bash
# Exports takes and compares them, in readers that are not Blender, with Blender's joints.
# Usage: export_readers.sh OUT PYTHON RIG...   (PYTHON with bpy 4.2 or newer)
# OUT gets NAME.{blend,glb,fbx,usdc} of each rig, NAME.npz with Blender's joints and
# table.txt. The readers are installed into a temporary environment.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
out=$1 python=$2
shift 2
mkdir -p "$out"
for rig; do
    name=$(basename "${rig%.*}")
    for kind in blend glb fbx usdc; do
        printf '{"input": "%s", "prompt": "it walks", "output": "%s", ' "$rig" "$name.$kind"
        printf '"seed": 3, "frames": 48}\n'
    done
done > "$out/jobs.jsonl"
"$python" "$root/addon/batch.py" -- batch --manifest "$out/jobs.jsonl" \
    --output-dir "$out" > "$out/log.txt" 2>&1
"$python" "$root/blender_tests/write_joints.py" "$out" >> "$out/log.txt" 2>&1

readers=$(mktemp -d)
trap 'rm -rf "$readers"' EXIT
python3 -m venv "$readers"
# impasse declares Assimp's structures as they were up to 5.2.
"$readers/bin/pip" install -q numpy==2.4.6 impasse==5.4.2 cmeel-assimp==5.2.5.1 \
    panda3d==1.10.16 panda3d-gltf==1.3.0 usd-core==26.11
lib=$(dirname "$(find "$readers" -name libassimp.so)")
LD_LIBRARY_PATH=$lib "$readers/bin/python" "$root/evaluation/export_readers.py" "$out" \
    | tee "$out/table.txt"
