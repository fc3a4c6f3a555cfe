"""What a USD file holds, read with the USD library that newer Blenders bring along."""

from __future__ import annotations

import importlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from ..load.bone_names import PROPERTY as RIG_NAMES
from ..load.usd_objects import PROPERTY as OBJECT_NAMES
from .contents import Contents, box_of

if TYPE_CHECKING:
    from pathlib import Path

    from ...core.array_types import FloatArray

KINDS = {
    "Mesh": "mesh", "BasisCurves": "mesh", "NurbsCurves": "mesh", "Camera": "camera",
    "Skeleton": "armature",
}  # fmt: skip
INPUTS = {"diffuseColor": "colour", "normal": "normal"}


def has_library() -> bool:
    """Blender as a Python module has it apart, from 4.4 on; 4.2's has none."""
    import bpy

    expose: Any = getattr(bpy.utils, "expose_bundled_modules", None)
    if expose is not None:
        expose()
    try:
        library("UsdSkel")
    except ImportError:
        return False
    return True


def library(name: str) -> Any:
    return importlib.import_module(f"pxr.{name}")


def read_usd(path: Path, seconds: list[float]) -> Contents:
    """The contents of a file that formats/usd.py wrote, at the given seconds."""
    Usd = library("Usd")

    stage = Usd.Stage.Open(str(path))
    rate, start = stage.GetTimeCodesPerSecond(), stage.GetStartTimeCode()
    reader = Reader([start + second * rate for second in seconds])
    for prim in stage.Traverse():
        reader.read(prim)
    for first, last, name in reader.ranges:
        # Samples that repeat the one before are left out, so that a clip may go on
        # behind its last one, as far as the stage does.
        first = min(first, max(start, reader.codes[0]))
        last = max(last, min(stage.GetEndTimeCode(), reader.codes[-1]))
        reader.found.clips[name] = ((first - start) / rate, (last - start) / rate)
    return reader.found


class Reader:
    """Goes through a stage's prims, parents first."""

    def __init__(self, codes: list[float]) -> None:
        UsdGeom, UsdSkel = library("UsdGeom"), library("UsdSkel")

        self.found = Contents(animated={"camera": {}, "light": {}})
        self.codes = codes
        self.places = [UsdGeom.XformCache(code) for code in codes]
        self.skeletons = UsdSkel.Cache()
        # (first, last time code, name) of clips.
        self.ranges: list[tuple[float, float, str]] = []
        # By path of the prim: what an object was called.
        self.names: dict[Any, dict[str, Any]] = {}
        self.rigs: dict[Any, dict[str, Any]] = {}

    def read(self, prim: Any) -> None:
        UsdGeom, UsdSkel = library("UsdGeom"), library("UsdSkel")

        self.read_names(prim)
        kept = self.names.get(prim.GetPath().GetParentPath(), {})
        name, kind = kept.get("name", prim.GetName()), prim.GetTypeName()
        if "Light" in kind:
            self.found.objects[name] = "light"
        elif kind in KINDS and (kind != "Skeleton" or self.is_rig(prim)):
            self.found.objects[name] = KINDS[kind]
        if prim.IsA(UsdSkel.Root):
            Usd = library("Usd")

            self.skeletons.Populate(UsdSkel.Root(prim), Usd.PrimDefaultPredicate)
        elif prim.IsA(UsdSkel.Skeleton):
            self.read_skeleton(prim, name)
        elif prim.IsA(UsdGeom.Mesh):
            self.read_mesh(prim, name, kept.get("keys", {}))
        elif kind == "Material":
            self.read_material(prim)

    def read_names(self, prim: Any) -> None:
        path = prim.GetPath()
        for attribute, names in ((OBJECT_NAMES, self.names), (RIG_NAMES, self.rigs)):
            text = prim.GetAttribute(f"userProperties:{attribute}").Get(self.codes[0])
            if text:
                names[path] = json.loads(text)
        if path in self.names:
            self.found.objects[self.names[path]["name"]] = "empty"

    def is_rig(self, skeleton: Any) -> bool:
        """Not if Blender made it for shape keys alone, which need one in USD."""
        return skeleton.GetPath().GetParentPath() in self.rigs

    def world(self, prim: Any, index: int) -> FloatArray:
        """float64 [4, 4] at one of the times; rows, as in USD."""
        return np.array(self.places[index].GetLocalToWorldTransform(prim))

    def read_skeleton(self, prim: Any, name: str) -> None:
        UsdSkel = library("UsdSkel")

        query = self.skeletons.GetSkelQuery(UsdSkel.Skeleton(prim))
        kept = self.rigs.get(prim.GetPath().GetParentPath(), {})
        bones = kept.get("bones", {})
        if kept:
            joints = [str(j).rsplit("/", 1)[-1] for j in query.GetJointOrder()]
            heads = []
            for n, code in enumerate(self.codes):
                local = np.array(query.ComputeJointSkelTransforms(code))
                heads.append((local @ self.world(prim, n))[:, 3, :3])
            for k, joint in enumerate(joints):
                self.found.heads[name, bones.get(joint, joint)] = np.array(heads)[:, k]
        animation = query.GetAnimQuery()
        if animation and animation.GetPrim():
            times = animation.GetJointTransformTimeSamples()
            times = times or animation.GetBlendShapeWeightTimeSamples()
            clip = animation.GetPrim().GetName()
            clip = clip_name(clip, kept.get("clip", ""))
            if times and kept:
                self.ranges.append((times[0], times[-1], clip))

    def read_mesh(self, prim: Any, name: str, keys: dict[str, Any]) -> None:
        UsdGeom, UsdSkel = library("UsdGeom"), library("UsdSkel")

        points = UsdGeom.Mesh(prim).GetPointsAttr()
        binding = UsdSkel.BindingAPI(prim)
        shapes: list[str] = list(binding.GetBlendShapesAttr().Get() or [])
        if shapes:
            self.found.shape_keys[name] = [str(keys.get(s, s)) for s in shapes]
        skin = self.skeletons.GetSkinningQuery(prim)
        skinned = bool(skin) and skin.HasJointInfluences()
        skeleton = binding.GetInheritedSkeleton()
        query = self.skeletons.GetSkelQuery(skeleton) if skeleton else None
        if skinned and query and self.is_rig(skeleton.GetPrim()):
            self.found.skins[name] = len(query.GetJointOrder())
        boxes = []
        for n, code in enumerate(self.codes):
            value = points.Get(code)
            if value is None or not len(value):
                return
            flat: FloatArray = np.array(value, np.float64)
            if shapes and query:
                flat = flat + shape_offsets(prim, query, shapes, code, flat.shape)
            world = self.world(prim, n)
            if skinned and query:
                flat = posed(skin, query, flat, code)
                world = self.world(skeleton.GetPrim(), n)
            boxes.append(box_of(flat @ world[:3, :3] + world[3, :3]))
        self.found.boxes[name] = np.array(boxes)

    def read_material(self, prim: Any) -> None:
        Usd, UsdShade = library("Usd"), library("UsdShade")

        materials = {
            new: old
            for kept in self.names.values()
            for new, old in kept.get("materials", {}).items()
        }
        name = materials.get(prim.GetName(), prim.GetName())
        for child in Usd.PrimRange(prim):
            shader = UsdShade.Shader(child)
            if not shader or shader.GetIdAttr().Get() != "UsdPreviewSurface":
                continue
            for channel, what in INPUTS.items():
                connected = shader.GetInput(channel)
                source = connected and connected.GetConnectedSource()
                picture = source and UsdShade.Shader(source[0].GetPrim())
                file = picture and picture.GetInput("file")
                if file and file.Get() is not None:
                    self.found.textures[name, what] = image_name(file.Get().path)


def clip_name(prim: str, kept: str) -> str:
    """The artist's name, if it is the one that the prim's stands for."""
    from ..load.bone_names import valid_names

    return kept if valid_names([kept])[kept] == prim else prim


def image_name(path: str) -> str:
    """Of the image that was written to this file: its name in Blender may be
    another."""
    import bpy

    stem = bpy.path.display_name_from_filepath(path)
    for image in bpy.data.images:
        files = (image.name, image.filepath)
        if stem in {bpy.path.display_name_from_filepath(f) for f in files}:
            return bpy.path.display_name_from_filepath(image.name)
    return stem


def shape_offsets(
    prim: Any, query: Any, shapes: list[str], code: float, size: tuple[int, ...]
) -> FloatArray:
    """float64 [N, 3]: what blend shapes add to the points."""
    UsdSkel = library("UsdSkel")

    found = np.zeros(size)
    animation = query.GetAnimQuery()
    if not animation or not animation.GetPrim():
        return found
    order = list(animation.GetBlendShapeOrder())
    weights = list(animation.ComputeBlendShapeWeights(code) or [])
    amounts = dict(zip(order, weights))
    targets = UsdSkel.BindingAPI(prim).GetBlendShapeTargetsRel().GetTargets()
    for name, target in zip(shapes, targets):
        shape = UsdSkel.BlendShape(prim.GetStage().GetPrimAtPath(target))
        offsets = np.array(shape.GetOffsetsAttr().Get(), np.float64).reshape(-1, 3)
        indices = shape.GetPointIndicesAttr().Get()
        at = np.arange(len(offsets)) if not indices else np.array(indices)
        found[at] += amounts.get(name, 0.0) * offsets
    return found


def posed(skin: Any, query: Any, points: FloatArray, code: float) -> FloatArray:
    """float64 [N, 3]: the points as joints move them, in the skeleton's space."""
    moves = np.array(query.ComputeSkinningTransforms(code), np.float64)
    mapper = skin.GetJointMapper()
    if mapper:
        moves = np.array(mapper.RemapTransforms(query.ComputeSkinningTransforms(code)))
    bind = np.array(skin.GetGeomBindTransform())
    width = skin.GetNumInfluencesPerComponent()
    indices = np.array(skin.GetJointIndicesPrimvar().Get()).reshape(-1, width)
    weights = np.array(skin.GetJointWeightsPrimvar().Get()).reshape(-1, width)
    homogeneous = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ bind
    found = np.zeros_like(points)
    for joint, weight in zip(indices.T, weights.T):
        place = np.einsum("ni,nij->nj", homogeneous, moves[joint])
        found += weight[:, None] * place[:, :3]
    return found
