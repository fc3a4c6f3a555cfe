"""Settings of training runs. Needs no PyTorch."""

import dataclasses
import json
import sys
from pathlib import Path

import pytest

TRAINING = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TRAINING))

from animax_training import config, strict
from animax_training.model_config import TransformerConfig

CONFIGS = TRAINING / "configs"


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.json")), ids=lambda p: p.stem)
def test_all_configs_load(path):
    cls = config.VAETraining if "vae" in path.stem else config.TransformerTraining
    found = config.load(cls, path)
    assert found.minutes > 0


def test_what_the_nano_is_trained_with():
    found = config.load(config.TransformerTraining, CONFIGS / "nano_fields.json")
    assert found.field.grid == 16 and found.transformer.conditioning_channels == 8
    assert found.transformer.patch == (4, 4) and found.with_stage(None) is found
    assert found.temporal_gradient_weight == 1.0 and found.log_every == 50


@pytest.mark.parametrize(
    "override, says",
    [
        ("bach=3", "unknown key 'bach'; did you mean 'batch'?"),
        ("steadiness=1", "'steadiness' is now called 'temporal_gradient_weight'"),
        ('field={"gird": 16}', "field: unknown key 'gird'; did you mean 'grid'?"),
        ('transformer={"beside": 8}', "is now called 'conditioning_channels'"),
        ("batch=1.5", "batch: expected an integer, found 1.5"),
        ("muon=1", "muon: expected true or false, found 1"),
        ("batch=two", "the value is not JSON"),
        ("lr=NaN", "lr: expected a number, found nan"),
        ('weights={"*": Infinity}', "weights: *: expected a number, found inf"),
        ('stage={"multiview": true}', "stage: the key 'train' is missing"),
    ],
)
def test_refuses_with_a_sentence(override, says):
    with pytest.raises(strict.ConfigError) as caught:
        config.load(
            config.TransformerTraining, CONFIGS / "nano_fields.json", [override]
        )
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "changes, says",
    [
        ({"batch": 0}, "batch is 0: 1 or more"),
        ({"log_every": 0}, "log_every is 0: 1 or more"),
        ({"samples": -1}, "samples is -1: 0 or more"),
        ({"captions": -2}, "captions is -2: 0 or more"),
        ({"minutes": -5.0}, "minutes is -5.0: more than 0"),
        ({"minutes": float("nan")}, "minutes is nan: more than 0"),
    ],
)
def test_runs_that_would_never_begin_or_end(changes, says):
    found = config.load(config.TransformerTraining, CONFIGS / "nano_fields.json")
    found.check_amounts()
    # The samples are the run's length then.
    dataclasses.replace(found, minutes=0.0, samples=10).check_amounts()
    with pytest.raises(strict.ConfigError) as caught:
        dataclasses.replace(found, **changes).check_amounts()
    assert says in str(caught.value)


def test_no_config(tmp_path):
    path = tmp_path / "x.json"
    with pytest.raises(strict.ConfigError, match=r"x\.json cannot be read"):
        config.load(config.TransformerTraining, path, ["batch=2"])
    path.write_text("[]")
    with pytest.raises(strict.ConfigError, match="expected an object"):
        config.load(config.TransformerTraining, path, ["batch=2"])


def test_a_missing_key(tmp_path):
    data = json.loads((CONFIGS / "nano_fields.json").read_text())
    del data["lr"]
    path = tmp_path / "x.json"
    path.write_text(json.dumps(data))
    with pytest.raises(strict.ConfigError, match=r"x\.json: the key 'lr' is missing"):
        config.load(config.TransformerTraining, path)


def test_stages():
    found = config.load(config.TransformerTraining, CONFIGS / "wan_lora.json")
    with pytest.raises(strict.ConfigError, match="name a stage with --stage: 1, 2"):
        found.with_stage(None)
    with pytest.raises(strict.ConfigError, match="--stage: unknown key '3'"):
        found.with_stage("3")
    first, second = (found.with_stage(n).stage for n in "12")
    assert first.lora_rank == 32 and first.is_partial and second.is_partial


def test_parts_left_out():
    found = config.load(config.TransformerTraining, CONFIGS / "nano_fields.json")
    less = found.without(["plucker", "pooled"]).transformer
    assert not less.plucker and not less.pooled and less.multiview
    with pytest.raises(strict.ConfigError, match="did you mean 'plucker'"):
        found.without(["plucer"])


def test_old_checkpoints_have_old_names():
    assert TransformerConfig.from_dict({"beside": 8}).conditioning_channels == 8
