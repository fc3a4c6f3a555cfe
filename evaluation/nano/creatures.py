"""Creatures held out whole, and 40 cases on them: does the model move a body that it
never saw?

Written before the generator of made creatures (training/animax_training/creatures/) and
by somebody else than its author. The creatures are CC-BY rigs, which training never
reads (evaluation/nano/sources/), and whole rigs of the training packs with `held_out`
in training/sources/. No caption, paraphrase or sentence of the generator contains the
words of TELLTALE; a test checks that (evaluation/tests/test_unseen.py). A case's
prompts and clips are fixed: changed ones would make the figures of two versions
incomparable.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from animax_training import sources

SEEDS = (0, 1, 2)
# What the clips of the CC-BY packs show and whose they are, in the format of
# training/sources/: training looks there alone, and so cannot find them.
SOURCES = Path(__file__).resolve().parent / "sources"


@dataclass(frozen=True)
class Creature:
    """like: rigs of training with a body plan of this kind; empty if there are none."""

    plan: str
    joints: int
    like: tuple[str, ...] = ()


@dataclass(frozen=True)
class CreatureCase:
    """A prompt, and the real clip that its take is compared with."""

    rig: str  # "pack/stem"
    clip: str  # own name
    prompt: str
    action_class: str  # of classes.CLASSES


CREATURES = {
    "opendungeons_by/Spider": Creature(
        "eight legs", 36, ("quaternius/easy_enemies_pack/Spider",)
    ),
    "draconis/ice_dragon": Creature("four legs and wings", 36),
    "opendungeons_by/Slime": Creature("blob without limbs", 4),
    "openclonk/Shark": Creature(
        "long fish", 8,
        ("quaternius/fish_pack/Shark", "mesh2motion/animations/shark-animations"),
    ),
    "openclonk/Piranha": Creature(
        "short fish with a jaw and fins", 13, ("quaternius/cute_fish_pack/Piranha",)
    ),
    "openclonk/FlightlessBird": Creature("long-legged bird that cannot fly", 31),
    "animalia/owl": Creature("small flying bird, blocky", 8, ("animalia/bird",)),
    "openclonk/Wipf": Creature("hopping rodent with large ears", 35),
    "openclonk/Mooq": Creature("four stubby legs, head and trunk in one", 23),
    "openclonk/Puka": Creature("short-legged climber with a long tail", 28),
    "opendungeons_cc0/NatureMonster": Creature(
        "giant with arms to the ground", 64,
        ("mesh2motion/animations/kaiju-animations",),
    ),
    "opendungeons_by/Goblin": Creature(
        "thin biped, bones of motion capture", 20, ("opendungeons_cc0/Kobold",)
    ),
    "animalia/bear": Creature(
        "heavy four-legged animal, blocky", 12, ("animalia/wolf",)
    ),
}  # fmt: skip

# Not asked about, but held out with them: the same skeleton as one of them.
TWINS = ("draconis/fire_dragon",)

CASES = [
    CreatureCase(*row)
    for row in [
        ("opendungeons_by/Spider", "Walk",
         "a giant spider picks its way across the web", "walk"),
        ("opendungeons_by/Spider", "Flee",
         "a spider scuttles away from the torchlight", "run"),
        ("opendungeons_by/Spider", "Attack1",
         "a spider plunges its fangs into a moth", "attack"),
        ("opendungeons_by/Spider", "Die",
         "a spider curls up its legs and expires", "death"),
        ("draconis/ice_dragon", "fly",
         "a dragon sweeps across the mountains on mighty wings", "fly"),
        ("draconis/ice_dragon", "hover",
         "a dragon keeps station in midair, wings pumping", "fly"),
        ("draconis/ice_dragon", "walk", "a dragon lumbers out of its cave", "walk"),
        ("draconis/ice_dragon", "stand",
         "a dragon guards its treasure, scarcely stirring", "idle"),
        ("draconis/ice_dragon", "slam",
         "a dragon brings both forefeet crashing onto a squire", "attack"),
        ("opendungeons_by/Slime", "Walk",
         "a slime oozes over the dungeon tiles", "walk"),
        ("opendungeons_by/Slime", "Attack1",
         "a slime flings its jelly body at the hero", "attack"),
        ("opendungeons_by/Slime", "Die", "a slime melts away for ever", "death"),
        ("openclonk/Shark", "Swim", "a shark cruises along the reef", "swim"),
        ("openclonk/Shark", "Bite", "a shark crunches a diver", "attack"),
        ("openclonk/Piranha", "Swim",
         "a piranha zigzags through the murky creek", "swim"),
        ("openclonk/Piranha", "Bite", "a piranha shreds the bait", "attack"),
        ("openclonk/FlightlessBird", "walk",
         "an ostrich struts over the savanna", "walk"),
        ("openclonk/FlightlessBird", "jump", "an ostrich hurdles a bush", "jump"),
        ("openclonk/FlightlessBird", "stand",
         "an ostrich loiters by the waterhole", "idle"),
        ("animalia/owl", "fly", "an owl wings its way over the moonlit trees", "fly"),
        ("animalia/owl", "glide", "an owl coasts silently, pinions outspread", "fly"),
        ("animalia/owl", "eat", "an owl gulps down a vole", "eat"),
        ("openclonk/Wipf", "Hop",
         "a fluffy rodent leapfrogs over the clover", "jump"),
        ("openclonk/Wipf", "Nibble", "a fluffy rodent feasts on a carrot", "eat"),
        ("openclonk/Wipf", "Dead", "a fluffy rodent succumbs to its wounds", "death"),
        ("openclonk/Mooq", "Walk",
         "a horned beast shambles about the paddock", "walk"),
        ("openclonk/Mooq", "Headbutt",
         "a horned beast bashes the gate with its forehead", "attack"),
        ("openclonk/Mooq", "Eat", "a horned beast wolfs down a pumpkin", "eat"),
        ("openclonk/Mooq", "Swim", "a horned beast doggy-paddles to the far bank",
         "swim"),
        ("openclonk/Puka", "Walk.001",
         "a critter with a long tail potters round its burrow", "walk"),
        ("openclonk/Puka", "Swim",
         "a critter with a long tail does the breaststroke", "swim"),
        ("opendungeons_cc0/NatureMonster", "Walk",
         "a treeman tromps between the oaks", "walk"),
        ("opendungeons_cc0/NatureMonster", "Attack1",
         "a treeman pummels the woodcutters", "attack"),
        ("opendungeons_cc0/NatureMonster", "Die",
         "a treeman is felled for good", "death"),
        ("opendungeons_by/Goblin", "Walk", "a goblin moseys through the bazaar",
         "walk"),
        ("opendungeons_by/Goblin", "Flee", "a goblin scarpers with the loot", "run"),
        ("opendungeons_by/Goblin", "Dance",
         "a goblin cavorts around the campfire", "dance"),
        ("animalia/bear", "walk", "a bear meanders down to the brook", "walk"),
        ("animalia/bear", "run", "a bear barrels downhill after the hikers", "run"),
        ("animalia/bear", "melee", "a bear swats at the beehive", "attack"),
    ]
]  # fmt: skip

# Words by which a prompt could be recognised: each prompt has one at least, and no
# sentence that training may read has any.
TELLTALE = """web scuttles torchlight plunges fangs moth curls expires sweeps
mountains mighty station midair pumping lumbers cave guards treasure scarcely stirring
forefeet crashing squire oozes dungeon tiles flings jelly hero melts cruises reef
crunches diver zigzags murky creek shreds bait ostrich struts savanna hurdles bush
loiters waterhole moonlit coasts silently pinions outspread gulps vole fluffy leapfrogs
clover feasts carrot succumbs wounds horned beast shambles paddock bashes gate forehead
wolfs pumpkin doggy paddles critter potters burrow breaststroke treeman tromps oaks
pummels woodcutters felled moseys bazaar scarpers loot cavorts campfire meanders brook
barrels downhill hikers swats beehive"""


def is_creature(rig_file: str) -> bool:
    """Whether a rig is one of these, or a twin; takes names of extracted files, too."""
    wanted = sources.key_of(rig_file)
    return wanted in {sources.key_of(name) for name in (*CREATURES, *TWINS)}


def described() -> tuple[sources.Source, ...]:
    """The CC-BY packs."""
    return sources.load(SOURCES)
