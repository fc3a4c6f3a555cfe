"""From a rig and a prompt to keyframes, in three steps.

prepare (reads the scene) -> generate (any thread, no bpy) -> finish (writes the keys).
The button runs generate on a worker thread, the command line waits for it; both call
the same three functions.
"""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import TYPE_CHECKING

import bpy
import numpy as np

from . import memory_plan, take_poses, variations, write_controls
from .cameras import scene_rig
from .clips import check_take, keyframes, pose_channels, scene_time
from .clips.frame_rate import time_scale
from .controls import choose_skeleton, control_take
from .core import front as core_front
from .core import model_config, native, timing
from .core.errors import MODEL, USAGE, AnimaxError
from .core.prompt_reading import Reading, prompt_warnings, read_prompt
from .request import Request
from .rig import ik_targets, locks
from .rig.armature import find_armature
from .rig.blender_context import current_scene
from .rig.choose_rig import check_armature
from .rig.find_rig import revealed
from .rig.placement import carried_distance, placed_at
from .seen_rig import see_rig
from .settings import MAX_PROMPT, Settings
from .take import clamp_to_limits, ground, pins, smoothing, take_edit
from .take.extend_take import close_take, extend_take, source_frames
from .take.travel_words import goes_somewhere
from .take.whole_take import shown_frames, whole_take
from .views import render, template_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .clips.given_poses import RawPose
    from .core.array_types import EngineResult, FloatArray, ModelSpec
    from .rig.blender_types import ArmatureObject


# Rig sizes: what counts as travel where two travels would add up.
CARRIED = 0.1
KEYS = ("rotation", "location")


def clean_prompt(prompt: str) -> str:
    """One line of valid text; an error if nothing is left."""
    text = prompt.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
    text = " ".join(text.split())
    if not text:
        raise AnimaxError(
            "The prompt is empty; describe what the rig should do.", USAGE
        )
    return text[:MAX_PROMPT]


def prepare(
    scene: bpy.types.Scene,
    settings: Settings,
    armature: ArmatureObject | None = None,
    edited: take_poses.Edited | None = None,
    dry: bool = False,
) -> Request:
    """Checks the rig and the settings, places the cameras, renders the template views
    if the model looks at them. edited: keys that the take is to keep if the model has
    given frames. dry: only plans the take, in Request.needs.

    Every reason to refuse that can be known before the model is loaded is found here.
    """
    start = time.perf_counter()
    prompt = clean_prompt(settings.prompt)
    prompts = [
        dataclasses.replace(row, prompt=clean_prompt(row.prompt))
        for row in settings.prompts
    ]
    if settings.in_place and settings.travel == "on":
        raise AnimaxError(
            "In Place (--in-place) and Travel (--travel on) contradict each other; "
            "leave one of them out.",
            USAGE,
        )
    folder = settings.model or str(native.default_model())
    if armature is None:
        armature = find_armature(settings.armature, scene.objects)
    check_armature(armature)
    spec = model_config.read_model_config(folder)
    take_poses.check_options(settings, spec)
    # Where the take starts: the rig may follow a path or ride on something.
    with revealed(armature):
        pose = take_poses.read_start(scene, armature, settings)
        settings = dataclasses.replace(settings, model=folder, prompts=tuple(prompts))
        with placed_at(scene, armature, scene.frame_start):
            request = read_request(
                scene, settings, armature, spec, prompt, pose, edited, dry
            )  # fmt: skip
    request.seconds["prepare"] = time.perf_counter() - start - request.seconds["render"]
    return request


def read_request(
    scene: bpy.types.Scene,
    settings: Settings,
    armature: ArmatureObject,
    spec: ModelSpec,
    prompt: str,
    pose: RawPose | None,
    edited: take_poses.Edited | None = None,
    dry: bool = False,
) -> Request:
    """prepare's Request, with the rig read as it stands now. pose: the one to start
    in, if that is asked for."""
    seen = see_rig(armature, settings, spec)
    found, rig, turn = seen.found, seen.rig, seen.turn
    mask = choose_skeleton.selected(rig["names"], found, settings)
    locks.check_locks(rig, mask)
    kept = take_poses.find_kept(scene, armature, rig, mask, settings)
    times = take_poses.resolve_frames(scene, spec, settings, kept)
    timing.segments(settings.prompts, times)
    own, about_cameras = scene_rig.read_cameras(scene, armature, settings, spec, seen)
    cameras, size = seen.own_cameras(spec, settings.views), seen.size
    if own is not None:
        cameras = own.turned
    changed = None
    if edited is not None and found is None and model_config.takes_given_frames(spec):
        changed = take_poses.read_edited(scene, armature, rig, mask, edited, times)
    poses, warnings = take_poses.plan_poses(
        scene, armature, rig, settings, times, pose, kept, size, changed
    )
    readings = read_prompts(settings, prompt)
    warnings += model_warnings(spec, readings, times)
    warnings += seen.front.warnings + about_cameras
    warnings += choose_skeleton.stretch_warnings(armature, found, rig, settings)
    warnings += seen.warnings
    warnings += choose_skeleton.rig_messages(armature, found, rig, mask, settings)
    views = len(cameras)
    needs = memory_plan.before_take(settings, spec, seen.seen, times, views, dry)
    checked = time.perf_counter()
    pixels = model_config.sees_pixels(spec)
    shown = cameras if turn is None else core_front.cameras_before(cameras, turn)
    folder = settings.template_dir
    template = template_files.read_template(folder, spec, seen.seen, cameras)
    warnings += template.warnings
    images = render.template_views(armature, shown, pixels and not dry, template.rgb)
    return Request(
        settings=settings,
        prompt=prompt,
        armature=armature.name,
        skeleton=rig,
        mask=mask,
        spec=spec,
        cameras=cameras,
        views=images,
        pose_views=template.pose,
        size=size,
        timing=times,
        warnings=warnings,
        seconds={"prepare": 0.0, "render": time.perf_counter() - checked},
        carried=carried_distance(scene, armature, times.frames),
        front=seen.front,
        turn=turn,
        poses=poses,
        plan=found.plan if found is not None else None,
        judged=not any(one.is_unknown for one in readings),
        artist_cameras=own,
        needs=needs,
        place=np.array(armature.matrix_world, np.float64),
    )


def read_prompts(settings: Settings, prompt: str) -> list[Reading]:
    """What the model makes of each."""
    texts = [row.prompt for row in settings.prompts] or [prompt]
    return [read_prompt(settings.model, text) for text in texts]


def model_warnings(
    spec: ModelSpec, readings: list[Reading], times: timing.Timing
) -> list[str]:
    """What of the prompts, and of the take's length, the model does not do."""
    found = [text for one in readings for text in prompt_warnings(spec, one)]
    warnings = list(dict.fromkeys(found))
    window = model_config.window_frames(spec, times.fps)
    if not times.whole and times.frames > window:
        warnings.append(
            f"The model generates {(window - 1) / times.fps:.2f} s of motion, which is "
            f"repeated to fill {times.frames} frames."
        )
    return warnings


def open_engine(request: Request) -> Any:
    """Loads the model's weights; may take seconds, needs no Blender."""
    settings = request.settings
    with native.translate_errors(MODEL) as module:
        return module.Engine(
            str(Path(settings.model)),
            device=settings.device,
            precision=settings.precision,
            threads=settings.threads,
            memory_limit=settings.memory_limit * memory_plan.MB,
            stream=memory_plan.streams(request.needs),
        )


def generate(
    request: Request,
    engine: Any = None,
    progress: Any = None,
    cancel: Any = None,
    poses: Any = None,
) -> EngineResult:
    """The engine's result as a dict; uses no Blender data: for any thread. Of several
    variations it is the best one's, with those of the others (variations.generate).
    poses: called with the joints of each step (docs/native-api.md)."""
    start = time.perf_counter()
    if engine is None:
        engine = open_engine(request)
    loaded = time.perf_counter()
    request.warnings += model_config.adapter_warnings(engine)
    with native.translate_errors() as module:
        cancel = cancel if cancel is not None else module.Cancel()
        result = variations.generate(
            request,
            lambda one, watch: run_engine(engine, one, watch, cancel, poses),
            progress,
        )
    result["seconds"] = {
        **request.seconds,
        "load": loaded - start,
        **dict(result.get("seconds", {})),
    }
    result["device"] = str(engine.device)
    return result


def more_to_ask(request: Request) -> dict[str, Any]:
    """What is asked for where there is something: only some models take it."""
    found: dict[str, Any] = {}
    prompts, poses = request.settings.prompts, request.poses
    if len(prompts) > 1:
        found["segments"] = timing.segments(prompts, request.timing)
    if request.timing.looped:
        found["loop"] = True
    # Of words that the model does not know nothing is to be expected.
    amplitude = request.settings.amplitude or (0.0 if request.judged else 1.0)
    if amplitude:
        found["amplitude"] = amplitude
    if poses is not None:
        given = poses.given
        found["given"] = given.given
        found["given_rotation"] = np.ascontiguousarray(given.rotation)
        found["given_location"] = np.ascontiguousarray(given.location)
    if request.pose_views is not None:
        found["pose_views"] = request.pose_views
    return found


def run_engine(
    engine: Any, request: Request, progress: Any, cancel: Any, poses: Any = None
) -> EngineResult:
    settings = request.settings
    more = more_to_ask(request)
    if poses is not None:
        more["poses"] = poses
    guidance, paper = settings.guidance, settings.solver == "paper"
    result = engine.animate(
        request.views,
        request.cameras,
        request.seen_skeleton,
        request.prompt,
        frames=request.frames_model,
        steps=settings.steps,
        guidance_text=float("nan") if guidance is None else float(guidance),
        seed=settings.seed,
        preview=settings.keeps_pictures,
        contacts=settings.contacts,
        progress=progress,
        cancel=cancel,
        **more,
    )
    made: EngineResult = dict(result)
    if paper:
        made |= solve_as_paper(request, result)
    # The critic judges the engine's own solution, and knows no more words.
    if paper or not request.judged:
        made |= dict.fromkeys(("match", "speed", "expected_speed"))
    if not request.judged:
        made["prompt_known"] = None
    return made


def solve_as_paper(request: Request, result: EngineResult) -> EngineResult:
    """Keys and joints from the generated pose maps by the paper's method (baseline)."""
    selection = result["selection"]
    with native.translate_errors() as module:
        colours = module.joint_colours(
            selection["position"], model_config.pose_map_version(request.spec)
        )
        points, weights = module.paper_extract(result["pose"], colours)
        joints, confidence, residual = module.triangulate(
            points, weights, request.cameras, selection["parent"],
            selection["position"],
            solver="paper",
        )  # fmt: skip
        rotation, location = module.solve_ik(
            request.seen_skeleton, selection, joints, confidence, solver="paper"
        )
    return {
        "rotation": rotation,
        "location": location,
        "joints": joints,
        "confidence": confidence,
        "residual_px": residual,
    }


def finish(
    scene: bpy.types.Scene,
    request: Request,
    result: EngineResult,
    others: bool = True,
    check: Callable[[], None] = lambda: None,
) -> bpy.types.Action:
    """Writes the take onto the rig; returns its Action. All or nothing. others: write
    the other variations, too, as further Actions. check: called before each take; what
    it raises ends the work."""
    if others and result.get("others") and request.armature in scene.objects:
        action = variations.write_all(scene, request, result, write_one, check)
    else:
        action = write_one(scene, request, result)
        variations.describe(action, request, result)
    request.warnings += variations.warnings(request, result)
    return action


def write_one(
    scene: bpy.types.Scene, request: Request, result: EngineResult
) -> bpy.types.Action:
    """Writes one take onto the rig; returns its Action. All or nothing."""
    start = time.perf_counter()
    armature = scene.objects.get(request.armature)
    if armature is None or armature.type != "ARMATURE":
        raise AnimaxError(
            f"The armature {request.armature!r} no longer exists; nothing was changed."
        )
    if request.plan is not None:
        control_take.check_plan(armature, request.plan)
    elif set(armature.data.bones.keys()) != set(request.skeleton["names"]):
        raise AnimaxError(
            f"The bones of {request.armature!r} have changed; no keys were written."
        )
    poses, rig = request.poses, request.skeleton
    source = take_poses.kept_source(poses) if poses is not None else None
    times = pins.row_times(request.frames, poses.pins if poses else None)
    rotation, location = pins.sample_rows(*edited_take(request, result), times)
    rotation, location = through_poses(request, rotation, location, times)
    request.warnings += travel_warnings(request, location)
    if request.plan is not None:
        return write_controls.write(
            scene, armature, request, result, request.plan, rotation, location
        )
    location = ik_targets.move_targets(armature, rig, rotation, location, request.mask)
    solved = pose_channels.solved_poses(armature, rig, rotation, location)
    rotation, location = pose_channels.to_channels(armature, rig, rotation, location)
    rotation, location = through_poses(request, rotation, location, times, own=True)
    before = keyframes.remember(armature)
    free, mask = pose_channels.keyed_bones(armature, rig, request.mask)
    names = [rig["names"][n] for n in free]
    rows = None
    if poses is not None:
        held, euler = pins.held_rows(times, poses.pins), pins.first_euler(poses.pins)
        rows = keyframes.Rows(times, held[:, free], euler[free], source)
        rotation = pins.same_signs(rotation, times, poses.pins)
    with revealed(armature):
        action = keyframes.write_take(
            armature,
            names,
            rotation[:, free],
            location[:, free],
            first=scene.frame_start,
            name=keyframes.action_name(request.prompt, request.rank),
            mask=mask,
            size=request.size,
            reduced=request.settings.keys == "reduced",
            looped=request.settings.loop,
            rows=rows,
        )
        try:
            keyed = [name for name, own in zip(names, mask, strict=True) if own]
            scene_time.remap_keys(
                armature, action, keyed, time_scale(scene), scales=source is None
            )
            warning = check_take.check_take(
                scene, armature, rig, solved[times == np.rint(times)],
                scene.frame_start, request.mask,
            )  # fmt: skip
        except BaseException:
            keyframes.undo(armature, before, action)
            raise
    request.warnings += [warning] if warning else []
    # The engine's part of the stage and this one.
    spent = result["seconds"].get("keyframes", 0.0)
    result["seconds"]["keyframes"] = spent + time.perf_counter() - start
    return action


def travel_warnings(request: Request, location: FloatArray) -> list[str]:
    """Where both the take and something else move the rig along the ground."""
    limit = CARRIED * request.size
    travel = take_edit.travel(location, request.skeleton["rest"])
    if request.carried < limit or travel < limit:
        return []
    return [
        f"The take travels, and {request.armature!r} is also moved as a whole (by its "
        "own path, a parent or a constraint); both add up. In Place (--in-place) "
        "removes the take's travel."
    ]


def through_poses(
    request: Request,
    rotation: FloatArray,
    location: FloatArray,
    times: FloatArray,
    own: bool = False,
) -> tuple[FloatArray, FloatArray]:
    """The take at times [R], through the poses that it keeps. own: of the bones'
    channels, not of the solver's."""
    if request.poses is None:
        return rotation, location
    kept = request.poses.pins
    return pins.hold(
        rotation, location, times, kept, kept.own if own else kept.solved,
        fade=pins.FADE_SECONDS * request.fps,
        period=request.frames - 1 if request.settings.loop else 0,
    )  # fmt: skip


def edited_take(
    request: Request, result: EngineResult
) -> tuple[FloatArray, FloatArray]:
    """(rotation, location) at the scene's frames, with the settings applied; the result
    gets source_seconds [frames]: which moment of what was generated each one shows."""
    settings, times, rig = request.settings, request.timing, request.skeleton
    rotation, location = (np.ascontiguousarray(result[k], np.float64) for k in KEYS)
    if not (np.isfinite(rotation).all() and np.isfinite(location).all()):
        raise AnimaxError(
            "The engine computed poses that are not finite; try another seed.", MODEL
        )
    # In the units of the bones' channels: the object's scale divides them.
    size = request.size / float(np.linalg.norm(rig["rest"][0, :3, 1]))
    if times.whole:
        rotation, location = whole_take(rotation, location, times)
        result["source_seconds"] = shown_frames(times) / result_fps(request, result)
    else:
        rotation, location = repeated_take(request, result, rotation, location, size)
    # A repeated take is in place already, and closed.
    extended = not times.whole and request.frames > window_of(request)
    closed = settings.loop and (extended or times.looped)
    rotation, location = smoothing.smooth(
        rotation, location, settings.smoothing, request.fps, cyclic=closed
    )
    if stays_in_place(settings, request.prompt) and not extended:
        location = take_edit.remove_drift(location, rig["rest"])
    if settings.loop and not closed:
        rotation, location = close_take(rotation, location, rig, size)
    rotation, location = clamp_to_limits.clamp(rotation, location, rig)
    # Feet are not moved where poses are given: those are to stay as they are.
    if settings.solver != "paper" and request.poses is None:
        rotation, location = over_ground(request, result, rotation, location, size)
    elif request.poses is not None and goes_its_way(request):
        request.warnings.append(
            "A take through poses that are kept goes where these are, or where the "
            "model makes it go: Travel (--travel) has no effect."
        )
    return moved_back(request, rotation, location)


def result_fps(request: Request, result: EngineResult) -> float:
    return float(result.get("fps", request.spec["video"]["fps"]))


def window_of(request: Request) -> int:
    return model_config.window_frames(request.spec, request.fps)


def repeated_take(
    request: Request,
    result: EngineResult,
    rotation: FloatArray,
    location: FloatArray,
    size: float,
) -> tuple[FloatArray, FloatArray]:
    """What the model generated at the scene's frames, repeated to fill them."""
    settings, fps = request.settings, request.fps
    with native.translate_errors() as module:
        generated = min(request.frames, window_of(request))
        rotation, location = module.resample(
            rotation, location, result_fps(request, result), fps, generated
        )
    shown = source_frames(
        rotation, location, request.frames, fps, size, looped=settings.loop
    )
    result["source_seconds"] = shown / fps
    return extend_take(
        rotation, location, request.frames, fps, request.skeleton, size,
        looped=settings.loop, in_place=stays_in_place(settings, request.prompt),
    )  # fmt: skip


def moved_back(
    request: Request, rotation: FloatArray, location: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The take at its place, where poses were moved for the model to see them."""
    poses = request.poses
    if poses is None or poses.ways is None:
        return rotation, location
    period = request.frames - 1 if request.settings.loop else 0
    ways = pins.ways_between(poses, np.arange(len(rotation), dtype=np.float64), period)
    keys = pins.Keys(rotation, location)
    return pins.shifted(keys, ways, request.skeleton, poses.carriers)


def stays_in_place(settings: Settings, prompt: str) -> bool:
    said = settings.travel == "auto" and goes_somewhere(prompt) is False
    return settings.in_place or settings.travel == "off" or said


def goes_its_way(request: Request) -> bool:
    """Is the rig to go where its feet walk? Not by itself in a loop, nor where
    something else already carries it."""
    settings = request.settings
    if settings.travel != "auto" or settings.in_place:
        return settings.travel == "on"
    carried = request.carried >= CARRIED * request.size
    return not (settings.loop or carried) and goes_somewhere(request.prompt) is True


def over_ground(
    request: Request,
    result: EngineResult,
    rotation: FloatArray,
    location: FloatArray,
    size: float,
) -> tuple[FloatArray, FloatArray]:
    """The take with its feet on the ground of its gait, going its way if it is to; the
    result gets `travel`, as in the report. size: the rig's, in units of locations."""
    settings, rig = request.settings, request.skeleton
    walk = ground.find_walk(
        rotation, location, rig, request.fps, request.mask,
        hold=settings.contacts, looped=settings.loop,
    )  # fmt: skip
    goes = goes_its_way(request)
    rotation, location = walk.rotation, walk.location
    if goes and not walk.confidence:
        if take_edit.travel(location, rig["rest"]) < CARRIED * request.size:
            request.warnings.append(
                "No gait was found in the take, no feet that stand on the ground in "
                "turn, so it goes nowhere; another seed may walk better."
            )
        goes = False
    if goes:
        keys = ground.way_keys(rotation, walk.way, rig)
        held = ground.why_held(rig, request.mask, keys, size)
        if held:
            request.warnings.append(f"The take cannot travel: {held}.")
            goes = False
        else:
            location = location + keys
    result["travel"] = ground.describe(walk, rig, request.fps, goes)
    # Feet that stand may go further than the rig's clips move them.
    return clamp_to_limits.clamp(rotation, location, rig, locations=False)


def animate(
    settings: Settings,
    scene: bpy.types.Scene | None = None,
    engine: Any = None,
    progress: Any = None,
    cancel: Any = None,
) -> tuple[Request, EngineResult, bpy.types.Action]:
    """All three steps, blocking: (request, result, Action)."""
    scene = scene or current_scene()
    request = prepare(scene, settings)
    result = generate(request, engine, progress, cancel)
    return request, result, finish(scene, request, result)
