#!/usr/bin/env bash
# Blender 4.5: an Action assigned to an object of another name does nothing, without a word.
#
# Expected: as up to 4.3, `animation_data.action = action` makes the object play the Action,
#   which is how Actions are shared between "Hero" and its copy "Hero.001".
# Seen: since 4.4 an Action has slots, and assigning one only binds a slot that was made for
#   an object of the same name (or for none). The copy gets no slot and stands still: no
#   exception, no message. `animation_data.action_slot` must be set as well.
# Exit status: 0 still so, 1 no longer, 2 cannot be tried here.
set -uo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cannot() { echo "cannot be tried: $*"; exit 2; }

python=$(command -v python3.11) || cannot "bpy 4.5 needs Python 3.11"
"$python" -m venv "$folder/venv" &&
    "$folder/venv/bin/pip" install -q --disable-pip-version-check bpy==4.5.15 \
        numpy==1.26.4 || cannot "no bpy"

cat > "$folder/share.py" << 'PYTHON'
import sys

import bpy


def heights(*objects):
    bpy.context.scene.frame_set(10)
    return [round(o.matrix_world.translation.z, 3) for o in objects]


bpy.ops.wm.read_factory_settings(use_empty=True)
hero, copy = (bpy.data.objects.new("Hero", None) for _ in range(2))
for thing in (hero, copy):
    bpy.context.scene.collection.objects.link(thing)
for frame, height in ((1, 0.0), (10, 2.0)):
    hero.location.z = height
    hero.keyframe_insert("location", frame=frame)
action = hero.animation_data.action
copy.animation_data_create().action = action
still = heights(hero, copy)
copy.animation_data.action_slot = action.slots[0]
bound = heights(hero, copy)
print(f"Blender {bpy.app.version_string}, heights of {hero.name} and {copy.name}:")
print("expected after assigning the Action [2.0, 2.0], seen", still)
print("and once action_slot is set", bound, flush=True)
sys.exit((still, bound) != ([2.0, 0.0], [2.0, 2.0]))
PYTHON
"$folder/venv/bin/python" "$folder/share.py"
