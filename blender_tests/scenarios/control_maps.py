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
from button import viewport

KEY = "animax_controls_map"


def changed(text, bones=(), limbs=()):
    """bones: dict bone -> keys of its row; limbs: dict switch -> keys of its row."""
    found = json.loads(text)
    for row in found["bones"]:
        row.update(dict(bones).get(row["bone"], {}))
    for row in found["limbs"]:
        row.update(dict(limbs).get(row["switch"], {}))
    return json.dumps(found)


def takes(model, kind="plain", edits=None):
    """The take without a mapping, with the proposed one, and with each of the edits:
    dict name -> (bones, limbs, settings)."""
    text = to_text(propose_map(control_rigs.build(kind)))
    found = {"proposed": json.loads(text)}
    plain = control_rigs.animate(kind, model)
    same = control_rigs.animate(kind, model, text)
    found["same"] = plain.pop("values") == same.pop("values")
    found["map"] = same["report"]["map"]
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
    seat = Seat(out, kind, picture, filtered)
    seat.after(seat.begin, 1.0)


def rig():
    return next(o for o in bpy.data.objects if o.type == "ARMATURE")


def mapping():
    return from_text(rig()[KEY])


def sidebar():
    return next(r for r in viewport()["area"].regions if r.type == "UI")


def event(kind, value, x=300, y=400, **more):
    viewport()["window"].event_simulate(type=kind, value=value, x=x, y=y, **more)


def shoot(path):
    with bpy.context.temp_override(window=viewport()["window"]):
        bpy.ops.screen.screenshot(filepath=path)


class Seat:
    """A chain of timers plays the artist; the result is written to a file, because the
    process ends by quitting Blender."""

    def __init__(self, out, kind, picture, filtered):
        import animax
        from animax.ui import map_panel, panels

        self.out, self.kind, self.picture = out, kind, picture
        self.filtered, self.animax = filtered, animax
        self.state = state = {"drawn": 0}
        panels.ANIMAX_PT_advanced.bl_options = set()
        map_panel.ANIMAX_PT_mapping.bl_options = set()
        draw = map_panel.ANIMAX_PT_mapping.draw

        def counted(self, context):
            draw(self, context)
            state["drawn"] += 1

        map_panel.ANIMAX_PT_mapping.draw = counted
        bpy.context.preferences.view.show_splash = False

    def after(self, work, seconds):
        def run():
            try:
                return work()
            except BaseException:
                self.state["error"] = traceback.format_exc()
                return self.end()

        bpy.app.timers.register(run, first_interval=seconds)

    def begin(self):
        # A window's own file stays open: no other is read.
        making.empty = lambda: bpy.data.batch_remove(bpy.data.objects)
        with bpy.context.temp_override(**viewport()):
            self.animax.register()
            control_rigs.build(self.kind)
            bpy.context.view_layer.objects.active = rig()
            viewport()["area"].spaces.active.show_region_ui = True
            bpy.ops.animax.map_propose()
            bpy.context.scene.animax.map_filter = self.filtered
            bpy.ops.ed.undo_push(message="Before")
        self.state["tries"] = 0
        self.after(self.click_tabs, 1.0)

    def click_tabs(self):
        """Down the tabs of the sidebar, until the panel is drawn."""
        region = sidebar()
        if self.state["drawn"] or self.state["tries"] > 25:
            return self.after(self.choose, 0.5)
        place = {
            "x": region.x + region.width - 8,
            "y": region.y + region.height - 30 - 25 * self.state["tries"],
        }
        self.state["tries"] += 1
        event("MOUSEMOVE", "NOTHING", **place)
        event("LEFTMOUSE", "PRESS", **place)
        event("LEFTMOUSE", "RELEASE", **place)
        return 0.4

    def choose(self):
        control = "chest" if self.kind == "plain" else "upper_arm_fk.R"
        row = next(r for r in mapping().bones if r.control == control)
        self.state["row"] = row.bone
        event("MOUSEMOVE", "NOTHING")
        with bpy.context.temp_override(**viewport()):
            bpy.ops.animax.map_choose("INVOKE_DEFAULT", bone=row.bone)
        self.after(self.type_name, 3.0)

    def type_name(self):
        for letter in "spine":
            event(letter.upper(), "PRESS", unicode=letter)
            event(letter.upper(), "RELEASE")
        self.after(lambda: event("RET", "PRESS"), 2.0)
        self.after(lambda: event("RET", "RELEASE"), 2.5)
        self.after(self.chosen, 4.0)

    def control(self):
        return next(r.control for r in mapping().bones if r.bone == self.state["row"])

    def chosen(self):
        self.state["chosen"] = self.control()
        if not self.picture:
            return self.undo()
        limb = mapping().limbs[-1]
        with bpy.context.temp_override(**viewport()):
            bpy.ops.animax.map_key(bone=mapping().bones[-1].bone)
            bpy.ops.animax.map_limb(switch=limb.switch, property=limb.property, by="ik")
        with bpy.context.temp_override(**{**viewport(), "region": sidebar()}):
            for _ in range(60):
                bpy.ops.view2d.scroll_down(deltay=-40)
        self.after(self.look, 2.0)
        return None

    def look(self):
        shoot(self.picture)
        self.undo()

    def undo(self):
        with bpy.context.temp_override(**viewport()):
            bpy.ops.ed.undo()
        self.state["undone"] = self.control()
        self.end()

    def end(self):
        Path(self.out).write_text(json.dumps(self.state))
        os._exit(0)
