"""animax_native.Engine on the tiny random model: what crosses the Python edge."""

import json
import shutil
import threading
from pathlib import Path

import animax_native as native
import numpy as np
import pytest

from addon.views import camera_rig

MODEL = Path(__file__).parent / "data" / "tiny_model"


@pytest.fixture(scope="module")
def engine():
    return native.Engine(str(MODEL), precision="f32")


def chain_with_arms():
    """A chain of six bones standing up, with two arms."""
    parents = np.array([-1, 0, 1, 2, 1, 1], np.int32)
    heads = [
        [0, 0, 0],
        [0, 0, 1],
        [0, 0, 2],
        [0, 0, 2.6],
        [0.2, 0, 1.9],
        [-0.2, 0, 1.9],
    ]
    rest = np.tile(np.eye(4), (6, 1, 1))
    # The y axis along the bone: up, and sideways for the arms.
    up = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
    rest[:, :3, :3] = up
    rest[4, :3, :3] = [[0, 1, 0], [-1, 0, 0], [0, 0, 1]]
    rest[5, :3, :3] = [[0, -1, 0], [1, 0, 0], [0, 0, 1]]
    rest[:, :3, 3] = heads
    return {
        "parents": parents,
        "rest": rest,
        "lengths": np.array([1, 1, 0.6, 0.4, 0.8, 0.8]),
        "flags": np.ones(6, np.uint8),
    }


CHAIN = chain_with_arms()


@pytest.fixture(scope="module")
def rig():
    return CHAIN


def stage(engine, rig, views=4):
    """(views, cameras) as the add-on makes them, white pictures."""
    spec = engine.model
    size = spec["video"]["height"], spec["video"]["width"]
    joints = native.select_joints(rig, max_joints=32, merge=0.01)["position"]
    centre, scale = native.normalise(joints, spec["cameras"]["margin"])
    cameras = camera_rig.place(spec["cameras"], centre, scale, size[1], size[0], views)
    return np.full((len(cameras), *size, 3), 255, np.uint8), cameras


def test_pose_maps_of_version_2(rig, tmp_path):
    shutil.copytree(MODEL, tmp_path, dirs_exist_ok=True)
    spec = json.loads((MODEL / "model.json").read_text())
    for version in (2, 3):
        spec["pose_map"]["version"] = version
        (tmp_path / "model.json").write_text(json.dumps(spec))
        if version == 2:
            engine = native.Engine(str(tmp_path), precision="f32")
    views, cameras = stage(engine, rig)
    take = engine.animate(views, cameras, rig, "walk", steps=1, preview=True)
    chosen, drawn = take["selection"], spec["pose_map"]
    expected = native.draw_pose_maps(
        chosen["position"][None],
        chosen["parent"],
        native.joint_colours(chosen["position"], 2),
        cameras,
        radius=drawn["radius"],
        line_width=drawn["line_width"],
        version=2,
    )
    assert np.array_equal(take["template_pose"], expected[:, 0])
    with pytest.raises(native.Error, match=r"pose_map\.version") as error:
        native.Engine(str(tmp_path), precision="f32")
    assert error.value.code == 4


def test_model_is_model_json(engine):
    assert engine.model == json.loads((MODEL / "model.json").read_text())
    assert "f32" in engine.device


def test_precisions():
    for word, said in (("fp8", 'for the device "cuda"'), ("int4", "bf16 or fp8")):
        with pytest.raises(native.Error, match=said) as error:
            native.Engine(str(MODEL), device="cpu", precision=word)
        assert error.value.code == 2


def test_latents_go_there_and_back(engine):
    video = engine.model["video"]
    frames = video["frames"]
    rng = np.random.default_rng(1)
    shape = (2, frames, video["height"], video["width"], 3)
    images = rng.integers(0, 256, shape, np.uint8)
    latents = engine.encode(images)
    assert latents.dtype == np.float32 and latents.shape[0] == 2
    assert np.isfinite(latents).all() and latents.std() > 0
    back = engine.decode(latents)
    assert back.shape == images.shape and back.dtype == np.uint8
    # Clips do not see one another.
    alone = engine.encode(images[1:])
    assert np.abs(alone[0] - latents[1]).max() <= 1e-4 * np.abs(latents).max()


def test_text_states(engine):
    states = engine.encode_text("a dog walks")
    nothing = engine.encode_text("")
    limit = engine.model["text"]["max_tokens"]
    assert states.ndim == 2 and 2 < len(states) <= limit
    assert len(nothing) == 2
    assert len(engine.encode_text("word " * 2000)) == limit


def test_same_seed_same_keyframes(engine, rig):
    views, cameras = stage(engine, rig)
    takes = [
        engine.animate(views, cameras, rig, "walk", steps=2, seed=seed, preview=True)
        for seed in (7, 7, 8)
    ]
    frames = engine.model["video"]["frames"]
    first = takes[0]
    assert first["rotation"].shape == (frames, 6, 4)
    assert first["location"].shape == (frames, 6, 3)
    assert first["pose"].shape[:2] == (4, frames)
    assert first["template_pose"].shape == first["pose"][:, 0].shape
    for key in ("rotation", "location", "joints", "pose"):
        assert np.isfinite(first[key]).all()
        assert np.array_equal(first[key], takes[1][key]), key
    assert not np.array_equal(first["pose"], takes[2]["pose"])
    assert np.allclose(np.linalg.norm(first["rotation"], axis=-1), 1, atol=1e-6)
    assert {"text", "encode", "denoise", "decode"} <= set(first["seconds"])
    assert first["peak_memory_mb"] > 1


def test_progress_and_cancel(engine, rig):
    views, cameras = stage(engine, rig)
    reports = []
    cancel = native.Cancel()

    def progress(stage_name, step, total, left):
        reports.append((stage_name, step, total))
        if stage_name == "denoise" and step == 1:
            cancel.set()

    with pytest.raises(native.Error) as caught:
        engine.animate(
            views, cameras, rig, "walk", steps=50, progress=progress, cancel=cancel
        )
    assert caught.value.code == 130
    assert ("denoise", 1, 50) in reports
    assert not any(name == "denoise" and step > 2 for name, step, _ in reports)
    # The engine is usable afterwards.
    engine.animate(views, cameras, rig, "walk", steps=1)


def test_exception_in_progress_is_raised(engine, rig):
    views, cameras = stage(engine, rig)

    def progress(*_):
        raise ZeroDivisionError("in the callback")

    with pytest.raises(ZeroDivisionError):
        engine.animate(views, cameras, rig, "walk", steps=1, progress=progress)


NANO = Path(__file__).resolve().parent.parent / "assets" / "nano"


@pytest.fixture(scope="module")
def nano():
    return native.Engine(str(NANO), threads=2)


def test_poses_of_each_step(nano, rig):
    views, cameras = stage(nano, rig)
    told, reports = [], []

    def make(**more):
        return nano.animate(
            views, cameras, rig, "walk", steps=3, preview=True, amplitude=1, **more
        )

    take = make(
        poses=lambda *told_of: told.append(told_of),
        progress=lambda name, step, *_: reports.append((name, step, len(told))),
    )
    plain = make()
    for key in ("rotation", "location", "joints", "confidence", "points"):
        assert np.array_equal(take[key], plain[key]), key
    shape = take["joints"].shape
    assert [t[:4] for t in told] == [(n, 3, 0, shape[0]) for n in (1, 2, 3)]
    for *_, joints, selection in told:
        assert joints.dtype == np.float32 and joints.shape == shape
        assert joints.flags["OWNDATA"] and joints.flags["C_CONTIGUOUS"]
        for key, value in take["selection"].items():
            assert np.array_equal(selection[key], value), key
    # Of all steps but the last one before progress says that they are done.
    done = {(step, at) for name, step, at in reports if name == "denoise" and step}
    assert done == {(1, 1), (2, 2), (3, 2)}
    chosen = take["selection"]
    expected, *_ = native.triangulate(
        take["points"], take["point_confidence"], cameras, chosen["parent"],
        chosen["position"],
    )  # fmt: skip
    assert np.array_equal(told[-1][4], expected.astype(np.float32))
    assert not np.array_equal(told[0][4], told[-1][4])


def test_poses_that_raise_end_the_take(nano, rig):
    views, cameras = stage(nano, rig)
    calls, cancel = [], native.Cancel()

    def make(steps=6, **more):
        return nano.animate(views, cameras, rig, "walk", steps=steps, **more)

    def fails(*_):
        calls.append(1)
        raise ZeroDivisionError("in the callback")

    with pytest.raises(ZeroDivisionError, match="in the callback"):
        make(poses=fails, progress=lambda *_: None)
    assert len(calls) == 1
    with pytest.raises(native.Error) as caught:
        make(poses=lambda *_: cancel.set(), cancel=cancel)
    assert caught.value.code == 130
    for wrong in (1, "poses", [print]):
        with pytest.raises(native.Error, match="poses must be callable") as caught:
            make(poses=wrong)
        assert caught.value.code == 2
    # The engine is usable afterwards, but not from within.
    with pytest.raises(native.Error, match="at work"):
        make(poses=lambda *_: make())
    assert np.array_equal(make(1)["rotation"], make(1, poses=None)["rotation"])


def test_latents_of_a_vae_have_no_poses(engine, rig):
    views, cameras = stage(engine, rig)
    told = []
    engine.animate(
        views, cameras, rig, "walk", steps=2, poses=lambda *_: told.append(1)
    )
    assert told == []


def test_gil_is_released(engine, rig):
    views, cameras = stage(engine, rig)
    ticks = []
    done = threading.Event()

    def count():
        while not done.wait(0.001):
            ticks.append(1)

    thread = threading.Thread(target=count)
    thread.start()
    engine.animate(views, cameras, rig, "walk", steps=20)
    done.set()
    thread.join()
    assert len(ticks) > 5


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"frames": 1000}, 2, "frames"),
        ({"frames": -1}, 2, "frames"),
        ({"steps": -3}, 2, "steps"),
        ({"guidance_text": -1.0}, 2, "guidance"),
        ({"guidance_text": float("inf")}, 2, "guidance"),
    ],
)
def test_requests_out_of_range(engine, rig, change, code, words):
    views, cameras = stage(engine, rig)
    with pytest.raises(native.Error, match=words) as caught:
        engine.animate(views, cameras, rig, "walk", **change)
    assert caught.value.code == code


@pytest.fixture(scope="module")
def given_engine(tmp_path_factory):
    """The tiny model as one of pose maps alone that takes given frames."""
    folder = tmp_path_factory.mktemp("given")
    shutil.copytree(MODEL, folder, dirs_exist_ok=True)
    spec = json.loads((MODEL / "model.json").read_text())
    spec |= {"modalities": ["pose"], "given_frames": True, "context_frames": 2}
    (folder / "model.json").write_text(json.dumps(spec))
    return native.Engine(str(folder), precision="f32")


def given_keys(frames, which):
    """Keyword arguments: poses bent further and further."""
    half = 0.05 * np.arange(frames)[:, None] + 0.02 * np.arange(6)
    rotation = np.stack([np.cos(half), np.sin(half), 0 * half, 0 * half], axis=-1)
    location = np.zeros((frames, 6, 3))
    location[:, 0, 1] = 0.01 * np.arange(frames)
    return {
        "given": np.isin(np.arange(frames), which),
        "given_rotation": rotation,
        "given_location": location,
    }


def test_given_frames(given_engine, rig):
    views, cameras = stage(given_engine, rig)
    keys, steps = given_keys(12, [0, 1, 7]), []

    def make(**more):
        return given_engine.animate(views, cameras, rig, "walk", steps=1, **more)

    take = make(**keys, progress=lambda name, *at: steps.append((name, *at[:2])))
    which = keys["given"]
    assert take["rotation"].shape == (12, 6, 4)
    assert np.array_equal(take["location"][which], keys["given_location"][which])
    cosine = (take["rotation"] * keys["given_rotation"]).sum(-1)[which]
    assert np.abs(np.abs(cosine) - 1).max() < 1e-12
    assert (take["confidence"][which] == 1).all()
    done = [at for name, *at in steps if name == "denoise"]
    assert len(take["windows"]) == len(done) - 1 and take["windows"][0] == 0
    assert len(done) > 3 and done[-1] == [len(done) - 1] * 2
    # uint8 says the same; other keys of frames that are not given change nothing.
    other = {**keys, "given": which.astype(np.uint8)}
    other["given_rotation"] = np.where(
        which[:, None, None], keys["given_rotation"], np.nan
    )
    assert np.array_equal(make(**other)["rotation"], take["rotation"])
    # Prompts take turns, and a loop is another take.
    turns = make(segments=[("walk", 3), ("fall asleep", 12)])
    assert len(turns["rotation"]) == 12
    assert not np.array_equal(turns["rotation"], make(frames=12)["rotation"])
    looped = make(frames=12, loop=True, context=1)
    assert np.isfinite(looped["rotation"]).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"given": None}, "need given"),
        ({"given_location": None}, "needs given_rotation and given_location"),
        ({"given": np.ones(12, bool)}, "All 12 frames are given"),
        ({"given": np.zeros(11, bool)}, "given_rotation"),
        ({"given": np.zeros(12)}, "uint8"),
        ({"given_rotation": np.full((12, 6, 4), np.nan)}, "not a unit quaternion"),
        ({"given_location": np.full((12, 6, 3), 1e30)}, "beyond"),
        ({"given_location": np.full((12, 6, 3), 50.0)}, "outside the views"),
        ({"frames": 11}, "given has 12 frames, but frames is 11"),
        ({"segments": [("a", 4), ("b", 4)]}, "each must end later"),
        ({"segments": [("a", 4), ("b", 11)]}, "end at frame 11"),
        ({"segments": [["a", 4]]}, "must be a tuple"),
        ({"segments": []}, "0 segments"),
        ({"context": 5}, "choose 1 to 4"),
        ({"loop": True, "context": 4}, "smaller context"),
    ],
)
def test_given_frames_out_of_range(given_engine, rig, change, words):
    views, cameras = stage(given_engine, rig)
    keys = {**given_keys(12, [0, 7]), **change}
    with pytest.raises(native.Error, match=words) as caught:
        given_engine.animate(views, cameras, rig, "walk", steps=1, **keys)
    assert caught.value.code == 2


def test_given_latents(given_engine):
    rng, size = np.random.default_rng(1), given_engine.encode_text("walk").shape[1]
    template, rays, clean = (
        rng.standard_normal(shape).astype(np.float32)
        for shape in ((4, 1, 4, 8, 8), (4, 6, 8, 8), (4, 1, 4, 5, 8, 8))
    )
    text, given = np.zeros((2, size), np.float32), np.arange(5) == 3
    args = (template, rays, text, 5, 1)
    found = given_engine.sample(*args, given=given, clean=clean)
    assert np.array_equal(found[:, :, :, given], clean[:, :, :, given])
    free = given_engine.sample(*args)
    assert np.abs(found - free)[:, :, :, ~given].max() > 1e-3
    with pytest.raises(native.Error, match="clean"):
        given_engine.sample(*args, given=given)
    with pytest.raises(native.Error, match="All 5 latent frames"):
        given_engine.sample(*args, given=np.ones(5, bool), clean=clean)


def test_given_frames_need_a_model_for_them(engine, rig):
    views, cameras = stage(engine, rig)
    for more in ({"loop": True}, {"context": 1}, given_keys(5, [0])):
        with pytest.raises(native.Error, match="not trained with given frames"):
            engine.animate(views, cameras, rig, "walk", **more)


def test_wrong_arrays(engine, rig):
    views, cameras = stage(engine, rig)
    with pytest.raises(native.Error, match="uint8"):
        engine.animate(views.astype(np.float32), cameras, rig, "walk")
    with pytest.raises(native.Error, match="views"):
        engine.animate(views[:1], cameras[:1], rig, "walk")
    with pytest.raises(native.Error, match="C-contiguous"):
        engine.animate(views[:, :, ::-1], cameras, rig, "walk")
    broken = {**rig, "parents": np.array([1, 0, 1, 2, 1, 1], np.int32)}
    with pytest.raises(native.Error) as caught:
        engine.animate(views, cameras, broken, "walk")
    assert caught.value.code == 3


def test_models_that_cannot_be_loaded(tmp_path):
    with pytest.raises(native.Error) as caught:
        native.Engine(str(tmp_path))
    assert caught.value.code == 4
    model = tmp_path / "model"
    shutil.copytree(MODEL, model)
    weights = model / "transformer.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(native.Error, match=r"transformer\.safetensors") as caught:
        native.Engine(str(model))
    assert caught.value.code == 4


def test_device_and_memory_limit(engine, rig, monkeypatch):
    monkeypatch.setenv("ANIMAX_CUDA_DRIVER", "/nowhere/libcuda.so.1")
    with pytest.raises(native.Error, match="CUDA") as caught:
        native.Engine(str(MODEL), device="cuda")
    assert caught.value.code == 5
    before = native.info()["memory_in_use"]
    alike = native.Engine(str(MODEL))
    weights = native.info()["memory_in_use"] - before
    small = native.Engine(str(MODEL), memory_limit=weights + 1000)
    del alike
    views, cameras = stage(small, rig)
    with pytest.raises(native.Error, match="MB") as caught:
        small.animate(views, cameras, rig, "walk", steps=1)
    assert caught.value.code == 5


def test_noise_is_the_same_everywhere():
    noise = native.noise(1, 100_000)
    assert np.array_equal(noise, native.noise(1, 100_000))
    assert abs(noise.mean()) < 0.01 and abs(noise.std() - 1) < 0.01
