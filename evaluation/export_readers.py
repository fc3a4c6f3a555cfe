"""Reads exported files in programs that are not Blender, and compares.

Usage: export_readers.py FOLDER: for each FOLDER/*.glb, *.fbx and *.usd* with a report
FOLDER/NAME.json beside it (animate --report) prints what the check after export found,
repaired and told; and what Assimp, Panda3D (glb) and UsdSkel (usd) read: joints, clips
with their seconds, pictures. Needs assimp-py, panda3d, panda3d-gltf and usd-core from
the Python index, in an environment of its own: nothing in the project depends on them.
"""

from __future__ import annotations

import json
import sys
import types
from pathlib import Path
from typing import Any

import numpy as np


def heads(path: Path, seconds: list[float]) -> dict[str, Any]:
    """Bones' heads [K, 3] by the add-on's own reader, which needs no Blender."""
    from animax.io.export.glb_contents import read_glb
    from animax.io.export.glb_file import GlbFile

    file = GlbFile(path)
    clip = file.list("animations")[0]["name"]
    return {key[1]: h for key, h in read_glb(file, clip, seconds).heads.items()}


def key_rate(path: Path) -> int:
    """Keys per second of the file's first clip, rounded."""
    from animax.io.export.glb_file import GlbFile

    file = GlbFile(path)
    sampler = max(
        (file.accessor(s["input"]) for s in file.list("animations")[0]["samplers"]),
        key=len,
    )
    return round((len(sampler) - 1) / float(sampler[-1, 0] - sampler[0, 0]))


def assimp(path: Path) -> str:
    import assimp_py

    flags = assimp_py.Process_Triangulate
    scene = assimp_py.import_file(str(path), flags)
    vertices = sum(m.num_vertices for m in scene.meshes)
    return f"{len(scene.meshes)} meshes, {vertices} vertices, " + (
        f"{len(scene.materials)} materials"
    )


def panda(path: Path) -> str:
    """Also the largest distance of joints, posed at the first clip's whole frames of
    24 fps, from those that the add-on's own reader finds, which it compares with
    Blender's: in % of the joints' extent."""
    import gltf
    from panda3d.core import LMatrix4, NodePath, auto_bind

    # Resampled at the file's own rate: in between, its reader shows the next key.
    node = gltf.load_model(str(path), gltf.GltfSettings(animation_fps=key_rate(path)))
    model, clips, worst, count = NodePath(node), [], 0.0, 0
    for character in model.find_all_matches("**/+Character"):
        controls = auto_bind_all(auto_bind, model)
        bundle = character.node().get_bundle(0)
        for control in controls:
            frames = control.get_num_frames()
            seconds = (frames - 1) / control.get_frame_rate()
            clips.append(f"{control.get_anim().get_name()} {seconds:.3f} s")
        joints = {j.get_name(): j for j in all_joints(bundle)}
        count += len(joints)
        if controls:
            worst = max(worst, distance(path, character, joints, controls[0], LMatrix4))
    pictures = sorted(t.get_name() for t in model.find_all_textures())
    return f"{count} joints, {worst:.2g} % off, clips {clips}, pictures {pictures}"


def auto_bind_all(auto_bind: Any, model: Any) -> list[Any]:
    from panda3d.core import AnimControlCollection

    found = AnimControlCollection()
    auto_bind(model.node(), found, ~0)
    return [found.get_anim(n) for n in range(found.get_num_anims())]


def all_joints(part: Any) -> list[Any]:
    found = []
    for child in part.get_children():
        if child.get_type().get_name() == "CharacterJoint":
            found.append(child)
        found += all_joints(child)
    return found


def distance(
    path: Path, character: Any, joints: Any, control: Any, matrix: Any
) -> float:
    frames = range(0, control.get_num_frames(), 5)
    truth = heads(path, [f / control.get_frame_rate() for f in frames])
    size = np.linalg.norm(np.ptp([h[0] for h in truth.values()], axis=0))
    worst = 0.0
    for k, frame in enumerate(frames):
        control.pose(frame)
        character.node().force_update()
        for name, joint in joints.items():
            net = matrix()
            joint.get_net_transform(net)
            world = net * character.get_net_transform().get_mat()
            if name not in truth:
                continue
            off = np.array(world.get_row3(3)) - truth[name][k]
            worst = max(worst, float(np.linalg.norm(off)) / size * 100)
    return worst


def usd(path: Path) -> str:
    from pxr import Usd, UsdSkel

    stage = Usd.Stage.Open(str(path))
    fps = stage.GetTimeCodesPerSecond()
    found = []
    for prim in stage.Traverse():
        if prim.IsA(UsdSkel.Skeleton):
            joints = len(UsdSkel.Skeleton(prim).GetJointsAttr().Get())
            found.append(f"skeleton {prim.GetName()}: {joints} joints")
        if prim.IsA(UsdSkel.Animation):
            times = UsdSkel.Animation(prim).GetRotationsAttr().GetTimeSamples()
            seconds = (times[-1] - times[0]) / fps if times else 0.0
            found.append(f"clip {prim.GetName()} {seconds:.3f} s")
    return ", ".join(found)


READERS = {
    ".glb": (assimp, panda),
    ".fbx": (assimp,),
    ".usd": (usd,),
    ".usda": (usd,),
    ".usdc": (usd,),
    ".usdz": (usd,),
}


def find_addon() -> None:
    """Makes the add-on's modules free of bpy importable."""
    root = Path(__file__).resolve().parent.parent / "addon"
    for name, folder in (("animax", root), ("animax.io", root / "io")):
        package = types.ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules.setdefault(name, package)


def main() -> int:
    find_addon()
    failed = 0
    for path in sorted(Path(sys.argv[1]).iterdir()):
        readers = READERS.get(path.suffix.lower(), ())
        if not readers:
            continue
        print(path.name)
        report = path.with_name(path.name + ".json")
        if report.exists():
            words = json.loads(report.read_text())
            print(f"  check: {json.dumps(words.get('export'))}")
        for reader in readers:
            try:
                print(f"  {reader.__name__}: {reader(path)}")
            except Exception as error:
                failed += 1
                print(f"  {reader.__name__}: FAILED, {type(error).__name__}: {error}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
