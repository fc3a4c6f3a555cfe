"""The add-on's preferences: what belongs to the machine, not to a scene."""

import bpy

from ..core import native

# Blender knows the add-on by its root package, and this is a package within it.
ADDON_PACKAGE = __package__.rpartition(".")[0]

DEVICES = [
    ("auto", "Automatic", "The graphics card if it can, else the processor"),
    ("cpu", "Processor", "Works everywhere"),
    ("cuda", "CUDA", "An NVIDIA graphics card"),
]


class AnimaxPreferences(bpy.types.AddonPreferences):
    bl_idname = ADDON_PACKAGE

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


def read_preferences(context):
    """(model folder, device, threads, folder of CUDA's libraries or ""); the defaults
    where the add-on is not enabled."""
    addon = context.preferences.addons.get(ADDON_PACKAGE)
    if addon is None or addon.preferences is None:
        return str(native.default_model()), "auto", 0, ""
    found = addon.preferences
    folder = bpy.path.abspath(found.model) if found.model else native.default_model()
    libraries = bpy.path.abspath(found.cuda_libraries)
    return str(folder), found.device, found.threads, libraries


CLASSES = (AnimaxPreferences,)
