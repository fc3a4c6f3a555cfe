"""The panel's part about the cameras through which the model sees the rig."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ..cameras import scene_rig
from .camera_pictures import matrix_of, pictures, short
from .messages import translated
from .panels import lines
from .session import session
from .target import shown_rig
from .words import tr

if TYPE_CHECKING:
    from typing import Any

    from ..rig.blender_context import Context

# Height of a picture, in rows of buttons.
PICTURE = 5.0


class ANIMAX_PT_cameras(bpy.types.Panel):
    bl_idname = "ANIMAX_PT_cameras"
    bl_label = "Cameras"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "AnimaX"
    bl_parent_id = "ANIMAX_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: Context) -> None:
        layout: Any = self.layout
        layout.enabled = session.job is None
        rig = shown_rig(context)
        column = layout.column()
        column.use_property_split = True
        column.use_property_decorate = False
        column.prop(context.scene.animax, "cameras")
        collection = scene_rig.find_collection(context.scene, rig)
        if collection is None:
            layout.operator("animax.cameras_add", icon="CAMERA_DATA")
            return
        draw_cameras(layout, collection)
        row = layout.row(align=True)
        row.operator("animax.cameras_show", icon="HIDE_OFF")
        if pictures.rig == rig.name:
            draw_pictures(layout, context)


def draw_cameras(layout: Any, collection: Any) -> None:
    box = layout.box().column(align=True)
    head = box.row(align=True)
    cameras = scene_rig.cameras_of(collection)
    count = len(cameras)
    text = tr("{count} cameras", count=count) if count != 1 else tr("1 camera")
    head.label(text=text, icon="OUTLINER_COLLECTION", translate=False)
    head.operator("animax.camera_add", text="", icon="ADD")
    head.operator("animax.cameras_reset", text="", icon="LOOP_BACK")
    head.operator("animax.cameras_remove", text="", icon="TRASH")
    for camera in cameras:
        row = box.row(align=True)
        row.label(text=short(camera.name), icon="CAMERA_DATA", translate=False)
        look = row.operator("animax.camera_look", text="", icon="VIEW_CAMERA")
        look.camera = camera.name
        row.operator("animax.camera_remove", text="", icon="X").camera = camera.name


def draw_pictures(layout: Any, context: Context) -> None:
    """Of each camera what it was seen to see, and what was said of its place."""
    for one in pictures.list:
        camera = context.scene.objects.get(one.camera)
        box = layout.box().column(align=True)
        row = box.row(align=True)
        row.label(text=short(one.camera), translate=False)
        if camera is None or matrix_of(camera) != one.matrix:
            row.label(text="Changed since", icon="INFO")
        image = row.operator("animax.camera_image", text="", icon="IMAGE_DATA")
        image.camera = one.camera
        row = box.row(align=True)
        for part in ("view", "map"):
            icon = pictures.icon(one.camera, part)
            row.template_icon(icon_value=icon, scale=PICTURE)
        for text in one.about:
            lines(box, context, translated(text), "ERROR")


CLASSES = (ANIMAX_PT_cameras,)
