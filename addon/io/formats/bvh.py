"""BVH: a skeleton and one clip, without a mesh.

Written here and not by Blender's exporter, which leaves out where the armature stands
and turns, and writes Z up, while everybody reads Y up, its own importer too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy
import numpy as np

from ...clips.frame_rate import scene_fps, set_fps
from ...clips.sampling import read_frames
from ...rig import bindings
from ...rig.armature import find_armature, ordered_bones
from ...rig.blender_context import current_scene, update_view_layer
from ..load.bones import armatures
from ..load.stand_in import add_stand_in
from ..old_importers import repaired
from .exchange import enable

if TYPE_CHECKING:
    from pathlib import Path

    from ...core.array_types import FloatArray
    from ...rig.blender_types import ArmatureObject
    from ..take_clip import TakeClip


SUFFIXES = SAVES = (".bvh",)
KEEPS_BARE_SKELETONS = True
# Files round the seconds of a frame: 0.00833 means 120 frames per second.
ROUNDING = 5e-4
# BVH's axes of Blender's: Y up, looking along Z.
Y_UP = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])
POSITION = "Xposition Yposition Zposition "
ROTATION = "Zrotation Xrotation Yrotation"


def load(path: Path) -> None:
    """The scene gets the file's frame rate and length. The rig gets a mesh that stands
    in for the one that BVH cannot hold."""
    enable("io_anim_bvh")
    with repaired():
        bpy.ops.import_anim.bvh(
            filepath=str(path),
            update_scene_fps=True,
            update_scene_duration=True,
            use_fps_scale=False,
        )
    scene = current_scene()
    fps = scene_fps(scene)
    if abs(round(fps) / fps - 1) < ROUNDING:
        set_fps(scene, round(fps))
    for armature in armatures():
        add_stand_in(armature)


def save(path: Path, take: TakeClip) -> None:
    """The take's rig at each of its frames."""
    scene, armature = current_scene(), find_armature(take.armature)
    frames = np.arange(take.first, take.last + 1)
    bones = written_bones(armature)
    names = [bone.name for bone in bones]
    poses = read_frames(armature, names, frames, scene)
    rest, tails = read_rest(armature, bones)
    parents = [names.index(b.parent.name) if b.parent else -1 for b in bones]
    if parents.count(-1) > 1:
        # A BVH file has one root.
        names, parents = ["Root", *names], [-1, *(p + 1 for p in parents)]
        rest = np.concatenate([np.eye(4)[None], rest])
        tails = np.concatenate([np.zeros((1, 3)), tails])
        still = np.tile(np.eye(4), (len(frames), 1, 1, 1))
        poses = np.concatenate([still, poses], axis=1)
    names = [name.replace(" ", "_") for name in names]
    lines = ["HIERARCHY", *hierarchy(names, parents, rest, tails)]
    lines += ["MOTION", f"Frames: {len(frames)}"]
    lines += [f"Frame Time: {1 / scene_fps(scene):.9f}"]
    values = channels(parents, rest, poses, file_order(parents))
    lines += [" ".join(f"{v:.6f}" for v in row) for row in values]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def written_bones(armature: ArmatureObject) -> list[bpy.types.Bone]:
    """All bones but those that have no mesh, neither above them nor below: IK targets,
    poles and other controls would look like a part of the body to who reads the file.
    All, if no bone has one.
    """
    bones, kept = ordered_bones(armature), set[str]()
    moving = bindings.moving_bones(armature)
    for bone in bones:
        line = [bone.name, *(b.name for b in bone.parent_recursive)]
        if moving.intersection(line):
            kept.update(line)
    return [bone for bone in bones if not kept or bone.name in kept]


def read_rest(
    armature: ArmatureObject, bones: list[bpy.types.Bone]
) -> tuple[FloatArray, FloatArray]:
    """(matrices [N, 4, 4], tails [N, 3]) of the rest pose, world space."""
    update_view_layer()
    world = np.array(armature.matrix_world)
    rest = np.array([world @ np.array(bone.matrix_local) for bone in bones])
    tails = np.array([[*bone.tail_local, 1.0] for bone in bones]) @ world.T
    return rest, tails[:, :3]


def file_order(parents: list[int]) -> list[int]:
    """Bones depth first, as the hierarchy names them."""
    order: list[int] = []
    waiting = [n for n, parent in enumerate(parents) if parent < 0]
    while waiting:
        order.append(bone := waiting.pop())
        waiting += reversed([n for n, parent in enumerate(parents) if parent == bone])
    return order


def hierarchy(
    names: list[str], parents: list[int], rest: FloatArray, tails: FloatArray
) -> list[str]:
    """A bone's lines; its children's stand within, so that it ends after them."""
    heads, lines, open_bones = rest[:, :3, 3] @ Y_UP.T, [], []
    for bone in file_order(parents):
        while open_bones and open_bones[-1] != parents[bone]:
            open_bones.pop()
            lines.append("\t" * len(open_bones) + "}")
        deep = "\t" * len(open_bones)
        parent = parents[bone]
        offset = heads[bone] - (heads[parent] if parent >= 0 else 0.0)
        lines += [
            f"{deep}{'JOINT' if open_bones else 'ROOT'} {names[bone]}",
            f"{deep}{{",
        ]
        lines.append(f"{deep}\tOFFSET {numbers(offset)}")
        lines.append(f"{deep}\tCHANNELS 6 {POSITION}{ROTATION}")
        open_bones.append(bone)
        if bone not in parents:
            end = tails[bone] @ Y_UP.T - heads[bone]
            lines += [f"{deep}\tEnd Site", f"{deep}\t{{"]
            lines += [f"{deep}\t\tOFFSET {numbers(end)}", f"{deep}\t}}"]
    return lines + ["\t" * n + "}" for n in reversed(range(len(open_bones)))]


def numbers(values: FloatArray) -> str:
    return " ".join(f"{value:.6f}" for value in values)


def channels(
    parents: list[int], rest: FloatArray, poses: FloatArray, order: list[int]
) -> FloatArray:
    """float64 [F, 6 N] in the file's order: positions relative to the parent, in its
    axes, and degrees. All axes are the world's in BVH's rest pose."""
    turns = rotations(poses) @ rotations(rest).swapaxes(-1, -2)
    turns = Y_UP @ turns @ Y_UP.T
    heads = poses[..., :3, 3] @ Y_UP.T
    columns = []
    for bone in order:
        place, turn = heads[:, bone], turns[:, bone]
        if parents[bone] >= 0:
            back = turns[:, parents[bone]].swapaxes(-1, -2)
            place = np.einsum("fij,fj->fi", back, place - heads[:, parents[bone]])
            turn = back @ turn
        columns += [place, euler_zxy(turn)]
    return np.concatenate(columns, axis=1)


def rotations(matrices: FloatArray) -> FloatArray:
    """Without scale."""
    return matrices[..., :3, :3] / np.linalg.norm(
        matrices[..., :3, :3], axis=-2, keepdims=True
    )


def euler_zxy(turn: FloatArray) -> FloatArray:
    """Degrees [F, 3] about Z, X and Y of turn [F, 3, 3] = Z X Y."""
    x = np.arcsin(np.clip(turn[:, 2, 1], -1.0, 1.0))
    z = np.arctan2(-turn[:, 0, 1], turn[:, 1, 1])
    y = np.arctan2(-turn[:, 2, 0], turn[:, 2, 2])
    return np.degrees(np.stack([z, x, y], axis=1))
