"""Models in the preferences, the self-test, the log."""

import contextlib
import io
import json
import os

import bpy
import making


def everything(model, folder):
    """In one Blender: to start it takes the longest."""
    import animax

    making.empty()
    animax.register()
    addon = bpy.context.preferences.addons.new()
    addon.module = "animax"
    preferred = addon.preferences
    found = {"models": models(model, folder, preferred)}
    preferred.model = model
    found["test"] = tested()
    found["log"] = logged(preferred)
    animax.unregister()
    return found


def models(model, folder, preferred):
    """Two of a folder, one of which is broken; chosen by a button."""
    from animax.core import digests
    from animax.ui import model_operators, preferences

    with open(os.path.join(model, "model.json")) as file:
        spec = json.load(file)
    spec |= {"name": "other", "version": "2", "licence": "MIT"}
    for name, text in (("good", json.dumps(spec)), ("broken", "{")):
        os.mkdir(os.path.join(folder, name))
        with open(os.path.join(folder, name, "model.json"), "w") as file:
            file.write(text)
    bpy.ops.animax.folder_add()
    preferred.folders[0].path = folder
    listed = {one.folder: one for one in model_operators.models(bpy.context)}
    good, broken = (os.path.join(folder, name) for name in ("good", "broken"))
    bpy.ops.animax.models_refresh()
    hashes = dict(model_operators.found.hashes)
    bpy.ops.animax.model_use(folder=good)
    used = preferences.read_preferences(bpy.context)[0]["model"]
    # A changed model.json is read again.
    with open(os.path.join(good, "model.json"), "a") as file:
        file.write(" " * 10)
    spec["version"] = "3"
    with open(os.path.join(good, "model.json"), "w") as file:
        json.dump(spec, file)
    chosen = model_operators.chosen_model(bpy.context).title
    first = model_operators.models(bpy.context)[0].folder
    bpy.ops.animax.model_use(folder=first)
    return {
        "embedded": os.path.basename(first),
        "good": [listed[good].title, listed[good].licence, listed[good].facts],
        "broken": listed[broken].error,
        "hash": hashes[good] != "" and broken not in hashes,
        "right": hashes[first] == digests.Digests().of_model(first),
        "used": used == good,
        "chosen": chosen,
        "default": preferred.model,
    }


def tested():
    """The self-test, while the artist is in Pose Mode with another Action."""
    from animax.ui.model_operators import found

    rig = making.chain(bones=3)
    making.wave(rig, name="Mine")
    bpy.ops.object.mode_set(mode="POSE")
    before = making.snapshot()
    got = sorted(bpy.ops.animax.self_test())
    after = making.snapshot()
    lines = list(found.test)
    os.environ["FAKE_FAIL"] = "5"
    with contextlib.suppress(RuntimeError):
        bpy.ops.animax.self_test()
    del os.environ["FAKE_FAIL"]
    last = making.snapshot()
    bpy.ops.object.mode_set(mode="OBJECT")
    return {
        "got": got,
        "lines": lines,
        "changed": [k for k in before if not before[k] == after.get(k) == last.get(k)],
        "mode": rig.mode,
        "failure": found.failure,
    }


def logged(preferred):
    """What is on standard error, by level."""
    found = {}
    settings = bpy.context.scene.animax
    settings.prompt, settings.seed_lock = "waves", True
    for level in ("QUIET", "INFO", "DEBUG"):
        preferred.log_level = level
        with contextlib.redirect_stderr(io.StringIO()) as said:
            bpy.ops.animax.animate(accept=True)
        found[level] = said.getvalue()
    return found
