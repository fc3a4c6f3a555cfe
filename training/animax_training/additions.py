"""What wording.py adds to captions: words that do not change the motion, and names of
motions.

No addition may say how quickly, how tired or to which side something moves, and none
may contain a word of the evaluation's prompts (evaluation/tests/test_unseen.py).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from . import contexts, phrases


class Additions(NamedTuple):
    said: tuple[str, ...]
    leads: int  # per cent of the time in front of the caption


def listed(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split(";") if part.strip())


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PRONOUNS = ("it", "it", "he", "she", "someone", "the character", "the creature")
DETERMINERS = ("the", "the", "the", "this", "that", "our", "one")
MAKE = (
    "make {} {}", "let {} {}", "have {} {}", "I want to see {} {}", "please make {} {}",
    "show {} {}",
)  # fmt: skip
ANIMATE = (
    "animate {} {}", "show {} {}", "an animation of {} {}", "a clip of {} {}",
    "{} seen {}", "a scene with {} {}", "I need {} {}",
)  # fmt: skip
TITLES = (
    "{noun} {name}", "{noun}, {name}", "{name} of {subject}", "{name} for {subject}",
    "{noun}: {name}", "{name}, {noun}",
)  # fmt: skip

SIZES = words("small big little large huge tiny giant enormous great tall short")
AGES = words("old young ancient baby newborn adult aged")
COLOURS = words("""grey gray brown black white red green blue yellow golden pale dark
    spotted striped colourful purple orange silver""")
LOOKS = words("""strange wild beautiful handsome ugly famous lovely cute hairy shiny
    mysterious magic ordinary fine rare funny odd cartoon stylised low-poly furry dusty
    well-known lonely legendary""")
PEOPLE = frozenset(words("man woman person boy girl child human female male people"))
ADJECTIVES = (
    *words("small big little large old young old young"),
    *COLOURS[:12],
    *LOOKS,
    *listed("small grey; big brown; little white; large black; old grey"),
)

TIMES = listed("""
    at dawn; at dusk; at noon; at night; at midnight; at sunrise; at sunset;
    in the morning; in the afternoon; in the evening; early in the day; late at night;
    in the evening light; in the moonlight; in the sunshine; in the rain; in the snow;
    in the fog; in the cold; in the heat; in summer; in winter; in autumn; in spring;
    on a sunny day; on a rainy day; on a cold morning; on a hot afternoon;
    after a long day; before breakfast; after breakfast; after the rain;
    as the sun rises; as the sun sets; while it rains; while it snows;
    when the day begins; when night comes; under a full moon; under a cloudy sky;
    under the stars; once upon a time; today; this morning; tonight; every day;
    every morning; one day; one winter morning; before the storm; after the storm;
    on its birthday; on Monday
""")
ASIDES = listed("""
    again; once more; once again; as usual; as always; as ever; all alone; alone;
    by itself; on its own; in this scene; in the first scene; in the final scene;
    in the game; in a video game; in a film; in the story; as the story begins;
    for the camera; for some reason; for no reason; because it wants to; as planned;
    while the others watch; while nobody watches; while the children watch;
    while everybody looks on; with its friends nearby; in front of its friends;
    in an old tale; at last; after all; of its own will; in the picture;
    in the background; in the foreground; as expected;
    for the first time; for the last time; as it so often does; like in the book
""")
LASTING = listed("""
    for a while; for hours; for a long time; all day; all day long; all night; for ever;
    without a break; over and over; the whole day; the whole night; for days;
    for some time; the whole time; in a loop; in an endless loop; until evening;
    until it gets dark
""")
PLACES = {
    "ground": listed("""
        through the forest; through the woods; across the meadow; across the field;
        across the plain; across the desert; along the road; along the beach;
        along the river; along the wall; down the street; through the village;
        through the town; through the city; through the park; through the garden;
        past the castle; past the house; past the trees; over the bridge;
        through the snow; through the mud; through the dust; through the tall grass;
        through the valley; across the yard; across the square; across the hall;
        down the corridor; through the tunnel; through the ruins; between the trees;
        through the jungle; over the hills; along a narrow path; past the camera;
        among the tents; around the camp; towards the tower; towards the village;
        into the distance; through the swamp; across the prairie; on the sand;
        in the forest; in the highlands; on the road; in the meadow; on the beach
    """),
    "water": listed("""
        in the sea; in the ocean; in the lake; in the river; in the stream;
        in the aquarium; in the deep; in deep water; in clear water; in dark water;
        in warm water; in shallow water; below the surface; near the surface;
        through the seaweed; over the corals; among the corals; between the weeds;
        through the kelp; past the wreck; over the sandy bottom; near the shore;
        under the ice; under the boat; around the island; through the blue water;
        in the harbour; in the bay; past the anchor; in a big tank; through the lagoon;
        along the coast
    """),
    "air": listed("""
        across the highlands; over the highlands; over the village; over the city;
        over the rooftops; over the forest; above the trees; above the clouds;
        through the clouds; over the sea; over the lake; above the river;
        over the fields; over the desert; over the castle; past the tower;
        around the tower; through the valley; above the valley; high above the ground;
        high in the sky; in the blue sky; in the night sky; over the garden;
        over the flowers; between the trees; through the city; past the windows;
        over the battlefield; along the coast; over the island; through the tunnel;
        above the hills; across the sky; under the clouds
    """),
    "hover": listed("""
        above the trees; over the village; over the lake; over the garden;
        above the flowers; above the castle; near the tower; above the ground;
        in the blue sky; in the night sky; in front of the window; over the street;
        above the crowd; between the trees; above the sea; below the clouds
    """),
    "fight": listed("""
        in the arena; on the battlefield; in the battle; in the final battle;
        in front of the castle; in front of the tower; in the forest; in the grotto;
        in the cellar; in the ruins; on the bridge; in the yard; in the training hall;
        in the desert; in the highlands; in the street; in the jungle; in the village;
        at the drawbridge; near the camp; in the throne room; during the fight;
        during the battle; in the swamp; in the clearing; in the snow
    """),
    "still": listed("""
        in the forest; in the woods; in the meadow; in the garden; in the park;
        in the yard; in the barn; in the field; in the street; in the village;
        in the city; in the desert; in the highlands; in the jungle; in the grotto;
        in the hall; in the kitchen; in the living room; in the zoo; in the square;
        on the lawn; on the hill; on the beach; on the roof; on the stage; on the farm;
        in front of the castle; in front of the house; in front of the door;
        in front of the tower; in front of the camera; in front of a crowd;
        near the river; near the lake; near the fire; near the fence; at the camp;
        at the market; at the bus stop; beside the road; beside the well; by the wall;
        under a tree; under the bridge; behind the house; behind the barn;
        among the flowers; among the trees; between the houses; next to its friend
    """),
    "other": (),
}  # fmt: skip
REASONS = {
    "ground": listed("""
        on its way home; on the way to its den; on the way to the village;
        in search of food; in search of water; to find food; to find its friends;
        to get home; to meet a friend; because home is far away; because it is hungry;
        because it is thirsty; because its friends are there; to reach the other side
    """),
    "water": listed("""
        in search of food; because it is hungry; to find its friends;
        on its way to the open sea; with the others; in the company of its friends;
        because the water is warm
    """),
    "air": listed("""
        on its way home; in search of food; on the way to its nest; to find its friends;
        because it is hungry; on its way south; with a message; with its friends
    """),
    "fight": listed("""
        to protect its young; to save the village; because of an old feud;
        against an old rival; because there is no other way; for its master;
        to protect its friends; because it is cornered; for the crown
    """),
    "still": listed("""
        because it likes this place; because it is a nice day; for its friend;
        while the others are away; because its friend is here; near its owner;
        before the others come; as the others do; for its owner
    """),
}  # fmt: skip
TIMES += listed(contexts.TIMES)
ASIDES += listed(contexts.ASIDES)
LASTING += listed(contexts.LASTING)
PLACES |= {key: PLACES[key] + listed(said) for key, said in contexts.PLACES.items()}
PLACES["struck"] = PLACES["fight"]
REASONS |= {key: REASONS[key] + listed(said) for key, said in contexts.REASONS.items()}
KINDS = {
    "ground": "walk run sneak wind",
    "water": "swim",
    "air": "fly",
    "fight": """bite claw swing punch kick headbutt tail stamp wings breathe cast block
        dodge aim shoot throw""",
    "struck": "hit death",
    "still": """idle look sit lie sleep eat nod shake wave dance cheer wag howl pick use
        stand rear turn duck dig jump roll open close""",
}
LASTS = frozenset(
    words("walk run sneak wind swim fly idle look sit lie sleep eat dance wag")
)
KIND_OF = {action: kind for kind, said in KINDS.items() for action in said.split()}
# A caption that names a place gets no second one.
PLACED = re.compile(
    r"\b(through|across|along the|into|in (a|the|its|mid)"
    r"|on (a|the|its|dry|land)|over (a|the|there)|to (a|the)|from (a|the|above)|past"
    r"|around (a|the)|home"
    r"|underwater|upstream|path|room|street|at the|off the|of the|under|below|above)\b"
)

NAMES = {
    "walks": "walk; walk cycle; walking; walk loop; walk animation; walking animation",
    "runs": "run; run cycle; running; run loop; run animation; running animation",
    "gallops": "gallop; gallop cycle; run cycle; galloping; gallop animation; run",
    "gallops and jumps": "running jump; leap from a gallop; gallop jump",
    "runs away": "escape; flight from danger on foot; fleeing; running away",
    "runs backwards": "backward run; running backwards; run backward cycle",
    "runs with a weapon": "armed run; run with a weapon; run with gun",
    "runs and shoots": "run and shoot; run and gun; shooting on the run",
    "runs and strikes with a sword": "running sword attack; sword attack at a run",
    "runs upright": "tall run; upright run; run cycle",
    "runs sideways to the {side}": "strafe {side}; run {side}; {side} strafe",
    "walks backwards": "backward walk; walking backwards; walk back; reverse",
    "walks with a weapon": "armed walk; walk with a weapon; walk holding something",
    "walks upright": "tall walk; upright walk; walk cycle",
    "walks slowly": "slow walk; slow walk cycle; slow walking",
    "walks briskly": "brisk walk; quick walk cycle; jogging on four legs; jog",
    "walks and breathes fire": "walk with fire; walk and fire breath",
    "sneaks": "sneak; sneaking; stealth walk; sneak cycle; creeping",
    "slithers along": "slither; slithering; sidewinding; slither cycle; snake crawl",
    "swims": "swim; swim cycle; swimming; swim loop; swimming animation",
    "swims fast": "fast swim; fast swim cycle; fast swimming",
    "swims with a sudden push": "swim impulse; swim burst; swimming in bursts",
    "flops about out of the water": "flop; flopping; fish out of water",
    "flies": "flight; fly cycle; flying; fly loop; flying animation; wing beats",
    "flies fast": "fast flight; fast flying; fast fly cycle",
    "flies and breathes fire": "fire breath in flight; flying fire attack",
    "hovers": "hover; hovering; hover loop; hover in place; hovering flight",
    "hovers and breathes fire": "hovering fire breath; hover and fire",
    "glides": "glide; gliding; gliding flight; glide loop",
    "takes off into the air": "take-off; takeoff; start of a flight; lift-off",
    "lands from flight": "landing; landing from flight; touchdown",
    "flaps while falling": "flutter down; falling with wings flapping",
    "falls": "fall; falling; falling loop; free fall",
    "strikes in flight": "aerial attack; flying attack; attack from the air",
    "jumps": "jump; jump animation; jumping; leap",
    "takes off for a jump": "jump start; beginning of a jump; jump take-off",
    "lands after a jump": "jump landing; landing after a jump; end of a jump",
    "hangs in the air": "jump loop; middle of a jump; mid-jump",
    "rolls forward": "roll; forward roll; roll animation; somersault",
    "dodges": "dodge; dodging; sidestep; evasion",
    "attacks": "attack; bite attack; bite; attack animation; biting",
    "attacks with its head": "headbutt; head attack; head butt; ram",
    "strikes with its paw": "paw strike; claw attack; swipe; claw swipe",
    "strikes with its tail": "tail attack; tail swipe; tail whip; tail strike",
    "strikes an enemy": "arm attack; strike; melee attack",
    "swings a sword": "sword attack; sword swing; slash; melee attack; sword strike",
    "jumps and strikes with a sword": "jump attack; jumping sword attack",
    "kicks": "kick; kick attack; kicking",
    "punches": "punch; punch attack; punching; jab",
    "slams the ground": "ground slam; ground pound; slam attack",
    "stamps": "stamp; stomp; stamping; stomp attack",
    "beats its wings at an enemy": "wing attack; wing strike; wing beat attack",
    "breathes fire": "fire breath; breath attack; flame attack; fire breathing",
    "casts a spell": "spell; spell cast; magic attack; spell casting; magic",
    "blocks": "block; guard; shield block; blocking; defence",
    "aims": "aim; aiming; aim pose; taking aim",
    "shoots": "shot; shooting; shoot animation; gun shot; firing",
    "reloads": "reload; reloading; reload animation",
    "throws something": "throw; throwing; throw animation",
    "is hit": "hit; hit reaction; getting hit; damage; flinch; hurt",
    "is hit from the {side}": "hit from the {side}; {side} hit reaction",
    "dies": "death; dying; death animation; defeat; collapse in death",
    "stands still": "idle; idle animation; idle loop; standing; standing idle; rest",
    "stands with a sword": "armed idle; idle with sword; combat idle; sword stance",
    "looks around": "look around; lookout; alert idle; looking around",
    "stands with its head low": "idle with head low; sniffing; head down idle",
    "sniffs about": "sniffing; sniffing about; noses about",
    "stands up": "stand up; getting up; standing up; rise from the ground",
    "sits down": "sit down; sitting down; taking a seat",
    "keeps sitting": "sitting; sit idle; sitting idle; seated idle",
    "lies down": "lie down; lying down; lying; rest on the ground",
    "lies on a shoulder": "shoulder idle; rest on a shoulder",
    "sleeps": "sleep; sleeping; sleep loop; nap; slumber",
    "eats": "eating; meal; feeding; eat animation; grazing; eating loop",
    "digs": "digging; dig; dig animation; digging a hole",
    "works the ground": "work on the ground; digging; ground work",
    "digs with a pick": "mining; pick work; digging with a pick",
    "rears up": "rearing; rear; rear up; standing on hind legs",
    "wags its tail": "tail wag; tail wagging; wagging; happy tail wag; wag tail",
    "nods": "nod; nodding; head nod; yes; yes gesture",
    "shakes its head": "head shake; shaking head; no; no gesture",
    "howls": "howl; roar; bark; howling; roaring; barking",
    "waves": "wave; waving; hello; greeting; hand wave",
    "dances": "dance; dancing; dance animation; dance loop; dance moves",
    "cheers": "cheer; cheering; victory; celebration; victory pose",
    "ducks": "duck; ducking; crouch; squat",
    "picks something up": "pick up; pickup; picking up an item",
    "uses something": "use; interact; interaction; using an item",
    "turns to the {side}": "turn {side}; {side} turn; turning {side}",
    "opens": "open; opening; open animation",
    "closes": "close; closing; close animation",
}


@cache
def unsided() -> dict[str, tuple[str, ...]]:
    """{first phrase: names}, with {side} in them."""
    firsts = dict.fromkeys((*NAMES, *phrases.NAMES))
    return {
        first: (*listed(NAMES.get(first, "")), *phrases.NAMES.get(first, ()))
        for first in firsts
    }


@cache
def all_names() -> dict[str, tuple[str, ...]]:
    return {
        first.format(side=side): tuple(name.format(side=side) for name in said)
        for first, said in unsided().items()
        for side in ("left", "right")
    }


def names(first: str) -> tuple[str, ...]:
    """What a motion, given by its first phrase, is called."""
    return all_names().get(first, ())


def kind(action: str, first: str) -> str:
    """Key of PLACES and REASONS, with "+" behind it where the motion can last."""
    if first.startswith(("hovers", "hangs")):
        return "hover+" if first.startswith("hovers") else "other"
    found = KIND_OF.get(action, "other")
    lasts = action in LASTS and " and " not in first
    return found + "+" if lasts else found


@cache
def clashes(adjective: str) -> frozenset[str]:
    """Words that a subject with this adjective may not have: of another size, age or
    colour. People are given no colour."""
    found = set(adjective.split())
    if found & set(COLOURS):
        found |= PEOPLE
    for group in (SIZES, AGES, COLOURS):
        if found & set(group):
            found |= set(group)
    return frozenset(found)


@cache
def of_kind(key: str, placed: bool) -> tuple[Additions, ...]:
    name = key.removesuffix("+")
    lists = [Additions(TIMES, 30), Additions(ASIDES, 0)]
    if PLACES[name] and not placed:
        # Twice: places are what artists add most.
        lists += [Additions(PLACES[name], 12)] * 2
    if REASONS.get(name):
        lists.append(Additions(REASONS[name], 0))
    if key.endswith("+"):
        lists.append(Additions(LASTING, 0))
    return tuple(lists)


def fitting(key: str, phrase: str) -> tuple[Additions, ...]:
    """The lists of additions that fit a kind and a verb phrase."""
    return of_kind(key, PLACED.search(phrase) is not None)
