"""Runs in the Blender that is looked at: answers questions, and times what it sees.

It reads, and changes nothing: questions come as lines of JSON over a socket whose path
is the environment's ANIMAX_SEAT, an answer goes back for each. Times are taken by a
timer of 5 ms (how long Blender's main thread was away), by a draw handler of the 3D
viewport, and around the functions of the add-on that Blender calls while a job runs.
"""

from __future__ import annotations

import functools
import json
import os
import socket
import sys
import time
import traceback
from typing import Any

import bpy

INTERVAL = 0.005
link = socket.socket(socket.AF_UNIX)
state: dict[str, Any] = {"rest": b"", "last": 0.0, "watch": False}
# Seconds: between two calls of the timer, at which the viewport was drawn, and that a
# function of the add-on took.
gaps: list[tuple[float, float]] = []
draws: list[float] = []
calls: list[tuple[str, float, float]] = []


def areas(_: dict[str, Any]) -> list[dict[str, Any]]:
    """Of all windows; y counts from the bottom of the window."""
    return [
        {"window": w, "type": area.type,
         "regions": [[r.type, r.x, r.y, r.width, r.height] for r in area.regions]}
        for w, window in enumerate(bpy.context.window_manager.windows)
        for area in window.screen.areas
    ]  # fmt: skip


def under(question: dict[str, Any]) -> str:
    """What the pointer is over in a region: an operator with its properties as Python
    has it, or the path of a property; "" is neither. Blender's own Copy Data Path and
    Copy Python Command tell it, so the clipboard is used."""
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type != question["area"]:
                continue
            for region in area.regions:
                if region.type != question["region"]:
                    continue
                with bpy.context.temp_override(window=window, area=area, region=region):
                    found = copied()
                if found:
                    return found
    return ""


def copied() -> str:
    manager = bpy.context.window_manager
    for copy in (
        bpy.ops.ui.copy_python_command_button,
        functools.partial(bpy.ops.ui.copy_data_path_button, full_path=True),
        bpy.ops.ui.copy_data_path_button,
    ):
        manager.clipboard = ""
        try:
            copy()
        except RuntimeError:
            continue
        if manager.clipboard:
            return str(manager.clipboard)
    return ""


def evaluate(question: dict[str, Any]) -> Any:
    """Of an expression that reads something."""
    return eval(question["text"], {"bpy": bpy, "sys": sys})


def watch(question: dict[str, Any]) -> Any:
    """on: start anew; else what was seen."""
    if question.get("on"):
        for seen in (gaps, draws, calls):
            seen.clear()
        state["watch"], state["last"] = True, time.monotonic()
        return None
    state["watch"] = False
    return {"gaps": gaps, "draws": draws, "calls": calls}


def on_draw() -> None:
    if state["watch"]:
        draws.append(time.monotonic())


def time_calls(owner: Any, name: str) -> None:
    """The function notes its seconds from now on. Blender passes as many arguments as
    a method says that it takes."""
    inner = getattr(owner, name)

    def timed(*words: Any) -> Any:
        began = time.monotonic()
        try:
            return inner(*words)
        finally:
            if state["watch"]:
                calls.append((name, began, time.monotonic() - began))

    outers: dict[str, Any] = {
        "draw": lambda self, context: timed(self, context),
        "modal": lambda self, context, event: timed(self, context, event),
        "invoke": lambda self, context, event: timed(self, context, event),
    }
    setattr(owner, name, outers.get(name, timed))


def time_addon(_: dict[str, Any]) -> None:
    """What of the add-on Blender calls while a job runs, and before and after."""
    ui = sys.modules["animax"].ui
    for name in ("invoke", "modal", "finish"):
        time_calls(ui.operators.ANIMAX_OT_animate, name)
    time_calls(ui.pictures, "on_timer")
    for name in ("main", "history", "advanced"):
        time_calls(getattr(ui.panels, f"ANIMAX_PT_{name}"), "draw")


QUESTIONS = {
    "areas": areas, "under": under, "evaluate": evaluate, "watch": watch,
    "time": time_addon}  # fmt: skip


def on_timer() -> float:
    now = time.monotonic()
    if state["watch"]:
        gaps.append((state["last"], now - state["last"]))
    try:
        while True:
            data = link.recv(65536)
            if not data:
                # Whoever asked is gone.
                os._exit(0)
            state["rest"] += data
    except BlockingIOError:
        pass
    *lines, state["rest"] = state["rest"].split(b"\n")
    for line in lines:
        question = json.loads(line)
        try:
            answer = {"is": QUESTIONS[question["ask"]](question)}
        except Exception:
            answer = {"error": traceback.format_exc()}
        link.sendall(json.dumps(answer).encode() + b"\n")
    state["last"] = time.monotonic()
    return INTERVAL


def start() -> None:
    link.connect(os.environ["ANIMAX_SEAT"])
    link.setblocking(False)
    bpy.types.SpaceView3D.draw_handler_add(on_draw, (), "WINDOW", "POST_PIXEL")
    bpy.app.timers.register(on_timer, persistent=True)


start()
