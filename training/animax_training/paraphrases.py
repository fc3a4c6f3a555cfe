"""Paraphrases of the verb phrases of actions.ACTIONS.

Each key is the first verb phrase of an action there. No paraphrase contains words that
would give one of the evaluation's unseen prompts away; a test checks that
(evaluation/tests/test_unseen.py).
"""

MORE = {
    "walks": [
        "wanders about", "saunters by", "paces up and down", "plods ahead",
        "roams around", "goes for a walk", "walks along the path", "is out for a walk",
        "treads softly", "steps forward, one foot at a time",
        "moves forward at an easy pace", "walking", "tramps through the grass",
        "makes its way forward on foot", "goes on foot", "moves along unhurried",
        "wanders through the woods", "parades past", "walks across the room",
        "patrols the area", "steps along steadily", "travels on foot",
        "follows the path slowly", "advances step by step", "trudges along",
        "goes for a wander", "is walking around", "rambles about", "traipses along",
        "puts one foot in front of the other", "walks off", "walks home", "walks past",
        "heads over there on foot", "moves forward with steady steps",
        "crosses the street", "follows its owner", "steps out",
        "walks in a relaxed way", "keeps on walking", "takes a few steps",
        "wanders off",
    ],
    "walks briskly": [
        "walks with quick steps", "goes along at a lively pace", "a brisk walk",
        "lopes along", "moves on at a quick walk",
    ],
    "sneaks": ["tiptoes", "prowls", "moves without a sound", "slinks forward"],
    "gallops": [
        "gallops across the field", "bolts", "charges ahead",
        "bounds along at top speed", "rushes forward", "speeds over the plain", "flees",
        "is galloping", "goes flat out", "runs away quickly", "hurtles forward",
        "pursues something at full speed", "sprinting", "runs for its life",
        "hares off", "zooms away", "is in a big rush", "flies along on its feet",
        "scoots away", "runs like the wind", "storms ahead", "comes running",
        "makes a run for it",
    ],
    "runs": [
        "sprints", "sprints across the field", "rushes forward", "bolts",
        "flees in fear", "jogs", "is jogging", "runs away quickly", "goes for a run",
        "runs to catch a bus", "charges ahead", "speeds along", "scurries off",
        "runs as quickly as possible", "pursues something at full speed", "running",
        "sprinting", "runs for its life", "hastens forward", "escapes at top speed",
        "moves along at a run", "scampers off", "hares off", "is in a great rush",
        "scoots away", "rushes to the door", "runs like the wind", "storms ahead",
        "comes running", "makes a run for it", "takes to its heels",
        "dives away on foot", "is late and runs", "runs in terror", "gets away fast",
        "jogs in the morning", "runs after something", "hotfoots it",
    ],
    "swims": [
        "swimming", "swims through the sea", "drifts along in the water",
        "floats through the sea with its fins moving", "swims in a river",
        "moves through the water", "swims around underwater",
        "strokes through the water", "travels below the surface of the sea",
        "swims with its tail swinging", "wiggles forward in the water",
        "goes for a swim", "slides along in water", "floats forward",
        "cuts through the water", "propels itself forward in the sea",
        "swims around in its tank", "goes through the lake", "undulates in the water",
        "is at home in the water", "swims upstream", "moves its fins and tail",
        "makes its way through the ocean", "swims at ease",
    ],
    "swims fast": ["speeds through the sea", "shoots forward in the water"],
    "flies": [
        "flying", "hovers", "hovers in place with wings going", "flutters around",
        "beats its wings", "soars", "stays up on its wings", "is on the wing",
        "hangs in mid-flight", "flits from flower to flower", "hums around in flight",
        "circles in the air", "whirrs its wings", "takes wing", "zips around",
        "is airborne", "flies around", "flies over a meadow", "drones around",
        "hangs in the sky", "stays aloft", "flutters in place",
    ],
    "flies fast": ["speeds through the sky", "shoots through the sky"],
    "wags its tail": [
        "a wagging tail", "its tail swishes left and right", "waggles its tail",
        "wags with joy", "its tail moves from side to side", "swishes its tail",
        "sways its tail", "is glad and wags", "welcomes its owner with its tail",
        "moves its tail in joy", "swings its tail happily", "a cheerful tail",
        "its tail beats to and fro", "shows joy with its tail",
    ],
    "is hit": [
        "gets hurt", "winces in pain", "is struck", "jerks back after a blow",
        "reels from an impact", "is knocked back", "takes damage", "is wounded",
        "is thrown back by a strike", "suffers a blow", "gets smacked",
        "reacts to being struck", "staggers backward in pain", "gets hit",
        "catches a blow", "is punched", "rocks back", "is hit hard", "takes a knock",
        "flinches in pain", "twitches back", "shrinks back from a blow", "is shoved",
        "gets kicked", "is bumped", "cringes",
    ],
    "is hit from the {side}": [
        "is struck on the {side}", "gets hurt", "winces in pain", "takes damage",
        "is knocked back", "reels from an impact on the {side}", "is wounded",
        "jerks back after a blow", "reacts to being struck",
    ],
    "jumps": [
        "leaps", "springs up", "jumps over an obstacle", "takes a leap", "vaults",
        "bounces up", "leaps across a ditch", "jumps high", "springs over a fence",
        "makes a jump", "clears a log", "leaps up from the ground", "jumps for joy",
        "takes off and lands", "bounds up", "jumps over a box", "skips over something",
        "springs into the air", "does a jump", "jumps up high", "leaves the ground",
        "gets over a barrier", "leaps over a stream", "jumps on the spot",
        "pops up into the air",
    ],
    "gallops and jumps": [
        "leaps across a ditch", "springs over a fence", "jumps over an obstacle",
        "takes a leap", "bounds over a log", "clears a hurdle", "takes a fence",
        "leaps over a stream", "clears a barrier at speed", "jumps over a ditch",
        "sails over a hurdle",
    ],
    "stands still": [
        "does not move", "is standing", "waits in place", "is idle",
        "relaxes standing up", "remains in place", "keeps calm and still", "is at ease",
        "standing around", "pauses for a moment", "just stands there",
        "stands about, bored", "stands in place and breathes", "is inactive",
        "lingers motionless", "holds still", "is at rest", "keeps its position",
        "remains standing", "stays put", "breathes calmly", "stands and does little",
        "is waiting", "looks bored", "does nothing much", "stands easy",
        "takes it easy", "is quiet", "barely moves", "hangs about",
    ],
    "looks around": ["is alert", "watches its surroundings", "keeps a lookout"],
    "stands with its head low": ["smells the ground", "has its nose at the ground"],
    "nods": [
        "nodding", "bobs its head", "says yes with its head", "nods in approval",
        "gives a nod", "dips its head up and down", "approves with a nod",
        "confirms with a nod of the head", "its head goes up and down",
        "okays something with its head", "its head bows and rises",
        "lets its head go up and down", "signals yes",
        "is of the same opinion and nods", "bows its head a few times", "answers yes",
    ],
    "shakes its head": [
        "shaking its head", "says no with its head", "refuses",
        "its head swings to both sides", "denies with a shake of the head",
        "turns its head from side to side", "disapproves",
        "rejects something with its head", "signals no", "its head goes left and right",
        "answers no", "is against it and shakes its head",
        "does not want that",
    ],
    "eats": [
        "eating", "feeds", "feeds from the ground", "has a meal", "has dinner",
        "munches grass", "chews on grass", "lowers its head to feed", "is feeding",
        "enjoys a snack", "devours its meal", "picks at grass", "swallows a mouthful",
        "pecks at crumbs", "is hungry and feeds", "has lunch", "has a snack", "eats up",
        "takes a mouthful of food", "eats from a bowl", "gobbles its food",
        "is busy eating", "chews", "feeds on something", "bends down for food",
        "helps itself to some food", "laps from a bowl", "crops the grass",
        "gnaws at food",
    ],
    "dies": [
        "falls down dead", "is killed", "passes away", "drops to the ground lifeless",
        "crumples to the ground", "topples over and stays down", "perishes", "dying",
        "sinks to the ground and dies", "faints", "passes out", "tumbles to the floor",
        "is defeated and falls", "breaks down and lies still", "is shot dead",
        "breathes its last", "falls down and stays on the ground",
        "goes limp and drops", "falls to the ground", "drops to the floor",
        "goes down for good", "slumps to the ground", "sinks to the floor",
        "falls over", "falls in a heap", "crashes to the ground",
        "tips over and lies there", "gives way and falls", "loses consciousness",
        "blacks out", "is knocked out", "its legs give way", "buckles and falls",
        "is mortally wounded and falls", "lies down dead", "is done for", "folds up",
        "is finished off", "meets its end", "gives up the ghost", "bites the dust",
        "is beaten to death", "plummets to the floor",
        "goes to the ground and stays there",
    ],
    "attacks with its head": ["butts with its head", "thrusts its head at an enemy"],
    "kicks": ["strikes out with its legs", "kicks an enemy", "kicks backward"],
    "punches": [
        "punches an enemy", "fights with its fists", "lands a blow with its fist",
        "jabs", "swings its fist", "fights", "attacks with its fists", "throws a jab",
        "delivers a hook", "throws a left and a right", "spars", "knocks somebody out",
        "beats someone up", "socks an enemy", "hammers with its fists",
        "fights in the ring", "strikes with its hand", "thumps a foe",
    ],
    "swings a sword": [
        "fights with a sword", "cuts with a sword", "chops with an axe", "fights",
        "strikes an enemy", "attacks an enemy", "swings its weapon",
        "hacks at an enemy", "slices with a knife", "stabs", "duels", "wields a sword",
        "attacks with a weapon", "strikes with a sword", "fences",
        "lashes out with a weapon", "cuts down a foe", "brings its weapon down",
        "makes a cut with a knife", "fights an enemy with a sword",
        "lunges with its weapon",
    ],
    "attacks": [
        "snaps its teeth", "bites an enemy", "attacks an enemy", "fights", "pounces",
        "lunges forward with its mouth open", "sinks its teeth into something",
        "springs at an enemy", "snaps", "assaults a foe", "bites hard",
        "goes for the throat", "chomps", "clamps its mouth on something",
        "goes at an enemy", "strikes", "attacks with its teeth", "tries to bite",
        "bites and pulls", "mauls something", "darts its head forward and bites",
        "savages its prey", "makes an attack",
    ],
    "waves": [
        "waving", "raises a hand and waves", "waves at somebody", "greets someone",
        "says hi with its hand", "salutes a friend with its hand", "beckons",
        "lifts its arm to greet", "swings its raised hand", "signals with its arm",
        "waves at a friend", "waves its hand", "says hi", "hails somebody",
        "waves farewell", "gives a wave", "greets you",
        "welcomes somebody with its hand", "raises its arm in greeting",
        "says bye with its hand", "bids farewell with a wave",
        "swings its hand in greeting", "waves to the crowd",
        "moves its raised arm to and fro",
    ],
    "dances": [
        "dancing", "grooves", "dances to a song", "swings its hips", "does a dance",
        "sways to the beat", "performs a dance", "parties", "boogies",
        "shows its dance moves", "jives", "rocks out", "dances at a party",
        "moves in rhythm", "steps to the beat", "shakes its body to a tune",
        "is in the mood to dance", "twists to a song", "swings with the rhythm",
        "does the twist", "waltzes", "bobs to the beat", "celebrates with a dance",
    ],
    "cheers": ["is triumphant", "throws its arms up with joy"],
    "sits down": ["takes a rest on the floor", "is sitting"],
    "howls": ["growls", "screams", "cries out loud"],
    "shoots": ["shoots at a target", "pulls the trigger"],
    "ducks": ["takes cover", "lowers itself", "bows down low"],
    "dodges": ["evades an attack", "slips aside"],
    "rolls forward": ["somersaults", "tumbles forward"],
    "picks something up": ["lifts something from the floor", "gathers an item"],
    "uses something": ["touches something", "presses a button"],
    "throws something": ["tosses something", "pitches something forward"],
    "walks slowly": [
        "walks at a snail's pace", "takes slow steps", "walks without haste",
        "takes its time and walks",
    ],
    "walks and breathes fire": [
        "walks with fire in its mouth", "walks, breathing fire",
    ],
    "runs away": [
        "runs from danger", "turns tail and runs", "runs off in fright", "escapes",
        "is scared and runs away", "gets away from an enemy", "runs for cover",
    ],
    "hovers": [
        "hovering", "is hovering", "hovers in place", "beats its wings and stays there",
        "treads the air", "flies without going anywhere",
    ],
    "hovers and breathes fire": ["breathes fire in the air", "hovers, breathing fire"],
    "flies and breathes fire": ["breathes fire from above", "flies, breathing fire"],
    "takes off into the air": [
        "takes off", "lifts off", "taking off", "leaves the ground with its wings",
        "flies up from the ground", "takes to the air",
    ],
    "lands from flight": [
        "touches down", "landing", "alights", "sets down on the ground",
        "comes in to land", "ends its flight",
    ],
    "flops about out of the water": [
        "flops", "is flopping around", "thrashes about on land",
        "struggles on the shore", "flaps about on the beach",
    ],
    "flaps while falling": [
        "flaps on the way down", "falls slowly with its wings beating",
        "breaks its fall with its wings",
    ],
    "keeps sitting": [
        "is seated", "sits quietly", "stays seated", "rests on its haunches", "sitting",
    ],
    "sleeps": [
        "sleeping", "has a nap", "is fast asleep", "dozes", "slumbers", "naps",
        "sleeps soundly", "lies curled up asleep", "snores",
    ],
    "rears up": [
        "rises on its hind legs", "rearing", "stands up on its hind legs",
        "lifts its front legs off the ground",
    ],
    "strikes with its paw": [
        "scratches an enemy", "hits an enemy with its paw", "slaps with its paw",
        "lashes out with a paw", "slashes with its claws", "attacks with its claws",
    ],
    "strikes in flight": ["attacks in flight", "dives at an enemy from the air"],
    "slams the ground": [
        "hits the ground hard", "beats the ground", "shakes the earth with a blow",
    ],
    "stamps": [
        "stamping", "stomps", "stamps hard", "treads down on something",
        "stamps with anger", "tramples on something",
    ],
    "beats its wings at an enemy": [
        "fends off enemies with its wings", "strikes with its wings",
        "scares enemies off with its wings",
    ],
    "breathes fire": [
        "spits fire", "breathing fire", "shoots flames from its mouth",
        "sets something on fire with its breath", "blows fire",
    ],
    "digs": [
        "digging", "is digging", "scrapes at the ground", "digs up the earth",
        "burrows into the ground", "shovels earth", "makes a hole in the ground",
    ],
}  # fmt: skip


# The same paraphrases whichever way it is done.
MORE["walks upright"] = MORE["walks"]
MORE["runs upright"] = MORE["runs"]


def of(phrases):
    """Paraphrases of an action's verb phrases, of which the first is the key."""
    if not phrases:
        return []
    first = phrases[0]
    for side in ("left", "right"):
        key = first.replace(f"the {side}", "the {side}")
        if key != first and key in MORE:
            return [more.format(side=side) for more in MORE[key]]
    return MORE.get(first, [])
