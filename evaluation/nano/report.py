"""Tables and plots of the results."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np

from evaluation.motion.plots import pyplot


def through_vae(engine, maps):
    """Pose maps [V, F, H, W, 3] as the model's VAE gives them back."""
    return engine.decode(engine.encode(np.ascontiguousarray(maps)))


def mean(values):
    values = [v for v in values if v is not None and np.isfinite(v)]
    return float(np.mean(values)) if values else float("nan")


def figures(row):
    """One case: means over its seeds, in the units of the thresholds."""
    seeds, real = row["seeds"], row["real"]
    out = {
        "recognised": mean([c == row["class"] for c in row["predicted"]]),
        "residual": mean([s["residual"] for s in seeds]),
        "confidence": mean([s["confidence"] for s in seeds]),
        "seconds": mean([s["seconds"] for s in seeds]),
        "diversity": row["diversity"],
    }
    if real:
        for key in ("speed", "jerk", "bones"):
            floor = max(real[key], 1e-3)
            out[key] = mean([s[key] for s in seeds]) / floor
        out["jerk_made"] = mean([s["jerk"] for s in seeds])
        out["jerk_real"] = real["jerk"]
        unit = row["unit"]
        out["nearest"] = mean([s["distance"] for s in seeds]) / unit
        for key in ("static", "retrieval"):
            out[key] = row[key] / unit
    return out


KEYS = ["recognised", "speed", "jerk", "residual", "bones", "nearest", "static",
        "retrieval"]  # fmt: skip


def all_jerk(group):
    """Of cases together, so that those that hardly move cannot make the whole of it."""
    made, real = (mean([f.get(k) for f in group]) for k in ("jerk_made", "jerk_real"))
    return made / max(real, 1e-3)


def table(rows, title):
    lines = [
        f"| {title} | cases | recognised | dynamic | jerk | residual % | bones "
        "| nearest clip | static | retrieval | diversity % | jerk of all |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    groups = defaultdict(list)
    for row in rows:
        groups[row["rig"]].append(figures(row))
    groups = {**groups, "**all**": [f for g in groups.values() for f in g]}
    for name, group in groups.items():
        cells = [f"{mean([f.get(k) for f in group]):.2f}" for k in (*KEYS, "diversity")]
        cells.append(f"{all_jerk(group):.2f}")
        lines.append(f"| {name} | {len(group)} | " + " | ".join(cells) + " |")
    return lines


def text(found) -> str:
    lines = [
        f"{found['model']} {found['version']}, {found['steps']} steps, "
        f"{found['seeds']} seeds a case"
    ]
    for seen, title in ((True, "families seen in training"), (False, "other families")):
        part = [r for r in found.get("rows", []) if found["families"][r["rig"]] == seen]
        if part:
            lines += ["", *table(part, title)]
    real = found["classifier_on_real"]
    lines += ["", f"the classifier on {len(real)} real clips of these rigs: "
              f"{np.mean([k == n for k, n in real]):.2f}"]  # fmt: skip
    if "unseen" in found:
        right = [r["predicted"][0] == r["class"] for r in found["unseen"]]
        lines.append(f"unseen prompts: {sum(right)} of {len(right)}")
        lines += [
            f"  {'+' if ok else '-'} {r['rig']}: {r['prompt']} -> {r['predicted'][0]}"
            for ok, r in zip(right, found["unseen"], strict=True)
        ]
    takes = [s for r in found.get("rows", []) for s in r["seeds"]]
    if takes:
        ends = {
            k: np.percentile([t[k] for t in takes], (50, 95)) for k in ("jump", "kink")
        }
        lines.append(
            "takes of 6 s, largest step and change of step over the window's own, "
            + ", ".join(f"{k} {a:.2f} (p95 {b:.2f})" for k, (a, b) in ends.items())
        )
    if "codec" in found:
        lines.append(
            "codec error of real clips: {codec:.2f} px, drawing alone {drawing:.2f} px"
            .format(**found["codec"])
        )  # fmt: skip
    return "\n".join(lines)


def sheet(sampled_maps: dict, path: Path) -> None:
    """First view of every motion, a row each."""
    plt = pyplot()
    rows = [np.concatenate(list(maps[0]), axis=1) for maps in sampled_maps.values()]
    if rows and plt:
        plt.imsave(path, np.concatenate(rows, axis=0))
        path.with_suffix(".txt").write_text("\n".join(sampled_maps) + "\n")


def worst(found: dict, sampled_maps: dict, path: Path, count: int = 3) -> None:
    """The worst cases of families that were not trained on: what was generated above
    the rig's own clip."""
    rows = [r for r in found["rows"] if not found["families"][r["rig"]] and r["real"]]
    rows.sort(key=lambda r: (figures(r)["recognised"], -figures(r)["nearest"]))
    titled(rows[:count], sampled_maps, path)


def titled(rows: list[dict], sampled_maps: dict, path: Path) -> None:
    """Cases with their prompts and what they were classified as: what was generated
    above the rig's own clip."""
    plt = pyplot()
    if not rows or not plt:
        return
    figure, axes = plt.subplots(len(rows), 1, figsize=(9, 2.2 * len(rows)))
    for axis, row in zip(np.atleast_1d(axes), rows, strict=True):
        name = f"{row['rig']}: {row['prompt']}"
        axis.imshow(
            np.concatenate(
                [np.concatenate(list(m), axis=1) for m in sampled_maps[name]]
            )
        )
        predicted = ", ".join(sorted(set(row["predicted"])))
        axis.set_title(f"{name} (classified as: {predicted})", fontsize=8, loc="left")
        axis.axis("off")
    figure.tight_layout()
    figure.savefig(path, dpi=90)
    plt.close(figure)


def curve(rows: list[dict], path: Path) -> None:
    """Quality against the seconds that a take of one window costs."""
    plt = pyplot()
    if plt is None:
        return
    figure, axes = plt.subplots(1, 3, figsize=(10, 3.2))
    seconds = [r["seconds"] for r in rows]
    for axis, keys in zip(
        axes, (["recognised"], ["nearest", "speed", "jerk"], ["residual"]), strict=True
    ):
        for key in keys:
            axis.plot(seconds, [r[key] for r in rows], "o-", markersize=3, label=key)
        for r in rows:
            axis.annotate(r["steps"], (r["seconds"], r[keys[0]]), fontsize=7)
        axis.set_xlabel("seconds a take; numbers are steps")
        axis.set_ylim(bottom=0)
        axis.legend(fontsize=8)
        axis.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(path, dpi=90)
    plt.close(figure)
