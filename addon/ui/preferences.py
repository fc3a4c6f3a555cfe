"""The add-on's preferences: what belongs to the machine, not to a scene."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ..core import native
from ..settings import PREFERENCES, Settings, fields_of
from .option_properties import draw_properties, properties_of, read_properties

if TYPE_CHECKING:
    from typing import Any

    from ..rig.blender_context import Context


# Blender knows the add-on by its root package, and this is a package within it.
ADDON_PACKAGE = (__package__ or "").rpartition(".")[0]


class AnimaxPreferences(bpy.types.AddonPreferences):
    bl_idname = ADDON_PACKAGE
    __annotations__ = {
        **properties_of(Settings, PREFERENCES),
        "cuda_libraries": bpy.props.StringProperty(
            name="CUDA Libraries",
            description="Folder where pip installed nvidia-cublas and "
            "nvidia-cudnn-cu13, or the folder that contains the libraries themselves "
            "(empty: those of the system)",
            subtype="DIR_PATH",
        ),
    }

    def draw(self, context: Context) -> None:
        layout: Any = self.layout
        layout.use_property_split = True
        preferences: Any = self
        draw_properties(layout, Settings, self, PREFERENCES)
        if preferences.device == "cuda":
            layout.prop(self, "cuda_libraries")


def read_preferences(
    context: Context, settings: type[Settings] = Settings
) -> tuple[dict[str, Any], str]:
    """(dict of the options that are preferences, folder of CUDA's libraries or "");
    the defaults where the add-on is not enabled."""
    addon = context.preferences.addons.get(ADDON_PACKAGE)
    libraries = ""
    if addon is None or addon.preferences is None:
        values = {f.name: f.default for f in fields_of(settings, PREFERENCES)}
    else:
        values = read_properties(settings, addon.preferences, PREFERENCES)
        libraries = bpy.path.abspath(addon.preferences.cuda_libraries)
    folder = bpy.path.abspath(values["model"])
    values["model"] = folder or str(native.default_model())
    return values, libraries


CLASSES = (AnimaxPreferences,)
