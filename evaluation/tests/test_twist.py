"""The figures of evaluation/twist.py on a rig whose twist is known."""

import numpy as np

from evaluation import twist
from evaluation.twist import Case


def chain(folder, twisted_deg):
    """Three bones upwards, of which the last twists while the second leans."""
    frames, rest = 33, np.tile(np.eye(4), (3, 1, 1))
    rest[:, :3, :3] = [[1, 0, 0], [0, 0, -1], [0, 1, 0]]
    rest[:, 2, 3] = range(3)
    heads = np.tile(rest[:, :3, 3], (frames, 1, 1))
    turns = np.tile([1.0, 0, 0, 0], (frames, 3, 1))
    half = np.radians(np.linspace(0, twisted_deg, frames)) / 2
    turns[:, 2, 0], turns[:, 2, 3] = np.cos(half), np.sin(half)
    tails = heads + np.array([0, 0, 1.0])
    heads[:, :, 0] += np.linspace(0, 0.3, frames)[:, None]
    tails[:, :, 0] += np.linspace(0, 0.3, frames)[:, None]
    path = folder / "chain.npz"
    np.savez(
        path, parents=np.arange(-1, 2, dtype=np.int32), rest=rest, lengths=np.ones(3),
        flags=np.ones(3, np.uint8), rest_heads=rest[:, :3, 3], clips=["twist"],
        clip0_heads=heads.astype(np.float32), clip0_tails=tails.astype(np.float32),
        clip0_turns=turns.astype(np.float32),
    )  # fmt: skip
    return path


def test_twist_is_seen_with_markers_alone(tmp_path):
    path = chain(tmp_path, 40)
    without = twist.measure(Case(), path)
    marked = twist.measure(Case.parse("markers=8,noise=0.001"), path)
    # One bone of three, from 0 to 40 degrees.
    assert abs(without["with_twist"] - 20 / 3) < 0.5
    assert without["swing"] < 0.5 and without["markers"] == 0
    assert marked["with_twist"] < 0.5 and marked["markers"] == 3
    worse = twist.measure(Case.parse("markers=8"), path, noise=0.2)
    assert worse["with_twist"] > 2 * marked["with_twist"]


def test_cases_are_read():
    case = Case.parse("joints=48,gain=2,coded=0")
    assert (case.joints, case.gain, case.coded, case.layers) == (48, 2.0, 0, 2)
