"""What made creatures are called, and what their motions are called."""

from __future__ import annotations

import numpy as np

from .. import english
from . import nouns, rarer

# Of each plan: what one may call it.
NOUNS: dict[str, list[str]] = {
    "horse": ["horse", "stallion", "mare", "pony", "mustang", "unicorn", "zebra"],
    "deer": ["deer", "stag", "antelope", "gazelle", "elk", "moose"],
    "giraffe": ["giraffe", "long-necked animal"],
    "cow": ["cow", "bull", "ox", "bison", "buffalo", "yak"],
    "sheep": ["sheep", "ram", "goat", "lamb"],
    "pig": ["pig", "boar", "hog", "piglet", "warthog"],
    "camel": ["camel", "llama", "alpaca"],
    "dog": ["dog", "hound", "puppy", "husky"],
    "wolf": ["wolf", "dire wolf", "hyena", "coyote"],
    "fox": ["fox", "jackal"],
    "cat": ["cat", "kitten", "lynx"],
    "lion": ["lion", "tiger", "panther", "leopard", "cougar", "big cat"],
    "bear": ["bear", "grizzly", "polar bear", "panda"],
    "badger": ["badger", "raccoon", "beaver", "otter"],
    "rat": ["rat", "mouse", "rodent", "hamster", "guinea pig"],
    "squirrel": ["squirrel", "chipmunk"],
    "elephant": ["elephant", "mammoth"],
    "rhino": ["rhino", "rhinoceros", "hippo", "triceratops"],
    "sauropod": ["sauropod", "brontosaurus", "long-necked dinosaur"],
    "stegosaur": ["stegosaur", "ankylosaur", "armoured dinosaur"],
    "monkey": ["monkey", "baboon", "lemur"],
    "dragon": ["dragon", "winged dragon", "drake", "griffin"],
    "lizard": ["lizard", "gecko", "iguana", "salamander", "chameleon"],
    "crocodile": ["crocodile", "alligator"],
    "turtle": ["turtle", "tortoise"],
    "frog": ["frog", "toad"],
    "rabbit": ["rabbit", "hare", "bunny"],
    "kangaroo": ["kangaroo", "wallaby"],
    "sparrow": ["sparrow", "small bird", "bird", "robin"],
    "crow": ["crow", "raven", "bird", "pigeon", "parrot"],
    "eagle": ["eagle", "hawk", "falcon", "vulture", "bird of prey"],
    "chicken": ["chicken", "hen", "rooster", "turkey"],
    "duck": ["duck", "duckling"],
    "goose": ["goose", "swan"],
    "penguin": ["penguin"],
    "owl": ["owl"],
    "flamingo": ["flamingo", "stork", "heron", "crane"],
    "emu": ["emu", "running bird"],
    "raptor": ["raptor", "velociraptor"],
    "tyrant": ["tyrannosaur", "t-rex", "two-legged dinosaur"],
    "wyvern": ["wyvern", "dragon", "two-legged dragon"],
    "bat": ["bat"],
    "bee": ["bee", "bumblebee"],
    "wasp": ["wasp", "hornet"],
    "fly": ["fly", "mosquito"],
    "butterfly": ["butterfly"],
    "dragonfly": ["dragonfly"],
    "beetle": ["beetle", "bug", "scarab"],
    "ant": ["ant", "termite", "insect"],
    "spider": ["spider", "tarantula", "giant spider"],
    "scorpion": ["scorpion"],
    "crab": ["crab"],
    "lobster": ["lobster", "crayfish", "prawn"],
    "centipede": ["centipede", "millipede"],
    "caterpillar": ["caterpillar", "grub", "larva"],
    "person": ["person", "man", "woman", "human", "character", "villager"],
    "child": ["child", "boy", "girl", "kid"],
    "goblin": ["goblin", "gnome", "gremlin"],
    "ogre": ["ogre", "troll", "giant", "orc"],
    "robot": ["robot", "android", "golem"],
    "skeleton": ["skeleton"],
    "zombie": ["zombie", "mummy"],
    "dwarf": ["dwarf", "halfling"],
    "ape": ["ape", "gorilla", "chimpanzee"],
    "knight": ["knight", "warrior", "soldier", "guard"],
    "alien": ["alien", "humanoid"],
    "imp": ["imp", "demon", "devil"],
    "angel": ["angel", "fairy", "winged person"],
    "mech": ["mech", "walking machine", "two-legged robot"],
    "centaur": ["centaur"],
    "snake": ["snake", "serpent", "viper", "python", "cobra"],
    "worm": ["worm", "earthworm", "leech"],
    "eel": ["eel", "sea serpent"],
    "fish": ["fish", "trout", "salmon", "goldfish", "carp"],
    "shark": ["shark"],
    "whale": ["whale", "orca"],
    "dolphin": ["dolphin", "porpoise"],
    "ray": ["ray", "manta ray", "stingray"],
    "octopus": ["octopus", "squid", "kraken"],
    "jellyfish": ["jellyfish"],
    "ghost": ["ghost", "spirit", "wraith", "phantom"],
    "floater": ["floating monster", "flying eye", "floating creature", "flying enemy"],
    "drone": ["drone", "quadcopter", "flying robot"],
    "flower": ["flower", "plant", "sunflower"],
    "carnivorous plant": ["carnivorous plant", "flytrap", "plant monster"],
    "tree": ["tree", "palm", "sapling"],
    "mushroom": ["mushroom", "toadstool"],
    "slime": ["slime", "blob", "ooze"],
    "cart": ["cart", "wagon", "car", "truck", "tank"],
    "chest": ["chest", "box", "trunk"],
    "door": ["door"],
    "double door": ["double door"],
    "lever": ["lever", "switch"],
}  # fmt: skip
for plan, called in nouns.MORE.items():
    NOUNS[plan] += called
GENERAL = {
    "thing": ["it", "a thing", "an object"],
    "plant": ["a plant", "it"],
    "person": ["a person", "someone", "a character", "a figure"],
    "animal": ["an animal", "a creature", "it", "a monster"],
}
ADJECTIVES = [
    "small",
    "big",
    "large",
    "little",
    "huge",
    "tiny",
    "young",
    "old",
    "brown",
    "grey",
    "black",
    "white",
    "green",
    "red",
    "blue",
    "strange",
    "fat",
    "thin",
]

# {side} is left or right.
PLAIN: dict[str, list[str]] = {
    "walk": [
        "walks",
        "is walking",
        "walks forward",
        "walks along",
        "walks at a steady pace",
    ],
    "walk_curve": [
        "walks and turns to the {side}",
        "walks in a circle to the {side}",
        "walks round to the {side}",
    ],
    "run_curve": [
        "runs and turns to the {side}",
        "runs in a circle to the {side}",
        "runs round to the {side}",
    ],
    "ready": [
        "stands ready to fight",
        "waits in a fighting stance",
        "is ready to fight",
    ],
    "limp": ["limps", "limps along", "walks with a limp", "limps on the {side} leg"],
    "sidle": ["walks sideways", "sidles along", "crawls sideways"],
    "run_sideways": ["runs sideways", "crawls sideways quickly"],
    "trot": [
        "goes at a jog",
        "jogs on four legs",
        "walks briskly",
        "goes along briskly",
    ],
    "jog": ["jogs", "is jogging", "runs at an easy pace"],
    "run": ["runs", "is running", "runs forward", "runs fast"],
    "gallop": ["gallops", "runs", "is galloping", "runs at full speed", "runs fast"],
    "scuttle": ["runs", "runs along", "scurries", "runs fast", "crawls quickly"],
    "walk_back": ["walks backwards", "moves backward", "steps back", "backs away"],
    "sidestep": [
        "steps to the {side}",
        "walks sideways to the {side}",
        "sidesteps to the {side}",
    ],
    "sneak": ["sneaks", "creeps along", "stalks quietly", "sneaks forward"],
    "hop": ["hops", "hops along", "is hopping", "hops forward"],
    "turn": ["turns to the {side}", "turns {side}", "turns round to the {side}"],
    "bank": [
        "turns to the {side} in flight",
        "banks to the {side}",
        "flies a turn to the {side}",
    ],
    "idle": ["stands still", "idles", "waits", "stands and breathes", "stands calmly"],
    "idle_snake": ["idles", "waits", "lies still and watches", "keeps still"],
    "idle_fish": [
        "floats in place",
        "stays in one place in the water",
        "idles",
        "hangs in the water",
    ],
    "look": [
        "looks around",
        "looks about",
        "stands and looks about",
        "looks left and right",
    ],
    "look_side": [
        "looks to the {side}",
        "looks {side}",
        "turns its head to the {side}",
    ],
    "look_up": ["looks up", "raises its head and looks up", "looks at the sky"],
    "look_down": [
        "looks down",
        "lowers its head and looks down",
        "looks at the ground",
    ],
    "sit": ["sits down", "takes a seat", "lowers itself to sit"],
    "sitting": ["sits", "keeps sitting", "sits still", "is sitting on the ground"],
    "lie": ["lies down", "lies down on the ground", "lies down to rest"],
    "sleep": ["sleeps", "is asleep", "sleeps on the ground", "lies asleep"],
    "stand": ["stands up", "gets up", "gets up from the ground", "rises to its feet"],
    "hit": ["is hit", "takes a hit", "flinches", "is hurt", "is knocked back"],
    "hit_side": ["is hit from the {side}", "takes a hit on the {side} side"],
    "death": [
        "dies",
        "falls over dead",
        "falls to the ground and lies dead",
        "drops dead",
    ],
    "death_water": [
        "dies",
        "rolls over dead",
        "turns belly up and dies",
        "dies in the water",
    ],
    "death_snake": [
        "dies",
        "rolls over dead",
        "goes limp and dies",
        "writhes and dies",
    ],
    "sink_dead": [
        "dies",
        "sinks down dead",
        "goes limp and dies",
        "sinks to the ground",
    ],
    "drop_dead": ["dies in flight", "falls from the air", "drops dead out of the air"],
    "jump": ["jumps", "leaps into the air", "jumps up and lands", "jumps up"],
    "leap": ["jumps out of the water", "leaps out of the water", "jumps in an arc"],
    "eat": ["eats", "is eating", "eats from the ground", "bends down to eat", "feeds"],
    "peck": ["pecks", "pecks at the ground", "is pecking", "eats from the ground"],
    "drink": ["drinks", "is drinking", "bends down to drink", "drinks water"],
    "sniff": ["sniffs the ground", "sniffs", "smells the ground", "follows a scent"],
    "dig": ["digs", "digs in the ground", "digs a hole", "is digging"],
    "nod": ["nods", "nods its head", "says yes", "moves its head up and down"],
    "shake": ["shakes its head", "says no", "turns its head left and right"],
    "wag": [
        "wags its tail",
        "is wagging its tail",
        "swings its tail from side to side",
    ],
    "howl": [
        "howls",
        "raises its head and cries out",
        "howls at the moon",
        "calls out",
    ],
    "roar": ["roars", "roars loudly", "is roaring", "screams"],
    "stretch": ["stretches", "has a good stretch", "stretches itself"],
    "scratch": [
        "scratches itself",
        "scratches itself with a hind leg",
        "scratches an itch",
    ],
    "scratch_head": ["scratches its head with the {side} hand"],
    "dance": ["dances", "is dancing", "dances happily"],
    "bite": [
        "attacks",
        "bites",
        "lunges and bites",
        "snaps at something",
        "bites at an enemy",
    ],
    "bite_snake": ["attacks", "bites", "strikes", "darts forward and bites"],
    "rear_snake": ["rears up", "raises its head", "rises to strike"],
    "attack": ["attacks", "lunges at an enemy", "is attacking", "strikes at an enemy"],
    "lash": ["attacks with its arms", "lashes out with its arms", "attacks"],
    "claw": ["strikes with its paw", "claws at an enemy", "strikes with its claws"],
    "claw_side": ["strikes with its {side} paw", "claws with the {side} front leg"],
    "pinch": ["attacks with a claw", "snaps with its claw", "pinches with a claw"],
    "pinch_side": ["snaps with its {side} claw", "attacks with the {side} claw"],
    "headbutt": ["headbutts", "rams with its head", "attacks with its head"],
    "sting": ["stings", "attacks with its sting", "stings an enemy"],
    "tail": [
        "strikes with its tail",
        "swings its tail at an enemy",
        "lashes with its tail",
    ],
    "kick": ["kicks", "gives a kick", "lashes out with a kick"],
    "kick_side": ["kicks with the {side} leg", "kicks with its {side} foot"],
    "kick_hind": ["kicks with its hind legs", "kicks out behind", "bucks and kicks"],
    "rear": ["rears up", "stands on its hind legs", "rears up on its hind legs"],
    "threaten": [
        "threatens with raised front legs",
        "raises its front legs",
        "rears up",
    ],
    "slam": [
        "slams the ground",
        "pounds the ground with its front legs",
        "rears and stamps",
    ],
    "stamp": ["stamps", "stamps its feet", "stamps on the ground"],
    "paw": [
        "paws the ground",
        "scrapes the ground before a charge",
        "gets ready to charge",
    ],
    "punch": ["punches", "throws a punch", "strikes with its fist", "hits out"],
    "punch_side": [
        "punches with the {side} hand",
        "throws a punch with its {side} fist",
    ],
    "swing": [
        "swings a sword",
        "strikes with a weapon",
        "slashes",
        "attacks with a sword",
    ],
    "block": ["blocks", "blocks a blow", "holds up its guard", "defends itself"],
    "dodge": [
        "dodges to the {side}",
        "ducks away to the {side}",
        "leans out of the way to the {side}",
    ],
    "breathe": ["breathes fire", "spits flames", "breathes out flames", "spits fire"],
    "beat_wings": ["beats its wings on the ground", "flaps its wings while standing"],
    "spread_wings": ["spreads its wings", "opens its wings", "unfolds its wings"],
    "wave": ["waves", "waves with its hand", "greets with a raised hand", "is waving"],
    "wave_side": [
        "waves with the {side} hand",
        "waves its {side} hand",
        "greets with the {side} hand",
    ],
    "raise_arm": [
        "raises its {side} arm",
        "lifts the {side} arm",
        "puts up its {side} hand",
    ],
    "point": ["points ahead", "points forward with a hand", "points at something"],
    "point_side": ["points ahead with the {side} hand", "points with its {side} arm"],
    "cheer": [
        "cheers",
        "raises its arms and cheers",
        "celebrates",
        "cheers with both arms",
    ],
    "clap": ["claps", "claps its hands", "applauds"],
    "bow": ["bows", "takes a bow", "bows down"],
    "pick": ["picks something up", "bends down and picks it up", "picks up an item"],
    "throw": ["throws something", "throws", "hurls a stone"],
    "cast": ["casts a spell", "works magic", "raises its hands for a spell"],
    "use": ["uses something", "reaches out with its hand", "handles something"],
    "duck": ["ducks", "crouches and stands up again", "squats down"],
    "crouching": ["crouches", "stays crouched", "keeps low"],
    "aim": ["aims", "aims a weapon", "points a gun", "takes aim"],
    "shoot": ["shoots", "fires a weapon", "fires a gun", "is shooting"],
    "hips": ["stands with its hands on its hips", "puts its hands on its hips"],
    "beat_chest": ["beats its chest", "drums on its chest"],
    "climb": ["climbs", "climbs up", "climbs a ladder", "climbs up a wall"],
    "talk": ["talks", "is talking", "speaks and gestures", "explains something"],
    "hands_up": ["puts its hands up", "surrenders", "holds up both hands"],
    "slither": ["slithers", "slithers along", "is slithering", "slithers forward"],
    "slither_fast": ["slithers fast", "slithers quickly", "slithers away quickly"],
    "crawl": ["crawls along", "crawls over the ground", "creeps over the ground"],
    "swim": ["swims", "is swimming", "swims along", "swims calmly", "swims forward"],
    "swim_fast": ["swims fast", "is swimming quickly", "swims at full speed"],
    "swim_ray": ["swims", "is swimming", "swims with its wings", "swims along"],
    "swim_octopus": ["swims", "is swimming", "pushes itself through the water"],
    "swim_pulse": [
        "swims",
        "pulses through the water",
        "is swimming",
        "rises in the water",
    ],
    "dart": ["darts forward", "shoots ahead in the water", "swims with a sudden push"],
    "flop": [
        "flops about out of the water",
        "wriggles on dry land",
        "flops on the ground",
    ],
    "fly": ["flies", "is flying", "flaps its wings", "flies along", "flies forward"],
    "fly_fast": ["flies fast", "is flying quickly", "flaps its wings quickly"],
    "fly_drone": ["flies", "is flying", "flies along", "flies forward"],
    "hover_drone": ["hovers", "hovers in the air", "stays in one place in the air"],
    "topple": [
        "falls over",
        "is knocked over",
        "tips over to the side",
        "is destroyed",
    ],
    "hover": [
        "hovers",
        "hovers in the air",
        "flies on the spot",
        "stays in one place in the air",
    ],
    "glide": [
        "flies without a wingbeat",
        "soars",
        "soars through the air",
        "sails on its wings",
    ],
    "take_off": [
        "takes off into the air",
        "rises into the air",
        "starts to fly",
        "takes off",
    ],
    "land": [
        "lands from flight",
        "comes down to the ground",
        "flies down and lands",
        "lands",
    ],
    "dive": ["dives", "dives down in flight", "swoops down"],
    "air_strike": ["attacks from the air", "strikes in flight", "attacks in flight"],
    "sway": ["sways in the wind", "sways gently", "moves in the breeze", "sways"],
    "storm": ["sways in a strong wind", "is shaken by a storm", "bends in the storm"],
    "plant_idle": ["stands still", "idles", "hardly moves", "stands quietly"],
    "wilt": ["dies", "wilts", "withers", "sinks down dead"],
    "unbend": ["rises", "straightens up", "grows up from the ground", "unbends"],
    "bloom": ["opens its leaves", "opens", "unfolds its leaves"],
    "unbloom": ["closes its leaves", "closes", "folds its leaves"],
    "wobble": ["wobbles", "idles", "wobbles in place", "quivers"],
    "float": ["floats", "floats in place", "idles in the air", "floats up and down"],
    "drift": ["floats along", "drifts forward", "drifts along", "floats forward"],
    "spin": ["spins round to the {side}", "turns once round to the {side}"],
    "drive": ["drives", "rolls along", "rolls forward", "is driving"],
    "drive_fast": ["drives fast", "rolls along quickly", "speeds along"],
    "drive_back": ["drives backwards", "rolls backwards", "reverses"],
    "engine": ["stands with its engine running", "stands and shakes a little", "idles"],
    "turret": ["turns its turret to the {side}", "aims to the {side}"],
    "open": ["opens", "opens up", "is opened", "swings open"],
    "close": ["closes", "shuts", "is closed", "swings shut"],
    "lever": ["is pulled", "is switched on", "tips over"],
    "lever_back": ["is pushed back", "is switched off", "tips back"],
    "rattle": ["rattles", "shakes and rattles", "is shaken"],
    "bounce": ["bounces", "bounces up and down", "is bouncing"],
    "roll": ["rolls forward", "does a roll", "rolls over once"],
}
VERBS = {
    words: list(dict.fromkeys(plain + rarer.of(words)))
    for words, plain in PLAIN.items()
}
FEWEST = 4  # rarer phrases drawn for a motion that has few plain ones
NAMED = 2
MANNERS: dict[str, list[str]] = {
    "tired": [
        "{} tiredly",
        "{} slowly and tired",
        "{} wearily",
        "{} with its head down, tired",
    ],
    "proud": ["{} proudly", "{} with its head held high", "{} in a proud way"],
    "hurried": ["{} in a hurry", "{} hastily", "{} quickly"],
    "angry": ["{} angrily", "{} in anger", "{} with heavy angry steps"],
    "slow": ["{} slowly", "{} at a slow pace", "{} with slow steps"],
    "quick": ["{} quickly", "{} at a quick pace", "{} with quick steps"],
    "happy": ["{} happily", "{} cheerfully", "{} in a good mood"],
}
SLOW_WORDS = {"walks", "is walking", "walks forward", "walks along", "walks sideways"}


def article(noun: str) -> str:
    return f"{english.article(noun)} {noun}"


def general_of(plan: str, gait: str) -> str:
    if gait in ("biped",) and plan != "mech":
        return "person"
    if gait == "plant":
        return "plant"
    return (
        "thing" if gait in ("wheels", "hinge", "drone") or plan == "mech" else "animal"
    )


def subjects(plan: str, gait: str, rng: np.random.Generator) -> list[str]:
    nouns = NOUNS[plan]
    some = [nouns[0], str(nouns[rng.integers(len(nouns))])]
    found = [article(n) for n in dict.fromkeys(some)]
    found.append("the " + some[1])
    if rng.random() < 0.5:
        adjective = str(ADJECTIVES[rng.integers(len(ADJECTIVES))])
        found.append(article(f"{adjective} {some[1]}"))
    general = GENERAL[general_of(plan, gait)]
    found.append(str(general[rng.integers(len(general))]))
    return list(dict.fromkeys(found))


def some(of: list[str], count: int, rng: np.random.Generator) -> list[str]:
    count = min(len(of), count)
    return (
        [of[int(n)] for n in rng.choice(len(of), count, replace=False)] if count else []
    )


def drawn(words: str, rng: np.random.Generator) -> list[str]:
    """The plain phrases of a motion and as many rarer ones."""
    plain = PLAIN[words]
    return plain + some(VERBS[words][len(plain) :], max(len(plain), FEWEST), rng)


def sentences(
    plan: str, gait: str, words: str, side: str, manner: str, rng: np.random.Generator
) -> list[str]:
    """Captions with a subject, then the phrases alone and names of the motion."""
    said = PLAIN[words] if manner else drawn(words, rng)
    names = [] if manner else some(rarer.names(words), NAMED, rng)
    if side and any("{side}" in p for p in said):
        # All of them say it, so that no sentence fits both sides.
        said, names = ([p for p in of if "{side}" in p] for of in (said, names))
    phrases = [p.format(side=side or "left") for p in said]
    if manner:
        plain = [p for p in phrases if p in SLOW_WORDS] or phrases[:2]
        phrases = [m.format(p) for p in plain[:2] for m in MANNERS[manner]]
    if gait == "biped":
        for animal, person in (("its hind legs", "its legs"), ("paw", "hand")):
            phrases = [p.replace(animal, person) for p in phrases]
        phrases = [p.replace("front leg", "arm") for p in phrases]
    found = [f"{s} {p}" for s in subjects(plan, gait, rng) for p in phrases] + phrases
    for name in names:
        name = name.format(side=side or "left")
        found += [f"{NOUNS[plan][int(rng.integers(len(NOUNS[plan])))]} {name}", name]
    return found
