"""Several takes of one request: which is kept, what becomes of the others."""

import contextlib
import json
import os
from pathlib import Path

import bpy
import making
import numpy as np
from animax import pipeline, variations
from animax.cli import cli_commands
from animax.clips import take_action
from animax.clips.fcurves import action_fcurves
from animax.core import native
from animax.core.errors import AnimaxError, CancelledError
from animax.core.jobs import run_blocking
from animax.io import scene_files
from animax.settings import Settings

# More bytes than a name can have; the 61st begins a character of two.
PROMPT = "a chain waves its end up and down until it is tired and stop\u00e9d dead"
# By seed 5, 6, 7, 8; the fourth is the best, then the first and the third.
MATCHES = {5: 0.3, 6: -0.4, 7: 0.2, 8: 0.6}


@contextlib.contextmanager
def engine_says(matches=None, confidence=None, speed=None):
    """Within, the stand-in engine's critic says this, by seed."""
    said = {"FAKE_MATCH": matches, "FAKE_CONFIDENCE": confidence}
    for name, values in said.items():
        if values:
            count = max(values) + 1
            os.environ[name] = ",".join(str(values.get(n, 0)) for n in range(count))
    if speed:
        os.environ["FAKE_SPEED"] = ",".join(map(str, speed))
    try:
        yield
    finally:
        for name in (*said, "FAKE_SPEED"):
            os.environ.pop(name, None)


def settings(model, **more):
    values = {"prompt": PROMPT, "model": model, "seed": 5, "variations": 4, **more}
    return Settings(**values)


def keys_of(action):
    """All values of the Action's keys."""
    return {
        (c.data_path, c.array_index): [round(p.co[1], 5) for p in c.keyframe_points]
        for c in action_fcurves(action)
    }


def made(model, **more):
    return pipeline.animate(settings(model, **more))


def kept_and_others(model, path):
    """The Actions after a run of four, against each seed's own take."""
    own, some = {}, some_bones(model)
    for seed in MATCHES:
        making.empty()
        armature = making.chain()
        _, _, action = made(model, seed=seed, variations=1)
        own[seed] = keys_of(action)
    making.empty()
    armature = making.chain()
    old = making.wave(armature)
    old_keys, lines = keys_of(old), []
    with engine_says(MATCHES):
        request = pipeline.prepare(bpy.context.scene, settings(model))
        result = run_blocking(
            lambda progress, cancel: pipeline.generate(
                request, progress=progress, cancel=cancel
            ),
            native.load().Cancel(),
            lambda job: lines.append((job.step, job.total, job.status_text())),
        )
        action = pipeline.finish(bpy.context.scene, request, result)
    report = variations.report_of(request, result, action)
    actions = {a.name: a for a in bpy.data.actions if take_action.is_take(a)}
    del actions[old.name]
    seeds = {
        name: [seed for seed, keys in own.items() if keys == keys_of(made)]
        for name, made in actions.items()
    }
    data = armature.animation_data
    plays, texts = data.action.name, []
    for row in report["variations"]:
        data.action = bpy.data.actions[row["action"]]
        texts.append(variations.description(armature))
    bpy.ops.wm.save_as_mainfile(filepath=path)
    scene_files.open_file(path)
    played = bpy.data.objects["Rig"].animation_data.action.name
    return {
        "some bones": some,
        "plays": plays,
        "played": played,
        "seeds": seeds,
        "report": report,
        "warnings": request.warnings,
        "texts": texts,
        "old_is_whole": keys_of(bpy.data.actions["Wave"]) == old_keys,
        "saved": sorted(a.name for a in bpy.data.actions),
        "lines": lines,
        "differ": len({json.dumps(sorted(map(str, k.items()))) for k in own.values()}),
    }


def without_a_critic(model):
    making.empty()
    making.chain()
    with engine_says(confidence={5: 0.2, 6: 0.9, 7: 0.4, 8: 0.9}):
        request, result, action = made(model)
        alone = made(model, variations=1)[0].warnings
    report = variations.report_of(request, result, action)
    return {
        "report": report,
        "warnings": request.warnings,
        "alone": alone,
        "twice": of_amplitude(model, 2.0),
        "unknown words": of_unknown_words(model),
    }


def of_amplitude(model, amplitude):
    request, result, action = made(model, variations=1, amplitude=amplitude)
    report = variations.report_of(request, result, action)
    asked = native.load().Engine.asked["amplitude"]
    return {"asked": asked, "amplified": report["amplified"]}


def of_unknown_words(model):
    """The critic's say of words that the model does not know; and nothing is seen."""
    with engine_says(MATCHES, {5: 0, 6: 0}, (0.001, 0.1)):
        request, result, action = made(model, prompt="x-one x-two", variations=2)
    report = variations.report_of(request, result, action)
    return {"report": report, "warnings": request.warnings}


def stopped(model):
    """Cancelled in the third take, then while the second is written; then a take that
    cannot be written. Says what of the scene has changed."""
    making.empty()
    armature = making.chain()
    making.wave(armature)
    before, found = making.snapshot(), {}

    def changed():
        after = making.snapshot()
        return [k for k in before if before[k] != after[k]]

    request = pipeline.prepare(bpy.context.scene, settings(model))
    cancel = native.load().Cancel()

    def progress(stage, *_):
        if "take 3" in stage:
            cancel.set()

    try:
        pipeline.generate(request, progress=progress, cancel=cancel)
    except CancelledError as error:
        found["generating"] = [str(error), changed()]
    checks = []

    def check():
        checks.append(sorted(a.name for a in bpy.data.actions))
        if len(checks) == 3:
            raise CancelledError()

    with engine_says(MATCHES):
        result = pipeline.generate(request)
    try:
        pipeline.finish(bpy.context.scene, request, result, check=check)
    except CancelledError:
        found["writing"] = [len(checks[-1]), changed()]
    found["bad other"] = bad_take(request, result["others"][0])
    del request.warnings[:]
    with engine_says(MATCHES):
        result = pipeline.generate(request)
    for action in list(bpy.data.actions):
        if action.name != "Wave":
            bpy.data.actions.remove(action)
    result["rotation"][:] = np.nan
    armature.animation_data.action = bpy.data.actions["Wave"]
    before = making.snapshot()
    try:
        pipeline.finish(bpy.context.scene, request, result)
    except AnimaxError as error:
        found["bad best"] = [str(error), changed()]
    return found


def bad_take(request, other):
    """One that is not the best cannot be written: the rest is."""
    with engine_says(MATCHES):
        result = pipeline.generate(request)
    result["others"][0]["rotation"][:] = np.nan
    action = pipeline.finish(bpy.context.scene, request, result)
    rows = variations.report_of(request, result, action)["variations"]
    names = [row["action"] for row in rows]
    return [names, [w for w in request.warnings if "was not written" in w]]


def warnings_of_others(model):
    """What is said once where each take gives a warning that all have and its own."""
    making.empty()
    making.chain()
    with engine_says(MATCHES):
        request = pipeline.prepare(bpy.context.scene, settings(model))
        result = pipeline.generate(request)

    def write(_, own, one):
        own.warnings += ["of all", f"of {one['seed']}"]
        return bpy.data.actions.new(f"take {own.rank}")

    variations.write_all(bpy.context.scene, request, result, write, lambda: None)
    return request.warnings


def some_bones(model):
    """Does each variation keep what the other bones play?"""
    making.empty()
    armature = making.chain()
    making.wave(armature)
    with engine_says(MATCHES):
        made(model, bones=("bone.3",))
    own = keys_of(bpy.data.actions["Wave"])
    same = {}
    for one in bpy.data.actions:
        keys = keys_of(one)
        if one.name != "Wave":
            others = {k: v for k, v in keys.items() if "bone.3" not in k[0]}
            wanted = {k: v for k, v in own.items() if "bone.3" not in k[0]}
            same[one.name] = others == wanted and len(keys) > len(others) > 0
    return {"plays": armature.animation_data.action.name, "same": same}


def said(model, low_model):
    """The critic's warnings, by case."""
    making.empty()
    making.chain()
    cases = {
        "good": ({5: 0.5}, (0.02, 0.02), model),
        "still": ({5: 0.5}, (0.0049, 0.02), model),
        "just moves": ({5: 0.5}, (0.0051, 0.02), model),
        "idle asked for": ({5: 0.5}, (0.0, 0.0039), model),
        # (-0.72 + 1) / 2 = 0.14
        "low": ({5: -0.72}, (0.02, 0.02), model),
        "not low": ({5: -0.68}, (0.02, 0.02), model),
        # Of low 0.1 and high 0.5: 0.12 is 0.05, 0.3 is 0.5, 0.9 is 1.
        "low by its own scale": ({5: 0.12}, (0.02, 0.02), low_model),
        "half": ({5: 0.3}, (0.02, 0.02), low_model),
        "above": ({5: 0.9}, (0.02, 0.02), low_model),
    }
    found = {}
    for name, (matches, speed, folder) in cases.items():
        with engine_says(matches, speed=speed):
            request, result, action = made(folder, variations=1)
        report = variations.report_of(request, result, action)
        found[name] = [round(report["match"], 4), request.warnings]
    with engine_says({5: -0.9, 6: -0.8, 7: -0.9, 8: -0.9}):
        found["several"] = made(model)[0].warnings
    found["none"] = made(model, variations=1)[0].warnings
    return found


def more(model, low_model, folder):
    """The rest, in one Blender."""
    return {
        "without a critic": without_a_critic(model),
        "said": said(model, low_model),
        "stopped": stopped(model),
        "warnings": warnings_of_others(model),
        "commands": commands(model, folder),
    }


def commands(model, folder):
    """batch with a job that keeps all variations and one that keeps the best; and a
    refusal. Returns exit statuses, reports and what files hold."""
    folder = Path(folder)
    making.empty()
    making.chain()
    source = str(folder / "rig.blend")
    bpy.ops.wm.save_as_mainfile(filepath=source)
    job = {
        "input": source, "prompt": "wave", "model": model, "seed": 5, "variations": 4
    }  # fmt: skip
    rows = [
        {**job, "output": "all.blend", "variation_clips": "all"},
        {**job, "output": "best.glb"},
        {**job, "output": "all.glb", "variation_clips": "all"},
    ]
    path = folder / "jobs.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with engine_says(MATCHES):
        words = ["batch", "--manifest", str(path), "--output-dir", str(folder)]
        status = cli_commands.main(words)
    found = {"status": status}
    for name in ("all.blend", "best.glb", "all.glb"):
        found[name] = json.loads((folder / f"{name}.json").read_text())
    for name in ("all.blend", "best.glb"):
        scene_files.open_file(folder / name)
        found[f"{name} holds"] = sorted(a.name for a in bpy.data.actions)
    return found
