"""File > Import in a window, as the menu does it, with the add-on enabled or not."""

import importlib
import json
import os
import sys
import traceback

import bpy
import numpy as np

MODULES = ("io_scene_gltf2.blender.imp.gltf2_blender_mesh", "io_anim_bvh.import_bvh")


def described():
    """All that came in, in numbers that another import of the file must give too."""
    found = {"actions": sorted(a.name for a in bpy.data.actions)}
    for obj in bpy.data.objects:
        row = found[obj.name] = {
            "type": obj.type,
            "parent": getattr(obj.parent, "name", ""),
        }
        if obj.type == "ARMATURE":
            row["bones"] = {
                b.name: b.parent.name if b.parent else "" for b in obj.data.bones
            }
            data = obj.animation_data
            tracks = data.nla_tracks if data else ()
            row["tracks"] = [t.name for t in tracks]
        if obj.type == "MESH":
            row["vertices"], row["faces"] = (
                len(obj.data.vertices),
                len(obj.data.polygons),
            )
            row["smooth"] = sum(p.use_smooth for p in obj.data.polygons)
            row["groups"] = len(obj.vertex_groups)
            row["weights"] = sum(len(v.groups) for v in obj.data.vertices)
            row["modifiers"] = [m.type for m in obj.modifiers]
            row["materials"] = [m.name for m in obj.data.materials]
    return found


def opened(path):
    """What the command line makes of the same file."""
    from animax.io import scene_files

    scene_files.open_file(path)
    return described()


def in_turn(glb, bvh):
    """What the importers bring in before the add-on is registered, while it is, after
    it was, and once more: bones and clips of each file, or the error. Their modules are
    loaded by then, and reloaded as Reload Scripts does."""
    import animax

    found = []
    for enabled in (False, True, False, True):
        if enabled:
            animax.register()
        row = [read(bpy.ops.import_scene.gltf, glb), read(bpy.ops.import_anim.bvh, bvh)]
        for name in MODULES:
            importlib.reload(sys.modules[name])
        row += [
            read(bpy.ops.import_scene.gltf, glb),
            read(bpy.ops.import_anim.bvh, bvh),
        ]
        found.append(row)
        if enabled:
            animax.unregister()
    return {"found": found, "left": repaired(), "numpy": "bool" in vars(np)}


def read(operator, path):
    for thing in list(bpy.data.objects):
        bpy.data.objects.remove(thing)
    for action in list(bpy.data.actions):
        bpy.data.actions.remove(action)
    try:
        operator(filepath=path)
    except RuntimeError as error:
        return (
            "np.bool" if "bool" in str(error) else "rU" if "rU" in str(error) else "?"
        )
    bones = [len(o.data.bones) for o in bpy.data.objects if o.type == "ARMATURE"]
    return [bones, len(bpy.data.actions)]


def interface(out, operator, path, enabled=True):
    """The file browser opens as from the menu, and its button is pressed. The add-on
    lies among the user's scripts and is enabled there, and disabled at the end."""
    preferences = bpy.context.preferences
    preferences.view.show_splash = False
    preferences.view.filebrowser_display_type = "SCREEN"
    state = {}
    module, name = operator.split(".")

    def area_of(kind):
        window = bpy.context.window_manager.windows[0]
        area = next(a for a in window.screen.areas if a.type == kind)
        region = next(r for r in area.regions if r.type == "WINDOW")
        return {"window": window, "area": area, "region": region}

    def begin():
        for thing in list(bpy.data.objects):
            bpy.data.objects.remove(thing)
        if enabled:
            for known in [n for n in sys.modules if n.split(".")[0] == "animax"]:
                del sys.modules[known]
            bpy.ops.preferences.addon_enable(module="animax")
        with bpy.context.temp_override(**area_of("VIEW_3D")):
            state["browser"] = sorted(
                getattr(getattr(bpy.ops, module), name)("INVOKE_DEFAULT")
            )
        return choose, 1.0

    def choose():
        browser = area_of("FILE_BROWSER")
        params = browser["area"].spaces.active.params
        params.directory = os.path.dirname(path).encode()
        params.filename = os.path.basename(path)
        return press, 0.5

    def press():
        # Not bpy.ops.file.execute(): the browser ends within it, and the override's
        # area with it, which Blender does not survive.
        browser = area_of("FILE_BROWSER")
        x = browser["area"].x + browser["area"].width // 2
        y = browser["area"].y + browser["area"].height // 2
        for kind, value in (
            ("MOUSEMOVE", "NOTHING"),
            ("RET", "PRESS"),
            ("RET", "RELEASE"),
        ):
            browser["window"].event_simulate(type=kind, value=value, x=x, y=y)
        return finish, 0.5

    def finish():
        # Open until the importer is done.
        window = bpy.context.window_manager.windows[0]
        if any(a.type == "FILE_BROWSER" for a in window.screen.areas):
            return finish, 0.5
        state["found"] = described()
        state["enabled"] = "animax" in bpy.context.preferences.addons
        state["numpy"] = "bool" in vars(np)
        state["repaired"] = repaired()
        if enabled:
            bpy.ops.preferences.addon_disable(module="animax")
        state["left"] = repaired(), [type(f).__name__ for f in sys.meta_path]
        return None

    def step(work):
        try:
            after = work()
        except Exception:
            state["error"] = traceback.format_exc()
            after = None
        if after is None:
            with open(out, "w") as file:
                json.dump(state, file)
            os._exit(0)
        bpy.app.timers.register(lambda: step(after[0]), first_interval=after[1])

    bpy.app.timers.register(lambda: step(begin), first_interval=1.0)


def repaired():
    """Do Blender's own importers have names of ours?"""
    mesh, bvh = map(sys.modules.get, MODULES)
    return {
        "gltf": mesh is not None and mesh.np is not np,
        "bvh": bvh is not None and "open" in vars(bvh),
    }
