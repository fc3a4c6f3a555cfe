"""Drafts training/sources/NAME.json for a pack, by rules over names; to be corrected.

python training/draft_source.py --data CLIPS --pack quaternius/animals_pack
    --author Quaternius --licence CC0-1.0 [--url URL] [--family animal] [--out FILE]
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from animax_training import actions, captions, sources


def motion_entry(clip_name):
    """What stands in the file for a clip, by its name alone."""
    action, phrases = actions.by_name(clip_name)
    if action == actions.NONE:
        return None
    known = phrases[0] in actions.by_phrase()
    return phrases[0] if known else {"action": action, "phrases": phrases}


def draft(args):
    rigs, clips = {}, {}
    for path in sorted(args.data.glob("*.npz")):
        content = np.load(path)
        folder, _, name = json.loads(str(content["rig"])).rpartition("/")
        if folder != args.pack:
            continue
        rigs[name] = {"subjects": captions.subjects(name)[0]}
        for clip in (sources.own_name(str(n)) for n in content["clips"]):
            clips[clip] = motion_entry(clip)
    keys = ("pack", "author", "url", "licence", "family")
    head = {key: getattr(args, key) for key in keys}
    return head | {"rigs": rigs, "clips": dict(sorted(clips.items()))}


def text_of(source):
    """JSON with one line for each rig and clip."""
    lines = []
    for key, value in source.items():
        body = json.dumps(value, ensure_ascii=False)
        if key in ("rigs", "clips") and value:
            rows = [
                f"    {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}"
                for k, v in value.items()
            ]
            body = "{\n" + ",\n".join(rows) + "\n  }"
        lines.append(f"  {json.dumps(key)}: {body}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", required=True, type=Path, help="of extract_clips.py")
    parser.add_argument("--pack", required=True, help="folder below the rigs' folder")
    parser.add_argument("--author", required=True)
    parser.add_argument("--licence", required=True, help="SPDX identifier")
    parser.add_argument("--url", default="")
    parser.add_argument("--family", default=sources.OTHER)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    source = draft(args)
    if not source["rigs"]:
        parser.error(f"{args.data} holds no rig of {args.pack}")
    name = args.pack.replace("/", "_").lower() + ".json"
    out = args.out or sources.FOLDER / name
    if out.exists():
        parser.error(f"{out} is there already; name another file with --out")
    out.write_text(text_of(source), encoding="utf-8")
    print(f"{out}: {len(source['rigs'])} rigs, {len(source['clips'])} clips")


if __name__ == "__main__":
    main()
