"""Reads a rig and its clips as plain NumPy arrays, in world space.

The arrays are those of docs/native-api.md. Needs Blender, but neither the native module
nor a registered add-on: training exports its clips through this file.

Rest pose: rest[n] = armature.matrix_world @ bone.matrix_local, parents before children.
Pose: world[n] = armature.matrix_world @ pose_bone.matrix. With basis the bone's own
channels, world[n] = world[p] rest[p]^-1 rest[n] basis, whatever the object's transform.
"""

import contextlib

import bpy
import numpy as np

from . import limits
from .errors import AnimaxError
from .native import DEFORMS, LOCATION_LOCKED, ROTATION_LOCKED

# A weight below this moves a vertex by less than a rounding of the file's own floats.
REAL_WEIGHT = 1e-4
# A leaf bone's tail stays this part of the mesh away from its head: two joints in one
# place tell no direction.
LEAST_TAIL = 0.02
MESH_TYPES = {"MESH", "CURVE", "SURFACE", "META", "FONT"}


def find_armature(name="", objects=None):
    """The armature called name; else the active one; else the one that moves most."""
    objects = bpy.context.scene.objects if objects is None else objects
    armatures = [o for o in objects if o.type == "ARMATURE"]
    if name:
        for armature in armatures:
            if armature.name == name:
                return armature
        found = ", ".join(sorted(a.name for a in armatures)) or "none"
        raise AnimaxError(f"There is no armature called {name!r}; found: {found}.")
    if not armatures:
        raise AnimaxError(
            "There is no armature in this file; AnimaX animates a mesh through its rig."
        )
    active = bpy.context.view_layer.objects.active if bpy.context.view_layer else None
    if active in armatures and bound_meshes(active):
        return active
    return max(armatures, key=lambda a: (len(bound_meshes(a)) > 0, len(a.data.bones)))


def bound_meshes(armature, objects=None):
    """Objects that the armature moves: by modifier, as its children, or by a bone."""
    objects = bpy.data.objects if objects is None else objects
    below = set(armature.children_recursive)
    found = []
    for obj in objects:
        if obj.type not in MESH_TYPES or obj.display_type in {"WIRE", "BOUNDS"}:
            continue
        by_modifier = any(
            m.type == "ARMATURE" and m.object == armature for m in obj.modifiers
        )
        if by_modifier or obj in below:
            found.append(obj)
    return found


def ordered_bones(armature):
    """The armature's bones with parents before children, otherwise in file order."""
    ordered, seen = [], set()
    for bone in armature.data.bones:
        line = []
        while bone is not None and bone.name not in seen:
            seen.add(bone.name)
            line.append(bone)
            bone = bone.parent
        ordered.extend(reversed(line))
    return ordered


def read(armature, tails="box"):
    """dict(parents, rest, lengths, flags, names, limits, location_locks) of the
    armature: its rest pose, and what limits.read says its bones may do.

    tails: where leaf bones end, plausible_lengths.
    """
    bones = ordered_bones(armature)
    if not bones:
        raise AnimaxError(f"The armature {armature.name!r} has no bones.")
    index = {bone.name: n for n, bone in enumerate(bones)}
    world = np.array(armature.matrix_world, dtype=np.float64)
    scale = uniform_scale(armature.name, world)
    local = np.array([bone.matrix_local for bone in bones], dtype=np.float64)
    if not np.isfinite(local).all():
        raise AnimaxError(
            f"The armature {armature.name!r} has a bone at no finite place; "
            "delete or re-create that bone."
        )
    parents = [index[b.parent.name] if b.parent else -1 for b in bones]
    rest = np.ascontiguousarray(world @ local)
    lengths = np.array([b.length for b in bones], dtype=np.float64) * scale
    turn_limits, location_locks = limits.read(armature, bones)
    return {
        "parents": np.array(parents, dtype=np.int32),
        "rest": rest,
        "lengths": plausible_lengths(armature, bones, rest, lengths, tails),
        "flags": bone_flags(armature, bones),
        "names": [b.name for b in bones],
        "limits": turn_limits,
        "location_locks": location_locks,
    }


def uniform_scale(name, world):
    """The object's scale; an error if it is skewed, mirrored or uneven.

    A skewed rest pose has no rotations to solve for.
    """
    columns = world[:3, :3]
    sizes = np.linalg.norm(columns, axis=0)
    if not np.isfinite(world).all() or sizes.min() < 1e-9:
        raise AnimaxError(f"The armature {name!r} has a scale of zero; set its scale.")
    gram = (columns / sizes).T @ (columns / sizes)
    skewed = np.abs(gram - np.eye(3)).max() > 1e-3
    if skewed or sizes.max() / sizes.min() > 1.001 or np.linalg.det(columns) < 0:
        shown = ", ".join(f"{s:.3g}" for s in sizes)
        raise AnimaxError(
            f"The armature {name!r} is stretched or mirrored (scale {shown}); "
            "apply its scale first (Ctrl A, Scale)."
        )
    return float(sizes.mean())


def plausible_lengths(armature, bones, rest, lengths, tails="box"):
    """Lengths, with leaf bones that do not end far outside of the mesh.

    glTF knows no bone lengths, and importers invent them: the parent's, or 1 in the
    armature's space. Tails of such feet would stand far off, and the cameras, which
    frame them, far away. tails "box": a tail that sticks out of the mesh's box comes
    back to it, but not nearer than what the bone moves reaches. "reach": no tail is
    farther than that (model.json's pose_map says which one a model was trained on).
    """
    corners = [
        np.array(obj.matrix_world) @ [*corner, 1.0]
        for obj in bound_meshes(armature)
        for corner in obj.bound_box
    ]
    if not corners:
        return lengths
    low, high = np.min(corners, axis=0)[:3], np.max(corners, axis=0)[:3]
    size = float(np.linalg.norm(high - low))
    low, high = low - LEAST_TAIL * size, high + LEAST_TAIL * size
    out = {}
    for n, bone in enumerate(bones):
        along = rest[n, :3, 1] / np.linalg.norm(rest[n, :3, 1])
        tail = rest[n, :3, 3] + lengths[n] * along
        if bone.children:
            continue
        if tails == "reach":
            out[bone.name] = (n, 0.0)
        elif ((tail < low) | (tail > high)).any():
            out[bone.name] = (n, within_box(rest[n, :3, 3], along, low, high))
    reach = reaches(armature, {name: rest[n, :3, 3] for name, (n, _) in out.items()})
    lengths = lengths.copy()
    for name, (n, inside) in out.items():
        if reach[name] > 0:
            least = max(reach[name], LEAST_TAIL * size)
            lengths[n] = min(lengths[n], max(inside, least))
        elif lengths[n] > size > 0:
            lengths[n] = 0.25 * size
    return lengths


def within_box(start, along, low, high):
    """How far one gets from start, along a unit vector, until one leaves the box."""
    wall = np.where(along > 0, high, low)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.where(np.abs(along) > 1e-9, (wall - start) / along, np.inf)
    return max(0.0, float(steps.min()))


def reaches(armature, heads):
    """How far from its head each named bone moves a mesh in rest pose; 0: none."""
    found = dict.fromkeys(heads, 0.0)
    for obj in bound_meshes(armature):
        if obj.type != "MESH":
            continue
        world = np.array(obj.matrix_world)
        places = np.empty(3 * len(obj.data.vertices), dtype=np.float32)
        obj.data.vertices.foreach_get("co", places)
        places = places.reshape(-1, 3) @ world[:3, :3].T + world[:3, 3]
        groups = {g.index: g.name for g in obj.vertex_groups if g.name in heads}
        owned = {name: [] for name in groups.values()}
        if groups:
            for vertex in obj.data.vertices:
                for element in vertex.groups:
                    if element.weight > 0.5 and element.group in groups:
                        owned[groups[element.group]].append(vertex.index)
        if obj.parent_type == "BONE" and obj.parent_bone in heads and len(places):
            owned[obj.parent_bone] = slice(None)
        for name, chosen in owned.items():
            off = np.linalg.norm(places[chosen] - heads[name], axis=1)
            found[name] = max(found[name], float(off.max(initial=0.0)))
    return found


def bone_flags(armature, bones):
    """uint8 [N]: what each bone does and may do."""
    weighted = weighted_bones(armature, {b.name for b in bones})
    flags = np.zeros(len(bones), dtype=np.uint8)
    for n, bone in enumerate(bones):
        deforms = bone.use_deform if weighted is None else bone.name in weighted
        pose = armature.pose.bones[bone.name]
        connected = bone.use_connect and bone.parent is not None
        if deforms:
            flags[n] |= DEFORMS
        if connected or all(pose.lock_location):
            flags[n] |= LOCATION_LOCKED
        # A quaternion's w alone turns nothing, so its own lock does not count.
        if all(pose.lock_rotation):
            flags[n] |= ROTATION_LOCKED
    return flags


def weighted_bones(armature, names):
    """Names of the bones that move a mesh; None where no mesh tells."""
    meshes = bound_meshes(armature)
    found = set()
    for obj in meshes:
        if obj.parent == armature and obj.parent_type == "BONE":
            found.add(obj.parent_bone)
        if obj.type != "MESH":
            continue
        groups = {g.index: g.name for g in obj.vertex_groups if g.name in names}
        open_groups = set(groups) - {i for i, name in groups.items() if name in found}
        for vertex in obj.data.vertices:
            if not open_groups:
                break
            for element in vertex.groups:
                if element.group in open_groups and element.weight > REAL_WEIGHT:
                    open_groups.discard(element.group)
                    found.add(groups[element.group])
    return found if found else None


# Clips ------------------------------------------------------------------------------


def clips(armature):
    """dict name -> (action, slot or None) of the clips that this armature can play.

    Importers name an action after clip and rig ("Walk_Armature", "Armature|Walk"); the
    name that the artist knows is that of the NLA track, where there is one.
    """
    found = {}
    data = armature.animation_data
    if data is not None:
        for track in data.nla_tracks:
            strips = [s for s in track.strips if s.action is not None]
            for strip in strips:
                name = track.name if len(strips) == 1 else strip.name
                slot = getattr(strip, "action_slot", None)
                found.setdefault(name, (strip.action, slot))
        known = {action.name for action, _ in found.values()}
        if data.action is not None and data.action.name not in known:
            slot = getattr(data, "action_slot", None)
            found.setdefault(data.action.name, (data.action, slot))
    known = {action.name for action, _ in found.values()}
    bones = {b.name for b in armature.data.bones}
    for action in bpy.data.actions:
        if action.name not in known and animates(action, bones):
            found.setdefault(action.name, (action, None))
    return found


def find_clip(armature, name):
    """(action, slot) by NLA track name, action name or importer's action name."""
    named = clips(armature)
    for key, clip in named.items():
        if name in (key, clip[0].name):
            return clip
    for key, clip in named.items():
        for full in (key, clip[0].name):
            if full.endswith("|" + name) or full == f"{name}_{armature.name}":
                return clip
    shown = ", ".join(sorted(named)) or "none"
    if len(shown) > 300:
        shown = shown[:300] + " ..."
    raise AnimaxError(f"There is no clip called {name!r} on this rig; found: {shown}.")


def action_fcurves(action, slot=None):
    """The action's curves, for one slot where Blender has slots (4.4 and later)."""
    if bpy.app.version < (4, 4):
        return list(action.fcurves)
    curves = []
    for layer in action.layers:
        for strip in layer.strips:
            for bag in strip.channelbags:
                if slot is None or bag.slot_handle == slot.handle:
                    curves.extend(bag.fcurves)
    return curves


def animates(action, bone_names):
    """Does the action move a bone of that name?"""
    for curve in action_fcurves(action):
        path = curve.data_path
        if path.startswith('pose.bones["'):
            return path[12:].split('"]', 1)[0] in bone_names
    return False


def assign(armature, action, slot=None):
    """Makes the action the armature's own; from 4.4 also its slot, always both."""
    data = armature.animation_data or armature.animation_data_create()
    data.action = action
    if action is None or bpy.app.version < (4, 4):
        return
    if slot is None:
        suitable = list(data.action_suitable_slots) or list(action.slots)
        slot = suitable[0] if suitable else None
    if slot is not None:
        data.action_slot = slot


@contextlib.contextmanager
def playing(armature, action, slot=None, scene=None):
    """Within, the armature plays the action alone; meshes are hidden for speed."""
    scene = scene or bpy.context.scene
    created = armature.animation_data is None
    data = armature.animation_data or armature.animation_data_create()
    before = (data.action, getattr(data, "action_slot", None), data.use_nla)
    frame = (scene.frame_current, scene.frame_subframe)
    position = armature.data.pose_position
    channels = pose_channels(armature)
    hidden = [(o, o.hide_viewport) for o in scene.objects if o.type == "MESH"]
    try:
        for obj, _ in hidden:
            obj.hide_viewport = True
        data.use_nla = False
        armature.data.pose_position = "POSE"
        clear_pose(armature)
        assign(armature, action, slot)
        yield
    finally:
        assign(armature, before[0], before[1])
        data.use_nla = before[2]
        if created:
            armature.animation_data_clear()
        armature.data.pose_position = position
        for obj, was in hidden:
            obj.hide_viewport = was
        scene.frame_set(frame[0], subframe=frame[1])
        restore_pose(armature, channels)
        bpy.context.view_layer.update()


CHANNELS = (
    ("location", 3),
    ("rotation_quaternion", 4),
    ("rotation_euler", 3),
    ("rotation_axis_angle", 4),
    ("scale", 3),
)


def pose_channels(armature):
    """The pose as it stands, also where no key holds it."""
    bones = armature.pose.bones
    saved = {}
    for name, width in CHANNELS:
        values = np.empty(len(bones) * width, dtype=np.float32)
        bones.foreach_get(name, values)
        saved[name] = values
    return saved


def restore_pose(armature, saved):
    for name, values in saved.items():
        armature.pose.bones.foreach_set(name, values)
    armature.update_tag(refresh={"OBJECT", "DATA"})


def clear_pose(armature):
    """Rest pose in every channel: a clip need not key all of them."""
    count = len(armature.pose.bones)
    zeros, ones = np.zeros(3 * count, np.float32), np.ones(3 * count, np.float32)
    unit = np.tile(np.array([1, 0, 0, 0], np.float32), count)
    axis = np.tile(np.array([0, 0, 1, 0], np.float32), count)
    values = (zeros, unit, zeros, axis, ones)
    restore_pose(
        armature, {name: v for (name, _), v in zip(CHANNELS, values, strict=True)}
    )


def scene_fps(scene):
    return scene.render.fps / scene.render.fps_base


def read_pose(armature, order):
    """float64 [N, 4, 4]: world matrices of the pose as evaluated last."""
    bones = armature.pose.bones
    flat = np.empty(16 * len(bones), dtype=np.float32)
    bones.foreach_get("matrix", flat)
    # Blender hands matrices out column by column.
    local = flat.reshape(-1, 4, 4).transpose(0, 2, 1)[order].astype(np.float64)
    return np.array(armature.matrix_world, dtype=np.float64) @ local


def pose_order(armature, names):
    """int [N]: where each bone of the skeleton stands in armature.pose.bones."""
    index = {bone.name: n for n, bone in enumerate(armature.pose.bones)}
    return np.array([index[name] for name in names], dtype=np.intp)


def read_frames(armature, names, frames, scene=None):
    """float64 [F, N, 4, 4]: world matrices at the (fractional) scene frames."""
    scene = scene or bpy.context.scene
    order = pose_order(armature, names)
    poses = np.empty((len(frames), len(names), 4, 4))
    for n, frame in enumerate(frames):
        whole = int(np.floor(frame))
        scene.frame_set(whole, subframe=float(frame - whole))
        poses[n] = read_pose(armature, order)
    return poses


def read_clip(armature, action, fps, slot=None, scene=None, max_frames=0):
    """A clip sampled at fps, from its first key on.

    dict(matrices float64 [F, N, 4, 4] world; times float64 [F] seconds; end float64
    [N, 4, 4], the pose at the clip's true end, which the last sample may miss; duration
    in seconds; names). A clip is a loop if `end` equals `matrices[0]`.
    """
    scene = scene or bpy.context.scene
    names = [b.name for b in ordered_bones(armature)]
    first, last = clip_range(action, slot)
    rate = scene_fps(scene)
    duration = max(0.0, (last - first) / rate)
    # A thousandth of a sample forgives rounding in files that store seconds as float32.
    count = int(np.floor(duration * fps + 1e-3)) + 1
    if max_frames:
        count = min(count, max_frames)
    times = np.minimum(np.arange(count) / fps, duration)
    with playing(armature, action, slot, scene):
        frames = np.append(first + times * rate, last)
        poses = read_frames(armature, names, frames, scene)
    if not np.isfinite(poses).all():
        raise AnimaxError(
            f"The clip {action.name!r} holds poses at no finite place; mend its curves."
        )
    return {
        "matrices": poses[:-1],
        "times": times,
        "end": poses[-1],
        "duration": duration,
        "names": names,
    }


def clip_range(action, slot=None):
    """First and last key of the curves that count, in scene frames (fractional)."""
    first, last = np.inf, -np.inf
    for curve in action_fcurves(action, slot):
        if len(curve.keyframe_points):
            low, high = curve.range()
            first, last = min(first, low), max(last, high)
    if not np.isfinite(first):
        raise AnimaxError(f"The clip {action.name!r} has no keys.")
    return float(first), float(last)
