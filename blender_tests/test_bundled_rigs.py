"""Our two rigs: what is shipped is sound, and is what assets/build_rigs.py builds."""

import json
import struct
import subprocess

import numpy as np
import pytest
from conftest import ROOT

CLIPS = {"dog": ("WagTail", 31, 0.95), "person": ("Wave", 19, 1.64)}


@pytest.mark.parametrize("name", CLIPS)
def test_rig_is_sound(blender, name):
    path = ROOT / "assets" / "rigs" / f"{name}.glb"
    clip, bones, height = CLIPS[name]
    got = blender.scenario("bundled_rigs", "facts", path=str(path))
    assert path.stat().st_size < 300 * 1024
    assert len(got["bones"]) == bones
    assert any(clip in found for found in got["clips"])
    assert got["images"] == [[256, 256]]
    # glTF keeps weights as float32, four a vertex.
    assert got["worst_sum"] < 1e-5
    assert got["least_use"] > 0.5, "a bone that moves no part of the mesh"
    # Stands on the ground, as tall as promised, left and right alike.
    assert abs(got["low"][2]) < 0.02 and abs(got["high"][2] - height) < 0.02
    for bone, head in got["heads"].items():
        if bone.endswith(".L"):
            twin = got["heads"][bone[:-2] + ".R"]
            assert np.allclose(head, np.array([-1, 1, 1]) * twin, atol=1e-5), bone


def accessors(path):
    """The glTF's JSON and its accessors as arrays."""
    data = path.read_bytes()
    size = struct.unpack("<I", data[12:16])[0]
    head, body = json.loads(data[20 : 20 + size]), data[28 + size :]
    types = {5121: np.uint8, 5123: np.uint16, 5125: np.uint32, 5126: np.float32}
    arrays = []
    for accessor in head["accessors"]:
        view = head["bufferViews"][accessor["bufferView"]]
        raw = body[view["byteOffset"] : view["byteOffset"] + view["byteLength"]]
        arrays.append(np.frombuffer(raw, types[accessor["componentType"]]))
    return head, arrays


def test_rigs_are_what_the_code_builds(debian, tmp_path):
    if debian.name != "3.4":
        pytest.skip("the shipped files were written by Blender 3.4")
    script = ROOT / "assets" / "build_rigs.py"
    command = [*debian.start[:-1], "--threads", "1", "--python", str(script)]
    done = subprocess.run([*command, "--", tmp_path], capture_output=True, text=True)
    for name in CLIPS:
        made = tmp_path / f"{name}.glb"
        assert made.exists(), done.stdout[-3000:] + done.stderr[-3000:]
        new, new_arrays = accessors(made)
        old, old_arrays = accessors(ROOT / "assets" / "rigs" / f"{name}.glb")
        assert new["nodes"] and len(new["nodes"]) == len(old["nodes"])
        assert len(new_arrays) == len(old_arrays)
        for a, b in zip(new_arrays, old_arrays):
            assert a.shape == b.shape
            # Other processors round a last bit of exp() otherwise.
            assert np.allclose(a, b, atol=2e-5)
