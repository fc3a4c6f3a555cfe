"""Scenes that exporters do not write as they are, and what is read back from files."""

import contextlib
import pathlib

import bpy
import making
import numpy as np
import paints
from animax.clips.fcurves import action_fcurves
from animax.clips.frame_rate import scene_fps
from animax.core.errors import AnimaxError
from animax.io import scene_files
from animax.io.export import node_ways
from animax.io.load.usd_prims import read_prims
from animax.io.take_clip import TakeClip
from mathutils import Matrix, kdtree
from paints import (
    linked,
    material_names,
    plain_colours,
    read_maze,
)

COUNT = 13
# Float32 seconds are off by a part of a frame there.
LATE = 100000


def roundtrip(kind, path):
    """Exports a scene of that kind, reads the file again and compares the meshes at the
    same seconds: dict(report, worst in % of the body, clips' seconds, ...)."""
    making.empty()
    scene = bpy.context.scene
    start = LATE if kind == "furnished" else 1 if kind == "same clip" else 0
    scene.frame_start, scene.frame_end = start, start + COUNT - 1
    armature = KINDS[kind]()
    if armature.animation_data is None or armature.animation_data.action is None:
        making.wave(armature, COUNT, "Wave", start=start)
    action = armature.animation_data.action.name
    take = TakeClip(action, armature.name, start, start + COUNT - 1)
    fps = scene_fps(scene)
    frames = [0, 4, 9, COUNT - 1]
    before = [vertices(start + frame) for frame in frames]
    state = whole_state()
    report = scene_files.save_file(path, take)
    scene.frame_set(start + frames[-1])
    changed = whole_state()
    result = {
        "report": report,
        "changed": [k for k in state if k != "frame" and state[k] != changed.get(k)],
        "fps": fps,
    }
    if ".usd" in path:
        prims = read_prims(pathlib.Path(path), {"SkelAnimation"}, set())
        result["prims"] = sorted(prim.name for prim in prims)
    try:
        scene_files.open_file(path)
    except AnimaxError as error:
        # Blender's own importer does not read every FBX of its exporter.
        return {**result, "unread": str(error)}
    offset, rate = 0, scene_fps(bpy.context.scene)
    if path.endswith(".fbx"):
        # The importer begins at frame 1 and ignores fps_base.
        offset = min(a.frame_range[0] for a in bpy.data.actions)
        last = max(a.frame_range[1] for a in bpy.data.actions)
        rate = (last - offset) / ((COUNT - 1) / fps)
    after = [vertices(frame / fps * rate + offset) for frame in frames]
    size = np.linalg.norm(np.ptp(before[0], axis=0))
    moved = max(np.linalg.norm(np.ptp([b[k] for b in before], axis=0)) / size
                for k in range(0, len(before[0]), 7))  # fmt: skip
    worst = [hausdorff(a, b) / size * 100 for a, b in zip(before, after)]
    return {**result, "worst": max(worst), "moved": moved, **found_objects()}


def all_keys():
    """Frames of the scene and keys of all Actions, and values of shape keys."""
    scene = bpy.context.scene
    return [
        (scene.frame_start, scene.frame_end),
        {
            action.name: [
                [tuple(point.co) for point in curve.keyframe_points]
                for curve in action_fcurves(action) if not curve.mute
            ]
            for action in bpy.data.actions
        },
        [
            (b.name, b.relative_key.name, b.vertex_group, [tuple(p.co) for p in b.data])
            for keys in bpy.data.shape_keys for b in keys.key_blocks
        ],
    ]  # fmt: skip


def roundtrips(kinds, folder, ending):
    """roundtrip of several kinds, in one Blender."""
    return {kind: roundtrip(kind, f"{folder}/{kind}.{ending}") for kind in kinds}


def vertices(frame):
    """float [N, 3]: all vertices of all meshes in the world, at a frame."""
    scene = bpy.context.scene
    scene.frame_set(int(np.floor(frame)), subframe=float(frame % 1))
    graph = bpy.context.evaluated_depsgraph_get()
    found = []
    for obj in scene.objects:
        if obj.type != "MESH" or obj.name == "Icosphere" or not obj.visible_get():
            continue
        mesh = obj.evaluated_get(graph).to_mesh()
        flat = np.empty(3 * len(mesh.vertices), np.float32)
        mesh.vertices.foreach_get("co", flat)
        world = np.array(obj.matrix_world)
        found.append(flat.reshape(-1, 3) @ world[:3, :3].T + world[:3, 3])
    return np.concatenate(found)


def hausdorff(a, b):
    """The farthest that a vertex of one is from all of the other."""
    worst = 0.0
    for one, other in ((a, b), (b, a)):
        tree = kdtree.KDTree(len(other))
        for n, place in enumerate(other):
            tree.insert(place, n)
        tree.balance()
        worst = max(worst, *(tree.find(place)[2] for place in one))
    return worst


def found_objects():
    objects = [o for o in bpy.data.objects if o.name != "Icosphere"]
    return {
        "objects": sorted(o.name for o in objects),
        "rigs": sum(o.type == "ARMATURE" for o in objects),
        "bound": sum(any(m.type == "ARMATURE" for m in o.modifiers) for o in objects),
        "actions": sorted(a.name for a in bpy.data.actions),
        "shape_keys": sorted(
            k.name for o in objects if getattr(o.data, "shape_keys", None)
            for k in o.data.shape_keys.key_blocks[1:]
        ),
        "images": image_colours(),
        "faces": [o.material_slots[f.material_index].material.name
                  for o in objects if o.name == "Hero" for f in o.data.polygons
                  if o.material_slots],
        "colours": plain_colours(),
        "hangs": {o.name: o.parent_bone for o in objects if o.parent_type == "BONE"},
    }  # fmt: skip


def whole_state():
    return {
        **making.snapshot(),
        "keys": all_keys(),
        "materials": material_names(),
        "nodes": paints.node_counts(),
    }


def image_colours():
    """The first pixel of each picture, by what it is used for."""
    found = {}
    for material in bpy.data.materials:
        for node in material.node_tree.nodes if material.use_nodes else ():
            if node.type != "TEX_IMAGE" or not node.outputs[0].is_linked:
                continue
            into = node.outputs[0].links[0]
            use = into.to_node.type if into.to_node.type == "NORMAL_MAP" else (
                into.to_socket.name
            )  # fmt: skip
            if material.name in paints.PAINTS:
                use = "colour"
            pixels = [round(v, 1) for v in node.image.pixels[:3]]
            found[f"{material.name} {use}"] = [node.image.name, pixels]
    return found


def rig(**options):
    return making.chain(**options)


def skin_of(armature):
    return next(o for o in armature.children if o.type == "MESH")


def block(name, place=(0, 0, 0), size=0.1):
    corners = [
        (x, y, z) for x in (0, size) for y in (0, 2 * size) for z in (0, 3 * size)
    ]
    sides = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4)]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(corners, [], sides)
    obj = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(obj)
    obj.location = place
    return obj


def hang(obj, armature, bone):
    obj.parent, obj.parent_type, obj.parent_bone = armature, "BONE", bone


def rate(fps, base):
    def make():
        render = bpy.context.scene.render
        render.fps, render.fps_base = fps, base
        return rig()

    return make


def chain_of_props():
    """Three objects in a row on a bone of a rig that is turned, moved and enlarged."""
    armature = rig()
    armature.matrix_world = Matrix.Translation((1, 2, 0.5)) @ Matrix.Rotation(
        0.7, 4, "Z"
    ) @ Matrix.Scale(2.0, 4)  # fmt: skip
    hat, feather, bell = block("Hat"), block("Feather", (0.3, 0, 0)), block("Bell")
    bell.parent, bell.location = feather, (0, 0.2, 0.1)
    feather.parent = hat
    hang(hat, armature, "bone.2")
    bpy.context.view_layer.update()
    return armature


def rider():
    """A second rig, with a clip of its own, on a bone of the first."""
    armature = rig()
    other = making.chain("Rider", bones=3, length=0.3)
    making.wave(other, COUNT, "Ride", start=0)
    hang(other, armature, "bone.1")
    bpy.context.view_layer.objects.active = armature
    bpy.context.view_layer.update()
    return armature


def same_clip():
    """The other rig's Action has the name that the take wants, and its mesh comes
    before its skeleton in the file."""
    armature = rider()
    other = bpy.data.objects["Rider"]
    skin = skin_of(other)
    skin.name = "A"
    hang(skin, armature, "bone.1")
    bpy.context.view_layer.update()
    skin.matrix_world = other.matrix_world
    bpy.context.view_layer.update()
    bpy.data.actions["Ride"].name = "Wave"
    making.wave(armature, COUNT, "Wave", start=1)
    assert armature.animation_data.action.name == "Wave.001"
    return armature


def shape_keys(obj, driven=None):
    """Two keys: one keyed beyond the take's end, one keyed or driven by a bone."""
    obj.shape_key_add(name="Basis")
    for name, axis in (("Swell", 0), ("Rise", 2)):
        key = obj.shape_key_add(name=name)
        for point in key.data:
            point.co[axis] += 0.3 * abs(point.co[2])
    keys = obj.data.shape_keys.key_blocks
    for frame, value in ((0, 0.0), (6, 1.0), (COUNT + 8, 0.2)):
        keys["Swell"].value = value
        keys["Swell"].keyframe_insert("value", frame=frame)
    if driven is None:
        return
    driver = keys["Rise"].driver_add("value").driver
    driver.type = "AVERAGE"
    variable = driver.variables.new()
    variable.type = "TRANSFORMS"
    variable.targets[0].id, variable.targets[0].bone_target = driven, "bone.1"
    variable.targets[0].transform_type = "ROT_X"
    variable.targets[0].transform_space = "LOCAL_SPACE"


def keyed_shapes():
    armature = rig()
    shape_keys(skin_of(armature))
    return armature


def driven_shapes():
    armature = rig()
    shape_keys(skin_of(armature), armature)
    return armature


def mixed_tracks():
    """Two NLA tracks, one added to the other, below an Action of some bones."""
    armature = rig()
    for name, kind in (("First", "REPLACE"), ("Second", "COMBINE")):
        action = making.wave(armature, COUNT, name, start=0)
        armature.animation_data.action = None
        track = armature.animation_data.nla_tracks.new()
        strip = track.strips.new(name, 0, action)
        strip.blend_type, strip.scale = kind, 1.5
    for track in armature.animation_data.nla_tracks:
        track.mute = False
    from animax.clips import keyframes

    names = [b.name for b in armature.pose.bones]
    still = np.zeros((COUNT, len(names), 4))
    still[..., 0] = 1
    keyframes.write_take(
        armature, names, still, np.zeros((COUNT, len(names), 3)), 0, "Wave",
        np.array([n == 3 for n in range(len(names))]),
    )  # fmt: skip
    return armature


def odd_shapes(obj):
    """Keys that count from another, act on a group of vertices, are muted, or go below
    0, each keyed."""
    group = obj.vertex_groups.new(name="Some")
    for vertex in obj.data.vertices:
        group.add([vertex.index], vertex.index % 3 / 2, "ADD")
    keys = obj.data.shape_keys.key_blocks
    for name, base in (
        ("Part", "Basis"), ("More", "Swell"), ("Mute", "Basis"), ("Under", "Basis")
    ):  # fmt: skip
        key = obj.shape_key_add(name=name)
        key.relative_key = keys[base]
        for point, start in zip(key.data, keys[base].data):
            point.co = start.co
            point.co.y += 0.2
    keys["Part"].vertex_group = "Some"
    keys["Mute"].mute = True
    keys["Under"].slider_min = -1
    for frame, value in ((0, 0.2), (6, 1.0)):
        for name in ("Part", "More", "Mute", "Under"):
            keys[name].value = -0.5 * value if name == "Under" else value
            keys[name].keyframe_insert("value", frame=frame)


def shape_tracks():
    """The shape keys' clip lies in an NLA track; some keys are no plain offsets."""
    armature = keyed_shapes()
    odd_shapes(skin_of(armature))
    data = skin_of(armature).data.shape_keys.animation_data
    action, data.action = data.action, None
    data.nla_tracks.new().strips.new("Swell", 0, action)
    return armature


def envelopes():
    armature = rig()
    obj = skin_of(armature)
    obj.vertex_groups.clear()
    modifier = obj.modifiers[0]
    modifier.use_vertex_groups, modifier.use_bone_envelopes = False, True
    for n, bone in enumerate(armature.data.bones):
        bone.envelope_distance, bone.envelope_weight = 0.15 + 0.05 * n, 1.0 + n
        bone.head_radius, bone.tail_radius = 0.05, 0.1
    return armature


def part_envelopes():
    """Groups for some bones, envelopes for the rest; one bone does not deform."""
    armature = envelopes()
    obj = skin_of(armature)
    obj.modifiers[0].use_vertex_groups = True
    obj.vertex_groups.new(name="bone.0").add(list(range(6)), 0.7, "ADD")
    obj.vertex_groups.new(name="bone.2").add(list(range(4, 8)), 1.0, "ADD")
    armature.data.bones["bone.2"].use_deform = False
    return armature


@contextlib.contextmanager
def below_armature(obj):
    """Modifiers made within come before the Armature modifier."""
    armature = obj.modifiers[0].object
    obj.modifiers.clear()
    yield obj.modifiers
    obj.modifiers.new("Armature", "ARMATURE").object = armature


def mirrored():
    armature = rig()
    with below_armature(skin_of(armature)) as modifiers:
        modifiers.new("Mirror", "MIRROR").use_axis = (True, False, False)
    return armature


def arrayed_shapes():
    """An array and a subdivision beside shape keys."""
    armature = keyed_shapes()
    with below_armature(skin_of(armature)) as modifiers:
        modifier = modifiers.new("Array", "ARRAY")
        modifier.count, modifier.relative_offset_displace = 3, (0, 1.5, 0)
        modifiers.new("Subdivision", "SUBSURF").levels = 1
    return armature


def one_name():
    """The armature's data is called as its mesh, and objects and shape keys have names
    that are one in a format of letters, digits and underscores."""
    armature = rig()
    armature.data.name = "Hero"
    skin = skin_of(armature)
    skin.name = "Hero"
    for n, name in enumerate(("a.b", "a_b", "a b")):
        block(name, (n, 0, 0)).parent = armature
    skin.shape_key_add(name="Basis")
    for name, way in (("Rise.L", 0.2), ("Rise_L", -0.4)):
        key = skin.shape_key_add(name=name)
        for point in key.data:
            point.co.z += way
        key.value = 0.5
    skin.data.materials.clear()
    for name in ("Rise_L", "Rise L", "Hero", "Rise L"):
        material = bpy.data.materials.get(name) or bpy.data.materials.new(name)
        skin.data.materials.append(material)
    for n, face in enumerate(skin.data.polygons):
        face.material_index = n % 4
    twin = bpy.data.objects.new("Twin", skin.data)
    bpy.context.scene.collection.objects.link(twin)
    twin.parent = armature
    return armature


def two_scenes():
    armature = rig()
    other = bpy.data.scenes.new("Other")
    for obj in bpy.context.scene.objects:
        other.collection.objects.link(obj)
    return armature


def second_take():
    """An earlier Action has the name that the take wants."""
    armature = rig()
    making.wave(armature, COUNT, "Wave", start=0)
    bpy.data.actions["Wave"].use_fake_user = True
    making.wave(armature, COUNT, "Wave", start=0)
    assert armature.animation_data.action.name == "Wave.001"
    return armature


def pictures():
    """Base colour and normal map, packed and without a path, as from a .glb."""
    armature = rig()
    obj = skin_of(armature)
    obj.data.uv_layers.new()
    material = bpy.data.materials.new("Coat")
    material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    shader = next(n for n in nodes if n.type == "BSDF_PRINCIPLED")
    for name, colour in (("Skin", (0.9, 0.1, 0.1, 1)), ("Bumps", (0.5, 0.5, 1, 1))):
        image = bpy.data.images.new(name, 4, 4)
        image.pixels = list(colour) * 16
        image.pack()
        image.filepath_raw = ""
        node = nodes.new("ShaderNodeTexImage")
        node.image = image
        if name == "Skin":
            links.new(node.outputs["Color"], shader.inputs["Base Color"])
            continue
        image.colorspace_settings.name = "Non-Color"
        normal = nodes.new("ShaderNodeNormalMap")
        links.new(node.outputs["Color"], normal.inputs["Color"])
        links.new(normal.outputs["Normal"], shader.inputs["Normal"])
    obj.data.materials.clear()
    obj.data.materials.append(material)
    for n, (name, (colour, fill)) in enumerate(paints.PAINTS.items()):
        painted = block(name, place=(0.3 * n, 0, 0))
        painted.data.uv_layers.new()
        material = paints.paint(name, colour, fill)
        painted.data.materials.append(
            linked(material) if name == paints.LINKED else material
        )
    return armature


def tangled():
    """Materials in which more ways lead through the nodes than an exporter may follow:
    one of the file's own, two of linked objects with one mesh, one of which has its own
    slot, one of an instance. The bound is lowered for that."""
    node_ways.MOST_WAYS = 20
    paints.count_ways()
    armature = rig()
    names = "Maze", "Guest", "Echo", "Host"
    for name in names:
        painted = block(name)
        painted.data.uv_layers.new()
        painted.data.materials.append(paints.tangled(name, 4))
    guests = [bpy.data.objects[name] for name in ("Guest", "Host")]
    used = [slot.material for guest in guests for slot in guest.material_slots]
    guests[1].data = guests[0].data
    guests[1].material_slots[0].link = "OBJECT"
    guests[1].material_slots[0].material = used[1]
    path = f"{bpy.app.tempdir}/guests.blend"
    bpy.data.libraries.write(path, set(guests))
    bpy.data.batch_remove([*guests, guests[0].data, *used])
    with bpy.data.libraries.load(path, link=True) as (_, into):
        into.objects = ["Guest", "Host"]
    for guest in into.objects:
        bpy.context.scene.collection.objects.link(guest)
    apart = bpy.data.collections.new("Apart")
    apart.objects.link(bpy.data.objects["Echo"])
    bpy.context.scene.collection.objects.unlink(bpy.data.objects["Echo"])
    instance = bpy.data.objects.new("Instance", None)
    instance.instance_type, instance.instance_collection = "COLLECTION", apart
    bpy.context.scene.collection.objects.link(instance)
    paints.plain_within(bpy.context.scene, names)
    return armature


def furnished():
    """A lamp, a camera and an Empty stand beside the rig; of two objects that bones are
    drawn as, one is hidden, the other moves. The scene starts late, and an old clip
    lies at frame 0."""
    armature = rig()
    making.wave(armature, 5, "Old", start=0)
    armature.animation_data.action.use_fake_user = True
    armature.animation_data.action = None
    for bone, name in zip(armature.pose.bones, ("Badge", "Widget")):
        bone.custom_shape = block(name)
    bpy.data.objects["Widget"].hide_viewport = True
    for frame in (LATE, LATE + COUNT - 1):
        bpy.data.objects["Badge"].location.x = 0.1 * (frame - LATE)
        bpy.data.objects["Badge"].keyframe_insert("location", frame=frame)
    for name, data in (
        ("Sun", bpy.data.lights.new("Sun", "SUN")),
        ("Eye", bpy.data.cameras.new("Eye")),
        ("Mark", None),
    ):
        obj = bpy.data.objects.new(name, data)
        bpy.context.scene.collection.objects.link(obj)
        obj.location = (3, 0, 1)
    return armature


def segmented():
    """No format writes bones that bend along their length, an array that follows the
    pose, procedural textures, shape keys that are absolute or pinned, or materials and
    lamps that change."""
    armature = rig()
    read_maze()
    for bone in armature.data.bones:
        bone.bbone_segments = 8
    row = making.chain("Row", length=0.5)
    making.wave(row, COUNT, "Row", start=0)
    skin_of(row).name = "Pile"
    bpy.data.objects["Pile"].modifiers.new("Stack", "ARRAY").count = 3
    material = bpy.data.materials.new("Rock")
    material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    shader = next(n for n in nodes if n.type == "BSDF_PRINCIPLED")
    noise = nodes.new("ShaderNodeTexNoise")
    links.new(noise.outputs["Color"], shader.inputs["Base Color"])
    for name in ("Pinned", "Absolute"):
        keyed = block(name)
        keyed.shape_key_add(name="Basis")
        for point in keyed.shape_key_add(name="Far").data:
            point.co.z += 1
        if name == "Pinned":
            keyed.show_only_shape_key, keyed.active_shape_key_index = True, 1
        else:
            keyed.data.shape_keys.use_relative = False
            keyed.data.shape_keys.eval_time = 10
    smooth = block("Smooth")
    smooth.data.materials.append(material)
    smooth.modifiers.new("Subdivision", "SUBSURF").levels = 1
    render = bpy.context.scene.render
    render.use_simplify, render.simplify_subdivision = True, 0
    lamp = bpy.data.lights.new("Sun", "SUN")
    bpy.context.scene.collection.objects.link(bpy.data.objects.new("Sun", lamp))
    for frame, value in ((0, 0.0), (9, 1.0)):
        lamp.energy = shader.inputs["Roughness"].default_value = value
        lamp.keyframe_insert("energy", frame=frame)
        shader.inputs["Roughness"].keyframe_insert("default_value", frame=frame)
    bpy.context.view_layer.objects.active = armature
    return armature


KINDS = {
    "plain": rig,
    "fps 30 over 1.25": rate(30, 1.25),
    "fps 125 over 10": rate(125, 10.0),
    "ntsc": rate(24, 1.001),
    "chain of props": chain_of_props,
    "rider": rider,
    "same clip": same_clip,
    "keyed shapes": keyed_shapes,
    "driven shapes": driven_shapes,
    "mixed tracks": mixed_tracks,
    "shape tracks": shape_tracks,
    "envelopes": envelopes,
    "part envelopes": part_envelopes,
    "mirrored": mirrored,
    "arrayed shapes": arrayed_shapes,
    "two scenes": two_scenes,
    "second take": second_take,
    "one name": one_name,
    "pictures": pictures,
    "furnished": furnished,
    "tangled": tangled,
    "segmented": segmented,
}
