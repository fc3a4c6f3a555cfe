"""Which design of pose maps is read best: `--only design` of bench-motion.

Every design draws the same clips; the add-on's own extraction and solver read them, as
drawn, damaged (degrade.py), and through nano-joint's VAE. All are measured on the same
joints: all heads and tails of the rig, whether drawn or not.
"""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import animax_native
import numpy as np

from addon.roundtrip import accuracy

from . import clips, degrade, designs, measures, solvers
from .colour_rules import RULES
from .design_list import DESIGNS, VERSIONS
from .scene import Case, Model

FRAMES = 10
FISH, ENEMY = "quaternius/cute_fish_pack/Koi.glb", "quaternius/ultimate_space_pack/"
GROUPS = {
    "7 to 8 joints": [
        ("cute_fish_pack", FISH, "Fish_Armature|Swimming_Fast"),
        ("ultimate_space_pack", ENEMY + "Enemy_Small.glb", "HitReact"),
        ("platformer_game_pack", "quaternius/platformer_game_pack/Skull.glb",
         "MonsterArmature|Yes"),
        ("fish_pack", "quaternius/fish_pack/Fish3.glb", "Armature|Swim"),
    ],
    "26 to 38": [
        ("kaykit", "kaykit/adventurers/Knight.glb", "Running_A"),
        ("cyberpunk_pack", "quaternius/cyberpunk_pack/Character.glb",
         "CharacterArmature|Kick_Left"),
        ("dinosaurs_pack", "quaternius/dinosaurs_pack/Velociraptor.glb",
         "Armature|Velociraptor_Run"),
        ("single_knight_pack", "quaternius/single_knight_pack/KnightCharacter.glb",
         "HumanArmature|Run_swordAttack"),
    ],
    "52 to 67": [
        ("mech_pack", "quaternius/mech_pack/George.glb", "Run"),
        ("easy_enemies_pack", "quaternius/easy_enemies_pack/Spider.glb",
         "SpiderArmature|Spider_Walk"),
        ("tank_pack", "quaternius/tank_pack/Tank2.glb",
         "TankArmature|Tank_TurningRight"),
        ("mesh2motion", "mesh2motion/animations/kaiju-animations.glb", "Tail Attack"),
    ],
}  # fmt: skip
# No rig has 100 joints: these get twice their bones, each cut in the middle.
MANY = "over 100, bones cut"
CUT = [
    ("animals_pack", "quaternius/animals_pack/Fox.glb", "AnimalArmature|Gallop"),
    ("mesh2motion", "mesh2motion/animations/kaiju-animations.glb", "Tail Attack"),
]
CASES = (
    *(Case("clean", size) for size in (128, 256, 512)),
    *(Case("soft", size) for size in (128, 256, 512)),
    Case("vae", 128),
)


def chosen_clips() -> dict[str, list]:
    out = {group: clips.named(which) for group, which in GROUPS.items()}
    out[MANY] = [designs.cut_in_two(clip) for clip in clips.named(CUT)]
    for found in out.values():
        for clip in found:
            clip.matrices = np.ascontiguousarray(clip.matrices[:FRAMES])
    return out


def fit_damage(groups: dict, model: Model) -> degrade.Damage:
    """Fitted to maps of all colour rules, so that nano's own is not favoured."""
    before, after = [], []
    for found in groups.values():
        for design in [designs.Design("fit", rule, rule=rule) for rule in RULES]:
            made = designs.build(
                found[0], design, Case("vae", 128), model.engine.model["cameras"]
            )
            through = model.blur(made.maps)
            before.append(made.maps[:, : through.shape[1] : 5])
            after.append(through[:, ::5])
    flat = [np.concatenate([m.reshape(-1, *m.shape[2:]) for m in side])
            for side in (before, after)]  # fmt: skip
    return degrade.fit(*flat)


def errors_of(clip, made, solved) -> dict[str, np.ndarray]:
    """Errors in % of the box of all the rig's joints, and swing in degrees."""
    rig = designs.rig_of(clip)
    every = animax_native.select_joints(rig)
    true = clip.matrices[: len(solved.matrices)]
    want = accuracy.joint_positions(rig, every, true)
    got = accuracy.joint_positions(rig, every, solved.matrices)
    box = np.linalg.norm(np.ptp(every["position"], axis=0))
    error = 100 * measures.distance(got, want) / box
    drawn = measures.distance(solved.joints, made.truth[: len(solved.joints)])
    return {
        "joints": error.ravel().astype(np.float32),
        "lost": 100.0 * (error > accuracy.LOST_PCT).ravel(),
        "drawn": (100 * drawn / box).ravel().astype(np.float32),
        "swing": accuracy.swing_errors(rig, true, solved.matrices).ravel(),
    }


def measure_one(clip, design, case, model, damage) -> dict[str, np.ndarray]:
    made = designs.build(clip, design, case, model.engine.model["cameras"])
    if case.name == "vae":
        made.maps = model.blur(made.maps)
        made.truth = made.truth[: made.maps.shape[1]]
    elif case.name == "soft":
        made.maps = damage.apply(made.maps, sum(clip.name.encode()))
    return errors_of(clip, made, solvers.run("bundle", made))


def rows_folder(out: Path, model_file: Path) -> Path:
    here = Path(__file__).parent
    names = ("clips", "design", "designs", "colour_rules", "degrade", "solvers")
    files = [Path(animax_native.__file__), model_file]
    files += [here / f"{name}.py" for name in names]
    sums = hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()[:16]
    folder = out / "designs" / sums
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def kept(folder: Path, clip, design, case, model, damage) -> dict[str, np.ndarray]:
    """measure_one's, from the folder where it is there."""
    words = repr((design, case, clip.name)).encode()
    path = folder / f"{hashlib.sha256(words).hexdigest()[:24]}.npz"
    if not path.exists():
        part = path.with_suffix(".part.npz")
        np.savez(part, **measure_one(clip, design, case, model, damage))
        part.replace(path)
    with np.load(path) as file:
        return {key: file[key] for key in file.files}


def measure(
    model: Model, out: Path, model_file: Path, sizes: list[int], all_: bool = True
) -> dict:
    """dict(damage, rows: a row for each design, group and case). all_: or only the
    versions, and not through the VAE, which knows one of them."""
    groups = chosen_clips()
    if not all(groups.values()):
        return {}
    damage, rows = fit_damage(groups, model), []
    folder, cases = rows_folder(out, model_file), [c for c in CASES if c.size in sizes]
    if not all_:
        cases = [c for c in cases if c.name != "vae"]
    for design in DESIGNS if all_ else VERSIONS:
        start = time.perf_counter()
        for case in cases:
            for group, found in groups.items():
                single = [kept(folder, c, design, case, model, damage) for c in found]
                rows.append(line(design, case, group, single))
        took = time.perf_counter() - start
        print(f"{design.group}: {design.name}: {took:.0f} s", flush=True)
    return {"damage": vars_of(damage), "rows": rows}


def line(design, case, group, single) -> dict:
    out = {"what": design.group, "design": design.name, "joints": group}
    out |= {"case": case.name, "size": case.size}
    for key in ("joints", "lost", "drawn", "swing"):
        out[f"{key}_mean"] = float(np.mean([row[key].mean() for row in single]))
    out["joints_p95"] = measures.percentile([row["joints"] for row in single], 0.95)
    return out


def vars_of(damage) -> dict:
    return {
        "mix": damage.mix.tolist(),
        "turn": damage.turn.tolist(),
        "noise": damage.noise,
    }
