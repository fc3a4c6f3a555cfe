"""The add-on's preferences: what belongs to the machine, not to a scene."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ..core import log, native
from ..settings import PREFERENCES, Settings, fields_of
from .option_properties import properties_of, read_properties

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..rig.blender_context import Context


# Blender knows the add-on by its root package, and this is a package within it.
ADDON_PACKAGE = (__package__ or "").rpartition(".")[0]
# What draws them (model_panel.py), which needs them in turn.
drawn_by: list[Callable[[Any, Context], None]] = []


def set_log_level(preferences: Any, _: Context) -> None:
    log.set_level(preferences.log_level)


class AnimaxFolder(bpy.types.PropertyGroup):
    """A folder of models."""

    __annotations__ = {
        "path": bpy.props.StringProperty(
            name="Folder",
            description="The folder of a model, or one that has models in it",
            subtype="DIR_PATH",
        ),
    }


class AnimaxPreferences(bpy.types.AddonPreferences):
    bl_idname = ADDON_PACKAGE
    __annotations__ = {
        **properties_of(Settings, PREFERENCES),
        "folders": bpy.props.CollectionProperty(type=AnimaxFolder),
        "cuda_libraries": bpy.props.StringProperty(
            name="CUDA Libraries",
            description="Folder where pip installed nvidia-cublas and "
            "nvidia-cudnn-cu13, or the folder that contains the libraries themselves "
            "(empty: those of the system)",
            subtype="DIR_PATH",
        ),
        "log_level": bpy.props.EnumProperty(
            name="Terminal",
            description="What is written to the terminal beside warnings and errors",
            items=[
                ("QUIET", "Nothing", "Warnings and errors alone"),
                ("INFO", "Runs", "A line for each run"),
                ("DEBUG", "All", "Its settings and the seconds of each stage, too"),
            ],
            update=set_log_level,
        ),
    }

    def draw(self, context: Context) -> None:
        for draw in drawn_by:
            draw(self, context)


def addon_preferences(context: Context) -> Any:
    """None where the add-on is not enabled."""
    addon = context.preferences.addons.get(ADDON_PACKAGE)
    return addon.preferences if addon is not None else None


def model_folders(context: Context) -> list[str]:
    """Folders that may have models, as the preferences list them."""
    preferred = addon_preferences(context)
    rows = preferred.folders if preferred is not None else ()
    return [bpy.path.abspath(row.path) for row in rows if row.path]


def read_preferences(
    context: Context, settings: type[Settings] = Settings
) -> tuple[dict[str, Any], str]:
    """(dict of the options that are preferences, folder of CUDA's libraries or "");
    the defaults where the add-on is not enabled."""
    preferred = addon_preferences(context)
    libraries = ""
    if preferred is None:
        values = {f.name: f.default for f in fields_of(settings, PREFERENCES)}
    else:
        values = read_properties(settings, preferred, PREFERENCES)
        libraries = bpy.path.abspath(preferred.cuda_libraries)
    folder = bpy.path.abspath(values["model"])
    values["model"] = folder or str(native.default_model())
    return values, libraries


CLASSES = (AnimaxFolder, AnimaxPreferences)
