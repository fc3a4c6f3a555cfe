"""The add-on installed as artists do: from a zip, by Blender's own installer."""

import importlib
import os
import sys
import typing

import addon_utils
import bpy
import making


def install(path, model):
    """Installs, enables, animates, disables, removes."""
    for name in [n for n in sys.modules if n.split(".")[0] == "animax"]:
        del sys.modules[name]
    making.empty()
    if bpy.app.version >= (4, 2):
        bpy.ops.extensions.package_install_files(
            filepath=path, repo="user_default", enable_on_install=True
        )
        module = "bl_ext.user_default.animax"
    else:
        bpy.ops.preferences.addon_install(filepath=path)
        module = "animax"
        bpy.ops.preferences.addon_enable(module=module)
    loaded = sys.modules[module]
    found = {
        "enabled": addon_utils.check(module)[1],
        "file": loaded.__file__,
    }
    # As Blender does, which prints a traceback on every start where a name is missing.
    for cls in importlib.import_module(f"{module}.registry").CLASSES:
        typing.get_type_hints(cls)
    preferences = bpy.context.preferences.addons[module].preferences
    preferences.model = model
    preferences.cuda_libraries = model
    found["device"] = preferences.device
    armature = making.chain(bones=3)
    bpy.context.scene.animax.prompt = "wave"
    bpy.context.view_layer.objects.active = armature
    found["got"] = sorted(bpy.ops.animax.animate())
    found["action"] = armature.animation_data.action.name
    found["libraries"] = [os.environ["ANIMAX_CUDA_LIBRARIES"]]
    preferences.cuda_libraries = ""
    bpy.ops.animax.animate()
    found["libraries"].append(os.environ.pop("ANIMAX_CUDA_LIBRARIES"))
    addon_utils.disable(module, default_set=True)
    found["left"] = hasattr(bpy.types.Scene, "animax")
    return found
