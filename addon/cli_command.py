"""`blender --command animax animate ...`: the commands of batch.py, where the add-on is
enabled, from Blender 4.2 on."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "animax"


def register() -> Callable[[], None]:
    """Returns what undoes it."""
    utils: Any = bpy.utils
    if not hasattr(utils, "register_cli_command"):
        return lambda: None
    running: list[bool] = []

    def execute(words: list[str]) -> int:
        running.append(True)
        return run(words)

    handle = utils.register_cli_command(NAME, execute)

    def unregister() -> None:
        # Opening a file resets the preferences, and with them the add-ons; the command
        # that does so is not to lose the ground that it stands on.
        if not running:
            utils.unregister_cli_command(handle)

    return unregister


def run(words: list[str]) -> int:
    """Ends the process with the command's status, as batch.py does: Blender's own end
    may change it. As a script, because a package of an extension may be gone once its
    add-on is reset."""
    path = Path(__file__).with_name("batch.py")
    spec = importlib.util.spec_from_file_location("animax_batch", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["animax_batch"] = module
    spec.loader.exec_module(module)
    return module.run_and_leave(list(words), f"blender --command {NAME}")
