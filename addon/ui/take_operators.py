"""Deciding on a take, and looking at others: the panel's buttons below Animate."""

from __future__ import annotations

import contextlib

# Any at run time, too: Blender evaluates the annotations of the classes it registers.
from typing import TYPE_CHECKING, Any

import bpy

from .. import pipeline
from ..clips import take_action
from ..core.errors import AnimaxError
from ..review import assets, edited, record, takes
from ..settings import ADVANCED, PANEL, Settings, fields_of
from .operators import chosen_settings, facts_of
from .pictures import pictures
from .properties import FRAMES, SEEDS
from .session import FINISHED, session
from .target import shown_rig, target_armature

if TYPE_CHECKING:
    from ..review.history import Entry
    from ..rig.blender_context import Context
    from ..rig.blender_types import ArmatureObject


def rig_property() -> Any:
    return bpy.props.StringProperty(
        name="Armature",
        description="Name of the rig (empty: the one whose take is undecided)",
        options={"HIDDEN", "SKIP_SAVE"},
    )


def undecided_rig(context: Context, name: str = "") -> ArmatureObject:
    """The named rig; else the panel's if it shows a take, else one that does."""
    found = takes.undecided_takes(context.scene)
    if name:
        found = [(rig, action) for rig, action in found if rig.name == name]
    shown = shown_rig(context)
    rigs = [rig for rig, _ in found]
    if not rigs:
        raise AnimaxError("There is no undecided take.")
    return shown if shown in rigs else rigs[0]


def has_undecided(context: Context) -> bool:
    scene = context.scene
    return session.job is None and scene and bool(takes.undecided_takes(scene))


def listed(names: list[str]) -> str:
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return ", ".join(names[:4]) + more


class ANIMAX_OT_take_accept(bpy.types.Operator):
    bl_idname = "animax.take_accept"
    bl_label = "Accept"
    bl_description = "Keep the take: it becomes the rig's Action"
    bl_options = {"REGISTER", "UNDO"}
    __annotations__ = {
        "to_nla": bpy.props.BoolProperty(
            name="Push Down",
            description="Make it a strip on a new NLA track, above the rig's own "
            "tracks, which play again",
        ),
        "fake_user": bpy.props.BoolProperty(
            name="Fake User",
            description="Keep the Action in the file even where nothing plays it",
        ),
        "as_asset": bpy.props.BoolProperty(
            name="Mark as Asset",
            description="Also mark the Action as an asset, in the catalogue AnimaX",
        ),
        "armature": rig_property(),
    }

    @classmethod
    def description(cls, context: Context, properties: Any) -> str:  # noqa: ARG003
        if properties.as_asset:
            return (
                "Keep the take, and mark it as an asset in the catalogue AnimaX, with "
                "its prompt as description and a picture"
            )
        if properties.to_nla:
            return (
                "Keep the take as a strip on a new NLA track, repeated where it loops; "
                "the rig's own tracks play again"
            )
        return cls.bl_description

    @classmethod
    def poll(cls, context: Context) -> bool:
        return has_undecided(context)

    def execute(self, context: Context) -> set[Any]:
        chosen: Any = self
        try:
            rig = undecided_rig(context, chosen.armature)
            entry = session.history.find(
                record.load(takes.undecided_of(rig)).entry
            )  # fmt: skip
            done = takes.accept(rig, context.scene, chosen.to_nla, chosen.fake_user)
        except AnimaxError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        session.run.action = done.name
        text = f"Accepted {done.name!r}"
        if done.tracks:
            text += f"; NLA tracks that stay muted: {listed(done.tracks)}"
        if chosen.as_asset:
            for warning in mark_asset(done.name, rig, entry):
                self.report({"WARNING"}, warning)
            text += ", marked as an asset"
        self.report({"INFO"}, text)
        return {"FINISHED"}


def mark_asset(name: str, rig: ArmatureObject, entry: Entry | None) -> list[str]:
    """What to tell the artist. entry: the take in the history, if it is there."""
    picture = None
    if entry is not None:
        with contextlib.suppress(AnimaxError):
            picture = pictures.telling(entry)
    path = bpy.data.filepath
    session.unsaved_assets |= not path
    return assets.mark(bpy.data.actions[name], rig.name, picture, path)


class ANIMAX_OT_take_reject(bpy.types.Operator):
    bl_idname = "animax.take_reject"
    bl_label = "Reject"
    bl_description = "Remove the take; the rig and the scene are as they were before it"
    bl_options = {"REGISTER", "UNDO"}
    __annotations__ = {"armature": rig_property()}

    @classmethod
    def poll(cls, context: Context) -> bool:
        return has_undecided(context)

    def execute(self, context: Context) -> set[Any]:
        chosen: Any = self
        try:
            rig = undecided_rig(context, chosen.armature)
            changed, entry = session.keep_edits(context.scene, rig.name)
            done = takes.reject(rig, context.view_layer)
        except AnimaxError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        session.run.action = ""
        text = f"Rejected {done.name!r}"
        if done.tracks:
            text += f"; NLA tracks that play again: {listed(done.tracks)}"
        if changed.curves:
            text += f". {edited.left_text(entry is not None)}"
        self.report({"INFO"}, text)
        return {"FINISHED"}


class ANIMAX_OT_take_show(bpy.types.Operator):
    bl_idname = "animax.take_show"
    bl_label = "Show Take"
    bl_description = "Show this take on its rig, in place of one that is undecided"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}
    __annotations__ = {"entry": bpy.props.StringProperty(options={"HIDDEN"})}

    @classmethod
    def description(cls, context: Context, properties: Any) -> str:  # noqa: ARG003
        entry = session.history.find(properties.entry)
        return f"{entry.text()}. {cls.bl_description}" if entry else cls.bl_description

    @classmethod
    def poll(cls, context: Context) -> bool:
        return session.job is None and context.scene is not None

    def execute(self, context: Context) -> set[Any]:
        chosen: Any = self
        entry = session.history.find(chosen.entry)
        try:
            if entry is None:
                raise AnimaxError("This take is not in the session's history any more.")
            request, result = entry.copy()
            panel: Any = context.scene.animax
            changed, shown = session.keep_edits(context.scene, request.armature)
            action = takes.show(
                context.scene, context.view_layer, request, result, panel.range,
                entry.key, entry.edits,
            )  # fmt: skip
            if changed.curves and not changed.rewritten and shown != entry:
                request.warnings.append(edited.left_text(shown is not None))
        except AnimaxError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        panel.seed = min(entry.seed, SEEDS - 1)
        run = session.run
        run.state, run.action, run.error = FINISHED, action.name, ""
        run.text, run.warnings = f"Shows: {entry.text()}", request.warnings
        run.rig, run.dismissed = request.armature, not request.warnings
        run.remedies = []
        for warning in request.warnings:
            self.report({"WARNING"}, warning)
        return {"FINISHED"}


class ANIMAX_OT_take_settings(bpy.types.Operator):
    bl_idname = "animax.take_settings"
    bl_label = "Use Its Settings"
    bl_description = (
        "Set the panel to the prompt, the settings and the seed that the rig's Action "
        "was made with, and lock the seed"
    )
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        return played_take(shown_rig(context)) is not None

    def execute(self, context: Context) -> set[Any]:
        action = played_take(shown_rig(context))
        panel: Any = context.scene.animax
        known = take_action.settings_of(action)
        panel.prompts.clear()
        panel.until = 0.0
        rows = known.get("prompts") or [{"prompt": action[take_action.PROMPT]}]
        for number, row in enumerate(rows):
            group = panel if number == 0 else panel.prompts.add()
            group.prompt, group.until = row["prompt"], row.get("until") or 0.0
        for field in fields_of(Settings, PANEL, ADVANCED):
            value = known.get(field.name)
            if value is None or field.kind == "prompts":
                continue
            setattr(
                panel, field.name, ",".join(value) if field.kind == "tuple" else value
            )
        panel.unit, panel.frames = FRAMES, int(action[take_action.FRAMES])
        seed = int(action[take_action.SEED])
        if seed >= SEEDS:
            self.report(
                {"WARNING"},
                f"The seed {seed} is too large for the panel; give it on the command "
                "line (--seed).",
            )
        panel.seed, panel.seed_lock = min(seed, SEEDS - 1), True
        return {"FINISHED"}


def played_take(rig: Any) -> Any:
    """The rig's Action if it says how it was made."""
    data = rig.animation_data if rig is not None else None
    action = data.action if data is not None else None
    return action if action is not None and take_action.PROMPT in action else None


class ANIMAX_OT_rig_pin(bpy.types.Operator):
    bl_idname = "animax.rig_pin"
    bl_label = "Pin Rig"
    bl_description = "Keep this rig, whatever is selected; again: follow the selection"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    def execute(self, context: Context) -> set[Any]:
        panel: Any = context.scene.animax
        try:
            panel.rig = None if panel.rig is not None else target_armature(context)
        except AnimaxError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}


class ANIMAX_OT_rig_check(bpy.types.Operator):
    bl_idname = "animax.rig_check"
    bl_label = "Check Rig"
    bl_description = (
        "Look at the rig as Animate does: its bones, which way it faces, what would be "
        "refused or warned of"
    )
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        return session.job is None and context.scene is not None

    def execute(self, context: Context) -> set[Any]:
        run = session.begin()
        try:
            rig = target_armature(context)
            run.rig = rig.name
            settings = chosen_settings(context, rig)
            if not settings.prompt.strip():
                # Of the rig, not of the prompt.
                settings = Settings(prompt="moves", model=settings.model)
            with takes.put_aside(rig):
                request = pipeline.prepare(context.scene, settings, rig)
        except AnimaxError as error:
            session.fail(error)
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        session.facts[rig.name] = facts_of(request)
        run.state, run.warnings = FINISHED, request.warnings
        session.doubt(request)
        run.text = f"{rig.name!r} can be animated"
        for warning in request.warnings:
            self.report({"WARNING"}, warning)
        return {"FINISHED"}


class ANIMAX_OT_dismiss(bpy.types.Operator):
    bl_idname = "animax.dismiss"
    bl_label = "Dismiss"
    bl_description = "Hide what the last run said"
    bl_options = {"INTERNAL"}

    def execute(self, context: Context) -> set[Any]:
        session.run.dismissed = True
        return {"FINISHED"}


class ANIMAX_OT_prompt_add(bpy.types.Operator):
    bl_idname = "animax.prompt_add"
    bl_label = "Add Prompt"
    bl_description = "Add a prompt that follows in the same take"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    def execute(self, context: Context) -> set[Any]:
        context.scene.animax.prompts.add()
        return {"FINISHED"}


class ANIMAX_OT_prompt_remove(bpy.types.Operator):
    bl_idname = "animax.prompt_remove"
    bl_label = "Remove Prompt"
    bl_description = "Remove this prompt"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}
    # Blender reads the annotations.
    __annotations__ = {"index": bpy.props.IntProperty(min=0)}

    def execute(self, context: Context) -> set[Any]:
        prompts: Any = context.scene.animax.prompts
        index: int = getattr(self, "index", 0)
        if index >= len(prompts):
            return {"CANCELLED"}
        prompts.remove(index)
        return {"FINISHED"}


class ANIMAX_OT_prompt_use(bpy.types.Operator):
    bl_idname = "animax.prompt_use"
    bl_label = "Use Prompt"
    bl_description = "Use this prompt again"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}
    __annotations__ = {"prompt": bpy.props.StringProperty()}

    def execute(self, context: Context) -> set[Any]:
        chosen: Any = self
        context.scene.animax.prompt = chosen.prompt
        return {"FINISHED"}


CLASSES = (
    ANIMAX_OT_take_accept,
    ANIMAX_OT_take_reject,
    ANIMAX_OT_take_show,
    ANIMAX_OT_take_settings,
    ANIMAX_OT_rig_pin,
    ANIMAX_OT_rig_check,
    ANIMAX_OT_dismiss,
    ANIMAX_OT_prompt_add,
    ANIMAX_OT_prompt_remove,
    ANIMAX_OT_prompt_use,
)
