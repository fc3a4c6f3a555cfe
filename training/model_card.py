"""Writes the model card of a model folder from model.json and a report of
evaluation/pytorch/eval_checkpoint.py.

python training/model_card.py assets/nano-joint REPORT/report.json
"""

import json
import sys
from pathlib import Path

TEXT = """# nano {version}

A small AnimaX model that comes with the add-on: {halves}, 128 x 128 px,
4 views, 9 frames at 7.5 a second. Trained from nothing on two cores of a CPU.

## What it can and cannot do
{abilities}
- Held-out rigs (never trained on; a sign of what a new rig gets): {held_out}.
- It was shown {motions}. Other prompts give one of these, or a smear.
- Four-legged animals; of people only the demo's own, waving, nodding and shaking its
  head. The rig must face Blender's -Y, as importers leave it. At most 32 joints are
  seen.
- Windows start at a clip's start, so different seeds give much the same take.

## Figures
Error in % of the rest pose's longest side, mean over all joints and frames, 12
steps, guidance {guidance}, one seed. *Drawn*: joints read from clean drawings;
*VAE*: from the real clip through the VAE; *static*: a rig that does not move at
all. "Confident": share of joints that the tracker trusts (above .5).

| clip | sampled | static | VAE | drawn | confident | moves: sampled / real |
|---|---|---|---|---|---|---|
{rows}

*Sampled* below *static* means: nearer to this clip than a rig that stands still.
{verdict} Another clip of the same motion, out of step,
would be further off than either.
Most joints hardly move in the small motions, and they make the share of confident
ones high: it says that the drawing is clean, not that the motion is right.

## How it was made
- Transformer: 5.0 M parameters, {samples} samples in {minutes:.0f} minutes{history}
  Loss at the end {loss:.3f} (squared error of the velocity, cells of the figure five
  times, moving ones nine times; {low:.3f} / {middle:.3f} / {high:.3f} at low, middle
  and high noise).
- VAE: 2.4 M parameters; 0.1.0's (74,240 pose maps, 17 minutes), then {vae_images}
  pose maps and renders (of {vae_renders}) in {vae_minutes:.0f} minutes, its latents of
  pose maps held where they were. On held-out rigs 0.15 / 0.69 / 1.16 px of error for up
  to 10 / 30 / 66 joints (drawings: 0.10 / 0.19 / 0.32); renders come back at 33 dB.
- One command: `make train-nano` (docs/nano-training.md). Text: all-MiniLM-L6-v2
  (Apache-2.0), frozen.

## Data and credits
All of it is CC0-1.0; thanks are due all the same:
- Quaternius, Animals pack: alpaca, bull, cow, deer, donkey, fox, horse, wolf (clips,
  and renders of them). The demo's dog and person are made for this add-on.
- nano 0.1.0 also saw rest poses and nods of Quaternius' Modular Men and Women, KayKit's
  (Kay Lousberg) barbarian and knight and Mesh2Motion's human models.
- The VAE saw drawings of all rigs of these authors that are not held out.
- Three motions (wagging tail, nod, shaken head) are made by code, augment.py.
- Held out: husky, rogue, koi, punk (women), velociraptor, leela, wasp, dolphin.

Licence of the weights: CC0-1.0.
"""


def row(part, clip):
    s = clip["sampled"]
    return (
        f"| {clip['rig'].split('.')[0]}, {clip['clip']}{' (held out)' if part else ''} "
        f"| {s['error']:.1f} | {s['static']:.1f} | {clip['vae']['error']:.1f} "
        f"| {clip['drawn']['error']:.1f} | {s['confident']:.2f} "
        f"| {s['dynamic']:.1f} / {s['dynamic_real']:.1f} |"
    )


def listed(clips):
    good = [c["clip"] for c in clips if c["sampled"]["confident"] >= 0.75]
    bad = [c["clip"] for c in clips if c["sampled"]["confident"] < 0.5]
    text = f"mostly clean drawings: {', '.join(good) or 'nothing'}"
    return text + (f"; smeared and not trackable: {', '.join(bad)}" if bad else "")


def verdict(report):
    clips = [c for part in report.values() if "clips" in part for c in part["clips"]]
    better = [c for c in clips if c["sampled"]["error"] < c["sampled"]["static"]]
    if not better:
        return f"Here it is so in none of {len(clips)} clips."
    return f"Here it is so in {len(better)} of {len(clips)} clips."


def main():
    folder = Path(sys.argv[1])
    report = json.loads(Path(sys.argv[2]).read_text())
    model = json.loads((folder / "model.json").read_text())
    training = model["training"]
    rows = []
    for held, part in enumerate(("training", "held_out")):
        rows += [row(held, c) for c in report.get(part, {"clips": []})["clips"]]
    clips = report["training"]["clips"]
    text = TEXT.format(
        version=model["version"],
        abilities="- Training rigs, by clip: " + listed(clips) + ".",
        held_out=listed(report["held_out"]["clips"]),
        verdict=verdict({k: v for k, v in report.items() if isinstance(v, dict)}),
        motions="walking, running, standing, eating, a wagging tail, a wave, a nod and "
        "a shaken head",
        guidance=report["guidance"],
        rows="\n".join(rows),
        samples=training["transformer_samples"],
        steps=training["transformer_steps"],
        minutes=training["transformer_minutes"],
        vae_images=training["vae_images"],
        vae_minutes=training["vae_minutes"],
        vae_renders=training["vae_renders"],
        halves="the pose half alone"
        if model["modalities"] == ["pose"]
        else "RGB and pose together",
        history=training["history"],
        **training["last_loss"],
    )
    (folder / "README.md").write_text(text)


if __name__ == "__main__":
    main()
