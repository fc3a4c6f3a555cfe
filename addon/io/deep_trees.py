"""Room for importers and exporters that go from parents to children by recursion, of
which Python allows a thousand calls.

Only as much as the tree is deep: with a limit that is high at all times, recursion
without an end would end Blender.
"""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Any

import bpy

if TYPE_CHECKING:
    from collections.abc import Iterator

# Calls that glTF's exporters, 3.4 to 5.3, make at each step down, and one to spare.
CALLS = 4
# Calls that are none of a step.
OTHERS = 2000
# No tree gets more room; one twice as deep went well with a stack of 8 MB.
DEEPEST = 4096


@contextlib.contextmanager
def room_for(depth: int) -> Iterator[None]:
    before = sys.getrecursionlimit()
    wanted = OTHERS + CALLS * min(depth, DEEPEST)
    sys.setrecursionlimit(max(before, wanted))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def scene_depth() -> int:
    """How deep objects and bones lie below others; rather too much than too little."""
    deepest = max((object_depth(obj) for obj in bpy.data.objects), default=0)
    return deepest + sum(bone_depth(armature) for armature in bpy.data.armatures)


def object_depth(obj: Any) -> int:
    depth = 0
    while obj is not None:
        obj, depth = obj.parent, depth + 1
    return depth


def bone_depth(armature: bpy.types.Armature) -> int:
    depths: dict[str, int] = {}
    # Parents come before their children.
    for bone in armature.bones:
        above = depths.get(bone.parent.name, 0) if bone.parent else 0
        depths[bone.name] = above + 1
    return max(depths.values(), default=0)


def node_depth(gltf: dict[str, Any]) -> int:
    """The same of a glTF file's nodes, 0 of a file in which they are not a tree."""
    nodes = gltf.get("nodes")
    below = [children_of(node) for node in (nodes if isinstance(nodes, list) else [])]
    level = set(range(len(below))) - {n for row in below for n in row}
    depth = 0
    while level and depth <= len(below):
        level = {n for row in level if 0 <= row < len(below) for n in below[row]}
        depth += 1
    return 0 if level else depth


def children_of(node: Any) -> list[int]:
    found = node.get("children") if isinstance(node, dict) else None
    found = found if isinstance(found, list) else []
    return [n for n in found if isinstance(n, int)]
