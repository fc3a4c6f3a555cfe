"""What `--only design` prints and draws."""

from __future__ import annotations

import numpy as np


def show(report: dict) -> None:
    if not report:
        return
    rows, damage = report["rows"], report["damage"]
    print(
        "\nDesigns of pose maps: joint error in % of the box, mean / p95, and % of "
        "joints more than 5%\noff, over all joints of the rig. soft: blurs "
        f"{np.round(damage['mix'], 2)}, colours mixed, noise {damage['noise']:.1f}."
    )
    cases = list(dict.fromkeys((r["case"], r["size"]) for r in rows))
    for group in dict.fromkeys(r["joints"] for r in rows):
        heads = " ".join(f"{f'{name} {size}':>16}" for name, size in cases)
        print(f"\n{group:38} {heads}")
        for what, design in dict.fromkeys((r["what"], r["design"]) for r in rows):
            found = {
                (r["case"], r["size"]): r
                for r in rows
                if (r["what"], r["design"], r["joints"]) == (what, design, group)
            }
            cells = " ".join(
                f"{r['joints_mean']:5.2f}/{r['joints_p95']:5.2f}{r['lost_mean']:5.1f}"
                for r in (found[case] for case in cases)
            )
            print(f"{what + ': ' + design:38} {cells}")
