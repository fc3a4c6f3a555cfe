"""Opens and saves .blend, .glb, .gltf and .fbx files for the command line."""

import contextlib
import os
from pathlib import Path

import bpy
import numpy as np

from . import reports
from .errors import INPUT, USAGE, AnimaxError

INPUTS = (".blend", ".glb", ".gltf", ".fbx")
OUTPUTS = (".blend", ".glb", ".fbx")


def check_input(path):
    path = Path(path)
    if path.suffix.lower() not in INPUTS:
        raise AnimaxError(
            f"{path} is no {', '.join(INPUTS[:-1])} or {INPUTS[-1]} file.", USAGE
        )
    if not path.is_file():
        raise AnimaxError(f"There is no file {path}.", INPUT)
    if not os.access(path, os.R_OK):
        raise AnimaxError(f"The file {path} may not be read.", INPUT)


def check_output(path):
    path = Path(path)
    if path.suffix.lower() not in OUTPUTS:
        raise AnimaxError(
            f"{path} is no {', '.join(OUTPUTS[:-1])} or {OUTPUTS[-1]} file.", USAGE
        )
    reports.writable(path)


def open_file(path):
    """Replaces everything in this Blender by the file's content; runs no script."""
    path = Path(path).resolve()
    check_input(path)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    kind = path.suffix.lower()
    try:
        if kind == ".blend":
            bpy.ops.wm.open_mainfile(
                filepath=str(path), load_ui=False, use_scripts=False
            )
        elif kind == ".fbx":
            enable("io_scene_fbx")
            bpy.ops.import_scene.fbx(filepath=str(path))
        else:
            enable("io_scene_gltf2")
            with old_numpy_names():
                bpy.ops.import_scene.gltf(filepath=str(path))
    except Exception as error:
        raise AnimaxError(
            f"{path.name} cannot be read ({last_line(error)}).", INPUT
        ) from error
    if not Path(path).is_file() or bpy.context.scene is None:
        raise AnimaxError(f"{path.name} holds no scene.", INPUT)


def enable(module):
    """The importers are add-ons; a studio's preferences may have them off."""
    import addon_utils

    if not addon_utils.check(module)[1]:
        addon_utils.enable(module, default_set=False)


@contextlib.contextmanager
def old_numpy_names():
    """Blender 3.4's glTF add-on says np.bool, which NumPy 1.24 took away; as in other
    years it meant the builtin."""
    missing = "bool" not in np.__dict__
    if missing:
        np.bool = bool
    try:
        yield
    finally:
        if missing:
            del np.bool


def last_line(error):
    """The last telling line of an operator's error, which holds a whole traceback."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    lines = [line for line in lines if not line.startswith(("Location:", "File "))]
    return (lines[-1] if lines else type(error).__name__).rstrip(".")


def save(path):
    """Writes this Blender's content; the file is whole or absent."""
    path = Path(path).resolve()
    kind = path.suffix.lower()
    with reports.whole(path) as part:
        try:
            if kind == ".blend":
                bpy.ops.wm.save_as_mainfile(filepath=str(part), copy=True)
            elif kind == ".fbx":
                enable("io_scene_fbx")
                save_fbx(part)
            else:
                enable("io_scene_gltf2")
                with old_numpy_names():
                    save_gltf(part)
        except Exception as error:
            raise AnimaxError(
                f"{path} cannot be written ({last_line(error)}).", INPUT
            ) from error


def save_gltf(path):
    """The rig with its new take alone, under the take's own name."""
    drop_earlier_clips()
    bpy.ops.export_scene.gltf(
        filepath=str(path),
        export_format="GLB",
        export_frame_range=True,
        export_animations=True,
    )


def drop_earlier_clips():
    """Leaves only the Actions that play: exporters take along, or even mix into the
    take, whatever else would fit the rig. A .blend keeps them all."""
    playing = set()
    for obj in bpy.data.objects:
        data = obj.animation_data
        if data is None:
            continue
        for track in list(data.nla_tracks):
            data.nla_tracks.remove(track)
        if data.action is not None:
            playing.add(data.action.name)
    for action in list(bpy.data.actions):
        if action.name not in playing:
            bpy.data.actions.remove(action)


def save_fbx(path):
    drop_earlier_clips()
    bpy.ops.export_scene.fbx(
        filepath=str(path),
        add_leaf_bones=False,
        bake_anim=True,
        bake_anim_use_all_actions=False,
        bake_anim_use_nla_strips=False,
        bake_anim_simplify_factor=0.0,
        path_mode="COPY",
        embed_textures=True,
    )
