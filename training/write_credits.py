"""Writes training/CREDITS.md: author and licence of every rig that training reads.

python training/write_credits.py --data CLIPS [--rigs FOLDER_WITH_INDEX]
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from animax_training import credits, strict
from animax_training.sources import held_out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--rigs", type=Path, help="the rigs' folder, with index.json")
    parser.add_argument("--out", type=Path, default=HERE / "CREDITS.md")
    args = parser.parse_args()
    try:
        index = credits.read_index(args.rigs) if args.rigs else {}
    except strict.ConfigError as error:
        raise SystemExit(f"write_credits: {error}") from None
    rigs = []
    for path in sorted(args.data.glob("*.npz")):
        if held_out(path.stem):
            continue
        content = np.load(path)
        name = json.loads(str(content["rig"]))
        rigs.append((name, credits.credit(name, index), len(content["clips"])))
    credits.write(rigs, args.out)
    unknown = [r for r, who, _ in rigs if credits.UNKNOWN in who]
    print(f"{args.out}: {len(rigs)} rigs, {len(unknown)} of unknown licence or author")


if __name__ == "__main__":
    main()
