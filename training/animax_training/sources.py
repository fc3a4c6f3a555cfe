"""Where training data comes from: one JSON file a pack, in training/sources/.

Each file says whose rigs they are, under which licence, how they share in training,
which of them are held out for evaluation, and what every clip shows. The format is
documented in training/sources/README.md. Rigs and clips that no file lists (a user's
own folder) are described by rules over their names (actions.by_name,
captions.subjects), belong to the family "other", and have no known author.

Paths of rigs are relative to the folder of rigs, as extract_clips.py writes them
("quaternius/animals_pack/Fox.glb"). No PyTorch, no Blender and no native module here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath

from . import actions, strict

TRAINING = Path(__file__).resolve().parent.parent
FOLDER = TRAINING / "sources"
SHARES = TRAINING / "shares.json"

OTHER = "other"  # family of rigs without a source
ANYTHING = ["a character"]  # what a rig of unknown kind may always be called


@dataclass(frozen=True)
class RigEntry:
    """One file of a pack. What is None is as in the pack."""

    subjects: list[str]  # what the rig is called in captions, most specific first
    held_out: bool = False  # kept for evaluation: no training may see it
    family: str | None = None
    author: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class OwnMotion:
    """A motion that actions.ACTIONS does not have."""

    action: str
    phrases: list[str]  # verb phrases, third person


@dataclass(frozen=True)
class Source:
    """One pack. clips: {clip's own name: first phrase of a motion of actions.ACTIONS,
    or a motion of its own, or None for what is not to be trained on}."""

    pack: str  # folder below the folder of rigs
    author: str
    licence: str  # SPDX identifier
    family: str
    rigs: dict[str, RigEntry]
    clips: dict[str, str | OwnMotion | None]
    url: str = ""
    generic_subjects: list[str] = field(default_factory=lambda: list(ANYTHING))
    # Of a pack of near-identical rigs, how many enter each variant; 0: all.
    rigs_per_variant: int = 0


@dataclass(frozen=True)
class Shares:
    """How often families and actions are drawn in training (windows.shares)."""

    families: dict[str, float]
    actions: dict[str, float]
    other_actions: float


def load_source(path, families):
    """One validated file; ConfigError with a sentence if it is not in order."""
    where = Path(path).name
    source = strict.build(Source, strict.read_json(path), where)
    for key in ("pack", "author", "licence"):
        if not getattr(source, key).strip():
            raise strict.ConfigError(f"{where}: {key} is empty")
    strict.refuse_unknown([source.family], families, f"{where}: family")
    for name, entry in source.rigs.items():
        strict.refuse_unknown(
            [entry.family or source.family], families, f"{where}: family of {name}"
        )
        if not entry.subjects:
            raise strict.ConfigError(f"{where}: {name} has no subjects")
    phrases = actions.by_phrase()
    for name, motion in source.clips.items():
        if isinstance(motion, str):
            strict.refuse_unknown([motion], phrases, f"{where}: clip {name!r}")
        elif motion is not None:
            known = actions.names()
            strict.refuse_unknown([motion.action], known, f"{where}: clip {name!r}")
            if not motion.phrases:
                raise strict.ConfigError(f"{where}: clip {name!r} has no phrases")
    return source


@cache
def shares(path=SHARES):
    return strict.build(Shares, strict.read_json(path), path.name)


@cache
def load(folder=FOLDER):
    """All sources of a folder, by name of their files."""
    families = shares().families
    found = [load_source(p, families) for p in sorted(Path(folder).glob("*.json"))]
    seen = {}
    for source in found:
        for name in source.rigs:
            key = key_of(f"{source.pack}/{name}")
            if seen.setdefault(key, source.pack) != source.pack:
                raise strict.ConfigError(
                    f"{source.pack} and {seen[key]} both have {'/'.join(key)}"
                )
    return tuple(found)


def key_of(rig_file):
    """(pack's own folder, stem) in lower case; "__" in a name stands for "/"."""
    path = PurePosixPath(str(rig_file).replace("__", "/"))
    return path.parent.name.lower(), path.name.split(".")[0].lower()


@cache
def rigs_by_key():
    return {
        key_of(f"{source.pack}/{name}"): (source, entry)
        for source in load()
        for name, entry in source.rigs.items()
    }


def find(rig_file):
    """(Source, RigEntry) of a rig; (None, None) if no source lists it."""
    return rigs_by_key().get(key_of(rig_file), (None, None))


def family(rig_file):
    source, entry = find(rig_file)
    return OTHER if source is None else entry.family or source.family


def held_out(rig_file):
    """Whether a rig is kept for evaluation. Also takes names of extracted files
    ("quaternius__animals_pack__Husky.npz"); a name without a folder is held out if any
    pack holds out a rig of that name."""
    folder, stem = key_of(rig_file)
    if folder:
        entry = find(rig_file)[1]
        return entry is not None and entry.held_out
    return any(e.held_out and key[1] == stem for key, (_, e) in rigs_by_key().items())


def held_out_rigs():
    """["pack/stem", ...] of all rigs that are held out, sorted."""
    return sorted(
        f"{source.pack.split('/')[-1]}/{PurePosixPath(name).stem}"
        for source in load()
        for name, entry in source.rigs.items()
        if entry.held_out
    )


def own_name(clip_name):
    """The clip's name without the armature's in front: "Fox|Walk" is "Walk"."""
    return clip_name.split("|")[-1]


def motion(rig_file, clip_name):
    """(action, verb phrases) of a rig's clip. Action "none": not to be trained on."""
    source, _ = find(rig_file)
    if source is None or own_name(clip_name) not in source.clips:
        return actions.by_name(clip_name)
    listed = source.clips[own_name(clip_name)]
    if listed is None:
        return actions.NONE, []
    if isinstance(listed, OwnMotion):
        return listed.action, list(listed.phrases)
    return actions.by_phrase()[listed]


def limited_packs(rig_files):
    """{pack: (positions in rig_files, rigs_per_variant)} of packs with such a limit."""
    found = {}
    for n, rig_file in enumerate(rig_files):
        source, _ = find(rig_file)
        if source is not None and source.rigs_per_variant:
            positions, _ = found.setdefault(source.pack, ([], source.rigs_per_variant))
            positions.append(n)
    return found
