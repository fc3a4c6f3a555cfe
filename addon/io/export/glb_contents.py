"""What a .glb holds: evaluates its nodes, clips, morph targets and skins.

Free of bpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .contents import Contents, box_of

if TYPE_CHECKING:
    from ...core.array_types import FloatArray
    from .glb_file import GlbFile

# glTF's y axis is up, Blender's z.
TO_BLENDER = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
WIDTHS = {"translation": 3, "rotation": 4, "scale": 3}
DEFAULTS = {"translation": (0, 0, 0), "rotation": (0, 0, 0, 1), "scale": (1, 1, 1)}


def read_glb(file: GlbFile, clip: str, seconds: list[float]) -> Contents:
    """The file's contents, posed by `clip` at the given seconds."""
    found = Contents()
    nodes = file.list("nodes")
    parents = {c: n for n, node in enumerate(nodes) for c in node.get("children", ())}
    joints = {j for skin in file.list("skins") for j in skin["joints"]}
    for n, node in enumerate(nodes):
        if n not in joints:
            found.objects[node.get("name", "")] = kind_of(node)
    for animation in file.list("animations"):
        ends = [clip_range(file, sampler) for sampler in animation["samplers"]]
        low, high = min(e[0] for e in ends), max(e[1] for e in ends)
        found.clips[animation.get("name", "")] = (low, high)
    poses = [pose(file, clip, second) for second in seconds]
    worlds = [world_matrices(nodes, parents, local) for local in poses]
    for n, node in enumerate(nodes):
        name = node.get("name", "")
        if "mesh" not in node:
            continue
        mesh = file.json["meshes"][node["mesh"]]
        if names := mesh.get("extras", {}).get("targetNames"):
            found.shape_keys[name] = names
        if "skin" in node:
            found.skins[name] = len(file.json["skins"][node["skin"]]["joints"])
        weights = [local[n].get("weights", mesh.get("weights")) for local in poses]
        boxes = [
            box_of(posed(file, node, mesh, world, n, weight) @ TO_BLENDER.T)
            for world, weight in zip(worlds, weights, strict=True)
        ]
        found.boxes[name] = np.array(boxes)
    for joint in joints:
        key = (armature_of(joint, nodes, parents, joints), nodes[joint].get("name", ""))
        heads = np.array([world[joint][:3, 3] for world in worlds])
        found.heads[key] = heads @ TO_BLENDER.T
    read_textures(file, found)
    return found


def kind_of(node: dict[str, Any]) -> str:
    if "mesh" in node:
        return "mesh"
    if "KHR_lights_punctual" in node.get("extensions", {}):
        return "light"
    return "camera" if "camera" in node else "empty"


def clip_range(file: GlbFile, sampler: dict[str, Any]) -> tuple[float, float]:
    times = file.json["accessors"][sampler["input"]]
    return times["min"][0], times["max"][0]


def armature_of(joint: int, nodes: Any, parents: dict[int, int], joints: Any) -> str:
    """The name of the first node above that is no joint."""
    while joint in joints and joint in parents:
        joint = parents[joint]
    return nodes[joint].get("name", "") if joint not in joints else ""


def pose(file: GlbFile, clip: str, second: float) -> list[dict[str, FloatArray]]:
    """By node: its translation, rotation, scale and, if keyed, weights at a time."""
    nodes = file.list("nodes")
    local: list[dict[str, FloatArray]] = [
        {name: np.array(node.get(name, DEFAULTS[name]), float) for name in DEFAULTS}
        for node in nodes
    ]
    for animation in file.list("animations"):
        if animation.get("name") != clip:
            continue
        for channel in animation["channels"]:
            path, target = channel["target"]["path"], channel["target"].get("node")
            sampler = animation["samplers"][channel["sampler"]]
            if target is not None:
                local[target][path] = sample(file, sampler, path, second)
    return local


def sample(file: GlbFile, sampler: Any, path: str, second: float) -> FloatArray:
    """A channel's value: [3], [4] or, of weights, [M]."""
    times = file.accessor(sampler["input"])[:, 0]
    values = file.accessor(sampler["output"])
    if sampler.get("interpolation") == "CUBICSPLINE":
        # In-tangent, value, out-tangent: at whole frames, which keys are at, the value.
        values = values.reshape(len(times), 3, -1)[:, 1]
    values = values.reshape(len(times), -1)
    right = int(np.searchsorted(times, second))
    if right == 0:
        return values[0]
    if right == len(times):
        return values[-1]
    share = (second - times[right - 1]) / (times[right] - times[right - 1])
    if sampler.get("interpolation") == "STEP":
        share = float(share > 1 - 1e-3)
    a, b = values[right - 1], values[right]
    if path == "rotation" and np.dot(a, b) < 0:
        b = -b
    mixed = a + share * (b - a)
    return mixed / np.linalg.norm(mixed) if path == "rotation" else mixed


def world_matrices(
    nodes: Any, parents: dict[int, int], local: list[dict[str, FloatArray]]
) -> list[FloatArray]:
    """float64 [4, 4] of each node, in glTF's axes."""
    known: dict[int, FloatArray] = {}

    def world(n: int) -> FloatArray:
        if n not in known:
            own = matrix_of(nodes[n], local[n])
            known[n] = world(parents[n]) @ own if n in parents else own
        return known[n]

    return [world(n) for n in range(len(nodes))]


def matrix_of(node: dict[str, Any], local: dict[str, FloatArray]) -> FloatArray:
    if "matrix" in node:
        return np.array(node["matrix"], float).reshape(4, 4).T
    x, y, z, w = local["rotation"]
    rotation = np.array([
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ])  # fmt: skip
    found = np.eye(4)
    found[:3, :3] = rotation * local["scale"]
    found[:3, 3] = local["translation"]
    return found


def posed(
    file: GlbFile, node: Any, mesh: Any, world: list[FloatArray], n: int, weights: Any
) -> FloatArray:
    """float64 [N, 3]: the vertices of a node's mesh in the world."""
    parts = []
    for primitive in mesh["primitives"]:
        attributes = primitive["attributes"]
        places = file.accessor(attributes["POSITION"])
        targets = primitive.get("targets", [])
        amounts = np.zeros(len(targets)) if weights is None else np.asarray(weights)
        for target, amount in zip(targets, amounts, strict=False):
            if amount and "POSITION" in target:
                places = places + amount * file.accessor(target["POSITION"])
        if "skin" not in node:
            parts.append(places @ world[n][:3, :3].T + world[n][:3, 3])
            continue
        skin = file.json["skins"][node["skin"]]
        binds = file.accessor(skin["inverseBindMatrices"]).reshape(-1, 4, 4)
        matrices = np.array([
            world[joint] @ bind.T
            for joint, bind in zip(skin["joints"], binds, strict=True)
        ])  # fmt: skip
        moved = np.zeros_like(places)
        number = 0
        while f"JOINTS_{number}" in attributes:
            joints = file.accessor(attributes[f"JOINTS_{number}"]).astype(int)
            shares = file.accessor(attributes[f"WEIGHTS_{number}"])
            for column in range(4):
                matrix = matrices[joints[:, column]]
                place = np.einsum("nij,nj->ni", matrix[:, :3, :3], places)
                moved += shares[:, column, None] * (place + matrix[:, :3, 3])
            number += 1
        parts.append(moved)
    return np.concatenate(parts)


def read_textures(file: GlbFile, found: Contents) -> None:
    for material in file.list("materials"):
        colour = material.get("pbrMetallicRoughness", {}).get("baseColorTexture")
        for what, use in (
            ("colour", colour),
            ("normal", material.get("normalTexture")),
        ):
            if use is None:
                continue
            source = file.json["textures"][use["index"]].get("source")
            if source is not None:
                image = file.json["images"][source].get("name", "")
                found.textures[material.get("name", ""), what] = (image,)
