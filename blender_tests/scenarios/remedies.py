"""Buttons beside an error that do what it says would help."""

import os
from pathlib import Path

import bpy
import making
import numpy as np
from button import ready, report


def everything(model, folder):
    """In one Blender: to start it takes the longest."""
    parts = (scale, override, others, presets)
    return {part.__name__: part(model, folder) for part in parts}


def offered():
    from animax.ui.session import session

    return [[one.kind, one.name] for one in session.run.remedies]


def remedy(number=0, value=""):
    """Presses the button."""
    from animax.ui.session import session

    one = session.run.remedies[number]
    return report(lambda: bpy.ops.animax.remedy(kind=one.kind, value=value or one.name))


def animate():
    said = report(lambda: bpy.ops.animax.animate())
    return said if isinstance(said, list) else said.split("\n")[0]


def scale(model, folder):
    """A stretched armature: refused, and animated after the button; nothing moves."""
    rig = ready(model)
    rig.scale = (1, 1, 2)
    bpy.context.view_layer.update()
    before = skin()
    found = {"said": animate(), "offered": offered()}
    bpy.ops.object.mode_set(mode="POSE")
    bpy.ops.ed.undo_push(message="Before")
    found["pressed"] = remedy()
    found["scale"] = list(rig.scale)
    found["moved"] = float(np.abs(skin() - before).max())
    found["left"] = offered()
    found["then"] = animate()
    rig.animation_data_clear()
    # Bones that another rig has, too.
    rig.scale, twin = (1, 1, 3), rig.copy()
    bpy.context.scene.collection.objects.link(twin)
    bpy.context.view_layer.update()
    animate()
    found["shared"] = remedy()
    return found


def skin():
    graph = bpy.context.evaluated_depsgraph_get()
    obj = bpy.data.objects["Skin"].evaluated_get(graph)
    mesh = obj.to_mesh()
    points = np.array([obj.matrix_world @ v.co for v in mesh.vertices])
    obj.to_mesh_clear()
    return points


def override(model, folder):
    """A linked rig: in its collection, alone, and as an instance."""
    path, found = os.path.join(folder, "library.blend"), {}
    rig = ready(model)
    own = bpy.data.collections.new("Own")
    bpy.context.scene.collection.children.link(own)
    for obj in (rig, bpy.data.objects["Skin"]):
        own.objects.link(obj)
        bpy.context.scene.collection.objects.unlink(obj)
    bpy.ops.wm.save_as_mainfile(filepath=path)
    for kind in ("collection", "objects", "instance"):
        ready(model)
        making.empty()
        link(path, kind)
        said, told = animate(), offered()
        pressed = remedy()
        objects = sorted((o.name, o.library is None) for o in bpy.context.scene.objects)
        found[kind] = [said, told, pressed, objects, animate()]
    return found


def link(path, kind):
    scene = bpy.context.scene
    with bpy.data.libraries.load(path, link=True) as (_, wanted):
        if kind == "objects":
            wanted.objects = ["Rig", "Skin"]
        else:
            wanted.collections = ["Own"]
    if kind == "objects":
        for obj in bpy.data.objects:
            scene.collection.objects.link(obj)
    elif kind == "collection":
        scene.collection.children.link(bpy.data.collections["Own"])
    else:
        empty = bpy.data.objects.new("Shown", None)
        empty.instance_type = "COLLECTION"
        empty.instance_collection = bpy.data.collections["Own"]
        scene.collection.objects.link(empty)
    bpy.context.view_layer.update()
    scene.animax.prompt = "wave"


def others(model, folder):
    """Edit Mode, a front in doubt, the folder of the model, another rig's name."""
    from animax.core.front import Front
    from animax.ui import operators, remedies
    from animax.ui.session import session

    found = {}
    ready(model)
    bpy.ops.object.mode_set(mode="EDIT")
    found["edit"] = [animate(), offered(), remedy(), bpy.context.object.mode]
    report(lambda: bpy.ops.animax.animate(armature="Nobody"))
    bpy.context.view_layer.objects.active = bpy.data.objects["Skin"]
    found["named"] = [offered(), remedy(), bpy.context.object.name]

    def doubting(*given, **more):
        made = prepare(*given, **more)
        made.front = Front(contradiction=True, against=["its toes"])
        return made

    prepare = operators.pipeline.prepare
    operators.pipeline.prepare = doubting
    found["front"] = [animate(), offered(), remedy(0, "+x")]
    operators.pipeline.prepare = prepare
    found["front"] += [bpy.context.scene.animax.front, session.run.dismissed]
    bpy.context.scene.animax.front = "auto"
    making.prefer(model=str(Path(folder, "none")))
    found["model"] = [animate(), offered()]
    drawn = Drawn()
    for one in (*session.run.remedies, remedies.errors.Remedy("front", "Rig")):
        remedies.draw_remedy(drawn, one)
    found["drawn"] = drawn.texts
    return found


def presets(model, folder):
    """Body plans of rigs with known ones, and what the menu offers."""
    from animax.ui import panels

    ready(model)
    drawn, found = Drawn(), {}
    layout = type("Menu", (), {"layout": drawn})
    panels.ANIMAX_MT_presets.draw(layout, bpy.context)
    found["drawn"] = drawn.texts
    bpy.ops.animax.prompt_use(prompt="a fish swims")
    found["prompt"] = bpy.context.scene.animax.prompt
    found["plans"] = {name: plan(bones) for name, bones in BODIES.items()}
    found["others"] = {name: plan(bones) for name, bones in OTHERS.items()}
    return found


def plan(bones):
    """Of a rig of bones: name -> (parent, head, tail)."""
    from animax.rig.body_plan import body_plan

    making.empty()
    rig = bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig"))
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    for name, (parent, head, tail) in bones.items():
        bone = rig.data.edit_bones.new(name)
        bone.head, bone.tail = head, tail
        bone.parent = rig.data.edit_bones.get(parent)
    bpy.ops.object.mode_set(mode="OBJECT")
    return body_plan(rig)


def pair(name, parent, head, tail):
    """A bone and its mirror."""
    found = {}
    for side, sign in ((".L", 1), (".R", -1)):
        above = parent + side if parent.endswith("*") else parent
        ends = [(sign * x, y, z) for x, y, z in (head, tail)]
        found[name + side] = (above.replace("*", ""), *ends)
    return found


SPINE = {"spine": ("", (0, 0, 1), (0, 0.1, 1.5))}
LEGS = {
    **pair("thigh", "spine", (0.1, 0, 1), (0.1, 0, 0.5)),
    **pair("shin", "thigh*", (0.1, 0, 0.5), (0.1, 0, 0.1)),
    **pair("foot", "shin*", (0.1, 0, 0.1), (0.1, -0.2, 0)),
    # Toes of one foot are one.
    **pair("toe1", "foot*", (0.05, -0.2, 0), (0.05, -0.3, 0)),
    **pair("toe2", "foot*", (0.2, -0.2, 0), (0.2, -0.3, 0)),
}
TAIL = {
    "tail1": ("spine", (0, 0, 1), (0, 0.5, 1)),
    "tail2": ("tail1", (0, 0.5, 1), (0, 1, 1)),
}
ARMS = pair("upper_arm", "spine", (0.2, 0, 1.5), (0.8, 0, 1.5))
WINGS = pair("wing", "spine", (0.2, 0, 1.5), (0.8, 0, 1.5))
FORELEGS = pair("front_leg", "spine", (0.1, -1, 1), (0.1, -1, 0))
BODIES = {
    "biped": {**SPINE, **LEGS, **ARMS},
    "two legs": {**SPINE, **LEGS, **ARMS, **TAIL},
    "quadruped": {**SPINE, **LEGS, **FORELEGS, **TAIL},
    "bird": {**SPINE, **LEGS, **WINGS},
    "dragon": {**SPINE, **LEGS, **FORELEGS, **WINGS, **TAIL},
    "many legs": {
        "body": ("", (0, 0, 0.5), (0, 1, 0.5)),
        **{
            name: bone
            for n in range(4)
            for name, bone in pair(f"leg{n}", "body", (0.1, n, 0.5), (1, n, 0)).items()
        },
    },
    "fish": {
        "body": ("", (0, 0, 0), (0, 1, 0)),
        **pair("pectoral_fin", "body", (0.1, 0, 0), (0.5, 0, 0)),
    },
    "snake": {
        f"s{n}": (f"s{n - 1}" if n else "", (0, n, 0), (0, n + 1, 0)) for n in range(9)
    },
    "other": {"lid": ("", (0, 0, 0), (0, 0, 1)), "box": ("lid", (0, 0, 1), (0, 0, 2))},
}
# Names that speak of other limbs than there are, and bones that end on their way.
OTHERS = {
    "arms as forelegs": {
        **SPINE,
        **pair("Arm", "spine", (0.1, -1, 0.6), (0.1, -1.4, 0.6)),
        **pair("Leg", "spine", (0.1, 0, 0.6), (0.1, -0.4, 0.6)),
    },
    "limbs of one bone": {
        **SPINE,
        **pair("Arm", "spine", (0.2, 0, 1.5), (0.2, 0, 0.9)),
        **pair("Leg", "spine", (0.1, 0, 0.8), (0.1, 0, 0)),
    },
    "fore and hind": {
        **SPINE,
        **pair("fore1", "spine", (0.1, -1, 1), (0.1, -1, 0.5)),
        **pair("hind1", "spine", (0.1, 0, 1), (0.1, 0, 0.5)),
    },
    "twists": {
        **SPINE, **LEGS, **ARMS,
        **pair("thigh_twist", "thigh*", (0.1, 0, 0.75), (0.1, 0, 0.5)),
        **pair("calf_twist", "shin*", (0.1, 0, 0.3), (0.1, 0, 0.1)),
    },
}  # fmt: skip


class Drawn:
    """What a layout was told to draw."""

    def __init__(self):
        self.texts = []

    def row(self, **_):
        return self

    def separator(self):
        pass

    def menu(self, name):
        self.texts.append(name)

    def label(self, text=""):
        self.texts.append(text)

    def operator(self, name, text="", **_):
        self.texts.append(text or name)
        return Drawn()
