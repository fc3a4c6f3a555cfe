"""Starts a scenario's interface() in a Blender with a window; does not end it.

Words: the scenario's file, its arguments as JSON.
"""

import importlib.util
import json
import os
import sys
import traceback
from pathlib import Path

here = Path(__file__).resolve().parent


def load(name, path, folder=None):
    where = [str(folder)] if folder else None
    spec = importlib.util.spec_from_file_location(
        name, path, submodule_search_locations=where
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


try:
    words = sys.argv[sys.argv.index("--") + 1 :]
    load("animax", here.parent / "addon" / "__init__.py", here.parent / "addon")
    for helper in ("making", "button", "control_rigs"):
        load(helper, here / "scenarios" / f"{helper}.py")
    scenario = load("scenario", here / "scenarios" / f"{words[0]}.py")
    scenario.interface(**json.loads(words[1]))
except BaseException:
    traceback.print_exc()
    sys.stderr.flush()
    os._exit(1)
