"""Compares exported files, read in programs that are not Blender, with Blender.

Usage: export_readers.py FOLDER (export_readers.sh makes FOLDER and calls this): for
each FOLDER/NAME.glb, .fbx and .usd* compares the joints that other readers find with
those of FOLDER/NAME.npz (blender_tests/write_joints.py) at every whole frame, and
prints a table: joints found of all, largest distance in % of the joints' extent at the
first frame, clips with their seconds, pictures. Exit status 1: a joint is missing or
further off than LIMIT, or a reader failed.

The readers are Assimp (glb, fbx), Panda3D (glb) and UsdSkel (usd). None uses the
add-on's code. They and the versions they need are named in export_readers.sh; nothing
in the project depends on them. Panda3D's glTF reader leaves out the last key and does
not move a rig that hangs on another rig's bone.
"""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

LIMIT = 0.1
Y_UP = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])


@dataclasses.dataclass
class Found:
    """What a reader found: joints' places [F, 3] in metres, Z up, by name."""

    joints: dict[str, np.ndarray]
    clips: list[str]
    pictures: list[str]


def blend_keys(keys: Any, ticks: float, spherical: bool = False) -> np.ndarray:
    """The value between the keys beside `ticks`: linear, or spherical for rotations."""
    times = [k.time for k in keys]
    after = int(np.searchsorted(times, ticks))
    if after == 0 or after == len(times):
        return np.array(keys[min(after, len(times) - 1)].value, float)
    a, b = (np.array(keys[n].value, float) for n in (after - 1, after))
    u = (ticks - times[after - 1]) / (times[after] - times[after - 1])
    if not spherical:
        return a + u * (b - a)
    b = b if a @ b >= 0 else -b
    angle = np.arccos(np.clip(a @ b, -1, 1))
    if angle < 1e-6:
        return a + u * (b - a)
    return (np.sin((1 - u) * angle) * a + np.sin(u * angle) * b) / np.sin(angle)


def rotation(q: np.ndarray) -> np.ndarray:
    """The matrix [3, 3] of a quaternion w, x, y, z."""
    w, x, y, z = q / np.linalg.norm(q)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )


def channel_matrix(channel: Any, ticks: float) -> np.ndarray:
    matrix = np.eye(4)
    scale = blend_keys(channel.scaling_keys, ticks)
    turn = rotation(blend_keys(channel.rotation_keys, ticks, spherical=True))
    matrix[:3, :3] = turn * scale
    matrix[:3, 3] = blend_keys(channel.position_keys, ticks)
    return matrix


def assimp(path: Path, seconds: np.ndarray) -> Found:
    import impasse

    scene = impasse.load(str(path))
    clip = scene.animations[0]
    channels = {c.node_name: c for c in clip.channels}
    unit = 0.01 if path.suffix == ".fbx" else 1.0
    joints: dict[str, list[np.ndarray]] = {}

    def visit(node: Any, above: np.ndarray, ticks: float) -> None:
        local = np.array(node.transformation, float)
        # Assimp's own root may share its name with a node of the file.
        if node.name in channels and node.parent is not None:
            local = channel_matrix(channels[node.name], ticks)
        world = above @ local
        joints.setdefault(node.name, []).append(Y_UP @ world[:3, 3] * unit)
        for child in node.children:
            visit(child, world, ticks)

    for second in seconds:
        visit(scene.root_node, np.eye(4), second * clip.ticks_per_second)
    clips = [
        f"{a.name} {a.duration / a.ticks_per_second:.3f} s" for a in scene.animations
    ]
    found = {name: np.array(h) for name, h in joints.items()}
    pictures = {
        value
        for material in scene.materials
        for (key, _), value in material.items()
        if key == "$tex.file"
    }
    return Found(found, clips, sorted(pictures))


def panda(path: Path, seconds: np.ndarray) -> Found:
    import gltf
    from gltf import _converter
    from panda3d.core import AnimControlCollection, LMatrix4, NodePath, auto_bind

    # panda3d-gltf 1.3.0 takes the larger of the factor and 1, not the smaller, and so
    # always shows the next key, at key 0 and wherever rounding puts a key a hair early
    # too: up to 10 % of the body. With that put right the rest can be compared.
    _converter.get_lerp_factor = lambda t, a, b: min(max((t - a) / (b - a), 0), 1)
    rate = round(1 / (seconds[1] - seconds[0]))
    node = gltf.load_model(str(path), gltf.GltfSettings(animation_fps=rate))
    model = NodePath(node)
    joints: dict[str, list[Any]] = {}
    clips: list[str] = []
    for character in model.find_all_matches("**/+Character"):
        controls = AnimControlCollection()
        auto_bind(character.node(), controls, ~0)
        if not controls.get_num_anims():
            continue
        control = controls.get_anim(0)
        length = (control.get_num_frames() - 1) / control.get_frame_rate()
        clips.append(f"{control.get_anim().get_name()} {length:.3f} s")
        bundle = character.node().get_bundle(0)
        # It makes one frame less than there are keys, and would show the first again.
        for second in seconds[: control.get_num_frames()]:
            control.pose(round(second * control.get_frame_rate()))
            bundle.force_update()
            above = character.get_net_transform().get_mat()
            for joint in character_joints(bundle):
                net = LMatrix4()
                joint.get_net_transform(net)
                at = np.array((net * above).get_row3(3))
                joints.setdefault(joint.get_name(), []).append(at)
    pictures = sorted(t.get_name() for t in model.find_all_textures())
    return Found({n: np.array(h) for n, h in joints.items()}, clips, pictures)


def character_joints(part: Any) -> list[Any]:
    found: list[Any] = []
    for child in part.get_children():
        if child.get_type().get_name() == "CharacterJoint":
            found.append(child)
        found += character_joints(child)
    return found


def usdskel(path: Path, seconds: np.ndarray) -> Found:
    from pxr import Sdf, Usd, UsdGeom, UsdShade, UsdSkel

    stage = Usd.Stage.Open(str(path))
    fps, start = stage.GetTimeCodesPerSecond(), stage.GetStartTimeCode()
    unit = UsdGeom.GetStageMetersPerUnit(stage)
    turn = np.eye(3) if UsdGeom.GetStageUpAxis(stage) == "Z" else Y_UP
    found = Found({}, [], [])
    for prim in stage.Traverse():
        if prim.IsA(UsdSkel.Root):
            read_root(UsdSkel.Root(prim), found, start + seconds * fps)
        if prim.IsA(UsdSkel.Animation):
            times = UsdSkel.Animation(prim).GetRotationsAttr().GetTimeSamples()
            length = (times[-1] - times[0]) / fps if times else 0.0
            found.clips.append(f"{prim.GetName()} {length:.3f} s")
        for value in UsdShade.Shader(prim).GetInputs() if prim.IsA("Shader") else ():
            if isinstance(value.Get(), Sdf.AssetPath):
                found.pictures.append(Path(value.Get().path).name)
    found.joints = {n: h @ turn.T * unit for n, h in found.joints.items()}
    return found


def read_root(root: Any, found: Found, times: np.ndarray) -> None:
    """Adds a SkelRoot's joints, in the stage's units and axes."""
    from pxr import Usd, UsdGeom, UsdSkel

    cache = UsdSkel.Cache()
    cache.Populate(root, Usd.PrimDefaultPredicate)
    for prim in Usd.PrimRange(root.GetPrim()):
        if not prim.IsA(UsdSkel.Skeleton):
            continue
        query = cache.GetSkelQuery(UsdSkel.Skeleton(prim))
        names = [str(j).rsplit("/", 1)[-1] for j in query.GetJointOrder()]
        places = []
        for time in times:
            above = UsdGeom.XformCache(time).GetLocalToWorldTransform(prim)
            local = query.ComputeJointSkelTransforms(time)
            places.append([(m * above).ExtractTranslation() for m in local])
        for k, name in enumerate(names):
            found.joints[name] = np.array(places)[:, k]


Reader = Callable[[Path, np.ndarray], Found]
READERS: dict[str, tuple[Reader, ...]] = {
    ".glb": (assimp, panda),
    ".fbx": (assimp,),
    ".usd": (usdskel,),
    ".usda": (usdskel,),
    ".usdc": (usdskel,),
    ".usdz": (usdskel,),
}


def compare(path: Path, reader: Reader) -> tuple[str, bool]:
    """A row of the table, and whether all joints are where Blender has them."""
    with np.load(path.with_suffix(".npz")) as blender:
        names, heads = list(blender["names"]), blender["heads"]
        seconds = blender["seconds"]
    if path.suffix.startswith(".usd"):
        # USD's names are identifiers.
        names = [re.sub(r"\W", "_", n) for n in names]
    found = reader(path, seconds)
    size = np.linalg.norm(np.ptp(heads[:, 0], axis=0))
    off: dict[str, float] = {}
    for name, head in zip(names, heads, strict=True):
        if name in found.joints:
            joint = found.joints[name]
            apart = np.linalg.norm(joint - head[: len(joint)], axis=-1)
            off[name] = float(apart.max() / size * 100)
    worst = max(off.values(), default=float("nan"))
    right = len(off) == len(names) and worst <= LIMIT
    row = f"{len(off):3} of {len(names):3}  {worst:9.4f} %  {found.clips}"
    return row + f"  {found.pictures}", right


def main() -> int:
    failed = 0
    for path in sorted(Path(sys.argv[1]).iterdir()):
        for reader in READERS.get(path.suffix.lower(), ()):
            try:
                row, right = compare(path, reader)
            except Exception as error:
                row, right = f"{type(error).__name__}: {error}", False
            failed += not right
            mark = " " if right else "!"
            print(f"{mark} {path.name:20} {reader.__name__:8} {row}", flush=True)
    print(f"{failed} rows are wrong" if failed else "all joints are right")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
