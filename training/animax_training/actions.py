"""The vocabulary of motions: actions, and the verb phrases that captions say them with.

A source (training/sources/) names a motion by its first phrase. The patterns are the
rule for clips that no source lists: the first pattern found in the clip's name wins, so
the order counts. Nothing here may contain a prompt of the evaluation that no caption
may hold (evaluation/nano/classes.py: UNSEEN, creatures.py); a test checks that.
"""

from __future__ import annotations

import re
from functools import cache

NONE = "none"  # action of poses: not to be trained on
OTHER = "other"  # action of motions that are not in the table

# action, pattern of clip names (lower case, words joined by _), verb phrases in the
# third person. {side} is left or right.
ACTIONS = [
    (NONE, r"(^|_)pose($|_)|t_pose|tpose|lie_idle", []),
    ("dodge", r"dodge", ["dodges", "jumps aside", "steps out of the way"]),
    ("cast", r"spell", [
        "casts a spell", "works magic", "raises its hands for a spell"]),
    ("roll", r"roll", ["rolls forward", "does a roll", "rolls over the ground"]),
    ("swing", r"sword_attack_jump", ["jumps and strikes with a sword"]),
    ("jump", r"gallop_?jump", [
        "gallops and jumps", "leaps while galloping", "jumps over something at a run",
        "takes a running jump"]),
    ("run", r"run_shoot|run_gun_shoot", [
        "runs and shoots", "runs while firing a gun", "shoots on the run"]),
    ("run", r"run_gun|run_holding|run_sword_right", [
        "runs with a weapon", "runs while carrying something", "runs armed"]),
    ("run", r"run_sword_attack", ["runs and strikes with a sword", "attacks at a run"]),
    ("run", r"run_back", ["runs backwards", "is running backward"]),
    ("run", r"(running_strafe|run)_(left|right)", [
        "runs sideways to the {side}", "strafes to the {side}"]),
    ("run", r"run_tall", ["runs upright", "runs with long legs", "runs tall"]),
    ("run", r"gallop", [
        "gallops", "runs fast", "is running", "running at full speed", "runs",
        "sprints"]),
    ("walk", r"walking_backwards|walk_back|backwards", [
        "walks backwards", "moves backward", "steps back"]),
    ("walk", r"walk_gun|walk_holding", [
        "walks with a weapon", "walks while carrying something"]),
    ("walk", r"walk_tall", ["walks upright", "walks with long legs", "walks tall"]),
    ("walk", r"walk_slow", ["walks slowly", "walks with slow steps", "is in no hurry"]),
    ("walk", r"walk_fire", [
        "walks and breathes fire", "walks while spitting flames"]),
    ("run", r"flee", ["runs away", "flees", "runs away in fear"]),
    ("sneak", r"sneak", ["sneaks", "creeps along", "stalks quietly"]),
    ("walk", r"trot", ["walks briskly", "goes at a jog", "jogs on four legs"]),
    ("wind", r"side_?winding", ["slithers along", "winds sideways", "crawls sideways"]),
    ("walk", r"walk|forward", [
        "walks", "is walking", "walks forward", "goes at a walk", "wanders along"]),
    ("run", r"run", ["runs", "is running", "runs forward", "jogs quickly"]),
    ("swim", r"swimming_fast", ["swims fast", "is swimming quickly", "darts along"]),
    ("swim", r"swimming_impulse", [
        "swims with a sudden push", "swims in bursts", "pushes itself forward"]),
    ("swim", r"swim", ["swims", "is swimming", "swims along", "swims calmly"]),
    ("flop", r"out_of_water|(^|_)flop", [
        "flops about out of the water", "wriggles on dry land", "gasps on the ground"]),
    ("fly", r"fly_fire", ["flies and breathes fire", "spits flames in flight"]),
    ("fly", r"hover_fire", [
        "hovers and breathes fire", "spits flames while hovering"]),
    ("fly", r"hover", [
        "hovers", "hovers in the air", "flies on the spot",
        "stays in one place in the air"]),
    ("claw", r"fly_(punch|attack)", [
        "strikes in flight", "attacks from the air",
        "strikes with its claws in flight"]),
    ("fly", r"fast_flying", ["flies fast", "is flying quickly"]),
    ("fly", r"flying|flap|fly", ["flies", "is flying", "flaps its wings"]),
    ("fly", r"glide", ["glides", "glides through the air", "flies without a wingbeat"]),
    ("wag", r"wag_?tail", [
        "wags its tail", "wagging its tail", "is wagging its tail",
        "stands and wags its tail", "swings its tail from side to side"]),
    ("hit", r"hit_?re\w*left|hit_?rec\w*1", [
        "is hit from the {side}", "flinches to the {side}",
        "takes a hit on the {side} side"]),
    ("hit", r"hit_?re\w*right", [
        "is hit from the {side}", "flinches to the {side}",
        "takes a hit on the {side} side"]),
    ("block", r"block", [
        "blocks", "blocks a blow", "holds up its guard", "defends itself"]),
    ("idle", r"idle_sword|2h_melee_idle", [
        "stands with a sword", "waits with a weapon ready"]),
    ("aim", r"idle_gun($|_point)|aiming", [
        "aims", "aims a weapon", "points a gun", "stands and takes aim"]),
    ("shoot", r"reload", ["reloads", "reloads a weapon", "loads a crossbow"]),
    ("shoot", r"shoot", ["shoots", "fires a weapon", "fires", "is shooting"]),
    ("hit", r"hit", ["is hit", "flinches", "takes a hit", "staggers from a blow"]),
    ("stand", r"lay_to_idle|standup|stand_up", [
        "stands up", "gets up from the ground", "rises to its feet"]),
    ("takeoff", r"take_?off", [
        "takes off into the air", "rises into the air", "starts to fly"]),
    ("jump", r"jump_start", ["takes off for a jump", "crouches and jumps off"]),
    ("jump", r"jump_?land", ["lands after a jump", "lands on its feet"]),
    ("land", r"^land(ing)?$|fly_land", [
        "lands from flight", "comes down to the ground", "flies down and lands"]),
    ("jump", r"jump_idle", ["hangs in the air", "is up in the air in mid-jump"]),
    ("jump", r"jump|bounce", [
        "jumps", "leaps into the air", "jumps up and lands", "jumping"]),
    ("look", r"idle_2_?headlow|idle_?headlow", [
        "stands with its head low", "sniffs the ground", "idles with the head lowered",
        "lowers its head and waits"]),
    ("look", r"idle_alert|idle_2", [
        "looks around", "stands and looks about", "waits and turns its head"]),
    ("sit", r"sitting|sit_idle|idle_?sit", [
        "keeps sitting", "sits still", "sits and waits", "is sitting on the ground"]),
    ("sit", r"sit", ["sits down", "takes a seat", "sits"]),
    ("sleep", r"sleep", ["sleeps", "is asleep", "lies asleep", "sleeps on the ground"]),
    ("lie", r"lie_down|coiled", ["lies down", "lies on the ground", "rests"]),
    ("idle", r"idle", [
        "stands still", "idles", "is standing and breathing", "waits",
        "stands calmly"]),
    ("nod", r"^nod|yes", [
        "nods", "nods its head", "says yes", "moves its head up and down"]),
    ("shake", r"shake_head|(^|_)no$", [
        "shakes its head", "turns its head left and right", "says no",
        "looks left and right"]),
    ("eat", r"(^|_)eat", [
        "eats", "is eating", "grazes", "bends down to eat from the ground"]),
    ("death", r"death|dead|die", [
        "dies", "falls over dead", "falls to the ground and lies dead", "drops dead"]),
    ("fall", r"flutter", [
        "flaps while falling", "flutters down", "falls and beats its wings"]),
    ("fall", r"fall", ["falls", "is falling"]),
    ("headbutt", r"headbutt|head_but", [
        "attacks with its head", "headbutts", "rams with its head"]),
    ("kick", r"kick", ["kicks", "gives a kick", "lashes out with a kick"]),
    ("punch", r"punch", ["punches", "throws a punch", "strikes with its fist"]),
    ("swing", r"sword|slash|slice|chop|stab|spin", [
        "swings a sword", "strikes with a weapon", "slashes", "attacks with a sword"]),
    ("tail", r"tail_attack", ["strikes with its tail", "swings its tail at an enemy"]),
    ("rear", r"rear", ["rears up", "stands on its hind legs"]),
    ("claw", r"claw|melee|paw", [
        "strikes with its paw", "claws at an enemy", "swipes with a front leg",
        "hits out with its claws"]),
    ("stamp", r"slam", [
        "slams the ground", "strikes the ground with its front legs",
        "pounds the ground in an attack"]),
    ("stamp", r"stamp|stomp", [
        "stamps", "stamps its feet", "rears up and stamps on the ground"]),
    ("wings", r"repel", [
        "beats its wings at an enemy", "drives an enemy off with its wings",
        "flaps its wings in anger"]),
    ("breathe", r"fire", ["breathes fire", "spits flames", "breathes out flames"]),
    ("dig", r"(^|_)dig", [
        "digs", "digs in the ground", "digs a hole", "works the ground"]),
    ("bite", r"attack|bite|fetch", [
        "attacks", "bites", "lunges and bites", "snaps at something"]),
    ("howl", r"howl|roar|bark", [
        "howls", "roars", "barks", "raises its head and cries out"]),
    ("wave", r"wave|hello", [
        "waves", "waves with its hand", "greets with a raised hand", "is waving"]),
    ("dance", r"dance", ["dances", "is dancing", "dances happily"]),
    ("cheer", r"cheer", ["cheers", "raises its arms and cheers", "celebrates"]),
    ("duck", r"duck", ["ducks", "crouches", "squats down"]),
    ("pick", r"pickup|pick_up", ["picks something up", "bends down and picks it up"]),
    ("use", r"interact|use_item|weapon", [
        "uses something", "reaches out with its hand", "handles something"]),
    ("throw", r"throw", ["throws something", "throws", "hurls a stone"]),
    ("turn", r"turn\w*_?(left|right)", ["turns to the {side}", "turns {side}"]),
    ("open", r"open", ["opens", "opens up"]),
    ("close", r"close", ["closes", "shuts"]),
]  # fmt: skip


def names():
    """The actions that there are."""
    return {action for action, _, _ in ACTIONS} | {OTHER}


@cache
def by_phrase():
    """{first phrase: (action, phrases)}, with a side in place of {side}."""
    found = {}
    for action, _, phrases in ACTIONS:
        for side in ("left", "right"):
            said = [p.format(side=side) for p in phrases]
            if said:
                found[said[0]] = (action, said)
    return found


def words_of(clip_name):
    """The clip's own name in lower case, words joined by _, without the armature's and
    the rig's name in front."""
    name = clip_name.split("|")[-1]
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    name = re.sub(r"[\s.\-]+", "_", name).lower()
    return re.sub(r"_+\d*$", "", name) if re.search(r"_0\d\d$", name) else name


def by_name(clip_name):
    """(action, verb phrases) by the clip's name alone; (OTHER, [its name in words])
    where no pattern is found."""
    name = words_of(clip_name)
    for action, pattern, phrases in ACTIONS:
        if re.search(pattern, name):
            side = "right" if re.search(r"right|receive_2|recieve_2", name) else "left"
            return action, [p.format(side=side) for p in phrases]
    return OTHER, [name.replace("_", " ")]
