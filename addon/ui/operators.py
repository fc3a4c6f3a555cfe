"""The Animate button: blocking in scripts, with progress and Esc in the interface."""

import bpy

from .. import pipeline
from ..core import native
from ..core.errors import AnimaxError, CancelledError
from ..core.jobs import Job, run_blocking
from ..rig.armature import find_armature
from ..settings import Settings
from . import preferences

# The one running job; not in the scene, which is saved and undone.
running = None


def settings_of(context, armature):
    wishes = context.scene.animax
    folder, device, threads, libraries = preferences.read_preferences(context)
    native.look_for_cuda_in(libraries)
    return Settings(
        prompt=wishes.prompt,
        armature=armature.name,
        frames=wishes.frames,
        views=wishes.views,
        steps=wishes.steps,
        seed=wishes.seed,
        model=folder,
        device=device,
        threads=threads,
        bones=tuple(wishes.bones.split(",")),
        in_place=wishes.in_place,
        loop=wishes.loop,
        smoothing=wishes.smoothing,
        contacts=wishes.contacts,
        keys=wishes.keys,
    )


def target(context):
    """The armature meant: the active object, or the one that moves it."""
    obj = context.object
    if obj is None:
        return find_armature("", context.scene.objects)
    if obj.type == "ARMATURE":
        return obj
    armature = obj.find_armature()
    if armature is None and obj.parent is not None and obj.parent.type == "ARMATURE":
        armature = obj.parent
    return armature or find_armature("", context.scene.objects)


class ANIMAX_OT_animate(bpy.types.Operator):
    bl_idname = "animax.animate"
    bl_label = "Animate"
    bl_description = "Makes keyframes for the rig from the prompt"
    bl_options = {"REGISTER", "UNDO"}

    _timer = None
    _job = None
    _request = None
    _scene = ""

    @classmethod
    def poll(cls, context):
        return running is None and context.scene is not None

    def execute(self, context):
        """Blocks; what --background and scripts get."""
        try:
            request = self.prepare(context)
            cancel = native.load().Cancel()
            result = run_blocking(worker(request), cancel)
            pipeline.finish(context.scene, request, result)
        except AnimaxError as error:
            return self.refuse(error)
        self.say(request, result)
        return {"FINISHED"}

    def invoke(self, context, event):
        global running
        try:
            self._request = self.prepare(context)
            cancel = native.load().Cancel()
        except AnimaxError as error:
            return self.refuse(error)
        self._scene = context.scene.name
        self._job = running = Job(worker(self._request), cancel).start()
        manager = context.window_manager
        self._timer = manager.event_timer_add(0.1, window=context.window)
        manager.progress_begin(0, 100)
        manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context, event):
        job = self._job
        if event.type == "ESC" and event.value == "PRESS":
            job.cancel()
            redraw(context)
            return {"RUNNING_MODAL"}
        if event.type != "TIMER":
            return {"PASS_THROUGH"}
        if job.poll():
            context.window_manager.progress_update(int(100 * job.share))
        redraw(context)
        if not job.done:
            return {"PASS_THROUGH"}
        self.close(context)
        try:
            result = job.result()
            # By name on every tick: undo and file loading replace Blender's data.
            scene = bpy.data.scenes.get(self._scene)
            if scene is None:
                raise AnimaxError("The scene is gone; nothing is done.")
            pipeline.finish(scene, self._request, result)
        except AnimaxError as error:
            return self.refuse(error)
        self.say(self._request, result)
        return {"FINISHED"}

    def cancel(self, context):
        """Blender ends the operator (a file is opened, Blender quits)."""
        if self._job is not None:
            self._job.cancel()
            self._job.wait(5.0)
        self.close(context)

    def close(self, context):
        global running
        running = None
        if self._timer is not None:
            context.window_manager.event_timer_remove(self._timer)
            context.window_manager.progress_end()
            self._timer = None
        redraw(context)

    def prepare(self, context):
        armature = target(context)
        return pipeline.prepare(context.scene, settings_of(context, armature), armature)

    def refuse(self, error):
        calm = isinstance(error, CancelledError)
        self.report({"INFO"} if calm else {"ERROR"}, str(error))
        return {"CANCELLED"}

    def say(self, request, result):
        for warning in request.warnings:
            self.report({"WARNING"}, warning)
        seconds = sum(v for v in result["seconds"].values())
        self.report(
            {"INFO"},
            f"{request.frames} frames for {int(request.mask.sum())} bones "
            f"in {seconds:.1f} s on {result['device']}",
        )


def worker(request):
    return lambda progress, cancel: pipeline.generate(
        request, progress=progress, cancel=cancel
    )


class ANIMAX_OT_cancel(bpy.types.Operator):
    bl_idname = "animax.cancel"
    bl_label = "Cancel"
    bl_description = "Stops within a step; the scene stays as it was"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context):  # noqa: ARG003
        return running is not None

    def execute(self, context):
        running.cancel()
        return {"FINISHED"}


def redraw(context):
    for window in context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                area.tag_redraw()


def stop_running():
    """When the add-on goes: no thread of ours outlives it."""
    if running is not None:
        running.cancel()
        running.wait(5.0)


CLASSES = (ANIMAX_OT_animate, ANIMAX_OT_cancel)
