"""What the scripts of training say where a folder or a file of theirs is missing: a
sentence and a status, not success and not a traceback."""

import os
import shutil
import subprocess
import sys
import types
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
native = pytest.importorskip("animax_native")

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "training"), str(ROOT)]
import train_transformer
from animax_training import backbone, engine_latents, strict

BLENDER = shutil.which(os.environ.get("BLENDER", "blender"))
CONFIG = ROOT / "training/configs/wan_lora.json"


def in_blender(script, *words):
    """[exit status, what was said] of a script that Blender runs."""
    command = [BLENDER, "--background", "--factory-startup", "--python-exit-code", "1"]
    done = subprocess.run(
        [*command, "--python", str(ROOT / "training" / script), "--",
         *map(str, words)],
        capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(Path(native.__file__).parent)},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.mark.skipif(BLENDER is None, reason="no Blender")
def test_rigs_that_are_not_there(tmp_path):
    rigs, clips = tmp_path / "rigs", tmp_path / "clips"
    words = ["--input", rigs, "--output", clips]
    status, said = in_blender("extract_clips.py", *words)
    assert status and f"there is no folder {rigs}" in said
    rigs.mkdir()
    (rigs / "broken.glb").write_text("no rig")
    status, said = in_blender("extract_clips.py", *words, "--only", "*.fbx")
    assert status and "matches --only '*.fbx' and ends in .blend, " in said
    status, said = in_blender("extract_clips.py", *words)
    assert status and "none of the 1 files could be read as a rig" in said
    assert "broken.glb: " in said
    status, said = in_blender("render_clips.py", *words, "--data", clips)
    assert status and f"{clips} has no clips of extract_clips.py" in said


@pytest.mark.skipif(BLENDER is None, reason="no Blender")
def test_endings_in_capitals(tmp_path):
    (tmp_path / "rigs").mkdir()
    shutil.copy(ROOT / "assets/rigs/dog.glb", tmp_path / "rigs" / "DOG.GLB")
    words = ["--input", tmp_path / "rigs", "--output", tmp_path / "clips"]
    status, said = in_blender("extract_clips.py", *words)
    assert status == 0, said
    assert (tmp_path / "clips" / "DOG.npz").exists()


def run(monkeypatch, *words):
    command = ["train_transformer", "--config", CONFIG, *words]
    monkeypatch.setattr(sys, "argv", [str(word) for word in command])
    train_transformer.main()


def test_a_misspelt_folder_of_rigs_credits_nobody(monkeypatch, tmp_path):
    """So latents are not made at all."""
    words = ["--model", tmp_path, "--build", "--run", tmp_path / "run"]
    words += ["--data", tmp_path, "--renders", tmp_path]
    with pytest.raises(SystemExit, match=r"--rigs .*none is no folder"):
        run(monkeypatch, *words, "--rigs", tmp_path / "none")
    assert not (tmp_path / "run" / "latents").exists()


def test_a_card_that_is_not_there(monkeypatch, tmp_path):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    words = ["--model", tmp_path, "--stage", "1", "--device", "cuda"]
    with pytest.raises(SystemExit, match="PyTorch finds no NVIDIA card"):
        run(monkeypatch, *words, "--run", tmp_path / "run")


def test_a_folder_that_the_engine_does_not_open(tmp_path):
    with pytest.raises(strict.ConfigError, match=str(tmp_path)):
        engine_latents.EngineEncoder(types.SimpleNamespace(path=tmp_path), "cpu")


def test_clips_that_are_not_there(tmp_path):
    with pytest.raises(strict.ConfigError, match=r"has no clips of extract_clips\.py"):
        engine_latents.clips_tails(tmp_path, None)


def test_checkpoints_that_are_none(tmp_path):
    with pytest.raises(SystemExit, match=r"there is no checkpoint .*last\.pt"):
        backbone.read_stage(tmp_path / "last.pt")
    torch.save({"backbone": "a", "numbers": torch.zeros(1000)}, tmp_path / "last.pt")
    assert backbone.read_stage(tmp_path / "last.pt", "a")["backbone"] == "a"
    whole = (tmp_path / "last.pt").read_bytes()
    for content in (b"", b"no checkpoint", whole[:-600]):
        (tmp_path / "last.pt").write_bytes(content)
        with pytest.raises(SystemExit, match="is no checkpoint of a stage"):
            backbone.read_stage(tmp_path / "last.pt")
