"""Action classes that the classifier tells apart, and prompts for them."""

from __future__ import annotations

from animax_training import sources

# class: the actions of clips (animax_training/actions.py) that it includes
CLASSES = {
    "walk": ("walk", "sneak"),
    "run": ("run",),
    "idle": ("idle", "look", "aim"),
    "jump": ("jump",),
    "death": ("death",),
    "attack": ("bite", "headbutt", "punch", "swing", "kick", "claw", "stamp"),
    "eat": ("eat",),
    "hit": ("hit",),
    "swim": ("swim",),
    "fly": ("fly",),
    "wave": ("wave",),
    "dance": ("dance",),
    "nod": ("nod",),
    "shake": ("shake",),
    "wag": ("wag",),
}

# 40 prompts that no caption contains: held-out rig, prompt, class. A test checks that
# no verb phrase of a caption is contained in them (evaluation/tests/test_unseen.py).
UNSEEN = [
    ("Husky", "trots along", "walk"),
    ("Husky", "ambles down the road", "walk"),
    ("Husky", "a dog out on its daily round, one paw after the other", "walk"),
    ("Husky", "races after a ball", "run"),
    ("Husky", "dashes off as fast as it can", "run"),
    ("Husky", "has a bite", "eat"),
    ("Husky", "nibbles at its food", "eat"),
    ("Husky", "collapses", "death"),
    ("Husky", "keels over and does not move any more", "death"),
    ("Husky", "hops over a puddle", "jump"),
    ("Husky", "is happy to see you, tail going left and right", "wag"),
    ("Husky", "rests on its feet, breathing quietly", "idle"),
    ("Husky", "agrees by moving its head", "nod"),
    ("Husky", "recoils from a punch", "hit"),
    ("Rogue", "takes a stroll through the park", "walk"),
    ("Rogue", "marches on", "walk"),
    ("Rogue", "hurries away in a panic", "run"),
    ("Rogue", "is in a race", "run"),
    ("Rogue", "collapses", "death"),
    ("Rogue", "is slain", "death"),
    ("Rogue", "hops up and down", "jump"),
    ("Rogue", "hits somebody with a blade", "attack"),
    ("Rogue", "boxes an opponent", "attack"),
    ("Rogue", "stays where it is, doing nothing", "idle"),
    ("Velociraptor", "strides along", "walk"),
    ("Velociraptor", "chases its prey", "run"),
    ("Velociraptor", "collapses", "death"),
    ("Velociraptor", "tears at its victim with its jaws", "attack"),
    ("Velociraptor", "hops over a rock", "jump"),
    ("Leela", "waves hello", "wave"),
    ("Leela", "says goodbye with one arm", "wave"),
    ("Leela", "moves to the music", "dance"),
    ("Leela", "strides along", "walk"),
    ("Leela", "hurries to the exit", "run"),
    ("Leela", "collapses", "death"),
    ("Leela", "boxes an opponent", "attack"),
    ("Koi", "paddles through a pond", "swim"),
    ("Koi", "glides through the water with a beating tail", "swim"),
    ("Dolphin", "cruises under the waves", "swim"),
    ("Wasp", "buzzes about in the air", "fly"),
]


def of_action(action: str) -> str | None:
    return next((c for c, parts in CLASSES.items() if action in parts), None)


def of_clip(rig_file: str, name: str) -> str | None:
    """The class of a rig's clip; None: of none of the classes."""
    return of_action(sources.motion(rig_file, name)[0])
