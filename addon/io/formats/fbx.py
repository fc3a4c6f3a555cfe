"""FBX."""

from __future__ import annotations

import contextlib
import importlib
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import AnimaxError
from ..export.clip_times import SCENE_CLIP
from ..export.fbx_tree import FbxFile
from ..export.prepare import apart_images
from ..load import fbx_file, named_pictures
from ..load.bones import connect_touching_bones
from ..load.clip_names import CUT_BYTES, rename_clips
from ..load.regular_files import check_regular
from .exchange import enable, has_operator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..export.fbx_tree import Node
    from ..take_clip import TakeClip


SUFFIXES = SAVES = (".fbx",)
KEEPS_BARE_SKELETONS = True
NESTS_RIGS = False


def load(path: Path) -> None:
    """Bones, clips and their names are the same in all Blenders. The scene gets the
    file's frame rate."""
    check_regular(path, named_pictures.places(path))
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


def linked_files(path: Path) -> list[str]:
    return named_pictures.files_beside(path)


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
    """What plays in the scene, as a clip of the take's name that starts at second 0."""
    enable("io_scene_fbx")
    # Neither all Actions, of which each would be written for every rig that has its
    # bones, nor NLA strips: all that is seen.
    with stacks_of(take), apart_images():
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


@contextlib.contextmanager
def stacks_of(take: TakeClip) -> Iterator[None]:
    """Within, the exporter writes all that moves during the take as a stack of its
    name, which starts at second 0; and if the scene lasts longer, a second stack of all
    of it. The exporter has no option for where its one stack of a scene starts.
    """
    exporter: Any = importlib.import_module("io_scene_fbx.export_fbx_bin")
    original = exporter.fbx_animations

    def fbx_animations(data: Any) -> Any:
        # (stacks, what they animate, first frame, last frame); a stack is (key, curves,
        # layer's key, name, first frame, last frame).
        last = data.scene.frame_end
        stacks = [sample(data, None, take.last, take.name)]
        if last > take.last:
            stacks.append(sample(data, data.scene, last, SCENE_CLIP))
        stacks = [stack for stack in stacks if stack is not None]
        animated = {
            (key, prop)
            for stack in stacks
            for key, (_, nodes) in stack[1].items()
            for prop in nodes
        }
        ends = [stack[5] for stack in stacks]
        return stacks, animated, 0.0 if ends else 1e100, max(ends, default=-1e100)

    def sample(data: Any, key: Any, last: int, name: str) -> Any:
        """key: any datablock, which tells a second stack from the first."""
        found = exporter.fbx_animations_do(data, key, take.first, last, True)
        return found and (*found[:3], name.encode(), *found[4:])

    exporter.fbx_animations = fbx_animations
    try:
        yield
    finally:
        exporter.fbx_animations = original


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
