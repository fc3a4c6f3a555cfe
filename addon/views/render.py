"""Renders the views of a rig in its rest pose: Workbench, textured, on white.

Everything is set on a scene of its own, so that the artist's world, colour management,
engine, compositor and view layers count for nothing and stay untouched; what must be
touched (rest position, render visibility) is put back. Usable without the native module
and without registering the add-on.
"""

import contextlib
import os
import tempfile

import bpy
import numpy as np

from ..core.errors import INPUT, MEMORY, AnimaxError
from ..rig.meshes import bound_meshes
from . import camera_rig

SCENE = "AnimaX Render"


def render_views(armature, cameras, rest=True, meshes=None):
    """uint8 [V, H, W, 3]: what the cameras see of the armature's meshes.

    rest: in rest pose; otherwise as posed now. The scene is as it was afterwards.
    """
    meshes = visible_meshes(armature) if meshes is None else meshes
    if not meshes:
        raise AnimaxError(
            f"The armature {armature.name!r} moves no mesh; bind a mesh to it "
            "(Ctrl P, Armature Deform).",
            INPUT,
        )
    had_result = "Render Result" in bpy.data.images
    with contextlib.ExitStack() as undo:
        scene = undo.enter_context(own_scene(armature, meshes))
        undo.enter_context(shown(armature, meshes, rest))
        collection = camera_rig.make_objects(cameras, scene)
        undo.callback(camera_rig.remove_objects, collection)
        folder = undo.enter_context(tempfile.TemporaryDirectory(prefix="animax-"))
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


def visible_meshes(armature):
    """The armature's meshes less those that the artist keeps from rendering (all of
    them, if nothing were left)."""
    meshes = bound_meshes(armature)
    return [m for m in meshes if not m.hide_render] or meshes


@contextlib.contextmanager
def own_scene(armature, meshes):
    """A scene with factory settings that holds the armature and its meshes only."""
    artist = bpy.context.scene
    scene = bpy.data.scenes.new(SCENE)
    try:
        scene.frame_set(artist.frame_current, subframe=artist.frame_subframe)
        for obj in [armature, *meshes]:
            if obj.name not in scene.collection.objects:
                scene.collection.objects.link(obj)
        set_up(scene)
        yield scene
    finally:
        bpy.data.scenes.remove(scene)


def set_up(scene):
    render, shading = scene.render, scene.display.shading
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
    scene.display_settings.display_device = "sRGB"
    # A studio's own colour configuration may lack the name: then what it has must do.
    with contextlib.suppress(TypeError):
        scene.view_settings.view_transform = "Standard"
    with contextlib.suppress(TypeError):
        scene.view_settings.look = "None"
    scene.view_settings.exposure = 0.0
    scene.view_settings.gamma = 1.0
    scene.view_settings.use_curve_mapping = False
    scene.display.render_aa = "8"
    shading.light = "STUDIO"
    # Not 'Default': that one follows the user's preferences.
    with contextlib.suppress(TypeError):
        shading.studio_light = "studio.sl"
    shading.color_type = "TEXTURE"
    shading.show_shadows = shading.show_cavity = shading.show_xray = False
    shading.show_object_outline = shading.show_specular_highlight = False
    shading.show_backface_culling = shading.use_dof = False


@contextlib.contextmanager
def shown(armature, meshes, rest):
    """Within, the meshes render, and the armature stands in rest pose."""
    position = armature.data.pose_position
    hidden = [(m, m.hide_render) for m in meshes]
    try:
        if rest:
            armature.data.pose_position = "REST"
        for mesh, _ in hidden:
            mesh.hide_render = False
        yield
    finally:
        armature.data.pose_position = position
        for mesh, was in hidden:
            mesh.hide_render = was
        bpy.context.view_layer.update()


def render_one(scene, path):
    """uint8 [H, W, 3] on white, through a temporary file: a background Blender shows
    no pixels of its render result."""
    try:
        # Not write_still: that prints "Saved: ...", which farms take for a result.
        bpy.ops.render.render(write_still=False, scene=scene.name)
        bpy.data.images["Render Result"].save_render(path, scene=scene)
    except RuntimeError as error:
        raise AnimaxError(
            f"The views could not be rendered ({str(error).strip()}); "
            "Workbench needs EGL (Debian: libegl1).",
            MEMORY,
        ) from error
    if not os.path.exists(path):
        raise AnimaxError(
            f"The views could not be written to {os.path.dirname(path)}; "
            "is the disk full?",
            MEMORY,
        )
    return on_white(read_tga(path))


def read_tga(path):
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
        raise AnimaxError("The render was cut short; is the disk full?", MEMORY)
    pixels = pixels.reshape(height, width, depth)
    if not data[17] & 0x20:
        pixels = pixels[::-1]
    rgba = np.full((height, width, 4), 255, dtype=np.uint8)
    rgba[..., :3] = pixels[..., 2::-1]
    if depth == 4:
        rgba[..., 3] = pixels[..., 3]
    return rgba


def on_white(rgba):
    """Straight alpha over 255: exact white, where an opaque world gives 254 in some
    releases."""
    alpha = rgba[..., 3:].astype(np.uint16)
    mixed = rgba[..., :3] * alpha + 255 * (255 - alpha)
    return ((mixed + 127) // 255).astype(np.uint8)
