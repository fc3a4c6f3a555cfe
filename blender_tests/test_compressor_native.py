"""animax_native.Engine on a tiny random model with a compressor.

data/tiny_compressor is what `make_random_model.py --size tiny --compressor` writes,
less what data/tiny_model has already.
"""

import itertools
import json
import shutil
from pathlib import Path

import animax_native as native
import numpy as np
import pytest
from test_engine_native import MODEL, small_rig, stage

CODES = Path(__file__).parent / "data" / "tiny_compressor"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("model")
    shutil.copytree(MODEL, out, dirs_exist_ok=True)
    return shutil.copytree(CODES, out, dirs_exist_ok=True)


@pytest.fixture(scope="module")
def engine(folder):
    return native.Engine(str(folder), precision="f32")


@pytest.fixture(scope="module")
def rig():
    return small_rig()


def images_of(engine, clips=2, frames=5, seed=1):
    video = engine.model["video"]
    shape = (clips, frames, video["height"], video["width"], 3)
    return np.random.default_rng(seed).integers(0, 256, shape, np.uint8)


def test_codes_go_there_and_back(engine):
    images = images_of(engine)
    codes, latents = engine.encode(images), engine.encode_vae(images)
    assert codes.shape == (2, 6, 5, 4, 4) and codes.dtype == np.float32
    assert latents.shape == (2, 4, 5, 8, 8)
    assert np.isfinite(codes).all() and codes.std() > 0
    templates = np.ascontiguousarray(latents[:, :, 0])
    back = engine.decode(codes, templates)
    assert back.shape == images.shape and back.dtype == np.uint8
    # Clips see neither one another nor one another's templates; templates count.
    alone = engine.decode(codes[1:], templates=templates[1:])
    assert np.array_equal(alone[0], back[1])
    other = engine.decode(codes, np.ascontiguousarray(templates[::-1]))
    assert not np.array_equal(other, back)


def test_decoding_wants_templates(engine):
    codes = engine.encode(images_of(engine))
    with pytest.raises(native.Error, match="templates") as caught:
        engine.decode(codes)
    assert caught.value.code == 2
    for shape in ((2, 4, 8, 4), (1, 4, 8, 8), (2, 6, 4, 4)):
        with pytest.raises(native.Error, match="templates") as caught:
            engine.decode(codes, np.zeros(shape, np.float32))
        assert caught.value.code == 2


def test_models_without_one_are_as_before():
    plain = native.Engine(str(MODEL), precision="f32")
    images = images_of(plain)
    latents = plain.encode(images)
    assert np.array_equal(latents, plain.encode_vae(images))
    back = plain.decode(latents)
    templates = np.ascontiguousarray(latents[:, :, 0])
    assert np.array_equal(back, plain.decode(latents, templates))


def test_same_seed_same_keyframes(engine, rig):
    views, cameras = stage(engine, rig)
    takes = [
        engine.animate(views, cameras, rig, "walk", steps=2, seed=seed, preview=True)
        for seed in (7, 7, 8)
    ]
    first, again, other = takes
    for key in ("rotation", "location", "joints", "confidence", "pose", "rgb"):
        assert np.isfinite(first[key]).all()
        assert np.array_equal(first[key], again[key]), key
    assert not np.array_equal(first["pose"], other["pose"])
    assert {"text", "encode", "denoise", "decode"} <= set(first["seconds"])


def test_animate_is_the_sum_of_its_parts(engine, rig):
    views, cameras = stage(engine, rig)
    take = engine.animate(views, cameras, rig, "walk", steps=2, seed=3, preview=True)
    pictures = {"rgb": views[:, None], "pose": take["template_pose"][:, None]}
    pictures = [pictures[name] for name in engine.model["modalities"]]
    joints = take["selection"]["position"]
    normal = native.normalise(joints, engine.model["cameras"]["margin"])
    made = engine.sample(
        np.stack([engine.encode(p)[:, :, 0] for p in pictures], axis=1),
        native.plucker(cameras, *normal, 4, 4),
        engine.encode_text("walk"),
        engine.model["video"]["frames"],
        steps=2,
        seed=3,
    )
    for m, name in enumerate(engine.model["modalities"]):
        still = np.ascontiguousarray(engine.encode_vae(pictures[m])[:, :, 0])
        frames = engine.decode(np.ascontiguousarray(made[:, m]), still)
        assert np.array_equal(frames, take[name]), name


def test_progress_goes_on(engine, rig):
    views, cameras = stage(engine, rig)
    heard = []
    engine.animate(
        views,
        cameras,
        rig,
        "walk",
        steps=2,
        preview=True,
        progress=lambda *words: heard.append(words[:3]),
    )
    stages = list(dict.fromkeys(name for name, _, _ in heard))
    order = [s for s in stages if s in ("encode", "denoise", "decode")]
    assert order == ["encode", "denoise", "decode"]
    for before, after in itertools.pairwise(heard):
        # A modality begins anew; else steps only rise.
        assert before[0] != after[0] or after[1] >= before[1] or after[1] == 0
        assert 0 <= after[1] <= after[2]


def test_memory_limit(folder, rig):
    limit = native.info()["memory_in_use"] + 1000
    small = native.Engine(str(folder), memory_limit=limit)
    views, cameras = stage(small, rig)
    with pytest.raises(native.Error, match="MB") as caught:
        small.animate(views, cameras, rig, "walk", steps=1)
    assert caught.value.code == 5


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"file": "nothing.safetensors"}, "nothing"),
        ({"file": "vae.safetensors"}, "encoder.proj_in"),
        ({"heads": 5}, "heads"),
        ({"heads": None}, "heads"),
        ({"eps": 0}, "eps"),
        ({"code_std": [1.0] * 5}, "code_std"),
        ({"code_std": [0.0] * 6}, "deviation"),
        ({"code_mean": [0.0] * 5, "code_std": [1.0] * 5}, "code channels"),
        ({"code_std": float("nan")}, "model.json"),
        (None, "compressor"),
        ("remove", "latent channels"),
        ({"video": {"width": 128}}, "another size"),
        ({"video": {"width": 72}}, "divide"),
    ],
)
def test_models_that_cannot_be_loaded(folder, tmp_path, change, words):
    model = tmp_path / "model"
    shutil.copytree(folder, model)
    spec = json.loads((model / "model.json").read_text())
    if change == "remove":
        del spec["compressor"]
    elif change is None:
        spec["compressor"] = None
    elif "video" in change:
        spec["video"] |= change["video"]
    else:
        spec["compressor"] |= change
    (model / "model.json").write_text(json.dumps(spec))
    with pytest.raises(native.Error, match=words) as caught:
        native.Engine(str(model), precision="f32")
    assert caught.value.code == 4
