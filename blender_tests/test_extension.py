"""The add-on as a zip, installed by Blender's own installer."""

import zipfile
from pathlib import Path

from conftest import ROOT


def pack(path, inside):
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted((ROOT / "addon").rglob("*")):
            if file.suffix in (".py", ".toml"):
                archive.write(file, inside + str(file.relative_to(ROOT / "addon")))
    return path


def test_installs_animates_and_goes(blender, native, fake_model, tmp_path):
    legacy = blender.name.startswith("3.")
    path = pack(tmp_path / "animax.zip", "animax/" if legacy else "")
    got = blender.scenario(
        "extension", "install", path=str(path), model=str(fake_model)
    )
    print(got)
    assert got["enabled"] and got["got"] == ["FINISHED"] and got["action"] == "wave"
    assert str(ROOT) not in got["file"]  # it ran from where it was installed
    assert got["device"] == "auto" and not got["left"]
    named, afterwards = got["libraries"]
    assert Path(named) == fake_model and afterwards == ""
