"""The paper's two stages on a tiny random Wan from a folder of rigs: Blender renders,
the engine encodes, two stages train, and the adapter animates in Blender.

Slow: Blender starts three times, PyTorch twice; about a minute on two busy
processors.
"""

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
native = pytest.importorskip("animax_native")

ROOT = Path(__file__).resolve().parents[2]
TRAINING, GOLDEN = ROOT / "training", ROOT / "native/tests/golden"
sys.path[:0] = [str(TRAINING), str(TRAINING / "tests"), str(ROOT), str(GOLDEN)]
import export_adapter
import make_umt5_golden
import train_transformer
import wan_parts
from animax_training import (
    backbone,
    config,
    engine_latents,
    latents,
    losses,
    model_folder,
    seeded,
    strict,
    trainer,
)
from animax_training.reference import AnimaXTransformer, Block
from safetensors.torch import load_file

from addon.cli import cli_args, import_model

CONFIG = TRAINING / "configs/wan_lora.json"
BLENDER = shutil.which(os.environ.get("BLENDER", "blender"))
SPEC = {
    "video": {"width": 64, "height": 64, "frames": 5, "fps": 8},
    "text": {"max_tokens": 24},
    "sampler": {"steps": 2, "guidance_text": 1.5, "guidance_template": 1},
    "pose_map": {
        "version": 1, "radius": 2.5, "line_width": 1.5, "max_joints": 32, "merge": 0.01,
    },
}  # fmt: skip
INDEX = [{"file": "dog.glb", "author": "A. Uthor", "licence": "CC0-1.0"}]
SMALL = ["ema=0.9", "seed=3", "batch=2", "log_every=1", "captions=3"]
SMALL += ["gradient_checkpointing=false", 'precision="f32"']


def blender(script, *words):
    """Its output; fails if it does not end with 0."""
    command = [BLENDER, "--background", "--factory-startup", "--python-exit-code", "1"]
    path = str(Path(native.__file__).parent)
    done = subprocess.run(
        [*command, "--python", str(ROOT / script), "--", *map(str, words)],
        capture_output=True, text=True, env=os.environ | {"PYTHONPATH": path},
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-3000:]
    return said


def write_wan(folder):
    """Wan's parts, small and random, as diffusers saves them, with a umT5."""
    _, vae = wan_parts.write(folder)
    words = make_umt5_golden.tokenizer()
    (folder / "text_encoder").mkdir()
    words.save(str(folder / "text_encoder" / "tokenizer.json"))
    make_umt5_golden.encoder(
        3, vocab_size=words.get_vocab_size(), d_model=32, d_kv=8, d_ff=48,
        num_layers=2, num_heads=4,
    ).save_pretrained(folder / "text_encoder")  # fmt: skip
    (folder / "spec.json").write_text(json.dumps(SPEC))
    parser = argparse.ArgumentParser()
    import_model.add_options(parser)
    cli_args.add_report(parser)
    words = ["--folder", folder, "--plain", "--spec", folder / "spec.json"]

    class Going:
        def check(self):
            pass

    import_model.import_model(parser.parse_args([*map(str, words)]), Going(), {})
    return vae


def run(module, *words):
    """A script's main, in this process."""
    before, sys.argv = sys.argv, [module.__name__, *map(str, words)]
    try:
        module.main()
    finally:
        sys.argv = before


class Place:
    """Folders of the whole test."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("rigs", "clips", "renders", "wan", "latents"):
            setattr(self, name, folder / name)
        self.rigs.mkdir()
        for name in ("dog", "person"):
            shutil.copy(ROOT / f"assets/rigs/{name}.glb", self.rigs)
        (self.rigs / "index.json").write_text(json.dumps(INDEX))
        self.vae = write_wan(self.wan)
        extract = ["--input", self.rigs, "--output", self.clips]
        blender("training/extract_clips.py", *extract)
        render = ["--input", self.rigs, "--data", self.clips, "--config", CONFIG]
        render += ["--output", self.renders, "--model", self.wan, "--variants", 1]
        blender("training/render_clips.py", *render)

    def build(self):
        words = ["--data", self.clips, "--renders", self.renders, "--rigs", self.rigs]
        self.train("--build", "--run", self.latents, *words)

    def train(self, *words, **settings):
        settings = [f"{k}={json.dumps(v)}" for k, v in settings.items()]
        known = ["--config", CONFIG, "--model", self.wan]
        run(train_transformer, *known, *words, "--set", *SMALL, *settings)

    def stage(self, name, out, *words, **settings):
        """The checkpoint of a stage that is run to its end."""
        known = ["--stage", name, "--run", self.folder / out, "--latents", self.latents]
        self.train(*known, *words, **settings)
        return torch.load(self.folder / out / "last.pt")

    def stage_1(self, out="one", **settings):
        return self.stage("1", out, **{"samples": 120, "lr": 0.03} | settings)

    def stage_2(self, out="two", **settings):
        init = ["--init", self.folder / "one/last.pt"]
        return self.stage("2", out, *init, **{"samples": 160, "lr": 0.02} | settings)

    def settings(self):
        found = config.load(config.TransformerTraining, CONFIG, SMALL)
        self.model_folder = model_folder.read(self.wan)
        return self.model_folder.settings(found)

    def model(self, *stages):
        torch.manual_seed(0)
        model = AnimaXTransformer(self.settings().transformer)
        backbone.load(model, self.model_folder)
        for stage in stages:
            path = self.folder / stage / "last.pt"
            backbone.apply_stage(model, path, self.model_folder.backbone())
        return model.eval()

    @torch.no_grad()
    def loss(self, multiview, *stages):
        """Of 16 fixed draws."""
        settings = self.settings()
        data = engine_latents.load(self.latents, self.model_folder, settings)
        plucker = latents.plucker(data.style, data.grid)[None]
        of = losses.VelocityLoss(
            self.model(*stages), plucker, multiview, data.background, settings
        )
        found = []
        for rng in seeded.samples(99, 0, 16, 0):
            data.samples.random = rng
            clean, text = data.samples.batch(1, 0, 0, 2)
            noise = seeded.normal(rng, clean[:, :, :, 1:].shape)
            found.append(of(clean, noise, torch.tensor([rng.uniform(0.1, 0.9)]), text))
        return float(torch.cat(found).mean())


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    if BLENDER is None:
        pytest.skip("no Blender")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    made = Place(tmp_path_factory.mktemp("stages"))
    yield made
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def built(place):
    place.build()
    return place


@pytest.fixture(scope="module")
def trained(built):
    """Both stages, with their checkpoints."""
    built.first = built.stage_1()
    built.second = built.stage_2()
    return built


def same(one, other):
    """Whether two checkpoints hold the same numbers, to the last bit."""
    if isinstance(one, torch.Tensor):
        return torch.equal(one, other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list | tuple):
        pairs = zip(one, other, strict=True)
        return len(one) == len(other) and all(same(a, b) for a, b in pairs)
    return one == other


@torch.no_grad()
def test_latents_are_those_of_the_folders_vae(place, monkeypatch, capsys):
    """An encoder that fails in the middle leaves complete files, from which the next
    call goes on; then latents of both modalities against diffusers."""

    def fail(*_):
        raise MemoryError("the second file")

    def count_files(end):
        return len(list(place.latents.rglob(f"*{end}")))

    encode_file, calls = engine_latents.encode_file, []

    def once(*arguments):
        calls.append(arguments)
        return encode_file(*arguments) if len(calls) < 2 else fail()

    monkeypatch.setattr(engine_latents, "encode_file", once)
    with pytest.raises(MemoryError):
        place.build()
    assert len(list((place.latents / "latents").glob("*.pt"))) == 1
    assert count_files(".part") == 0
    monkeypatch.setattr(engine_latents, "encode_file", encode_file)
    place.build()
    assert "1 new files" in capsys.readouterr().out
    place.build()
    assert "0 new files" in capsys.readouterr().out

    saved = torch.load(place.latents / "latents/joint_dog.v0.c0.pt")
    assert saved["items"] == [("dog.glb", "WagTail", 0)]
    assert saved["credits"] == [("A. Uthor", "CC0-1.0", "")]
    assert saved["latents"].shape == (1, 4, 2, 3, 4, 8, 8)  # 1 + (5 + 3) / 4 frames
    rows = engine_latents.sample_credits(place.latents)
    assert [(rig, who[0]) for rig, who, _ in rows] == [
        ("dog.glb", "A. Uthor"), ("person.glb", "unknown"),
    ]  # fmt: skip
    assert "A. Uthor, CC0-1.0" in (place.latents / "CREDITS.md").read_text()

    images = np.load(place.renders / "dog.v0.c0.npz")
    assert images["rgb0"].std() > 10  # the dog is in the picture
    mean, std = (
        torch.tensor(place.vae.config[k]).view(1, 4, 1, 1, 1)
        for k in ("latents_mean", "latents_std")
    )
    for found, seen in (
        (saved["latents"][0, :, 0, 1:], images["rgb0"]),
        (saved["latents"][0, :, 0, :1], images["rgb_rest"][:, None]),
    ):
        video = torch.from_numpy(seen).permute(0, 4, 1, 2, 3).float() / 127.5 - 1
        wanted = (place.vae.encode(video).latent_dist.mean - mean) / std
        error = (found.float().transpose(1, 2) - wanted).norm() / wanted.norm()
        print(f"latents against diffusers': {error:.1e}")
        # Made in float32, kept in half precision (2^-11).
        assert error < 1e-3


def test_other_latents_are_refused(built, tmp_path):
    """Of a model folder with another rate, and of renders for another."""
    other = tmp_path / "wan"
    shutil.copytree(built.wan, other)
    spec = json.loads((other / "model.json").read_text())
    spec["video"]["fps"] = 12
    (other / "model.json").write_text(json.dumps(spec))
    folder = model_folder.read(other)
    with pytest.raises(strict.ConfigError, match="made with another video"):
        engine_latents.load(built.latents, folder, built.settings())
    path = next(built.renders.glob("*.npz"))
    with pytest.raises(strict.ConfigError, match="was not rendered for"):
        model_folder.check_renders(folder, np.load(path), path)
    spec["modalities"] = ["rgb", "pose"]
    (other / "model.json").write_text(json.dumps(spec))
    with pytest.raises(strict.ConfigError):
        model_folder.read(other)


def test_loss_falls(trained):
    """Stage 1 on single views, then stage 2 across them."""
    before, after = trained.loss(False), trained.loss(False, "one")
    print(f"stage 1: loss {before:.3f}, then {after:.3f}")
    assert after < 0.8 * before
    across, last = trained.loss(True, "one"), trained.loss(True, "one", "two")
    print(f"stage 2: loss {across:.3f}, then {last:.3f}")
    # Zero at their start, the new layers change nothing.
    assert across == pytest.approx(after, rel=1e-5)
    assert last < 0.95 * across
    names = trained.second["model"]
    assert names and all(
        any(part in n for part in ("plucker", "attn_mv", "norm_mv")) for n in names
    )
    assert all("lora" in n or "modality" in n for n in trained.first["model"])


@pytest.mark.parametrize("number", ["1", "2"])
def test_a_resumed_run_is_the_uninterrupted_one(trained, number, monkeypatch):
    """Stopped by SIGTERM after five steps: all that is saved, to the last bit."""
    stage = trained.stage_1 if number == "1" else trained.stage_2
    step = trainer.TransformerTrainer.step

    def stopped(self, done):
        if self.progress.step == 4:
            os.kill(os.getpid(), signal.SIGTERM)
        return step(self, done)

    monkeypatch.setattr(trainer.TransformerTrainer, "step", stopped)
    with pytest.raises(SystemExit) as ended:
        stage(f"resumed{number}", samples=20)
    assert ended.value.code == 143
    saved = torch.load(trained.folder / f"resumed{number}/last.pt")
    assert saved["step"] == 5
    found = stage(f"resumed{number}", samples=20)
    monkeypatch.undo()
    whole = stage(f"whole{number}", samples=20)
    assert found["step"] == whole["step"] == 10
    for key in ("model", "average", "optimizer"):
        assert same(found[key], whole[key]), key
    assert not same(saved["model"], found["model"])


def test_runs_that_cannot_go_on_are_refused(trained):
    with pytest.raises(SystemExit, match="another stage"):
        trained.stage("2", "one", samples=20)
    with pytest.raises(SystemExit, match="begun from another --init"):
        trained.stage("2", "two", samples=20)


def test_a_later_stage_without_an_earlier_one_is_told(built, capsys):
    built.stage_1("told1", samples=2)
    assert "note:" not in capsys.readouterr().err
    built.stage("2", "told2", samples=2)
    assert "note: stage 2 begins at the backbone itself" in capsys.readouterr().err


def test_two_processes_train_as_one(built, monkeypatch):
    """Half of the batch each: the weights of one process within rounding."""
    start = built.stage_1("start", samples=2, lr=0.0)["model"]
    one = built.stage_1("alone", samples=12, batch=2)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    settings = {"WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    for key, value in settings.items():
        monkeypatch.setenv(key, value)
    words = ["--config", CONFIG, "--model", built.wan, "--stage", "1"]
    words += ["--run", built.folder / "pair", "--latents", built.latents]
    words += ["--set", *SMALL, "samples=12", "batch=1", "lr=0.03"]
    second = subprocess.Popen(
        [sys.executable, TRAINING / "train_transformer.py", *map(str, words)],
        env=os.environ | {"RANK": "1", "OMP_NUM_THREADS": "1"},
    )
    try:
        monkeypatch.setenv("RANK", "0")
        two = built.stage_1("pair", samples=12, batch=1)
        assert second.wait(300) == 0
    finally:
        second.kill()
        if torch.distributed.is_initialized():
            torch.distributed.destroy_process_group()
    assert one["seen"] == two["seen"] == 12 and one["step"] == two["step"] == 6
    moved = apart = 0.0
    for name, value in one["model"].items():
        moved += float((value - start[name]).square().sum())
        apart += float((value - two["model"][name]).square().sum())
    print(f"apart by {(apart / moved) ** 0.5:.1e} of what was learnt")
    # Sums in another order; Adam's first steps make much of the smallest gradients.
    assert moved > 0 and (apart / moved) ** 0.5 < 1e-3


def test_checkpointing_and_bf16(built, monkeypatch):
    """Blocks that are computed anew give the same weights; bf16 about the same loss."""

    def losses_of(run):
        rows = (built.folder / run / "log.csv").read_text().split()
        column = rows[0].split(",").index("loss")
        return np.array([float(row.split(",")[column]) for row in rows[1:]])

    kept = built.stage_1("kept", samples=6)
    count, forward = [], Block.forward
    monkeypatch.setattr(
        Block, "forward", lambda *args: [count.append(1), forward(*args)][1]
    )
    anew = built.stage_1("anew", samples=6, gradient_checkpointing=True)
    assert len(count) == 3 * 2 * 2  # steps, layers, and again
    monkeypatch.undo()
    for name, value in kept["model"].items():
        assert torch.allclose(value, anew["model"][name], atol=1e-6), name
    half = built.stage_1("half", samples=6, precision="bf16")
    assert all(value.dtype == torch.float32 for value in half["model"].values())
    ratio = losses_of("half") / losses_of("kept")
    print(f"losses in bf16: {ratio.min():.3f} to {ratio.max():.3f} of those in f32")
    assert np.abs(ratio - 1).max() < 0.05


@pytest.fixture(scope="module")
def exported(trained):
    out = trained.folder / "out"
    stages = [w for s in ("one", "two")
              for w in ("--stage", trained.folder / s / "last.pt")]  # fmt: skip
    words = ["--model", trained.wan, "--latents", trained.latents, *stages]
    run(export_adapter, *words, "--out", out, "--dtype", "f32")
    return out


@torch.no_grad()
def test_the_adapter_in_c_gives_what_pytorch_gives(trained, exported):
    tensors = load_file(exported / "adapter.safetensors")
    assert any(".lora_A." in name for name in tensors)
    assert all(value.isfinite().all() for value in tensors.values())
    assert "A. Uthor, CC0-1.0" in (exported / "CREDITS.md").read_text()
    engine = native.Engine(str(exported), precision="f32")
    (used,) = engine.adapters
    assert used["unmatched"] == 0 and used["matched"] == len(tensors)
    saved = torch.load(trained.latents / "latents/joint_dog.v0.c0.pt")
    clean = saved["latents"].float()[:1]  # [1, V, M, 1 + f, C, h, w]
    text = engine.encode_text("a dog wags its tail")
    folder = trained.settings() and trained.model_folder
    plucker = latents.plucker(folder.style(), 8)
    template = clean[0, :, :, 0].contiguous()
    made = engine.sample(
        template.numpy(), plucker.numpy(), text, 2, steps=1, guidance_text=1,
        guidance_template=1, seed=5,
    )  # fmt: skip
    noise = torch.from_numpy(native.noise(5, made.size)).view(made.shape)
    found = noise - torch.from_numpy(made)  # the one step is from sigma 1 - 1e-6 to 0
    padded = torch.zeros(1, 24, text.shape[1])
    padded[0, : len(text)] = torch.from_numpy(text)
    noisy = torch.cat([template[:, :, None], noise.transpose(2, 3)], dim=2)[None]

    def velocity(*stages):
        out = trained.model(*stages)(
            noisy, torch.tensor([999.0]), plucker[None], padded
        )
        return out[0].transpose(2, 3)

    def off(wanted):
        return float((found - wanted).norm() / wanted.norm())

    error, without = off(velocity("one", "two")), off(velocity())
    print(f"velocity: {error:.1e} apart; without the adapter {without:.2f}")
    assert error < 1e-4 and without > 0.05
    assert off(velocity("one")) > 1e-3


def test_stages_that_do_not_go_together_are_refused(trained, exported):
    one, two = (trained.folder / f"{name}/last.pt" for name in ("one", "two"))
    whole = trained.stage_1("whole1", samples=20)  # there already: nothing is trained
    assert whole["step"] == 10
    for stages, says in (
        ([two], "name that one first"),
        ([trained.folder / "whole1/last.pt", two], "was not begun from"),
        ([one, one], "was not begun from|begun from"),
    ):
        with pytest.raises(SystemExit, match=says):
            backbone.adapter(stages)
    words = ["--model", trained.wan, "--stage", one, "--out", trained.folder / "new"]
    with pytest.raises(SystemExit, match="has no latents"):
        run(export_adapter, *words, "--latents", trained.clips)
    assert not (trained.folder / "new").exists()
    with pytest.raises(SystemExit, match="is there already"):
        run(export_adapter, "--model", trained.wan, "--latents", trained.latents,
            "--stage", one, "--out", exported)  # fmt: skip


def test_an_adapter_is_not_written_without_its_credits(trained, tmp_path):
    words = ["--model", trained.wan, "--stage", trained.folder / "one/last.pt"]
    empty = tmp_path / "empty"
    (empty / "latents").mkdir(parents=True)
    shutil.copy(trained.latents / "latents.json", empty)
    for latents_of in (tmp_path / "none", empty):
        with pytest.raises(SystemExit, match="has no latents"):
            run(export_adapter, *words, "--latents", latents_of, "--out",
                tmp_path / "out")  # fmt: skip
    assert list(tmp_path.iterdir()) == [empty]


def test_it_animates_in_blender(exported, tmp_path):
    report, out = tmp_path / "report.json", tmp_path / "out.glb"
    blender(
        "addon/batch.py", "animate", "--input", ROOT / "assets/rigs/dog.glb",
        "--prompt", "a dog wags its tail", "--model", exported, "--output", out,
        "--report", report,
    )  # fmt: skip
    told = json.loads(report.read_text())
    assert told["status"] == 0 and told["error"] is None
    content = out.read_bytes()
    size = int.from_bytes(content[12:16], "little")
    scene = json.loads(content[20 : 20 + size])
    (action,) = [a for a in scene["animations"] if a["name"] == told["action"]]
    keys = [scene["accessors"][s["input"]]["count"] for s in action["samplers"]]
    print(f"{action['name']}: {len(action['channels'])} channels, {max(keys)} keys")
    assert len(action["channels"]) > 20 and max(keys) == told["frames"] > 8
