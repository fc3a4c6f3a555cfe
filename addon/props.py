"""The add-on's settings: the scene's wishes, and the machine's preferences.

A running job's state lies in jobs.py, not here: a scene is saved and undone.
"""

import bpy

from . import native

DEVICES = [
    ("auto", "Automatic", "The graphics card if it can, else the processor"),
    ("cpu", "Processor", "Works everywhere"),
    ("cuda", "CUDA", "An NVIDIA graphics card"),
]


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


class AnimaxPreferences(bpy.types.AddonPreferences):
    bl_idname = __package__

    model: bpy.props.StringProperty(
        name="Model",
        description="Folder of a model; empty: the one that comes with AnimaX",
        subtype="DIR_PATH",
    )
    device: bpy.props.EnumProperty(name="Device", items=DEVICES)
    cuda_libraries: bpy.props.StringProperty(
        name="CUDA Libraries",
        description="Folder that pip has put nvidia-cublas and nvidia-cudnn-cu13 into, "
        "or that of the libraries themselves; empty: the system's",
        subtype="DIR_PATH",
    )
    threads: bpy.props.IntProperty(
        name="Threads", description="0: all cores", min=0, max=1024
    )

    def draw(self, context):
        layout = self.layout
        layout.use_property_split = True
        layout.prop(self, "model")
        layout.prop(self, "device")
        if self.device == "cuda":
            layout.prop(self, "cuda_libraries")
        layout.prop(self, "threads")


def preferences(context):
    """(model folder, device, threads, folder of CUDA's libraries or ""); the defaults
    where the add-on is not enabled."""
    addon = context.preferences.addons.get(__package__)
    if addon is None or addon.preferences is None:
        return str(native.default_model()), "auto", 0, ""
    found = addon.preferences
    folder = bpy.path.abspath(found.model) if found.model else native.default_model()
    libraries = bpy.path.abspath(found.cuda_libraries)
    return str(folder), found.device, found.threads, libraries


CLASSES = (AnimaxSettings, AnimaxPreferences)
