"""The critic: the engine's against PyTorch's, and what it must not depend on."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

TRAINING = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TRAINING))
native = pytest.importorskip("animax_native")
import make_random_model
from animax_training import critic
from animax_training.bert_reference import TextEncoder
from animax_training.reference import pooled_text
from safetensors.torch import save_file

FRAMES = 4


def motion(joints=7, frames=FRAMES, seed=3):
    rng = np.random.default_rng(seed)
    rest = rng.normal(size=(joints, 3)) * (1.0, 2.0, 3.0) + 5
    paths = rest + 0.2 * rng.normal(size=(frames, joints, 3)).cumsum(0)
    kind = np.array([0, 1, 2, 0, 0, 1, 2][:joints], np.uint8)
    return rest, paths, kind


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """A tiny model with a random critic, opened, and the critic in PyTorch."""
    out = tmp_path_factory.mktemp("model") / "tiny"
    make_random_model.make("tiny", out, 1, torch.float32)
    spec = json.loads((out / "model.json").read_text())
    torch.manual_seed(2)
    text = TextEncoder(out / spec["text"]["dir"], spec["text"]["max_tokens"])
    model = critic.Critic(FRAMES, width=12, shared=6, text=text.width).eval()
    save_file(model.state_dict(), str(out / "critic.safetensors"))
    spec["critic"] = {"file": "critic.safetensors"}
    spec["video"]["frames"] = max(spec["video"]["frames"], FRAMES)
    (out / "model.json").write_text(json.dumps(spec))
    return native.Engine(str(out), precision="f32"), model, text


@torch.no_grad()
def in_pytorch(model, text, prompt, rest, paths, kind):
    points = np.concatenate([rest[None], paths])
    base = np.where(kind == 2, 0, -1)
    joints = torch.from_numpy(critic.inputs(points, base))[None]
    known = torch.ones(joints.shape[:2], dtype=torch.bool)
    said = pooled_text(text.batch([prompt]))
    cosine = (model.motion(joints, known) * model.text(said)).sum()
    return (
        float(cosine),
        critic.speed_of(points),
        float(model.expected_speed(said).exp()),
    )


def test_the_engine_judges_as_pytorch_does(judged):
    engine, model, text = judged
    rest, paths, kind = motion()
    for prompt in ("a dog walks", "falls over dead"):
        found = engine.judge(prompt, rest, kind, paths)
        wanted = in_pytorch(model, text, prompt, rest, paths, kind)
        assert found == pytest.approx(wanted, abs=2e-4), (found, wanted)


def test_it_does_not_depend_on_place_size_or_order(judged):
    engine, _, _ = judged
    rest, paths, kind = motion()
    plain = engine.judge("walks", rest, kind, paths)
    moved = engine.judge("walks", 3 * rest + 9, kind, 3 * paths + 9)
    order = np.random.default_rng(0).permutation(len(rest))
    mixed = engine.judge(
        "walks", rest[order], kind[order], np.ascontiguousarray(paths[:, order])
    )
    assert moved == pytest.approx(plain, abs=1e-5)
    assert mixed == pytest.approx(plain, abs=1e-5)
    other = engine.judge("walks", rest, kind, rest + 0 * paths)
    assert abs(other[0] - plain[0]) > 1e-3 and other[1] == 0


def test_longer_motions_are_judged_window_by_window(judged):
    engine, model, text = judged
    rest, paths, kind = motion(frames=2 * FRAMES)
    halves = [
        in_pytorch(model, text, "walks", rest, p, kind)[0]
        for p in (paths[:FRAMES], paths[FRAMES:])
    ]
    found = engine.judge("walks", rest, kind, paths)
    assert found[0] == pytest.approx(np.mean(halves), abs=2e-4)


def test_refusals(judged):
    engine, _, _ = judged
    rest, paths, kind = motion()
    with pytest.raises(native.Error, match="4 to"):
        engine.judge("walks", rest, kind, np.ascontiguousarray(paths[:2]))
    paths[1, 2, 0] = np.nan
    with pytest.raises(native.Error, match="finite"):
        engine.judge("walks", rest, kind, paths)


@pytest.mark.parametrize("place", [np.nan, np.inf, 1e300])
def test_places_that_are_none_are_refused(judged, place):
    engine, _, _ = judged
    for number in range(2):
        rest, paths, kind = motion()
        (rest, paths)[number][..., 0, 0] = place
        with pytest.raises(native.Error, match="beyond") as caught:
            engine.judge("walks", rest, kind, paths)
        assert caught.value.code == 3
