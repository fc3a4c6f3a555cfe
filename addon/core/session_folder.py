"""Blender's temporary folder of a session. Free of bpy.

Where Blender cannot make one (a full disk), it takes the folder of all temporary files
itself: what lies there belongs to others.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile

# As Blender names it.
NAME = re.compile(r"blender_\w{6}")


def is_common(folder: str, preferred: str = "") -> bool:
    """Whether it is the folder of all temporary files. preferred: the one of Blender's
    preferences."""
    places = [os.environ.get(name, "") for name in ("TMPDIR", "TMP", "TEMP")]
    with contextlib.suppress(OSError):
        places.append(tempfile.gettempdir())
    if os.name == "posix":
        places.append("/tmp")
    real = {os.path.realpath(path) for path in (*places, preferred) if path}
    return os.path.realpath(folder) in real


def own_folder(folder: str, preferred: str = "") -> str:
    """The folder, if Blender made it for this session; else ""."""
    folder = os.path.realpath(folder)
    named = NAME.fullmatch(os.path.basename(folder)) is not None
    return folder if named and not is_common(folder, preferred) else ""
