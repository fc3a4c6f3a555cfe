"""The Animate button, registered, in the background and under a real interface."""

import json
import os
from types import SimpleNamespace

import bpy
import making


def ready(model, prompt="wave", fresh=True):
    """A scene with a rig, the add-on registered, the model chosen."""
    import animax

    if fresh:
        making.empty()
    if not hasattr(bpy.types.Scene, "animax"):
        animax.register()
    armature = making.chain(bones=4)
    making.prefer(model=model)
    bpy.context.scene.animax.prompt, bpy.context.scene.animax.steps = prompt, 100
    bpy.context.view_layer.objects.active = armature
    return armature


def viewport():
    """What operators that want a 3D viewport are called with."""
    window = bpy.context.window_manager.windows[0]
    area = next(a for a in window.screen.areas if a.type == "VIEW_3D")
    region = next(r for r in area.regions if r.type == "WINDOW")
    return {"window": window, "area": area, "region": region}


def background(model):
    """INVOKE_DEFAULT falls through to execute: blocks, and animates."""
    armature = ready(model)
    before = making.counts()
    got = bpy.ops.animax.animate("INVOKE_DEFAULT")
    after = making.counts()
    import animax

    drawn = progress_draws()
    animax.unregister()
    return {
        "drawn": drawn,
        "got": sorted(got),
        "action": armature.animation_data.action.name,
        "added": {k: after[k] - before[k] for k in before if after[k] != before[k]},
        "left": [n for n in dir(bpy.types) if n.startswith("ANIMAX")],
        "scene": hasattr(bpy.types.Scene, "animax"),
    }


def progress_draws():
    """Kinds of what a tick of the job has Blender draw, in a window made up here."""
    from animax.ui import operators

    drawn = []

    def thing(kind, **more):
        return SimpleNamespace(type=kind, tag_redraw=lambda: drawn.append(kind), **more)

    regions = [thing(kind) for kind in ("WINDOW", "HEADER", "UI")]
    areas = [thing(kind, regions=regions) for kind in ("VIEW_3D", "GRAPH_EDITOR")]
    window = SimpleNamespace(screen=SimpleNamespace(areas=areas))
    manager = SimpleNamespace(windows=[window])
    operators.redraw(SimpleNamespace(window_manager=manager))
    return drawn


def refused(model):
    """What the operator says, and that nothing is left behind."""
    armature = ready(model, prompt="")
    before, said = making.snapshot(), {}
    said["prompt"] = report(bpy.ops.animax.animate)
    bpy.context.scene.animax.prompt = "wave"
    bpy.context.scene.animax.views = 2
    said["views"] = report(bpy.ops.animax.animate)
    bpy.context.scene.animax.views = 0
    os.environ["FAKE_FAIL"] = "5"
    said["engine"] = report(bpy.ops.animax.animate)
    after = making.snapshot()
    data = armature.animation_data
    return {
        "said": said,
        "changed": [k for k in before if before[k] != after[k]],
        "action": bool(data and data.action),
    }


def report(operator):
    try:
        return sorted(operator())
    except RuntimeError as error:
        return str(error)


def started():
    return sorted(bpy.ops.animax.animate("INVOKE_DEFAULT"))


def long_take(state):
    """It is asked about, and begins when that is confirmed."""
    from animax import memory_plan
    from animax.ui import operators
    from animax.ui.session import session

    plan = {"seconds": 4000, "memory_mb": 7900, "stream": False, "fits": True,
            "views": 4, "frames": 81, "steps": 50}  # fmt: skip
    memory_plan.before_take = lambda *_: plan
    dialog = []
    operators.ANIMAX_OT_confirm.invoke = lambda *_: dialog.append(1) or {"FINISHED"}
    state["asked"] = [started(), session.question[0], len(dialog), session.job]
    bpy.ops.animax.confirm("EXEC_DEFAULT")
    return ["RUNNING_MODAL"] if session.job is not None else []


def interface(model, out, slow, escape):
    """Under a real window: the job runs while the interface lives; Esc or the end.

    A chain of timers plays the artist; the result is written to a file, because the
    process ends by quitting Blender.
    """
    os.environ["FAKE_SECONDS"] = str(slow)
    bpy.context.preferences.view.show_splash = False
    name = "Rig"
    state = {"lines": [], "ticks": 0}

    def begin():
        with bpy.context.temp_override(**viewport()):
            ready(model, fresh=False)
            bpy.ops.ed.undo_push(message="Before")
            state["before"] = making.counts()
            viewport()["area"].spaces.active.show_region_ui = True
            state["started"] = long_take(state) if escape else started()
        bpy.app.timers.register(watch, first_interval=0.2)

    def watch():
        from animax.ui.session import session

        state["ticks"] += 1
        if session.job is not None:
            line = session.job.status_text()
            if line not in state["lines"]:
                state["lines"].append(line)
            if escape and state["ticks"] == 3:
                window = viewport()["window"]
                window.event_simulate(type="ESC", value="PRESS", x=300, y=300)
                window.event_simulate(type="ESC", value="RELEASE", x=300, y=300)
            return 0.1
        bpy.app.timers.register(finish, first_interval=0.3)
        return None

    def decide(state):
        """The take that redo brought back can be rejected, and undo brings it back."""
        with bpy.context.temp_override(**viewport()):
            bpy.ops.animax.take_reject("EXEC_DEFAULT", True)
            state["rejected"] = making.counts()
            bpy.ops.ed.undo()
            state["again"] = bpy.data.objects[name].animation_data.action.name
            state["polls"] = bpy.ops.animax.take_reject.poll()
            bpy.ops.animax.take_accept("EXEC_DEFAULT", True)
            state["accepted"] = bpy.data.objects[name].animation_data.action.name
            state["decided"] = not bpy.ops.animax.take_reject.poll()

    def finish():
        try:
            state["after"] = making.counts()
            data = bpy.data.objects[name].animation_data
            state["action"] = data.action.name if data and data.action else None
            if not escape:
                with bpy.context.temp_override(**viewport()):
                    bpy.ops.ed.undo()
                data = bpy.data.objects[name].animation_data
                state["undone"] = data.action.name if data and data.action else None
                state["undone_counts"] = making.counts()
                with bpy.context.temp_override(**viewport()):
                    bpy.ops.ed.redo()
                data = bpy.data.objects[name].animation_data
                state["redone"] = data.action.name if data and data.action else None
                decide(state)
        except Exception as error:
            state["error"] = repr(error)
        with open(out, "w") as file:
            json.dump(state, file)
        os._exit(0)

    bpy.app.timers.register(begin, first_interval=1.0)
