"""What the artist asks for, kept with the scene.

A running job's state lies in core/jobs.py, not here: a scene is saved and undone.
"""

import bpy


class AnimaxSettings(bpy.types.PropertyGroup):
    """What the artist asks for, kept with the scene."""

    prompt: bpy.props.StringProperty(
        name="Prompt", description="What the rig should do", maxlen=10_000
    )
    frames: bpy.props.IntProperty(
        name="Frames",
        description="Frames at the scene's rate, up to six seconds: what the model "
        "makes is repeated; 0: as many as it makes",
        min=0,
        max=100_000,
    )
    seed: bpy.props.IntProperty(
        name="Seed", description="Another seed gives another take", min=0
    )
    steps: bpy.props.IntProperty(
        name="Steps",
        description="More steps are slower and finer; 0: as the model says",
        min=0,
        max=1000,
    )
    views: bpy.props.IntProperty(
        name="Views",
        description="How many cameras look at the rig; 0: as the model says",
        min=0,
        max=8,
    )
    bones: bpy.props.StringProperty(
        name="Bones",
        description="Names that may move, with * and ?, by commas; the others go on as "
        "they did; empty: all",
    )
    in_place: bpy.props.BoolProperty(
        name="In Place", description="Takes out the way that the rig travels"
    )
    loop: bpy.props.BoolProperty(
        name="Loop",
        description="Bends the last third so that the end runs into the start",
    )
    smoothing: bpy.props.FloatProperty(
        name="Smoothing",
        description="Swings that take so many seconds are halved, faster ones go; "
        "0: the take as it is",
        min=0.0,
        max=1.0,
        subtype="FACTOR",
    )
    contacts: bpy.props.BoolProperty(
        name="Hold Contacts",
        description="Feet that stand stay where they are",
        default=True,
    )
    keys: bpy.props.EnumProperty(
        name="Keys",
        items=[
            ("all", "Every Frame", "A key on every frame"),
            ("reduced", "Reduced", "Only the keys that tell something"),
        ],
    )


CLASSES = (AnimaxSettings,)
