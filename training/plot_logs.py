"""Loss curves of runs as one PNG: samples seen against the loss at three noise levels.

    python training/plot_logs.py --out docs/images/nano-loss.png NAME=RUN/log.csv ...

Needs matplotlib (.venv-bench has it).
"""

import argparse
import csv
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt


def column(rows, key):
    return [float(r[key]) for r in rows]


def smooth(values, count=7):
    out = []
    for n in range(len(values)):
        part = values[max(0, n - count + 1) : n + 1]
        out.append(sum(part) / len(part))
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("logs", nargs="+", help="NAME=log.csv")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    figure, axes = plt.subplots(1, len(args.logs), figsize=(4.2 * len(args.logs), 3.2))
    axes = [axes] if len(args.logs) == 1 else axes
    for axis, log in zip(axes, args.logs, strict=True):
        name, path = log.split("=", 1)
        with open(path) as file:
            rows = list(csv.DictReader(file))
        seen = column(rows, "seen")
        skip = {"step", "seen", "s", "lr", "norm", "spread", "kl"}
        for key in (k for k in rows[0] if k not in skip):
            axis.plot(seen, smooth(column(rows, key)), label=key, linewidth=1)
        axis.set_title(name, fontsize=9)
        axis.set_xlabel("samples seen")
        axis.set_ylim(bottom=0)
        axis.legend(fontsize=7)
        axis.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(args.out, dpi=90)


if __name__ == "__main__":
    main()
