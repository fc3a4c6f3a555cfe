"""Buttons beside an error or a doubt that do what the sentence says would help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from ..core import errors
from ..core.errors import AnimaxError
from ..core.front import AXES
from ..rig.blender_context import update_view_layer
from .preferences import ADDON_PACKAGE
from .session import session

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..core.errors import Remedy
    from ..rig.blender_context import Context

# By kind: the button's text and icon, and its tooltip.
BUTTONS = {
    errors.APPLY_SCALE: (
        "Apply Scale", "CON_SIZELIKE",
        "Apply the armature's scale to its bones. Actions that move bones away from "
        "their parents move them further or less than before",
    ),
    errors.MAKE_OVERRIDE: (
        "Make Library Override", "LIBRARY_DATA_OVERRIDE",
        "Make an override of the linked rig and its meshes, which can hold keys here",
    ),
    errors.SELECT_RIG: (
        "Select Rig", "RESTRICT_SELECT_OFF", "Make this armature the active one",
    ),
    errors.LEAVE_EDIT_MODE: (
        "Leave Edit Mode", "OBJECT_DATAMODE", "Change to Object Mode",
    ),
}  # fmt: skip


def draw_remedy(layout: Any, remedy: Remedy) -> None:
    if remedy.kind == errors.CHOOSE_MODEL:
        layout.operator("animax.choose_model", icon="FILE_FOLDER")
        return
    if remedy.kind == errors.SET_FRONT:
        row = layout.row(align=True)
        row.label(text="Faces")
        for front in AXES:
            button = row.operator("animax.remedy", text=front.upper())
            button.kind, button.value = remedy.kind, front
        return
    text, icon, _ = BUTTONS[remedy.kind]
    if remedy.kind == errors.SELECT_RIG:
        text = f"Select {remedy.name!r}"
    button = layout.operator("animax.remedy", text=text, icon=icon)
    button.kind, button.value = remedy.kind, remedy.name


class ANIMAX_OT_remedy(bpy.types.Operator):
    bl_idname = "animax.remedy"
    bl_label = "Remedy"
    bl_description = "Do what would help"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}
    __annotations__ = {
        "kind": bpy.props.StringProperty(options={"HIDDEN"}),
        # A rig's name; a front.
        "value": bpy.props.StringProperty(options={"HIDDEN"}),
    }

    @classmethod
    def description(cls, context: Context, properties: Any) -> str:  # noqa: ARG003
        if properties.kind == errors.SET_FRONT:
            return (
                f"Set Front, under Advanced, to {properties.value.upper()}: take the "
                "rig to face that way"
            )
        found = BUTTONS.get(properties.kind)
        return found[2] if found else cls.bl_description

    @classmethod
    def poll(cls, context: Context) -> bool:
        return session.job is None and context.scene is not None

    def execute(self, context: Context) -> set[Any]:
        chosen: Any = self
        act = ACTS.get(chosen.kind)
        try:
            if act is None:
                raise AnimaxError(f"There is no remedy {chosen.kind!r}.")
            text = act(context, chosen.value)
        except (AnimaxError, RuntimeError) as error:
            self.report({"ERROR"}, str(error).strip())
            return {"CANCELLED"}
        session.run.remedies = []
        # An error is dealt with; a take's warnings may not all be.
        session.run.dismissed = bool(session.run.error)
        self.report({"INFO"}, f"{text}. Now press Animate again.")
        return {"FINISHED"}


class ANIMAX_OT_choose_model(bpy.types.Operator):
    bl_idname = "animax.choose_model"
    bl_label = "Choose Model Folder"
    bl_description = "Choose the folder of the model, which holds its model.json"
    bl_options = {"INTERNAL"}
    __annotations__ = {
        "directory": bpy.props.StringProperty(subtype="DIR_PATH"),
        "filter_folder": bpy.props.BoolProperty(default=True, options={"HIDDEN"}),
    }

    @classmethod
    def poll(cls, context: Context) -> bool:
        addon = context.preferences.addons.get(ADDON_PACKAGE)
        return addon is not None and addon.preferences is not None

    def invoke(self, context: Context, event: bpy.types.Event) -> set[Any]:
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: Context) -> set[Any]:
        chosen: Any = self
        preferences: Any = context.preferences.addons[ADDON_PACKAGE].preferences
        preferences.model = chosen.directory
        context.preferences.is_dirty = True
        session.run.remedies, session.run.dismissed = [], True
        return {"FINISHED"}


# What they do ------------------------------------------------------------------------


def rig_called(context: Context, name: str) -> Any:
    found: Any = context.scene.objects.get(name)
    if found is None or found.type != "ARMATURE":
        raise AnimaxError(f"There is no armature called {name!r} in the scene.")
    return found


def apply_scale(context: Context, name: str) -> str:
    """Blender keeps the children where they are."""
    rig = rig_called(context, name)
    if rig.data.users > 1:
        raise AnimaxError(
            f"Other objects use the bones of {name!r}, too; make them its own first "
            "(Object, Relations, Make Single User, Object & Data)."
        )
    make_active(context, rig)
    with context.temp_override(
        object=rig, active_object=rig, selected_objects=[rig],
        selected_editable_objects=[rig],
    ):  # fmt: skip
        bpy.ops.object.transform_apply(location=False, rotation=False, scale=True)
    return f"Applied the scale of {name!r}"


def make_active(context: Context, rig: Any) -> None:
    """The active and only selected object, in Object Mode."""
    layer: Any = context.view_layer
    active = layer.objects.active
    if active is not None and active.mode != "OBJECT":
        bpy.ops.object.mode_set(mode="OBJECT")
    if rig.name not in layer.objects:
        raise AnimaxError(
            f"{rig.name!r} is in a collection that this view layer excludes; include "
            "it first (Outliner)."
        )
    for obj in layer.objects:
        obj.select_set(obj == rig)
    layer.objects.active = rig


def select_rig(context: Context, name: str) -> str:
    rig = rig_called(context, name)
    context.scene.animax.rig = None
    make_active(context, rig)
    return f"Selected {name!r}"


def leave_edit_mode(context: Context, name: str) -> str:  # noqa: ARG001
    bpy.ops.object.mode_set(mode="OBJECT")
    return "Left Edit Mode"


def set_front(context: Context, front: str) -> str:
    context.scene.animax.front = front
    return f"Front is {front.upper()}"


def make_override(context: Context, name: str) -> str:
    """Of a rig that an empty shows as an instance of its collection, that is linked
    with its collection, or alone."""
    linked = [o for o in bpy.data.objects if o.library is not None]
    rig: Any = next((o for o in linked if o.name == name), None)
    if rig is None:
        raise AnimaxError(f"There is no linked armature called {name!r}.")
    scene, layer = context.scene, context.view_layer
    for empty in scene.objects:
        shown: Any = empty.instance_collection
        instances = empty.instance_type == "COLLECTION" and shown is not None
        if instances and rig in list(shown.all_objects):
            make_active(context, empty)
            bpy.ops.object.make_override_library()
            break
    else:
        override_linked(scene, layer, rig)
    update_view_layer()
    made = [o for o in scene.objects if is_override_of(o, rig)]
    if not made:
        raise AnimaxError(
            f"Blender could not override {name!r}; make it local instead (Object, "
            "Relations, Make Local)."
        )
    context.scene.animax.rig = None
    make_active(context, made[0])
    return f"Made a library override of {name!r}"


def is_override_of(obj: Any, rig: Any) -> bool:
    return obj.override_library is not None and obj.override_library.reference == rig


def override_linked(scene: Any, layer: Any, rig: Any) -> None:
    """Blender leaves what is linked where it is, beside the override."""
    parents = [scene.collection, *scene.collection.children_recursive]
    parents = [parent for parent in parents if parent.library is None]
    for parent in parents:
        for child in list(parent.children):
            if child.library is not None and rig in list(child.all_objects):
                made = child.override_hierarchy_create(
                    scene, layer, do_fully_editable=True
                )
                if made is not None:
                    parent.children.unlink(child)
                return
    rig.override_hierarchy_create(scene, layer, do_fully_editable=True)
    made = [o for o in scene.objects if o.override_library is not None]
    for original in [o.override_library.reference for o in made]:
        for parent in parents:
            if original is not None and original in list(parent.objects):
                parent.objects.unlink(original)


ACTS: dict[str, Callable[[Any, str], str]] = {
    errors.APPLY_SCALE: apply_scale,
    errors.MAKE_OVERRIDE: make_override,
    errors.SELECT_RIG: select_rig,
    errors.LEAVE_EDIT_MODE: leave_edit_mode,
    errors.SET_FRONT: set_front,
}

CLASSES = (ANIMAX_OT_remedy, ANIMAX_OT_choose_model)
