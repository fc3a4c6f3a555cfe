"""The pose that is being denoised, in the viewport: where its lines are, and that its
draw handler comes and goes with the job."""

import json
import os
import sys
import time
import traceback
from types import SimpleNamespace

import bpy
import making
import numpy as np
from animax import pipeline
from animax.settings import Settings
from animax.views import live_figure
from button import ready, viewport
from mathutils import Matrix

PLACE = (
    Matrix.Translation((3.0, -2.0, 0.5))
    @ Matrix.Rotation(0.7, 4, "Z")
    @ Matrix.Scale(1.5, 4)
)


def prepared(model, place, front):
    making.empty()
    armature = making.chain(bones=4)
    armature.matrix_world = place
    bpy.context.view_layer.update()
    settings = Settings(prompt="wave", model=model, front=front)
    return armature, pipeline.prepare(bpy.context.scene, settings)


def lines_of_rest(armature):
    """float64 [L, 2, 3]: what a line for each bone but the last, which moves no mesh,
    shows of the rest pose, in the world."""
    world = np.array(armature.matrix_world)
    heads = np.array([bone.head_local for bone in armature.data.bones])
    heads = heads @ world[:3, :3].T + world[:3, 3]
    return np.stack([heads[:-1], heads[1:]], axis=1)


def geometry(model):
    """How far the figure of a rig at rest is from the rig in the scene, in the world,
    for rigs anywhere and any front; and what the engine saw of them."""
    found = {}
    for name, place, front in (
        ("plain", Matrix.Identity(4), "-y"),
        ("placed", PLACE, "-y"),
        ("turned", PLACE, "+x"),
        ("backward", Matrix.Translation((0, 9, 0)), "+y"),
    ):
        armature, request = prepared(model, place, front)
        live = live_figure.LiveFigure(request)
        with pipeline.native.translate_errors() as engine:
            selection = engine.select_joints(request.seen_skeleton)
        # Two poses: the second one higher.
        joints = np.stack([selection["position"]] * 2).astype(np.float32)
        joints[1, :, 2] += 0.25
        live(1, 4, 0, 2, joints, selection)
        figure = live.figure
        world = np.array(armature.matrix_world)
        lines = live_figure.moved(figure.lines.astype(np.float64), world)
        want = lines_of_rest(armature)
        seen = np.asarray(request.seen_skeleton["rest"])[:, :3, 3]
        found[name] = {
            "shape": figure.lines.shape,
            "type": str(figure.lines.dtype),
            "off": float(np.abs(lines[0] - want).max()),
            "higher": float(np.abs(lines[1] - want - [0, 0, 0.25]).max()),
            "turned": float(np.abs(seen[:-1] - want[:, 0]).max()),
            "number": figure.number,
            "poses": [figure.pose_at(t) for t in (0.0, 0.14, 0.27, 1000.0 / 7.5)],
        }
    return found


def ways(model):
    """Frames whose poses were moved for the model are shown where the take will be."""
    armature, request = prepared(model, Matrix.Identity(4), "-y")
    live = live_figure.LiveFigure(request)
    asked = []

    def ways_back(frames):
        asked.append(frames.tolist())
        return np.stack([0.0 * frames, 0.5 * frames, 0.0 * frames], axis=1)

    # A window of a loop of 6 frames that reaches beyond its end.
    live.request = SimpleNamespace(
        skeleton=request.skeleton, timing=request.timing, turn_back=request.turn_back,
        ways_back=ways_back,
    )  # fmt: skip
    with pipeline.native.translate_errors() as engine:
        selection = engine.select_joints(request.seen_skeleton)
    joints = np.stack([selection["position"]] * 4).astype(np.float32)
    joints[3, 0] = np.nan
    live(2, 4, 4, 6, joints, selection)
    lines = live.figure.lines
    want = lines_of_rest(armature)
    off = [
        float(np.abs(lines[n, 1] - want[1] - [0, 0.5 * frame, 0]).max())
        for n, frame in enumerate((4, 5, 0, 1))
    ]
    return {"asked": asked, "off": off, "finite": bool(np.isfinite(lines).all())}


def controls():
    """Lines of a rig with a control at its side and a root on the ground, which move no
    mesh, and a marker; then of one in which nothing moves a mesh."""
    parents = np.array([-1, 0, 1, 0])
    selection = {
        "bone": np.array([0, 1, 2, 3, 2, 1]),
        "tail": np.array([0, 0, 0, 0, 1, 2], np.uint8),
        "parent": np.array([-1, 0, 1, 0, 2, 1]),
    }
    moves = np.array([False, True, True, False])
    return [
        live_figure.line_ends(selection, parents, given).tolist()
        for given in (moves, ~moves & False)
    ]


class Clock:
    def __init__(self, view):
        self.now, self.monotonic = 100.0, lambda: self.now
        view.time = self


def made_up_window(live_view, drawn, scene, overlays=True):
    def thing(kind):
        return SimpleNamespace(type=kind, tag_redraw=lambda: drawn.append(kind))

    space = SimpleNamespace(overlay=SimpleNamespace(show_overlays=overlays))
    regions = [thing(kind) for kind in ("WINDOW", "HEADER", "UI")]
    areas = [
        SimpleNamespace(
            type=kind, regions=regions, spaces=SimpleNamespace(active=space)
        )
        for kind in ("VIEW_3D", "GRAPH_EDITOR")
    ]
    return SimpleNamespace(
        scene=SimpleNamespace(name=scene), screen=SimpleNamespace(areas=areas)
    )


def ticks(model):
    """What ticks have drawn of viewports, and when; Blender's windows are made up."""
    from animax.ui import live_view as module

    _, request = prepared(model, Matrix.Identity(4), "-y")
    view, clock, drawn = module.LiveView(), Clock(module), []
    shown = made_up_window(view, drawn, "Scene")
    others = [
        made_up_window(view, drawn, "Elsewhere"),
        made_up_window(view, drawn, "Scene", overlays=False),
    ]
    manager = SimpleNamespace(windows=[shown, *others])
    module.bpy = SimpleNamespace(
        context=SimpleNamespace(window_manager=manager), types=bpy.types, app=bpy.app
    )
    live = live_figure.LiveFigure(request)
    view.start(live, bpy.context.scene)

    def tick(after):
        before = len(drawn)
        clock.now += after
        view.tick()
        return len(drawn) - before

    found = {"nothing yet": [tick(0.1) for _ in range(3)]}
    lines = np.zeros((4, 1, 2, 3), np.float32)
    live.figure = live_figure.Figure(1, lines, 8.0)
    # At 8 poses a second, ten ticks a second; then twenty.
    found["plays"] = [tick(0.1) for _ in range(10)]
    live.figure = live_figure.Figure(2, lines, 13.0)
    found["often"] = [tick(0.05) for _ in range(10)]
    # Each drawing takes a second.
    slow, away = [], 0.0
    for _ in range(70):
        slow.append(tick(0.1 + away))
        away = 1.0 if slow[-1] else 0.0
    found["slow"] = slow
    found["kinds"] = sorted(set(drawn))
    found["handler"] = view.handler is not None
    found["cleared"] = len(drawn)
    view.stop()
    found["cleared"] = len(drawn) - found["cleared"]
    view.stop()
    found["stopped"] = [view.handler is None, view.lines_now() is None, tick(1.0)]
    return found


def registered(model):
    """The handler of a view that runs goes when another file is opened, and when the
    add-on goes; twice is once."""
    import animax
    from animax.ui.live_view import live_view

    found = {}
    _, request = prepared(model, Matrix.Identity(4), "-y")
    animax.register()
    found["default"] = bpy.context.scene.animax.live
    live_view.start(live_figure.LiveFigure(request), bpy.context.scene)
    first = live_view.handler
    live_view.start(live_figure.LiveFigure(request), bpy.context.scene)
    found["again"] = live_view.handler is not None and live_view.handler is not first
    bpy.ops.wm.read_factory_settings(use_empty=True)
    found["opened"] = live_view.handler is None
    live_view.start(live_figure.LiveFigure(request), bpy.context.scene)
    animax.unregister()
    found["unregistered"] = live_view.handler is None
    handlers = bpy.app.handlers.load_pre
    found["left"] = [h.__name__ for h in handlers if "live_view" in h.__module__]
    return found


def interface(model, out):
    """Under a real window, one job after another, each with an end of its own. Written
    to a file, since the process ends here."""
    bpy.context.preferences.view.show_splash = False
    bpy.context.preferences.system.viewport_aa = "OFF"
    state = {"tick_ms": [], "draw_ms": [], "jobs": {}}
    ends = ["cancel", "fail", "off", "run", "load", "unregister"]

    def after(seconds, function):
        bpy.app.timers.register(
            lambda: guarded(function), first_interval=seconds, persistent=True
        )

    def guarded(function):
        try:
            return function()
        except Exception:
            state["error"] = traceback.format_exc()
            return end()

    def start():
        with bpy.context.temp_override(**viewport()):
            ready(model, fresh=False)
        from animax.ui import live_view

        timed(live_view, "draw_lines", state["draw_ms"])
        timed(live_view.LiveView, "tick", state["tick_ms"])
        begin()

    def begin():
        os.environ["FAKE_SECONDS"] = "200"
        os.environ.pop("FAKE_FAIL_FROM", None)
        job = state["jobs"][ends[0]] = {"draws": -len(state["draw_ms"])}
        with bpy.context.temp_override(**viewport()):
            if ends[0] in ("load", "unregister"):
                ready(model, fresh=False)
            bpy.context.scene.animax.live = ends[0] != "off"
            job["before"] = making.snapshot()
            job["started"] = sorted(bpy.ops.animax.animate("INVOKE_DEFAULT"))
        job["handler"] = has_handler()
        after(0.1, middle)

    def middle():
        """Of a job that has been looked at: however slowly this machine draws."""
        from animax.ui.session import session

        job, how = state["jobs"][ends[0]], ends[0]
        if session.job.step < 1:
            return 0.1
        if how != "off" and job["draws"] + len(state["draw_ms"]) < 1:
            return 0.1
        job["during"] = making.snapshot()
        job["draws"] += len(state["draw_ms"])
        job["worker"] = session.job
        end_job(how, out)
        after(0.1, finish)
        return None

    def finish():
        from animax.ui.session import session

        job = state["jobs"][ends[0]]
        if session.job is not None or not job["worker"].done:
            return 0.1
        del job["worker"]
        job["left"], job["state"] = has_handler(), session.run.state
        job["after"] = making.snapshot()
        ends.pop(0)
        after(0.1, begin if ends else end)
        return None

    def end():
        for job in state["jobs"].values():
            job.pop("worker", None)
        with open(out, "w") as file:
            json.dump(state, file)
        os._exit(0)

    after(1.0, start)


def has_handler():
    from animax.ui.live_view import live_view

    return live_view.handler is not None


def end_job(how, out):
    with bpy.context.temp_override(**viewport()):
        if how in ("off", "run"):
            bpy.ops.screen.screenshot(filepath=f"{out}.{how}.png")
        elif how == "load":
            bpy.ops.wm.read_homefile("EXEC_DEFAULT", use_factory_startup=True)
        elif how == "unregister":
            sys.modules["animax"].unregister()
        elif how == "cancel":
            bpy.ops.animax.cancel()
    os.environ["FAKE_SECONDS"] = "0"
    if how == "fail":
        os.environ["FAKE_FAIL_FROM"] = "0"


def timed(owner, name, notes):
    """The function notes its milliseconds from now on."""
    inner = getattr(owner, name)

    def outer(*words):
        began = time.perf_counter()
        try:
            return inner(*words)
        finally:
            notes.append(1000 * (time.perf_counter() - began))

    setattr(owner, name, outer)
