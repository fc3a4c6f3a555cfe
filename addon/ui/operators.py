"""The Animate button: blocking in scripts, with progress and Esc in the interface."""

from __future__ import annotations

import dataclasses
import random

# Any at run time, too: Blender evaluates the annotations of the classes it registers.
from typing import TYPE_CHECKING, Any

import bpy

from .. import memory_plan, pipeline, variations
from ..clips.frame_rate import scene_fps
from ..core import log, native
from ..core.errors import AnimaxError, CancelledError
from ..core.jobs import Job, run_blocking
from ..core.joints import select_joints
from ..review import edited, takes
from ..settings import ADVANCED, PANEL, PREFERENCES, Settings, echo
from ..views.live_figure import LiveFigure
from . import preferences
from .live_view import live_view
from .option_properties import keyword_properties, read_keywords, read_properties
from .properties import NEW_SEEDS, SECONDS, SEEDS
from .session import FINISHED, IDLE, session
from .target import target_armature
from .words import tip

if TYPE_CHECKING:
    from ..core.array_types import EngineResult, MemoryPlan
    from ..core.jobs import Work
    from ..request import Request
    from ..rig.blender_context import Context
    from ..rig.blender_types import ArmatureObject

PLACES = (PANEL, ADVANCED, PREFERENCES)


def settings_of(
    context: Context,
    armature: ArmatureObject,
    settings: type[Settings] = Settings,
) -> Settings:
    """The Settings of the panel and the preferences."""
    preferred, libraries = preferences.read_preferences(context, settings)
    native.set_cuda_folder(libraries)
    chosen = read_properties(settings, context.scene.animax, PANEL, ADVANCED)
    return settings(armature=armature.name, **chosen, **preferred)


def chosen_settings(context: Context, armature: ArmatureObject) -> Settings:
    """The same with the length in frames, where the panel has it in seconds."""
    settings, panel = settings_of(context, armature), context.scene.animax
    if panel.unit != SECONDS:
        return settings
    # A clip of n frames lasts n - 1 intervals.
    frames = round(panel.seconds * scene_fps(context.scene)) + 1
    return dataclasses.replace(settings, frames=frames if panel.seconds > 0 else 0)


class ANIMAX_OT_animate(bpy.types.Operator):
    bl_idname = "animax.animate"
    bl_label = "Animate"
    bl_description = "Generate keyframes for the rig from the prompt"
    bl_options = {"REGISTER", "UNDO"}
    # Blender reads the annotations. What is not given is as in the panel.
    __annotations__ = {
        **keyword_properties(Settings, *PLACES),
        "armature": bpy.props.StringProperty(
            name="Armature",
            description="Name of the rig (empty: as in the panel)",
            options={"HIDDEN", "SKIP_SAVE"},
        ),
        "reroll": bpy.props.BoolProperty(
            name="Re-roll",
            description="With a new seed, even if it is locked",
            options={"HIDDEN", "SKIP_SAVE"},
        ),
        "confirmed": bpy.props.BoolProperty(
            name="Confirmed",
            description="Begin at once, however long it takes",
            options={"HIDDEN", "SKIP_SAVE"},
        ),
        "accept": bpy.props.BoolProperty(
            name="Accept",
            description="Accept the take at once",
            options={"HIDDEN", "SKIP_SAVE"},
        ),
    }

    _timer: Any = None
    _job: Any = None
    _request: Any = None
    _scene = ""

    @classmethod
    def description(cls, context: Context, properties: Any) -> str:  # noqa: ARG003
        if properties.reroll:
            return tip("Generate another take with a new seed, in place of this one")
        return tip(cls.bl_description)

    @classmethod
    def poll(cls, context: Context) -> bool:
        return session.job is None and context.scene is not None

    def execute(self, context: Context) -> set[Any]:
        """Blocks: for --background and scripts."""
        session.begin()
        try:
            request = self.prepare(context)
            cancel = native.load().Cancel()
            result = run_blocking(worker(request), cancel)
            self.finish(context, context.scene, request, result)
        except AnimaxError as error:
            return self.report_error(error)
        return {"FINISHED"}

    def invoke(self, context: Context, event: bpy.types.Event) -> set[Any]:
        session.begin()
        try:
            self._request = self.prepare(context)
            cancel = native.load().Cancel()
        except AnimaxError as error:
            return self.report_error(error)
        needs = self._request.needs
        if memory_plan.is_long(needs) and not getattr(self, "confirmed", False):
            return self.ask(needs)
        self._scene = context.scene.name
        live = LiveFigure(self._request) if context.scene.animax.live else None
        work = worker(self._request, live)
        self._job = session.job = Job(work, cancel).start()
        if live is not None:
            live_view.start(live, context.scene)
        manager = context.window_manager
        self._timer = manager.event_timer_add(0.1, window=context.window)
        manager.progress_begin(0, 100)
        manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def ask(self, needs: MemoryPlan | None) -> set[Any]:
        """A question before a long take; nothing has been begun."""
        session.run.state = IDLE
        session.question = memory_plan.question(needs) if needs else []
        session.asked = {
            one.identifier: getattr(self, one.identifier)
            for one in self.properties.bl_rna.properties
            if one.identifier != "rna_type"
            and self.properties.is_property_set(one.identifier)
        }
        own_operators().confirm("INVOKE_DEFAULT")
        return {"CANCELLED"}

    def modal(self, context: Context, event: bpy.types.Event) -> set[Any]:
        job = self._job
        if event.type == "ESC" and event.value == "PRESS":
            job.cancel()
            redraw(context)
            return {"RUNNING_MODAL"}
        if event.type != "TIMER":
            return {"PASS_THROUGH"}
        if job.poll():
            context.window_manager.progress_update(int(100 * job.fraction))
        redraw(context)
        live_view.tick()
        if not job.done:
            return {"PASS_THROUGH"}
        self.close(context)
        try:
            result = job.result()
            # Looked up by name now: undo and file loading replace Blender's data.
            scene = bpy.data.scenes.get(self._scene)
            if scene is None:
                raise AnimaxError("The scene no longer exists; no keys were written.")
            self.finish(context, scene, self._request, result)
        except AnimaxError as error:
            return self.report_error(error)
        return {"FINISHED"}

    def cancel(self, context: Context) -> None:
        """Blender ends the operator (a file is opened, Blender quits)."""
        if self._job is not None:
            self._job.cancel()
            self._job.wait(5.0)
            session.fail(CancelledError())
        self.close(context)

    def close(self, context: Context) -> None:
        session.job = None
        live_view.stop()
        if self._timer is not None:
            context.window_manager.event_timer_remove(self._timer)
            context.window_manager.progress_end()
            self._timer = None
        redraw(context)

    def prepare(self, context: Context) -> Request:
        """The rig as it is without an undecided take, which a further one replaces."""
        given = read_keywords(Settings, self, *PLACES)
        takes.remove_orphans()
        armature = target_armature(context, getattr(self, "armature", ""))
        session.run.rig = armature.name
        settings = dataclasses.replace(chosen_settings(context, armature), **given)
        if "prompt" in given:
            settings = dataclasses.replace(settings, prompts=())
        free = getattr(self, "reroll", False) or not context.scene.animax.seed_lock
        if free and "seed" not in given:
            settings = dataclasses.replace(settings, seed=new_seed())
        shown = takes.undecided_of(armature)
        changed = edited.poses_of(shown, edited.find(shown))
        with takes.put_aside(armature):
            return pipeline.prepare(context.scene, settings, armature, changed)

    def finish(
        self,
        context: Context,
        scene: bpy.types.Scene,
        request: Request,
        result: EngineResult,
    ) -> None:
        entries = session.history.add(session.run.number, request, result)
        layer = context.view_layer if context.scene == scene else None
        panel: Any = scene.animax  # type: ignore[attr-defined]
        action = takes.show(
            scene, layer, request, result, panel.range, entries[0].key,
            session.keep_edits(scene, request.armature)[0],
        )  # fmt: skip
        # For the lock.
        panel.seed = min(int(result["seed"]), SEEDS - 1)
        session.facts[request.armature] = facts_of(request)
        name = action.name
        if getattr(self, "accept", False):
            rig: Any = scene.objects[request.armature]
            name = takes.accept(rig, scene).name
        run = session.run
        run.state, run.action, run.warnings = FINISHED, name, request.warnings
        run.text = result_text(request, result)
        session.doubt(request)
        self.report({"INFO"}, run.text)
        log.log_run(run.text, echo(request.settings), result)
        for warning in request.warnings:
            self.report({"WARNING"}, warning)

    def report_error(self, error: AnimaxError) -> set[Any]:
        session.fail(error)
        level = "INFO" if isinstance(error, CancelledError) else "ERROR"
        self.report({level}, str(error))
        return {"CANCELLED"}


def new_seed() -> int:
    return random.SystemRandom().randrange(NEW_SEEDS)


def result_text(request: Request, result: EngineResult) -> str:
    seconds = sum(v for v in result["seconds"].values())
    chosen = variations.choice_text(result)
    front = request.front
    keyed = len(takes.keyed_bones(request))
    what = "bones" if request.plan is None else "controls"
    facing = f" of a rig that faces {front.direction.upper()}" if front.angle else ""
    through = ""
    if request.artist_cameras is not None:
        through = f" through the cameras of {request.artist_cameras.collection!r}"
    return (
        f"{request.frames} frames for {keyed} {what}{facing} "
        f"in {seconds:.1f} s on {result['device']}{through}{chosen}"
    )


def facts_of(request: Request) -> list[str]:
    """What is known about the rig, for the panel."""
    rig, front, plan = request.skeleton, request.front, request.plan
    bones, keyed = len(rig["names"]), len(takes.keyed_bones(request))
    deforming = int(((rig["flags"] & native.DEFORMS) != 0).sum())
    joints = select_joints(request.seen_skeleton, request.spec)
    found = [f"{bones} bones, {deforming} deform"]
    if plan is not None:
        found = [f"{plan.kind}: {len(plan.controls)} controls"]
        bones = len(plan.controls)
    if keyed < bones:
        found.append(f"{keyed} get keys")
    found.append(f"{len(joints['position'])} joints seen")
    found.append(f"Faces {front.direction.upper()}")
    return found


def worker(request: Request, poses: LiveFigure | None = None) -> Work:
    return lambda progress, cancel: pipeline.generate(
        request, progress=progress, cancel=cancel, poses=poses
    )


class ANIMAX_OT_confirm(bpy.types.Operator):
    bl_idname = "animax.confirm"
    bl_label = "Begin a Long Take?"
    bl_description = "Begin the take that was asked about"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: Context) -> bool:  # noqa: ARG003
        return session.job is None and bool(session.question)

    def invoke(self, context: Context, event: bpy.types.Event) -> set[Any]:
        return context.window_manager.invoke_props_dialog(self, width=420)

    def draw(self, context: Context) -> None:
        layout: Any = self.layout
        for line in session.question:
            layout.label(text=line)

    def execute(self, context: Context) -> set[Any]:
        asked, session.asked, session.question = session.asked, {}, []
        own_operators().animate("INVOKE_DEFAULT", **{**asked, "confirmed": True})
        return {"FINISHED"}


class ANIMAX_OT_cancel(bpy.types.Operator):
    bl_idname = "animax.cancel"
    bl_label = "Cancel"
    bl_description = "Stop within a second or two and leave the scene unchanged"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: Context) -> bool:  # noqa: ARG003
        return session.job is not None

    def execute(self, context: Context) -> set[Any]:
        if session.job is not None:
            session.job.cancel()
        return {"FINISHED"}


def own_operators() -> Any:
    """bpy.ops.animax, which type checkers do not know."""
    return getattr(bpy.ops, "animax")  # noqa: B009


def redraw(context: Context) -> None:
    """The sidebars alone: a viewport with a heavy scene takes long to draw. What moves
    in it is live_view's."""
    for window in context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                for region in area.regions:
                    if region.type == "UI":
                        region.tag_redraw()


def stop_running() -> None:
    """Ends the worker thread when the add-on is disabled."""
    if session.job is not None:
        session.job.cancel()
        session.job.wait(5.0)
        session.job = None


CLASSES = (ANIMAX_OT_animate, ANIMAX_OT_confirm, ANIMAX_OT_cancel)
