"""The mapping of a control rig: proposing it, changing its rows, and files of it."""

from __future__ import annotations

import contextlib
import dataclasses
import os

# Any at run time, too: Blender evaluates the annotations of the classes it registers.
from typing import TYPE_CHECKING, Any

import bpy

from ..controls.read_controls import propose_map
from ..controls.stored_map import read_text, store, stored_text
from ..core.atomic_file import atomic_write, check_writable
from ..core.controls_map import ControlsMap, read_file, to_text
from ..core.errors import AnimaxError
from ..review import takes
from ..rig.choose_rig import check_armature
from ..rig.find_rig import revealed
from .camera_operators import CameraOperator
from .target import shown_rig
from .words import tip

if TYPE_CHECKING:
    from ..rig.blender_context import Context
    from ..rig.blender_types import ArmatureObject

UNDONE: Any = {"REGISTER", "UNDO"}
END, BEND = "end", "bend"
HIDDEN: Any = {"HIDDEN", "SKIP_SAVE"}


def shown_map(context: Context) -> ControlsMap | None:
    """Of the rig that the panel names; None where it has none that can be read."""
    rig = shown_rig(context)
    return read_text(stored_text(rig))[0] if rig is not None else None


def map_of(armature: ArmatureObject) -> ControlsMap:
    found = read_text(stored_text(armature))[0]
    if found is None:
        raise AnimaxError(
            f"{armature.name!r} has no controls map; propose one (Propose Mapping)."
        )
    return found


def text_property(name: str, **more: Any) -> Any:
    return bpy.props.StringProperty(name=name, options=HIDDEN, **more)


class ANIMAX_OT_map_propose(CameraOperator, bpy.types.Operator):
    bl_idname = "animax.map_propose"
    bl_label = "Propose Mapping"
    bl_description = (
        "Find which control turns which bone, by turning each a little, and list it "
        "here, to be changed where it is not what you want"
    )
    bl_options = UNDONE

    def work(self, context: Context, armature: ArmatureObject) -> str:
        check_armature(armature)
        with contextlib.ExitStack() as undo:
            undo.enter_context(takes.put_aside(armature))
            undo.enter_context(revealed(armature))
            found = propose_map(armature)
        if found is None:
            raise AnimaxError(
                f"{armature.name!r} has no controls to map: its bones are keyed "
                "themselves."
            )
        store(armature, found)
        return (
            f"{len(found.bones)} bones and {len(found.limbs)} limbs of "
            f"{armature.name!r}"
        )


class WithMap(CameraOperator):
    """Those for which the rig needs a mapping."""

    @classmethod
    def poll(cls, context: Context) -> bool:
        return super().poll(context) and shown_map(context) is not None


class ANIMAX_OT_map_remove(CameraOperator, bpy.types.Operator):
    bl_idname = "animax.map_remove"
    bl_label = "Remove Mapping"
    bl_description = "Delete this rig's mapping: takes key what is found"
    bl_options = UNDONE

    def work(self, context: Context, armature: ArmatureObject) -> str:
        store(armature, None)
        return ""


class ANIMAX_OT_map_reset(WithMap, bpy.types.Operator):
    bl_idname = "animax.map_reset"
    bl_label = "Reset Mapping"
    bl_description = "Put all rows, or this one, back to what was proposed"
    bl_options = UNDONE
    __annotations__ = {
        "bone": text_property("Bone", description="Of one row; empty: all rows"),
    }

    def work(self, context: Context, armature: ArmatureObject) -> str:
        mapping, bone = map_of(armature), str(getattr(self, "bone", ""))
        bones = [
            dataclasses.replace(row, control=row.proposed, keyed=True)
            if row.bone == bone or not bone
            else row
            for row in mapping.bones
        ]
        limbs = [
            row
            if bone
            else dataclasses.replace(
                row, by="", end=row.proposed_end, bend=row.proposed_bend
            )
            for row in mapping.limbs
        ]
        store(armature, ControlsMap(tuple(bones), tuple(limbs)))
        return ""


class ANIMAX_OT_map_key(WithMap, bpy.types.Operator):
    bl_idname = "animax.map_key"
    bl_label = "Key or Leave Out"
    bl_description = (
        "Whether this control gets keys. One that is left out keeps its own animation; "
        "what it turns stays as it lies on the rest of the body"
    )
    bl_options = UNDONE
    __annotations__ = {"bone": text_property("Bone")}

    def work(self, context: Context, armature: ArmatureObject) -> str:
        mapping, bone = map_of(armature), str(getattr(self, "bone", ""))
        bones = [
            dataclasses.replace(row, keyed=not row.keyed) if row.bone == bone else row
            for row in mapping.bones
        ]
        store(armature, dataclasses.replace(mapping, bones=tuple(bones)))
        return ""


class ANIMAX_OT_map_limb(WithMap, bpy.types.Operator):
    bl_idname = "animax.map_limb"
    bl_label = "FK or IK of a Limb"
    bl_description = "How this limb is keyed"
    bl_options = UNDONE
    __annotations__ = {
        "switch": text_property("Switch"),
        "property": text_property("Property"),
        "by": bpy.props.EnumProperty(
            name="By",
            description="How this limb is keyed",
            items=[
                ("option", "As Controls", "As the option Controls says"),
                ("fk", "FK", "By the controls that turn its bones one by one"),
                ("ik", "IK", "By the controls of its end and of its bend"),
            ],
        ),
    }

    @classmethod
    def description(cls, context: Context, properties: Any) -> str:  # noqa: ARG003
        by: Any = cls.bl_rna.properties["by"]
        return tip(by.enum_items[properties.by].description)

    def work(self, context: Context, armature: ArmatureObject) -> str:
        by = str(getattr(self, "by", ""))
        change_limb(armature, self, by="" if by == "option" else by)
        return ""


def change_limb(armature: ArmatureObject, operator: Any, **values: str) -> None:
    """Of the limb that the operator names."""
    mapping = map_of(armature)
    key = (str(operator.switch), str(operator.property))
    limbs = [
        dataclasses.replace(row, **values) if (row.switch, row.property) == key else row
        for row in mapping.limbs
    ]
    store(armature, dataclasses.replace(mapping, limbs=tuple(limbs)))


# Blender does not keep the texts of items that a function makes.
listed: list[tuple[str, str, str]] = []


def bone_items(_: Any, context: Context | None) -> list[tuple[str, str, str]]:
    rig = shown_rig(context) if context is not None else None
    names = list(rig.data.bones.keys()) if rig is not None else []
    listed[:] = [(name, name, "") for name in names]
    return listed


class ANIMAX_OT_map_choose(WithMap, bpy.types.Operator):
    bl_idname = "animax.map_choose"
    bl_label = "Choose Control"
    bl_description = "Choose the bone that is keyed here: type a part of its name"
    bl_options = UNDONE
    bl_property = "listed"
    __annotations__ = {
        "bone": text_property("Bone"),
        "switch": text_property("Switch"),
        "property": text_property("Property"),
        "part": text_property("Part"),
        "control": text_property("Control"),
        "listed": bpy.props.EnumProperty(name="Bone", items=bone_items, options=HIDDEN),
    }

    @classmethod
    def description(cls, context: Context, properties: Any) -> str:  # noqa: ARG003
        # Names that the sidebar cuts.
        name = properties.bone or properties.switch
        return f"{tip(cls.bl_description)}\n{name}" if name else tip(cls.bl_description)

    def invoke(self, context: Context, event: bpy.types.Event) -> set[Any]:
        context.window_manager.invoke_search_popup(self)
        return {"RUNNING_MODAL"}

    def work(self, context: Context, armature: ArmatureObject) -> str:
        own: Any = self
        name = str(own.control or own.listed)
        if name not in armature.data.bones:
            raise AnimaxError(f"{armature.name!r} has no bone {name!r}.")
        if own.part in (END, BEND):
            change_limb(armature, own, **{str(own.part): name})
            return ""
        mapping = map_of(armature)
        bones = [
            dataclasses.replace(row, control=name) if row.bone == own.bone else row
            for row in mapping.bones
        ]
        store(armature, dataclasses.replace(mapping, bones=tuple(bones)))
        return ""


class MapFile(CameraOperator):
    """Those that ask for a file."""

    def invoke(self, context: Context, event: bpy.types.Event) -> set[Any]:
        own: Any = self
        if not own.filepath:
            rig = shown_rig(context)
            own.filepath = f"{rig.name if rig is not None else 'rig'}-controls.json"
        context.window_manager.fileselect_add(own)
        return {"RUNNING_MODAL"}


FILE = {
    "filepath": bpy.props.StringProperty(
        name="File", subtype="FILE_PATH", options={"SKIP_SAVE"}
    ),
    "filter_glob": bpy.props.StringProperty(default="*.json", options=HIDDEN),
}


class ANIMAX_OT_map_save(WithMap, MapFile, bpy.types.Operator):
    bl_idname = "animax.map_save"
    bl_label = "Save Mapping"
    bl_description = "Save this mapping as a JSON file, for other rigs and batches"
    bl_options = {"INTERNAL"}
    __annotations__ = dict(FILE)

    def work(self, context: Context, armature: ArmatureObject) -> str:
        path = bpy.path.ensure_ext(str(getattr(self, "filepath", "")), ".json")
        path, mapping = os.path.abspath(bpy.path.abspath(path)), map_of(armature)
        check_writable(path, "controls map")
        with atomic_write(path, "controls map") as part:
            part.write_text(to_text(mapping) + "\n", encoding="utf-8")
        return f"Saved {path}"


class ANIMAX_OT_map_load(MapFile, bpy.types.Operator):
    bl_idname = "animax.map_load"
    bl_label = "Load Mapping"
    bl_description = "Take the mapping of a JSON file for this rig"
    bl_options = UNDONE
    __annotations__ = dict(FILE)

    def work(self, context: Context, armature: ArmatureObject) -> str:
        path = bpy.path.abspath(str(getattr(self, "filepath", "")))
        mapping = read_file(path)
        store(armature, mapping)
        names = [row.bone for row in mapping.bones] + mapping.names()
        lost = sorted({name for name in names if name not in armature.data.bones})
        if lost:
            self.report(
                {"WARNING"},
                f"{armature.name!r} does not have: {', '.join(lost)}",
            )
        return ""


CLASSES = (
    ANIMAX_OT_map_propose,
    ANIMAX_OT_map_remove,
    ANIMAX_OT_map_reset,
    ANIMAX_OT_map_key,
    ANIMAX_OT_map_limb,
    ANIMAX_OT_map_choose,
    ANIMAX_OT_map_save,
    ANIMAX_OT_map_load,
)
