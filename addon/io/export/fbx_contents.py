"""What an FBX file holds: evaluates its models, stacks, shape keys and skins.

Free of bpy. Reads what Blender's exporter writes: plain translation, rotation (XYZ) and
scaling of each model, one layer a stack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .contents import Contents, box_of

if TYPE_CHECKING:
    from ...core.array_types import FloatArray
    from .fbx_tree import FbxFile, Node

# FBX's y axis is up and its lengths are centimetres.
TO_BLENDER = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]]) / 100
TICKS = 46186158000  # a second
CHANNELS = {"Lcl Translation": 0.0, "Lcl Rotation": 0.0, "Lcl Scaling": 1.0}
KINDS = {"Mesh": "mesh", "Light": "light", "Camera": "camera"}
SLOTS = {"DiffuseColor": "colour", "NormalMap": "normal", "Bump": "normal"}


class Scene:
    """The file's objects by id, and how they are connected."""

    def __init__(self, file: FbxFile) -> None:
        objects = file.root.find("Objects")
        self.nodes: dict[int, Node] = {
            n.value(0): n for n in (objects.children if objects else ())
        }
        self.links = [c for c in file.connections() if c[0] in self.nodes]
        self.below: dict[int, list[tuple[int, str]]] = {}
        for child, parent, prop in self.links:
            self.below.setdefault(parent, []).append((child, prop))
        self.parents = {
            child: parent
            for child, parent, prop in self.links
            if not prop and self.kind(child) == self.kind(parent) == "Model"
        }
        self.curves: dict[int, tuple[FloatArray, FloatArray]] = {}

    def kind(self, number: int) -> str:
        return self.nodes[number].name if number in self.nodes else ""

    def children(self, number: int, kind: str, sort: str = "") -> list[int]:
        """Ids of the objects of a kind below another; sort: the second name."""
        return [
            child
            for child, _ in self.below.get(number, ())
            if self.kind(child) == kind
            and (not sort or self.nodes[child].value(2).decode() == sort)
        ]

    def name(self, number: int) -> str:
        return self.nodes[number].text(1)

    def curve(self, number: int) -> tuple[FloatArray, FloatArray]:
        """(seconds, values) of an AnimationCurve."""
        if number not in self.curves:
            node = self.nodes[number]
            times, values = node.find("KeyTime"), node.find("KeyValueFloat")
            if times is None or values is None:
                raise ValueError("an animation curve without keys")
            self.curves[number] = (
                times.value(0) / TICKS,
                values.value(0).astype(np.float64),
            )
        return self.curves[number]


def read_fbx(file: FbxFile, clip: str, seconds: list[float]) -> Contents:
    """The file's contents, posed by `clip` at the given seconds."""
    scene, found = Scene(file), Contents(animated={"camera": {}})
    for node in file.objects("AnimationStack"):
        number = node.value(0)
        found.clips[scene.name(number)] = stack_range(scene, number)
    stacks = [n.value(0) for n in file.objects("AnimationStack")]
    stack = next((s for s in stacks if scene.name(s) == clip), None)
    animated = channels(scene, stack) if stack is not None else {}
    models = [n.value(0) for n in file.objects("Model")]
    worlds = [pose(scene, models, animated, second) for second in seconds]
    for model in models:
        sort = scene.nodes[model].value(2).decode()
        name = scene.name(model)
        if sort == "LimbNode":
            heads = np.array([world[model][:3, 3] for world in worlds])
            found.heads[armature_of(scene, model), name] = heads @ TO_BLENDER.T
            continue
        found.objects[name] = KINDS.get(sort, "empty")
        for geometry in scene.children(model, "Geometry"):
            read_mesh(scene, found, model, geometry, worlds, animated, seconds)
    read_textures(scene, found, file)
    return found


def armature_of(scene: Scene, model: int) -> str:
    while scene.nodes[model].value(2) == b"LimbNode" and model in scene.parents:
        model = scene.parents[model]
    return scene.name(model)


def stack_range(scene: Scene, stack: int) -> tuple[float, float]:
    keys = [
        scene.curve(curve)[0]
        for layer in scene.children(stack, "AnimationLayer")
        for node in scene.children(layer, "AnimationCurveNode")
        for curve in scene.children(node, "AnimationCurve")
    ]
    if not keys:
        return 0.0, 0.0
    return min(float(k[0]) for k in keys), max(float(k[-1]) for k in keys)


def channels(scene: Scene, stack: int) -> dict[tuple[int, str], dict[str, int]]:
    """(id, property) -> {"d|X": curve, ...} of a stack."""
    owners: dict[int, list[tuple[int, str]]] = {}
    for child, parent, prop in scene.links:
        if prop and scene.kind(child) == "AnimationCurveNode":
            owners.setdefault(child, []).append((parent, prop))
    found = {}
    for layer in scene.children(stack, "AnimationLayer"):
        for node in scene.children(layer, "AnimationCurveNode"):
            curves = {
                prop: child
                for child, prop in scene.below.get(node, ())
                if scene.kind(child) == "AnimationCurve"
            }
            for owner in owners.get(node, ()):
                found[owner] = curves
    return found


def properties(node: Node) -> dict[str, list[Any]]:
    """The values of Properties70 by name."""
    block = node.find("Properties70")
    return {
        p.value(0).decode(): [p.value(i) for i in range(4, len(p.properties))]
        for p in (block.children if block else ())
    }


def pose(
    scene: Scene,
    models: list[int],
    animated: dict[tuple[int, str], dict[str, int]],
    second: float,
) -> dict[int, FloatArray]:
    """float64 [4, 4] by model: its world matrix in FBX's axes and units."""
    known: dict[int, FloatArray] = {}

    def world(model: int) -> FloatArray:
        if model not in known:
            own = local_matrix(scene, model, animated, second)
            parent = scene.parents.get(model)
            known[model] = world(parent) @ own if parent is not None else own
        return known[model]

    for model in models:
        world(model)
    return known


def local_matrix(
    scene: Scene,
    model: int,
    animated: dict[tuple[int, str], dict[str, int]],
    second: float,
) -> FloatArray:
    still = properties(scene.nodes[model])
    values = []
    for prop, default in CHANNELS.items():
        value = np.array(still.get(prop, [default] * 3), dtype=np.float64)
        curves = animated.get((model, prop), {})
        for axis, letter in enumerate("XYZ"):
            if (number := curves.get("d|" + letter)) is not None:
                value[axis] = np.interp(second, *scene.curve(number))
        values.append(value)
    move, turn, scale = values
    matrix = np.eye(4)
    for axis, angle in enumerate(np.radians(turn)):
        c, s = np.cos(angle), np.sin(angle)
        one = np.eye(4)
        i, j = (axis + 1) % 3, (axis + 2) % 3
        one[i, i], one[i, j], one[j, i], one[j, j] = c, -s, s, c
        matrix = one @ matrix
    matrix[:3, :3] *= scale
    matrix[:3, 3] = move
    return matrix


def read_mesh(
    scene: Scene,
    found: Contents,
    model: int,
    geometry: int,
    worlds: list[dict[int, FloatArray]],
    animated: dict[tuple[int, str], dict[str, int]],
    seconds: list[float],
) -> None:
    """Adds what a mesh adds to the contents: box, skin and shape keys."""
    vertices = scene.nodes[geometry].find("Vertices")
    if vertices is None:
        return
    name = scene.name(model)
    rest = vertices.value(0).reshape(-1, 3)
    skins = scene.children(geometry, "Deformer", "Skin")
    clusters = [c for s in skins for c in scene.children(s, "Deformer", "Cluster")]
    if clusters:
        found.skins[name] = len(clusters)
    shapes = read_shapes(scene, geometry)
    if shapes:
        found.shape_keys[name] = [shape for shape, *_ in shapes]
    boxes = []
    for world, second in zip(worlds, seconds, strict=True):
        places = rest.copy()
        for _, channel, rows, offsets in shapes:
            curves = animated.get((channel, "DeformPercent"), {})
            amount = shape_amount(scene, channel, curves, second)
            places[rows] += amount * offsets
        places = skinned(scene, clusters, places, world, model)
        boxes.append(box_of(places @ TO_BLENDER.T))
    if len(rest):
        found.boxes[name] = np.array(boxes)


def read_shapes(scene: Scene, geometry: int) -> list[tuple[str, int, Any, Any]]:
    """(name, channel's id, rows, offsets [rows, 3]) of the shape keys."""
    found = []
    for blend in scene.children(geometry, "Deformer", "BlendShape"):
        for channel in scene.children(blend, "Deformer", "BlendShapeChannel"):
            for shape in scene.children(channel, "Geometry"):
                rows = scene.nodes[shape].find("Indexes")
                offsets = scene.nodes[shape].find("Vertices")
                if rows is not None and offsets is not None:
                    found.append((
                        scene.name(channel), channel, rows.value(0),
                        offsets.value(0).reshape(-1, 3),
                    ))  # fmt: skip
    return found


def shape_amount(
    scene: Scene, channel: int, curves: dict[str, int], second: float
) -> float:
    if number := curves.get("d|DeformPercent"):
        return float(np.interp(second, *scene.curve(number))) / 100
    percent = scene.nodes[channel].find("DeformPercent")
    return float(percent.value(0)) / 100 if percent is not None else 0.0


def skinned(
    scene: Scene,
    clusters: list[int],
    places: FloatArray,
    world: dict[int, FloatArray],
    model: int,
) -> FloatArray:
    """Vertices without a weight follow the mesh's own model."""
    unmoved = places @ world[model][:3, :3].T + world[model][:3, 3]
    moved, total = np.zeros_like(places), np.zeros(len(places))
    for cluster in clusters:
        node = scene.nodes[cluster]
        rows, weights = node.find("Indexes"), node.find("Weights")
        bind = node.find("Transform")
        bones = scene.children(cluster, "Model")
        if rows is None or weights is None or bind is None or not bones:
            continue
        # Stored column by column: the mesh in the bone's space at rest.
        matrix = world[bones[0]] @ bind.value(0).reshape(4, 4).T
        index, share = rows.value(0), weights.value(0)
        place = places[index] @ matrix[:3, :3].T + matrix[:3, 3]
        moved[index] += share[:, None] * place
        total[index] += share
    weighted = total > 1e-9
    unmoved[weighted] = moved[weighted] / total[weighted, None]
    return unmoved


def read_textures(scene: Scene, found: Contents, file: FbxFile) -> None:
    for node in file.objects("Material"):
        for texture, prop in scene.below.get(node.value(0), ()):
            path = scene.nodes[texture].find("RelativeFilename")
            if prop in SLOTS and path is not None:
                image = path.value(0).decode("utf-8", "replace")
                found.textures[node.text(1), SLOTS[prop]] = (image,)
