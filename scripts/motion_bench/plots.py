"""Pictures of the figures, with matplotlib where it is installed."""

from __future__ import annotations

from pathlib import Path


def draw(report: dict, folder: Path) -> None:
    try:
        import matplotlib
    except ImportError:
        print("No matplotlib: the plots are skipped (scripts/setup_bench.sh has it).")
        return
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    names = report["solvers"]
    if report["rows"]:
        for key, title in (
            ("joints", "joint error, % of the box"),
            ("acceleration_ratio", "acceleration, recovered / true"),
        ):
            figure = dots(plt, report["rows"], names, key, title)
            save(plt, figure, folder / f"motion_{key}.png")
    if report["calibration"]:
        figure = reliability(plt, report["calibration"])
        save(plt, figure, folder / "calibration.png")
    if report["cost"]:
        save(plt, lines(plt, report["cost"], names), folder / "motion_cost.png")


def save(plt, figure, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)
    print(f"plot: {path.name}")


def reliability(plt, calibration):
    figure, axes = plt.subplots(figsize=(4.4, 4.2))
    axes.plot([0, 1], [0, 1], "--", color="grey", linewidth=1)
    for told in calibration["told"]:
        bins = told["bins"]
        label = f"{told['name']}: ECE {told['error']:.3f}"
        axes.plot(
            [b["said"] for b in bins], [b["right"] for b in bins], "o-", label=label
        )
    axes.set_xlabel("said")
    axes.set_ylabel("right")
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right")
    return figure


def dots(plt, rows, names, key, title):
    cases = list(dict.fromkeys((row["case"], row["size"]) for row in rows))
    figure, axes = plt.subplots(figsize=(max(4.5, 1.6 + 0.9 * len(cases)), 3.6))
    for n, name in enumerate(names):
        found = {(r["case"], r["size"]): r[key] for r in rows if r["solver"] == name}
        places = [c + 0.12 * (n - (len(names) - 1) / 2) for c in range(len(cases))]
        axes.plot(places, [found.get(case) for case in cases], "o", label=name)
    axes.set_yscale("log")
    axes.set_xticks(range(len(cases)), [f"{case}\n{size} px" for case, size in cases])
    axes.set_ylabel(title)
    axes.grid(axis="y", which="both", alpha=0.3)
    axes.legend(ncols=len(names), loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return figure


def lines(plt, cost, names):
    figure, both = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True)
    for axes, key in zip(both, ("frames", "joints")):
        for name in names:
            across = [row[key] for row in cost[key]]
            axes.plot(across, [row[name] for row in cost[key]], "o-", label=name)
        other = "joints" if key == "frames" else "frames"
        axes.set_xlabel(f"{key} ({cost[key][0][other]} {other})")
        axes.set_yscale("log")
        axes.grid(alpha=0.3)
    both[0].set_ylabel("processor seconds")
    both[0].legend()
    return figure
