"""How far a cloud of points is from being its own mirror image, for every vertical
plane through its middle.

What is mirrored has no odd moments across the plane: the mean of u v, u z, u^3 and so
on is 0, u being the distance from the plane, v along it and z up. Moments of a rotated
cloud follow from those of the cloud as it is, so that all planes cost no more than one.
Plain NumPy, free of bpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ..core.array_types import FloatArray


# Powers of u, v and z.
MOMENTS = (
    (1, 1, 0), (1, 0, 1), (3, 0, 0), (1, 2, 0), (1, 0, 2), (1, 1, 1), (3, 1, 0),
    (1, 3, 0), (3, 0, 1),
)  # fmt: skip


def asymmetries(points: FloatArray, angles: FloatArray) -> FloatArray:
    """float64 [A]: 0 for a perfect mirror image, about 1 for none. points [P, 3];
    angles [A], radians: of the plane's normal, counter-clockwise from +X."""
    centred = points - points.mean(axis=0)
    spread = float(np.sqrt((centred**2).sum(axis=1).mean()))
    if spread <= 0:
        return np.zeros(len(angles))
    x, y, z = (centred / spread).T
    cosine, sine = np.cos(angles), np.sin(angles)
    total = np.zeros(len(angles))
    for a, b, c in MOMENTS:
        # The coefficients of x^(a+b-k) y^k in (cos x + sin y)^a (-sin x + cos y)^b.
        factors = [(cosine, sine)] * a + [(-sine, cosine)] * b
        coefficients = [np.ones(len(angles))]
        for first, second in factors:
            zero = np.zeros(len(angles))
            longer = zip([*coefficients, zero], [zero, *coefficients], strict=True)
            coefficients = [p * first + q * second for p, q in longer]
        moment = np.zeros(len(angles))
        for k, coefficient in enumerate(coefficients):
            mean = float((x ** (a + b - k) * y**k * z**c).mean())
            moment += coefficient * mean
        total += moment**2
    return np.sqrt(total)
