"""In how many ways a material's nodes lead to each other.

glTF's and USD's exporters look for pictures along each way from an input back through
the nodes. Where nodes share inputs there are twice as many ways with each further node:
thirty such nodes keep an exporter busy for hours. Imports no bpy.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

from .surfaces import MAX_SOCKETS, Groups, group_output

# For so many 3.4's glTF exporter needs two seconds or three.
MOST_WAYS = 5_000
# Nodes in a row: each is a call within another.
LONGEST = 500

# A node within groups; of a group, and of its inner side, one output each.
Vertex = tuple[Any, ...]


def is_tangled(material: Any, into_groups: bool) -> bool:
    """Would an exporter that follows all ways, or calls itself for each node, not come
    to an end? into_groups: does it look into node groups?"""
    tree = material.node_tree if material.use_nodes else None
    return tree is not None and most_ways(tree, into_groups) > MOST_WAYS


def most_ways(tree: Any, into_groups: bool) -> float:
    """The most ways that lead to a node, or on from one; infinite where they lead in a
    circle, are longer than LONGEST, or where groups make too many nodes."""
    back = Graph(into_groups).expanded(tree)
    if back is None:
        return math.inf
    forth: dict[Vertex, list[Vertex]] = {vertex: [] for vertex in back}
    for vertex, sources in back.items():
        for source in sources:
            forth[source].append(vertex)
    return max(count(back, forth), count(forth, back))


def count(
    after: dict[Vertex, list[Vertex]], before: dict[Vertex, list[Vertex]]
) -> float:
    """The most ways that end at a vertex; each vertex is counted once, after all those
    that lead there."""
    missing = {vertex: len(sources) for vertex, sources in after.items()}
    ready = [vertex for vertex, sources in after.items() if not sources]
    ways = dict.fromkeys(ready, 1)
    length = dict.fromkeys(ready, 1)
    for vertex in ready:
        for further in before[vertex]:
            ways[further] = ways.get(further, 1) + ways[vertex]
            length[further] = max(length.get(further, 0), length[vertex] + 1)
            missing[further] -= 1
            if not missing[further]:
                ready.append(further)
    circle = len(ready) < len(after)
    return math.inf if circle or largest(length) > LONGEST else largest(ways)


def largest(values: dict[Vertex, Any]) -> Any:
    return max(values.values(), default=0)


class Graph:
    """The nodes of a tree, with groups in place of their nodes where wanted."""

    def __init__(self, into_groups: bool) -> None:
        self.into_groups = into_groups
        # Of each tree the links that end at a node: a socket's own list of links is
        # made anew from all of the tree whenever it is asked for.
        self.links: dict[Any, dict[Any, list[Any]]] = {}

    def expanded(self, tree: Any) -> dict[Vertex, list[Vertex]] | None:
        """What feeds each node; None if there are too many nodes, or a group in which
        an exporter would find no output."""
        found: dict[Vertex, list[Vertex]] = {}
        todo = [(node, "", ()) for node in tree.nodes if not self.is_door(node, ())]
        while todo:
            node, identifier, groups = todo.pop()
            key = key_of(node, identifier, groups)
            if key in found:
                continue
            sources = self.sources(node, identifier, groups)
            if sources is None or len(found) > MAX_SOCKETS:
                return None
            found[key] = [key_of(*source) for source in sources]
            todo += sources
        return found

    def is_door(self, node: Any, groups: Groups) -> bool:
        """Does the way go on within the group, or outside of it?"""
        return self.into_groups and (
            node.type == "GROUP" or (node.type == "GROUP_INPUT" and bool(groups))
        )

    def sources(self, node: Any, identifier: str, groups: Groups) -> list[Any] | None:
        if self.is_door(node, groups):
            if node.type == "GROUP_INPUT":
                node, groups = groups[-1], groups[:-1]
            else:
                node, groups = group_output(node), (*groups, node)
                if node is None:
                    return None
            links = [
                link
                for link in self.links_to(node)
                if link.to_socket.identifier == identifier
            ]
        else:
            links = self.links_to(node)
        return [self.source(link, groups) for link in links]

    def source(self, link: Any, groups: Groups) -> Any:
        node = link.from_node
        door = self.is_door(node, groups)
        return node, link.from_socket.identifier if door else "", groups

    def links_to(self, node: Any) -> list[Any]:
        tree = node.id_data
        if tree not in self.links:
            self.links[tree] = defaultdict(list)
            for link in tree.links:
                self.links[tree][link.to_node.as_pointer()].append(link)
        return self.links[tree][node.as_pointer()]


def key_of(node: Any, identifier: str, groups: Groups) -> Vertex:
    return (node.as_pointer(), identifier, *(g.as_pointer() for g in groups))
