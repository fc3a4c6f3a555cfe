"""Trains the critic (animax_training/critic.py) on the windows of the nano.

    python training/train_critic.py --config training/configs/nano_fields.json \
        --data CLIPS --model assets/nano [--minutes 60]

Prints, now and then, the share of real held-out windows whose own sentence is nearest
among those of the other actions, and of motions told from spoilt ones. At the end,
writes "low" and "high" into model.json: mean cosines of held-out windows with sentences
of other actions, and with their own. --minutes 0 only measures the critic.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import numpy as np
import torch
import torch.nn.functional as F
from animax_training import augment, config, critic, fields
from animax_training.bert_reference import TextEncoder
from animax_training.reference import pooled_text
from safetensors.torch import load_file, save_file

FILE = "critic.safetensors"


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", default=str(HERE / "configs/nano_fields.json"))
    parser.add_argument("--data", required=True)
    parser.add_argument(
        "--model", required=True, type=Path, help="folder that gets the critic"
    )
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--batch", type=int, default=96)
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--set", nargs="*", default=[], help="key=value over config")
    return parser.parse_args()


class Batches:
    def __init__(self, samples, text, rng):
        self.samples, self.encoder, self.rng = samples, text, rng

    def one(self):
        """(points, base, sentence, action)."""
        s = self.samples
        if self.rng.random() < s.config.made:
            posed, _, words, action = s.made()
        else:
            entry = s.entries[self.rng.choice(len(s.entries), p=s.share)]
            posed, _, words, action = s.window(entry)
        kept = self.kept(posed.base)
        return posed.points[:, kept], posed.base[kept], words, action

    def kept(self, base):
        """bool [J]: the joints that are shown. Half of the motions are without markers,
        and of some of these others are missing too, as for models of fewer joints."""
        if self.rng.random() < 0.5:
            return np.ones(len(base), bool)
        share = self.rng.uniform(0.6, 1) if self.rng.random() < 0.5 else 1
        kept = (base < 0) & (self.rng.random(len(base)) < share)
        return kept if kept.sum() >= 2 else base < 0

    def draw(self, count):
        return self.of([self.one() for _ in range(count)])

    def of(self, found):
        bad = [critic.spoilt(f[0], self.rng) for f in found]
        joints, known = padded([critic.inputs(f[0], f[1]) for f in found])
        spoilt, _ = padded(
            [critic.inputs(b, f[1]) for b, f in zip(bad, found, strict=True)]
        )
        text = pooled_text(self.encoder.batch([f[2] for f in found]))
        speed = torch.tensor([max(critic.speed_of(f[0]), 1e-4) for f in found]).log()
        return joints, known, spoilt, text, speed.float(), [f[3] for f in found]


def padded(items):
    """([B, J, n], known [B, J]) of arrays [j, n]."""
    most = max(len(i) for i in items)
    out = torch.zeros(len(items), most, items[0].shape[1])
    known = torch.zeros(len(items), most, dtype=torch.bool)
    for row, flag, item in zip(out, known, items, strict=True):
        row[: len(item)] = torch.from_numpy(item)
        flag[: len(item)] = True
    return out, known


def losses(model, batch):
    joints, known, spoilt, text, speed, action = batch
    motion, said = model.motion(joints, known), model.text(text)
    scale = model.scale.clamp(max=4.6).exp()
    logits = scale * motion @ said.T
    # Two motions of one action are no examples of what a sentence does not mean.
    same = torch.tensor([[a == b for b in action] for a in action])
    same.fill_diagonal_(False)
    logits = logits.masked_fill(same, -1e4)
    target = torch.arange(len(action))
    contrast = F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)
    own = (motion * said).sum(-1)
    worse = (model.motion(spoilt, known) * said).sum(-1)
    moves = torch.tensor([a not in ("idle", "sleep", "lie", "sit") for a in action])
    ranking = F.softplus(scale.detach() * (worse - own) + 1)[moves].mean()
    pace = F.smooth_l1_loss(model.expected_speed(text), speed)
    right = (logits.argmax(1) == target).float().mean()
    better = (own > worse)[moves].float().mean()
    return contrast / 2 + 0.5 * ranking + 0.3 * pace, right, better


def held_out_batch(args, settings, batches):
    pairs = augment.training_pairs(args.data, settings, held=True)
    found = []
    samples = fields.Samples([p for _, p in pairs], settings, batches.encoder, 5)
    for entry in samples.entries[:: max(1, len(samples.entries) // 150)]:
        posed, _, words, action = samples.window(entry)
        found.append((posed.points, posed.base, words, action))
    return batches.of(found)


@torch.no_grad()
def bounds(model, batch):
    """(low, high) of model.json: docs/model-format.md."""
    joints, known, _, text, _, action = batch
    cosines = model.motion(joints, known) @ model.text(text).T
    other = torch.tensor([[a != b for b in action] for a in action])
    return float(cosines[other].mean()), float(cosines.diagonal().mean())


def main():
    args = arguments()
    torch.set_num_threads(1)
    settings = config.load(config.TransformerTraining, args.config, args.set)
    settings = replace(settings, given={})  # clips as they are
    pairs = [p for _, p in augment.training_pairs(args.data, settings)]
    text = TextEncoder()
    samples = fields.Samples(pairs, settings, text, int(time.time()))
    batches = Batches(samples, text, np.random.default_rng(int(time.time())))
    model = critic.Critic(settings.frames)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr, weight_decay=0.01)
    held = held_out_batch(args, settings, batches)
    start, step, seen = time.time(), 0, []
    while (done := (time.time() - start) / max(60 * args.minutes, 1e-9)) < 1:
        for group in optimizer.param_groups:
            group["lr"] = args.lr * min(1, (step + 1) / 50) * (1 - 0.95 * done)
        loss, *figures = losses(model, batches.draw(args.batch))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step += 1
        seen.append([float(loss.detach()), *map(float, figures)])
        if step % 50 == 0:
            with torch.no_grad():
                rest = [float(x) for x in losses(model, held)]
            row = " ".join(f"{x:.3f}" for x in [*np.mean(seen, 0), *rest])
            print(f"step {step} {row}", flush=True)
            seen = []
            save_file(model.state_dict(), str(args.model / FILE))
    if args.minutes:
        save_file(model.state_dict(), str(args.model / FILE))
    else:
        model.load_state_dict(load_file(str(args.model / FILE)))
    low, high = bounds(model, held)
    path = args.model / "model.json"
    spec = json.loads(path.read_text(encoding="utf-8"))
    spec["critic"] = {"file": FILE, "low": round(low, 3), "high": round(high, 3)}
    path.write_text(json.dumps(spec, indent=2) + "\n", encoding="utf-8")
    print(f"{args.model}: low {low:.3f} high {high:.3f}")


if __name__ == "__main__":
    main()
