"""The camera rig in the scene: adding it, its cameras, and what they see."""

from __future__ import annotations

import contextlib

# Any at run time, too: Blender evaluates the annotations of the classes it registers.
from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

from ..cameras import pictures as seen_pictures
from ..cameras import scene_rig
from ..core import model_config
from ..core.errors import AnimaxError
from ..review import takes
from ..rig.choose_rig import check_armature
from ..rig.find_rig import revealed
from ..rig.placement import placed_at
from ..seen_rig import see_rig
from .camera_pictures import Picture, find_image, matrix_of, pictures
from .operators import settings_of
from .session import session
from .target import shown_rig, target_armature

if TYPE_CHECKING:
    from ..core.array_types import ModelSpec
    from ..rig.blender_context import Context
    from ..rig.blender_types import ArmatureObject
    from ..seen_rig import SeenRig
    from ..settings import Settings


def look(
    context: Context, armature: ArmatureObject, undo: contextlib.ExitStack
) -> tuple[Settings, ModelSpec, SeenRig]:
    """The rig as the next take would see it, until `undo` closes."""
    settings = settings_of(context, armature)
    check_armature(armature)
    spec = model_config.read_model_config(settings.model)
    undo.enter_context(takes.put_aside(armature))
    undo.enter_context(revealed(armature))
    scene = context.scene
    undo.enter_context(placed_at(scene, armature, scene.frame_start))
    return settings, spec, see_rig(armature, settings, spec)


def shown_collection(context: Context) -> Any:
    """The camera rig of the rig that the panel names; None if it has none."""
    return scene_rig.find_collection(context.scene, shown_rig(context))


class CameraOperator:
    """What they have in common: `work` may raise an AnimaxError."""

    report: Any

    @classmethod
    def poll(cls, context: Context) -> bool:
        return session.job is None and context.scene is not None

    def work(self, context: Context, armature: ArmatureObject) -> str:
        """Does it; what it did."""
        raise NotImplementedError

    def execute(self, context: Context) -> set[Any]:
        try:
            text = self.work(context, target_armature(context))
        except AnimaxError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        if text:
            self.report({"INFO"}, text)
        return {"FINISHED"}


class WithRig(CameraOperator):
    """Those for which the scene needs a camera rig."""

    @classmethod
    def poll(cls, context: Context) -> bool:
        return super().poll(context) and shown_collection(context) is not None

    def collection(self, context: Context, armature: ArmatureObject) -> Any:
        found = scene_rig.find_collection(context.scene, armature)
        if found is None:
            raise AnimaxError(
                f"The scene has no camera rig for {armature.name!r}; add one (Add "
                "Camera Rig)."
            )
        return found


class ANIMAX_OT_cameras_add(CameraOperator, bpy.types.Operator):
    bl_idname = "animax.cameras_add"
    bl_label = "Add Camera Rig"
    bl_description = (
        "Make cameras where the model's own stand around the character. Move, turn, "
        "add and delete them: the model then sees the rig through these"
    )
    bl_options = {"REGISTER", "UNDO"}
    __annotations__ = {
        "views": bpy.props.IntProperty(
            name="Cameras",
            description="How many (0: as many as the model has)",
            min=0,
            max=16,
        ),
    }

    def work(self, context: Context, armature: ArmatureObject) -> str:
        found = scene_rig.find_collection(context.scene, armature)
        if found is not None:
            raise AnimaxError(
                f"{armature.name!r} has a camera rig already ({found.name!r}); reset "
                "or remove that one."
            )
        views = int(getattr(self, "views", 0))
        with contextlib.ExitStack() as undo:
            settings, spec, seen = look(context, armature, undo)
            cameras = seen.own_cameras(spec, views or settings.views)
            made = scene_rig.add_rig(context.scene, armature, seen, cameras)
        return f"{len(cameras)} cameras around {armature.name!r} in {made.name!r}"


class ANIMAX_OT_camera_add(WithRig, bpy.types.Operator):
    bl_idname = "animax.camera_add"
    bl_label = "Add Camera"
    bl_description = "Add a camera in the middle of the widest gap between the others"
    bl_options = {"REGISTER", "UNDO"}

    def work(self, context: Context, armature: ArmatureObject) -> str:
        collection = self.collection(context, armature)
        with contextlib.ExitStack() as undo:
            _, spec, seen = look(context, armature, undo)
            made = scene_rig.add_camera(context.scene, collection, spec, seen)
        return f"Added {made.name!r}"


class ANIMAX_OT_camera_remove(WithRig, bpy.types.Operator):
    bl_idname = "animax.camera_remove"
    bl_label = "Delete Camera"
    bl_description = "Delete this camera of the camera rig"
    bl_options = {"REGISTER", "UNDO"}
    __annotations__ = {
        "camera": bpy.props.StringProperty(
            name="Camera", description="Its name", options={"HIDDEN", "SKIP_SAVE"}
        ),
    }

    def work(self, context: Context, armature: ArmatureObject) -> str:
        name = str(getattr(self, "camera", ""))
        scene_rig.remove_camera(self.camera_named(context, armature, name))
        return ""

    def camera_named(
        self, context: Context, armature: ArmatureObject, name: str
    ) -> Any:
        collection = self.collection(context, armature)
        for camera in scene_rig.cameras_of(collection):
            if camera.name == name:
                return camera
        raise AnimaxError(f"The camera rig {collection.name!r} has no camera {name!r}.")


class ANIMAX_OT_cameras_reset(WithRig, bpy.types.Operator):
    bl_idname = "animax.cameras_reset"
    bl_label = "Reset Cameras"
    bl_description = (
        "Put the cameras back where the model's own stand around the character, "
        "without parents, constraints and keys"
    )
    bl_options = {"REGISTER", "UNDO"}

    def work(self, context: Context, armature: ArmatureObject) -> str:
        collection = self.collection(context, armature)
        with contextlib.ExitStack() as undo:
            _, spec, seen = look(context, armature, undo)
            scene_rig.reset(context.scene, collection, spec, seen)
        return ""


class ANIMAX_OT_cameras_remove(WithRig, bpy.types.Operator):
    bl_idname = "animax.cameras_remove"
    bl_label = "Remove Camera Rig"
    bl_description = "Delete the camera rig: the model sees through its own cameras"
    bl_options = {"REGISTER", "UNDO"}

    def work(self, context: Context, armature: ArmatureObject) -> str:
        scene_rig.remove_rig(self.collection(context, armature))
        pictures.clear()
        return ""


class ANIMAX_OT_cameras_show(WithRig, bpy.types.Operator):
    bl_idname = "animax.cameras_show"
    bl_label = "Show What They See"
    bl_description = (
        "Show what the model sees of the character at rest: for each camera a render "
        "and the joints (pose map), here and as images for the Image Editor"
    )
    bl_options = {"INTERNAL"}

    def work(self, context: Context, armature: ArmatureObject) -> str:
        collection, scene = self.collection(context, armature), context.scene
        with contextlib.ExitStack() as undo:
            _, spec, seen = look(context, armature, undo)
            scene_rig.check_number(collection, spec, armature)
            found, warnings = scene_rig.read_places(scene, collection, spec, seen)
            order = np.argsort([place.name for place in found.places])
            pixels = seen_pictures.see(armature, spec, seen, found.turned[order])
        places = [found.places[n] for n in order]
        objects = [scene.objects[place.name] for place in places]
        shown = [
            Picture(
                camera.name,
                matrix_of(camera),
                [text for text in warnings if repr(camera.name) in text],
            )
            for camera in objects
        ]
        pictures.set(armature.name, shown, pixels)
        show_image(context, shown[0].camera)
        for text in warnings:
            self.report({"WARNING"}, text)
        return ""


def show_image(context: Context, camera: str) -> bool:
    """Shows the camera's image in the Image Editors that are open."""
    image, found = find_image(camera), False
    for window in context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "IMAGE_EDITOR" and image is not None:
                area.spaces.active.image = image
                area.tag_redraw()
                found = True
    return found


class ANIMAX_OT_camera_image(bpy.types.Operator):
    bl_idname = "animax.camera_image"
    bl_label = "Show in Image Editor"
    bl_description = "Show this camera's pictures in the Image Editor"
    bl_options = {"INTERNAL"}
    __annotations__ = {"camera": bpy.props.StringProperty(name="Camera")}

    def execute(self, context: Context) -> set[Any]:
        if not show_image(context, str(getattr(self, "camera", ""))):
            self.report({"INFO"}, "No Image Editor is open, or the image is gone")
        return {"FINISHED"}


class ANIMAX_OT_camera_look(bpy.types.Operator):
    bl_idname = "animax.camera_look"
    bl_label = "Look Through Camera"
    bl_description = (
        "Look through this camera in the 3D Viewport; the scene's own camera stays "
        "what it is. The model sees the square in the middle of its frame"
    )
    bl_options = {"INTERNAL"}
    __annotations__ = {"camera": bpy.props.StringProperty(name="Camera")}

    @classmethod
    def poll(cls, context: Context) -> bool:
        return context.space_data is not None and context.space_data.type == "VIEW_3D"

    def execute(self, context: Context) -> set[Any]:
        camera = context.scene.objects.get(str(getattr(self, "camera", "")))
        if camera is None:
            return {"CANCELLED"}
        space = context.space_data
        space.use_local_camera, space.camera = True, camera
        space.region_3d.view_perspective = "CAMERA"
        return {"FINISHED"}


CLASSES = (
    ANIMAX_OT_cameras_add,
    ANIMAX_OT_camera_add,
    ANIMAX_OT_camera_remove,
    ANIMAX_OT_cameras_reset,
    ANIMAX_OT_cameras_remove,
    ANIMAX_OT_cameras_show,
    ANIMAX_OT_camera_image,
    ANIMAX_OT_camera_look,
)
