"""What else the motions of made creatures are called: phrases of their own, and the
paraphrases of the same motions of real clips."""

from __future__ import annotations

from .. import additions, phrases

# Key of sentences.VERBS: the first phrase of that motion in actions.py or a source.
SHARED = {
    "walk": "walks",
    "trot": "walks briskly",
    "run": "runs",
    "gallop": "gallops",
    "scuttle": "runs",
    "walk_back": "walks backwards",
    "sneak": "sneaks",
    "turn": "turns to the {side}",
    "idle": "stands still",
    "look": "looks around",
    "sit": "sits down",
    "sitting": "keeps sitting",
    "lie": "lies down",
    "sleep": "sleeps",
    "stand": "stands up",
    "hit": "is hit",
    "hit_side": "is hit from the {side}",
    "death": "dies",
    "jump": "jumps",
    "eat": "eats",
    "sniff": "sniffs about",
    "dig": "digs",
    "nod": "nods",
    "shake": "shakes its head",
    "wag": "wags its tail",
    "howl": "howls",
    "dance": "dances",
    "bite": "attacks",
    "claw": "strikes with its paw",
    "headbutt": "attacks with its head",
    "tail": "strikes with its tail",
    "kick": "kicks",
    "rear": "rears up",
    "slam": "slams the ground",
    "stamp": "stamps",
    "punch": "punches",
    "swing": "swings a sword",
    "block": "blocks",
    "breathe": "breathes fire",
    "wave": "waves",
    "cheer": "cheers",
    "pick": "picks something up",
    "throw": "throws something",
    "cast": "casts a spell",
    "use": "uses something",
    "duck": "ducks",
    "aim": "aims",
    "shoot": "shoots",
    "slither": "slithers along",
    "swim": "swims",
    "swim_fast": "swims fast",
    "dart": "swims with a sudden push",
    "flop": "flops about out of the water",
    "fly": "flies",
    "fly_fast": "flies fast",
    "hover": "hovers",
    "glide": "glides",
    "take_off": "takes off into the air",
    "land": "lands from flight",
    "air_strike": "strikes in flight",
    "lever": "is switched on",
    "lever_back": "is switched off",
    "open": "opens",
    "close": "closes",
    "roll": "rolls forward",
}


def of(words: str) -> list[str]:
    """Phrases of a motion, a key of sentences.PLAIN."""
    shared = phrases.REAL.get(SHARED.get(words, ""), [])
    return [*phrases.MADE.get(words, ()), *shared]


def names(words: str) -> list[str]:
    """What studios call the motion."""
    shared = additions.unsided().get(SHARED.get(words, ""), ())
    return [*phrases.MADE_NAMES.get(words, ()), *shared]
