"""Files that are whole or absent, and what killed processes leave; without Blender."""

import errno
import os
import re
import subprocess
import sys
import tempfile
import threading
import time

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT))

from addon.core import atomic_file, jobs, leftovers, session_folder
from addon.core.errors import (
    CANCELLED,
    INPUT,
    MEMORY,
    USAGE,
    AnimaxError,
    status_of,
)


@pytest.fixture
def dead():
    """The number of a process that has ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


@pytest.fixture
def uncleaned(monkeypatch):
    monkeypatch.setattr(leftovers, "cleaned", set())


def test_leftovers_of_dead_processes(tmp_path, uncleaned, dead):
    """Gone is what this machine's dead processes were writing; all else stays."""
    tag, parent = leftovers.MACHINE, os.getppid()
    gone = [
        f".o.{tag}-{dead}.part.blend",
        f".o.{tag}-{dead}.part.blend@",
        f".a b.c.{tag}-{dead}.part.json",
        # Of a process before with this one's number, as in containers.
        f".o.{tag}-{os.getpid()}.part.glb",
    ]
    kept = [
        f".o.{tag}-{parent}.part.blend",
        f".o.{'0' * 8}-{dead}.part.blend",
        f"o.{tag}-{dead}.part.blend",
        f".o.{tag}-{dead}.part.blend.txt.bak",
        f".o.{tag}-{dead}x.part.blend",
        f".o.{dead}.part.blend",
        "o.blend@",
    ]
    for name in (*gone, *kept):
        (tmp_path / name).write_text("x")
    scratch = [f".animax-{tag}-{dead}-abc_1", f"animax-{tag}-{dead}-abc_1"]
    for name in (*scratch, f"animax-{tag}-{parent}-abc_1", "animax-tests"):
        (tmp_path / name / "below").mkdir(parents=True)
    link = tmp_path / f".l.{tag}-{dead}.part.blend"
    (tmp_path / "target").write_text("artist's")
    link.symlink_to(tmp_path / "target")
    atomic_file.check_writable(tmp_path / "new.blend")
    left = sorted(p.name for p in tmp_path.iterdir())
    assert left == sorted(
        [*kept, f"animax-{tag}-{parent}-abc_1", "animax-tests", "target"]
    )


def test_scratch_folders_bear_the_process(tmp_path, uncleaned):
    with leftovers.scratch_folder(tmp_path) as folder:
        assert leftovers.SCRATCH.fullmatch(folder.name)[1] == str(os.getpid())
        leftovers.clean(tmp_path)
        assert folder.is_dir()
    assert not folder.exists()


def test_what_is_being_written_is_kept_by_any_path(tmp_path, uncleaned):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    with atomic_file.atomic_write(tmp_path / "link/o.json") as part:
        part.write_text("half")
        leftovers.clean(tmp_path / "real")
        assert part.exists()


def test_temporary_folder(tmp_path, uncleaned, dead, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / f"animax-{leftovers.MACHINE}-{dead}-abc").mkdir()
    leftovers.clean_temporary()
    assert not list(tmp_path.iterdir())


def test_no_room_for_a_scratch_folder(tmp_path):
    folder = leftovers.scratch_folder(tmp_path / "none")
    with pytest.raises(AnimaxError, match="TMPDIR") as caught, folder:
        pass
    assert caught.value.code == MEMORY


def no_space(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("fails", ["write", "fsync", "replace"])
def test_full_disk_leaves_the_earlier_file(tmp_path, monkeypatch, fails):
    path = tmp_path / "o.json"
    path.write_text("earlier")
    if fails != "write":
        monkeypatch.setattr(os, fails, no_space)
    writing = atomic_file.atomic_write(path, "report", USAGE)
    says = r"The report .*o\.json cannot be written \(No space"
    with pytest.raises(AnimaxError, match=says) as caught, writing as part:
        part.write_text("half")
        if fails == "write":
            no_space()
    assert caught.value.code == MEMORY
    assert [p.name for p in tmp_path.iterdir()] == ["o.json"]
    assert path.read_text() == "earlier"


def test_a_limit_to_the_size_of_files(tmp_path):
    """Of a process, or of FAT32: the machine's fault, as an exporter quotes it, too."""
    says = r"File too large, for this process \(ulimit -f\) or for its disk"
    for error in (OSError(errno.EFBIG, os.strerror(errno.EFBIG)),
                  RuntimeError(f"Error: {os.strerror(errno.EFBIG)}")):  # fmt: skip
        assert status_of(error, USAGE) == MEMORY
        assert re.search(says, atomic_file.not_written(tmp_path / "o.glb", error))


def test_empty_file_is_none(tmp_path):
    writing = atomic_file.atomic_write(tmp_path / "o.glb")
    says = "could not be written"
    with pytest.raises(AnimaxError, match=says) as caught, writing as part:
        part.touch()
    assert caught.value.code == INPUT and not list(tmp_path.iterdir())


def test_links_stay(tmp_path):
    """What a link leads to is written, there or not."""
    (tmp_path / "far").mkdir()
    (tmp_path / "far/old.json").write_text("old")
    for name in ("old.json", "new.json"):
        link = tmp_path / name
        link.symlink_to(f"far/{name}")
        atomic_file.check_writable(link, "report")
        with atomic_file.atomic_write(link, "report") as part:
            part.write_text("whole")
        assert link.is_symlink() and (tmp_path / "far" / name).read_text() == "whole"
    assert len(list(tmp_path.iterdir())) == 3
    assert len(list((tmp_path / "far").iterdir())) == 2
    (tmp_path / "away.json").symlink_to("none/r.json")
    with pytest.raises(AnimaxError, match=r"no folder .*none") as caught:
        atomic_file.check_writable(tmp_path / "away.json")
    assert caught.value.code == USAGE


def test_files_that_are_not_to_be_replaced(tmp_path, monkeypatch):
    path = tmp_path / "o.blend"
    path.write_text("an artist's")
    path.chmod(0o444)
    with pytest.raises(AnimaxError, match="write-protected") as caught:
        atomic_file.check_writable(path)
    assert caught.value.code == USAGE
    path.chmod(0o644)
    atomic_file.check_writable(path)
    # As /tmp is, to another user.
    tmp_path.chmod(0o1777)
    atomic_file.check_writable(path)
    monkeypatch.setattr(os, "geteuid", lambda: os.stat(path).st_uid + 1000)
    with pytest.raises(AnimaxError, match="another user") as caught:
        atomic_file.check_writable(path)
    assert caught.value.code == USAGE
    atomic_file.check_writable(tmp_path / "new.blend")


def test_a_umask_under_which_nothing_can_be_written(tmp_path, monkeypatch):
    """Told before the work; root, to whom all is allowed, asks by the file's mode."""

    def access(path, mode):
        return os.stat(path).st_mode >> 6 & mode == mode

    monkeypatch.setattr(os, "access", access)
    before = os.umask(0o222)
    try:
        with pytest.raises(AnimaxError, match="umask 022") as caught:
            atomic_file.check_writable(tmp_path / "o.blend")
        assert caught.value.code == USAGE and os.listdir(tmp_path) == []
        os.umask(0o022)
        atomic_file.check_writable(tmp_path / "o.blend")
    finally:
        os.umask(before)


def test_blenders_own_temporary_folder(tmp_path, monkeypatch):
    """Not the one of all programs, whatever its name is."""
    common = tmp_path / "blender_render"
    own = common / "blender_a1B2c3"
    own.mkdir(parents=True)
    assert session_folder.own_folder(f"{own}/") == str(own)
    assert session_folder.own_folder(str(common), str(common)) == ""
    (tmp_path / "link").symlink_to(common)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "link"))
    assert session_folder.is_common(f"{common}/")
    assert session_folder.own_folder(str(common)) == ""
    assert session_folder.own_folder(str(own)) == str(own)
    for name in ("blender_old", "render", "blender_", "blender_project"):
        (tmp_path / name / "x").mkdir(parents=True)
        assert session_folder.own_folder(str(tmp_path / name)) == ""


def test_longest_names(tmp_path):
    """Any name that the disk takes: the temporary one is shortened, not refused."""
    path = tmp_path / ("é" * 124 + ".blend")
    assert len(os.fsencode(path.name)) == 254
    atomic_file.check_writable(path)
    with atomic_file.atomic_write(path) as part:
        # As Blender does.
        part.with_name(part.name + "@").write_text("whole")
        os.replace(part.with_name(part.name + "@"), part)
    assert path.read_text() == "whole"
    assert leftovers.finished_stem(leftovers.part_path(tmp_path / "a.b.usdz")) == "a.b"
    with pytest.raises(AnimaxError, match="shorter name"):
        atomic_file.check_writable(tmp_path / ("x" * 250 + ".blend"))


def test_worker_that_does_not_end_is_given_up(monkeypatch):
    monkeypatch.setattr(jobs, "PATIENCE", 0.2)
    cancel, hold = threading.Event(), threading.Event()
    cancel.set()
    start = time.monotonic()
    with pytest.raises(AnimaxError) as caught:
        jobs.run_blocking(lambda *_: {"held": hold.wait(20)}, cancel)
    hold.set()
    assert caught.value.code == CANCELLED
    assert 0.2 < time.monotonic() - start < 5
