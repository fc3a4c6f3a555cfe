"""What of the scene shows a take to the artist: its frames, the rig active, its keys in
the timeline. What was there before is recorded, and comes back when the take is
rejected, but for what the artist has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..rig.blender_types import ArmatureObject

# What is set to the take's frames: the preview range, the scene's end, or nothing.
PREVIEW, SCENE, NOTHING = "PREVIEW", "SCENE", "NONE"

# Parts that are the scene's, not a rig's.
SHARED = {"preview", "end", "frame", "active"}

Stage = dict[str, "Any"]


def show(
    scene: bpy.types.Scene,
    layer: Any,
    armature: ArmatureObject,
    frames: tuple[int, int],
    kind: str,
    keyed: set[str],
    old: Stage | None = None,
) -> Stage:
    """Sets the stage, and returns what was changed: {part: [before, after]}.

    layer: the view layer that the artist looks at, None for none; frames: the take's
    first and last; keyed: names of the bones with keys; old: the stage of the take that
    this one replaces."""
    take_down(scene, layer, armature, old or {})
    parts = parts_of(scene, layer, armature)
    before = {name: read() for name, (read, _) in parts.items()}
    first, last = frames
    if kind == PREVIEW:
        write_preview(scene, [True, first, last])
    elif kind == SCENE:
        scene.frame_end = last
    if not first <= scene.frame_current <= last:
        scene.frame_set(first)
    if layer is not None:
        activate(layer, armature, keyed)
    changed: Stage = {}
    for name, (read, _) in parts.items():
        if not same(before[name], now := read()):
            changed[name] = [before[name], now]
    return changed


def take_down(
    scene: bpy.types.Scene, layer: Any, armature: Any, changed: Stage
) -> None:
    """What show() changed as it was; armature None: the rig is gone. A rig that the
    artist poses by now stays active."""
    posed = armature is not None and armature.mode != "OBJECT" and "active" in changed
    for name, (read, write) in parts_of(scene, layer, armature).items():
        if posed and name in ("active", "selected", "bones"):
            continue
        if name in changed and same(read(), changed[name][1]):
            write(changed[name][0])


def same(one: Any, other: Any) -> bool:
    """JSON knows no tuples."""
    as_lists = [list(v) if isinstance(v, (list, tuple)) else v for v in (one, other)]
    return as_lists[0] == as_lists[1]


def parts_of(
    scene: bpy.types.Scene, layer: Any, armature: Any
) -> dict[str, tuple[Callable[[], Any], Callable[[Any], None]]]:
    """part -> how it is read and written."""

    def write_end(value: int) -> None:
        scene.frame_end = value

    def write_frame(value: list[Any]) -> None:
        scene.frame_set(int(value[0]), subframe=float(value[1]))

    parts: dict[str, tuple[Callable[[], Any], Callable[[Any], None]]] = {
        "preview": (
            lambda: [
                scene.use_preview_range,
                scene.frame_preview_start,
                scene.frame_preview_end,
            ],
            lambda value: write_preview(scene, value),
        ),
        "end": (lambda: scene.frame_end, write_end),
        "frame": (lambda: [scene.frame_current, scene.frame_subframe], write_frame),
    }
    if layer is None or armature is None or armature.name not in layer.objects:
        return parts

    def read_active() -> str:
        return layer.objects.active.name if layer.objects.active else ""

    def write_active(name: str) -> None:
        layer.objects.active = layer.objects.get(name) if name else None

    parts["active"] = (read_active, write_active)
    parts["selected"] = (
        lambda: armature.select_get(view_layer=layer),
        lambda value: armature.select_set(value, view_layer=layer),
    )
    parts["bones"] = (
        lambda: selected_bones(armature),
        lambda value: select_bones(armature, value),
    )
    return parts


def write_preview(scene: bpy.types.Scene, value: list[Any]) -> None:
    """Blender holds each end against the other, and sets both when it is off."""
    use, first, last = value
    scene.use_preview_range = True
    for _ in range(2):
        scene.frame_preview_start, scene.frame_preview_end = int(first), int(last)
    scene.use_preview_range = bool(use)


def activate(layer: Any, armature: ArmatureObject, keyed: set[str]) -> None:
    """The timeline shows keys of what is selected: of the rig, and of its bones. Where
    the artist poses, paints or edits something else, what is active stays so."""
    if armature.name not in layer.objects or not armature.visible_get(view_layer=layer):
        return
    active = layer.objects.active
    if active is not None and active.mode != "OBJECT" and active != armature:
        return
    layer.objects.active = armature
    armature.select_set(True, view_layer=layer)
    selected = selected_bones(armature)
    if not keyed & set(selected):
        select_bones(armature, [*selected, *keyed])


def bone_owners(armature: ArmatureObject) -> Any:
    """Whose `select` it is: the pose's bones from Blender 5.0 on."""
    new = bpy.app.version >= (5, 0)
    return armature.pose.bones if new else armature.data.bones


def selected_bones(armature: ArmatureObject) -> list[str]:
    return [bone.name for bone in bone_owners(armature) if bone.select]


def select_bones(armature: ArmatureObject, names: list[str]) -> None:
    wanted = set(names)
    for bone in bone_owners(armature):
        bone.select = bone.name in wanted
