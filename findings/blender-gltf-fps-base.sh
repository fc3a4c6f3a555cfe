#!/usr/bin/env bash
# Blender 4.5: glTF's exporter multiplies by the frame rate's base where it has to divide.
#
# Expected: frames last fps_base / fps seconds, so at 30 fps over a base of 1.25 (24 frames a
#   second) keys at frames 0 and 24 are 1 s apart in the .glb.
# Seen: they are 0.64 s apart: seconds are frame / (fps * fps_base). At 125 over 10, which is
#   12.5 frames a second, a clip plays 100 times as fast. Blender's importer multiplies alike,
#   so a roundtrip in one scene hides it. Nothing is said.
# Exit status: 0 still so, 1 no longer, 2 cannot be tried here.
set -uo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cannot() { echo "cannot be tried: $*"; exit 2; }

python=$(command -v python3.11) || cannot "bpy 4.5 needs Python 3.11"
"$python" -m venv "$folder/venv" &&
    "$folder/venv/bin/pip" install -q --disable-pip-version-check bpy==4.5.15 \
        numpy==1.26.4 || cannot "no bpy"

cat > "$folder/base.py" << 'PYTHON'
import json
import struct
import sys

import bpy


def seconds(path, fps, base):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    render = bpy.context.scene.render
    render.fps, render.fps_base = fps, base
    obj = bpy.data.objects.new("Mover", None)
    bpy.context.scene.collection.objects.link(obj)
    for frame in (0, 24):
        obj.location.x = frame
        obj.keyframe_insert("location", frame=frame)
    bpy.ops.export_scene.gltf(filepath=path)
    with open(path, "rb") as file:
        size = struct.unpack("<12xI4x", file.read(20))[0]
        found = json.loads(file.read(size))
    times = found["accessors"][found["animations"][0]["samplers"][0]["input"]]
    return round(times["max"][0] - times["min"][0], 3)


plain = seconds(sys.argv[1], 24, 1.0)
seen, slow = seconds(sys.argv[1], 30, 1.25), seconds(sys.argv[1], 125, 10.0)
print(f"Blender {bpy.app.version_string}: 24 frames at 24 fps last {plain} s in the file")
print(f"expected 1.0 s at 30 over 1.25 and 1.92 s at 125 over 10, seen {seen} s and {slow} s")
sys.stdout.flush()
sys.exit((plain, seen, slow) != (1.0, 0.64, 0.019))
PYTHON
"$folder/venv/bin/python" "$folder/base.py" "$folder/a.glb" 2> "$folder/log" |
    grep -E "^(Blender 4|expected)"
