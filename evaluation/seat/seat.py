"""Somebody in front of Blender: finds buttons, clicks, types, looks."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .blender import Blender
from .display import Screen
from .manager import Manager
from .picture import write_png

if TYPE_CHECKING:
    from collections.abc import Sequence

# Pixels between two places in which a button is looked for.
ROW = 9
# Where a further window is put: x, y.
SECOND = (60, 50)


class Seat:
    """pictures: the folder for them."""

    def __init__(self, screen: Screen, blender: Blender, pictures: Path) -> None:
        self.screen, self.blender, self.pictures = screen, blender, pictures
        self.hand = screen.hand
        self.manager = Manager(self.hand.x11, self.hand.display)
        # Where buttons were found, by area, region and words.
        self.known: dict[tuple[str, ...], tuple[float, float]] = {}

    # Windows and regions ----------------------------------------------------------

    def windows(self) -> list[tuple[int, tuple[int, int, int, int]]]:
        """In the order in which they were opened."""
        return sorted(self.manager.windows().items())

    def new_window(self, before: int) -> None:
        """Waits for one beside those that were there, and puts it where all of it
        shows."""
        self.blender.until(f"len(bpy.context.window_manager.windows) > {before}")
        while len(self.windows()) <= before:
            time.sleep(0.1)
        self.manager.place(self.windows()[-1][0], *SECOND)
        self.settle(1.0)

    def main_window(self) -> None:
        """Back to it: others lie behind it then."""
        self.manager.to_front(self.windows()[0][0])
        self.settle(1.0)

    def region(self, area: str, region: str) -> tuple[int, int, int, int]:
        """Left, top, width, height on the screen, of the first such one."""
        for found in self.blender.ask("areas"):
            if found["type"] != area:
                continue
            for kind, x, y, width, height in found["regions"]:
                if kind == region and width > 1 and height > 1:
                    left, top, _, tall = self.windows()[found["window"]][1]
                    return left + x, top + tall - y - height, width, height
        raise SystemExit(f"seat: there is no region {region} of a {area} to be seen.")

    def panel(self) -> tuple[int, int, int, int]:
        """The sidebar, for a picture."""
        return self.region("VIEW_3D", "UI")

    # Looking ----------------------------------------------------------------------

    def settle(self, seconds: float = 0.3) -> None:
        """Until Blender has drawn what there is to draw."""
        time.sleep(seconds)
        for _ in range(2):
            self.blender.value("1")

    def shoot(self, name: str, cut: Sequence[int] | None = None) -> None:
        """cut: left, top, width, height."""
        self.settle()
        pixels = self.screen.picture()
        if cut is not None:
            left, top, width, height = cut
            pixels = pixels[max(top, 0) : top + height, max(left, 0) : left + width]
        write_png(self.pictures / f"{name}.png", pixels)

    def over(self, area: str, region: str) -> str:
        return str(self.blender.ask("under", area=area, region=region))

    def find(
        self,
        words: str,
        area: str = "VIEW_3D",
        region: str = "UI",
        columns: Sequence[float] = (0.3, 0.65, 0.85),
    ) -> tuple[float, float]:
        """Moves the pointer down the region, in columns (shares of its width), until it
        is over a button whose operator or property has the words in it."""
        key = (area, region, words)
        if key in self.known:
            self.hand.move(*self.known[key], wait=0.15)
            if words in self.over(area, region):
                return self.known[key]
        left, top, width, height = self.region(area, region)
        for share in columns:
            y = float(top + ROW)
            while y < top + height - 4:
                x = left + share * width
                self.hand.move(x, y, wait=0.03)
                if words in self.over(area, region):
                    # Well inside of it.
                    self.hand.move(x, y + 3)
                    if words in self.over(area, region):
                        y += 3
                    self.hand.move(x, y)
                    self.known[key] = (x, y)
                    return x, y
                y += ROW
        raise SystemExit(f"seat: nothing in {area} {region} is {words!r}.")

    # Doing ------------------------------------------------------------------------

    def click(self, words: str, area: str = "VIEW_3D", region: str = "UI", **how: Any):
        self.hand.move(*self.find(words, area, region, **how))
        self.hand.click()
        self.settle()

    def point_at(self, place: tuple[float, float]) -> None:
        """From the corner of the window that was opened last."""
        left, top, _, _ = self.windows()[-1][1]
        self.hand.move(left + place[0], top + place[1], wait=0.2)

    def click_at(self, place: tuple[float, float]) -> None:
        self.point_at(place)
        self.hand.click()
        self.settle(1.0)

    def enter(self, words: str, text: str) -> None:
        """Types into a field, in place of what is in it. A click opens it, also one
        with a number; a second one might come too late and be one more."""
        self.hand.move(*self.find(words))
        self.hand.click()
        self.settle(1.0)
        self.hand.press("a", "ctrl")
        self.hand.write(text)
        self.hand.press("Return")
        self.settle()
