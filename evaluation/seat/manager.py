"""What a window manager does for a program: places its windows, before or behind."""

from __future__ import annotations

import ctypes
from typing import Any

LEAST = 100


class Manager:
    """x11, display: of a Hand."""

    def __init__(self, x11: Any, display: Any) -> None:
        self.x11, self.display = x11, display
        window, pointer, number = ctypes.c_ulong, ctypes.c_void_p, ctypes.c_int
        x11.XDefaultRootWindow.argtypes = [pointer]
        x11.XDefaultRootWindow.restype = window
        x11.XQueryTree.argtypes = [pointer, window] + [pointer] * 4
        x11.XGetGeometry.argtypes = [pointer, window] + [pointer] * 7
        x11.XFree.argtypes = [pointer]
        x11.XMoveWindow.argtypes = [pointer, window, number, number]
        x11.XRaiseWindow.argtypes = [pointer, window]

    def windows(self) -> dict[int, tuple[int, int, int, int]]:
        """x, y, width, height of each, as they lie from below upwards."""
        root = self.x11.XDefaultRootWindow(self.display)
        one, two, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
        children = ctypes.POINTER(ctypes.c_ulong)()
        self.x11.XQueryTree(
            self.display, root, ctypes.byref(one), ctypes.byref(two),
            ctypes.byref(children), ctypes.byref(count),
        )  # fmt: skip
        found = {}
        for window in children[: count.value]:
            x, y = ctypes.c_int(), ctypes.c_int()
            sizes = [ctypes.c_uint() for _ in range(4)]
            self.x11.XGetGeometry(
                self.display, window, ctypes.byref(one), ctypes.byref(x),
                ctypes.byref(y), *[ctypes.byref(size) for size in sizes],
            )  # fmt: skip
            width, height = sizes[0].value, sizes[1].value
            if min(width, height) >= LEAST:
                found[window] = (x.value, y.value, width, height)
        if count.value:
            self.x11.XFree(children)
        return found

    def place(self, window: int, x: int, y: int) -> None:
        self.x11.XMoveWindow(self.display, window, x, y)
        self.x11.XRaiseWindow(self.display, window)
        self.x11.XSync(self.display, 0)

    def to_front(self, window: int) -> None:
        self.x11.XRaiseWindow(self.display, window)
        self.x11.XSync(self.display, 0)
