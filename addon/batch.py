"""AnimaX on the command line, inside Blender:

    blender --background --python addon/batch.py -- animate --input RIG ...
    blender --background --python addon/batch.py -- roundtrip --input RIG ...
    blender --background --python addon/batch.py -- batch --manifest JOBS.jsonl ...
    blender --background --python addon/batch.py -- import-model --folder DIR ...
    blender --background --python addon/batch.py -- serve ...

and from Blender 4.2 on, where the add-on is enabled, `blender --command animax animate
...` and so on (cli_command.py).

Exit status: 0 done; 2 usage; 3 the input cannot be animated, or the output not be
written; 4 the model cannot be loaded; 5 it does not fit in memory or on the disk, or
the device failed; 130 cancelled. 2 and 3 are about the asset, 4 and 5 about the
machine. One line on standard error says what and what to do.
"""

from __future__ import annotations

import signal

# Signals that came before the command could handle them. Until this line runs, they are
# Blender's, which goes on after a first SIGINT.
early: list[int] = []
if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda caught, _: early.append(caught))

import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, NoReturn

# Where Debian keeps the NumPy of the Python that its Blender embeds.
DEBIAN_PACKAGES = "/usr/lib/python3/dist-packages"
# Exit statuses, as in core/errors.py, which may not be there to import.
INPUT, MODEL = 3, 4


def load(name: str) -> Any:
    """A module of the add-on."""
    if __package__:
        return importlib.import_module(f"{__package__}.{name}")
    # Run as a script by Blender: load the folder it lies in as a package, under a name
    # of its own, because the add-on may be enabled in this Blender too.
    if "animax_command" not in sys.modules:
        here = Path(os.path.realpath(__file__)).parent
        spec = importlib.util.spec_from_file_location(
            "animax_command",
            here / "__init__.py",
            submodule_search_locations=[str(here)],
        )
        assert spec and spec.loader
        package = importlib.util.module_from_spec(spec)
        sys.modules["animax_command"] = package
        spec.loader.exec_module(package)
    return importlib.import_module(f"animax_command.{name}")


def find_numpy() -> bool:
    """Debian's Blender takes its library folders from the first python3 on the PATH; if
    that is another Python (pyenv, a virtual environment), Debian's NumPy is not seen.
    """
    if importlib.util.find_spec("numpy") is None and os.path.isdir(DEBIAN_PACKAGES):
        sys.path.append(DEBIAN_PACKAGES)
    return importlib.util.find_spec("numpy") is not None


def run(words: list[str], program: str) -> int:
    """The exit status of the command. program: how it was started, for its help."""
    process = load("cli.process")
    process.open_closed()
    if not find_numpy():
        with process.guarded_streams() as streams:
            streams.print_error(
                "Blender's Python cannot find NumPy: install it for "
                f"{sys.prefix} (Debian: apt-get install python3-numpy)."
            )
        return MODEL
    return load("cli.cli_commands").main(words, early, program)


def guarded_run(words: list[str], program: str) -> int:
    """run(), whatever it raises: Blender ends with 0 after an exception here."""
    try:
        return run(words, program)
    except BaseException:
        try:
            import traceback

            traceback.print_exc()
        except BaseException:
            pass
        return INPUT


def run_and_leave(words: list[str], program: str) -> NoReturn:
    status = guarded_run(words, program)
    try:
        load("cli.process").leave(status)
    finally:
        os._exit(status)


if __name__ == "__main__":
    marks = [n for n, word in enumerate(sys.argv) if word == "--"]
    run_and_leave(
        sys.argv[marks[0] + 1 :] if marks else sys.argv[1:],
        "blender --background --python addon/batch.py --",
    )
