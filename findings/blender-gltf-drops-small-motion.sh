#!/usr/bin/env bash
# Blender 4.5: glTF's exporter leaves out what moves by less than 1e-4 of a bone's own units,
# which below a scaled object is as much as a centimetre.
#
# Expected: "Optimize Animation Size", on by default, removes "duplicate keyframes". A bone
#   that goes up and down by 8 mm, with keys on every frame and no two alike, keeps its motion.
# Seen: below an armature object of scale 100, as importers leave rigs, the 8 mm are 8e-5
#   units, and the bone comes back still: keys that differ by less than 1e-4 count as
#   duplicates, whatever a unit is. A root that breathes, or a whole rig of a few millimetres, is
#   frozen. With the option off all is right. Nothing is said.
# Exit status: 0 still so, 1 no longer, 2 cannot be tried here.
set -uo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cannot() { echo "cannot be tried: $*"; exit 2; }

python=$(command -v python3.11) || cannot "bpy 4.5 needs Python 3.11"
"$python" -m venv "$folder/venv" &&
    "$folder/venv/bin/pip" install -q --disable-pip-version-check bpy==4.5.15 \
        numpy==1.26.4 || cannot "no bpy"

cat > "$folder/small.py" << 'PYTHON'
import math
import sys

import bpy

PATH = sys.argv[1]


def way():
    """How far the rig's bone goes up and down, in millimetres."""
    rig = next(o for o in bpy.context.scene.objects if o.type == "ARMATURE")
    heights = []
    for frame in range(25):
        bpy.context.scene.frame_set(frame)
        heights.append((rig.matrix_world @ rig.pose.bones[0].head).z)
    return round(1000 * (max(heights) - min(heights)), 2)


def through(scale, **options):
    """(before, after) of a rig of 1 m whose object has that scale."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    rig = bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig"))
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    rig.data.edit_bones.new("root").tail = (0, 0, 1 / scale)
    bpy.ops.object.mode_set(mode="OBJECT")
    rig.scale = (scale, scale, scale)
    for frame in range(25):
        rig.pose.bones[0].location.y = 0.004 / scale * math.sin(frame * math.tau / 24)
        rig.pose.bones[0].keyframe_insert("location", frame=frame)
    before = way()
    bpy.ops.export_scene.gltf(filepath=PATH, **options)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.ops.import_scene.gltf(filepath=PATH)
    return before, way()


plain, scaled = through(1), through(100)
off = through(100, export_optimize_animation_size=False)
print(f"Blender {bpy.app.version_string}: a bone goes (before, after) glTF, in mm")
print(f"expected {plain} at scales of 1 and 100, seen {scaled} at 100; without {off}", flush=True)
sys.exit(not (plain[1] > 7.9 and scaled[0] > 7.9 and scaled[1] == 0 and off[1] > 7.9))
PYTHON
"$folder/venv/bin/python" "$folder/small.py" "$folder/a.glb" 2> "$folder/log" |
    grep -E "^(Blender 4|expected)"
