"""The commands of batch.py: what they do, what they report, how they end."""

from __future__ import annotations

import dataclasses
import math
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from .. import pipeline, take_poses, variations
from ..clips import object_motion, scene_time
from ..clips.frame_rate import replace_remapping, scene_fps, set_fps
from ..core import jobs, leftovers, native
from ..core.atomic_file import check_writable
from ..core.errors import (
    CANCELLED,
    DONE,
    INPUT,
    MEMORY,
    MODEL,
    USAGE,
    AnimaxError,
    CancelledError,
)
from ..io import report_io, scene_files
from ..io.take_clip import TakeClip
from ..rig import find_rig, rig_links
from ..rig.armature import find_armature
from ..rig.blender_context import current_scene
from ..roundtrip import roundtrip
from ..settings import echo
from ..views import preview
from . import cli_args, manifest, process, run_paths

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from typing import Any

    import bpy

    from ..core.array_types import EngineResult, Report
    from ..core.file_keys import Key
    from ..core.jobs import CancelFlag, Job
    from ..core.path_table import Entry, PathTable
    from ..request import Request
    from ..settings import Settings
    from .manifest import ManifestJob


# Seconds after a first signal in which a second one changes nothing.
SECOND_SIGNAL = 2.0


@dataclasses.dataclass
class Run:
    """One run of the program: the stop flag, and the engine, reused from job to job."""

    cancel: CancelFlag | None = None
    stopped: bool = False
    engine: Any = None
    engine_key: tuple[Any, ...] = ()
    # What jobs of a batch read, which none may overwrite.
    reads: dict[Key, Entry] = dataclasses.field(default_factory=dict["Key", "Entry"])
    # Whether the report is known to overwrite nothing but an earlier one.
    report_is_free: bool = False
    stopped_at: float = 0.0
    # Whether the result is only printed, and how an error is.
    prints: bool = False
    print_error: Callable[[str], None] = print

    def stop(self, *_: Any) -> None:
        """A signal: ends the work at its next step. A second one, in case that there is
        none, ends the process; not at once, as some senders signal twice."""
        now = time.monotonic()
        if self.stopped and now - self.stopped_at > SECOND_SIGNAL:
            leftovers.remove_own()
            self.print_error("Cancelled by a second signal, at once.")
            process.leave(CANCELLED)
        if not self.stopped:
            self.stopped, self.stopped_at = True, now
        if self.cancel is not None:
            self.cancel.set()

    def check(self) -> None:
        if self.stopped:
            raise CancelledError("Cancelled; no output was written.")


def main(argv: list[str], early: Sequence[int] = ()) -> int:
    """Runs one command; returns the exit status. early: signals that came before."""
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
            status, message = run_guarded(lambda: command(argv, run, report))
            if status == DONE and run.prints and (why := streams.loss()):
                status, message = USAGE, f"Standard output takes nothing ({why})."
            report["status"], report["error"] = status, message or None
            report["peak_memory_mb"] = report_io.peak_memory_mb()
            if path and not run.report_is_free:
                obstacle = run_paths.report_obstacle(path, others)
                if obstacle and message:
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


def run_guarded(work: Callable[[], int | None]) -> tuple[int, str]:
    """(status, message) of work(), whatever it raises."""
    try:
        return (work() or DONE), ""
    except AnimaxError as error:
        return error.code, str(error)
    except KeyboardInterrupt:
        return CANCELLED, str(CancelledError())
    except MemoryError:
        return MEMORY, "There is not enough memory; close other programs."
    except BaseException as error:
        traceback.print_exc(file=sys.stdout)
        where = traceback.extract_tb(error.__traceback__)[-1]
        return INPUT, (
            f"Internal error: {type(error).__name__} in {Path(where.filename).name}: "
            f"{error}; please report this."
        )


def save_report(path: str | Path, report: Report) -> None:
    check_writable(path, "report")
    report_io.write_report(path, report)


def command(argv: list[str], run: Run, report: Report) -> int | None:
    try:
        args = cli_args.parse(argv)
    except SystemExit:
        # --help has been printed.
        run.prints = True
        return DONE
    run.check()
    work = {"animate": animate, "roundtrip": run_roundtrip, "batch": batch}
    return work[args.command](args, run, report)


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
    request = pipeline.prepare(scene, settings)
    request.warnings += warnings
    if request.poses is not None and request.poses.source and not is_blend(args.input):
        # Importers choose which of a file's clips plays.
        request.warnings.append(take_poses.source_message(request.poses.source))
    report["settings"] = echo(request.settings)
    run.check()
    report["frames"], report["views"] = request.frames, len(request.cameras)
    report["bones"] = int(request.mask.sum())
    report.update(take_poses.report_of(request))
    report["warnings"] = request.warnings
    report["front"] = request.front.report()
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
    if settings.preview:
        preview.write_preview(settings.preview, armature, request, result, run.check)
        scene.frame_set(scene.frame_start)
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
    pipeline.clean_prompt(settings.prompt)
    scene_files.check_input(args.input)


def check_paths(args: argparse.Namespace, run: Run) -> PathTable:
    """An AnimaxError if a file would be lost, or the report cannot be written."""
    run.report_is_free = False
    table = run_paths.command_table(args, run.reads)
    run.report_is_free = True
    if args.report:
        check_writable(args.report, "report")
    return table


def check_linked_files(source: str, table: PathTable, run: Run) -> None:
    """The same of the libraries and textures that the open file refers to."""
    run.report_is_free = False
    for path in scene_files.linked_files(source):
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
    key = (settings.model, settings.device, settings.precision, settings.threads)
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
        result = jobs.run_blocking(work, cancel, print_progress)
    except AnimaxError as error:
        if error.code == MODEL:  # a file may have changed: the next job opens it anew
            run.engine = None
        raise
    finally:
        run.cancel = None
    known = sum(v for k, v in result["seconds"].items() if k not in request.seconds)
    result["seconds"]["load"] = max(0.0, time.perf_counter() - start - known)
    return result


def print_progress(job: Job) -> None:
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
    )
    run.check()
    report.update(found)
    report["seconds"] = {**seconds, **found["seconds"]}
    mean = found["joint_error_pct"]["mean"]
    print(f"animax: joints {mean:.3f} % error, {found['joints_lost']} lost", flush=True)


# batch -------------------------------------------------------------------------------


def batch(args: argparse.Namespace, run: Run, report: Report) -> None:
    run_paths.check_current_folder(args)
    run_paths.check_report_name(args.report)
    if not args.output_dir:
        raise AnimaxError("--output-dir is empty; name a folder.", USAGE)
    lines = manifest.read_manifest(args.manifest, args.output_dir)
    run.reads.update(run_paths.batch_table(args, lines).read)
    run.report_is_free = True
    make_folder(Path(args.output_dir))
    if args.report:
        check_writable(args.report, "report")
    rows, failed = [], []
    report["jobs"] = rows
    for number, job in enumerate(lines, 1):
        if run.stopped:
            raise CancelledError(cancelled_at(number, lines, rows))
        row = {"line": job.line, "output": job.output or None}
        if args.resume and job.is_done():
            rows.append({**row, "status": DONE, "skipped": True})
            continue
        own = report_io.empty_report()
        title = f"job {number} of {len(lines)}: {job.name()}"
        status, message = run_guarded(
            lambda job=job, own=own, title=title: one_job(job, run, own, title)
        )
        own["status"], own["error"] = status, message or None
        own["peak_memory_mb"] = report_io.peak_memory_mb()
        failed_too, why = run_guarded(
            lambda job=job, own=own: save_job_report(job, run, own)
        )
        if status == DONE and failed_too:
            status, message = failed_too, why
            own["error"] = why
        rows.append({**row, "status": status, "error": own["error"]})
        report["frames"] += own["frames"]
        report["device"] = own["device"] or report["device"]
        if status == CANCELLED:
            raise CancelledError(cancelled_at(number, lines, rows))
        if status != DONE:
            print(f"animax: job {number} failed: {message}", flush=True)
            failed.append((job, status, message))
    if failed:
        job, status, message = failed[0]
        raise AnimaxError(
            f"{len(failed)} of {len(lines)} jobs failed, first {job.name()}: {message}",
            status,
        )
    skipped = sum("skipped" in row for row in rows)
    print(f"animax: {len(rows) - skipped} jobs done, {skipped} skipped", flush=True)


def cancelled_at(
    number: int, jobs: Sequence[ManifestJob], rows: Sequence[Report]
) -> str:
    done = sum(row["status"] == DONE and "skipped" not in row for row in rows)
    return (
        f"Cancelled at job {number} of {len(jobs)}; outputs written before it: {done}. "
        "--resume does the rest."
    )


def make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AnimaxError(
            f"The folder {folder} cannot be made ({error.strerror}); choose another.",
            USAGE,
        ) from None


def one_job(job: ManifestJob, run: Run, report: Report, title: str) -> None:
    print(f"animax: {title}", flush=True)
    run.report_is_free = True
    for _, path in job.written():
        make_folder(Path(path).parent)
    if job.args is None:
        raise AnimaxError(job.error, USAGE)
    if not job.names_report and (why := run_paths.other_file(job.report)):
        raise AnimaxError(f"{why}; name a report for line {job.line}.", USAGE)
    animate(job.args, run, report)


def save_job_report(job: ManifestJob, run: Run, report: Report) -> None:
    if not job.report:
        run.report_is_free = True
        return
    others = [*job.inputs, job.output]
    if not run.report_is_free:
        obstacle = run_paths.report_obstacle(job.report, others)
        job.report = "" if obstacle else job.report
    elif not job.names_report and run_paths.other_file(job.report):
        job.report = ""
    # The batch's own.
    run.report_is_free = True
    if job.report:
        save_report(job.report, report)
