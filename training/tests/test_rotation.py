"""Rotations as matrices and quaternions."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from animax_training import rotation


def about(axis, angle):
    """Rodrigues' formula."""
    x, y, z = np.asarray(axis, float) / np.linalg.norm(axis)
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * k @ k


def test_quaternions_of_known_turns_and_back():
    """Also about half a turn, where w is 0."""
    rng, turns, wanted = np.random.default_rng(0), [], []
    axes = [*np.eye(3), *-np.eye(3), *rng.normal(size=(40, 3))]
    for axis in axes:
        for angle in (0, 1e-6, 0.7, np.pi - 1e-6, np.pi):
            turns.append(about(axis, angle))
            unit = np.asarray(axis) / np.linalg.norm(axis)
            wanted.append([np.cos(angle / 2), *np.sin(angle / 2) * unit])
    turns, wanted = np.array(turns), np.array(wanted)
    found = rotation.quaternions(turns)
    assert np.allclose(np.abs((found * wanted).sum(-1)), 1)
    assert (found[:, 0] >= 0).all()
    vectors = rng.normal(size=(len(turns), 3))
    assert np.allclose(
        rotation.rotated(found, vectors), (turns @ vectors[..., None])[..., 0]
    )


def test_scale_and_shear_do_not_count():
    turn = about((1, 2, 3), 2.0)
    assert np.allclose(rotation.nearest_rotations(turn * 2.5), turn)
    sheared = rotation.nearest_rotations(
        turn @ np.array([[1, 0.1, 0], [0, 1, 0], [0, 0, 1.0]])
    )
    assert np.allclose(sheared @ sheared.T, np.eye(3)) and np.linalg.det(sheared) > 0
