"""What each take of the soak is. It depends on its number alone, so any of them can be
made again in a fresh process."""

from __future__ import annotations

import dataclasses
import random

# Files below the folder of shared rigs: legs of all numbers, fins and wings.
RIGS = (
    "animalia/bear.glb",
    "animalia/bird.glb",
    "animalia/clownfish.glb",
    "animalia/horse.glb",
    "draconis/ice_dragon.glb",
    "kaykit/adventurers/Barbarian.glb",
    "kaykit/adventurers/Mage.glb",
    "opendungeons_cc0/Knight.glb",
    "opendungeons_cc0/Kobold.glb",
    "quaternius/animals_pack/Husky.glb",
    "quaternius/animals_pack/Horse.glb",
    "quaternius/cute_fish_pack/Koi.glb",
    "quaternius/dinosaurs_pack/Velociraptor.glb",
)
MORE_FROM = (
    "quaternius/cyberpunk_pack",
    "quaternius/easy_enemies_pack",
    "quaternius/fish_pack",
    "quaternius/mech_pack",
    "quaternius/modular_men",
    "quaternius/modular_women",
    "quaternius/platformer_game_pack",
    "quaternius/single_knight_pack",
    "quaternius/tank_pack",
    "quaternius/ultimate_space_pack",
)
PROMPTS = (
    "a dog walks", "a man runs fast", "waving one arm", "jumping up and down",
    "a fish swims to the left", "attacks and falls back", "idle", "dies slowly",
    "turns its head", "dances",
)  # fmt: skip
# One in so many takes; the engine is opened anew after so many.
CANCELLED, REFUSED, REOPENED = 23, 17, 20
# A whole one, as .glb.
ALIKE = 1_000_000


@dataclasses.dataclass
class Take:
    rig: str
    words: list[str]
    suffix: str
    # Seconds after which it is cancelled; the statuses that it may end with.
    cancel: float | None = None
    statuses: tuple[int, ...] = (0,)


def options(random: random.Random) -> list[str]:
    """Words of `animate` beside input and output."""
    words = ["--prompt", random.choice(PROMPTS), "--seed", str(random.randrange(1000))]
    words += ["--loop"] * (random.random() < 0.25)
    words += random.choice(([], [], [], ["--in-place"], ["--travel", "on"]))
    for more, share in (
        (["--keys", "reduced"], 0.3),
        (["--smoothing", "0.1"], 0.2),
        (["--frames", str(random.choice((12, 40, 75)))], 0.4),
        (["--fps", "30"], 0.1),
        (["--variations", "2"], 0.05),
        (["--solver", "paper"], 0.05),
        (["--views", "6"], 0.1),
        (["--contacts", "off"], 0.1),
        (["--stretch", "*"], 0.05),
    ):
        words += more * (random.random() < share)
    return words


def take(number: int, rigs: list[str]) -> Take:
    """rigs: files; each take is another one's."""
    random_numbers = random.Random(number)
    rig = rigs[number % len(rigs)]
    words = options(random_numbers)
    suffix = random_numbers.choice((".blend", ".blend", ".glb"))
    if number % REFUSED == REFUSED - 1:
        wrong, status = random_numbers.choice(
            (
                (["--frames", "-5"], 2),
                (["--armature", "no such rig"], 3),
                (["--views", "12"], 2),
                (["--model", rig], 4),
                (["--prompt", " "], 2),
            )
        )
        return Take(rig, [*words, *wrong], suffix, statuses=(status,))
    if number % CANCELLED == CANCELLED - 1:
        after = random_numbers.uniform(0.0, 0.5)
        return Take(rig, words, suffix, after, (0, 130))
    return Take(rig, words, suffix)


def samples(takes: int, count: int, settled: int = 0) -> list[int]:
    """Numbers of whole takes, evenly over all, to be made again."""
    whole = [n for n in range(settled, takes) if take(n, ["any"]).statuses == (0,)]
    if len(whole) <= count:
        return whole
    return [whole[n * len(whole) // count] for n in range(count)]
