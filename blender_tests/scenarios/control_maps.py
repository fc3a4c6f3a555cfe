"""Which control turns which bone: as proposed, as an artist changes it, as files and
rigs keep it."""

import json
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
        text = json.dumps({**json.loads(text), "bones": json.loads(text)["bones"] + more})
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
    found["row_reset"] = {r.bone: r.keyed for r in from_text(rig[KEY]).bones}["DEF-head"]
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
