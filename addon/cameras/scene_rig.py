"""The camera rig that the scene has for a character: a collection of camera objects
that the artist moves, adds to and deletes from.

The collection knows its character by a custom property; whatever cameras lie in it, or
in collections within it, are the rig's.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import bpy
import numpy as np

from ..core import camera_places
from ..core.camera_places import SceneCameras
from ..core.errors import USAGE, AnimaxError
from ..core.front import cameras_before
from ..rig.blender_context import current_view_layer
from ..rig.placement import at_frame, carriers, is_animated
from ..views import camera_rig
from ..views.camera_rig import COLLECTION
from .lens import read_camera, write_camera

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..core.array_types import FloatArray, ModelSpec
    from ..rig.blender_types import ArmatureObject
    from ..seen_rig import SeenRig
    from ..settings import Settings

# The collection's custom property: its character's armature.
RIG = "animax_rig"
AUTO, SCENE = "auto", "scene"
SCRATCH = "AnimaX Cameras"


# Finding it --------------------------------------------------------------------------


def find_collection(scene: bpy.types.Scene, armature: Any) -> Any:
    """The collection with the character's cameras; None if there is none in the
    scene."""
    if armature is None:
        return None
    for collection in scene.collection.children_recursive:
        if collection.get(RIG) == armature:
            return collection
    return None


def cameras_of(collection: Any) -> list[Any]:
    """Its camera objects, by name."""
    found = [o for o in collection.all_objects if o.type == "CAMERA"]
    return sorted(found, key=lambda camera: camera.name)


def objects_of(scene: bpy.types.Scene, armature: ArmatureObject) -> list[Any]:
    """The camera objects that the scene has for the character; an AnimaxError if it has
    none."""
    found = find_collection(scene, armature)
    if found is None:
        raise no_rig(armature)
    return cameras_of(found)


def no_rig(armature: ArmatureObject) -> AnimaxError:
    return AnimaxError(
        f"The scene has no camera rig for {armature.name!r}; add one (Add Camera Rig), "
        "or choose the model's own cameras (Cameras, --cameras model).",
        USAGE,
    )


def chosen_collection(
    scene: bpy.types.Scene, armature: ArmatureObject, settings: Settings
) -> Any:
    """The collection whose cameras the settings ask for; None for the model's own."""
    if settings.cameras not in (AUTO, SCENE):
        return None
    found = find_collection(scene, armature)
    if found is None and settings.cameras == SCENE:
        raise no_rig(armature)
    count = len(cameras_of(found)) if found is not None else 0
    if found is not None and settings.views not in (0, count):
        raise AnimaxError(
            f"Views (--views) asks for {settings.views}, but the camera rig "
            f"{found.name!r} of {armature.name!r} has {count} cameras; leave it out, "
            "or choose the model's own cameras (Cameras, --cameras model).",
            USAGE,
        )
    return found


# Reading it --------------------------------------------------------------------------


def read_cameras(
    scene: bpy.types.Scene,
    armature: ArmatureObject,
    settings: Settings,
    spec: ModelSpec,
    seen: SeenRig,
) -> tuple[SceneCameras | None, list[str]]:
    """(the scene's cameras, if they are to be used, and warnings about them); an
    AnimaxError if they cannot be."""
    collection = chosen_collection(scene, armature, settings)
    if collection is None:
        return None, []
    check_number(collection, spec, armature)
    found, warnings = read_places(scene, collection, spec, seen)
    camera_places.check_seen(found.places, armature.name)
    return found, warnings


def check_number(collection: Any, spec: ModelSpec, armature: ArmatureObject) -> None:
    count = len(cameras_of(collection))
    camera_places.check_number(count, spec, armature.name, collection.name)


def read_places(
    scene: bpy.types.Scene, collection: Any, spec: ModelSpec, seen: SeenRig
) -> tuple[SceneCameras, list[str]]:
    """(the collection's cameras, what is to be said of where they stand). There is at
    least one."""
    objects = cameras_of(collection)
    video = spec["video"]
    centre = seen.to_scene(seen.centre)
    rows = read_rows(scene, objects, video["width"], video["height"], centre)
    camera_places.check_usable(rows, [camera.name for camera in objects])
    rows, own = turned(rows, seen), seen.own_cameras(spec, len(objects))
    order = camera_places.matched(rows, own, seen.centre)
    rows = rows[order]
    for n, row in enumerate(own):
        if camera_places.unmoved(rows[n], row, seen.centre):
            rows[n] = row
    names = [objects[n].name for n in order]
    places, usual = (
        [
            camera_places.place_of(*one, seen.centre, seen.joints)
            for one in zip(names, cameras, own, strict=True)
        ]
        for cameras in (rows, own)
    )
    ahead = camera_places.depths(rows, seen.centre)
    found = SceneCameras(collection.name, rows, places, ahead)
    return found, camera_places.warnings(places, usual, rows, seen.centre)


def turned(cameras: FloatArray, seen: SeenRig) -> FloatArray:
    """Cameras [V, 18] of the scene around the rig as the model sees it."""
    if seen.turn is None:
        return cameras
    return cameras_before(cameras, seen.turn_back)


def read_rows(
    scene: bpy.types.Scene,
    cameras: list[Any],
    width: int,
    height: int,
    centre: FloatArray,
) -> FloatArray:
    """float64 [V, 18], where the cameras are at the scene's first frame."""
    with contextlib.ExitStack() as undo:
        if any(may_move(camera) for camera in cameras):
            undo.enter_context(at_frame(scene, scene.frame_start))
        graph = undo.enter_context(evaluated(scene, cameras))
        rows = [read_camera(c, graph, width, height, centre) for c in cameras]
    return np.ascontiguousarray(rows, np.float64)


def may_move(camera: Any) -> bool:
    data = camera.data.animation_data
    moving = data is not None and (data.action is not None or len(data.drivers) > 0)
    return moving or any(is_animated(o) for o in [camera, *carriers(camera)])


@contextlib.contextmanager
def evaluated(
    scene: bpy.types.Scene, cameras: list[Any]
) -> Iterator[bpy.types.Depsgraph]:
    """The dependency graph in which all the cameras are where they are. Blender places
    no object that is hidden or excluded: those are put into a scene of their own."""
    layer = current_view_layer()
    if all(c.name in layer.objects and c.visible_get() for c in cameras):
        layer.update()
        yield layer.depsgraph
        return
    hidden = [(camera, camera.hide_viewport) for camera in cameras]
    own: Any = bpy.data.scenes.new(SCRATCH)
    try:
        for camera in cameras:
            camera.hide_viewport = False
            own.collection.objects.link(camera)
        own.frame_set(scene.frame_current, subframe=scene.frame_subframe)
        own.view_layers[0].update()
        yield own.view_layers[0].depsgraph
    finally:
        bpy.data.scenes.remove(own)
        for camera, before in hidden:
            camera.hide_viewport = before


# Changing it -------------------------------------------------------------------------


def add_rig(
    scene: bpy.types.Scene, armature: ArmatureObject, seen: SeenRig, cameras: FloatArray
) -> Any:
    """A new collection with camera objects where the given ones [V, 18] stand, as the
    model sees the rig."""
    collection: Any = bpy.data.collections.new(COLLECTION)
    scene.collection.children.link(collection)
    collection[RIG] = armature
    place_objects(scene, collection, seen, cameras, [])
    return collection


def add_camera(
    scene: bpy.types.Scene, collection: Any, spec: ModelSpec, seen: SeenRig
) -> Any:
    """One more camera, in the middle of the widest gap between those there are; its
    object."""
    objects = cameras_of(collection)
    most = int(spec["cameras"].get("max_views", 8))
    if len(objects) >= most:
        raise AnimaxError(f"The model takes no more than {most} cameras.")
    video, place = spec["video"], dict(spec["cameras"])
    centre = seen.to_scene(seen.centre)
    rows = read_rows(scene, objects, video["width"], video["height"], centre)
    ways = camera_places.directions(turned(rows, seen), seen.centre)
    around = np.sort(np.degrees(np.arctan2(ways[:, 0], -ways[:, 1])) % 360.0)
    gaps = np.diff(around, append=around[:1] + 360.0)
    widest = int(np.argmax(np.round(gaps, 3)))
    place["azimuths_deg"] = [float(around[widest] + gaps[widest] / 2) % 360.0]
    row = camera_rig.place(
        place, seen.centre, seen.scale, video["width"], video["height"]
    )
    return place_objects(scene, collection, seen, row, [])[0]


def reset(
    scene: bpy.types.Scene, collection: Any, spec: ModelSpec, seen: SeenRig
) -> None:
    """All cameras as the model's own rig has them, as many as there are, if it takes
    so many; without parents, constraints and keys."""
    objects, video = cameras_of(collection), spec["video"]
    low, high = (int(spec["cameras"][k]) for k in ("min_views", "max_views"))
    usual = len(spec["cameras"]["azimuths_deg"])
    count = len(objects) if low <= len(objects) <= high else usual
    own = seen.own_cameras(spec, count)
    for extra in objects[count:]:
        remove_camera(extra)
    objects = objects[:count]
    if len(objects) == count:
        centre = seen.to_scene(seen.centre)
        rows = read_rows(scene, objects, video["width"], video["height"], centre)
        order = camera_places.matched(turned(rows, seen), own, seen.centre)
        objects = [objects[n] for n in order]
    place_objects(scene, collection, seen, own, objects)


def place_objects(
    scene: bpy.types.Scene,
    collection: Any,
    seen: SeenRig,
    cameras: FloatArray,
    objects: list[Any],
) -> list[Any]:
    """Camera objects where the cameras [V, 18] stand as the model sees the rig: those
    given, and new ones beyond."""
    shown = cameras if seen.turn is None else cameras_before(cameras, seen.turn)
    distances = np.linalg.norm(camera_places.origins(cameras) - seen.centre, axis=1)
    placed: list[Any] = []
    for n, row in enumerate(shown):
        if n < len(objects):
            camera = objects[n]
            camera.parent = None
            camera.constraints.clear()
            camera.animation_data_clear()
            camera.data.animation_data_clear()
        else:
            data = bpy.data.cameras.new(f"AnimaX Camera {n + 1}")
            camera = bpy.data.objects.new(data.name, data)
            collection.objects.link(camera)
        write_camera(camera, row, scene, float(distances[n]))
        placed.append(camera)
    return placed


def remove_camera(camera: Any) -> None:
    data = camera.data
    bpy.data.objects.remove(camera)
    if data.users == 0:
        bpy.data.cameras.remove(data)


def remove_rig(collection: Any) -> None:
    """The collection and its cameras; what else the artist keeps there goes to where
    the collection was."""
    for camera in cameras_of(collection):
        remove_camera(camera)
    parents = [s.collection for s in bpy.data.scenes]
    parents += [c for c in bpy.data.collections if c != collection]
    for parent in parents:
        if collection.name in parent.children:
            for obj in collection.objects:
                if obj.name not in parent.objects:
                    parent.objects.link(obj)
            for child in collection.children:
                if child.name not in parent.children:
                    parent.children.link(child)
    bpy.data.collections.remove(collection)
