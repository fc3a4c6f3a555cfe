"""Meshes that an armature moves in other ways than by vertex groups, or not at all."""

import bpy
import making
import numpy as np
from animax import pipeline
from animax.core import errors
from animax.rig.armature import read_rig
from animax.rig.bindings import check_bindings, moving_bones
from animax.rig.meshes import bound_meshes
from animax.settings import Settings


def rig():
    making.empty()
    armature = making.chain(bones=4)
    return armature, bpy.data.objects["Skin"]


def box(name, centre=(0.0, 0.0, 0.9), size=0.1):
    corners = [
        tuple(np.add(centre, (x, y, z)))
        for x in (-size, size)
        for y in (-size, size)
        for z in (-size, size)
    ]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(corners, [], [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1)])
    obj = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(obj)
    return obj


def lattice(armature, skin):
    """Moves the mesh through a lattice with vertex groups."""
    skin.modifiers.clear()
    skin.parent = None
    cage = bpy.data.objects.new("Cage", bpy.data.lattices.new("Cage"))
    bpy.context.scene.collection.objects.link(cage)
    cage.data.points_w = 4
    cage.location, cage.scale = (0.0, 0.0, 0.9), (1.0, 1.0, 2.0)
    for n, point in enumerate(cage.data.points):
        name = f"bone.{min(2, int((point.co[2] + 0.5) * 3))}"
        group = cage.vertex_groups.get(name) or cage.vertex_groups.new(name=name)
        group.add([n], 1.0, "REPLACE")
    cage.modifiers.new("Armature", "ARMATURE").object = armature
    skin.modifiers.new("Lattice", "LATTICE").object = cage


def change(kind, armature, skin):
    modifier = skin.modifiers["Armature"]
    groups = skin.vertex_groups
    if kind == "renamed":
        for group in groups:
            group.name = "Bip01 " + group.name
    elif kind == "no groups":
        groups.clear()
    elif kind == "no weights":
        for group in groups:
            group.add(range(len(skin.data.vertices)), 0.0, "REPLACE")
    elif kind == "off":
        modifier.show_viewport = modifier.show_render = False
    elif kind == "not deforming":
        for bone in armature.data.bones:
            bone.use_deform = False
    elif kind == "masked":
        groups.new(name="None of it")
        modifier.vertex_group = "None of it"
    elif kind == "only a child":
        skin.modifiers.clear()
    elif kind == "some":
        other = box("Hat")
        other.vertex_groups.new(name="Hat").add(range(8), 1.0, "REPLACE")
        other.modifiers.new("Armature", "ARMATURE").object = armature
    elif kind == "masked inverted":
        groups.new(name="None of it")
        modifier.vertex_group, modifier.invert_vertex_group = "None of it", True
    elif kind == "envelopes":
        groups.clear()
        modifier.use_vertex_groups, modifier.use_bone_envelopes = False, True
        for bone in armature.data.bones:
            bone.envelope_distance = 0.1
    elif kind == "lattice":
        lattice(armature, skin)
    elif kind == "child of":
        skin.modifiers.clear()
        skin.parent = None
        held = skin.constraints.new("CHILD_OF")
        held.target, held.subtarget = armature, "bone.2"
        held.inverse_matrix = (
            armature.matrix_world @ armature.pose.bones["bone.2"].matrix
        ).inverted()
    elif kind == "on bone":
        skin.modifiers.clear()
        world = skin.matrix_world.copy()
        skin.parent_type, skin.parent_bone = "BONE", "bone.1"
        skin.matrix_world = world
    elif kind == "two modifiers":
        other = making.chain("Other", bones=2, mesh=False)
        skin.modifiers.new("Second", "ARMATURE").object = other
    elif kind == "nodes":
        skin.modifiers.clear()
        skin.modifiers.new("Nodes", "NODES")
    bpy.context.view_layer.update()


def said(kinds):
    """By kind: what is said, [code, sentence] of an error, or the warnings; the bones
    that move something."""
    found = {}
    for kind in kinds:
        armature, skin = rig()
        change(kind, armature, skin)
        try:
            found[kind] = check_bindings(armature)
        except errors.AnimaxError as error:
            found[kind] = [error.code, str(error)]
        found[kind] = [found[kind], sorted(moving_bones(armature))]
    return found


def moves(kind, model):
    """The pipeline with the stand-in engine: how far the mesh goes, in % of its size,
    and the deforming bones of the skeleton."""
    armature, skin = rig()
    change(kind, armature, skin)
    request = pipeline.animate(Settings(prompt="wave", model=model))[0]
    seen = []
    for frame in range(1, 20):
        bpy.context.scene.frame_set(frame)
        depsgraph = bpy.context.evaluated_depsgraph_get()
        obj = skin.evaluated_get(depsgraph)
        mesh = obj.to_mesh()
        seen.append([tuple(obj.matrix_world @ v.co) for v in mesh.vertices])
        obj.to_mesh_clear()
    seen = np.array(seen)
    size = np.linalg.norm(np.ptp(seen[0], axis=0)) / 100
    rig_now = read_rig(armature)
    deforms = [
        n for n, f in zip(rig_now["names"], rig_now["flags"], strict=True) if f & 1
    ]
    return {
        "moves": float(np.linalg.norm(np.ptp(seen, axis=0), axis=-1).max() / size),
        "deforms": deforms,
        "warnings": request.warnings,
        "meshes": [obj.name for obj in bound_meshes(armature)],
    }
