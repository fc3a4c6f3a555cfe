"""import-model: a model.json for a folder as diffusers writes it, and what the engine
then computes, against diffusers."""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
native = pytest.importorskip("animax_native")

ROOT = Path(__file__).resolve().parents[2]
TRAINING = ROOT / "training"
sys.path[:0] = [str(TRAINING), str(TRAINING / "tests"), str(ROOT)]
import make_random_model
import wan_parts
from animax_training.reference import AnimaXTransformer, TransformerConfig
from animax_training.reference_random import random_state
from safetensors.torch import load_file, save_file

from addon.cli import cli_args, import_model
from addon.core.errors import AnimaxError
from addon.core.published_model import candidates


class Going:
    def check(self):
        pass


def run(folder, *words):
    parser = argparse.ArgumentParser()
    import_model.add_options(parser)
    cli_args.add_report(parser)
    report = {}
    args = parser.parse_args(["--folder", str(folder), *map(str, words)])
    import_model.import_model(args, Going(), report)
    return json.loads((folder / "model.json").read_text()), report


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Wan's parts, small and random, as diffusers saves them: the transformer in
    several files; a toy text encoder; and an AnimaX adapter elsewhere."""
    folder = tmp_path_factory.mktemp("published") / "wan"
    transformer, vae = wan_parts.write(folder)
    make_random_model.write_toy_text(folder / "text_encoder", 32, 3, torch.float32)
    scheduler = folder / "scheduler"
    scheduler.mkdir()
    (scheduler / "scheduler_config.json").write_text('{"flow_shift": 3.0}')
    config = TransformerConfig.from_state(
        transformer.state_dict(), heads=2, modalities=["pose"]
    )
    with torch.device("meta"):
        whole = AnimaXTransformer(
            TransformerConfig(
                **{
                    **vars(config),
                    "modalities": ("rgb", "pose"),
                    "multiview": True,
                    "plucker": True,
                    "modality": True,
                }
            )
        )
    state = random_state(whole, 5, torch.float32)
    mine = {k: v for k, v in state.items() if k not in transformer.state_dict()}
    save_file(mine, folder.parent / "animax.safetensors")
    return folder, folder.parent / "animax.safetensors", vae


SPEC = {"video": {"width": 64, "height": 64, "frames": 5, "fps": 8}}


@torch.no_grad()
def test_a_diffusers_folder(published, tmp_path, capsys):
    folder, adapter, vae = published
    (tmp_path / "spec.json").write_text(json.dumps(SPEC))
    words = ["--adapter", f"{adapter}=1", "--spec", tmp_path / "spec.json"]
    spec, report = run(folder, *words, "--overwrite")
    said = capsys.readouterr().out
    assert "2 layers of width 32" in said and "multi-view attention" in said
    index = "transformer/diffusion_pytorch_model.safetensors.index.json"
    assert spec["transformer"]["files"] == [index] and len(candidates(folder)) == 3
    assert spec["transformer"]["heads"] == 2 and spec["sampler"]["shift"] == 3
    assert spec["vae"]["latents_std"] == [1.5, 0.5, 1.0, 2.0]
    assert spec["text"] == {"type": "bert", "dir": "text_encoder", "max_tokens": 32}
    assert spec["modalities"] == ["rgb", "pose"] and report["warnings"] == []
    assert spec["adapters"] == [{"file": str(adapter), "weight": 1.0}]

    assert native.read_model(str(folder))["name"] == spec["name"]
    engine = native.Engine(str(folder), precision="f32")
    assert engine.adapters[0]["added"] == len(load_file(adapter))
    images = np.random.default_rng(1).integers(0, 256, (1, 5, 64, 64, 3), np.uint8)
    found = engine.encode(images)
    video = torch.from_numpy(images).permute(0, 4, 1, 2, 3).float() / 127.5 - 1
    mean, std = (
        torch.tensor(vae.config[k]).view(1, 4, 1, 1, 1)
        for k in ("latents_mean", "latents_std")
    )
    wanted = ((vae.encode(video).latent_dist.mean - mean) / std).numpy()
    error = np.linalg.norm(found - wanted) / np.linalg.norm(wanted)
    print(f"latents of the imported VAE against diffusers': {error:.1e}")
    assert error < 1e-4
    with pytest.raises(AnimaxError, match="--overwrite"):
        run(folder, *words)
    config = folder / "vae" / "config.json"
    before = config.read_text()
    for more, says in (
        (["--report", config], "is there and is no report"),
        (["--spec", folder / "model.json"], "the same file as the spec"),
        (["--adapter", f"{adapter}=nan"], "no finite number"),
    ):
        with pytest.raises(AnimaxError, match=says):
            run(folder, *words, *more, "--overwrite")
    assert config.read_text() == before


def test_without_an_adapter(published, capsys):
    folder, _, _ = published
    with pytest.raises(AnimaxError, match="makes no pose maps") as caught:
        run(folder, "--overwrite")
    assert caught.value.code == 4
    assert "transformer: transformer/" in capsys.readouterr().out
    spec, _ = run(folder, "--overwrite", "--plain")
    assert spec["modalities"] == ["rgb"] and not spec["transformer"]["template"]
    assert native.Engine(str(folder), precision="f32").adapters == []


def test_what_is_not_read_is_told(published, tmp_path):
    folder, adapter, _ = published
    torch.save({"a": torch.ones(1)}, folder / "extra.pth")
    try:
        _, report = run(folder, "--overwrite", "--adapter", adapter)
    finally:
        (folder / "extra.pth").unlink()
    assert len(report["warnings"]) == 1 and "PyTorch pickle" in report["warnings"][0]
    assert "NEW.safetensors" in report["warnings"][0]
    with pytest.raises(AnimaxError, match="One transformer is needed") as caught:
        run(tmp_path)
    assert caught.value.code == 4 and not (tmp_path / "model.json").exists()


def test_the_command_that_converts_pickles(tmp_path):
    """What the refusal says does what it says."""
    import subprocess

    torch.save({"a": torch.arange(3.0), "b": torch.ones(2)}, tmp_path / "x.pth")
    with pytest.raises(native.Error) as caught:
        native.describe_weights(str(tmp_path / "x.pth"))
    command = (
        str(caught.value).split("PyTorch is: ")[1].replace("python3", sys.executable)
    )
    command = command.replace("FILE NEW", "x.pth NEW")
    subprocess.run(command, shell=True, check=True, cwd=tmp_path)
    state = load_file(tmp_path / "NEW.safetensors")
    assert torch.equal(state["a"], torch.arange(3.0)) and len(state) == 2
