"""Runs one scenario inside Blender (or under its Python module): file, function, JSON.

Prints one line "RESULT {...}" with what the function returns; exits 0, or 1 with a
traceback. The process ends at once: some releases do not survive an orderly exit with
add-on classes registered.
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


def main():
    words = sys.argv[sys.argv.index("--") + 1 :]
    load("animax", here.parent / "addon" / "__init__.py", here.parent / "addon")
    for helper in ("making", "playback", "movers", "paints", "button", "control_rigs"):
        load(helper, here / "scenarios" / f"{helper}.py")
    scenario = load("scenario", here / "scenarios" / f"{words[0]}.py")
    result = getattr(scenario, words[1])(**json.loads(words[2]))
    print("\nRESULT " + json.dumps(result, default=float), flush=True)


try:
    import bpy  # noqa: F401

    main()
    code = 0
except BaseException:
    traceback.print_exc()
    code = 1
sys.stdout.flush()
sys.stderr.flush()
os._exit(code)
