"""Model folders that are broken: status 4 with a sentence, before anything is rendered,
and never a take. Without Blender."""

import json
import shutil
from pathlib import Path

import animax_native as native
import bad_models
import numpy as np
import pytest
import test_engine_native
from bad_models import INFINITE, NAN

from addon.core.errors import MODEL, USAGE, AnimaxError
from addon.core.model_config import read_model_config
from addon.core.prompt_reading import Reading, prompt_warnings, read_prompt
from addon.core.quality import prompt_warnings as unlike_warnings
from addon.core.quality import unseen_warnings

rig, stage = test_engine_native.rig, test_engine_native.stage
ROOT = Path(__file__).resolve().parent.parent
TINY = Path(__file__).parent / "data" / "tiny_model"
NANO, JOINT = ROOT / "assets" / "nano", ROOT / "assets" / "nano-joint"
FILES = ("transformer.safetensors", "vae.safetensors", "text/model.safetensors")
MORE_FILES = ("critic.safetensors", "known_prompts.safetensors")
NUMBERS = {"NaN": NAN, "infinity": INFINITE, "1e30": 1e30}


# model.json --------------------------------------------------------------------------


def models():
    specs = [json.loads((d / "model.json").read_text()) for d in (NANO, JOINT)]
    return bad_models.two_models(*specs)


@pytest.fixture
def folder(tmp_path):
    """Where a model.json finds the files that it names."""
    for spec in models().values():
        names = [*spec["transformer"]["files"], spec["critic"]["file"], "x"]
        names.append(spec["known_prompts"]["file"])
        for name in [*names, spec.get("vae", {}).get("file", "x")]:
            (tmp_path / name).touch()
    (tmp_path / (10000 * "x")[:200]).touch()
    return tmp_path


def failure(call, *arguments):
    """The AnimaxError or native.Error; anything else would be "Unexpected"."""
    try:
        call(*arguments)
    except (AnimaxError, native.Error) as error:
        return error
    return None


def test_any_value_in_any_field_of_model_json(folder):
    """By the add-on's way and by the engine's: both refuse what is not allowed, and
    name it."""
    count = refused = 0
    wrong = []
    for name, path, value, text, legal in bad_models.variants(models()):
        # File names of 10,000 letters are no mistake of model.json's.
        legal = legal and not (path.endswith(("file", "files")) and len(value) > 999)
        # A new file each time: emptying one takes longer.
        (folder / "model.json").unlink(missing_ok=True)
        (folder / "model.json").write_text(text)
        count += 1
        error = failure(read_model_config, folder)
        if legal and error is None:
            continue
        refused += 1
        says = str(error)
        named = path.split(".")[-1] in says or f'"{path}.' in says
        if legal or error is None or error.code != MODEL or not named:
            wrong.append((name, path, value[:20], legal, says[:200]))
            continue
        error = failure(native.Engine, str(folder))
        if error is None or error.code != MODEL:
            wrong.append((name, path, value[:20], "Engine", str(error)[:200]))
    print(f"{count} variants, {refused} refused")
    assert not wrong, (len(wrong), wrong[:20])
    assert refused > 1500


def test_whole_numbers_may_be_written_as_floats(folder):
    spec = models()["fields"]
    spec["video"]["frames"], spec["cameras"]["min_views"] = 9.0, 3.0
    (folder / "model.json").write_text(json.dumps(spec))
    found = read_model_config(folder)
    assert type(found["video"]["frames"]) is type(found["cameras"]["min_views"]) is int


def test_files_that_are_not_there(tmp_path):
    error = failure(read_model_config, tmp_path / "none")
    assert error.code == MODEL and "no model" in str(error)
    for name in ("a\0b", "a\ud800b"):
        assert failure(read_model_config, name).code == MODEL
    for file, field in (("transformer", "transformer.files"), ("vae", "vae.file")):
        shutil.copytree(TINY, tmp_path / file)
        (tmp_path / file / f"{file}.safetensors").unlink()
        error = failure(read_model_config, tmp_path / file)
        assert error.code == MODEL and f'"{field}"' in str(error)
        (tmp_path / file / f"{file}.safetensors").mkdir()
        assert "regular file" in str(failure(read_model_config, tmp_path / file))


def test_folders_whose_names_are_not_utf_8(tmp_path):
    folder = tmp_path / "mod\udcff"
    shutil.copytree(TINY, folder)
    assert read_model_config(folder) == native.Engine(str(folder)).model
    error = failure(native.Engine, bytes(folder) + b"/none")
    assert error.code == MODEL and "mod?/none" in str(error)
    (folder / "transformer.safetensors").unlink()
    assert "mod?/transformer" in str(failure(read_model_config, folder))


def test_messages_are_cut_between_characters():
    error = failure(lambda: native.Engine(str(TINY), device="a" + 100 * "é"))
    assert error.code == USAGE and '"a' + 19 * "é" + '"' in str(error)
    error = failure(native.Engine, "/" + 400 * "é")
    assert error.code == MODEL and "\ufffd" not in str(error)


# Weights -----------------------------------------------------------------------------


@pytest.fixture
def tiny(tmp_path):
    """The tiny model with a critic and known prompts, to be broken."""
    shutil.copytree(TINY, tmp_path, dirs_exist_ok=True)
    spec = json.loads((TINY / "model.json").read_text())
    spec["critic"] = {"file": "critic.safetensors"}
    spec["known_prompts"] = {"file": "known_prompts.safetensors", "low": 0.4}
    (tmp_path / "model.json").write_text(json.dumps(spec))
    tensors = bad_models.tensors((TINY / FILES[2]).read_bytes())
    width = tensors["embeddings.LayerNorm.bias"][1]
    arrays = bad_models.critic(width)
    (tmp_path / "critic.safetensors").write_bytes(bad_models.safetensors(arrays))
    known = bad_models.safetensors(bad_models.known_prompts(width))
    (tmp_path / "known_prompts.safetensors").write_bytes(known)
    return tmp_path


def take_of(folder, rig):
    engine = native.Engine(str(folder), precision="f32")
    views, cameras = stage(engine, rig)
    return engine.animate(views, cameras, rig, "walk", steps=1, preview=True)


def test_no_weight_is_nan_infinite_or_absurd(tiny, rig):
    """Any tensor of any file: status 4 with the file and the tensor, and no take."""
    assert np.isfinite(take_of(tiny, rig)["match"])
    cls = (TINY / "text" / "vocab.txt").read_text().split("\n").index("[CLS]")
    count = 0
    for file in (*FILES, *MORE_FILES):
        good = (tiny / file).read_bytes()
        for tensor, (_, elements, _) in bad_models.tensors(good).items():
            words = tensor == "embeddings.word_embeddings.weight"
            tables = "position_emb" in tensor or "token_type" in tensor
            last = elements - 1
            if words or tables or tensor.startswith("quant_conv"):
                # Of these, only what is used is read.
                last = cls * 32 if words else 0
            for word, value in NUMBERS.items():
                element = 0 if word == "1e30" and not words else last
                data = bad_models.patched(good, tensor, value, element)
                (tiny / file).unlink()
                (tiny / file).write_bytes(data)
                error = failure(take_of, tiny, rig)
                assert error is not None and error.code == MODEL, (tensor, word)
                assert file.split("/")[-1] in str(error) and tensor in str(error)
                count += 1
        (tiny / file).write_bytes(good)
    print(f"{count} broken tensors")
    assert count > 600


@pytest.mark.parametrize("file", [*FILES, *MORE_FILES])
def test_files_of_other_bytes(tiny, rig, file):
    rng = np.random.default_rng(5)
    for fill in (lambda n: n * b"\xff", rng.bytes):
        good = (tiny / file).read_bytes()
        (tiny / file).write_bytes(bad_models.filled(good, fill))
        assert failure(take_of, tiny, rig).code == MODEL


@pytest.mark.parametrize(
    ("file", "tensor", "says"),
    [
        ("transformer.safetensors", "proj_out.bias", "in step 1 of 1"),
        ("text/model.safetensors", "encoder.layer.0.output.LayerNorm.weight", "walk"),
        ("vae.safetensors", "quant_conv.bias", "The VAE made"),
    ],
)
def test_what_a_model_makes_is_checked(tiny, rig, file, tensor, says):
    """Weights that may be, but make nothing that may."""
    good = (tiny / file).read_bytes()
    (tiny / file).write_bytes(bad_models.patched(good, tensor, 9e5))
    error = failure(take_of, tiny, rig)
    assert error is not None and error.code == MODEL
    assert "no finite numbers" in str(error) and says in str(error)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (np.full((2, 32), 0.5), "sentence 0 of the known prompts"),
        (np.zeros((1, 32)), "has the length 0; 1 is expected"),
        (np.eye(3), "sentences"),  # of another width
        (np.ones((0, 32)), "are 0 sentences"),
    ],
)
def test_known_prompts_that_are_none(tiny, rig, rows, says):
    data = bad_models.safetensors({"sentences": rows})
    (tiny / "known_prompts.safetensors").write_bytes(data)
    error = failure(take_of, tiny, rig)
    assert error is not None and error.code == MODEL and says in str(error)


# Confidence --------------------------------------------------------------------------


def test_frames_in_which_no_joint_is_seen():
    confidence = np.full((4, 3), 0.9, np.float32)
    assert unseen_warnings({"confidence": confidence}) == []
    confidence[1] = 0
    assert "1 of 4" in unseen_warnings({"confidence": confidence})[0]
    given = np.array([False, True, False, False])
    assert unseen_warnings({"confidence": confidence}, given) == []
    confidence[:] = 0
    confidence[given] = 1
    (text,) = unseen_warnings({"confidence": confidence}, given)
    assert text.startswith("No joint was seen")
    # One joint that is seen is a frame that is.
    confidence[~given, 2] = 0.5
    assert unseen_warnings({"confidence": confidence}, given) == []


# Prompts that are unlike training's ---------------------------------------------------


def test_a_prompt_is_as_known_as_its_nearest_sentence(tiny, rig):
    engine = native.Engine(str(tiny), precision="f32")
    mean = engine.encode_text("walk").mean(axis=0)
    rng = np.random.default_rng(3)
    others = rng.normal(size=(5, len(mean)))
    others[2] = mean + 0.1 * np.linalg.norm(mean) * rng.normal(size=len(mean))
    others /= np.linalg.norm(others, axis=1, keepdims=True)
    data = bad_models.safetensors({"sentences": others})
    (tiny / "known_prompts.safetensors").write_bytes(data)
    wanted = float((others @ mean).max() / np.linalg.norm(mean))
    assert 0.5 < wanted < 0.99
    assert take_of(tiny, rig)["prompt_known"] == pytest.approx(wanted, abs=1e-5)


def test_an_unlike_prompt_is_told():
    spec = {"known_prompts": {"file": "x", "low": 0.4}}
    (text,) = unlike_warnings(spec, {"prompt_known": 0.25})
    assert "cosine 0.25" in text and "plain English" in text
    for known in (0.4, None, float("nan")):
        assert unlike_warnings(spec, {"prompt_known": known}) == []
    assert unlike_warnings({}, {"prompt_known": 0.1}) == []


# Prompts -----------------------------------------------------------------------------

needs_encoder = pytest.mark.skipif(
    not (ROOT / "assets" / "minilm-l6-v2" / "vocab.txt").exists(), reason="make setup"
)


@needs_encoder
@pytest.mark.parametrize(
    ("prompt", "words", "unknown", "example"),
    [
        ("a dog wags its tail", 5, 0, ""),
        ("ein Hund wedelt", 3, 0, ""),
        ("snooze zigzag", 2, 0, ""),
        ("\u0e2b\u0e21\u0e32", 1, 1, "\u0e2b\u0e21\u0e32"),
        ("walk \U0001f415 \U0001f415!", 3, 2, "\U0001f415"),
        (500 * "5", 1, 1, 500 * "5"),
        (10000 * "x", 1, 1, 10000 * "x"),
        ("\U0010ffff", 1, 1, "\U0010ffff"),
        # The vocabulary has Cyrillic letters.
        ("\u0441\u043e\u0431\u0430\u043a\u0430 runs", 2, 1,
         "\u0441\u043e\u0431\u0430\u043a\u0430"),
        ("...", 0, 0, ""),
    ],
)  # fmt: skip
def test_which_words_are_known(prompt, words, unknown, example):
    found = read_prompt(str(NANO), prompt)
    assert (found.words, found.unknown, found.example) == (words, unknown, example)
    assert found.tokens > 0 and not found.cut
    warned = bool(prompt_warnings(read_model_config(NANO), found))
    assert warned == (2 * unknown >= words)


@needs_encoder
def test_prompts_of_which_nothing_is_left(rig):
    engine = native.Engine(str(TINY), precision="f32")
    views, cameras = stage(engine, rig)
    for prompt in ("\u200b\u200d", "\ufeff", " "):
        error = failure(read_prompt, str(NANO), prompt)
        assert error.code == USAGE and "no visible characters" in str(error)
        error = failure(engine.animate, views, cameras, rig, prompt)
        assert error.code == USAGE and "reads nothing" in str(error)
        error = failure(
            lambda text: engine.animate(
                views, cameras, rig, None, segments=[(text, 0)], steps=1
            ),
            prompt,
        )
        assert error.code == USAGE and "reads nothing" in str(error)


@needs_encoder
def test_prompts_that_are_cut():
    """By tokens, which are more than words."""
    most = read_model_config(NANO)["text"]["max_tokens"] - 2
    assert not read_prompt(str(NANO), most * "word ").cut
    for prompt in ((most + 1) * "word ", (most // 2) * "velociraptor "):
        found = read_prompt(str(NANO), prompt)
        assert found.cut and found.tokens == most
        (text,) = prompt_warnings(read_model_config(NANO), found)
        assert text.startswith(f"The model reads the first {most + 2} tokens")


def test_warnings_quote_no_more_than_they_need():
    spec = {"text": {"max_tokens": 32}}
    (text,) = prompt_warnings(spec, Reading(1, 1, 1, False, 10000 * "x"))
    assert len(text) < 400
