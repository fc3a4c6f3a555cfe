#!/usr/bin/env bash
# Blender 4.5: through glTF and back, what is parented to a bone of an armature with scale
# 0.01 lies somewhere else.
#
# Expected: a sword parented to a hand bone lies where it was after export and import.
# Seen: it comes back a hundred bone lengths away, 69.3 m for a bone of 0.7 m: the importer
#   makes bones longer by one over the scale, but moves the object back from the bone's tail
#   by the unscaled length. Skinned meshes are right, so a rig looks whole until one looks
#   for its sword. With bone_heuristic="TEMPERANCE" it lies where it was.
# Exit status: 0 still so, 1 no longer, 2 cannot be tried here.
set -uo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cannot() { echo "cannot be tried: $*"; exit 2; }

python=$(command -v python3.11) || cannot "bpy 4.5 needs Python 3.11"
"$python" -m venv "$folder/venv" &&
    "$folder/venv/bin/pip" install -q --disable-pip-version-check bpy==4.5.15 \
        numpy==1.26.4 || cannot "no bpy"

cat > "$folder/sword.py" << 'PYTHON'
import sys

import bpy


def height():
    bpy.context.view_layer.update()
    return round(bpy.data.objects["Sword"].matrix_world.translation.z, 3)


def export(path, scale):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    rig = bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig"))
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    arm, hand = (rig.data.edit_bones.new(name) for name in ("arm", "hand"))
    arm.tail = hand.head = (0, 0, 0.7 / scale)
    hand.tail, hand.parent = (0, 0, 1.0 / scale), arm
    bpy.ops.object.mode_set(mode="OBJECT")
    rig.scale = (scale, scale, scale)
    bpy.ops.mesh.primitive_cube_add(size=0.1)
    sword = bpy.context.object
    sword.name = "Sword"
    sword.parent, sword.parent_type, sword.parent_bone = rig, "BONE", "hand"
    bpy.ops.export_scene.gltf(filepath=path)
    return height()


def reimport(path, **options):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.ops.import_scene.gltf(filepath=path, **options)
    return height()


path = sys.argv[1]
made = export(path, 0.01)
seen, old = reimport(path), reimport(path, bone_heuristic="TEMPERANCE")
print(f"Blender {bpy.app.version_string}: a sword at a height of {made} m, on a bone")
print(f"expected {made} m, seen {seen} m; with TEMPERANCE {old} m", flush=True)
sys.exit(not (abs(seen - made) > 10 and abs(old - made) < 0.01))
PYTHON
"$folder/venv/bin/python" "$folder/sword.py" "$folder/rig.glb" 2> "$folder/log" |
    grep -E "^(Blender 4|expected)"
exit "${PIPESTATUS[0]}"
