"""AnimaX on the command line, inside Blender:

    blender --background --python addon/batch.py -- animate --input RIG ...
    blender --background --python addon/batch.py -- roundtrip --input RIG ...
    blender --background --python addon/batch.py -- batch --manifest JOBS.jsonl ...

Exit status: 0 done; 2 usage; 3 the input cannot be animated; 4 the model cannot be
loaded; 5 it does not fit in memory or the device failed; 130 cancelled. One line on
standard error says what and what to do.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

# Where Debian keeps the NumPy of the Python that its Blender embeds.
DEBIAN_PACKAGES = "/usr/lib/python3/dist-packages"


def find_numpy() -> None:
    """Debian's Blender takes its library folders from the first python3 on the PATH; if
    that is another Python (pyenv, a virtual environment), Debian's NumPy is not seen.
    """
    if importlib.util.find_spec("numpy") is None and os.path.isdir(DEBIAN_PACKAGES):
        sys.path.append(DEBIAN_PACKAGES)
    if importlib.util.find_spec("numpy") is None:
        print(
            "animax: Blender's Python cannot find NumPy: install it for "
            f"{sys.prefix} (Debian: apt-get install python3-numpy).",
            file=sys.stderr,
        )
        leave(4)


def leave(status: int) -> None:
    """Ends the process. Blender as a Python module may crash in an orderly exit (4.2
    does after a glTF export), so there the work is flushed and the process just ends.
    """
    import bpy

    sys.stdout.flush()
    sys.stderr.flush()
    if not bpy.app.binary_path:
        os._exit(status)
    sys.exit(status)


find_numpy()
if __package__:
    from .cli.cli_commands import main
else:
    # Run as a script by Blender: load the folder it lies in as a package, under a name
    # of its own, because the add-on may be enabled in this Blender too.
    here = Path(os.path.realpath(__file__)).parent
    spec = importlib.util.spec_from_file_location(
        "animax_command", here / "__init__.py", submodule_search_locations=[str(here)]
    )
    assert spec and spec.loader
    package = importlib.util.module_from_spec(spec)
    sys.modules["animax_command"] = package
    spec.loader.exec_module(package)
    main = importlib.import_module("animax_command.cli.cli_commands").main

if __name__ == "__main__":
    marks = [n for n, word in enumerate(sys.argv) if word == "--"]
    leave(main(sys.argv[marks[0] + 1 :] if marks else sys.argv[1:]))
