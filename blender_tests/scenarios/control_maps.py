"""Which control turns which bone: as proposed, as an artist changes it, as files and
rigs keep it."""

import json
import os
import traceback
from pathlib import Path

import bpy
import control_rigs
import making
from animax.controls.read_controls import propose_map
from animax.core import errors
from animax.core.controls_map import from_text, to_text

KEY = "animax_controls_map"


def changed(text, bones=(), limbs=()):
    """bones: dict bone -> keys of its row; limbs: dict switch -> keys of its row."""
    found = json.loads(text)
    for row in found["bones"]:
        row.update(dict(bones).get(row["bone"], {}))
    for row in found["limbs"]:
        row.update(dict(limbs).get(row["switch"], {}))
    return json.dumps(found)


def takes(model, kind="plain", edits=None, more=None):
    """The take without a mapping, with the proposed one, and with each of the edits:
    dict name -> (bones, limbs, settings)."""
    text = to_text(propose_map(control_rigs.build(kind)))
    found = {"proposed": json.loads(text)}
    plain = control_rigs.animate(kind, model)
    same = control_rigs.animate(kind, model, text)
    found["same"] = plain.pop("values") == same.pop("values")
    found["map"] = same["report"]["map"]
    if more:
        text = json.dumps(
            {**json.loads(text), "bones": json.loads(text)["bones"] + more}
        )
    for name, (bones, limbs, settings) in (edits or {}).items():
        got = control_rigs.animate(kind, model, changed(text, bones, limbs), **settings)
        got.pop("values")
        found[name] = got
    return found


def button(folder):
    """The operators, their undo, the file, and the .blend opened again."""
    import animax

    animax.register()
    rig = control_rigs.plain()
    bpy.context.view_layer.objects.active = rig
    folder, found = Path(folder), {}
    ops = bpy.ops.animax
    ops.map_propose()
    proposed = rig[KEY]
    ops.map_choose(bone="DEF-chest", control="spine")
    ops.map_key(bone="DEF-head")
    ops.map_limb(switch="foot.L", property="ik", by="ik")
    ops.map_choose(switch="foot.L", property="ik", part="end", control="foot_ik.L")
    edited = rig[KEY]
    rows = {row.bone: row for row in from_text(edited).bones}
    found["rows"] = [rows["DEF-chest"].control, rows["DEF-head"].keyed]
    found["limbs"] = [row.by for row in from_text(edited).limbs]
    ops.map_reset(bone="DEF-head")
    found["row_reset"] = {r.bone: r.keyed for r in from_text(rig[KEY]).bones}[
        "DEF-head"
    ]
    found["other_row"] = {r.bone: r.control for r in from_text(rig[KEY]).bones}[
        "DEF-chest"
    ]
    ops.map_save(filepath=str(folder / "one"))
    ops.map_reset()
    found["all_reset"] = rig[KEY] == proposed
    ops.map_load(filepath=str(folder / "one.json"))
    kept = rig[KEY]
    bpy.ops.wm.save_as_mainfile(filepath=str(folder / "rig.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(folder / "rig.blend"))
    found["reopened"] = bpy.data.objects["Plain"].get(KEY) == kept
    making.empty()
    with bpy.data.libraries.load(str(folder / "rig.blend")) as (_, into):
        into.objects = ["Plain"]
    found["appended"] = into.objects[0].get(KEY) == kept
    bpy.context.scene.collection.objects.link(into.objects[0])
    bpy.context.view_layer.objects.active = into.objects[0]
    (folder / "bad.json").write_text("{}")
    try:
        ops.map_load(filepath=str(folder / "bad.json"))
    except RuntimeError as error:
        found["bad"] = str(error)
    found["untouched"] = into.objects[0].get(KEY) == kept
    ops.map_remove()
    found["removed"] = KEY not in into.objects[0]
    animax.unregister()
    return found


def refused(model):
    """What is said of a mapping that leaves out everything."""
    text = to_text(propose_map(control_rigs.plain()))
    rows = [{**row, "keyed": False} for row in json.loads(text)["bones"]]
    try:
        control_rigs.animate(
            "plain", model, json.dumps({**json.loads(text), "bones": rows})
        )
    except errors.AnimaxError as error:
        return str(error)
    return ""


def interface(out, kind="plain", picture="", filtered=""):
    """Under a window: the panel is drawn with a mapping, a control is chosen from the
    popup by its name, and undo brings the row back. picture: a file for what the window
    then shows."""
    import animax
    from animax.ui import map_panel, panels
    from button import viewport

    state = {"drawn": 0}
    panels.ANIMAX_PT_advanced.bl_options = set()
    map_panel.ANIMAX_PT_mapping.bl_options = set()
    draw = map_panel.ANIMAX_PT_mapping.draw

    def counted(self, context):
        draw(self, context)
        state["drawn"] += 1

    map_panel.ANIMAX_PT_mapping.draw = counted
    bpy.context.preferences.view.show_splash = False

    def step(work):
        def run():
            try:
                return work()
            except BaseException:
                state["error"] = traceback.format_exc()
                return end()

        return run

    def after(work, seconds):
        bpy.app.timers.register(step(work), first_interval=seconds)

    def event(kind, value, **more):
        viewport()["window"].event_simulate(type=kind, value=value, **more)

    def sidebar():
        return next(r for r in viewport()["area"].regions if r.type == "UI")

    def rig():
        return next(o for o in bpy.data.objects if o.type == "ARMATURE")

    def begin():
        # A window's own file stays open: no other is read.
        making.empty = lambda: bpy.data.batch_remove(bpy.data.objects)
        with bpy.context.temp_override(**viewport()):
            animax.register()
            control_rigs.build(kind)
            bpy.context.view_layer.objects.active = rig()
            viewport()["area"].spaces.active.show_region_ui = True
            bpy.ops.animax.map_propose()
            bpy.context.scene.animax.map_filter = filtered
            bpy.ops.ed.undo_push(message="Before")
        state["tries"] = 0
        after(click_tabs, 1.0)

    def click_tabs():
        """Down the tabs of the sidebar, until the panel is drawn."""
        region = sidebar()
        if state["drawn"] or state["tries"] > 25:
            return after(choose, 0.5)
        place = {
            "x": region.x + region.width - 8,
            "y": region.y + region.height - 30 - 25 * state["tries"],
        }
        state["tries"] += 1
        event("MOUSEMOVE", "NOTHING", **place)
        event("LEFTMOUSE", "PRESS", **place)
        event("LEFTMOUSE", "RELEASE", **place)
        return 0.4

    def row():
        mapping = from_text(rig()[KEY])
        return next(r for r in mapping.bones if r.control == state["control"])

    def choose():
        state["control"] = "chest" if kind == "plain" else "upper_arm_fk.R"
        state["row"] = row().bone
        event("MOUSEMOVE", "NOTHING", x=300, y=400)
        with bpy.context.temp_override(**viewport()):
            bpy.ops.animax.map_choose("INVOKE_DEFAULT", bone=state["row"])
        after(type_name, 3.0)

    def type_name():
        for letter in "spine":
            event(letter.upper(), "PRESS", unicode=letter, x=300, y=400)
            event(letter.upper(), "RELEASE", x=300, y=400)
        if picture:
            after(lambda: shoot(picture.replace(".png", "-popup.png")), 1.5)
        after(lambda: event("RET", "PRESS", x=300, y=400), 2.0)
        after(lambda: event("RET", "RELEASE", x=300, y=400), 2.5)
        after(chosen, 4.0)

    def control():
        mapping = from_text(rig()[KEY])
        return next(r.control for r in mapping.bones if r.bone == state["row"])

    def chosen():
        state["chosen"] = control()
        if picture:
            with bpy.context.temp_override(
                **viewport(),
            ):
                bones = from_text(rig()[KEY]).bones
                bpy.ops.animax.map_key(bone=bones[-1].bone)
                bpy.ops.animax.map_limb(
                    switch=from_text(rig()[KEY]).limbs[0].switch,
                    property=from_text(rig()[KEY]).limbs[0].property, by="ik",
                )  # fmt: skip
            region = sidebar()
            with bpy.context.temp_override(**{**viewport(), "region": region}):
                for _ in range(60):
                    bpy.ops.view2d.scroll_down(deltay=-40)
            after(look, 2.0)
        else:
            after(undo, 0.1)

    def shoot(path):
        with bpy.context.temp_override(window=viewport()["window"]):
            bpy.ops.screen.screenshot(filepath=path)

    def look():
        shoot(picture)
        after(undo, 0.1)

    def undo():
        with bpy.context.temp_override(**viewport()):
            bpy.ops.ed.undo()
        state["undone"] = control()
        end()

    def end():
        Path(out).write_text(json.dumps(state))
        os._exit(0)

    after(begin, 1.0)
