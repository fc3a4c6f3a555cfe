"""A table of what the fault scripts printed; status 1 if anything was wrong."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path


def main(paths: list[str]) -> int:
    kinds: Counter[str] = Counter()
    wrong: list[str] = []
    for path in map(Path, paths):
        result = json.loads(path.read_text())
        print(f"{path.stem}:")
        for outcome, count in sorted(result["outcomes"].items()):
            print(f"  {count:5} {outcome}")
            kinds[outcome.split()[0].rstrip(":")] += count
        wrong += [f"{path.stem}: {line}" for line in result["wrong"]]
    for line in wrong:
        print(f"wrong: {line}")
    each = ", ".join(f"{count} x {kind}" for kind, count in sorted(kinds.items()))
    print(f"{sum(kinds.values())} failures injected ({each}), {len(wrong)} wrong")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
