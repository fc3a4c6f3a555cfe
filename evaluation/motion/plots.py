"""Pictures of the figures, with matplotlib where it is installed."""

from __future__ import annotations

from pathlib import Path

from . import design_sheet, keys_plot

DPI = 90


def pyplot():
    """matplotlib.pyplot, or None and a sentence."""
    try:
        import matplotlib
    except ImportError:
        print("No matplotlib: the plots are skipped (scripts/setup_bench.sh has it).")
        return None
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    return plt


def draw(report: dict, takes: list, tiles: list, folder: Path) -> None:
    """takes: what `keys` measured; tiles: of design_sheet."""
    plt = pyplot()
    if plt is None:
        return
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
        save(plt, lines(plt, report["cost"], names), folder / "motion-cost.png")
    if takes:
        save(plt, keys_plot.draw(plt, takes), folder / "key-reduction.png")
    if tiles:
        save(plt, design_sheet.draw(plt, tiles), folder / "pose-map-designs.png")


def save(plt, figure, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, dpi=DPI)
    plt.close(figure)
    print(f"plot: {path.name}")


def reliability(plt, calibration):
    figure, axes = plt.subplots(figsize=(4.4, 4.2))
    axes.plot([0, 1], [0, 1], "--", color="grey", linewidth=1)
    for row in calibration["predictions"]:
        bins = row["bins"]
        label = f"{row['name']}: ECE {row['error']:.3f}"
        axes.plot(
            [b["predicted"] for b in bins],
            [b["right"] for b in bins],
            "o-",
            label=label,
        )
    axes.set_xlabel("predicted")
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
    figure, panels = plt.subplots(1, 3, figsize=(11, 3.6))
    for axes, key in zip(panels, ("frames", "joints")):
        for name in names:
            across = [row[key] for row in cost[key]]
            fit = cost["fits"][key][name]
            label = f"{name}: {1000 * fit['each']:.2g} ms each, R² {fit['r2']:.3f}"
            (dots,) = axes.plot(across, [r[name] for r in cost[key]], "o", label=label)
            axes.plot(
                across,
                [max(fit["start"] + fit["each"] * x, 1e-6) for x in across],
                color=dots.get_color(),
            )
        other = "joints" if key == "frames" else "frames"
        axes.set_xlabel(f"{key} ({cost[key][0][other]} {other}); lines: linear fits")
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xticks(across, [str(x) for x in across])
        axes.minorticks_off()
        axes.grid(alpha=0.3)
        low, high = axes.get_ylim()
        axes.set_ylim(low, high * (high / low) ** 0.45)
        axes.legend(fontsize=7, loc="upper left")
    panels[0].set_ylabel("processor seconds, 2D to keys")
    detectors = {"all_views": "all views", "by_view": "by view", "by_colour": "paper"}
    sizes = list(cost["extract_ms"])
    for name, label in detectors.items():
        panels[2].plot(sizes, [cost["extract_ms"][s][name] for s in sizes], "o-",
                       label=label)  # fmt: skip
    panels[2].set_xlabel("size of the maps, px")
    panels[2].set_ylabel("detection, ms a map")
    panels[2].set_ylim(0)
    panels[2].grid(alpha=0.3)
    panels[2].legend(fontsize=7)
    return figure
