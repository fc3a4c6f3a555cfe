"""What the artist chooses for a take, stored with the scene.

A running job's state is in core/jobs.py, not here: a scene is saved and undone.
"""

import bpy

from ..settings import ADVANCED, PANEL, Settings
from . import option_properties
from .option_properties import properties_of


class AnimaxSettings(bpy.types.PropertyGroup):
    # Derived from the declarations in settings.py; Blender reads the annotations.
    __annotations__ = properties_of(Settings, PANEL, ADVANCED)


CLASSES = (*option_properties.CLASSES, AnimaxSettings)
