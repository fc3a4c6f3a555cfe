"""Template views from files (--template-dir), and the sequences that a model generates
as files (--sequences)."""

import contextlib
import errno
import json
import os
import struct
import subprocess
import sys
import zlib
from argparse import Namespace

import pytest
from conftest import ROOT
from test_report import VALIDATOR

sys.path.insert(0, str(ROOT))
np = pytest.importorskip("numpy")

from addon.cli import run_paths
from addon.core import leftovers
from addon.core.atomic_folder import atomic_folder, check_folder
from addon.core.errors import AnimaxError
from addon.views.images import write_png
from addon.views.read_png import CHANNELS, decode_png, read_png
from addon.views.sequences import LAYOUT

DOG = ROOT / "assets" / "rigs" / "dog.blend"


def test_round_trip(debian, tmp_path):
    folder = tmp_path / "seq"
    got = debian.scenario(
        "sequences", "round_trip", fake=False, rig=str(DOG),
        model=str(ROOT / "assets" / "nano-joint"), folder=str(folder),
    )  # fmt: skip
    said, index = got["said"], got["index"]
    print({k: v for k, v in got.items() if k not in ("files", "index")})
    assert said == {
        "fps": 7.5, "frames": 9, "width": 128, "height": 128, "views": 4,
        "modalities": ["rgb", "pose"], "pose_maps": "generated",
    }  # fmt: skip
    expected = ["sequences.json"]
    for view in range(4):
        expected += [f"template/view_{view}_{kind}.png" for kind in ("rgb", "pose")]
        expected += [
            f"view_{view}/{kind}/frame_{n:04d}.png"
            for kind in ("rgb", "pose")
            for n in range(9)
        ]
    assert got["files"] == sorted(expected)
    assert [index[k] for k in ("fps", "frames")] == [7.5, 9]
    assert {"bone", "part", "parent", "colour", "rest"} == set(index["joints"][0])
    # Solved from the files as the engine solves them: the take's own joints.
    assert got["joints"]["solved"] < 1e-9 and got["joints"]["index"] < 1e-8
    # By the index alone, in the scene, before the skeleton is fitted: .0018 of almost
    # all joints (.997) were measured.
    median, share = got["joints"]["tracked"]
    assert median < 0.004 and share > 0.9
    # The template of a take makes the same take; another template another one.
    assert got["again"] and got["warnings"] == [] and got["given"] == ["uint8"] * 2
    assert got["differs"] > 1 and got["moved"]
    for case, code, words in (
        ("views", 2, "holds 4 views (rgb), and the take has 3; choose --views 4"),
        ("missing", 2, "holds no view_1_rgb.png, but views of higher numbers"),
        ("size", 2, "view_1_rgb.png has 64 x 64 pixels; the model nano-joint 0.3.0 "
         "takes 128 x 128"),
        ("broken", 3, "view_1_rgb.png cannot be read (the file ends early)"),
        ("none", 2, "holds no view_0_rgb.png or view_0_pose.png"),
        ("pose", 2, "view_0_pose.png is no pose map of this rig"),
    ):  # fmt: skip
        assert got["refused"][case] and got["refused"][case][0] == code, case
        assert words in got["refused"][case][1], got["refused"][case]
    (grey, empty), (alone,) = got["warned"]
    assert grey.startswith("View 0 of") and "the background is not white" in grey
    assert empty.startswith("Views 1 and 2 of") and "the rig is not where" in empty
    assert "holds pose maps alone" in alone


def test_the_command(debian, fake_model, tmp_path):
    """What is written of a model of fields, and that Ctrl-C leaves what was there."""
    folder, out, report = (tmp_path / n for n in ("seq", "o.blend", "r.json"))
    words = ["animate", "--input", DOG, "--prompt", "wave", "--model", fake_model]
    words += ["--output", out, "--sequences", folder, "--report", report]
    done = debian.batch(*words)
    assert done.returncode == 0, done.stderr[-2000:]
    VALIDATOR.validate(json.loads(report.read_text()))
    said = json.loads(report.read_text())["sequences"]
    assert said["modalities"] == ["pose"] and said["folder"] == str(folder)
    assert said["pose_maps"] == "drawn from the take's joints"
    assert f"wrote {folder}: pose maps of 4 views, 9 frames" in done.stdout
    before = contents(tmp_path)
    assert len([name for name in before if name.endswith(".png")]) == 36
    stopped = debian.batch_interrupted(*words, "--seed", 5, FAKE_SECONDS="3")
    assert stopped.returncode == 130, stopped.stderr
    after = contents(tmp_path)
    assert json.loads(after.pop("r.json"))["status"] == 130
    before.pop("r.json")
    assert after == before


def contents(folder):
    files = [p for p in folder.rglob("*") if p.is_file()]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


# Folders -----------------------------------------------------------------------------


def fill(part, text="{}"):
    (part / "view_0" / "pose").mkdir(parents=True)
    (part / "view_0" / "pose" / "frame_0000.png").write_text(text)
    (part / "sequences.json").write_text(json.dumps({"animax_sequences": text}))


def test_a_folder_is_whole_or_as_before(tmp_path):
    place = tmp_path / "seq"
    check_folder(place, LAYOUT, "sequences")
    with atomic_folder(place, LAYOUT, "sequences") as part:
        fill(part, "one")
    first = contents(tmp_path)
    assert sorted(first) == ["seq/sequences.json", "seq/view_0/pose/frame_0000.png"]
    # By a link, of which the folder is replaced.
    link = tmp_path / "link"
    link.symlink_to(place)
    check_folder(link, LAYOUT, "sequences")
    with (
        pytest.raises(KeyboardInterrupt),
        atomic_folder(link, LAYOUT, "sequences") as part,
    ):
        fill(part, "two")
        raise KeyboardInterrupt
    assert contents(place) == {k[4:]: v for k, v in first.items()}
    with atomic_folder(link, LAYOUT, "sequences") as part:
        fill(part, "two")
    assert link.is_symlink() and b"two" in contents(place)["sequences.json"]
    # What somebody has put there meanwhile is kept.
    with (
        pytest.raises(AnimaxError, match=r"seq now holds notes\.txt"),
        atomic_folder(place, LAYOUT, "sequences") as part,
    ):
        fill(part, "three")
        (place / "notes.txt").write_text("mine")
    assert b"two" in contents(place)["sequences.json"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link", "seq"]


KILLED = """
import os, sys
from addon.core import atomic_folder
from addon.views.sequences import LAYOUT

whole = os.rename

def rename(one, other):
    if one.name == "part":
        os._exit(9)
    whole(one, other)

os.rename = rename
with atomic_folder.atomic_folder(sys.argv[1], LAYOUT, "sequences") as part:
    (part / "sequences.json").write_text("{}")
"""


def test_the_earlier_folder_of_a_process_killed_between_both(tmp_path, monkeypatch):
    monkeypatch.setattr(leftovers, "cleaned", set())
    place = tmp_path / "seq"
    with atomic_folder(place, LAYOUT, "sequences") as part:
        fill(part, "one")
    first = contents(place)
    done = subprocess.run([sys.executable, "-c", KILLED, str(place)], cwd=ROOT)
    assert done.returncode == 9 and not place.exists()
    leftovers.clean(tmp_path)
    assert contents(place) == first and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("back", [True, False])
def test_the_earlier_folder_where_the_new_one_cannot_come(tmp_path, monkeypatch, back):
    place, renamed = tmp_path / "seq", os.rename
    with atomic_folder(place, LAYOUT, "sequences") as part:
        fill(part, "one")
    first = contents(place)

    def rename(one, other):
        new = os.path.basename(one) == "part"
        if new or (os.fspath(other) == str(place) and not back):
            raise OSError(errno.EIO, "Input/output error")
        renamed(one, other)

    with (
        monkeypatch.context() as patched,
        pytest.raises(AnimaxError, match="Input/output"),
        atomic_folder(place, LAYOUT, "sequences") as part,
    ):
        fill(part, "two")
        patched.setattr(os, "rename", rename)
    if not back:
        # The next command tries again.
        (left,) = tmp_path.iterdir()
        leftovers.remove_scratch(left)
    assert contents(tmp_path) == {f"seq/{k}": v for k, v in first.items()}


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda p: p.write_text("x"), "is a file; name a folder"),
        (lambda p: (p / "view_0" / "mine").mkdir(parents=True), "holds view_0/mine"),
        (lambda p: (p / "view_0" / "rgb").mkdir(parents=True), "holds view_0"),
        (lambda p: fill_and_link(p), "holds view_1"),
        (lambda p: p.mkdir(), ""),
    ],
)
def test_what_is_no_sequences_stays(tmp_path, make, words):
    place = tmp_path / "seq"
    make(place)
    if not words:
        check_folder(place, LAYOUT, "sequences")
        return
    with pytest.raises(AnimaxError, match=words) as caught:
        check_folder(place, LAYOUT, "sequences")
    assert caught.value.code == 2


def test_what_cannot_be_read_is_not_empty(tmp_path):
    with pytest.raises(FileNotFoundError):
        LAYOUT.foreign(tmp_path / "gone")


def fill_and_link(place):
    place.mkdir()
    fill(place)
    (place / "view_1").symlink_to(place)


def test_folders_in_the_path_table(tmp_path, monkeypatch):
    """Nothing that is read or written lies in the folder, by whatever path."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seq").mkdir()
    (tmp_path / "to").symlink_to("seq")
    (tmp_path / "tpl").mkdir()
    for kind in ("rgb", "pose"):
        (tmp_path / "tpl" / f"view_0_{kind}.png").write_text(kind)
    model = tmp_path / "model"
    model.mkdir()

    def ask(**more):
        args = Namespace(**{
            "input": "rig.blend", "output": "o.blend", "report": "", "preview": "",
            "model": str(model), "template_dir": "tpl", "sequences": "seq", **more,
        })  # fmt: skip
        try:
            run_paths.command_table(args)
        except AnimaxError as error:
            return str(error)
        return ""

    assert ask() == ""
    assert ask(sequences="new/../new") == ""
    assert ask(sequences="", output="seq/deep/o.blend") == ""
    for case, words in (
        ({"input": "seq/rig.blend"}, "it holds the input"),
        ({"input": "to/rig.blend"}, "it holds the input"),
        ({"sequences": "to", "output": "seq/deep/o.blend"}, "it holds the output"),
        ({"sequences": "tpl"}, "it holds the template view"),
        ({"sequences": "."}, "it holds the input"),
        ({"sequences": "o.blend"}, "is the same file as the output"),
        ({"output": "tpl/view_0_rgb.png"}, "is the same file as the template view"),
        ({"sequences": "model"}, "it holds the model's file"),
    ):
        assert words in ask(**case), (case, ask(**case))


# Pictures ----------------------------------------------------------------------------


def png(pixels, colour, kind, parts=(), depth=8, interlaced=0, said=None):
    """The file of uint8 [H, W, C], all rows with this filter. said: the width and
    height that it claims, if they are others."""
    height, width, channels = pixels.shape
    rows, whole = b"", pixels.reshape(height, -1).astype(int)
    for n in range(height):
        row, up = whole[n], whole[n - 1] if n else np.zeros_like(whole[0])
        left = np.concatenate([np.zeros(channels, int), row[:-channels]])
        corner = np.concatenate([np.zeros(channels, int), up[:-channels]])
        p = left + up - corner
        a, b, c = abs(p - left), abs(p - up), abs(p - corner)
        paeth = np.where((a <= b) & (a <= c), left, np.where(b <= c, up, corner))
        near = [0, left, up, (left + up) // 2, paeth][kind]
        rows += bytes([kind]) + ((row - near) % 256).astype(np.uint8).tobytes()
    size = said or (width, height)
    header = struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, interlaced)
    data = [(b"IHDR", header), *parts, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    found = b"\x89PNG\r\n\x1a\n"
    for name, body in data:
        check = struct.pack(">I", zlib.crc32(name + body))
        found += struct.pack(">I", len(body)) + name + body + check
    return found


def test_pictures_are_read_as_they_are(tmp_path):
    random = np.random.default_rng(3)
    for colour, channels in CHANNELS.items():
        pixels = random.integers(0, 256, (5, 7, channels), np.uint8)
        palette, parts = random.integers(0, 256, (200, 3), np.uint8), []
        if colour == 3:
            pixels %= 200
            parts = [(b"PLTE", palette.tobytes()), (b"tRNS", bytes([0, 128]))]
        alpha = np.full((5, 7, 1), 255.0)
        if colour == 3:
            rgb = palette[pixels[..., 0]]
            alpha[pixels == 0], alpha[pixels == 1] = 0, 128
        else:
            rgb = pixels[..., :3] if channels > 2 else pixels[..., [0, 0, 0]]
            alpha = pixels[..., -1:].astype(float) if colour in (4, 6) else alpha
        white = np.rint((rgb * alpha + 255 * (255 - alpha)) / 255)
        for kind in range(5):
            got = decode_png(png(pixels, colour, kind, parts))
            assert np.array_equal(got, white), (colour, kind)
    write_png(tmp_path / "p.png", rgb := random.integers(0, 256, (4, 3, 3), np.uint8))
    assert np.array_equal(read_png(tmp_path / "p.png"), rgb)


def test_pictures_that_are_none(tmp_path):
    black, grey = np.zeros((4, 4, 3), np.uint8), np.zeros((4, 4, 1), np.uint8)
    good = png(black, 2, 0)
    wrong = bytearray(good)
    wrong[45] ^= 1
    cases = {
        "no PNG": b"GIF89a" + good[6:],
        "ends early": good[:-5],
        "checksum": bytes(wrong),
        "16 bits": png(black, 2, 0, depth=16),
        "interlaced": png(black, 2, 0, interlaced=1),
        "100000 x 4 pixels": png(black, 2, 0, said=(100000, 4)),
        "rows are incomplete": png(grey, 0, 0, said=(4, 9)),
        "palette": png(grey + 1, 3, 0, [(b"PLTE", b"abc")]),
    }
    for words, data in cases.items():
        path = tmp_path / "p.png"
        path.write_bytes(data)
        with pytest.raises(AnimaxError, match=words) as caught:
            read_png(path)
        assert caught.value.code == 3
    random = np.random.default_rng(5)
    for _ in range(2000):
        data = bytearray(good)
        for at in random.integers(0, len(data), random.integers(1, 4)):
            data[at] = random.integers(256)
        with contextlib.suppress(ValueError, struct.error, zlib.error):
            decode_png(bytes(data[: random.integers(1, len(data) + 1)]))
