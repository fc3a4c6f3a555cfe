"""`batch`: the jobs of a manifest, one after the other.

What a line may hold, and what --resume makes again: docs/batch.md.
"""

from __future__ import annotations

import dataclasses
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.atomic_file import check_writable
from ..core.digests import Digests
from ..core.errors import CANCELLED, CAUSES, DONE, USAGE, AnimaxError, CancelledError
from ..core.path_table import PathTable
from ..io import report_io
from ..views.template_files import template_paths
from . import made_from, manifest, run_paths, summary_page
from .run import make_folder, run_guarded, save_report
from .summary_page import PageRow

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from typing import Any

    from ..core.array_types import Report
    from .manifest import ManifestJob
    from .run import Run

    Animate = Callable[[argparse.Namespace, Run, Report], None]

# Seconds in which another process that has written an output writes its report.
REPORT_FOLLOWS = 1.0


@dataclasses.dataclass
class Batch:
    """A batch under way."""

    args: argparse.Namespace
    run: Run
    report: Report
    # cli_commands.animate.
    animate: Animate
    jobs: list[ManifestJob]
    digests: Digests = dataclasses.field(default_factory=Digests)
    failed: list[tuple[ManifestJob, int, str]] = dataclasses.field(default_factory=list)
    # For the page, if there is one.
    rows: list[PageRow] = dataclasses.field(default_factory=list[PageRow])

    @property
    def done(self) -> list[dict[str, Any]]:
        """What the report tells of the jobs, in order."""
        return self.report["jobs"]


def batch(args: argparse.Namespace, run: Run, report: Report, animate: Animate) -> None:
    run_paths.check_current_folder(args)
    run_paths.check_report_name(args.report)
    summary_page.check_summary(args.summary)
    if not args.output_dir:
        raise AnimaxError("--output-dir is empty; name a folder.", USAGE)
    jobs = manifest.read_manifest(args.manifest, args.output_dir)
    run.reads.update(run_paths.batch_table(args, jobs).read)
    make_folder(Path(args.output_dir))
    run_paths.check_report(args.report)
    run.report_is_free = True
    if args.summary:
        check_writable(args.summary, "summary")
        summary_page.check_replaces_page(args.summary)
    report["jobs"] = []
    work = Batch(args, run, report, animate, chosen_jobs(jobs, args))
    status, message = run_guarded(lambda: all_jobs(work))
    if args.summary:
        # Also of a batch that was cancelled.
        failed, why = run_guarded(lambda: write_summary(work))
        status, message = status or failed, " ".join(filter(None, (message, why)))
    if status != CANCELLED:
        print(f"animax: {counted(work)}", flush=True)
    if status != DONE:
        raise AnimaxError(message, status)


def counted(work: Batch) -> str:
    """How many jobs ended how."""
    skipped = sum("skipped" in row for row in work.done)
    done = len(work.done) - skipped - len(work.failed)
    failed = f", {len(work.failed)} failed" if work.failed else ""
    return f"{done} jobs done, {skipped} skipped{failed}"


def chosen_jobs(jobs: list[ManifestJob], args: argparse.Namespace) -> list[ManifestJob]:
    """Those of --lines, which were compared with all others like them."""
    if not args.lines:
        return jobs
    lines = {job.line for job in jobs}
    for numbers in args.lines:
        if not any(line in numbers for line in lines):
            raise AnimaxError(
                f"There is no job on line {numbers[0]} of {args.manifest} (--lines).",
                USAGE,
            )
    return [job for job in jobs if any(job.line in numbers for numbers in args.lines)]


def write_summary(work: Batch) -> None:
    # What inputs refer to is known only now.
    PathTable(others=work.run.reads).writes([("summary", work.args.summary)])
    summary_page.check_replaces_page(work.args.summary)
    title = os.path.basename(work.args.manifest)
    summary_page.write_page(work.args.summary, title, work.rows, len(work.jobs))


def all_jobs(work: Batch) -> None:
    for number, job in enumerate(work.jobs, 1):
        if work.run.stopped:
            raise CancelledError(cancelled_at(number, work))
        earlier = made_from.read_report(job.report) if work.args.resume else None
        again: list[str] = []
        if work.args.resume and job.is_done():
            changed = made_from.changes(
                job, earlier, work.args.output_dir, work.digests
            )
            if not changed:
                skip(work, job, earlier, unknown=changed is None)
                continue
            again = changed
        title = f"job {number} of {len(work.jobs)}: {job.name()}"
        if again:
            title += f", again; changed: {', '.join(again)}"
        if do_job(work, job, title, again) == CANCELLED:
            raise CancelledError(cancelled_at(number, work))
    if work.failed:
        job, status, message = work.failed[0]
        # A line that names no output is called by its number, with which its message
        # begins, too.
        if job.name() == f"line {job.line}":
            message = message.removeprefix(f"Line {job.line} of {work.args.manifest}: ")
        raise AnimaxError(
            f"{len(work.failed)} of {len(work.jobs)} jobs failed, first {job.name()}: "
            f"{message}",
            status,
        )


def skip(work: Batch, job: ManifestJob, earlier: Report | None, unknown: bool) -> None:
    if unknown:
        warning = (
            f"Line {job.line}: {job.output} is there, but no report says what it was "
            "made from, so it was kept as it is. If it is out of date, delete it, and "
            "run the batch again."
        )
        print(f"animax: warning: {warning}", flush=True)
        work.report["warnings"].append(warning)
    row = {"line": job.line, "output": job.output, "status": DONE, "skipped": True}
    work.done.append(row)
    add_page_row(work, job, row, earlier)


def do_job(work: Batch, job: ManifestJob, title: str, again: list[str]) -> int:
    """The status of the job, which is reported."""
    own = report_io.empty_report()
    status, message = run_guarded(lambda: one_job(work, job, own, title))
    own["status"], own["error"] = status, message or None
    if status != DONE:
        own["cause"] = CAUSES[status]
    own["peak_memory_mb"] = report_io.peak_memory_mb()
    failed_too, why = run_guarded(lambda: save_job_report(job, work.run, own))
    if status == DONE and failed_too:
        status, message = failed_too, why
        own["error"], own["cause"] = why, CAUSES[status]
    row = {"line": job.line, "output": job.output or None, "status": status}
    row["error"] = own["error"]
    if status != DONE:
        row["cause"] = own["cause"]
    if again:
        row["again"] = again
    work.done.append(row)
    add_page_row(work, job, row, own)
    work.report["frames"] += own["frames"]
    work.report["device"] = own["device"] or work.report["device"]
    if status not in (DONE, CANCELLED):
        print(f"animax: job {len(work.done)} failed: {message}", flush=True)
        work.failed.append((job, status, message))
    return status


def add_page_row(
    work: Batch, job: ManifestJob, row: dict[str, Any], report: Report | None
) -> None:
    if not work.args.summary:
        return
    drawn = len(work.rows) < summary_page.PICTURES
    shown = PageRow(
        job.line, job.output, job.inputs[-1] if job.inputs else "",
        job.args.prompt if job.args else "", row["status"], row.get("error") or "",
        "skipped" in row, tuple(row.get("again", ())),
        summary_page.figures_of(report, drawn),
    )  # fmt: skip
    work.rows.append(shown)


def cancelled_at(number: int, work: Batch) -> str:
    done = sum(row["status"] == DONE and "skipped" not in row for row in work.done)
    return (
        f"Cancelled at job {number} of {len(work.jobs)}; outputs written before it: "
        f"{done}. --resume does the rest."
    )


def one_job(work: Batch, job: ManifestJob, report: Report, title: str) -> None:
    run = work.run
    print(f"animax: {title}", flush=True)
    run.report_is_free = True
    for _, path in job.written():
        make_folder(Path(path).parent)
    if job.sequences:
        make_folder(Path(job.sequences).parent)
    if job.args is None:
        raise AnimaxError(job.error, USAGE)
    if not job.names_report and (why := run_paths.other_file(job.report)):
        raise AnimaxError(f"{why}; name a report for line {job.line}.", USAGE)
    check_own_output(job)
    withdraw_report(job)
    # Before it is read: what changes meanwhile is made again.
    record = made_from.made_from(job, work.args.output_dir, work.digests)
    run.draws, run.linked = True, []
    work.animate(job.args, run, report)
    linked = [*run.linked, *template_paths(job.args.template_dir)]
    linked += [job.args.controls_map] if job.args.controls_map else []
    made_from.add_linked(record, job.args.input, linked, work.digests)
    report["made_from"] = record


def check_own_output(job: ManifestJob) -> None:
    """An AnimaxError if a file that no line names would be replaced, and no report
    tells that a batch made it: it may be the artist's."""
    if job.names_output:
        return
    end = time.monotonic() + REPORT_FOLLOWS
    # An empty file is nobody's work.
    while (
        os.path.exists(job.output)
        and os.path.getsize(job.output)
        and not (os.path.exists(job.report) and run_paths.is_report(job.report))
    ):
        if time.monotonic() > end:
            raise AnimaxError(
                f"{job.output} is there, and no report tells that a batch made it; "
                f"name an output for line {job.line}, or delete the file.",
                USAGE,
            )
        time.sleep(0.1)


def withdraw_report(job: ManifestJob) -> None:
    """An earlier report vouches for the output that is about to be replaced. If this
    job's own cannot follow (a full disk, a killed process), --resume must not take the
    new output for the earlier one."""
    earlier = made_from.read_report(job.report) or {}
    if earlier.get("status") != DONE or not run_paths.is_report(job.report):
        return
    begun = report_io.empty_report()
    begun["status"], begun["cause"] = CANCELLED, CAUSES[CANCELLED]
    begun["error"] = "The job was begun and not finished."
    save_report(job.report, begun)


def save_job_report(job: ManifestJob, run: Run, report: Report) -> None:
    if not job.report:
        run.report_is_free = True
        return
    others = [*job.inputs, job.output]
    if not run.report_is_free:
        obstacle = run_paths.report_obstacle(job.report, others)
        job.report = "" if obstacle else job.report
    elif run_paths.other_file(job.report, job.names_report):
        job.report = ""
    # The batch's own.
    run.report_is_free = True
    if job.report:
        save_report(job.report, report)
