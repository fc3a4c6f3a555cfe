"""The cases of creatures.py measured: cases with rigs, their judge, and the figures.

The classifier of the rest of the evaluation has never seen these bodies, and is right
for less than half of their real clips. The judge here therefore also learns from the
creatures' own clips (varied, as all are); its ceiling is measured on other variants of
the real clips of the cases. What that other classifier says is reported beside it
("blind").
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from animax_training import actions, sources, windows
from animax_training.captions import MIRRORED

from . import classes, classifier, creatures, report, subjects
from .creatures import CreatureCase

LEARNT = range(1, 7)  # variants of real clips that the judge learns from
ASKED = range(7, 13)  # and those that its ceiling is measured on
SPEED = (0.5, 2.0)  # of the real clip's
TITLES = {
    "creatures": "creatures held out whole",
    "plain": "the same with plain captions",
}


@cache
def listed():
    """{rig's key: (Source, RigEntry)} of training's packs and the CC-BY ones."""
    return sources.rigs_by_key() | {
        sources.key_of(f"{source.pack}/{name}"): (source, entry)
        for source in creatures.described()
        for name, entry in source.rigs.items()
    }


def of_clip(rig_file: str, name: str) -> str | None:
    """classes.of_clip, for rigs of the CC-BY packs as well."""
    source, _ = listed().get(sources.key_of(rig_file), (None, None))
    motion = source.clips.get(sources.own_name(name)) if source else None
    if motion is None:
        return classes.of_clip(rig_file, name)
    if isinstance(motion, str):
        return classes.of_action(actions.by_phrase()[motion][0])
    return classes.of_action(motion.action)


def cases(rigs, names=(), plain=False) -> list[tuple[CreatureCase, subjects.Case]]:
    """creatures.CASES, each with what eval_nano.evaluate takes; ValueError with a
    sentence if a rig or a clip is not there. names: of rigs (stems), all if empty;
    plain: with the clip's caption for a prompt, to tell words from bodies."""
    of_key = {sources.key_of(r.file): r for r in rigs}
    found = []
    for asked in creatures.CASES:
        if names and asked.rig.split("/")[1] not in names:
            continue
        rig = of_key.get(sources.key_of(asked.rig))
        offered = rig.clips if rig else []
        clips = [c for c in offered if sources.own_name(c.name) == asked.clip]
        if not clips:
            raise ValueError(
                f"there is no clip {asked.clip} of {asked.rig}: extract the rigs "
                "again (remove build/eval/*.done; RIGS_BY is the folder of the CC-BY "
                "creatures), or leave creatures out in --only"
            )
        prompt = caption(asked) if plain else asked.prompt
        case = subjects.Case(rig, prompt, asked.action_class, clips[:1])
        found.append((asked, case))
    return found


def caption(asked: CreatureCase) -> str:
    """The plainest caption that the case's clip has or could have."""
    source, entry = listed()[sources.key_of(asked.rig)]
    motion = source.clips[asked.clip]
    said = motion if isinstance(motion, str) else motion.phrases[0]
    return f"{entry.subjects[-1]} {said}"


def real_motions(rigs, variants, frames, thinned=True):
    """[((motion, its rest), class, (rig's key, clip))] of the rigs' real clips; not
    `thinned`, each clip in each of the variants."""
    pairs = [(r, None) for r in rigs]
    found = []
    for variant in variants:
        config = subjects.variation(frames)
        for window in windows.make_variant(pairs, variant, config, thinned=thinned):
            rig_file, name = window.item[0], window.item[1].removesuffix(MIRRORED)
            label = of_clip(rig_file, name)
            if label:
                motion = (window.points[1:], window.points[0])
                key = (sources.key_of(rig_file), sources.own_name(name))
                found.append((motion, label, key))
    return found


def judge(motions, labels, rigs, frames):
    """(ActionClassifier that also knows the creatures, its ceiling {(rig, clip) of a
    case: share of variants of the real clip that it recognises}). motions, labels:
    those of training's rigs (subjects.real_motions)."""
    own = real_motions(rigs, LEARNT, frames)
    found = classifier.ActionClassifier(
        [*motions, *(m for m, _, _ in own)], [*labels, *(c for _, c, _ in own)]
    )
    wanted = {(sources.key_of(c.rig), c.clip): c for c in creatures.CASES}
    asked = real_motions(rigs, ASKED, frames, thinned=False)
    others = [o for o in asked if o[2] in wanted]
    said = found.predict([m for m, _, _ in others])
    right: dict[tuple[str, str], list[bool]] = {}
    for (_, _, key), predicted in zip(others, said, strict=True):
        case = wanted[key]
        hits = right.setdefault((case.rig, case.clip), [])
        hits.append(predicted == case.action_class)
    return found, {name: report.mean(hits) for name, hits in right.items()}


def figures(asked: list[CreatureCase], rows, ceiling, blind_ceiling: float) -> dict:
    """The block "creatures" of the report. rows: of eval_nano.evaluate for these cases,
    with `blind`, what the classifier that does not know the creatures said; ceiling: of
    judge(); blind_ceiling: share of the real clips that the other one recognises."""
    speeds = [
        s["speed"] / max(row["real"]["speed"], 1e-3)
        for row in rows for s in row["seeds"]
    ]  # fmt: skip
    jerks = [row["real"]["jerk"] for row in rows]
    made = [report.mean([s["jerk"] for s in row["seeds"]]) for row in rows]
    recognised = report.mean(
        [p == row["class"] for row in rows for p in row["predicted"]]
    )
    blind = report.mean([p == row["class"] for row in rows for p in row["blind"]])
    top = report.mean([ceiling[case.rig, case.clip] for case in asked])
    return {
        "cases": len(rows),
        "takes": len(speeds),
        "recognised": recognised,
        "ceiling": top,
        "recognised_of_ceiling": recognised / top,
        "recognised_blind": blind,
        "ceiling_blind": blind_ceiling,
        "speed_within": report.mean([SPEED[0] <= s <= SPEED[1] for s in speeds]),
        "speed_median": float(np.median(speeds)),
        "jerk": report.mean(made) / max(report.mean(jerks), 1e-3),
        "jerk_median": float(
            np.median([m / max(j, 1e-3) for m, j in zip(made, jerks, strict=True)])
        ),
        "rows": [
            described(case, row, ceiling) for case, row in zip(asked, rows, strict=True)
        ],
    }  # fmt: skip


def described(case: CreatureCase, row: dict, ceiling) -> dict:
    """A row with what creatures.py says of its case."""
    creature = creatures.CREATURES[case.rig]
    return {
        **row, "clip": case.clip, "plan": creature.plan, "like": list(creature.like),
        "ceiling": ceiling[case.rig, case.clip],
    }  # fmt: skip


def text(block: dict, title: str) -> list[str]:
    """Lines of the report: the figures, and a line for each case."""
    lines = [
        f"{title}, {block['cases']} cases, {block['takes']} takes: "
        "recognised {recognised:.2f}, {recognised_of_ceiling:.2f} of the judge's "
        "{ceiling:.2f} on real clips; by the classifier that does not know them "
        "{recognised_blind:.2f} (on real clips {ceiling_blind:.2f})".format(**block),
        "  speed within half and double of the real clip's: {speed_within:.2f} of "
        "takes (median {speed_median:.2f} x); jerk {jerk:.2f} x real (median of cases "
        "{jerk_median:.2f})".format(**block),
    ]
    for row in block["rows"]:
        hits = sum(p == row["class"] for p in row["predicted"])
        speed = report.mean([s["speed"] for s in row["seeds"]])
        others = sorted({p for p in row["predicted"] if p != row["class"]})
        lines.append(
            f"  {hits}/{len(row['seeds'])} speed {speed / row['real']['speed']:.2f} x  "
            f"{row['rig']} {row['clip']}: {row['prompt']}"
            + (f" -> {', '.join(others)}" if others else "")
        )
    return lines


def sheets(rows: list[dict], sampled: dict, path: Path, rows_a_page: int = 10) -> None:
    """Contact sheets of all cases, ten a page: the first take above the real clip."""
    for page, start in enumerate(range(0, len(rows), rows_a_page)):
        part = rows[start : start + rows_a_page]
        report.titled(part, sampled, path.with_name(f"{path.name}-{page + 1}.png"))
