""".blend files of newer Blenders: opened, or refused with a sentence that says why."""

import pytest
from conftest import BLENDERS
from test_command import check


def newest():
    last = BLENDERS[-1] if BLENDERS else None
    if last is None or not last.name.startswith("bpy-5"):
        pytest.skip("no Blender 5; make setup-bpy")
    return last


def opens_newer(blender):
    return blender.name not in ("3.4", "bpy-4.2")


@pytest.mark.parametrize("compress", [False, True])
def test_files_of_blender_5(blender, native, fake_model, tmp_path, compress):
    path, out = tmp_path / "new.blend", tmp_path / "out.blend"
    newest().scenario("actions", "saved", path=str(path), compress=compress)
    done = blender.batch(
        "animate", "--input", path, "--prompt", "nod", "--output", out, "--model",
        fake_model,
    )  # fmt: skip
    print(done.stderr)
    if opens_newer(blender):
        check(done, 0)
    else:
        check(done, 3, says=r"Blender 5\.0 or later.*export it there as \.glb")


def test_header_alone(blender, native, tmp_path):
    """A file that no Blender can read is not said to be newer where it is not."""
    for name, start in (
        ("new", b"BLENDER17-01v0503REND"),
        ("old", b"BLENDER-v304REND"),
    ):
        path = tmp_path / f"{name}.blend"
        path.write_bytes(start + bytes(64))
        done = blender.batch(
            "animate", "--input", path, "--prompt", "nod", "--output",
            tmp_path / "out.blend",
        )  # fmt: skip
        newer = name == "new" and not opens_newer(blender)
        check(done, 3, says="cannot be read")
        print(done.stderr)
        assert ("Blender 5.0 or later" in done.stderr) == newer
