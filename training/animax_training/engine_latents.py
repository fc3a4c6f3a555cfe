"""Latents of renders and pose maps, and token states of captions, by the engine: of the
VAE and the text encoder of any model folder.

    <run>/latents.json        what they were made by; statistics (0 and 1: the engine
                              normalises)
    <run>/background.pt       latents of a white clip
    <run>/latents/*.pt        one file for each of render_clips.py's: items, latents,
                              captions, and author and licence of every sample
    <run>/texts/*.pt          the states of one caption each

A file is complete or absent, and one that is there is not made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections import OrderedDict
from pathlib import Path

import animax_native as native
import numpy as np
import torch

from . import checkpoint, credits, data, latents, model_folder, strict
from .captions import captions
from .dataset import Dataset
from .sources import held_out

KEPT = 1024  # texts in memory


class EngineEncoder:
    """A folder's VAE and text encoder. device, precision: of animax_native.Engine.
    ConfigError where the engine cannot open it, or the machine has no such device."""

    def __init__(self, folder, device="auto", precision="auto"):
        # The transformer is not run, so its blocks need not be read.
        stream = device != "cuda"
        try:
            self.engine = native.Engine(
                str(folder.path), device=device, precision=precision, stream=stream
            )
        except native.Error as error:
            raise strict.ConfigError(str(error)) from None

    def window(self, images):
        """uint8 [N, 1 + F, H, W, 3], the template first, -> normalised float32
        [N, 1 + f, C, h, w]: the template is encoded by itself, as animate does."""
        found = []
        for one in np.ascontiguousarray(images):
            parts = [self.engine.encode(part[None]) for part in (one[:1], one[1:])]
            found.append(np.concatenate(parts, axis=2)[0].swapaxes(0, 1))
        return torch.from_numpy(np.stack(found))

    def text(self, sentence):
        """float32 [T, D]."""
        return torch.from_numpy(np.array(self.engine.encode_text(sentence)))


def write(path, **content):
    """checkpoint.save that leaves nothing behind where it fails."""
    try:
        checkpoint.save(path, **content)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(f"{path}.part").unlink()
        raise


def spread(sentences, count):
    """At most `count` of them (0: all), the first one and then at even distances."""
    if not count or len(sentences) <= count:
        return list(sentences)
    return [sentences[n * len(sentences) // count] for n in range(count)]


def text_path(run, sentence):
    name = hashlib.sha256(sentence.encode()).hexdigest()[:24]
    return Path(run) / "texts" / f"{name}.pt"


def note_settings(run, folder, tails):
    """Writes latents.json, or ConfigError where the run's latents are others."""
    path = Path(run) / "latents.json"
    made = json.loads(json.dumps(folder.made_by()))
    if path.exists():
        check_settings(run, folder)
        return
    channels = len(folder.spec["vae"]["latents_mean"])
    text = {"latents_mean": [0.0] * channels, "latents_std": [1.0] * channels}
    part = path.with_suffix(".part")
    part.write_text(json.dumps({**text, "tails": tails, "made_by": made}) + "\n")
    part.replace(path)


def check_settings(run, folder):
    """The content of latents.json; ConfigError if it is not of this folder."""
    path = Path(run) / "latents.json"
    if not path.exists():
        raise strict.ConfigError(f"{run} has no latents: make them with --build")
    found = json.loads(path.read_text())
    made = json.loads(json.dumps(folder.made_by()))
    other = [k for k in made if found.get("made_by", {}).get(k) != made[k]]
    if other:
        raise strict.ConfigError(
            f"the latents in {run} were made with another {' and '.join(other)} than "
            f"{folder.path} has: build them in a new run"
        )
    return found


def clips_tails(clips, folder):
    """Where the leaf bones of extracted clips end; ConfigError if the model draws
    others."""
    paths = sorted(Path(clips).glob("*.npz"))
    if not paths:
        raise strict.ConfigError(f"{clips} has no clips of extract_clips.py")
    every = {str(np.load(path).get("tails", "")) for path in paths}
    if other := sorted(every - {folder.tails}):
        raise strict.ConfigError(
            f"{clips}: clips extracted with --tails {other[0] or 'of before'}, the "
            f"model's pose_map.tails is {folder.tails!r}"
        )
    return folder.tails


def build(run, folder, encoder, clips, renders, rigs=None, count=0):
    """Writes what is missing. encoder: EngineEncoder; clips: of extract_clips.py;
    renders: of render_clips.py --model; rigs: the rigs' folder, whose index.json says
    authors and licences; count: captions of a clip, 0 for all. Returns how many files
    of latents were written."""
    run = Path(run)
    for part in ("latents", "texts"):
        (run / part).mkdir(parents=True, exist_ok=True)
    index = credits.read_index(rigs) if rigs else {}
    note_settings(run, folder, clips_tails(clips, folder))
    if not (run / "background.pt").exists():
        size, frames = folder.video["width"], folder.video["frames"]
        white = np.full((1, 1 + frames, size, size, 3), 255, np.uint8)
        write(run / "background.pt", background=encoder.window(white)[0, 1:])
    write_text(run, encoder, "")
    written = 0
    for path in sorted(Path(renders).glob("*.npz")):
        target = run / "latents" / f"joint_{path.stem}.pt"
        if target.exists() or held_out(path.stem.split(".v")[0]):
            continue
        content = encode_file(path, folder, encoder, index, count)
        if not content["items"]:
            continue
        for sentences in content["sentences"]:
            for sentence in sentences:
                write_text(run, encoder, sentence)
        write(target, **content)
        written += 1
        print(f"{target.name}: {len(content['items'])} clips", flush=True)
    return written


def encode_file(path, folder, encoder, index, count):
    """The content of a file of latents."""
    with np.load(path) as content:
        model_folder.check_renders(folder, content, path)
        rest, rig = content["rest"], str(content["rig"])
        style = folder.style()
        cameras, _, _ = data.place_cameras(rest, style)
        items, made, sentences = [], [], []
        for k, name in enumerate(str(n) for n in content["names"]):
            points = np.concatenate([rest[None], content[f"points{k}"]])
            maps = data.draw(points, rest, content["parent"], style, cameras)
            rgb = [content["rgb_rest"][:, None], content[f"rgb{k}"]]
            both = [encoder.window(np.concatenate(rgb, axis=1)), encoder.window(maps)]
            made.append(torch.stack(both, dim=1).half())
            items.append((rig, name, 0))
            sentences.append(spread(captions(rig, name), count))
    who = [credits.credit(rig, index)] * len(items)
    return {
        "items": items,
        "latents": torch.stack(made) if made else torch.zeros(0),
        "sentences": sentences,
        "credits": who,
    }


def write_text(run, encoder, sentence):
    path = text_path(run, sentence)
    if not path.exists():
        # bfloat16: states of umT5 exceed what half precision holds.
        write(path, text=sentence, states=encoder.text(sentence).bfloat16())


class KeptTexts:
    """Token states that `build` wrote, as bert_reference.TextEncoder gives them."""

    def __init__(self, run, max_tokens):
        self.run, self.max_tokens = run, max_tokens
        self.kept = OrderedDict()

    def encode(self, text):
        """[T, D]; SystemExit if `build` has not written it."""
        if text not in self.kept:
            path = text_path(self.run, text)
            if not path.exists():
                raise SystemExit(f"{path} is missing ({text!r}): run --build again")
            self.kept[text] = torch.load(path)["states"].float()
        self.kept.move_to_end(text)
        while len(self.kept) > KEPT:
            self.kept.popitem(last=False)
        return self.kept[text]

    def batch(self, texts):
        """float32 [B, max_tokens, D], padded with zeros."""
        states = [self.encode(text) for text in texts]
        out = torch.zeros(len(texts), self.max_tokens, states[0].shape[1])
        for row, one in zip(out, states, strict=True):
            row[: len(one)] = one
        return out


def sample_credits(run):
    """[(rig file, (author, licence, source), clips)] of a run's latents, sorted."""
    found = {}
    for path in sorted((Path(run) / "latents").glob("*.pt")):
        content = torch.load(path, mmap=True)
        for (rig, clip, _), who in zip(
            content["items"], content["credits"], strict=True
        ):
            found.setdefault(rig, (tuple(who), set()))[1].add(clip)
    return [(rig, who, len(clips)) for rig, (who, clips) in sorted(found.items())]


def load(run, folder, config):
    """The Dataset of a run on a backbone (ModelFolder), from what `build`
    wrote. ConfigError if that was made otherwise."""
    moments = check_settings(run, folder)
    text = KeptTexts(run, folder.spec["text"]["max_tokens"])
    mean, std = (moments[f"latents_{k}"] for k in ("mean", "std"))
    samples = latents.Samples(
        Path(run) / "latents", mean, std, text, weights=config.weights
    )
    background = torch.load(Path(run) / "background.pt")["background"]
    return Dataset(
        samples, background, background.shape[-1], moments["tails"], folder.style()
    )
