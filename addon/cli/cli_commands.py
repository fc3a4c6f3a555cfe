"""The commands of batch.py: what they do, what they report, how they end."""

from __future__ import annotations

import contextlib
import dataclasses
import math
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from .. import memory_plan, pipeline, take_poses, variations
from ..clips import object_motion, scene_time
from ..clips.frame_rate import replace_remapping, scene_fps, set_fps
from ..core import jobs, leftovers, native
from ..core.atomic_folder import atomic_folder, check_folder
from ..core.controls_map import read_file
from ..core.errors import CAUSES, DONE, MODEL, USAGE, AnimaxError
from ..io import report_io, scene_files
from ..io.take_clip import TakeClip
from ..rig import find_rig, rig_links
from ..rig.armature import find_armature
from ..rig.blender_context import current_scene
from ..roundtrip import roundtrip
from ..settings import echo
from ..views import preview, sequences, stick_figure, template_files
from . import batch_jobs, cli_args, import_model, process, run_paths, serve
from .cli_args import SCRIPT
from .run import Run, run_guarded, save_report

if TYPE_CHECKING:
    import argparse
    from collections.abc import Generator, Sequence
    from typing import Any

    import bpy

    from ..core.array_types import EngineResult, Report
    from ..core.jobs import Job
    from ..core.path_table import PathTable
    from ..request import Request
    from ..rig.blender_types import ArmatureObject
    from ..settings import Settings


def main(argv: list[str], early: Sequence[int] = (), program: str = SCRIPT) -> int:
    """Runs one command; returns the exit status. early: signals that came before.
    program: how it was started."""
    with process.guarded_streams() as streams:
        run = Run(print_error=streams.print_error)
        before = {}
        for number in (signal.SIGINT, signal.SIGTERM):
            before[number] = signal.signal(number, run.stop)
        if early:
            run.stop()
        report = report_io.empty_report()
        path, others = run_paths.split_report(argv)
        try:
            status, message = run_guarded(lambda: command(argv, run, report, program))
            if status == DONE and run.prints and (why := streams.loss()):
                status, message = USAGE, f"Standard output takes nothing ({why})."
            report["status"], report["error"] = status, message or None
            if status != DONE:
                report["cause"] = CAUSES[status]
            report["peak_memory_mb"] = report_io.peak_memory_mb()
            if path and not run.report_is_free:
                obstacle = run_paths.report_obstacle(path, others)
                if obstacle and message and path not in message:
                    message += f" No report was written: {obstacle}."
                path = "" if obstacle else path
            if path:
                failed, reason = run_guarded(lambda: save_report(path, report))
                status, message = status or failed, message or reason
        finally:
            for number, handler in before.items():
                # None: Blender's own handler in C, which Python cannot put back.
                if handler is not None:
                    signal.signal(number, handler)
        if message:
            streams.print_error(message)
        return status


def command(
    argv: list[str], run: Run, report: Report, program: str = SCRIPT
) -> int | None:
    try:
        args = cli_args.parse(argv, program)
    except SystemExit:
        # --help has been printed.
        run.prints = True
        return DONE
    run.check()
    work = {
        "animate": animate,
        "roundtrip": run_roundtrip,
        "batch": batch,
        "serve": run_server,
        "import-model": import_model.import_model,
    }
    return work[args.command](args, run, report)


def batch(args: argparse.Namespace, run: Run, report: Report) -> None:
    batch_jobs.batch(args, run, report, animate)


def run_server(args: argparse.Namespace, run: Run, _: Report) -> None:
    serve.serve(args, run, generate)


# animate -----------------------------------------------------------------------------


def animate(args: argparse.Namespace, run: Run, report: Report) -> None:
    start = time.perf_counter()
    settings = cli_args.settings_of(args)
    report["seed"], report["settings"] = settings.seed, echo(settings)
    table = check_paths(args, run)
    check_files(args, settings)
    # Before the file: opening one resets the preferences, and with them the folders
    # from which Python imports an installed extension's wheels.
    native.load()
    scene_files.open_file(args.input)
    check_linked_files(args.input, table, run)
    scene_files.check_place(args.output)
    run.check()
    opened = current_scene()
    find_rig.show_scene(find_rig.find_scene(settings.armature))
    scene, warnings = current_scene(), []
    if settings.fps:
        set_fps(scene, settings.fps)
    if not is_blend(args.output):
        settings, warnings = without_remapping(scene, settings)
        start_at_second_zero(scene, args.input)
    report["seconds"]["open"] = time.perf_counter() - start
    if settings.from_current_pose and settings.at_frame is None:
        settings = dataclasses.replace(settings, at_frame=scene.frame_start)
    request = pipeline.prepare(scene, settings, dry=getattr(args, "dry_run", False))
    request.warnings += warnings
    if request.poses is not None and request.poses.source and not is_blend(args.input):
        # Importers choose which of a file's clips plays.
        request.warnings.append(take_poses.source_message(request.poses.source))
    run.check()
    report_request(report, request)
    if getattr(args, "dry_run", False):
        print_plan(request, run)
        report["seconds"].update(request.seconds)
        return
    result = generate(request, run)
    report["seconds"].update(result["seconds"])
    report["device"] = result["device"]
    report["engine_memory_mb"] = result.get("peak_memory_mb")
    run.check()
    every = settings.variation_clips == "all"
    action = pipeline.finish(scene, request, result, every, run.check)
    armature: Any = scene.objects[request.armature]
    first = scene.frame_start
    take = TakeClip(action.name, armature.name, first, first + request.frames - 1)
    limit = (
        scene.frame_end if is_blend(args.input) and is_blend(args.output) else math.inf
    )
    scene.frame_end = scene_time.last_frame(scene, armature, take.last, limit)
    scene.frame_set(first)
    report["action"], report["fps"] = action.name, request.fps
    report["armature"] = armature.name
    report.update(variations.report_of(request, result, action))
    for part in ("travel", "control_rig"):
        if part in result:
            report[part] = result[part]
    start = time.perf_counter()
    write_pictures(armature, request, result, run, report)
    with written_sequences(request, result, run, report):
        run.check()
        if not is_blend(args.output):
            find_rig.reveal(armature)
            rig_links.untie(scene, scene_files.nests_rigs(args.output))
            object_motion.key_everything(scene, range(first, scene.frame_end + 1))
        else:
            find_rig.show_scene(opened)
        report["export"] = scene_files.save_file(args.output, take)
    request.warnings += report["export"].get("missing", [])
    request.warnings += scene_files.unchecked(args.output, report["export"])
    report["seconds"]["keyframes"] = result["seconds"]["keyframes"]
    report["seconds"]["save"] = time.perf_counter() - start
    report["output"] = str(args.output)
    print_outcome(report)


def write_pictures(
    armature: ArmatureObject,
    request: Request,
    result: EngineResult,
    run: Run,
    report: Report,
) -> None:
    """What shows the take as keyed; afterwards the scene is at its first frame."""
    scene, path = current_scene(), request.settings.preview
    if path:
        preview.write_preview(path, armature, request, result, run.check)
        scene.frame_set(scene.frame_start)
    if run.draws:
        report["picture"] = stick_figure.draw(scene, armature, request)
        scene.frame_set(scene.frame_start)


@contextlib.contextmanager
def written_sequences(
    request: Request, result: EngineResult, run: Run, report: Report
) -> Generator[None, None, None]:
    """Context after which they are in their folder, if they are asked for; unless it
    ends by an exception."""
    folder = request.settings.sequences
    if not folder:
        yield
        return
    with atomic_folder(folder, sequences.LAYOUT, "sequences") as part:
        made = sequences.write_sequences(part, request, result, run.check)
        yield
    report["sequences"] = {"folder": folder, **made}


def report_request(report: Report, request: Request) -> None:
    """What is known before anything is generated."""
    report["settings"] = echo(request.settings)
    report["frames"], report["views"] = request.frames, len(request.cameras)
    report["bones"] = int(request.mask.sum())
    report.update(take_poses.report_of(request))
    report["warnings"] = request.warnings
    report["front"] = request.front.report()
    if request.artist_cameras is not None:
        report["cameras"] = request.artist_cameras.report()
    if request.needs is not None:
        report["plan"] = request.needs


def print_plan(request: Request, run: Run) -> None:
    """What --dry-run is for."""
    run.prints = True
    assert request.needs is not None
    if not request.needs["fits"]:
        request.warnings.append(request.needs["advice"])
    for warning in request.warnings:
        print(f"animax: warning: {' '.join(warning.split())}")
    for line in memory_plan.lines(request.needs):
        print(f"animax: {line}")
    print("animax: nothing was made (--dry-run)", flush=True)


def check_files(args: argparse.Namespace, settings: Settings) -> None:
    """An AnimaxError if what is asked for cannot be read or written."""
    leftovers.clean_temporary()
    scene_files.check_output(args.output)
    several = settings.variations > 1 and settings.variation_clips == "all"
    if several and not is_blend(args.output):
        raise AnimaxError(
            f"A {Path(args.output).suffix} file holds one take; for all variations "
            "(--variation-clips all) choose a .blend as the output.",
            USAGE,
        )
    if settings.preview:
        preview.check_preview(settings.preview)
    if settings.sequences:
        check_folder(settings.sequences, sequences.LAYOUT, "sequences")
    if settings.template_dir:
        template_files.check_template(settings.template_dir)
    if settings.controls_map:
        read_file(settings.controls_map)
    pipeline.clean_prompt(settings.prompt)
    scene_files.check_input(args.input)


def check_paths(args: argparse.Namespace, run: Run) -> PathTable:
    """An AnimaxError if a file would be lost, or the report cannot be written."""
    run.report_is_free = False
    table = run_paths.command_table(args, run.reads)
    run_paths.check_report(args.report)
    run.report_is_free = True
    return table


def check_linked_files(source: str, table: PathTable, run: Run) -> None:
    """The same of the libraries and textures that the open file refers to."""
    run.report_is_free = False
    linked = scene_files.linked_files(source)
    run.linked = [path for path in linked if not scene_files.is_temporary(path)]
    for path in linked:
        table.reads(path, "file that the input refers to")
    run.report_is_free = True
    run.reads.update(table.read)


def print_outcome(report: Report) -> None:
    """The warnings and what was written, after whatever Blender printed."""
    for warning in report["warnings"]:
        print(f"animax: warning: {' '.join(warning.split())}")
    front = report["front"]
    if front["angle_deg"]:
        why = f" ({', '.join(front['signs'])})" if front["signs"] else ""
        print(f"animax: the rig faces {front['direction'].upper()}{why}")
    if "cameras" in report:
        print(f"animax: seen through the cameras of {report['cameras']['collection']}")
    if "sequences" in report:
        print(f"animax: {sequences.sentence(report['sequences'])}")
    certain = f", confidence {x:.2f}" if (x := report.get("confidence")) else ""
    certain += f", match {x:.2f}" if (x := report.get("match")) is not None else ""
    if others := report.get("variations", [])[1:]:
        certain += f", the best of {len(others) + 1} takes: seed {report['seed']}"
    print(
        f"animax: wrote {report['output']}: {report['frames']} frames of "
        f"{report['armature']!r} at {report['fps']:g} frames per second{certain}",
        flush=True,
    )


def without_remapping(
    scene: bpy.types.Scene, settings: Settings
) -> tuple[Settings, list[str]]:
    """(settings, warnings): exporters do not know time remapping, so the scene gets the
    frame rate that amounts to the same."""
    render = scene.render
    shown = f"{render.frame_map_old} to {render.frame_map_new}"
    scale = replace_remapping(scene)
    if scale == 1.0:
        return settings, []
    if settings.frames:
        frames = max(1, round(settings.frames * scale))
        settings = dataclasses.replace(settings, frames=frames)
    if settings.at_frame is not None:
        frame = round(settings.at_frame * scale)
        settings = dataclasses.replace(settings, at_frame=frame)
    return settings, [
        f"The scene's time remapping ({shown}) became a rate of {scene_fps(scene):g} "
        "frames per second; all motion keeps its time in seconds."
    ]


def is_blend(path: str | Path) -> bool:
    return Path(path).suffix.lower() == ".blend"


def start_at_second_zero(scene: bpy.types.Scene, path: str) -> None:
    """From exchange file to exchange file, what else moves keeps its time: the take
    starts where the file's second 0 lies."""
    frame = scene_files.second_zero(path)
    if frame is not None:
        scene.frame_start = frame


def generate(request: Request, run: Run) -> EngineResult:
    """Runs the engine on a worker thread, so that signals are handled at once."""
    settings = request.settings
    key = (
        settings.model, settings.device, settings.precision, settings.threads,
        settings.memory_limit, memory_plan.streams(request.needs),
    )  # fmt: skip
    if request.needs is not None:
        print(f"animax: {memory_plan.summary(request.needs)}", flush=True)
    run.cancel = cancel = native.load().Cancel()
    if run.stopped:
        cancel.set()

    def work(progress: Any, cancel: Any) -> EngineResult:
        if run.engine is None or run.engine_key != key:
            run.engine = None
            run.engine, run.engine_key = pipeline.open_engine(request), key
        return pipeline.generate(request, run.engine, progress, cancel)

    start = time.perf_counter()
    try:
        result = jobs.run_blocking(work, cancel, ProgressLines())
    except AnimaxError as error:
        if error.code == MODEL:  # a file may have changed: the next job opens it anew
            run.engine = None
        raise
    finally:
        run.cancel = None
    known = sum(v for k, v in result["seconds"].items() if k not in request.seconds)
    result["seconds"]["load"] = max(0.0, time.perf_counter() - start - known)
    return result


class ProgressLines:
    """Prints each step, and in long ones a line every half minute."""

    SECONDS = 30.0

    def __init__(self) -> None:
        self.shown: tuple[str, int] | None = None
        self.at = 0.0

    def __call__(self, job: Job) -> None:
        now, step = time.monotonic(), (job.stage, job.step)
        if step == self.shown and now - self.at < self.SECONDS:
            return
        self.shown, self.at = step, now
        print(f"animax: {job.status_text()}", flush=True)


# roundtrip ---------------------------------------------------------------------------


def run_roundtrip(args: argparse.Namespace, run: Run, report: Report) -> None:
    start = time.perf_counter()
    run.prints = not args.report
    report["seed"], report["device"] = args.seed, "cpu"
    table = check_paths(args, run)
    scene_files.check_input(args.input)
    native.load()
    scene_files.open_file(args.input)
    check_linked_files(args.input, table, run)
    run.check()
    find_rig.show_scene(find_rig.find_scene(args.armature))
    replace_remapping(current_scene())
    armature = find_armature(args.armature)
    seconds = {"open": time.perf_counter() - start}
    found = roundtrip.run(
        armature,
        args.clip,
        size=args.size,
        noise=args.noise,
        drop_view=args.drop_view,
        views=args.views,
        seed=args.seed,
        solver=args.solver,
        cameras=args.cameras,
    )
    run.check()
    report.update(found)
    report["seconds"] = {**seconds, **found["seconds"]}
    mean = found["joint_error_pct"]["mean"]
    print(f"animax: joints {mean:.3f} % error, {found['joints_lost']} lost", flush=True)
