"""The models on this machine: choosing one, what they are, and the self-test."""

from __future__ import annotations

import dataclasses

# Any at run time, too: Blender evaluates the annotations of the classes it registers.
from typing import TYPE_CHECKING, Any

import bpy

from .. import self_test
from ..core import model_list, native
from ..core.errors import AnimaxError
from ..core.jobs import Job, run_blocking
from ..settings import Settings
from . import preferences
from .operators import redraw
from .session import session
from .words import tip

if TYPE_CHECKING:
    from ..core.array_types import EngineResult
    from ..request import Request
    from ..rig.blender_context import Context


@dataclasses.dataclass
class Found:
    """What was found out in this session, by folder; and by the self-test."""

    hashes: dict[str, str] = dataclasses.field(default_factory=dict[str, str])
    test: list[str] = dataclasses.field(default_factory=list[str])
    failure: str = ""


found = Found()


def models(context: Context) -> list[model_list.Model]:
    """Those that come with the add-on, those in the preferences' folders, and the
    chosen one."""
    folders = preferences.model_folders(context)
    chosen = preferences.read_preferences(context)[0]["model"]
    listed = [*model_list.embedded_models(), *model_list.find_models(folders)]
    paths: dict[str, str] = {}
    for path in [*listed, chosen]:
        paths.setdefault(model_list.real(path), path)
    return [model_list.read_model(path) for path in paths.values()]


def chosen_model(context: Context) -> model_list.Model:
    return model_list.read_model(preferences.read_preferences(context)[0]["model"])


class ANIMAX_OT_model_use(bpy.types.Operator):
    bl_idname = "animax.model_use"
    bl_label = "Use Model"
    bl_description = "Animate with this model from now on"
    bl_options = {"INTERNAL"}
    __annotations__ = {"folder": bpy.props.StringProperty(name="Folder")}

    @classmethod
    def description(cls, context: Context, properties: Any) -> str:  # noqa: ARG003
        model = model_list.read_model(properties.folder)
        return "\n".join([tip(cls.bl_description), *(model.facts or [model.error])])

    @classmethod
    def poll(cls, context: Context) -> bool:
        return (
            session.job is None and preferences.addon_preferences(context) is not None
        )

    def execute(self, context: Context) -> set[Any]:
        folder = str(getattr(self, "folder", ""))
        default = str(native.default_model())
        preferred = preferences.addon_preferences(context)
        preferred.model = "" if folder == default else folder
        return {"FINISHED"}


class ANIMAX_OT_models_refresh(bpy.types.Operator):
    bl_idname = "animax.models_refresh"
    bl_label = "Read Again"
    bl_description = "Look at the model folders again, and compute the files' hashes"
    bl_options = {"INTERNAL"}

    def execute(self, context: Context) -> set[Any]:
        model_list.forget()
        found.hashes = {
            one.folder: model_list.model_hash(one.folder)
            for one in models(context)
            if not one.error
        }
        return {"FINISHED"}


class ANIMAX_OT_folder_add(bpy.types.Operator):
    bl_idname = "animax.folder_add"
    bl_label = "Add Folder"
    bl_description = "Add a folder: of one model, or one that has models in it"
    bl_options = {"INTERNAL"}

    def execute(self, context: Context) -> set[Any]:
        preferences.addon_preferences(context).folders.add()
        return {"FINISHED"}


class ANIMAX_OT_folder_remove(bpy.types.Operator):
    bl_idname = "animax.folder_remove"
    bl_label = "Remove Folder"
    bl_description = "Remove this folder from the list; its files stay"
    bl_options = {"INTERNAL"}
    __annotations__ = {"index": bpy.props.IntProperty(name="Index")}

    def execute(self, context: Context) -> set[Any]:
        preferences.addon_preferences(context).folders.remove(
            int(getattr(self, "index", 0))
        )
        return {"FINISHED"}


class ANIMAX_OT_self_test(bpy.types.Operator):
    bl_idname = "animax.self_test"
    bl_label = "Self-Test"
    bl_description = (
        "Animate a small rig that is made for it and removed again, and say what this "
        "machine can do: seconds for a take, memory, devices"
    )
    bl_options = {"INTERNAL"}

    _timer: Any = None
    _job: Any = None
    _request: Any = None

    @classmethod
    def poll(cls, context: Context) -> bool:  # noqa: ARG003
        return session.job is None

    def prepare(self, context: Context) -> Request:
        found.test, found.failure = [], ""
        values, libraries = preferences.read_preferences(context)
        native.set_cuda_folder(libraries)
        return self_test.prepare(Settings(**values))

    def execute(self, context: Context) -> set[Any]:
        """Blocks: for --background and scripts."""
        try:
            request = self.prepare(context)
            cancel = native.load().Cancel()
            result = run_blocking(self_test.work(request), cancel)
            return self.finish(request, result)
        except AnimaxError as error:
            return self.fail(error)

    def invoke(self, context: Context, event: bpy.types.Event) -> set[Any]:
        try:
            self._request = self.prepare(context)
            cancel = native.load().Cancel()
        except AnimaxError as error:
            return self.fail(error)
        self._job = session.job = Job(self_test.work(self._request), cancel).start()
        manager = context.window_manager
        self._timer = manager.event_timer_add(0.1, window=context.window)
        manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: Context, event: bpy.types.Event) -> set[Any]:
        if event.type != "TIMER":
            return {"PASS_THROUGH"}
        self._job.poll()
        redraw(context)
        if not self._job.done:
            return {"PASS_THROUGH"}
        self.close(context)
        try:
            return self.finish(self._request, self._job.result())
        except AnimaxError as error:
            return self.fail(error)

    def cancel(self, context: Context) -> None:
        """Blender ends the operator (a file is opened, Blender quits)."""
        if self._job is not None:
            self._job.cancel()
            self._job.wait(5.0)
        self.close(context)

    def close(self, context: Context) -> None:
        session.job = None
        if self._timer is not None:
            context.window_manager.event_timer_remove(self._timer)
            self._timer = None
        for window in context.window_manager.windows:
            for area in window.screen.areas:
                area.tag_redraw()

    def finish(self, request: Request, result: EngineResult) -> set[Any]:
        found.test = self_test.finish(request, result)
        for line in found.test:
            self.report({"INFO"}, line)
        return {"FINISHED"}

    def fail(self, error: AnimaxError) -> set[Any]:
        found.test, found.failure = self_test.machine(), str(error)
        self.report({"ERROR"}, str(error))
        return {"CANCELLED"}


class ANIMAX_OT_test_copy(bpy.types.Operator):
    bl_idname = "animax.test_copy"
    bl_label = "Copy"
    bl_description = "Copy what the self-test said, for a bug report"
    bl_options = {"INTERNAL"}

    def execute(self, context: Context) -> set[Any]:
        failure = [f"Failed: {found.failure}"] if found.failure else []
        context.window_manager.clipboard = "\n".join([*found.test, *failure])
        return {"FINISHED"}


class ANIMAX_OT_documentation(bpy.types.Operator):
    bl_idname = "animax.documentation"
    bl_label = "Documentation"
    bl_description = "Open the folder with the add-on's documentation"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: Context) -> bool:  # noqa: ARG003
        return native.documents() is not None

    def execute(self, context: Context) -> set[Any]:
        bpy.ops.wm.path_open(filepath=str(native.documents()))
        return {"FINISHED"}


CLASSES = (
    ANIMAX_OT_model_use,
    ANIMAX_OT_models_refresh,
    ANIMAX_OT_folder_add,
    ANIMAX_OT_folder_remove,
    ANIMAX_OT_self_test,
    ANIMAX_OT_test_copy,
    ANIMAX_OT_documentation,
)
