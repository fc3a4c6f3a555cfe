"""The figures of the round trip, where the answer is known."""

import bpy
import making
import numpy as np
from animax.clips.sampling import read_clip
from animax.core.native import DEFORMS
from animax.rig.armature import read_rig
from animax.roundtrip import roundtrip


def known(twist_deg, shift):
    """A clip compared with itself, one bone twisted, the whole shifted."""
    making.empty()
    armature = making.chain(bones=4)
    armature.scale = (3.0,) * 3
    bpy.context.view_layer.update()
    action = making.wave(armature, 10)
    rig = read_rig(armature)
    rig["flags"] |= DEFORMS
    truth = read_clip(armature, action, 24)["matrices"]
    found = truth.copy()
    angle = np.radians(twist_deg)
    turn = np.eye(4)
    turn[[0, 0, 2, 2], [0, 2, 0, 2]] = (
        np.cos(angle),
        np.sin(angle),
        -np.sin(angle),
        np.cos(angle),
    )
    found[:, 3] = found[:, 3] @ turn
    heads = rig["rest"][:, :3, 3]
    tail = heads[3] + rig["rest"][3, :3, 1] / 3.0 * rig["lengths"][3]
    chosen = {
        "bone": np.array([0, 1, 2, 3, 3], np.int32),
        "tail": np.array([0, 0, 0, 0, 1], np.uint8),
        "position": np.concatenate([heads, tail[None]]),
    }
    size = np.linalg.norm(np.ptp(chosen["position"], axis=0))
    found[..., 0, 3] += shift * size
    got = roundtrip.compare(
        rig,
        truth,
        {
            "selection": chosen,
            "matrices": found,
            "truth_joints": roundtrip.joint_positions(rig, chosen, truth),
            "confidence": np.ones((len(truth), 5)),
        },
    )
    tails = roundtrip.joint_positions(rig, chosen, rig["rest"][None])[0, 4]
    got["tail"] = float(np.abs(tails - tail).max())
    return got
