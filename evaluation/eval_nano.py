"""Measures a model's motions on held-out rigs: `make eval-nano`.

    evaluation/eval_nano.py [--model assets/nano] [--rigs NPZ_FOLDER] [--seeds 5]
        [--steps 0] [--renders FOLDER] [--creatures NPZ_FOLDER]
        [--only seen,unseen,creatures,codec[,plain,curve]] [--best 1] [--out FOLDER]

docs/nano-evaluation.md describes the metrics and their flaws. Needs the rigs' clips
(extract_clips.py); a model that takes RGB also needs renders of the rigs
(render_clips.py --held-out).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import animax_native as native
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "training")]

from animax_training import data, sources
from animax_training.config import PoseMapConfig

from evaluation.nano import (
    card,
    classifier,
    creatures,
    length,
    measures,
    on_creatures,
    report,
    subjects,
)

# Least unit of distances, % of the body: the clips of a family may be all the same (as
# those of a pack of fish are).
MIN_UNIT = 1.0


class Generator:
    """Takes of a model for prompts, through the engine as the add-on uses it."""

    def __init__(self, model, renders=None, steps=0, threads=0, best=1):
        """best: how many takes are made for one, of which the critic chooses."""
        self.engine = native.Engine(str(model), threads=threads)
        self.best = best
        self.spec, self.steps, self.renders = self.engine.model, steps, renders
        self.frames, self.fps = (self.spec["video"][k] for k in ("frames", "fps"))
        self.width = self.spec["video"]["width"]
        self.pose_map = PoseMapConfig.from_model(self.spec)
        self.style = data.PoseMapStyle.of(self.pose_map)

    def templates(self, rig):
        if "rgb" in self.spec["modalities"]:
            stem = rig.file.replace("/", "__").rsplit(".", 1)[0]
            kept = np.load(Path(self.renders) / f"{stem}.v0.npz")
            return np.ascontiguousarray(kept["rgb_rest"])
        views = len(self.spec["cameras"]["azimuths_deg"])
        return np.full((views, self.width, self.width, 3), 255, np.uint8)

    def cameras(self, rig):
        return data.place_cameras(rig.rest[rig.base < 0], self.style)[0]

    def animate(self, rig, prompt, seed, **options):
        """The engine's result, with pose maps."""
        return self.engine.animate(
            self.templates(rig), self.cameras(rig), rig.skeleton, prompt, seed=seed,
            steps=self.steps, preview=True, **options,
        )  # fmt: skip

    def chosen(self, rig, prompt, seed):
        """As `animate`: the one of `best` takes with the best match; the add-on ranks
        variations likewise."""
        if self.best == 1:
            return self.animate(rig, prompt, seed)
        seeds = range(seed * self.best, (seed + 1) * self.best)
        return max((self.animate(rig, prompt, s) for s in seeds), key=match_of)

    def joints_of_maps(self, rig, maps):
        """Joints read off pose maps, before any solve for bones."""
        cameras = self.cameras(rig)
        return data.recover(maps, rig.rest, rig.parent, self.style, cameras)[0]

    def joints_of_views(self, rig, made):
        """Joints of a result as its views show them, before any solve for bones."""
        if "pose_field" not in self.spec:
            return self.joints_of_maps(rig, made["pose"])
        return native.triangulate(
            made["points"], made["point_confidence"], self.cameras(rig), rig.parent,
            rig.rest,
        )[0]  # fmt: skip

    def through_field(self, rig, points):
        spec, cameras = self.spec["pose_field"], self.cameras(rig)
        shape = {k: v for k, v in spec.items() if k not in ("grid", "std")}
        points = np.ascontiguousarray(points)
        codes = native.field_encode(
            cameras, rig.rest, points, grid=spec["grid"], base=rig.base, **shape
        )
        return native.field_decode(cameras, rig.rest, codes, base=rig.base, **shape)

    def draw(self, rig, points):
        return data.draw(points, rig.rest, rig.parent, self.style, self.cameras(rig))


def match_of(made):
    if made["match"] is None or not np.isfinite(made["match"]):
        sys.exit("eval-nano: --best needs a model with a critic")
    return made["match"]


def references(generator, case):
    """What distances to a case's real clips are compared with. own: windows of them;
    unit: median distance of the family's other clips, carried over to the rig;
    retrieval: that of the most similar rig's clip; static: of not moving."""
    size = np.ptp(case.rig.rest, axis=0).max()
    own = [
        w
        for c in case.real
        for w in measures.alignments(c, generator.frames, generator.fps)
    ]
    others = [
        measures.distance(
            subjects.window_of(c, case.rig, generator.frames, generator.fps), own, size
        )
        for c in case.retrieved
    ]
    static = np.repeat(case.rig.rest[None], generator.frames, 0)
    return {
        "own": own,
        "unit": max(MIN_UNIT, float(np.median(others))) if others else float("nan"),
        "retrieval": others[0] if others else float("nan"),
        "static": measures.distance(static, own, size),
    }


def take(generator, case, seed, about=None):
    """Figures of one generated take."""
    rig, size = case.rig, np.ptp(case.rig.rest, axis=0).max()
    start = time.perf_counter()
    made = generator.chosen(rig, case.prompt, seed)
    joints = made["joints"]
    row = {
        "seconds": time.perf_counter() - start,
        "speed": measures.speed(joints, size),
        "jerk": measures.jerk(joints, size),
        "residual": float(100 * np.nanmean(made["residual_px"]) / generator.width),
        "confidence": float(made["confidence"].mean()),
        "bones": measures.bone_jitter(generator.joints_of_views(rig, made), rig.parent),
        "memory_mb": made["peak_memory_mb"],
        **length.seams(rig, made),
    }
    if about is not None:
        row["distance"] = measures.distance(joints, about["own"], size)
    return row, joints, made


def real_figures(generator, case):
    """The same of the rig's own clips of that class, as means."""
    rig, size = case.rig, np.ptp(case.rig.rest, axis=0).max()
    rows = []
    for clip in case.real:
        points = subjects.window_of(clip, rig, generator.frames, generator.fps)
        drawn = generator.joints_of_maps(rig, generator.draw(rig, points))
        rows.append(
            {
                "speed": measures.speed(points, size),
                "jerk": measures.jerk(points, size),
                "bones": measures.bone_jitter(drawn, rig.parent),
            }
        )
    return {k: float(np.mean([r[k] for r in rows])) for k in rows[0]}


def real_maps(generator, case):
    """The rig's own clip of that class, first view, as the model would show it."""
    points = subjects.window_of(case.real[0], case.rig, generator.frames, generator.fps)
    return generator.draw(case.rig, points)[0]


def evaluate(generator, found, classify, seeds, log, sheets=None, blind=None):
    """A row for each case, with a list of its seeds' figures. classify: the
    ActionClassifier; blind: another one, asked as well."""
    rows, motions = [], []
    for n, case in enumerate(found):
        about = references(generator, case) if case.real else None
        real = real_figures(generator, case) if case.real else None
        takes = []
        for seed in range(seeds):
            row, joints, made = take(generator, case, seed, about)
            takes.append((row, joints))
            motions.append((joints, case.rig.rest))
            if seed == 0 and sheets is not None:
                maps = [made["pose"][0]]
                if case.real:
                    maps.append(real_maps(generator, case))
                sheets[f"{case.name}: {case.prompt}"] = maps
        size = np.ptp(case.rig.rest, axis=0).max()
        pairs = [
            100 * np.linalg.norm(a[1] - b[1], axis=-1).mean() / size
            for i, a in enumerate(takes) for b in takes[:i]
        ]  # fmt: skip
        rows.append(
            {
                "rig": case.name, "prompt": case.prompt, "class": case.action_class,
                "real": real, "seeds": [t[0] for t in takes],
                **{k: about and about[k] for k in ("unit", "static", "retrieval")},
                "diversity": float(np.mean(pairs)) if pairs else 0.0,
            }
        )  # fmt: skip
        log(f"{n + 1}/{len(found)} {case.name}: {case.prompt}")
    for key, judge in (("predicted", classify), ("blind", blind)):
        classes = judge.predict(motions) if judge and motions else []
        for row in rows if judge else []:
            row[key], classes = classes[:seeds], classes[seeds:]
    return rows


def classify_real(classify, found, generator):
    """[(class, predicted class)] of the real clips of cases."""
    motions, classes = [], []
    for case in found:
        for clip in case.real:
            points = subjects.window_of(clip, case.rig, generator.frames, generator.fps)
            motions.append((points, case.rig.rest))
            classes.append(case.action_class)
    return list(zip(classes, classify.predict(motions), strict=True))


def codec_error(generator, held, seed=0):
    """Mean distance in pixels by which joints of real clips move through the model's
    VAE or fields ("codec"), and by drawing alone ("drawing")."""
    rng, errors = np.random.default_rng(seed), {"codec": [], "drawing": []}
    for rig in held:
        cameras = generator.cameras(rig)
        for clip in rig.clips[:6]:
            points = clip.at(rng.uniform(0, clip.seconds, 3))
            points = np.concatenate([rig.rest[None], points])
            maps = generator.draw(rig, points)
            truth = native.project(np.ascontiguousarray(points), cameras)
            if "pose_field" in generator.spec:
                at, _ = generator.through_field(rig, points[1:])
                errors["codec"].append(
                    np.linalg.norm(at - truth[:, 1:], axis=-1).ravel()
                )
                errors["drawing"].append(np.zeros(1))
                continue
            back = report.through_vae(generator.engine, maps)
            for name, source in (("codec", back), ("drawing", maps)):
                for f in range(1, len(points)):
                    one = source[:, f : f + 1]
                    at = data.extract(one, rig.rest, truth[:, f], generator.style)
                    errors[name].append(
                        np.linalg.norm(at[:, 0] - truth[:, f], axis=-1).ravel()
                    )
    return {k: float(np.concatenate(v).mean()) for k, v in errors.items()}


def creature_rigs(args, generator, held):
    """Rigs of the cases of creatures.py; ends the program with a sentence if they are
    not there."""
    if "rgb" in generator.spec["modalities"]:
        sys.exit("eval-nano: creatures have no renders for a model that takes RGB; "
                 "leave them out in --only")  # fmt: skip
    free, _ = subjects.all_rigs(args.creatures, generator.pose_map)
    wanted = {sources.key_of(name) for name in creatures.CREATURES}
    rigs = [r for r in [*held, *free] if sources.key_of(r.file) in wanted]
    try:
        on_creatures.cases(rigs)
    except ValueError as error:
        sys.exit(f"eval-nano: {error}")
    return rigs


def on_whole_creatures(args, generator, rigs, known, blind, log):
    """{"creatures": figures of creatures.py, "plain": the same with plain captions for
    prompts}, as far as --only asks for them. known: motions and classes of training's
    rigs; blind: the ActionClassifier of these alone."""
    seeds, blocks = len(creatures.SEEDS), {}
    names = args.families.split(",") if args.families else ()
    judge, ceiling = on_creatures.judge(*known, rigs, generator.frames)
    for part in {"creatures", "plain"} & set(args.only.split(",")):
        pairs = on_creatures.cases(rigs, names, part == "plain")
        asked, found = [p[0] for p in pairs], [p[1] for p in pairs]
        right = [a == b for a, b in classify_real(blind, found, generator)]
        sheets: dict = {}
        rows = evaluate(generator, found, judge, seeds, log, sheets, blind)
        name = f"{generator.spec['name']}-{part}"
        on_creatures.sheets(rows, sheets, args.out / name)
        mean = report.mean(right)
        blocks[part] = on_creatures.figures(asked, rows, ceiling, mean)
    return blocks


def quality_by_steps(args, asked, classify, log):
    """Figures at several numbers of steps, one seed a case: [{steps, seconds, ...}]."""
    rows = []
    for steps in (2, 3, 4, 6, 8, 12, 16, 24):
        generator = Generator(args.model, args.renders, steps, args.threads)
        found = [
            report.figures(r)
            for r in evaluate(generator, asked, classify, 1, lambda _: None)
            if r["rig"] in subjects.SEEN
        ]
        row = {k: report.mean([f.get(k) for f in found]) for k in found[0]}
        rows.append({"steps": steps, **row})
        log(" ".join(f"{k} {v:.3g}" for k, v in rows[-1].items()))
    return rows


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, default=ROOT / "assets/nano")
    parser.add_argument("--rigs", type=Path, default=ROOT / "build/eval/rigs")
    parser.add_argument("--renders", type=Path, default=ROOT / "build/eval/renders")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument(
        "--best", type=int, default=1, help="takes for each seed; the critic's choice"
    )
    parser.add_argument("--only", default="seen,unseen,creatures,codec")
    parser.add_argument(
        "--creatures", type=Path, default=ROOT / "build/eval/creatures",
        help="clips of the CC-BY creatures",
    )  # fmt: skip
    parser.add_argument("--families", default="", help="rigs, by name, with commas")
    parser.add_argument("--card", action="store_true", help="write the model's README")
    parser.add_argument("--out", type=Path, default=ROOT / "build/eval")
    return parser.parse_args()


def main() -> None:
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)

    generator = Generator(args.model, args.renders, args.steps, args.threads, args.best)
    parts = args.only.split(",")
    training, held = subjects.all_rigs(args.rigs, generator.pose_map)
    whole = []
    if {"creatures", "plain"} & set(parts):
        whole = creature_rigs(args, generator, held)
    held = [r for r in held if not creatures.is_creature(r.file)]
    tails = data.common_tails(training + held)
    wanted = generator.spec["pose_map"].get("tails", "box")
    if tails not in (None, wanted):
        print(
            f"warning: the rigs were extracted with --tails {tails}, but the model was "
            f"trained with {wanted}",
            file=sys.stderr,
        )
    if args.families:
        held = [r for r in held if Path(r.file).stem in args.families.split(",")]
    held = [r for r in held if len(r.rest) > 3]

    def log(text):
        print(text, flush=True)

    motions, classes = subjects.real_motions(
        [r for r in training if r.clips], range(1, 7), generator.frames
    )
    classify = classifier.ActionClassifier(motions, classes)
    asked = subjects.cases(held, training)
    found = {
        "model": generator.spec["name"], "version": generator.spec["version"],
        "steps": args.steps or generator.spec["sampler"]["steps"], "seeds": args.seeds,
        "classifier_on_real": classify_real(classify, asked, generator),
    }  # fmt: skip
    sheets: dict = {}
    if "seen" in parts:
        found["rows"] = evaluate(generator, asked, classify, args.seeds, log, sheets)
    if "unseen" in parts:
        found["unseen"] = evaluate(
            generator, subjects.unseen(held), classify, 1, log, sheets
        )
    if whole:
        known = motions, classes
        found |= on_whole_creatures(args, generator, whole, known, classify, log)
    if "codec" in parts:
        found["codec"] = codec_error(generator, [r for r in held if r.clips])
    if "curve" in parts:
        found["curve"] = quality_by_steps(args, asked, classify, log)
        report.curve(found["curve"], args.out / f"{generator.spec['name']}-steps.png")
    found["families"] = {
        Path(r.file).stem: Path(r.file).stem in subjects.SEEN for r in held
    }
    path = args.out / f"{generator.spec['name']}.json"
    path.write_text(json.dumps(found, indent=1) + "\n")
    if args.card:
        card.write(args.model, generator.spec, found, [r for r in training if r.clips])
    report.sheet(sheets, args.out / f"{generator.spec['name']}.png")
    if "seen" in parts:
        report.worst(found, sheets, args.out / f"{generator.spec['name']}-worst.png")
    log(report.text(found))
    for part, title in on_creatures.TITLES.items():
        if part in found:
            log("\n".join(on_creatures.text(found[part], title)))


if __name__ == "__main__":
    main()
