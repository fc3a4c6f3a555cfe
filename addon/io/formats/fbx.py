"""FBX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import AnimaxError
from ..export.fbx_tree import FbxFile
from ..export.prepare import apart_images, named_scene
from ..load import fbx_file
from ..load.bones import connect_touching_bones
from ..load.clip_names import CUT_BYTES, rename_clips
from .exchange import enable, has_operator

if TYPE_CHECKING:
    from pathlib import Path

    from ..export.fbx_tree import Node
    from ..take_clip import TakeClip


SUFFIXES = SAVES = (".fbx",)
KEEPS_BARE_SKELETONS = True


def load(path: Path) -> None:
    """Bones, clips and their names are the same in all Blenders. The scene gets the
    file's frame rate."""
    enable("io_scene_fbx")
    if has_operator("wm", "fbx_import"):
        # In 4.5 the Python importer is still the menu's, but this one is right.
        operators: Any = bpy.ops.wm
        operators.fbx_import(filepath=str(path), ignore_leaf_bones=False)
        cut = any(len(a.name.encode()) >= CUT_BYTES - 3 for a in bpy.data.actions)
        root = fbx_file.parse(path) if cut else None
    else:
        root = load_with_python(path)
    connect_touching_bones()
    rename_clips(fbx_file.stack_names(root) if root else [])


def load_with_python(path: Path) -> object:
    """Blender before 4.5; returns the file's root element."""
    if not fbx_file.is_binary(path):
        raise AnimaxError(
            f"{path.name} is an FBX text file or none at all, and Blender "
            f"{bpy.app.version_string} reads binary FBX alone; export it as binary, or "
            "use Blender 4.5 or later."
        )
    with fbx_file.parsed_by_importer() as roots:
        bpy.ops.import_scene.fbx(filepath=str(path), ignore_leaf_bones=False)
    return roots[0] if roots else None


def save(path: Path, take: TakeClip) -> None:
    """What plays in the scene, as one clip."""
    enable("io_scene_fbx")
    # Neither all Actions, of which each would be written for every rig that has its
    # bones, nor NLA strips: all that is seen, under the scene's name.
    with named_scene(take.name), apart_images():
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
    file = FbxFile(path)
    make_repeatable(file)
    file.save(path)


def make_repeatable(file: FbxFile) -> None:
    """Takes out what differs from run to run: the hour, random ids, and the temporary
    file's name, which Blender writes into the paths of pictures."""
    numbers: dict[int, int] = {0: 0}

    def renumber(node: Node, index: int) -> None:
        old = node.value(index)
        node.replace(index, numbers.setdefault(old, 1000 + len(numbers)))

    objects = file.root.find("Objects")
    for node in objects.children if objects else ():
        renumber(node, 0)
    for node in file.root.walk():
        if node.name in {"Document", "Node"}:
            renumber(node, 0)
        elif node.name == "C":
            renumber(node, 1)
            renumber(node, 2)
        elif node.name == "CreationTimeStamp":
            for child in node.children[1:]:
                child.replace(0, 1 if child.name in {"Month", "Day"} else 0)
        elif node.name in {"FileName", "Filename", "RelativeFilename"}:
            shorten(node, 0)
        elif node.name == "P" and node.value(0) == b"Path":
            shorten(node, 4)
        elif node.name == "P" and node.value(0).endswith(b"ApplicationNativeFile"):
            node.replace(4, b"")


def shorten(node: Node, index: int) -> None:
    """The file's name alone: the picture itself lies in the FBX file."""
    path = node.value(index).replace(b"\\", b"/")
    node.replace(index, path.rsplit(b"/", 1)[-1])
