#!/usr/bin/env bash
# Blender: of two rigs in a glTF file, each with its own animation, one stands still.
#
# Expected: what moved in the scene that was exported moves after the import.
# Seen: the exporter writes an animation for each Action, the importer starts the first and
#   leaves the others' Actions in muted NLA tracks; the second rig has no Action.
# Exit status: 0 still so, 1 no longer, 2 cannot be tried here.
set -uo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cannot() { echo "cannot be tried: $*"; exit 2; }

python=$(command -v python3.11) || cannot "bpy 4.5 needs Python 3.11"
"$python" -m venv "$folder/venv" &&
    "$folder/venv/bin/pip" install -q --disable-pip-version-check bpy==4.5.15 \
        numpy==1.26.4 || cannot "no bpy"

cat > "$folder/two.py" << 'PYTHON'
import sys

import bpy

PATH = sys.argv[1]


def add_rig(name, bone):
    rig = bpy.data.objects.new(name, bpy.data.armatures.new(name))
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    rig.data.edit_bones.new(bone).tail = (0.0, 0.0, 1.0)
    bpy.ops.object.mode_set(mode="OBJECT")
    for frame, height in ((1, 0.0), (20, 2.0)):
        rig.pose.bones[bone].location.z = height
        rig.pose.bones[bone].keyframe_insert("location", frame=frame)
    return rig


def moving():
    found = {}
    for rig in sorted((o for o in bpy.data.objects if o.pose), key=lambda o: o.name):
        heads = []
        for frame in (1, 10):
            bpy.context.scene.frame_set(frame)
            heads.append(rig.pose.bones[0].head.copy())
        found[rig.name] = (heads[1] - heads[0]).length > 0.1
    return found


bpy.ops.wm.read_factory_settings(use_empty=True)
add_rig("Archer", "hand"), add_rig("Bow", "limb")
before = moving()
bpy.ops.export_scene.gltf(filepath=PATH)
bpy.ops.wm.read_factory_settings(use_empty=True)
bpy.ops.import_scene.gltf(filepath=PATH)
after = moving()
data = bpy.data.objects["Bow"].animation_data
tracks = [(track.name, track.mute) for track in data.nla_tracks]
print(f"Blender {bpy.app.version_string}: does it move?")
print("expected after export and import", before, "seen", after)
print("the second rig's NLA tracks (name, muted):", tracks, flush=True)
sys.exit(after != {"Archer": True, "Bow": False} or not tracks[0][1])
PYTHON
"$folder/venv/bin/python" "$folder/two.py" "$folder/two.glb" | grep -v INFO
exit "${PIPESTATUS[0]}"
