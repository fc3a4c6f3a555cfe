"""Whose work a model was trained on: author and licence of every rig.

A folder of rigs says so in its `index.json`: rows with `file`, `licence` and, if known,
`author` and `source`. What it does not say is looked up by the name of the pack; a rig
that nobody vouches for is listed as such, never left out.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

# First folder of a rig's path: author, where the packs are published.
AUTHORS = {
    "quaternius": ("Quaternius", "https://quaternius.com"),
    "kaykit": ("Kay Lousberg (KayKit)", "https://kaylousberg.com"),
    "mesh2motion": ("Mesh2Motion and its contributors", "https://mesh2motion.org"),
    "rigs": ("AnimaX for Blender (assets/rigs)", ""),
}
UNKNOWN = "unknown"


def read_index(folder):
    """{rig file: row} of a folder's index.json; {} if there is none."""
    path = Path(folder) / "index.json"
    if not path.exists():
        return {}
    return {row["file"]: row for row in json.loads(path.read_text())}


def credit(rig_file, index):
    """(author, licence, source) of a rig."""
    row = index.get(rig_file, {})
    author, source = AUTHORS.get(rig_file.split("/")[0], (UNKNOWN, ""))
    licence = row.get("licence", "CC0-1.0" if rig_file.startswith("rigs/") else UNKNOWN)
    return row.get("author", author), licence, row.get("source", source)


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
