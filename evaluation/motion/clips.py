"""The clips that are measured, and their truth, read once through Blender."""

from __future__ import annotations

import json
import os
import random
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "build" / "bench" / "clips"
FPS, FRAMES = 15, 24
LEAST_SECONDS = 0.4
LEAST_MOTION = 0.01  # of the box: below that a clip is a pose
# Some candidates are poses by another name, or cannot be read.
SPARE = 1.35


# What the native module takes of a rig (docs/native-api.md); files of before it knew
# directions have none.
SKELETON = ("parents", "rest", "directions", "lengths", "flags")


@dataclass
class Clip:
    name: str
    pack: str
    rig: dict  # docs/native-api.md, and reach: lengths under tails "reach"
    matrices: np.ndarray  # float64 [F, N, 4, 4] world


def rigs_folder() -> Path:
    return Path(os.environ.get("RIGS") or ROOT.parent / "shared" / "rigs")


def candidates(folder: Path) -> list[tuple[str, str, str]]:
    """(pack, file, clip) in an order whose every beginning is spread over the packs,
    and within a pack over its rigs; the same each time."""
    rows = json.loads((folder / "index.json").read_text())
    packs: dict[str, list] = {}
    for row in rows:
        names = [n for n, seconds in row["clips"] if seconds >= LEAST_SECONDS]
        random.Random(row["file"]).shuffle(names)
        if names:
            packs.setdefault(row["pack"], []).append((row["file"], names))
    lines = []
    for pack in sorted(packs):
        rigs = packs[pack]
        random.Random(pack).shuffle(rigs)
        deepest = max(len(names) for _, names in rigs)
        lines.append(
            [
                (pack, file, names[turn])
                for turn in range(deepest)
                for file, names in rigs
                if turn < len(names)
            ]
        )
    return [
        line[turn]
        for turn in range(max(map(len, lines), default=0))
        for line in lines
        if turn < len(line)
    ]


def target(pack: str, file: str, clip: str, into: Path = FOLDER) -> Path:
    words = f"{pack}__{Path(file).stem}__{clip}"
    return into / (
        "".join(c if c.isalnum() or c in "._-" else "_" for c in words) + ".npz"
    )


def extract(
    folder: Path,
    chosen: list,
    into: Path = FOLDER,
    fps: float = FPS,
    frames: int = FRAMES,
) -> None:
    """Lets Blender read those that are not in the folder `into` yet. frames: at most so
    many of each; 0: the whole clip."""
    into.mkdir(parents=True, exist_ok=True)
    jobs = [
        {
            "rig": str(folder / file),
            "clip": clip,
            "target": str(target(pack, file, clip, into)),
        }
        for pack, file, clip in chosen
        if not target(pack, file, clip, into).exists()
    ]
    if not jobs:
        return
    jobs.sort(key=lambda job: job["rig"])
    print(f"Blender reads {len(jobs)} clips, once ...", flush=True)
    todo = into / "jobs.json"
    todo.write_text(json.dumps({"fps": fps, "max_frames": frames, "jobs": jobs}))
    command = [
        *shlex.split(os.environ.get("BLENDER") or "blender"),
        *("--background", "--factory-startup", "--threads", "1", "--python"),
        *(str(ROOT / "training" / "extract_matrices.py"), "--", str(todo)),
    ]
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    lines = done.stdout.splitlines()
    for line in lines:
        if line.startswith("SKIPPED"):
            print(line)
    if not any(line.startswith("READ") for line in lines):
        print("\n".join((done.stdout + done.stderr).splitlines()[-15:]))
        raise SystemExit("Blender read no clip.")


def moves(clip: Clip) -> bool:
    heads = clip.matrices[..., :3, 3]
    box = np.linalg.norm(np.ptp(clip.rig["rest"][:, :3, 3], axis=0))
    return bool(np.ptp(heads, axis=0).max() > LEAST_MOTION * box)


def load(path: Path, pack: str) -> Clip:
    with np.load(path, allow_pickle=False) as file:
        data = {key: file[key] for key in file.files}
    matrices = np.ascontiguousarray(data.pop("matrices"))
    data.pop("fps"), data.pop("names")
    return Clip(path.stem, pack, data, matrices)


def named(chosen: list[tuple[str, str, str]], **options) -> list[Clip]:
    """Those (pack, file, clip), in their order; nothing, and a sentence, without rigs.
    options: of `extract`."""
    folder = found_rigs()
    if folder is None:
        return []
    extract(folder, chosen, **options)
    into = options.get("into", FOLDER)
    return [load(target(*which, into), which[0]) for which in chosen]


def found_rigs() -> Path | None:
    folder = rigs_folder()
    if (folder / "index.json").is_file():
        return folder
    print(f"No rigs at {folder} (set RIGS): what needs clips is skipped.")
    return None


def choose(count: int) -> list[Clip]:
    """At most `count` clips that move; an empty list, and a sentence, without rigs."""
    folder = found_rigs()
    if folder is None:
        return []
    chosen = candidates(folder)[: round(SPARE * count)]
    extract(folder, chosen)
    found = []
    for pack, file, clip in chosen:
        path = target(pack, file, clip)
        if path.exists():
            found.append(load(path, pack))
    return [clip for clip in found if moves(clip)][:count]
