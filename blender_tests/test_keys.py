"""Keyframes: what is written is what Blender plays."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
np = pytest.importorskip("numpy")

from addon.take import quaternions, take_edit
from addon.take.reduce_keys import REDUCED_DEG, REDUCED_LOCATION, reduce_keys


@pytest.mark.parametrize("fps", [24.0, 30000 / 1001, 12.5])
def test_read_back(blender, fps):
    got = blender.scenario("keys", "back", fps=fps)
    print(got)
    # float32 in Blender's channels and matrices, six bones down the chain.
    assert got["worst"] < 2e-5 and got["turn"] < 2e-5
    # Splines round the root's zigzag; without `continuous` it is above 3.
    assert got["flip"] < 0.2
    assert got["fps"][2] == pytest.approx(fps, rel=1e-6)
    assert got["action"] == "a dog" and got["slot"] in ("none needed", "OBRig")
    # 2 quaternions and 1 axis-angle of four, 3 Euler of three, one travelling bone.
    assert got["curves"] == 3 * 4 + 3 * 3 + 3
    assert got["keys"] == got["curves"] * 30
    assert got["location"] == ['pose.bones["bone.0"].location']
    assert got["groups"] == [f"bone.{n}" for n in range(6)]
    assert got["modes"][:5] == ["QUATERNION", "XYZ", "ZYX", "AXIS_ANGLE", "YXZ"]
    assert got["artist"] == [True, 2]


def test_reduced_keys(blender):
    got = blender.scenario("keys", "back", fps=24.0, reduced=True)
    print(got["keys"], got["worst"])
    assert got["keys"] < got["curves"] * 30
    # 0.5 degrees and 0.1 % of the size a bone, six bones of about 1 in a chain.
    assert got["worst"] < 6 * 6 * np.radians(0.5)


def test_reduced_keys_of_a_scaled_rig(blender):
    """Importers give armatures a scale of 100; locations are in their units."""
    got = blender.scenario("keys", "scaled")
    print(got)
    assert 1e-4 < max(got["worst"]) < 1.01 * 3 * REDUCED_LOCATION
    assert got["keys"][0] == got["keys"][1]


def test_second_take_and_failed_take(blender):
    got = blender.scenario("keys", "twice")
    assert got["worst"] < 2e-5
    assert "ghost" in got["failed"] and got["same"]
    assert got["actions"] == ["Take", "Take.001"]


def test_nothing_outvotes_the_take(blender):
    got = blender.scenario("keys", "hindered")
    assert got["worst"] < 2e-5, got


def test_only_chosen_bones(blender):
    got = blender.scenario("keys", "masked")
    assert got["groups"] == ["bone.2", "bone.3"]
    assert got["kept"] == [0.8, 0.6, 0.0, 0.0]


@pytest.mark.parametrize("nla", ["", "plain", "solo"])
def test_other_bones_go_on(blender, nla):
    got = blender.scenario("keys", "other_actions", nla=nla)
    print(got)
    assert got["moved"] > 0.3  # they did move before
    assert got["others"] < 1e-6 and got["take"] < 1e-5
    assert got["old"] and got["name"] == "New"
    assert got["slot"] in ("none needed", "OBRig")
    assert got["scale"] == [1.0, 1.0, 1.0]
    if nla:
        assert got["groups"] == ["bone.1", "bone.2"]
        assert got["tracks"] == [["Track 0", False, False], ["Track 1", True, False]]
    else:
        assert got["groups"] == [f"bone.{n}" for n in range(4)]
        assert len(got["extra"]) == 2


def test_names(blender):
    got = blender.scenario("keys", "names")
    assert got["worst"] < 2e-5
    assert got["bytes"] <= 63 and got["starts"]


def test_write_time(blender):
    got = blender.scenario("keys", "timing", bones=160, frames=81)
    print(f"{blender.name}: 160 bones x 81 frames in {got['ms']:.0f} ms")
    assert got["ms"] < 5000


# Without Blender --------------------------------------------------------------------


def spin(frames=40, bones=3):
    angle = np.arange(frames)[:, None] / 25 + np.arange(bones)
    zero = np.zeros_like(angle)
    return np.stack([np.cos(angle), np.sin(angle), zero, zero], axis=-1)


def test_continuous_keeps_rotations():
    rotation = spin()
    signs = np.where(np.random.default_rng(0).random((40, 3, 1)) < 0.5, -1, 1)
    got = quaternions.align_signs(rotation * signs)
    assert (np.sum(got[1:] * got[:-1], axis=-1) > 0).all()
    assert np.abs(np.abs(np.sum(got * rotation, axis=-1)) - 1).max() < 1e-12


def test_in_place_drops_only_the_horizontal_way():
    rest = np.eye(4)[None].repeat(2, axis=0)
    rest[1, :3, :3] = [[0, 0, 2], [2, 0, 0], [0, 2, 0]]  # a turned bone, scaled by 2
    world = np.zeros((11, 2, 3))
    world[:, :, 0] = np.arange(11)[:, None]
    world[:, :, 1] = np.sin(np.arange(11) * np.pi / 5)[:, None]
    world[:, :, 2] = np.arange(11)[:, None] * 0.5
    location = np.einsum("nij,fnj->fni", np.linalg.inv(rest[:, :3, :3]), world)
    got = take_edit.remove_drift(location, rest)
    back = np.einsum("nij,fnj->fni", rest[:, :3, :3], got)
    assert np.abs(back[:, :, 0]).max() < 1e-9  # the way
    assert np.abs(back[:, :, 1:] - world[:, :, 1:]).max() < 1e-9  # sway and height


def played(values, keys):
    """float64 [F]: a channel between its keys, as a Bezier curve."""
    frames, before, after = keys
    got = np.repeat(values[frames[:1]], len(values))
    for k in range(len(frames) - 1):
        first, last = frames[k], frames[k + 1]
        t = (np.arange(first, last + 1) - first) / (last - first)
        third = (last - first) / 3
        left = values[first] + third * after[k]
        right = values[last] - third * before[k + 1]
        got[first : last + 1] = (
            values[first] * (1 - t) ** 3 + 3 * left * (1 - t) ** 2 * t
            + 3 * right * (1 - t) * t**2 + values[last] * t**3
        )  # fmt: skip
    return got


def largest_error(values, keys):
    """The largest distance of all channels together."""
    got = np.stack([played(v, k) for v, k in zip(values.T, keys, strict=True)], axis=1)
    return np.linalg.norm(got - values, axis=1).max()


def test_reduction_keeps_its_promise():
    pytest.importorskip("animax_native")
    rotation = spin()[:, 0]
    keys = reduce_keys(rotation, 4, 1.0)
    error_deg = 2 * np.degrees(largest_error(rotation, keys))
    count = max(len(frames) for frames, _, _ in keys)
    print(count, error_deg)
    assert keys[0][0][0] == 0 and keys[0][0][-1] == 39 and count <= 5
    assert error_deg <= REDUCED_DEG
    constant = reduce_keys(np.ones((40, 7)) / 2, 4, 1.0)
    assert [frames.tolist() for frames, _, _ in constant] == [[0]] * 7


def test_only_channels_that_move_are_keyed():
    """A swing about x with a trembling y: y has no keys, and the sum stays within."""
    pytest.importorskip("animax_native")
    angle = 0.4 * np.sin(np.arange(40) / 5)
    swing = np.zeros((40, 4))
    swing[:, 0], swing[:, 1] = np.cos(angle), np.sin(angle)
    for tremble, keyed in ((0.0, 2), (0.5, 2), (0.75, 3), (3.0, 3)):
        within = np.radians(REDUCED_DEG) / 2
        swing[:, 2] = tremble * within * np.sin(np.arange(40) / 7) ** 2
        keys = reduce_keys(swing, 4, 1.0)
        assert sum(len(frames) > 1 for frames, _, _ in keys) == keyed, tremble
        assert largest_error(swing, keys) <= within * (1 + 1e-9)
    travel = np.cumsum(np.ones((20, 3)), axis=0) * [1.0, 1e-5, 0.0]
    keys = reduce_keys(travel, 0, 5.0)
    assert [len(frames) for frames, _, _ in keys] == [2, 1, 1]
    assert largest_error(travel, keys) <= 5.0 * REDUCED_LOCATION * (1 + 1e-9)


def test_bones_by_globs():
    names = ["spine", "arm.L", "arm.R"]
    assert take_edit.select_bones(names, [""]).all()
    assert take_edit.select_bones(names, ["arm.*"]).tolist() == [False, True, True]
    with pytest.raises(Exception, match="No bone is called leg"):
        take_edit.select_bones(names, ["leg*"])
