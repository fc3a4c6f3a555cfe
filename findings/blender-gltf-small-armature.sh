#!/usr/bin/env bash
# Blender 4.5: through glTF and back, bones of an armature with scale 0.01 become 100 times as
# long.
#
# Expected: a rig that Blender exports as .glb, with its armature object at a scale of 0.01
#   (usual for rigs that were modelled in centimetres), comes back with bones of its length.
# Seen: the importer's default bone_heuristic, "BLENDER" since 4.2, divides lengths by the
#   scale: a bone of 0.7 m comes back 70 m long, heads in place. "TEMPERANCE", the default
#   until 4.1, returns 0.7 m. Nothing is said; the mesh deforms as before.
# Exit status: 0 still so, 1 no longer, 2 cannot be tried here.
set -uo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cannot() { echo "cannot be tried: $*"; exit 2; }

python=$(command -v python3.11) || cannot "bpy 4.5 needs Python 3.11"
"$python" -m venv "$folder/venv" &&
    "$folder/venv/bin/pip" install -q --disable-pip-version-check bpy==4.5.15 \
        numpy==1.26.4 || cannot "no bpy"

cat > "$folder/scale.py" << 'PYTHON'
import sys

import bpy


def length(rig):
    bpy.context.view_layer.update()
    scale = rig.matrix_world.to_scale().x
    return round(rig.data.bones["root"].length * scale, 3)


def export(path, scale):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    rig = bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig"))
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    root, tip = (rig.data.edit_bones.new(name) for name in ("root", "tip"))
    root.tail = tip.head = (0, 0, 0.7 / scale)
    tip.tail, tip.parent = (0, 0, 1.0 / scale), root
    bpy.ops.object.mode_set(mode="OBJECT")
    rig.scale = (scale, scale, scale)
    bpy.ops.export_scene.gltf(filepath=path)
    return length(rig)


def reimport(path, **options):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.ops.import_scene.gltf(filepath=path, **options)
    return length(next(o for o in bpy.data.objects if o.type == "ARMATURE"))


path = sys.argv[1]
made = export(path, 0.01)
seen, old = reimport(path), reimport(path, bone_heuristic="TEMPERANCE")
print(f"Blender {bpy.app.version_string}: a bone of {made} m at a scale of 0.01 comes back")
print(f"expected {made} m, seen {seen} m; with TEMPERANCE {old} m", flush=True)
sys.exit((made, seen, old) != (0.7, 70.0, 0.7))
PYTHON
"$folder/venv/bin/python" "$folder/scale.py" "$folder/rig.glb" 2> "$folder/log" |
    grep -E "^(Blender 4|expected)"
