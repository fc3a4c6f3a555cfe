"""What a file shows at a second, read without Blender's importers where that can be.

A scene is a dict: object's name -> float64 [V, 3], the vertices of a mesh in the world,
or the origin of an object without one.
"""

import json
import struct

import bpy
import numpy as np

TYPES = {5121: "u1", 5123: "u2", 5125: "u4", 5126: "f4"}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}
KINDS = {"MESH", "EMPTY"}


def shown(scene, frame):
    """The Blender scene at a (fractional) frame."""
    whole = int(np.floor(frame + 1e-6))
    scene.frame_set(whole, subframe=max(0.0, float(frame - whole)))
    graph, found = bpy.context.evaluated_depsgraph_get(), {}
    for obj in scene.objects:
        if obj.type not in KINDS:
            continue
        world = np.array(obj.evaluated_get(graph).matrix_world)
        found[obj.name] = world[None, :3, 3]
        if obj.type == "MESH":
            own = obj.evaluated_get(graph)
            mesh = own.to_mesh()
            points = np.empty(3 * len(mesh.vertices), np.float32)
            mesh.vertices.foreach_get("co", points)
            own.to_mesh_clear()
            found[obj.name] = points.reshape(-1, 3) @ world[:3, :3].T + world[:3, 3]
    return found


class Glb:
    """A .glb, evaluated as the format's specification says."""

    def __init__(self, path):
        with open(path, "rb") as file:
            content = file.read()
        size = struct.unpack_from("<I", content, 12)[0]
        self.json = json.loads(content[20 : 20 + size])
        self.data = content[28 + size :]

    def numbers(self, index):
        found = self.json["accessors"][index]
        kind = np.dtype("<" + TYPES[found["componentType"]])
        width = WIDTHS[found["type"]]
        view = self.json["bufferViews"][found["bufferView"]]
        start = view.get("byteOffset", 0) + found.get("byteOffset", 0)
        stride = view.get("byteStride", kind.itemsize * width)
        shape = (found["count"], width)
        return np.ndarray(shape, kind, self.data, start, (stride, kind.itemsize)).copy()

    def clips(self):
        """name -> (first second, last second)."""
        found = {}
        for clip in self.json.get("animations", []):
            ends = [self.numbers(s["input"])[[0, -1], 0] for s in clip["samplers"]]
            found[clip["name"]] = (
                float(min(e[0] for e in ends)), float(max(e[1] for e in ends))
            )  # fmt: skip
        return found

    def at(self, second, names=None):
        """names: the clips that play, in this order; None: all of them."""
        nodes = [dict(n) for n in self.json["nodes"]]
        for clip in self.json.get("animations", []):
            if names is None or clip["name"] in names:
                for channel in clip["channels"]:
                    target = channel["target"]
                    value = self.sample(
                        clip["samplers"][channel["sampler"]], second, target["path"]
                    )
                    nodes[target["node"]][target["path"]] = value
        worlds = self.worlds(nodes)
        found = {}
        for n, node in enumerate(nodes):
            points = worlds[n][None, :3, 3]
            if "mesh" in node:
                points = self.vertices(node, worlds[n], worlds)
            found[node["name"]] = np.stack(
                [points[:, 0], -points[:, 2], points[:, 1]], axis=1
            )
        return found

    def sample(self, sampler, second, path):
        keys = self.numbers(sampler["input"])[:, 0].astype(np.float64)
        values = self.numbers(sampler["output"]).astype(np.float64)
        assert (np.diff(keys) > 0).all() and keys[0] >= 0, "times must increase"
        kind = sampler.get("interpolation", "LINEAR")
        assert kind != "CUBICSPLINE"
        values = values.reshape(len(keys), -1)
        n = int(np.clip(np.searchsorted(keys, second + 1e-6, "right") - 1, 0, None))
        if second <= keys[0] or n >= len(keys) - 1 or kind == "STEP":
            return values[min(n, len(keys) - 1)]
        a, b = values[n], values[n + 1]
        if path == "rotation" and a @ b < 0:
            b = -b
        part = (second - keys[n]) / (keys[n + 1] - keys[n])
        value = a + (b - a) * part
        return value / np.linalg.norm(value) if path == "rotation" else value

    def worlds(self, nodes):
        found = {}

        def visit(n, above):
            node = nodes[n]
            if "matrix" in node:
                own = np.array(node["matrix"]).reshape(4, 4).T
            else:
                own = np.eye(4)
                x, y, z, w = node.get("rotation", (0, 0, 0, 1))
                own[:3, :3] = [
                    [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
                    [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
                    [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
                ]
                own[:3, :3] *= np.array(node.get("scale", (1, 1, 1)))
                own[:3, 3] = node.get("translation", (0, 0, 0))
            found[n] = above @ own
            for child in node.get("children", ()):
                visit(child, found[n])

        for scene in self.json["scenes"]:
            for n in scene.get("nodes", ()):
                visit(n, np.eye(4))
        return found

    def vertices(self, node, world, worlds):
        points = []
        for primitive in self.json["meshes"][node["mesh"]]["primitives"]:
            attributes = primitive["attributes"]
            place = self.numbers(attributes["POSITION"]).astype(np.float64)
            weights = node.get(
                "weights", self.json["meshes"][node["mesh"]].get("weights", [])
            )
            for weight, target in zip(
                weights, primitive.get("targets", []), strict=False
            ):
                place += weight * self.numbers(target["POSITION"])
            place = np.concatenate([place, np.ones((len(place), 1))], axis=1)
            if "skin" not in node:
                points.append((place @ world.T)[:, :3])
                continue
            skin = self.json["skins"][node["skin"]]
            inverse = self.numbers(skin["inverseBindMatrices"])
            inverse = inverse.reshape(-1, 4, 4).transpose(0, 2, 1)
            moves = np.array([worlds[j] for j in skin["joints"]]) @ inverse
            joints = self.numbers(attributes["JOINTS_0"]).astype(int)
            shares = self.numbers(attributes["WEIGHTS_0"])
            mixed = np.einsum("vk,vkij->vij", shares, moves[joints])
            points.append(np.einsum("vij,vj->vi", mixed, place)[:, :3])
        return np.concatenate(points)


class Fbx:
    """An .fbx, imported into this Blender: the objects' own Actions of the take."""

    def __init__(self, path, take):
        import addon_utils

        addon_utils.enable("io_scene_fbx")
        bpy.ops.wm.read_factory_settings(use_empty=True)
        bpy.ops.import_scene.fbx(filepath=str(path))
        self.scene = bpy.context.scene
        # The importer connects bones that touch, and so takes away their locations.
        for armature in [o for o in bpy.data.objects if o.type == "ARMATURE"]:
            bpy.context.view_layer.objects.active = armature
            bpy.ops.object.mode_set(mode="EDIT")
            for bone in armature.data.edit_bones:
                bone.use_connect = False
            bpy.ops.object.mode_set(mode="OBJECT")
        for obj in bpy.data.objects:
            names = [f"{obj.name}|{take}|", f"{obj.name}|{take}"]
            for action in bpy.data.actions:
                if any(action.name.startswith(name) for name in names):
                    data = obj.animation_data or obj.animation_data_create()
                    data.action = action
                    if hasattr(data, "action_slot"):
                        data.action_slot = action.slots[0]

    def clips(self):
        """Action's name -> (first, last) second; the importer puts second 0 at 1."""
        rate = self.scene.render.fps / self.scene.render.fps_base
        return {
            a.name: tuple((float(f) - 1) / rate for f in a.frame_range)
            for a in bpy.data.actions
        }

    def at(self, second, _names=None):
        rate = self.scene.render.fps / self.scene.render.fps_base
        return shown(self.scene, 1 + second * rate)


def apart(a, b):
    """The farthest that a point of either lies from all points of the other."""
    if len(a) == len(b) == 1:
        return float(np.linalg.norm(a - b))
    distance = np.linalg.norm(a[:, None] - b[None], axis=-1)
    return float(max(distance.min(axis=0).max(), distance.min(axis=1).max()))


def open_blend(path):
    bpy.ops.wm.open_mainfile(filepath=str(path), load_ui=False)
    return bpy.context.scene


def compared(blend, other, take, first, last, alone=False, step=1):
    """How far, in % of the body, each object is from where it is in the .blend at the
    same second: dict name -> worst; names of objects that are missing; clips.

    first, last: the take's frames in the .blend, of which each step-th is compared.
    alone: only the take's clip plays.
    """
    scene = open_blend(blend)
    rate = scene.render.fps / scene.render.fps_base
    frames = np.arange(first, last + 1, step)
    truth = [shown(scene, frame) for frame in frames]
    body = max(np.linalg.norm(np.ptp(v, axis=0)) for v in truth[0].values())
    opened = Glb(other) if str(other).endswith(".glb") else Fbx(other, take)
    worst, moved, missing = {}, {}, set()
    for n, expected in enumerate(truth):
        found = opened.at(n * step / rate, [take] if alone else None)
        for name, points in expected.items():
            if name not in found:
                missing.add(name)
                continue
            off = float(100 * apart(points, found[name]) / body)
            worst[name] = max(worst.get(name, 0.0), off)
            way = 100 * np.linalg.norm(points[0] - truth[0][name][0]) / body
            moved[name] = max(moved.get(name, 0.0), float(way))
    return {
        "worst": worst, "moved": moved, "missing": sorted(missing),
        "clips": opened.clips(), "rate": rate,
    }  # fmt: skip
