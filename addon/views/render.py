"""Renders the views of a rig in its rest pose: Workbench, textured, on white.

All settings are made on a temporary scene, so that the artist's world, colour
management, engine, compositor and view layers have no effect and are not changed; what
must be changed (rest position, render visibility) is restored. Usable without the
native module and without registering the add-on.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

import bpy
import numpy as np

from ..core.errors import INPUT, MEMORY, AnimaxError
from ..core.leftovers import scratch_folder
from ..rig import control_bones, own_pose
from ..rig.blender_context import current_scene, update_view_layer
from ..rig.figure import HAIR_TYPES, further_parts
from ..rig.meshes import MESH_TYPES, moved_meshes
from . import camera_rig

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from ..core.array_types import FloatArray, Pixels
    from ..rig.blender_types import ArmatureObject


SCENE = "AnimaX Render"


def render_views(
    armature: ArmatureObject,
    cameras: FloatArray,
    rest: bool = True,
    meshes: list[bpy.types.Object] | None = None,
) -> Pixels:
    """uint8 [V, H, W, 3]: the armature's meshes as seen by the cameras.

    rest: in rest pose; otherwise in the current pose. Afterwards the scene is as
    before.
    """
    meshes = meshes_to_show(armature) if meshes is None else meshes
    had_result = "Render Result" in bpy.data.images
    with contextlib.ExitStack() as undo:
        scene = undo.enter_context(temporary_scene(armature, meshes))
        undo.enter_context(visible(armature, meshes, rest))
        corners = box_corners([armature, *meshes])
        collection = camera_rig.make_objects(cameras, scene, corners)
        undo.callback(camera_rig.remove_objects, collection)
        folder = undo.enter_context(scratch_folder())
        views = []
        for view, row in enumerate(cameras):
            scene.camera = collection.objects[view]
            scene.render.resolution_x = int(row[16])
            scene.render.resolution_y = int(row[17])
            views.append(render_one(scene, os.path.join(folder, f"view{view}.tga")))
    if not had_result and "Render Result" in bpy.data.images:
        result = bpy.data.images["Render Result"]
        result.user_clear()
        bpy.data.images.remove(result)
    return np.stack(views)


def box_corners(objects: list[bpy.types.Object]) -> FloatArray:
    """float64 [8 n, 3]: of the objects' boxes, world."""
    found = []
    for obj in objects:
        matrix = np.array(obj.matrix_world, np.float64)
        box = np.array(obj.bound_box, np.float64).reshape(-1, 3)
        found.append(box @ matrix[:3, :3].T + matrix[:3, 3])
    return np.concatenate(found)


def meshes_to_show(armature: ArmatureObject) -> list[bpy.types.Object]:
    """The armature's visible meshes; an AnimaxError if there are none."""
    meshes = visible_meshes(armature)
    if not meshes:
        raise AnimaxError(
            f"The armature {armature.name!r} deforms no mesh; parent a mesh to it "
            "(Ctrl P, Armature Deform).",
            INPUT,
        )
    return meshes


def template_views(
    armature: ArmatureObject,
    cameras: FloatArray,
    pixels: bool,
    given: Pixels | None = None,
) -> Pixels:
    """The template views for the engine, uint8 [V, H, W, 3]; given: from files.

    pixels: whether the model looks at them. A model of pose maps alone does not: then
    they are white, as rendering takes seconds where meshes are dense.
    """
    meshes = meshes_to_show(armature)
    if given is not None:
        return given
    if pixels:
        return render_views(armature, cameras, meshes=meshes)
    height, width = int(cameras[0, 17]), int(cameras[0, 16])
    return np.full((len(cameras), height, width, 3), 255, np.uint8)


def shown_points(
    armature: ArmatureObject, frames: Iterable[int], rest: bool = True
) -> Iterator[FloatArray]:
    """float64 [P, 3] of each frame of the scene: the vertices, in world space, of what
    render_views shows."""
    meshes = visible_meshes(armature)
    hidden = [(m, m.hide_viewport) for m in meshes]
    with temporary_scene(armature, meshes) as scene, visible(armature, meshes, rest):
        try:
            for mesh, _ in hidden:
                mesh.hide_viewport = False
            for frame in frames:
                scene.frame_set(frame)
                layer = scene.view_layers[0]
                layer.update()
                # The stubs of some versions say that there may be none.
                graph: Any = layer.depsgraph
                yield np.concatenate([np.zeros((0, 3)), *shown_vertices(graph)])
        finally:
            for mesh, before in hidden:
                mesh.hide_viewport = before


def shown_vertices(graph: bpy.types.Depsgraph) -> Iterator[FloatArray]:
    """float64 [P, 3] of each object and instance in an evaluated scene; world."""
    for instance in graph.object_instances:
        evaluated: Any = instance.object
        if instance.show_self and evaluated.type in MESH_TYPES | HAIR_TYPES:
            matrix = np.array(instance.matrix_world, dtype=np.float64)
            yield local_vertices(evaluated) @ matrix[:3, :3].T + matrix[:3, 3]


def local_vertices(evaluated: Any) -> FloatArray:
    """float64 [P, 3] of an evaluated object, in its own space."""
    if evaluated.type in HAIR_TYPES:
        # Empty ones have a box all the same, and no such attribute in some versions.
        position = evaluated.data.attributes.get("position")
        return read_vectors(position.data if position else (), "vector")
    mesh = evaluated.to_mesh()
    if mesh is None:
        return np.zeros((0, 3))
    points = read_vectors(mesh.vertices, "co")
    evaluated.to_mesh_clear()
    return points


def read_vectors(elements: Any, name: str) -> FloatArray:
    """float64 [n, 3]: a property of each element."""
    values = np.empty(3 * len(elements), dtype=np.float32)
    if len(elements):
        elements.foreach_get(name, values)
    return values.reshape(-1, 3).astype(np.float64)


def visible_meshes(armature: ArmatureObject) -> list[bpy.types.Object]:
    """The armature's meshes without those that are hidden in renders, all of them if
    all are hidden; and the further parts of the figure."""
    meshes = moved_meshes(armature)
    shown = [m for m in meshes if not m.hide_render] or meshes
    return [*shown, *further_parts(armature, meshes)]


@contextlib.contextmanager
def temporary_scene(
    armature: ArmatureObject, meshes: list[bpy.types.Object]
) -> Iterator[bpy.types.Scene]:
    """A scene with factory settings that contains only the armature and its meshes."""
    artist = current_scene()
    scene = bpy.data.scenes.new(SCENE)
    try:
        scene.frame_set(artist.frame_current, subframe=artist.frame_subframe)
        for obj in [armature, *meshes]:
            if obj.name not in scene.collection.objects:
                scene.collection.objects.link(obj)
        configure(scene)
        yield scene
    finally:
        bpy.data.scenes.remove(scene)


def configure(scene: bpy.types.Scene) -> None:
    # The stubs know too few values of these enumerations.
    any_scene: Any = scene
    render, shading = any_scene.render, any_scene.display.shading
    render.engine = "BLENDER_WORKBENCH"
    render.resolution_percentage = 100
    render.pixel_aspect_x = render.pixel_aspect_y = 1.0
    render.use_border = render.use_compositing = render.use_sequencer = False
    render.use_stamp = False
    render.film_transparent = True
    render.dither_intensity = 0.0
    render.use_file_extension = True
    image = render.image_settings
    if hasattr(image, "media_type"):
        image.media_type = "IMAGE"
    image.file_format = "TARGA_RAW"
    image.color_mode = "RGBA"
    any_scene.display_settings.display_device = "sRGB"
    # A studio's own colour configuration may lack the name: its default is used then.
    with contextlib.suppress(TypeError):
        any_scene.view_settings.view_transform = "Standard"
    with contextlib.suppress(TypeError):
        any_scene.view_settings.look = "None"
    any_scene.view_settings.exposure = 0.0
    any_scene.view_settings.gamma = 1.0
    any_scene.view_settings.use_curve_mapping = False
    any_scene.display.render_aa = "8"
    shading.light = "STUDIO"
    # Not 'Default': that one follows the user's preferences.
    with contextlib.suppress(TypeError):
        shading.studio_light = "studio.sl"
    shading.color_type = "TEXTURE"
    shading.show_shadows = shading.show_cavity = shading.show_xray = False
    shading.show_object_outline = shading.show_specular_highlight = False
    shading.show_backface_culling = shading.use_dof = False


@contextlib.contextmanager
def visible(
    armature: ArmatureObject, meshes: list[bpy.types.Object], rest: bool
) -> Iterator[None]:
    """Context in which the meshes are visible in renders, and the armature in its
    neutral pose if asked for: at rest, but with the rig's own scales."""
    position = armature.data.pose_position
    hidden = [(m, m.hide_render) for m in meshes]
    own = own_pose.own_channels(armature) if rest else {}
    try:
        for mesh, _ in hidden:
            mesh.hide_render = False
        with contextlib.ExitStack() as undo:
            at_rest = rest and own_pose.is_rest(own)
            if at_rest and not control_bones.find_controls(armature):
                armature.data.pose_position = "REST"
            elif rest:
                undo.enter_context(own_pose.posed(armature, own))
            yield
    finally:
        armature.data.pose_position = position
        for mesh, before in hidden:
            mesh.hide_render = before
        update_view_layer()


def render_one(scene: bpy.types.Scene, path: str) -> Pixels:
    """uint8 [H, W, 3] on white, through a temporary file: in the background Blender
    gives no access to the pixels of its render result."""
    try:
        # Not write_still: that prints "Saved: ...", which render farms parse.
        bpy.ops.render.render(write_still=False, scene=scene.name)
    except RuntimeError as error:
        raise AnimaxError(
            f"The views could not be rendered ({str(error).strip()}); "
            "Workbench needs EGL (Debian: libegl1).",
            MEMORY,
        ) from error
    with contextlib.suppress(RuntimeError):
        bpy.data.images["Render Result"].save_render(path, scene=scene)
    if not os.path.exists(path):
        raise AnimaxError(
            f"The views could not be written to {os.path.dirname(path)}; is the disk "
            "full? TMPDIR names another place.",
            MEMORY,
        )
    return over_white(read_tga(path))


def read_tga(path: str) -> Pixels:
    """uint8 [H, W, 4] RGBA of an uncompressed true-colour TGA file."""
    data = np.fromfile(path, dtype=np.uint8)
    if data.size < 18 or data[2] != 2 or data[16] not in (24, 32):
        raise AnimaxError("The render is not an uncompressed image.", MEMORY)
    width = int(data[12]) | int(data[13]) << 8
    height = int(data[14]) | int(data[15]) << 8
    depth = int(data[16]) // 8
    start = 18 + int(data[0])
    pixels = data[start : start + width * height * depth]
    if pixels.size != width * height * depth:
        raise AnimaxError("The rendered image is incomplete; is the disk full?", MEMORY)
    pixels = pixels.reshape(height, width, depth)
    if not data[17] & 0x20:
        pixels = pixels[::-1]
    rgba = np.full((height, width, 4), 255, dtype=np.uint8)
    rgba[..., :3] = pixels[..., 2::-1]
    if depth == 4:
        rgba[..., 3] = pixels[..., 3]
    return rgba


def over_white(rgba: Pixels) -> Pixels:
    """Straight alpha composited over exact white: an opaque world gives 254 in some
    releases."""
    alpha = rgba[..., 3:].astype(np.uint16)
    mixed = rgba[..., :3] * alpha + 255 * (255 - alpha)
    return ((mixed + 127) // 255).astype(np.uint8)
