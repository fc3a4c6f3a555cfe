"""Soft bodies from round cones: a signed distance, its surface, and skin weights.

NumPy only, no Blender. A body is a list of `Cone`: a segment with a radius at either
end, owned by a bone. Cones melt into each other; the surface is found with naive
surface nets on a grid, and a vertex belongs to the bones whose cones lie nearest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Cone:
    bone: str
    start: tuple
    end: tuple
    radius_start: float
    radius_end: float
    stretch: tuple = (1.0, 1.0, 1.0)  # above 1: thicker along that axis
    part: str = "body"  # parts are separate surfaces: eyes do not melt into a head

    def mirrored(self) -> Cone:
        flip = np.array([-1.0, 1.0, 1.0])
        return Cone(
            self.bone.replace(".L", ".R"),
            tuple(flip * self.start),
            tuple(flip * self.end),
            self.radius_start,
            self.radius_end,
            self.stretch,
            self.part,
        )

    def distance(self, points: np.ndarray) -> np.ndarray:
        """About the signed distance [n] of points [n, 3]; exact when not stretched."""
        stretch = np.asarray(self.stretch)
        a, b = np.asarray(self.start) / stretch, np.asarray(self.end) / stretch
        p, axis = points / stretch, b - a
        length2 = max(float(axis @ axis), 1e-12)
        t = np.clip((p - a) @ axis / length2, 0.0, 1.0)
        radius = self.radius_start + t * (self.radius_end - self.radius_start)
        return np.linalg.norm(p - a - t[:, None] * axis, axis=1) - radius


def mirrored(cones: list[Cone]) -> list[Cone]:
    """The cones and the right-hand twin of every left-hand one."""
    return cones + [c.mirrored() for c in cones if ".L" in c.bone or c.start[0] > 1e-9]


def field(cones: list[Cone], points: np.ndarray, melt: float) -> np.ndarray:
    """Smooth minimum of the distances: -melt log sum exp(-d / melt)."""
    total = np.stack([c.distance(points) for c in cones])
    least = total.min(axis=0)
    return least - melt * np.log(np.exp(-(total - least) / melt).sum(axis=0))


def surface(cones: list[Cone], cell: float, melt: float):
    """Vertices [n, 3] and outward quads [m, 4] of the body's surface."""
    reach = max(max(c.radius_start, c.radius_end) * max(c.stretch) for c in cones)
    ends = np.array([c.start for c in cones] + [c.end for c in cones])
    low, high = ends.min(axis=0) - reach, ends.max(axis=0) + reach
    # A whole number of cells on both sides of x = 0 keeps the mesh symmetric.
    half = np.ceil(max(-low[0], high[0]) / cell) + 2
    counts = np.ceil((high - low) / cell).astype(int) + 5
    axes = [low[i] - 2 * cell + cell * np.arange(counts[i]) for i in range(3)]
    axes[0] = cell * np.arange(-half, half + 1)
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    value = field(cones, grid.reshape(-1, 3), melt).reshape(grid.shape[:3])
    vertices, quads = surface_nets(grid, value)
    for _ in range(4):
        vertices = relax(vertices, quads, 0.35)
        vertices = onto_surface(cones, vertices, melt)
    return vertices, quads


def surface_nets(grid: np.ndarray, value: np.ndarray):
    """One vertex a cell that the surface crosses, one quad a crossed grid edge."""
    inside = value < 0
    size = np.array(value.shape)
    corners = [np.array([i, j, k]) for i in (0, 1) for j in (0, 1) for k in (0, 1)]

    def corner(array, c):
        return array[tuple(slice(c[i], size[i] - 1 + c[i]) for i in range(3))]

    point_sum = np.zeros((*(size - 1), 3))
    crossings = np.zeros(size - 1)
    for a in corners:
        for axis in range(3):
            if a[axis]:
                continue
            b = a.copy()
            b[axis] = 1
            va, vb = corner(value, a), corner(value, b)
            cross = corner(inside, a) != corner(inside, b)
            t = np.where(cross, va / np.where(cross, va - vb, 1.0), 0.0)[..., None]
            point = corner(grid, a) * (1 - t) + corner(grid, b) * t
            point_sum += np.where(cross[..., None], point, 0.0)
            crossings += cross
    active = crossings > 0
    index = np.full(active.shape, -1)
    index[active] = np.arange(active.sum())
    vertices = point_sum[active] / crossings[active][:, None]

    quads = []
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        step = np.zeros(3, dtype=int)
        step[axis] = 1
        first = inside[tuple(slice(0, size[i] - step[i]) for i in range(3))]
        second = inside[tuple(slice(step[i], size[i]) for i in range(3))]
        edges = np.argwhere(first != second)
        edges = edges[(edges[:, u] > 0) & (edges[:, v] > 0)]
        ring = []
        for du, dv in ((-1, -1), (0, -1), (0, 0), (-1, 0)):
            cell = edges.copy()
            cell[:, u] += du
            cell[:, v] += dv
            ring.append(index[tuple(cell.T)])
        ring = np.stack(ring, axis=1)
        outward = first[tuple(edges.T)]
        quads.append(np.where(outward[:, None], ring, ring[:, ::-1]))
    return vertices, np.concatenate(quads)


def relax(vertices: np.ndarray, quads: np.ndarray, amount: float) -> np.ndarray:
    """Moves each vertex toward the mean of its neighbours along the quads' edges."""
    total, count = np.zeros_like(vertices), np.zeros(len(vertices))
    for i in range(4):
        a, b = quads[:, i], quads[:, (i + 1) % 4]
        for here, there in ((a, b), (b, a)):
            np.add.at(total, here, vertices[there])
            np.add.at(count, here, 1)
    return vertices + amount * (total / count[:, None] - vertices)


def onto_surface(cones: list[Cone], points: np.ndarray, melt: float) -> np.ndarray:
    """One Newton step along the gradient of the field."""
    h = 1e-4
    value = field(cones, points, melt)
    gradient = np.stack(
        [(field(cones, points + h * e, melt) - value) / h for e in np.eye(3)], axis=1
    )
    norm2 = np.maximum((gradient**2).sum(axis=1), 0.05)
    return points - (value / norm2)[:, None] * gradient


def weights(cones: list[Cone], vertices, quads, soft: float, bones: list[str]):
    """Skin weights [n, len(bones)], at most four a vertex, rows of sum 1."""
    nearest = np.full((len(bones), len(vertices)), np.inf)
    for cone in cones:
        row = bones.index(cone.bone)
        nearest[row] = np.minimum(nearest[row], cone.distance(vertices))
    weight = np.exp(-(nearest - nearest.min(axis=0)) / soft).T
    for _ in range(2):
        weight = relax(weight, quads, 0.5)
    fourth = np.sort(weight, axis=1)[:, -4][:, None]
    weight[(weight < fourth) | (weight < 0.04 * weight.max(axis=1)[:, None])] = 0.0
    return weight / weight.sum(axis=1)[:, None]
