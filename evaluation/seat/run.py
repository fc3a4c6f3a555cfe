"""An artist's way in a real window, by mouse and keys: `make manual-pictures`, or

    evaluation/seat/run.py [--zip ZIP] [--rig FILE.glb] [--blender PROGRAM]
        [--only clip,short,remedies]

clip: from the zip of the add-on to an accepted clip: installs it, imports a rig, finds
the tab, types a prompt, asks for three takes, moves the viewport while they are made,
looks at them, rejects one, accepts one, moves a key in the dope sheet, undoes, redoes,
saves, quits, opens the file again and finds prompt and seed. short: one take, accepted,
saved and found again. remedies (or one of scale, override, front): presses the button
beside an error, and undoes what it did. Blender's state is read to wait and to check;
no operator is called. Wants Blender 3.4, whose menus it knows, and Xvfb with libXtst.

Pictures go to docs/manual/pictures/, figures to build/seat.json. Drawing is done in
software and takes seconds on a busy machine.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from evaluation.seat import first_clip, remedies
from evaluation.seat.blender import Blender
from evaluation.seat.display import Screen
from evaluation.seat.picture import write_png
from evaluation.seat.seat import Seat

WIDTH, HEIGHT = 1280, 800
# Anti-aliasing off: in software it makes each drawing eight.
PREFERENCES = (
    "import bpy; bpy.context.preferences.system.viewport_aa = 'OFF'; "
    "bpy.ops.wm.save_userpref()"
)
ENABLE = (
    "import bpy; bpy.ops.preferences.addon_install(filepath='{}'); "
    "bpy.ops.preferences.addon_enable(module='animax'); bpy.ops.wm.save_userpref()"
)


def figures(seen: dict[str, Any]) -> dict[str, Any]:
    """Of what was seen: seconds between two drawings of the viewport, seconds that the
    main thread was away (drawing included), and ms of the add-on's own functions."""
    draws = seen["draws"]
    between = [b - a for a, b in itertools.pairwise(draws)]
    away = [g for _, g in seen["gaps"]]
    own: dict[str, list[float]] = {}
    for name, _, seconds in seen["calls"]:
        own.setdefault(name, []).append(1000 * seconds)
    return {
        "draws": len(draws),
        "between_draws": [median(between), max(between, default=0.0)],
        "away": [median(away), max(away, default=0.0)],
        "own_ms": {
            name: {"calls": len(ms), "median": median(ms), "most": round(max(ms), 2)}
            for name, ms in sorted(own.items())
        },
    }


def median(numbers: list[float]) -> float:
    return round(statistics.median(numbers), 4) if numbers else 0.0


def clip(seat: Seat, start: Any, zipped: str, rig: str, found: dict[str, Any]) -> None:
    """start: opens a Blender on the same screen."""
    hand, clicks = seat.hand, found.setdefault("counted", {})

    def counted(name: str) -> None:
        clicks[name] = {"clicks": hand.clicks, "keys": hand.keys}
        hand.clicks = hand.keys = 0
        print(f"seat: {name} {clicks[name]}", flush=True)

    first_clip.install(seat, zipped)
    counted("zip to enabled")
    first_clip.import_rig(seat, rig)
    counted("rig imported")
    first_clip.open_tab(seat)
    counted("tab found")
    seat.blender.ask("time")
    first_clip.ask_for_takes(seat)
    counted("prompt and variations")
    seen = first_clip.animate(seat)
    counted("animated, viewport moved")
    found["redraws"] = {name: figures(part) for name, part in seen.items()}
    first_clip.look_and_choose(seat)
    counted("looked at three, rejected, accepted")
    found["keys"] = first_clip.edit_key(seat)
    counted("key edited, undone, redone")
    first_clip.save_and_quit(seat, "dog-walks.blend")
    counted("saved, quit")
    seat.blender = start()
    found["again"] = first_clip.find_again(seat, "dog-walks.blend")
    counted("opened, prompt and seed found")


def short(seat: Seat, start: Any, name: str, found: dict[str, Any]) -> None:
    """One take of a rig in a file: measured, accepted, saved, found again."""
    hand = seat.hand
    hand.move(640, 700)
    hand.press("Escape")
    hand.clicks = hand.keys = 0
    first_clip.open_tab(seat)
    seat.blender.ask("time")
    first_clip.ask_for_takes(seat, 1)
    seen = first_clip.animate(seat, pictures=False)
    found["redraws"] = {name: figures(part) for name, part in seen.items()}
    first_clip.accept(seat, "")
    found["tab to accepted clip"] = {"clicks": hand.clicks, "keys": hand.keys}
    print(f"seat: {found}", flush=True)
    hand.press("s", "ctrl")
    seat.settle(2.0)
    hand.press("q", "ctrl")
    seat.blender.ended()
    seat.blender = start()
    found["again"] = first_clip.find_again(seat, name)


def background(profile: Path, program: str, *words: str) -> None:
    subprocess.run(
        [program, "--background", *words],
        env={**os.environ, "BLENDER_USER_RESOURCES": str(profile)},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True,
    )  # fmt: skip


def faulty_file(profile: Path, program: str, rig: Path, fault: str, file: Path) -> None:
    """A copy of a .blend file with one of remedies.FAULTS."""
    words = f"import bpy; RIG = {str(rig)!r}"
    save = f"bpy.ops.wm.save_as_mainfile(filepath={str(file)!r})"
    made = f"{words}; {remedies.FAULTS[fault][0]}; {save}"
    background(profile, program, str(rig), "--python-expr", made)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--zip", type=Path)
    parser.add_argument("--rig", type=Path, default=ROOT / "assets/rigs/dog.glb")
    parser.add_argument("--blender", default="blender")
    parser.add_argument("--only", default="clip,short,remedies")
    parser.add_argument("--figures", default="seat.json")
    parser.add_argument("--pictures", type=Path, default=ROOT / "docs/manual/pictures")
    args = parser.parse_args()
    zips = sorted((ROOT / "build" / "dist").glob("animax-*-legacy.zip"))
    if args.zip is None and not zips:
        sys.exit("seat: there is no zip in build/dist; run make extension.")
    zipped = args.zip or zips[-1]
    args.pictures.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="artist-"))
    profile, home = folder / "profile", folder / "home"
    profile.mkdir()
    home.mkdir()
    for path in (zipped, args.rig):
        shutil.copyfile(path, home / path.name)
    background(profile, args.blender, "--factory-startup", "--python-expr", PREFERENCES)
    screen = Screen(WIDTH, HEIGHT)
    started: list[Blender] = []

    def start(*words: str) -> Blender:
        for earlier in started:
            earlier.close()
        started.append(Blender(screen, args.blender, profile, home, words))
        return started[-1]

    found: dict[str, Any] = {}
    try:
        if "clip" in args.only:
            seat = Seat(screen, start(), args.pictures)
            found["clip"] = {}
            clip(seat, start, zipped.name, args.rig.name, found["clip"])
        else:
            background(profile, args.blender, "--python-expr", ENABLE.format(zipped))
        if "short" in args.only:
            name = args.rig.with_suffix(".blend").name
            shutil.copyfile(args.rig.with_suffix(".blend"), home / name)
            seat = Seat(screen, start(str(home / name)), args.pictures)
            found["short"] = {}
            short(seat, start, name, found["short"])
        faults = remedies.FAULTS if "remedies" in args.only else args.only.split(",")
        for fault in [name for name in faults if name in remedies.FAULTS]:
            file = home / f"{fault}.blend"
            rig = args.rig.with_suffix(".blend")
            faulty_file(profile, args.blender, rig, fault, file)
            seat = Seat(screen, start(str(file)), args.pictures)
            found[fault] = remedies.press(seat, fault)
            print(f"seat: {fault} {found[fault]}", flush=True)
    except BaseException:
        write_png(ROOT / "build" / "seat-failed.png", screen.picture())
        shutil.copyfile(profile / "blender.log", ROOT / "build" / "seat-failed.log")
        raise
    finally:
        for blender in started:
            blender.close()
        screen.close()
        shutil.rmtree(folder, ignore_errors=True)
        text = json.dumps(found, indent=1)
        (ROOT / "build" / args.figures).write_text(text + "\n", encoding="utf-8")
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
