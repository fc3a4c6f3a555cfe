"""An existing clip drawn, forgotten, recovered: how far off, and that it is said."""

import importlib.util
import json

import pytest
from conftest import ROOT
from test_command import check


def test_known_errors(debian):
    got = debian.scenario("compare", "known", twist_deg=0, shift=0)
    assert got["joint_error_pct"]["mean"] < 1e-5 and got["joints_lost"] == 0
    assert got["rotation_error_deg"]["with_twist"]["p95"] < 1e-3
    assert got["tail"] < 1e-5
    # One of four bones twisted about itself: 20 degrees, none of them without twist.
    got = debian.scenario("compare", "known", twist_deg=20, shift=0.01)
    assert got["rotation_error_deg"]["with_twist"]["mean"] == pytest.approx(5, rel=1e-4)
    assert got["rotation_error_deg"]["without_twist"]["p95"] < 1e-3
    assert got["joint_error_pct"]["mean"] == pytest.approx(1.0, rel=1e-4)
    assert got["joints_lost"] == 0 and got["joints_seen"] == 10 * 5
    got = debian.scenario("compare", "known", twist_deg=0, shift=0.06)
    assert got["joints_lost"] == got["joints_seen"]


def complete(path):
    """Does the built module have all that a round trip calls?"""
    spec = importlib.util.spec_from_file_location("animax_native", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return all(
        hasattr(module, name)
        for name in ("extract", "triangulate", "solve_ik", "forward", "project")
    )


@pytest.fixture
def whole(native):
    if not complete(native):
        pytest.skip("the native module has no inverse kinematics yet")
    return native


def trip(blender, tmp_path, *words, status=0, says=None):
    report = tmp_path / "r.json"
    done = blender.batch("roundtrip", *words, "--report", report, fake=False)
    return check(done, status, report, says)


def shown(name, got):
    print(
        f"{name}: joints {got['joint_error_pct']} %, "
        f"rotations {got['rotation_error_deg']} deg, "
        f"lost {got['joints_lost']} of {got['joints_seen']}, {got['seconds']}"
    )


def test_own_rig(blender, whole, tmp_path):
    path = ROOT / "assets" / "rigs" / "dog.glb"
    got = trip(blender, tmp_path, "--input", path, "--clip", "WagTail")
    shown(f"{blender.name} dog", got)
    assert got["joint_error_pct"]["mean"] < 0.5
    assert got["joint_error_pct"]["p95"] < 1.5
    assert got["rotation_error_deg"]["without_twist"]["mean"] < 5
    assert got["joints_lost"] <= 0.01 * got["joints_seen"]
    assert got["views"] == 4 and got["bones"] == 31


def test_options(debian, whole, tmp_path):
    words = ["--input", ROOT / "assets" / "rigs" / "dog.glb", "--clip", "WagTail"]
    clean = trip(debian, tmp_path, *words, "--size", 256)
    noisy = trip(debian, tmp_path, *words, "--size", 256, "--noise", 2, "--seed", 5)
    again = trip(debian, tmp_path, *words, "--size", 256, "--noise", 2, "--seed", 5)
    fewer = trip(debian, tmp_path, *words, "--size", 256, "--drop-view", 2)
    for name, got in (("clean", clean), ("noisy", noisy), ("fewer", fewer)):
        shown(name, got)
    assert noisy["joint_error_pct"]["mean"] > clean["joint_error_pct"]["mean"]
    assert noisy["joint_error_pct"] == again["joint_error_pct"]
    assert fewer["views"] == 3
    trip(debian, tmp_path, *words, "--drop-view", 4, status=2, says="0 to 3")


def test_solvers(debian, whole, tmp_path):
    """The baseline runs on the same clip, and is no better than bundle adjustment."""
    words = ["--input", ROOT / "assets" / "rigs" / "dog.glb", "--clip", "WagTail"]
    words += ["--size", 256]
    bundle = trip(debian, tmp_path, *words)
    # The name of earlier releases.
    alias = trip(debian, tmp_path, *words, "--solver", "ours")
    paper = trip(debian, tmp_path, *words, "--solver", "paper")
    for name, got in (("bundle", bundle), ("paper", paper)):
        shown(name, got)
    assert (bundle["solver"], paper["solver"]) == ("bundle", "paper")
    assert alias["joint_error_pct"] == bundle["joint_error_pct"]
    assert alias["solver"] == "bundle"
    assert bundle["joint_error_pct"]["mean"] < paper["joint_error_pct"]["mean"] < 10
    trip(
        debian,
        tmp_path,
        *words,
        "--solver",
        "mine",
        status=2,
        says=r"'mine' \(choose from '?bundle'?, '?paper'?\)",
    )


def test_no_such_clip(debian, whole, tmp_path):
    words = ["--input", ROOT / "assets" / "rigs" / "dog.glb", "--clip", "Fly"]
    trip(debian, tmp_path, *words, status=3, says="no clip called 'Fly'.*WagTail")


CLIPS = [
    ("quaternius/animals_pack/Fox.glb", "AnimalArmature|Gallop"),
    ("quaternius/cute_fish_pack/Koi.glb", "Fish_Armature|Swimming_Normal"),
    ("kaykit/adventurers/Knight.glb", "Walking_A"),
]


@pytest.mark.parametrize(("file", "clip"), CLIPS)
def test_shared_rigs(debian, whole, rigs, tmp_path, file, clip):
    path = rigs / file
    if not path.exists():
        pytest.skip(f"{file} is not there")
    names = {row["file"] for row in json.loads((rigs / "index.json").read_text())}
    assert file in names
    got = trip(debian, tmp_path, "--input", path, "--clip", clip)
    shown(file, got)
    assert got["joint_error_pct"]["mean"] < 1.0
    assert got["joints_lost"] <= 0.03 * got["joints_seen"]
