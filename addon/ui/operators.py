"""The Animate button: blocking in scripts, with progress and Esc in the interface."""

from __future__ import annotations

# Any at run time, too: Blender evaluates the annotations of the classes it registers.
from typing import TYPE_CHECKING, Any

import bpy

from .. import pipeline
from ..core import native
from ..core.errors import AnimaxError, CancelledError
from ..core.jobs import Job, run_blocking
from ..rig.armature import find_armature
from ..rig.meshes import bound_meshes
from ..settings import ADVANCED, PANEL, Settings
from . import preferences
from .option_properties import read_properties

if TYPE_CHECKING:
    from ..core.array_types import EngineResult
    from ..core.jobs import Work
    from ..request import Request
    from ..rig.blender_context import Context
    from ..rig.blender_types import ArmatureObject


# The one running job; not in the scene, which is saved and undone.
running_job: Job | None = None


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


def target_armature(context: Context) -> ArmatureObject:
    """The active object, or the armature that moves it; else the file's own."""
    obj = context.object
    if obj is None:
        return find_armature("", context.scene.objects)
    if obj.type == "ARMATURE":
        return obj
    armature = obj.find_armature()
    if armature is None and obj.parent is not None and obj.parent.type == "ARMATURE":
        armature = obj.parent
    if armature is None:
        rigs = [o for o in context.scene.objects if o.type == "ARMATURE"]
        rigs = [rig for rig in rigs if bound_meshes(rig, [obj])]
        armature = rigs[0] if len(rigs) == 1 else None
    return armature or find_armature("", context.scene.objects)


class ANIMAX_OT_animate(bpy.types.Operator):
    bl_idname = "animax.animate"
    bl_label = "Animate"
    bl_description = "Generate keyframes for the rig from the prompt"
    bl_options = {"REGISTER", "UNDO"}

    _timer: Any = None
    _job: Any = None
    _request: Any = None
    _scene = ""

    @classmethod
    def poll(cls, context: Context) -> bool:
        return running_job is None and context.scene is not None

    def execute(self, context: Context) -> set[Any]:
        """Blocks: for --background and scripts."""
        try:
            request = self.prepare(context)
            cancel = native.load().Cancel()
            result = run_blocking(worker(request), cancel)
            pipeline.finish(context.scene, request, result)
        except AnimaxError as error:
            return self.report_error(error)
        self.report_result(request, result)
        return {"FINISHED"}

    def invoke(self, context: Context, event: bpy.types.Event) -> set[Any]:
        global running_job
        try:
            self._request = self.prepare(context)
            cancel = native.load().Cancel()
        except AnimaxError as error:
            return self.report_error(error)
        self._scene = context.scene.name
        self._job = running_job = Job(worker(self._request), cancel).start()
        manager = context.window_manager
        self._timer = manager.event_timer_add(0.1, window=context.window)
        manager.progress_begin(0, 100)
        manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

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
        if not job.done:
            return {"PASS_THROUGH"}
        self.close(context)
        try:
            result = job.result()
            # Looked up by name now: undo and file loading replace Blender's data.
            scene = bpy.data.scenes.get(self._scene)
            if scene is None:
                raise AnimaxError("The scene no longer exists; no keys were written.")
            pipeline.finish(scene, self._request, result)
        except AnimaxError as error:
            return self.report_error(error)
        self.report_result(self._request, result)
        return {"FINISHED"}

    def cancel(self, context: Context) -> None:
        """Blender ends the operator (a file is opened, Blender quits)."""
        if self._job is not None:
            self._job.cancel()
            self._job.wait(5.0)
        self.close(context)

    def close(self, context: Context) -> None:
        global running_job
        running_job = None
        if self._timer is not None:
            context.window_manager.event_timer_remove(self._timer)
            context.window_manager.progress_end()
            self._timer = None
        redraw(context)

    def prepare(self, context: Context) -> Request:
        armature = target_armature(context)
        return pipeline.prepare(context.scene, settings_of(context, armature), armature)

    def report_error(self, error: AnimaxError) -> set[Any]:
        level = "INFO" if isinstance(error, CancelledError) else "ERROR"
        self.report({level}, str(error))
        return {"CANCELLED"}

    def report_result(self, request: Request, result: EngineResult) -> None:
        for warning in request.warnings:
            self.report({"WARNING"}, warning)
        seconds = sum(v for v in result["seconds"].values())
        front = request.front
        facing = (
            f" of a rig that faces {front.direction.upper()}" if front.angle else ""
        )
        self.report(
            {"INFO"},
            f"{request.frames} frames for {int(request.mask.sum())} bones{facing} "
            f"in {seconds:.1f} s on {result['device']}",
        )


def worker(request: Request) -> Work:
    return lambda progress, cancel: pipeline.generate(
        request, progress=progress, cancel=cancel
    )


class ANIMAX_OT_cancel(bpy.types.Operator):
    bl_idname = "animax.cancel"
    bl_label = "Cancel"
    bl_description = "Stop within one step and leave the scene unchanged"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: Context) -> bool:  # noqa: ARG003
        return running_job is not None

    def execute(self, context: Context) -> set[Any]:
        if running_job is not None:
            running_job.cancel()
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


def redraw(context: Context) -> None:
    for window in context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                area.tag_redraw()


def stop_running() -> None:
    """Ends the worker thread when the add-on is disabled."""
    if running_job is not None:
        running_job.cancel()
        running_job.wait(5.0)


CLASSES = (
    ANIMAX_OT_animate,
    ANIMAX_OT_cancel,
    ANIMAX_OT_prompt_add,
    ANIMAX_OT_prompt_remove,
)
