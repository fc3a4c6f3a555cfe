"""Rigs that no training may see: what is reported on them is a test."""

from pathlib import PurePosixPath

STEMS = {"husky", "rogue", "koi", "velociraptor", "leela", "wasp", "dolphin"}
IN_PACK = {("modular_women", "punk")}


def held_out(rig_file):
    """True for a path, below the folder of rigs, that is kept for tests."""
    path = PurePosixPath(str(rig_file).replace("__", "/"))
    stem = path.name.split(".")[0].lower()
    pack = path.parent.name.lower()
    return stem in STEMS or (pack, stem) in IN_PACK
