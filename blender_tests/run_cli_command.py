"""What `blender --command animax WORDS` does, in a Blender that is a Python module: the
add-on registers its command, and Blender calls it with the words after its name."""

import importlib.util
import sys
from pathlib import Path

import bpy

here = Path(__file__).resolve().parent.parent / "addon"
spec = importlib.util.spec_from_file_location(
    "animax", here / "__init__.py", submodule_search_locations=[str(here)]
)
module = sys.modules["animax"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
commands = {}
original = bpy.utils.register_cli_command


def register(name, execute):
    commands[name] = execute
    return original(name, execute)


bpy.utils.register_cli_command = register
module.register()
module.unregister()
module.register()
commands["animax"](sys.argv[sys.argv.index("--") + 1 :])
sys.exit(78)  # it ends the process itself
