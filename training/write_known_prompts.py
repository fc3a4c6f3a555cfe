"""Writes what sentences a model knows into its folder (docs/model-format.md).

    python training/write_known_prompts.py --model assets/nano [--sentences FILE]

Of all captions of training, as the model's own text encoder sees them, as few are
chosen as leave none farther than --apart from a chosen one. Needs the native module.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import animax_native as native
import numpy as np
from animax_training import captions, paraphrases, sources
from safetensors.numpy import save_file

FILE = "known_prompts.safetensors"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True, type=Path)
    parser.add_argument("--sentences", type=Path, help="a file of them, one a line")
    parser.add_argument("--apart", type=float, default=0.7, help="cosine")
    parser.add_argument("--low", type=float, default=0.4, help="for model.json")
    return parser.parse_args()


def all_sentences() -> list[str]:
    """Captions of all rigs and clips, and all verb phrases alone."""
    found = {p for _, phrases in paraphrases.all_phrases() for p in phrases}
    for (pack, rig), (source, _) in sources.rigs_by_key().items():
        for clip in source.clips:
            found.update(captions.captions(f"{pack}/{rig}.glb", clip))
    return sorted(found)


def embed(engine: native.Engine, sentences: list[str]) -> np.ndarray:
    """float32 [N, width], rows of length 1: the means of the token states."""
    means = np.stack([engine.encode_text(s).mean(axis=0) for s in sentences])
    return means / np.linalg.norm(means, axis=1, keepdims=True)


def cover(rows: np.ndarray, apart: float) -> list[int]:
    """Of [N, width] rows of length 1 as few as have every other one within a cosine of
    `apart`: always the one that has most of the rest (the greedy set cover)."""
    near = np.concatenate([part @ rows.T >= apart for part in np.array_split(rows, 64)])
    left, count, chosen = np.ones(len(rows), bool), near.sum(axis=1), []
    while left.any():
        best = int(count.argmax())
        new = np.flatnonzero(near[best] & left)
        left[new] = False
        count -= near[:, new].sum(axis=1)
        chosen.append(best)
    return chosen


def main() -> None:
    args = arguments()
    sentences = (
        args.sentences.read_text(encoding="utf-8").splitlines()
        if args.sentences
        else all_sentences()
    )
    rows = embed(native.Engine(str(args.model)), sentences)
    chosen = cover(rows, args.apart)
    save_file({"sentences": rows[chosen].astype(np.float16)}, args.model / FILE)
    path = args.model / "model.json"
    spec = json.loads(path.read_text(encoding="utf-8"))
    spec["known_prompts"] = {"file": FILE, "low": args.low}
    path.write_text(json.dumps(spec, indent=2) + "\n", encoding="utf-8")
    print(f"{args.model}: {len(chosen)} of {len(sentences)} sentences")


if __name__ == "__main__":
    main()
