"""Which plans there are, how often each is drawn, and what each can do how often."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from . import acts_body as on_legs
from . import acts_fight as fight
from . import acts_free as free
from . import acts_go as go
from . import acts_hands as hands
from . import acts_play as play
from . import flight, plans, plans_free, plans_many
from . import undulation as waves
from .body import Body, Builder
from .motion import Take

Make = Callable[[Body, np.random.Generator], Take]
Plan = Callable[[Builder, str], None]


# Which function builds the bodies of which plans, and how often each is drawn.
BUILDERS: list[tuple[Plan, str]] = [
    (plans.sprawled, "lizard 2.5, crocodile 1.5, turtle 1.5, frog 1.5"),
    (plans.hopper, "rabbit 2.5, kangaroo 1.5"),
    (plans.bird, "sparrow 2, crow 2, eagle 3, chicken 2, duck 1.5, goose 1"),
    (plans.bird, "penguin 1.2, owl 1, flamingo 0.8, emu 1, raptor 2, tyrant 2"),
    (plans.wyvern, "wyvern 2.5, bat 1.5"),
    (plans_many.insect, "bee 2, wasp 1.5, fly 1.5, butterfly 1.5, dragonfly 1"),
    (plans_many.insect, "beetle 2, ant 2"),
    (plans_many.spider, "spider 5, scorpion 2.5"),
    (plans_many.crab, "crab 2, lobster 1"),
    (plans_many.centipede, "centipede 1.2, caterpillar 0.8"),
    (plans_many.person, "person 12, child 2, goblin 1.5, ogre 1.5, robot 2.5"),
    (plans_many.person, "skeleton 1, zombie 1, dwarf 0.8, ape 2, knight 1.5"),
    (plans_many.person, "alien 1, imp 1, angel 1"),
    (plans_many.walker, "mech 1.5"),
    (plans_many.centaur, "centaur 1"),
    (plans_free.snake, "snake 4.5, worm 1"),
    (plans_free.swimmer, "eel 1.2, fish 4, shark 2, whale 1.5, dolphin 1.5"),
    (plans_free.ray, "ray 1.2"),
    (plans_free.many_armed, "octopus 2.2, jellyfish 1.2"),
    (plans_free.ghost, "ghost 1.5"),
    (plans_free.floater, "floater 1.5"),
    (plans_free.drone, "drone 1.2"),
    (plans_free.plant, "flower 1.2, carnivorous plant 1, tree 0.8, mushroom 0.6"),
    (plans_free.slime, "slime 1.5"),
    (plans_free.cart, "cart 1.2"),
    (plans_free.hinged, "chest 0.8, door 0.5, double door 0.3, lever 0.3"),
]


def _plans() -> dict[str, tuple[float, Plan]]:
    found: dict[str, tuple[float, Plan]] = {}
    for name, weight in plans.LEGGED_WEIGHTS.items():
        found[name] = (weight, plans.four_legged)
    for build, listed in BUILDERS:
        for item in listed.split(", "):
            name, _, share = item.rpartition(" ")
            found[name] = (float(share), build)
    return found


PLANS = _plans()
NAMES = list(PLANS)
SHARES = np.array([PLANS[n][0] for n in NAMES])
SHARES = SHARES / SHARES.sum()

Weights = dict[Make, float]
LEGS: Weights = {
    go.walk: 9, go.run: 7, go.walk_back: 1.2, go.walk_curve: 2, go.sneak: 1.2,
    go.turn_on_the_spot: 2, on_legs.idle: 5, on_legs.look_about: 1.5,
    on_legs.look_side: 2.5, on_legs.look_up: 1, on_legs.lie: 1.2, on_legs.sleep: 1.2,
    on_legs.stand_up: 1.2, on_legs.hit: 2.5, on_legs.death: 4, play.jump: 3,
    on_legs.nod: 1.2, on_legs.shake: 1.2, play.dance: 1.5,
}  # fmt: skip
ANIMAL: Weights = {
    on_legs.eat: 3,
    on_legs.drink: 1,
    on_legs.sniff: 1,
    fight.bite: 4,
    on_legs.howl: 1.5,
    play.stretch: 0.7,
    on_legs.sit: 1.2,
}
FOUR: Weights = {
    **LEGS, **ANIMAL, go.trot: 3, fight.claw: 2, fight.headbutt: 1.2, fight.kick: 1,
    fight.rear: 1, fight.stamp: 1, fight.charge: 0.7, on_legs.dig: 1.2,
    play.scratch: 0.7,
}  # fmt: skip
INSECT: Weights = {
    go.walk: 9, go.run: 6, go.walk_back: 1, go.walk_curve: 1.5, go.sidestep: 1,
    go.sneak: 0.5, go.turn_on_the_spot: 2, on_legs.idle: 5, on_legs.look_side: 1,
    on_legs.hit: 2, on_legs.death: 4, play.jump: 2.5, fight.spider_strike: 4,
    fight.threaten: 1.5, on_legs.eat: 1, play.dance: 1, on_legs.sleep: 0.6,
}  # fmt: skip
HANDS: Weights = {
    **LEGS, on_legs.idle: 10, go.trot: 1.5, go.sidestep: 1.2, on_legs.sit: 1.5,
    on_legs.howl: 0.7,
    play.stretch: 0.8, play.scratch: 0.8, on_legs.dig: 0.7, on_legs.eat: 0.4,
    play.dance: 3, fight.punch: 3, fight.kick: 2, fight.swing: 3, fight.block: 1,
    fight.dodge: 1, fight.stamp: 0.8, fight.headbutt: 0.5, fight.claw: 0.7,
    hands.wave: 8, hands.raise_arm: 1, hands.point: 1, hands.cheer: 1.2,
    hands.clap: 0.7, hands.bow: 0.7, hands.pick: 1, hands.throw: 1, hands.cast: 1,
    hands.use: 0.8, hands.duck: 1, hands.aim: 0.7, hands.shoot: 0.8,
    hands.hands_on_hips: 0.4, hands.climb: 0.6, hands.talk: 0.8, hands.swim_person: 0.8,
    hands.surrender: 0.3, hands.ready: 0.8,
}  # fmt: skip
MECH: Weights = {
    **LEGS, go.trot: 1.5, go.sidestep: 1.5, fight.kick: 1.5, fight.stamp: 1.5,
    fight.bite: 1,
}  # fmt: skip
BIRD: Weights = {**LEGS, **ANIMAL, fight.kick: 0.8, on_legs.eat: 2, on_legs.peck: 3}
HOPPER: Weights = {
    **ANIMAL, go.hop: 14, on_legs.idle: 4, on_legs.look_about: 1.5,
    on_legs.look_side: 2, on_legs.hit: 2, on_legs.death: 3.5, play.jump: 3,
    on_legs.sleep: 1, on_legs.lie: 1, on_legs.stand_up: 1, on_legs.nod: 1,
    on_legs.shake: 1, play.dance: 1, play.scratch: 0.5,
}  # fmt: skip
SPRAWL: Weights = {
    go.walk: 9, go.run: 6, go.walk_back: 1, go.walk_curve: 1.5, go.sneak: 1,
    go.turn_on_the_spot: 1.5, on_legs.idle: 4, on_legs.look_about: 1,
    on_legs.look_side: 2, on_legs.look_up: 0.7, on_legs.hit: 2, on_legs.death: 4,
    play.jump: 1.5, on_legs.nod: 1, on_legs.shake: 1, on_legs.eat: 2,
    on_legs.drink: 0.8, fight.bite: 4, on_legs.howl: 1, on_legs.sleep: 1,
    fight.threaten: 0.6,
}  # fmt: skip
WINGS: Weights = {
    flight.fly: 10, flight.hover: 4, flight.glide: 3, flight.bank: 1.5,
    flight.take_off: 2.5, flight.land: 2.5, flight.dive: 1.5, flight.air_strike: 1.5,
    flight.drop_dead: 1, fight.beat_wings: 1.5, fight.spread_wings: 1.5,
}  # fmt: skip
SWIMMER: Weights = {
    waves.swim: 14, waves.fish_idle: 4, waves.fish_turn: 3, waves.dart: 2,
    waves.flop: 2, waves.fish_bite: 3, waves.leap: 2, waves.roll_dead: 3,
    waves.hurt: 2,
}  # fmt: skip
FLOATER: Weights = {
    free.float_idle: 5, free.drift: 6, free.haunt: 4, free.float_hit: 3,
    free.topple: 3, free.spin: 1.5, on_legs.nod: 1, on_legs.shake: 1,
    on_legs.look_side: 1.5, free.bounce: 1.5,
}  # fmt: skip
OTHERS: dict[str, Weights] = {
    "snake": {
        waves.slither: 12,
        waves.snake_idle: 5,
        waves.snake_strike: 5,
        waves.snake_rear: 2,
        waves.roll_dead: 3.5,
        waves.hurt: 3,
    },
    "fish": SWIMMER,
    "eel": {**SWIMMER, waves.leap: 0.5},
    "whale": {
        waves.swim: 14,
        waves.fish_idle: 4,
        waves.dart: 1.5,
        waves.fish_bite: 2.5,
        waves.leap: 4,
        waves.roll_dead: 3,
        waves.hurt: 2,
    },
    "ray": {waves.ray_swim: 10, waves.ray_idle: 3},
    "octopus": {
        waves.jet: 6,
        waves.octopus_crawl: 5,
        waves.octopus_idle: 4,
        waves.octopus_strike: 3,
        waves.octopus_death: 2,
    },
    "pulse": {waves.jet: 10, waves.octopus_idle: 4, free.topple: 1.5},
    "float": FLOATER,
    "drone": {
        free.drone_fly: 6,
        free.drone_hover: 5,
        free.drone_turn: 2,
        free.drone_look: 1.5,
        free.topple: 1.5,
        free.spin: 1,
    },
    "plant": {
        free.sway: 7,
        free.plant_idle: 4,
        free.plant_strike: 3,
        free.plant_hit: 2,
        free.wilt: 3,
        free.grow: 1.5,
        free.plant_dance: 2,
    },
    "slime": {
        free.lump_idle: 4,
        free.lump_hop: 7,
        free.lump_jump: 3,
        free.lump_strike: 4,
        free.topple: 2.5,
        free.float_hit: 2,
        free.roll_over: 1,
        on_legs.nod: 1,
        on_legs.shake: 1,
        on_legs.look_side: 1,
    },
    "wheels": {
        free.roll_along: 8,
        free.cart_turn: 3,
        free.cart_idle: 3,
        free.topple: 1.5,
        free.bounce: 1,
    },
    "hinge": {free.opening: 8, free.rattle: 2, free.topple: 0.7},
}
BASE: dict[str, Weights] = {
    "quad": FOUR,
    "sprawl": SPRAWL,
    "frog": {**HOPPER, go.walk: 2},
    "hop": HOPPER,
    "bird": BIRD,
    "biped": HANDS,
    "hexapod": INSECT,
    "octopod": INSECT,
    "crab": {**INSECT, go.walk_curve: 0},
    "wave": {
        **INSECT,
        go.sidestep: 0,
        fight.threaten: 0.3,
        play.jump: 0,
        play.dance: 0.3,
        go.turn_on_the_spot: 0,
    },
}


def abilities(body: Body) -> Weights:
    """What a body can do, by how often."""
    kind = body.traits["gait"]
    flies = bool(body.traits.get("flies"))
    if kind in OTHERS:
        found = dict(OTHERS[kind])
        if kind == "float" and flies:
            found.update({flight.fly: 6, flight.hover: 4, flight.glide: 1})
        if kind == "plant" and body.parts.get("leaves"):
            found[free.bloom] = 1.5
        if kind == "wheels" and body.parts["head"] != body.main:
            found[free.turret_turn] = 2
        return found
    has_arms = any(limb.kind == "arm" for limb in body.limbs)
    found = dict(MECH if kind == "biped" and not has_arms else BASE[kind])
    if kind == "quad" and has_arms:
        found.update({hands.wave: 2, hands.raise_arm: 0.7, hands.point: 0.7,
                      hands.cheer: 0.7})  # fmt: skip
        found.pop(fight.claw)
    if flies:
        for make, weight in WINGS.items():
            found[make] = weight
    if kind == "hexapod":
        found.pop(flight.glide, None)
    if not body.legs:
        found = {k: w for k, w in found.items() if k in WINGS}
        found.pop(fight.beat_wings, None)
        found.pop(fight.spread_wings, None)
    elif body.traits.get("hops") and kind == "bird":
        found[go.hop] = 6
    own(body, kind, found)
    return {k: w for k, w in found.items() if w > 0}


# Animals with legs that are seen swimming.
SWIMS = (
    "duck", "goose", "penguin", "turtle", "crocodile", "frog", "dog", "bear", "badger",
    "rat", "elephant",
)  # fmt: skip
_HEADS = (
    on_legs.look_about,
    on_legs.look_side,
    on_legs.look_up,
    on_legs.nod,
    on_legs.shake,
    on_legs.sniff,
    on_legs.peck,
    on_legs.eat,
    on_legs.drink,
    on_legs.howl,
)


def own(body: Body, kind: str, found: Weights) -> None:
    """What depends on single parts."""
    head = body.parts.get("head")
    if head is None or head == body.main:
        whole = (on_legs.nod, on_legs.shake, on_legs.look_side)
        for make in _HEADS:
            if kind != "biped" or make not in whole:
                found.pop(make, None)
    tail = body.part("tail")
    if len(tail) and kind in ("quad", "sprawl", "octopod", "bird") and body.legs:
        found[fight.tail_strike] = 1.5
        if kind == "quad":
            found[play.wag] = 2
    if kind == "hexapod" and body.traits.get("flies") and tail:
        found[fight.rear_sting] = 3
    if body.traits["gait"] in ("octopod", "crab") and any(
        limb.kind == "claw" for limb in body.limbs
    ):
        found[fight.claw] = 4
    if body.traits["plan"] in SWIMS:
        found[go.paddle] = 4
    if body.traits.get("breathes"):
        found[fight.breathe_fire] = 2
    if body.traits.get("ape"):
        found[hands.beat_chest] = 2


def able_of(plan: str, rng: np.random.Generator) -> list[Make]:
    """What a body of a plan, drawn with a generator, can do."""
    b = Builder(rng)
    PLANS[plan][1](b, plan)
    b.traits.update(plan=plan, breathes=False, ape=False)
    return list(abilities(b.finish()))
