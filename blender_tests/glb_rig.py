"""Writes rigs as .glb without Blender: joints with any axes, a box on each bone.

A bone is (name, parent, head, tail), glTF's axes: y up, facing +z, metres.
"""

import json
import struct

import numpy as np

# Walks on two legs, with a tail; its nodes have x along the bone.
STRIDER = [
    ("hips", "", (0, 1.0, 0), (0, 1.3, 0)),
    ("spine", "hips", (0, 1.3, 0), (0, 1.7, 0.1)),
    ("head", "spine", (0, 1.7, 0.1), (0, 1.8, 0.4)),
    ("tail1", "hips", (0, 1.05, -0.1), (0, 1.1, -0.5)),
    ("tail2", "tail1", (0, 1.1, -0.5), (0, 1.25, -0.8)),
    ("thigh.L", "hips", (0.15, 1.0, 0), (0.15, 0.5, 0.08)),
    ("shin.L", "thigh.L", (0.15, 0.5, 0.08), (0.15, 0.08, 0)),
    ("foot.L", "shin.L", (0.15, 0.08, 0), (0.15, 0.03, 0.22)),
    ("thigh.R", "hips", (-0.15, 1.0, 0), (-0.15, 0.5, 0.08)),
    ("shin.R", "thigh.R", (-0.15, 0.5, 0.08), (-0.15, 0.08, 0)),
    ("foot.R", "shin.R", (-0.15, 0.08, 0), (-0.15, 0.03, 0.22)),
]
# Its feet are roots of their own, as under inverse kinematics.
HOPPER = [
    ("body", "", (0, 0.7, -0.1), (0, 0.9, 0.3)),
    ("neck", "body", (0, 0.9, 0.3), (0, 1.15, 0.4)),
    ("snout", "neck", (0, 1.15, 0.4), (0, 1.1, 0.62)),
    ("leg.L", "body", (0.2, 0.7, -0.05), (0.2, 0.15, -0.1)),
    ("leg.R", "body", (-0.2, 0.7, -0.05), (-0.2, 0.15, -0.1)),
    ("paw.L", "", (0.2, 0.12, -0.1), (0.2, 0.04, 0.2)),
    ("paw.R", "", (-0.2, 0.12, -0.1), (-0.2, 0.04, 0.2)),
    ("hoof.L", "", (0.2, 0.13, -0.35), (0.2, 0.04, -0.31)),
    ("hoof.R", "", (-0.2, 0.13, -0.35), (-0.2, 0.04, -0.31)),
]


def axes(head, tail, along):
    """[3, 3] columns x, y, z; `along` ("x", "-y", ...) is the one from head to tail."""
    first = np.subtract(tail, head)
    first = first / np.linalg.norm(first)
    side = np.cross(first, [0.9, 0.1, -0.3])
    side /= np.linalg.norm(side)
    k, sign = "xyz".index(along[-1]), -1.0 if along[0] == "-" else 1.0
    out = np.zeros((3, 3))
    out[:, k] = sign * first
    out[:, (k + 1) % 3] = side
    out[:, (k + 2) % 3] = np.cross(out[:, k], side)
    return out


def quaternion(m):
    """x, y, z, w of a rotation matrix, by the eigenvector of Bar-Itzhack's matrix."""
    t = m
    k = np.array(
        [
            [t[0, 0] - t[1, 1] - t[2, 2], t[1, 0] + t[0, 1], t[2, 0] + t[0, 2],
             t[2, 1] - t[1, 2]],
            [t[1, 0] + t[0, 1], t[1, 1] - t[0, 0] - t[2, 2], t[2, 1] + t[1, 2],
             t[0, 2] - t[2, 0]],
            [t[2, 0] + t[0, 2], t[2, 1] + t[1, 2], t[2, 2] - t[0, 0] - t[1, 1],
             t[1, 0] - t[0, 1]],
            [t[2, 1] - t[1, 2], t[0, 2] - t[2, 0], t[1, 0] - t[0, 1], np.trace(t)],
        ]
    )  # fmt: skip
    return np.linalg.eigh(k)[1][:, -1]


def box(head, tail, width=0.04):
    """([8, 3] corners, 12 triangles) of a box around a bone."""
    frame = axes(head, tail, "y")
    low, high = -0.5 * width, 0.5 * width
    length = np.linalg.norm(np.subtract(tail, head))
    corners = [
        np.add(head, frame @ [x, y, z])
        for x in (low, high)
        for y in (0, length)
        for z in (low, high)
    ]
    sides = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4),
             (1, 5, 7, 3)]  # fmt: skip
    return np.array(corners), [(a, b, c) for a, b, c, _ in sides] + [
        (a, c, d) for a, _, c, d in sides
    ]


def write(path, bones, along="x", scale=1.0, rider=""):
    """scale: of the armature's node; its joints are as much larger. rider: a bone that
    carries a mesh of its own as a child."""
    matrices, nodes = {}, []
    for name, _, head, tail in bones:
        matrices[name] = np.eye(4)
        matrices[name][:3, :3] = axes(head, tail, along)
        matrices[name][:3, 3] = np.array(head) / scale
    for name, parent, _, _ in bones:
        above = matrices[parent] if parent else np.eye(4)
        local = np.linalg.inv(above) @ matrices[name]
        nodes.append(
            {
                "name": name,
                "translation": local[:3, 3].tolist(),
                "rotation": quaternion(local[:3, :3]).tolist(),
                "children": [n for n, b in enumerate(bones) if b[1] == name],
            }
        )
    points, faces, joints = [], [], []
    for n, (_, _, head, tail) in enumerate(bones):
        corners, triangles = box(head, tail)
        faces += [[8 * n + i for i in t] for t in triangles]
        points.append(corners / scale)
        joints += [[n, 0, 0, 0]] * 8
    count = len(bones)
    roots = [n for n, b in enumerate(bones) if not b[1]]
    weights = np.tile([1.0, 0, 0, 0], (8 * count, 1))
    inverse = np.array([np.linalg.inv(matrices[b[0]]).T for b in bones])
    data = Buffer()
    shape = np.concatenate(points)
    attributes = {
        "POSITION": data.add(shape, "f4", "VEC3", bounds=True),
        "JOINTS_0": data.add(joints, "u2", "VEC4"),
        "WEIGHTS_0": data.add(weights, "f4", "VEC4"),
    }
    indices = data.add(np.ravel(faces), "u2", "SCALAR")
    meshes = [{"primitives": [{"attributes": attributes, "indices": indices}]}]
    skin = {
        "joints": list(range(count)),
        "inverseBindMatrices": data.add(inverse.reshape(count, 16), "f4", "MAT4"),
    }
    nodes.append({"name": "Skin", "mesh": 0, "skin": 0})
    nodes.append({"name": "Rig", "scale": [scale] * 3, "children": [*roots, count]})
    if rider:
        meshes.append(
            {"primitives": [{"attributes": {"POSITION": attributes["POSITION"]},
                             "indices": indices}]}
        )  # fmt: skip
        nodes.append({"name": "Rider", "mesh": 1})
        nodes[[b[0] for b in bones].index(rider)]["children"].append(count + 2)
    for node in nodes:
        if not node.get("children", True):
            del node["children"]
    text = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [count + 1]}],
        "nodes": nodes,
        "skins": [skin],
        "meshes": meshes,
        **data.parts(),
    }
    save(path, text, bytes(data.bytes))
    return path


class Buffer:
    def __init__(self):
        self.bytes, self.views, self.accessors = bytearray(), [], []

    def add(self, values, kind, shape, bounds=False):
        values = np.asarray(values)
        raw = values.astype("<" + kind).tobytes()
        view = {"buffer": 0, "byteOffset": len(self.bytes), "byteLength": len(raw)}
        self.views.append(view)
        self.bytes += raw + b"\0" * (-len(raw) % 4)
        accessor = {"bufferView": len(self.views) - 1, "count": len(values),
                    "componentType": {"f4": 5126, "u2": 5123}[kind],
                    "type": shape}  # fmt: skip
        if bounds:
            low, high = values.min(axis=0), values.max(axis=0)
            accessor |= {"min": low.tolist(), "max": high.tolist()}
        self.accessors.append(accessor)
        return len(self.accessors) - 1

    def parts(self):
        return {
            "buffers": [{"byteLength": len(self.bytes)}],
            "bufferViews": self.views,
            "accessors": self.accessors,
        }


def save(path, text, data):
    head = json.dumps(text).encode()
    head += b" " * (-len(head) % 4)
    chunks = struct.pack("<II", len(head), 0x4E4F534A) + head
    chunks += struct.pack("<II", len(data), 0x004E4942) + data
    with open(path, "wb") as file:
        file.write(struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks)


def read_nodes(path):
    """dict name -> (translation [3], rotation [4]: x, y, z, w, with w >= 0)."""
    with open(path, "rb") as file:
        raw = file.read()
    size = struct.unpack("<I", raw[12:16])[0]
    nodes = json.loads(raw[20 : 20 + size])["nodes"]
    out = {}
    for node in nodes:
        turn = np.array(node.get("rotation", [0, 0, 0, 1.0]))
        out[node["name"]] = (
            np.array(node.get("translation", [0, 0, 0.0])),
            turn if turn[3] >= 0 else -turn,
        )
    return out
