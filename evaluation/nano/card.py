"""The model card (README.md beside model.json) from what make eval-nano measured."""

from __future__ import annotations

import math
from collections import defaultdict
from pathlib import Path

import numpy as np

from . import report

TEXT = """# {name} {version}

The small AnimaX model that comes with the add-on: pose alone, {views} views,
{frames} frames at {fps} a second, as displacement fields of pose maps
(docs/model-format.md). Trained from scratch on two cores of a CPU.

## What it can and cannot do
- It knows {rigs} rigs of {families} packs, four-legged animals best, by {clips}
  clips: walking, running, standing, jumping, attacking, being hit, dying, eating,
  swimming, flying, waving, dancing, nodding, shaking and wagging.
- On held-out rigs (below) it is recognised best for: {good}; worst for:
  {bad}.
- The rig should face Blender's -Y, as importers leave it. At most 32 joints are
  seen. Fingers and faces are not.

## Figures
`make eval-nano`, {steps} steps, {seeds} seeds a case; the metrics and their flaws:
docs/nano-evaluation.md.

{tables}

The action classifier is right about {accuracy:.0%} of the real clips of these rigs.
Of 40 prompts that no caption contains, {unseen} are recognised. A take costs
{seconds:.1f} s and {memory:.0f} MB on the machine that measured.

## How it was made
- Transformer: {parameters:.1f} M parameters, {samples} samples in {minutes:.0f}
  minutes{history} Every sample is a fresh variant of a window of a clip. Loss at
  the end {loss:.3f} ({low:.3f} / {middle:.3f} / {high:.3f} at low, middle and
  high noise).
- One command: `make train-nano` (docs/nano-training.md). Text: all-MiniLM-L6-v2
  (Apache-2.0), frozen.

## Data and credits
Clips by Quaternius, Kay Lousberg (KayKit) and Mesh2Motion's contributors, all
CC0-1.0, every file in training/CREDITS.md; two rigs are made for this add-on. Held
out: husky, rogue, koi, punk (women), velociraptor, leela, wasp, dolphin. Wagging
tails, nods and shaken heads are made by code.

Licence of the weights: CC0-1.0.
"""


def parameters(folder: Path) -> float:
    """Of the transformer, in millions."""
    from safetensors import safe_open

    with safe_open(folder / "transformer.safetensors", "np") as file:
        shapes = [file.get_slice(n).get_shape() for n in file.keys()]  # noqa: SIM118
    return sum(math.prod(s) for s in shapes) / 1e6


def by_class(rows) -> list[str]:
    """Action classes, best recognised first."""
    found = defaultdict(list)
    for row in rows:
        found[row["class"]] += [c == row["class"] for c in row["predicted"]]
    return sorted(found, key=lambda k: -np.mean(found[k]))


def write(folder: Path, spec: dict, found: dict, rigs) -> None:
    seen = [r for r in found["rows"] if found["families"][r["rig"]]]
    others = [r for r in found["rows"] if not found["families"][r["rig"]]]
    tables = report.table(seen, "families seen in training")
    if others:
        tables += ["", *report.table(others, "other families")]
    takes = [s for r in found["rows"] for s in r["seeds"]]
    classes = by_class(seen)
    training = spec["training"]
    right = [r["predicted"][0] == r["class"] for r in found["unseen"]]
    text = TEXT.format(
        name=spec["name"],
        version=spec["version"],
        views=len(spec["cameras"]["azimuths_deg"]),
        frames=spec["video"]["frames"],
        fps=spec["video"]["fps"],
        rigs=len(rigs),
        families=len({str(Path(r.file).parent) for r in rigs}),
        clips=sum(len(r.clips) for r in rigs),
        good=", ".join(classes[:5]),
        bad=", ".join(classes[-4:]),
        steps=found["steps"],
        seeds=found["seeds"],
        tables="\n".join(tables),
        accuracy=np.mean([a == b for a, b in found["classifier_on_real"]]),
        unseen=f"{sum(right)}",
        seconds=np.median([t["seconds"] for t in takes]),
        memory=max(t["memory_mb"] for t in takes),
        parameters=parameters(folder),
        samples=training["transformer_samples"],
        minutes=training["transformer_minutes"],
        history=training["history"],
        **training["last_loss"],
    )
    (folder / "README.md").write_text(text)
