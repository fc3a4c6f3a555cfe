"""Whose work a model was trained on: author and licence of every rig.

A folder of rigs may say so in its `index.json`: rows with `file` and, if known,
`licence`, `author` and `source`. What it does not say is looked up in the pack's file
in training/sources/; a rig that is in neither is listed as unknown, never left out.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from . import sources

UNKNOWN = "unknown"


def read_index(folder):
    """{rig file: row} of a folder's index.json; {} if there is none."""
    path = Path(folder) / "index.json"
    if not path.exists():
        return {}
    return {row["file"]: row for row in json.loads(path.read_text())}


def credit(rig_file, index):
    """(author, licence, source) of a rig: what the index says, then what its source
    does, then unknown."""
    row = index.get(rig_file, {})
    known = {"author": UNKNOWN, "licence": UNKNOWN, "source": ""}
    source, entry = sources.find(rig_file)
    # By the whole path: a rig of the same name elsewhere has another author.
    if source is not None and rig_file.rsplit("/", 1)[0] == source.pack:
        known = {
            "author": entry.author or source.author,
            "licence": source.licence,
            "source": source.url if entry.url is None else entry.url,
        }
    return tuple(row.get(key, known[key]) for key in ("author", "licence", "source"))


def write(rigs, path):
    """CREDITS.md of [(rig file, (author, licence, source), clips used)]."""
    lines = [
        "# Whose work the nano learnt from",
        "",
        "Written by `training/write_credits.py` from the clips that training reads. "
        "Nothing of these files is in this project or in its models' folders: only "
        "what a model learnt from them. Rigs without clips gave their build, which "
        "code moves. Thank you.",
    ]
    groups = defaultdict(list)
    for rig_file, who, clips in rigs:
        groups[(*who, str(Path(rig_file).parent))].append((rig_file, clips))
    for (author, licence, source, pack), found in sorted(groups.items()):
        total = sum(clips for _, clips in found)
        where = f", <{source}>" if source else ""
        lines += ["", f"## {pack}", f"{author}, {licence}{where}; {total} clips", ""]
        lines += [f"- {Path(f).name}: {clips} clips" for f, clips in sorted(found)]
    Path(path).write_text("\n".join(lines) + "\n")
