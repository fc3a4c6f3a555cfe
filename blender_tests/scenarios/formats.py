"""Files of every format: what is loaded from them is what was put into them."""

import bpy
import making
import numpy as np
from animax.clips.find_clips import find_clip, list_clips
from animax.clips.frame_rate import scene_fps, set_fps
from animax.clips.sampling import clip_range, playing, read_clip
from animax.io import scene_files
from animax.io.load.bones import edit_bones
from animax.rig.armature import find_armature


def slide(armature, frames, name, start, size=0.2):
    """A clip of bones that turn and leave their parents."""
    from animax.clips import keyframes

    count = len(armature.pose.bones)
    phase = np.arange(frames)[:, None] / 3 + np.arange(count)
    rotation = np.zeros((frames, count, 4))
    angle = 0.3 * np.sin(phase)
    rotation[..., 0], rotation[..., 1] = np.cos(angle), np.sin(angle)
    location = np.zeros((frames, count, 3))
    location[..., 1] = size * np.sin(phase)
    names = [b.name for b in armature.pose.bones]
    action = keyframes.write_take(armature, names, rotation, location, start, name)
    action.use_fake_user = True
    return action


def make(
    path,
    fps=30,
    start=10,
    place=True,
    size=0.2,
    still=False,
    names=(),
    rig="Hero",
    options=None,
):
    """Saves a rig with the clips Nod and Wave, which plays; returns its truth."""
    making.empty()
    scene = bpy.context.scene
    set_fps(scene, fps)
    armature = making.chain(rig, bones=4, connect=False)
    armature.data.name = "HeroBones"
    if place:
        armature.location, armature.rotation_euler = (1, 2, 0.5), (0.1, 0.2, 0.3)
        armature.scale = (0.5, 0.5, 0.5)
    with edit_bones(armature) as bones:
        for old, new in names:
            bones[old].name = new
    if not still:
        slide(armature, 13, "Nod", start, size)
        slide(armature, 25, "Wave", start, size)
    scene.frame_start, scene.frame_end = start, start + 24
    found = truth(armature)
    if path.endswith(".fbx"):
        bpy.ops.export_scene.fbx(filepath=path, **(options or {}))
    elif path.endswith(".dae"):
        bpy.ops.wm.collada_export(filepath=path)
    elif still:
        bpy.ops.wm.usd_export(filepath=path, export_animation=False)
    else:
        scene_files.save_file(path)
    return found


def read(path):
    scene_files.open_file(path)
    scene = bpy.context.scene
    armature = find_armature()
    return {
        **truth(armature),
        "name": armature.name,
        "range": [scene.frame_start, scene.frame_end],
        "objects": sorted(f"{o.type} {o.name}" for o in bpy.data.objects),
        "connected": [b.name for b in armature.data.bones if b.use_connect],
        "images": [i.name for i in bpy.data.images if i.size[0] == 4],
    }


def truth(armature):
    """Heads of the rest pose, and of each clip at each frame; the mesh at the last."""
    bpy.context.view_layer.update()
    scene, world = bpy.context.scene, np.array(armature.matrix_world)
    bones = {b.name: b for b in armature.data.bones}
    found = {"clips": {}, "fps": scene_fps(scene)}
    found["rest"] = {
        n: (world @ [*b.head_local, 1.0])[:3].tolist() for n, b in bones.items()
    }
    for name, (action, slot) in list_clips(armature).items():
        clip = read_clip(armature, action, scene_fps(scene), slot)
        heads = clip["matrices"][..., :3, 3]
        found["clips"][name] = {
            "duration": clip["duration"],
            "heads": {n: heads[:, k].tolist() for k, n in enumerate(clip["names"])},
            "mesh": mesh_box(armature, action, slot),
        }
    return found


def mesh_box(armature, action, slot):
    """Corners of the skin's bounding box at the clip's tenth frame."""
    scene = bpy.context.scene
    first, _ = clip_range(action, slot)
    with playing(armature, action, slot, scene):
        for obj in scene.objects:
            obj.hide_viewport = False
        scene.frame_set(int(first) + 10)
        graph = bpy.context.evaluated_depsgraph_get()
        corners = []
        for obj in scene.objects:
            if obj.type == "MESH" and obj.name != "Icosphere":
                mesh = obj.evaluated_get(graph).data
                world = np.array(obj.evaluated_get(graph).matrix_world)
                corners += [(world @ [*v.co, 1.0])[:3].tolist() for v in mesh.vertices]
    return [np.min(corners, axis=0).tolist(), np.max(corners, axis=0).tolist()]


def two_rigs(path):
    """A file in which each of two rigs with the same bones has each clip."""
    making.empty()
    first = making.chain("Ann", bones=3, connect=False)
    second = making.chain("Bob", bones=3, connect=False)
    second.location = (5, 0, 0)
    slide(first, 13, "Nod", 0)
    slide(second, 25, "Wave", 0)
    bpy.context.scene.frame_end = 24
    bpy.ops.export_scene.fbx(filepath=path)
    return {}


def own_clips(path):
    """Which Action each rig takes for the clip Wave."""
    scene_files.open_file(path)
    rigs = [o for o in bpy.data.objects if o.type == "ARMATURE"]
    return {rig.name: find_clip(rig, "Wave")[0].name for rig in rigs}


def there_and_back(path, **how):
    """[what was put into a file, what comes out of it]."""
    return [make(path, **how), read(path)]


def several(calls):
    """What several of these functions return, in one Blender."""
    return {name: globals()[how.pop("call")](**how) for name, how in calls.items()}


def rates(path, layer):
    """What a scene gets of a USD text layer with these lines in its header."""
    making.empty()
    armature = making.chain("Hero", bones=3)
    making.wave(armature, 25, "Wave", start=0)
    bpy.context.scene.frame_start, bpy.context.scene.frame_end = 0, 24
    scene_files.save_file(path)
    with open(path, encoding="utf-8") as file:
        lines = [x for x in file if "PerSecond" not in x]
    lines[1:2] = ["(\n", *[f"    {line}\n" for line in layer]]
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(lines)
    scene_files.open_file(path)
    armature, scene = find_armature(), bpy.context.scene
    action, slot = next(iter(list_clips(armature).values()))
    clip = read_clip(armature, action, 24, slot)
    return {
        "fps": scene_fps(scene),
        "duration": clip["duration"],
        "range": [scene.frame_start, scene.frame_end],
    }


def layer_fields(folder, fps, base):
    """The header's numbers as read without USD, of each kind of file."""
    from pathlib import Path

    from animax.io.load.usd_crate import read_layer_fields

    making.empty()
    bpy.ops.mesh.primitive_monkey_add()
    bpy.context.object.keyframe_insert("location", frame=1)
    bpy.context.object.keyframe_insert("rotation_euler", frame=90)
    bpy.context.scene.render.fps, bpy.context.scene.render.fps_base = fps, base
    found = {}
    for ending in ("usda", "usdc", "usdz", "usd"):
        path = Path(folder) / f"a.{ending}"
        bpy.ops.wm.usd_export(filepath=str(path), export_animation=True)
        fields = read_layer_fields(path, ("timeCodesPerSecond", "metersPerUnit"))
        found[ending] = fields
    return found


def textured(path):
    """A rig whose skin has a picture, through a file."""
    making.empty()
    making.chain("Hero", bones=3)
    image = bpy.data.images.new("scales", 4, 4)
    image.pack()
    made = bpy.data.objects["Skin"].data.materials[0]
    if not made.use_nodes:
        made.use_nodes = True
    node = made.node_tree.nodes.new("ShaderNodeTexImage")
    node.image = image
    shader = made.node_tree.nodes["Principled BSDF"]
    made.node_tree.links.new(node.outputs[0], shader.inputs[0])
    scene_files.save_file(path)
    return read(path)


def textured_again(path):
    """The same rig saved twice, then with another picture of the same name: what is
    said of that. Then opened with this picture beside it, as a file."""
    from pathlib import Path

    from animax.core.errors import AnimaxError
    from animax.io.formats import usd

    said = []
    textured(path)
    textured(path)
    (picture,) = (Path(path).parent / "textures").iterdir()
    picture.write_bytes(b"another picture")
    try:
        textured(path)
    except AnimaxError as error:
        said.append(str(error))
    making.empty()
    elsewhere = Path(path).parent / picture.name
    elsewhere.write_bytes(b"a third picture")
    image = bpy.data.images.new("scales", 4, 4)
    image.source, image.filepath = "FILE", str(elsewhere)
    try:
        usd.check_place(Path(path))
    except AnimaxError as error:
        said.append(str(error))
    usd.check_place(Path(path).with_suffix(".usdz"))
    return {"said": said, "picture": picture.read_text(), "name": picture.name}


def avatar(path, version):
    """A .vrm of that version, as far as glTF goes; where its forward bone points."""
    import json
    import struct

    making.empty()
    armature = making.chain("Hero", bones=3)
    with edit_bones(armature) as bones:
        nose = bones.new("nose")
        nose.head, nose.tail, nose.parent = (0, 0, 1), (0, -1, 1), bones["bone.0"]
        tip = bones.new("tip")
        tip.head, tip.tail, tip.parent = (0, -1, 1), (0, -2, 1), nose
    scene_files.save_file(path + ".glb")
    with open(path + ".glb", "rb") as file:
        data = file.read()
    (size,) = struct.unpack_from("<I", data, 12)
    content = json.loads(data[20 : 20 + size])
    content.setdefault("extensions", {})[version] = {}
    content.setdefault("extensionsUsed", []).append(version)
    text = json.dumps(content).encode()
    text += b" " * (-len(text) % 4)
    rest = data[20 + size :]
    head = struct.pack("<4sIIII", b"glTF", 2, 20 + len(text) + len(rest), len(text),
                       0x4E4F534A)  # fmt: skip
    with open(path, "wb") as file:
        file.write(head + text + rest)
    found = read(path)["rest"]
    return [b - a for a, b in zip(found["nose"], found["tip"], strict=True)]
