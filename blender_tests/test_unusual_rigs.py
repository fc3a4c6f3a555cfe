"""Rigs unlike those that a model learns from: 159, 2 and 300 bones.

What the embedded model makes of them is no motion to be proud of, it knows four-legged
animals; here every bone gets keys, and a clip comes back from its pose maps.
"""

import pytest
from test_command import check
from test_roundtrip import shown

BONES = {"human": 159, "lever": 2, "centipede": 300}
# Joints off in % of the rig (mean, p95), share of joints lost, rotations without twist
# in degrees: about twice what was measured. Knuckles are 1 % of the human apart.
BOUNDS = {
    "human": (0.12, 0.45, 0.005, 7.0),
    "lever": (0.01, 0.02, 0.0, 0.01),
    "centipede": (0.2, 0.5, 0.005, 3.0),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """made(blender, kind): the rig as a .blend, built once."""
    folder, built = tmp_path_factory.mktemp("unusual"), {}

    def make(blender, kind):
        path = folder / f"{kind}-{blender.name}.blend"
        if path not in built:
            built[path] = blender.scenario(
                "unusual", "build", kind=kind, path=str(path)
            )
        assert built[path] == BONES[kind]
        return path

    return make


def trip(blender, path, tmp_path):
    report = tmp_path / "r.json"
    done = blender.batch(
        "roundtrip", "--input", path, "--clip", "Move", "--size", 512, "--report",
        report, fake=False, timeout=900,
    )  # fmt: skip
    return check(done, 0, report)


def within(got, kind):
    shown(kind, got)
    mean, p95, lost, turn = BOUNDS[kind]
    assert got["bones"] == BONES[kind] and got["frames"] == 25
    assert got["joint_error_pct"]["mean"] < mean
    assert got["joint_error_pct"]["p95"] < p95
    assert got["joints_lost"] <= lost * got["joints_seen"]
    assert got["rotation_error_deg"]["without_twist"]["mean"] < turn


@pytest.mark.parametrize("kind", ["human", "centipede"])
def test_many_bones_come_back(debian, native, made, tmp_path, kind):
    got = trip(debian, made(debian, kind), tmp_path)
    within(got, kind)
    # No limit on joints here: heads of all bones that move something, tails of leaves.
    assert got["joints"] > BONES[kind]


def test_two_bones_come_back(blender, native, made, tmp_path):
    within(trip(blender, made(blender, "lever"), tmp_path), "lever")


@pytest.mark.parametrize("kind", BONES)
def test_every_bone_gets_keys(debian, native, made, tmp_path, kind):
    out, report = tmp_path / "o.blend", tmp_path / "r.json"
    done = debian.batch(
        "animate", "--input", made(debian, kind), "--prompt", "walk", "--output", out,
        "--report", report, fake=False, timeout=900,
    )  # fmt: skip
    words = check(done, 0, report)
    # That the embedded model hardly moves a body like no other is not what is tested.
    warnings = [w for w in words["warnings"] if "hardly moves" not in w]
    assert words["bones"] == BONES[kind] and warnings == []
    ranges = debian.scenario("unusual", "changes", path=str(out))
    moved = sorted(ranges.values())
    print(f"{kind}: ranges of keys from {moved[0]:.2g} to {moved[-1]:.2g}")
    assert len(ranges) == BONES[kind]
    # The 32 joints that the model sees do move; bones far from them only ride along.
    assert moved[0] > 1e-7 and moved[len(moved) // 2] > 1e-3
