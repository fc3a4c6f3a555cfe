"""A screen of its own, and a hand on its mouse and keyboard: Xvfb and XTest.

Programs on it see events of a device, as from a real mouse, and cannot tell them from
those. The screen is read from Xvfb's own memory, so that reading costs them nothing.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import shutil
import struct
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy

# Keys whose symbols are not their characters' codes.
SYMBOLS = {
    "Return": 0xFF0D, "Escape": 0xFF1B, "Delete": 0xFFFF, "Home": 0xFF50,
    "shift": 0xFFE1, "ctrl": 0xFFE3,
}  # fmt: skip
SHIFTED = '~!@#$%^&*()_+{}|:"<>?'
LEFT, MIDDLE = 1, 2


class Screen:
    """An Xvfb; width, height in pixels."""

    def __init__(self, width: int, height: int) -> None:
        self.folder = tempfile.mkdtemp(prefix="animax-screen-")
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24",
             "-fbdir", self.folder, "-nolisten", "tcp", "-noreset"],
            pass_fds=(write,), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(write)
        with os.fdopen(read) as told:
            # To its end of line, which Xvfb writes later and dies of if nobody reads.
            number = told.readline().strip()
        if not number:
            raise SystemExit("seat: Xvfb did not start.")
        self.name = f":{number}"
        with (Path(self.folder) / "Xvfb_screen0").open("rb") as file:
            self.memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.hand = Hand(self.name)

    def picture(self) -> Any:
        """uint8 [H, W, 3], from an XWD file whose numbers are big-endian."""
        head = struct.unpack(">25I", self.memory[:100])
        width, height, row, colours = head[4], head[5], head[12], head[19]
        start = head[0] + 12 * colours
        data = numpy.frombuffer(self.memory, numpy.uint8, row * height, start)
        pixels = data.reshape(height, row)[:, : 4 * width].reshape(height, width, 4)
        return pixels[:, :, 2::-1].copy()

    def close(self) -> None:
        self.hand.close()
        self.server.terminate()
        self.server.wait()
        self.memory.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Hand:
    """Mouse and keyboard of a screen. y counts from the top. clicks, keys: how many
    there have been since they were last set to 0 (a typed text is one key each)."""

    def __init__(self, display: str) -> None:
        self.x11 = ctypes.CDLL("libX11.so.6")
        self.test = ctypes.CDLL("libXtst.so.6")
        pointer = ctypes.c_void_p
        self.x11.XOpenDisplay.restype = pointer
        self.x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
        self.x11.XKeysymToKeycode.argtypes = [pointer, ctypes.c_ulong]
        self.x11.XKeysymToKeycode.restype = ctypes.c_ubyte
        self.x11.XSync.argtypes = [pointer, ctypes.c_int]
        self.x11.XCloseDisplay.argtypes = [pointer]
        number, delay = ctypes.c_uint, ctypes.c_ulong
        self.test.XTestFakeKeyEvent.argtypes = [pointer, number, ctypes.c_int, delay]
        self.test.XTestFakeButtonEvent.argtypes = [pointer, number, ctypes.c_int, delay]
        self.test.XTestFakeMotionEvent.argtypes = [
            pointer, ctypes.c_int, ctypes.c_int, ctypes.c_int, delay
        ]  # fmt: skip
        self.display = self.x11.XOpenDisplay(display.encode())
        if not self.display:
            raise SystemExit(f"seat: there is no display {display}.")
        self.clicks = self.keys = 0

    def close(self) -> None:
        self.x11.XCloseDisplay(self.display)

    def sync(self, wait: float) -> None:
        self.x11.XSync(self.display, 0)
        time.sleep(wait)

    def move(self, x: float, y: float, wait: float = 0.05) -> None:
        self.test.XTestFakeMotionEvent(self.display, -1, round(x), round(y), 0)
        self.sync(wait)

    def button(self, number: int, down: bool, wait: float = 0.05) -> None:
        self.test.XTestFakeButtonEvent(self.display, number, int(down), 0)
        self.sync(wait)

    def click(self) -> None:
        self.clicks += 1
        self.button(LEFT, True)
        self.button(LEFT, False)

    def code(self, symbol: int) -> int:
        found = int(self.x11.XKeysymToKeycode(self.display, symbol))
        if not found:
            raise SystemExit(f"seat: no key for symbol {symbol:#x}.")
        return found

    def press(self, key: str, *held: str) -> None:
        """One key: its name or character; held: shift, ctrl."""
        symbol = SYMBOLS.get(key) or ord(key)
        if len(key) == 1 and (key.isupper() or key in SHIFTED):
            held = (*held, "shift")
        self.keys += 1
        codes = [self.code(SYMBOLS[name]) for name in held] + [self.code(symbol)]
        for code in codes:
            self.test.XTestFakeKeyEvent(self.display, code, 1, 0)
            self.sync(0.02)
        for code in reversed(codes):
            self.test.XTestFakeKeyEvent(self.display, code, 0, 0)
            self.sync(0.02)

    def write(self, text: str) -> None:
        before = self.keys
        for character in text:
            self.press(character)
        self.keys = before + 1
