"""Takes longer than the model's window go on with what it made."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
np = pytest.importorskip("numpy")

from addon.take import quaternions, smoothing
from addon.take.extend_take import (
    close_take,
    extend_take,
    find_cycle,
    source_frames,
)

FPS = 24


def rig(bones):
    """A row of bones under the first."""
    rest = np.tile(np.eye(4), (bones, 1, 1))
    return {"parents": np.array([-1] + [0] * (bones - 1)), "rest": rest}


def gait(frames, period=20.0, bones=6, travel=0.02, start=0.0):
    """Swings of one period about fixed axes, under a root that travels and bobs."""
    random = np.random.default_rng(4)
    time = 2 * np.pi * (start + np.arange(frames)[:, None, None] / period)
    axis = random.normal(size=(1, bones, 3))
    swing = axis * 0.4 * np.sin(time + random.uniform(0, 6, (1, bones, 1)))
    location = np.zeros((frames, bones, 3))
    location[:, 0, 1] = travel * np.arange(frames)
    location[:, 0, 2] = 0.05 * np.sin(2 * time[:, 0, 0])
    return quaternions.from_rotvec(swing), location


def between(a, b):
    """Angles, radians, of the rotations from a to b."""
    way = quaternions.to_rotvec(quaternions.multiply(b, quaternions.conjugate(a)))
    return np.linalg.norm(way, axis=-1)


@pytest.mark.parametrize("travel", [0.0, 0.02])
def test_a_gait_goes_on(travel):
    rotation, location = gait(26, travel=travel)
    assert find_cycle(rotation, location, FPS, 1.0) in [(a, a + 20) for a in range(6)]
    rotation, location = extend_take(rotation, location, 100, FPS, rig(6), 1.0)
    true_rotation, true_location = gait(100, travel=travel)
    error = between(rotation, true_rotation).max()
    way = np.abs(location - true_location).max()
    print(error, way)
    assert error < 0.02 and way < 0.01


@pytest.mark.parametrize("frames, looped", [(20, False), (100, False), (97, True)])
def test_what_of_the_take_is_shown(frames, looped):
    """The source frame's pose is the one that a longer take shows; a loop's cycles are
    stretched, and between frames the take is interpolated."""
    rotation, location = gait(26, travel=0.0)
    shown = source_frames(rotation, location, frames, FPS, 1.0, looped=looped)
    longer, _ = extend_take(
        rotation, location, frames, FPS, rig(6), 1.0, looped=looped
    )  # fmt: skip
    off = [
        between(longer[n], gait(1, start=at / 20.0)[0][0]).max()
        for n, at in enumerate(shown)
    ]
    print(max(off), shown[:30])
    assert len(shown) == frames and shown.min() >= 0 and shown.max() <= 25
    assert max(off) < 0.02
    # No more of it than one cycle once that repeats.
    assert frames < 26 or np.ptp(shown[26:]) < 20


def test_what_does_not_repeat_is_bent_to():
    """A turn that goes one way: at no frame does it leap."""
    time = np.linspace(0, 1, 26)[:, None, None]
    vector = np.array([1.0, 0.3, 0.0]) * time**2 * np.ones((1, 3, 1))
    location = np.zeros((26, 3, 3))
    assert find_cycle(quaternions.from_rotvec(vector), location, FPS, 1.0) is None
    rotation, location = extend_take(
        quaternions.from_rotvec(vector), location, 90, FPS, rig(3), 1.0
    )
    steps = between(rotation[:-1], rotation[1:])
    print(steps.max())
    assert len(rotation) == 90 and steps.max() < 0.35
    assert between(rotation[0], rotation[25]).max() < 1e-6
    assert between(rotation[7], rotation[57]).max() < 1e-6
    assert np.abs(location).max() == 0


@pytest.mark.parametrize("made", [1, 2])
def test_a_pose_is_held(made):
    rotation, location = gait(made)
    rotation, location = extend_take(rotation, location, 9, FPS, rig(6), 1.0)
    assert len(rotation) == len(location) == 9
    assert between(rotation[made - 1 :], rotation[-1:]).max() < 1e-12


def test_shorter_is_cut():
    rotation, location = gait(26)
    cut = extend_take(rotation, location, 10, FPS, rig(6), 1.0)
    assert np.array_equal(cut[0], rotation[:10])
    assert np.array_equal(cut[1], location[:10])


def test_high_frame_rates_stay_small():
    rotation, location = gait(1068, period=820.0, travel=0.0)
    first, last = find_cycle(rotation, location, 1000, 1.0)
    assert abs(last - first - 820) <= 17


def test_feet_do_not_walk_away():
    """Of a rig that walks on the spot, feet that are roots of their own come back."""
    rotation, location = gait(26, travel=0.0)
    feet = {"parents": np.full(6, -1), "rest": rig(6)["rest"]}
    location[:, 1:5, 1] = 0.01 * np.arange(26)[:, None] * [1, -1, 1, -1]
    _, location = extend_take(rotation, location, 140, FPS, feet, 1.0)
    print(np.abs(location[:, 1:5, 1]).max())
    assert np.abs(location[:, 1:5, 1]).max() < 0.4


def heads(rotation, location, rig):
    """Where the bones are in the world, [F, N, 3], by matrices."""
    poses = np.zeros((*rotation.shape[:2], 4, 4))
    for n, parent in enumerate(rig["parents"]):
        basis = np.zeros((len(rotation), 4, 4))
        columns = quaternions.rotate(rotation[:, n, None], np.eye(3))
        basis[:, :3, :3] = columns.swapaxes(1, 2)
        basis[:, :3, 3], basis[:, 3, 3] = location[:, n], 1
        local = rig["rest"][n]
        if parent >= 0:
            local = np.linalg.inv(rig["rest"][parent]) @ local
        poses[:, n] = local @ basis
        if parent >= 0:
            poses[:, n] = poses[:, parent] @ poses[:, n]
    return poses[..., :3, 3]


@pytest.mark.parametrize("frames", [20, 26])
@pytest.mark.parametrize("climb", [-0.004, 0.004])
def test_a_gait_stays_on_the_ground(climb, frames):
    """A take that climbs a tenth of the rig goes on at its height, one that has a
    cycle as well as one that is repeated as a whole; the same way ahead."""
    rotation, location = gait(frames)
    location[:, 0, 2] += climb * np.arange(frames)
    window = np.abs(np.diff(location[:, 0, 2], 2)).max()
    cycle = find_cycle(rotation, location, FPS, 1.0) or (0, frames - 1)
    period = cycle[1] - cycle[0]
    _, long = extend_take(rotation, location, 144, FPS, rig(6), 1.0)
    height = long[cycle[0] :, 0, 2]
    print(cycle, np.abs(height[period:] - height[:-period]).max())
    assert np.abs(height[period:] - height[:-period]).max() < 1e-9
    ahead = long[period:, 0, 1] - long[:-period, 0, 1]
    assert np.abs(ahead[cycle[0] :] - 0.02 * period).max() < 1e-9
    # Bent back within a third of the cycle, without a leap.
    assert np.abs(np.diff(long[:, 0, 2], 2)).max() < 2.5 * window


def test_the_way_ahead_is_level_below_a_parent_that_leans():
    """Hips that travel below a root that leans and sways: straight on, all the same."""
    skeleton = {"parents": np.array([-1, 0, 1]), "rest": rig(3)["rest"]}
    frames, size = 26, 1.0
    lean = np.zeros((frames, 3, 3))
    lean[:, 0, 0] = 0.3
    lean[:, 0, 2] = 0.2 * np.sin(2 * np.pi * np.arange(frames) / (frames - 1))
    rotation = quaternions.from_rotvec(lean)
    location = np.zeros((frames, 3, 3))
    # 0.25 along the world's Y.
    for n in range(frames):
        location[n, 1] = quaternions.rotate(
            quaternions.conjugate(rotation[n, 0]), np.array([0.0, 0.01 * n, 0.0])
        )
    turned, moved = extend_take(rotation, location, 126, FPS, skeleton, size)
    way = heads(turned, moved, skeleton)[:, 1]
    print(way[[0, 25, 50, 125]])
    assert np.abs(way[:, [0, 2]]).max() < 0.01
    assert np.abs(way[:, 1] - 0.01 * np.arange(126)).max() < 0.01


def test_a_leg_is_not_the_rig():
    """A thigh that ends elsewhere than it began does not wander off its hips."""
    skeleton = {"parents": np.array([-1, 0, 0, 0, 2, 3]), "rest": rig(6)["rest"]}
    rotation, location = gait(20)
    location[:] = 0
    location[:, 2, 1] = 0.003 * np.arange(20)
    _, location = extend_take(rotation, location, 144, FPS, skeleton, 1.0)
    assert np.abs(location[:, 2, 1]).max() < 0.07


@pytest.mark.parametrize("frames", [26, 48, 144])
def test_loops_end_as_they_begin(frames):
    """All of it: no way ahead and no height is left, and the speed meets too."""
    rotation, location = gait(26, period=23.0)
    location[:, 0] += 0.003 * np.arange(26)[:, None] * [1, 0, 1]
    if frames > 26:
        rotation, location = extend_take(
            rotation, location, frames, FPS, rig(6), 1.0, looped=True
        )
    else:
        rotation, location = close_take(rotation, location, rig(6), 1.0)
    assert between(rotation[0], rotation[-1]).max() < 1e-9
    assert np.abs(location[0] - location[-1]).max() < 1e-9
    bends = np.abs(np.diff(location, 2, axis=0)).max()
    turned = np.abs((location[1] - location[0]) - (location[-1] - location[-2])).max()
    print(bends, turned)
    assert turned < 1.05 * bends
    # In place: of a way of 0.02 a frame, 23 frames a cycle, nothing but a sway.
    assert np.ptp(location[:, 0, 1]) < 0.15


def test_in_place_keeps_feet_below_the_hips():
    """Feet that are roots of their own lose the same way as the hips, even if the take
    ends in the middle of a cycle; heights stay."""
    frames = 26
    skeleton = {"parents": np.full(3, -1), "rest": rig(3)["rest"]}
    phase = 2 * np.pi * np.arange(frames) / (frames - 1)
    location = np.zeros((frames, 3, 3))
    location[..., 1] = 0.02 * np.arange(frames)[:, None]
    location[:, 1, 1] += 0.1 * np.sin(phase)
    location[:, 2, 1] -= 0.1 * np.sin(phase)
    location[:, 0, 2] = 0.05 * np.cos(2 * phase)
    rotation = np.tile([1.0, 0, 0, 0], (frames, 3, 1))
    _, still = extend_take(rotation, location, 144, FPS, skeleton, 1.0, in_place=True)
    _, ahead = extend_take(rotation, location, 144, FPS, skeleton, 1.0)
    print(np.abs(still[..., 1]).max(axis=0), ahead[-1, :, 1])
    assert np.abs(still[:, 0, 1]).max() < 0.01
    assert np.abs(np.abs(still[:, 1:, 1]).max(axis=0) - 0.1).max() < 0.01
    assert np.array_equal(still[..., 2], ahead[..., 2])
    assert np.abs(ahead[:, 0, 1] - 0.02 * np.arange(144)).max() < 0.01


def test_smoothing_keeps_the_seam():
    """A loop with noise: smoothed, it still ends as it begins, at the same speed, and
    nothing at the seam is rougher than elsewhere."""
    rotation, location = gait(26, travel=0.0)
    location += np.random.default_rng(1).normal(size=location.shape) * 0.01
    loops = extend_take(rotation, location, 97, FPS, rig(6), 1.0, looped=True)
    turned, moved = smoothing.smooth(*loops, 0.25, FPS, cyclic=True)
    assert between(turned[0], turned[-1]).max() < 1e-9
    assert np.abs(moved[0] - moved[-1]).max() < 1e-9
    bends = np.abs(np.diff(moved, 2, axis=0)).max(axis=(1, 2))
    seam = np.abs(moved[1] - moved[0] - moved[-1] + moved[-2]).max()
    rough = np.abs(np.diff(loops[1], 2, axis=0)).max()
    print(seam, bends.max(), rough)
    assert seam < 1.05 * bends.max() < 0.5 * rough


def test_what_travels_together_goes_on():
    rotation, location = gait(21, travel=0.0)
    feet = {"parents": np.full(6, -1), "rest": rig(6)["rest"]}
    location[..., 1] += 0.02 * np.arange(21)[:, None]
    _, location = extend_take(rotation, location, 101, FPS, feet, 1.0)
    assert np.abs(location[-1, :, 1] - 2.0).max() < 0.05


def test_loops_hold_whole_cycles():
    rotation, location = gait(26, travel=0.0)
    first = find_cycle(rotation, location, FPS, 1.0)[0]
    rotation, location = extend_take(
        rotation, location, 97, FPS, rig(6), 1.0, looped=True
    )
    true = gait(97, period=96 / 5, travel=0.0, start=first / 20)
    assert between(rotation, true[0]).max() < 0.05
    assert between(rotation[0], rotation[-1]).max() < 1e-6
    assert np.abs(location[0] - location[-1]).max() < 1e-6
    steps = np.diff(rotation, axis=0)
    inside = np.abs(np.diff(steps, axis=0)).max()
    assert np.abs(steps[0] - steps[-1]).max() < 1.1 * inside
