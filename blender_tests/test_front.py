"""Which way a rig faces: found from names and shape, and what comes of it."""

import subprocess
import sys

import numpy as np
import pytest
from conftest import ROOT, environment

sys.path.insert(0, str(ROOT))
from test_engine import TINY

from addon.cli import cli_args
from addon.core.front import angle_of, cameras_before, turn_to_front, way_of
from addon.rig import bone_words, front_signs, mirror_plane
from addon.rig.find_front import find_front
from addon.rig.front_signs import Shape
from addon.views import camera_rig

DOG = ROOT / "assets" / "rigs" / "dog.blend"
# An animal that faces -Y: bone, parent, head.
ANIMAL = [
    ("body", -1, (0, 0.4, 1)), ("chest", 0, (0, -0.4, 1)), ("neck", 1, (0, -0.6, 1.2)),
    ("head", 2, (0, -0.8, 1.4)), ("tail", 0, (0, 0.6, 1)),
    ("front_leg.L", 1, (0.2, -0.4, 0.8)), ("front_leg.R", 1, (-0.2, -0.4, 0.8)),
    ("hind_leg.L", 0, (0.2, 0.4, 0.8)), ("hind_leg.R", 0, (-0.2, 0.4, 0.8)),
]  # fmt: skip
SKIN = {
    "body": (0, 0.2, 1), "chest": (0, -0.4, 1), "neck": (0, -0.7, 1.3),
    "head": (0, -1.0, 1.5), "tail": (0, 1.0, 0.9), "front_leg.L": (0.2, -0.4, 0.4),
    "front_leg.R": (-0.2, -0.4, 0.4), "hind_leg.L": (0.2, 0.4, 0.4),
    "hind_leg.R": (-0.2, 0.4, 0.4),
}  # fmt: skip


def animal(degrees=0.0, names=None, mirrored=False):
    """ANIMAL with balls of vertices, turned counter-clockwise."""
    random = np.random.default_rng(0)
    ball = random.normal(size=(40, 3)) * [0.1, 0.15, 0.1]
    ball = np.concatenate([ball, ball * [-1, 1, 1]])
    bones, parents, heads = zip(*ANIMAL, strict=True)
    points = np.concatenate([ball + SKIN[bone] for bone in bones])
    # Its turn to the left.
    turn = turn_to_front(-degrees, np.zeros(3))[:3, :3]
    return Shape(
        list(names or bones),
        np.array(parents),
        np.array(heads, dtype=float) @ turn.T,
        np.ones(len(bones), dtype=bool),
        points @ turn.T,
        np.repeat(np.arange(len(bones)), len(ball)),
        mirrored,
    )


@pytest.mark.parametrize("degrees", [0, 45, 90, 112, 180, 270, 330])
def test_any_direction(degrees):
    front = find_front(animal(degrees))
    assert front.angle == pytest.approx(degrees, abs=0.01) and front.sure > 0.99
    assert front.source == "found" and not front.contradiction
    assert front.signs[0] == "left and right" and front.against == []
    assert {"head", "tail", "front and back legs"} <= set(front.signs)


def test_axes_of_the_object_count():
    """A rig that is nearly along an axis of its object is along it."""
    assert find_front(animal(93)).angle == 90.0
    assert find_front(animal(93), yaw=33.0).angle == pytest.approx(93)
    assert find_front(animal(93), yaw=1.0).angle == pytest.approx(91)


def test_without_sides_the_mirror_plane_tells():
    names = [n.replace(".L", ".one").replace(".R", ".two") for n, *_ in ANIMAL]
    for degrees in (0, 64, 180):
        front = find_front(animal(degrees, names))
        assert front.angle == pytest.approx(degrees, abs=1.0) and front.sure > 0.95
        assert "left and right" not in front.signs


def test_without_names_it_stays():
    """Shape alone is not enough here; a ball has no front at all."""
    names = [f"Bone.{n:03}" for n in range(len(ANIMAL))]
    ball = animal(180, names)
    ball.points = np.random.default_rng(1).normal(size=ball.points.shape)
    ball.points /= np.linalg.norm(ball.points, axis=1, keepdims=True)
    ball.heads = np.zeros_like(ball.heads)
    front = find_front(ball)
    assert (front.angle, front.source, front.sure) == (0.0, "default", 0.0)
    assert front.warnings == []


def test_sides_of_the_viewer():
    """Left and right as the viewer sees them: the body tells, with a warning."""
    swap = {".L": ".R", ".R": ".L"}
    names = [n[:-2] + swap.get(n[-2:], n[-2:]) for n, *_ in ANIMAL]
    front = find_front(animal(90, names))
    assert front.angle == 90.0 and front.against == ["left and right"]
    # A mirrored object does the same to the names, and that is known.
    front = find_front(animal(90, names, mirrored=True))
    assert front.angle == 90.0 and front.against == []


def test_contradictions_are_named():
    """Sides say one way, head and tail the other: -Y, and what to do."""
    shape = animal()
    for name in ("head", "neck", "tail"):
        shape.points[shape.owners == shape.names.index(name), 1] *= -1
    front = find_front(shape)
    print(front, front.warnings)
    assert (front.angle, front.source) == (0.0, "default")
    (text,) = front.warnings
    taken, against = text.split("against that speak")
    assert "--front" in text and "-Y" in taken and "left and right" in taken
    assert "head" in against and "tail" in against


def test_names():
    sides = {
        "upper_arm.L": 1, "RightFoot": -1, "LHipJoint": 1, "mixamorig:LeftToeBase": 1,
        "Bip01 R Hand": -1, "PalmR.L": 1, "hand_r": -1, "左足": 1, "Root": 0, "roll": 0,
        "Lower": 0, "Rear": 0,
    }  # fmt: skip
    assert {name: bone_words.side_of(name)[1] for name in sides} == sides
    assert bone_words.side_of("Leg.L.001")[0] == bone_words.side_of("Leg.R.001")[0]
    parts = {
        "mixamorig:LeftToeBase": {"toe"}, "forearm.L": {"arm"}, "Back": set(),
        "BackLeg.L": {"back limb", "leg"}, "fore_paw.R": {"front limb", "foot"},
        "lowerjaw": {"face"}, "ponytail": set(), "TailFin": {"tail"},
        "FootBack.R": set(), "foot_ik.L": {"foot", "control"}, "HeadTop_End": {"head"},
        "overhead": set(),
    }  # fmt: skip
    assert {name: bone_words.parts_of(name) for name in parts} == parts


def test_mirror_plane():
    """Zero for the plane that mirrors the points, whichever way it lies."""
    points = np.random.default_rng(2).normal(size=(200, 3)) * [1, 2, 1] + [3, 0.5, 0]
    points = np.concatenate([points, points * [-1, 1, 1]])
    sine, cosine = np.sin(0.3), np.cos(0.3)
    points = points @ np.array([[cosine, sine, 0], [-sine, cosine, 0], [0, 0, 1]])
    found = mirror_plane.asymmetries(points, np.array([0.3, 0.3 + np.pi / 2, 0.9]))
    print(found)
    assert found[0] < 1e-9 < 0.01 < found[1:].min()


def test_turning_back_and_forth():
    """What the cameras see of the turned rig they see of the rig from where they stand
    in the scene."""
    assert all(angle_of(way_of(a)) == pytest.approx(a) for a in (0, 30, 90, 200, 359))
    centre, random = np.array([1.0, 2.0, 3.0]), np.random.default_rng(3)
    points = centre + random.normal(size=(20, 3))
    turn = turn_to_front(110.0, centre)
    assert turn[:3, :3] @ [*way_of(110.0), 0] == pytest.approx([0, -1, 0])
    assert turn @ [*centre, 1] == pytest.approx([*centre, 1])
    cameras = camera_rig.place(camera_rig.DEFAULT, centre, 0.3, 64)
    moved = points @ turn[:3, :3].T + turn[:3, 3]
    for seen, row in zip(cameras, cameras_before(cameras, turn), strict=True):
        seen = camera_rig.project(moved, seen)
        assert camera_rig.project(points, row) == pytest.approx(seen)


def test_size_does_not_depend_on_the_direction():
    sizes = [front_signs.rig_size(animal(d)) for d in (0, 20, 45)]
    assert sizes == pytest.approx([sizes[0]] * 3)


@pytest.mark.parametrize("value", ["-y", "+x", "auto", "-Y"])
def test_command_line(value):
    words = ["animate", "--input", "a.glb", "--output", "b.blend", "--prompt", "-y"]
    for given in (["--front", value], [f"--front={value}"]):
        args = cli_args.parse([*words[:-1], "x", *given, "--seed", "3"])
        assert cli_args.settings_of(args).front == value.lower() and args.seed == 3
    with pytest.raises(Exception, match="expected one argument"):
        cli_args.parse([*words, "--front", "auto"])


def test_takes_are_the_same(debian, native):
    """With the real nano: turned as an object and with the turn applied, a rig gets the
    keys that it gets as it is."""
    turns = [["object", 30], ["applied", 90], ["applied", 225]]
    got = debian.scenario(
        "front", "takes", fake=False, rig=str(DOG), turns=turns,
        prompt="a dog wagging its tail",
    )  # fmt: skip
    for (way, degrees), one in zip(turns, got, strict=True):
        print(way, degrees, one)
        assert one["front"]["angle_deg"] == pytest.approx(degrees, abs=1e-3)
        assert one["front"]["from"] == "found" and one["warnings"] == []
        # What the engine sees is the same up to single precision; the scene is not.
        assert one["seen"] < 1e-6 < 0.1 < one["scene"]
        # In F32; in bf16 rounding alone makes half a degree.
        assert one["degrees"] < 0.01 and one["way"] < 1e-3


def test_what_is_seen(debian, native, tmp_path):
    """Renders for models that look at them, previews, the front set by hand, and rigs
    for training."""
    got = debian.scenario(
        "front", "shown", rig=str(DOG), model=str(TINY), degrees=90,
        path=str(tmp_path / "turned.blend"),
    )  # fmt: skip
    print(got)
    assert not got["blind"] and got["preview"] < 1e-9
    # Light comes from the cameras: but for single pixels along edges.
    assert got["apart"] < 0.02 < got["drawn"]
    hands = {k: (h["angle_deg"], h["from"]) for k, h in got["hands"].items()}
    assert {k: source for k, (_, source) in hands.items()} == dict.fromkeys(
        hands, "set"
    )
    angles = {k: round(angle, 3) for k, (angle, _) in hands.items()}
    assert angles == {"0 +x": 90, "30 -y": 30, "-30 +y": 150, "45 -y": 45}
    # Training stores it as it knows rigs: with the head at -Y.
    words = ["--input", tmp_path, "--output", tmp_path, "--only", "turned.blend"]
    done = subprocess.run(
        debian.command(ROOT / "training" / "extract_clips.py", words),
        capture_output=True, text=True, env=environment(fake=False),
    )  # fmt: skip
    assert "it faces +x" in done.stdout, done.stdout + done.stderr
    kept = np.load(tmp_path / "turned.npz")
    names, heads = list(kept["names"]), kept["rest_heads"]
    nose, tip = (heads[names.index(name)] for name in ("jaw", "tail4"))
    assert nose[1] < tip[1] - 0.5 and abs(nose[0] - tip[0]) < 1e-3
