"""Prepares a scene for an exporter, and puts it back as it was afterwards."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import bpy

from ...rig.blender_context import current_scene
from . import flatten, materials, modifiers, plain_keys, weights, widgets
from .contents import stem

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def prepared(gltf: bool) -> Iterator[tuple[list[str], list[str]]]:
    """Within, the scene holds as plain meshes, vertex groups, materials and Actions
    what exporters would leave out. Yields what was done, and of that what lacks
    something, as sentences; restores everything. gltf: for glTF's exporter."""
    scene, done, lacking = current_scene(), list[str](), list[str]()
    frame = (scene.frame_current, scene.frame_subframe)
    with contextlib.ExitStack() as undo:
        undo.callback(lambda: scene.frame_set(frame[0], subframe=frame[1]))
        widgets.leave_out(scene, undo)
        if names := flatten.flatten(scene, undo):
            done.append(f"The layers of animation of {listed(names)} became one clip.")
        if names := plain_keys.make_plain(scene, undo):
            done.append(
                f"The shape keys of {listed(names)} became plain ones: relative to the "
                "basis, without vertex groups, muted ones at 0."
            )
        if names := weights.write_groups(scene, undo):
            done.append(f"The bone envelopes of {listed(names)} became vertex groups.")
        applied = modifiers.apply(scene, undo)
        if applied.done:
            done.append(f"The modifiers of {listed(applied.done)} were applied.")
        names, tangled = materials.simplify(scene, gltf, undo)
        if names:
            done.append(
                f"The materials of {listed(names)} became one shader with one picture "
                "or colour."
            )
        if tangled:
            lacking.append(
                f"The exported file holds the materials {listed(tangled)} as one "
                "shader with one picture or colour: their nodes lead to each other in "
                "so many ways that Blender's exporter would not come to an end. Bake "
                "them to pictures to keep their look."
            )
        scene.frame_set(scene.frame_start)
        yield done, lacking


def listed(names: list[str]) -> str:
    """At most three names; "3 of them" would help nobody."""
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if names[3:] else "")


@contextlib.contextmanager
def apart_images() -> Iterator[None]:
    """Within, every image has a path of its own: FBX keeps pictures apart by their
    paths alone, and those that came packed within a file have none."""
    before = []
    taken = set()
    for image in bpy.data.images:
        if image.packed_file is None and image.source != "GENERATED":
            taken.add(image.filepath_raw)
            continue
        before.append((image, image.filepath_raw))
        if image.packed_file is None and image.users:
            image.pack()
        image.filepath_raw = free_path(image.name, taken)
    try:
        yield
    finally:
        for image, path in before:
            image.filepath_raw = path


def free_path(name: str, taken: set[str]) -> str:
    """A path relative to the .blend, that no other image has."""
    clean = bpy.path.clean_name(stem(name) or "image")
    path, number = f"//{clean}.png", 1
    while path in taken:
        path, number = f"//{clean}.{number:03}.png", number + 1
    taken.add(path)
    return path
