"""Plans of memory and time beside what takes take; what is refused."""

import subprocess
import sys
from pathlib import Path

import animax_native as native
import numpy as np
import pytest
from conftest import ROOT
from test_command import check
from test_engine_native import CHAIN, stage

from addon import memory_plan
from addon.settings import Settings

NANO = ROOT / "assets" / "nano"
TINY = Path(__file__).parent / "data" / "tiny_model"
# Planned and taken, in a process of its own: the engine's peak, and the process's.
MEASURE = """
import sys
import animax_native as native
from test_engine_native import CHAIN, stage
def held(line):
    with open("/proc/self/status") as file:
        return next(int(x.split()[1]) / 1e3 * 1.024 for x in file if line in x)
before = held("VmRSS")
engine = native.Engine(sys.argv[1])
take = engine.animate(*stage(engine, CHAIN), CHAIN, "walk", seed=1)
print(take["peak_memory_mb"], before, held("VmHWM"))
"""


@pytest.mark.parametrize("name", ["nano", "nano-joint"])
def test_plan_and_take(name):
    """The plan goes through the engine's own code; 10 % are promised, and of the
    engine's own memory 4 % are kept."""
    folder = ROOT / "assets" / name
    model = native.read_model(str(folder))["pose_map"]
    markers = min(int(model.get("max_markers", 0)), 6)
    joints = len(native.select_joints(CHAIN, max_joints=32, merge=0.01)["position"])
    plan = native.plan(str(folder), bones=6, joints=joints + markers)
    words = [sys.executable, "-c", MEASURE, str(folder)]
    done = subprocess.run(
        words, capture_output=True, text=True, cwd=Path(__file__).parent, check=True,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'build/python'}:{Path(__file__).parent}"},
    )  # fmt: skip
    engine, before, process = map(float, done.stdout.split())
    planned = before + plan["memory_mb"] + plan["library_mb"]
    print(f"engine {plan['memory_mb']:.1f} planned, {engine:.1f} taken")
    print(f"process {planned:.1f} planned, {process:.1f} taken")
    assert plan["memory_mb"] == pytest.approx(engine, rel=0.04)
    assert planned == pytest.approx(process, rel=0.1)


def test_what_would_fit():
    """Each of the choices fits, and one more of it does not."""
    full = native.plan(str(TINY))
    assert full["fits"] and full["advice"] == ""
    needs = full["memory_mb"] + full["library_mb"]
    limit = int((needs - 0.15) * 1e6)
    plan = native.plan(str(TINY), memory_limit=limit)
    assert not plan["fits"] and plan["available_mb"] == pytest.approx(limit / 1e6)
    assert plan["fit_frames"] and f"{plan['fit_frames']} frames" in plan["advice"]
    assert plan["fit_views"] == 3 and "3 views" in plan["advice"]
    assert native.plan(
        str(TINY), memory_limit=limit, frames=plan["fit_frames"]
    )["fits"]  # fmt: skip
    more = native.plan(str(TINY), memory_limit=limit, frames=plan["fit_frames"] + 1)
    assert not more["fits"]
    width, height = plan["fit_size"]
    assert width == height < 64
    assert native.plan(str(TINY), memory_limit=limit, width=width, height=height)[
        "fits"
    ]
    nothing = native.plan(str(TINY), memory_limit=1000)
    assert nothing["fit_frames"] == nothing["fit_views"] == nothing["fit_size"][0] == 0
    assert "No smaller take" in nothing["advice"]


def test_plan_grows():
    """More of anything takes more memory and more time."""
    few = native.plan(str(TINY), views=3, frames=3, steps=2, bones=6)
    for more in ({"views": 4}, {"frames": 5}, {"width": 128, "height": 128}):
        other = native.plan(
            str(TINY), **{"views": 3, "frames": 3, "steps": 2, "bones": 6} | more
        )
        assert other["memory_mb"] > few["memory_mb"], more
        assert other["seconds"] > few["seconds"], more
    steps = native.plan(str(TINY), views=3, frames=3, steps=4, bones=6)
    assert steps["forwards"] == 2 * few["forwards"]
    assert steps["memory_mb"] == few["memory_mb"]
    assert steps["stages"]["denoise"]["seconds"] > few["stages"]["denoise"]["seconds"]


def test_streamed_blocks():
    """The same take to the bit, with two blocks in memory; planned likewise."""
    folder = str(ROOT / "assets" / "nano-joint")
    engines = [native.Engine(folder, stream=s) for s in (False, True)]
    takes = [e.animate(*stage(e, CHAIN), CHAIN, "walk", seed=1) for e in engines]
    for key in ("rotation", "location", "joints"):
        assert np.array_equal(takes[0][key], takes[1][key]), key
    plans = [native.plan(folder, stream=s, bones=6) for s in (False, True)]
    packed, streamed = (p["weights_mb"]["transformer"] for p in plans)
    print(f"transformer {packed:.1f} MB packed, {streamed:.1f} streamed")
    assert streamed < 0.4 * packed and plans[1]["stream"] and not plans[0]["stream"]
    for plan, take in zip(plans, takes):
        assert plan["memory_mb"] == pytest.approx(take["peak_memory_mb"], rel=0.05)


def test_streams_where_it_does_not_fit():
    folder = str(ROOT / "assets" / "nano-joint")
    full = native.plan(folder)
    limit = int((full["memory_mb"] + full["library_mb"] - 2) * 1e6)
    plan = native.plan(folder, memory_limit=limit)
    assert plan["fits"] and plan["stream"] and not full["stream"]
    assert memory_plan.streams(plan) and not memory_plan.streams(None)


def test_timed():
    plan = native.plan(str(TINY), timed=True)
    assert 0 < plan["stages"]["denoise"]["seconds"] < 10
    assert sum(s["seconds"] for s in plan["stages"].values()) == pytest.approx(
        plan["seconds"]
    )


WRONG = {
    "views": ({"views": 20}, 2),
    "frames": ({"frames": 4000}, 2),
    "size": ({"width": 63}, 2),
    "bones": ({"bones": -1}, 2),
    "device": ({"device": "abacus"}, 2),
    "steps": ({"steps": 100000}, 2),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong(case):
    words, code = WRONG[case]
    with pytest.raises(native.Error) as caught:
        native.plan(str(TINY), **words)
    assert caught.value.code == code


def test_without_a_card():
    """Memory is known, of the card and of the host; time is not timed."""
    plan = native.plan(str(TINY), device="cuda", timed=True)
    host = native.plan(str(TINY))
    assert 0 < plan["device_memory_mb"] < host["memory_mb"]
    assert plan["memory_mb"] < host["memory_mb"]


def test_engine_memory_is_counted_once():
    """A plan leaves nothing behind."""
    before = native.info()["memory_in_use"]
    native.plan(str(TINY))
    assert native.info()["memory_in_use"] == before


def test_small_models_are_not_planned():
    spec = native.read_model(str(NANO))
    assert not memory_plan.needs_plan(Settings(model=str(NANO)), spec)
    assert memory_plan.needs_plan(Settings(model=str(NANO), memory_limit=50), spec)


def test_words():
    said = [memory_plan.duration(s) for s in (0.2, 40, 100, 3661, 90000, 200000)]
    assert said == [
        "under 1 s",
        "40 s",
        "2 min",
        "1 h 1 min",
        "1 day 1 h",
        "2 days 7 h",
    ]
    assert [memory_plan.size(mb) for mb in (0.2, 41.2, 7940)] == [
        "1 MB", "41 MB", "7.9 GB"
    ]  # fmt: skip


def test_command(debian, tmp_path):
    """--dry-run plans and makes nothing; a limit refuses the take before it begins."""
    rig, report = ROOT / "assets" / "rigs" / "dog.blend", tmp_path / "report.json"
    output = tmp_path / "out.blend"
    words = ["animate", "--input", rig, "--prompt", "a dog wags its tail"]
    words += ["--output", output, "--report", report]
    done = debian.batch(*words, "--dry-run")
    found = check(done, 0, report)
    assert "nothing was made" in done.stdout and not output.exists()
    assert found["plan"]["fits"] and found["plan"]["forwards"] == 12
    assert found["frames"] > 0 and "denoise" not in found["seconds"]
    done = debian.batch(*words, "--memory-limit", "45")
    found = check(
        done, 5, report, says=r"needs 4\d MB .* 45 MB are available .*fit with"
    )
    assert found["cause"] == "machine" and not output.exists()
    assert "render" not in found["seconds"]
