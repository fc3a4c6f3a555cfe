"""What the artist chooses for a take, stored with the scene.

A running job's state is in core/jobs.py, not here: a scene is saved and undone.
"""

from typing import Any

import bpy

from ..review import stage
from ..settings import ADVANCED, PANEL, Settings
from . import option_properties
from .option_properties import properties_of

# Blender's integers have 31 bits; new seeds are short enough to be read.
SEEDS, NEW_SEEDS = 2**31, 10**6
FRAMES, SECONDS = "FRAMES", "SECONDS"
MOVING, STILL, NO_PICTURES = "MOVING", "STILL", "NONE"


def is_armature(_: Any, obj: bpy.types.Object) -> bool:
    return obj.type == "ARMATURE"


class AnimaxSettings(bpy.types.PropertyGroup):
    # Derived from the declarations in settings.py; Blender reads the annotations. The
    # others are the interface's alone.
    __annotations__ = {
        **properties_of(Settings, PANEL, ADVANCED),
        "rig": bpy.props.PointerProperty(
            name="Rig",
            description="The rig to animate whatever is selected (empty: the selected "
            "one)",
            type=bpy.types.Object,
            poll=is_armature,
        ),
        "seed_lock": bpy.props.BoolProperty(
            name="Lock Seed",
            description="Use this seed again: the same take from the same settings. "
            "Otherwise each take has a new one",
        ),
        "unit": bpy.props.EnumProperty(
            name="Unit",
            description="In what the take's length is given",
            items=[
                (FRAMES, "Frames", "Frames of the scene", "KEYFRAME", 0),
                (SECONDS, "Seconds", "At the scene's frame rate", "TIME", 1),
            ],
        ),
        "seconds": bpy.props.FloatProperty(
            name="Seconds",
            description="Length of the take (0: as many as the model generates at a "
            "time)",
            min=0.0,
            max=60.0,
            precision=2,
            step=10,
        ),
        "range": bpy.props.EnumProperty(
            name="Range",
            description="What is set to the take's frames when it is shown",
            items=[
                (stage.PREVIEW, "Preview Range", "Playback goes through the take"),
                (stage.SCENE, "Scene End", "The scene ends with the take"),
                (stage.NOTHING, "Nothing", "Leave the scene's frames as they are"),
            ],
        ),
        "live": bpy.props.BoolProperty(
            name="Show while Denoising",
            description="While a take is made, show the pose that is being denoised in "
            "the viewport, as a stick figure",
            default=True,
        ),
        "map_filter": bpy.props.StringProperty(
            name="Filter",
            description="Show only rows with this in the names of bones or controls",
            options={"TEXTEDIT_UPDATE"},
        ),
        "pictures": bpy.props.EnumProperty(
            name="Pictures",
            description="How variations and earlier takes are shown in the panel",
            items=[
                (MOVING, "Moving", "A stick figure of each take, which plays it"),
                (STILL, "Still", "A stick figure of each take in one pose"),
                (NO_PICTURES, "None", "Their names alone"),
            ],
        ),
    }


CLASSES = (*option_properties.CLASSES, AnimaxSettings)
