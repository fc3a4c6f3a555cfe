"""Template views from files, and the sequences that were generated, with nano-joint."""

import json
import shutil
from pathlib import Path

import bpy
import making
import numpy as np
from animax import pipeline
from animax.core import native
from animax.core.atomic_folder import atomic_folder
from animax.core.errors import AnimaxError
from animax.io import scene_files
from animax.settings import Settings
from animax.views import sequences
from animax.views.images import write_png
from animax.views.read_png import read_png


def round_trip(rig, model, folder):
    """What a take writes, read off again; and a second take from its template."""
    making.empty()
    scene_files.open_file(rig)
    scene, folder = bpy.context.scene, Path(folder)
    # Turned, so that places in the scene are not those that the engine sees.
    scene.objects["DogRig"].rotation_euler[2] = 1.5707963267948966
    bpy.context.view_layer.update()
    settings = Settings(
        prompt="a dog wagging its tail", model=model, steps=4, sequences=str(folder)
    )
    request, first = take(scene, settings)
    engine = first.pop("engine")
    with atomic_folder(folder, sequences.LAYOUT, "sequences") as part:
        said = sequences.write_sequences(part, request, first)
    index = json.loads((folder / "sequences.json").read_text())
    got = {"said": said, "files": sorted(names(folder)), "index": index}
    got["joints"] = read_off(folder, index, request, first)
    template = folder / "template"
    again = Settings(**{**vars(settings), "template_dir": str(template)})
    request, second = take(scene, again, engine)
    got["again"] = bool(np.array_equal(first["rotation"], second["rotation"]))
    got["given"] = [request.views.dtype.name, request.pose_views.dtype.name]
    got["warnings"] = request.warnings
    # Another body colour, and pose maps that are a pixel off: the model looks at both.
    for view in range(4):
        path = template / f"view_{view}_rgb.png"
        write_png(path, np.ascontiguousarray(read_png(path)[..., ::-1]))
        path = template / f"view_{view}_pose.png"
        write_png(path, np.roll(read_png(path), 1, axis=1))
    request, other = take(scene, again, engine)
    got["differs"] = float(np.abs(other["rgb"].astype(int) - first["rgb"]).mean())
    moved = np.roll(first["template_pose"], 1, axis=2)
    got["moved"] = bool(np.array_equal(other["template_pose"], moved))
    got["refused"] = refusals(scene, again, template, folder)
    got["warned"] = unlike_training(scene, again, template, folder)
    return got


def take(scene, settings, engine=None):
    request = pipeline.prepare(scene, settings)
    engine = engine or pipeline.open_engine(request)
    return request, {**pipeline.generate(request, engine), "engine": engine}


def names(folder):
    return [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()]


def read_off(folder, index, request, result):
    """How far joints that are solved from the files lie from the take's, at most; those
    of the tracker alone, in the scene; and those of the index from the take's."""
    engine, joints = native.load(), index["joints"]
    maps = np.stack([
        [read_png(folder / view["pose"] / f"frame_{n:04d}.png")
         for n in range(index["frames"])]
        for view in index["views"]
    ])  # fmt: skip
    colours = np.array([joint["colour"] for joint in joints], np.uint8)
    parent = np.array([joint["parent"] for joint in joints], np.int32)
    style = {"radius": index["pose_maps"]["radius"]}
    cameras = np.array([
        [*np.ravel(view["world_to_camera"]), view["fx"], view["fy"], view["cx"],
         view["cy"], index["width"], index["height"]]
        for view in index["views"]
    ])  # fmt: skip
    rest = np.array([joint["rest"] for joint in joints])
    placed, weights, _, _, _ = engine.recover(
        maps, colours, cameras, parent, rest, **style
    )
    known = np.array(index["positions"])
    size = np.ptp(rest, axis=0).max()
    off = np.linalg.norm(placed - known, axis=-1)[weights > 0.3] / size
    rig, chosen = request.seen_skeleton, result["selection"]
    own = (maps, colours, request.cameras)
    found = engine.recover(*own, parent, chosen["position"], **style)
    keys = engine.solve_ik(rig, chosen, *found[:2])
    points, seen = found[3:]
    for n in range(3):
        pixels = {"maps": maps, "colours": colours, **style} if n == 2 else {}
        *keys, solved, _, _ = engine.adjust(
            rig, chosen, points, seen, request.cameras, *keys, **pixels
        )
        if n == 0:
            points, seen = engine.observe(*own, solved, points, seen, **style)
    return {
        "solved": float(np.abs(solved - result["joints"]).max() / size),
        "tracked": [float(np.median(off)), len(off) / known[..., 0].size],
        "index": float(
            np.abs(sequences.in_scene(request, result["joints"]) - known).max() / size
        ),
    }


def refusals(scene, settings, template, folder):
    """What is said of templates that do not fit."""

    def said(change, **more):
        shutil.rmtree(template)
        shutil.copytree(folder / "kept", template)
        change()
        try:
            pipeline.prepare(scene, Settings(**{**vars(settings), **more}))
        except AnimaxError as error:
            return [error.code, str(error)]
        return []

    kept = folder / "kept"
    template.rename(kept)
    shutil.copytree(kept, template)
    small, one = np.full((64, 64, 3), 255, np.uint8), template / "view_1_rgb.png"
    found = {
        "views": said(lambda: None, views=3),
        "missing": said(one.unlink),
        "size": said(lambda: write_png(one, small)),
        "broken": said(lambda: one.write_bytes(one.read_bytes()[:-40])),
        "none": said(lambda: [p.unlink() for p in template.iterdir()]),
    }
    blank = np.full((128, 128, 3), 255, np.uint8)
    found["pose"] = said(
        lambda: [write_png(template / f"view_{n}_pose.png", blank) for n in range(4)]
    )
    return found


def unlike_training(scene, settings, template, folder):
    """What is said of a view that is grey and of two without the rig; and of a folder
    without RGB."""
    shutil.rmtree(template)
    shutil.copytree(folder / "kept", template)
    for view, value in enumerate((200, 255, 255)):
        picture = np.full((128, 128, 3), value, np.uint8)
        write_png(template / f"view_{view}_rgb.png", picture)
    found = [pipeline.prepare(scene, settings).warnings]
    for path in template.glob("*_rgb.png"):
        path.unlink()
    return [*found, pipeline.prepare(scene, settings).warnings]
