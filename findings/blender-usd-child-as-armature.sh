#!/usr/bin/env bash
# Blender 4.5: a mesh on a rig loses its place in USD if it is called as the rig's armature
# data is.
#
# Expected: a rig "Rig" whose armature data is called "Hero", with a mesh object "Hero" five
#   units beside it, comes back from USD with the mesh five units beside it. Objects and their
#   data have names apart from each other, and files that come from elsewhere often have both.
# Seen: both become the prim /root/Rig/Hero, which then is the skeleton: the mesh comes back
#   at the rig's own place. Nothing is said. With the mesh called otherwise, all is right.
# Exit status: 0 still so, 1 no longer, 2 cannot be tried here.
set -uo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cannot() { echo "cannot be tried: $*"; exit 2; }

python=$(command -v python3.11) || cannot "bpy 4.5 needs Python 3.11"
"$python" -m venv "$folder/venv" &&
    "$folder/venv/bin/pip" install -q --disable-pip-version-check bpy==4.5.15 \
        numpy==1.26.4 || cannot "no bpy"

cat > "$folder/place.py" << 'PYTHON'
import sys

import bpy


def place(path, name):
    """Where a mesh of this name is after it went through USD."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    link = bpy.context.scene.collection.objects.link
    rig = bpy.data.objects.new("Rig", bpy.data.armatures.new("Hero"))
    link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    rig.data.edit_bones.new("bone").tail = (0, 0, 1)
    bpy.ops.object.mode_set(mode="OBJECT")
    mesh = bpy.data.meshes.new("Triangle")
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 0, 1)], [], [(0, 1, 2)])
    obj = bpy.data.objects.new(name, mesh)
    link(obj)
    obj.parent, obj.location.x = rig, 5
    bpy.ops.wm.usd_export(filepath=path)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.ops.wm.usd_import(filepath=path)
    bpy.context.view_layer.update()
    found = next(o for o in bpy.data.objects if o.type == "MESH")
    return round(found.matrix_world.translation.x, 3)


path = sys.argv[1]
other, same = place(path, "Hat"), place(path, "Hero")
print(f"Blender {bpy.app.version_string}: a mesh is 5 units beside its rig")
print(f"expected 5, seen {same}; with another name {other}", flush=True)
sys.exit((other, same) != (5.0, 0.0))
PYTHON
"$folder/venv/bin/python" "$folder/place.py" "$folder/rig.usda" 2> "$folder/log" |
    grep -E "^(Blender 4|expected)"
