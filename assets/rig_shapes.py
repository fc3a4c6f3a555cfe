"""What our two rigs look like: bones, round cones of flesh, and paint. No Blender.

Metres, Z up, facing -Y; only the left side (+X, `.L`) is written down.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from surface import Cone, mirrored


@dataclass
class Shape:
    name: str
    bones: dict  # name: (parent or None, head, tail)
    cones: list
    cell: float  # metres a grid cell of the surface
    paint: object  # (points [n, 3], front [n]) -> RGB [n, 3] in 0..1
    spots: dict = field(default_factory=dict)  # part: RGB, for parts of one colour
    frontal: bool = False  # texture seen from the front and back, else from the side

    def all_bones(self) -> dict:
        """Bones with the right side, parents first."""
        result = dict(self.bones)
        for name, (parent, head, tail) in self.bones.items():
            if name.endswith(".L"):
                flip = np.array([-1.0, 1.0, 1.0])
                other = parent.replace(".L", ".R")
                result[name[:-2] + ".R"] = (other, flip * head, flip * tail)
        return result

    def all_cones(self) -> list:
        return mirrored(self.cones)


def chain(bones: dict, parent: str | None, names: list, points: list) -> None:
    """Adds bones end to end through the points."""
    for i, name in enumerate(names):
        bones[name] = (parent, np.array(points[i]), np.array(points[i + 1]))
        parent = name


def mix(colours: np.ndarray, colour, amount: np.ndarray) -> np.ndarray:
    amount = np.clip(amount, 0.0, 1.0)[:, None]
    return colours * (1 - amount) + np.asarray(colour) * amount


def edge(value: np.ndarray, at: float, width: float) -> np.ndarray:
    """0 below `at`, 1 above it, over `width`."""
    return np.clip((value - at) / width + 0.5, 0.0, 1.0)


def dog() -> Shape:
    b: dict = {}
    spine = [(0, 0.25, 0.545), (0, 0.08, 0.535), (0, -0.09, 0.53), (0, -0.27, 0.56)]
    chain(b, None, ["hips", "spine", "chest"], spine)
    neck = [(0, -0.27, 0.58), (0, -0.40, 0.70), (0, -0.50, 0.79), (0, -0.67, 0.745)]
    chain(b, "chest", ["neck1", "neck2", "head"], neck)
    chain(b, "head", ["jaw"], [(0, -0.53, 0.745), (0, -0.655, 0.705)])
    ear = [(0.055, -0.495, 0.85), (0.078, -0.485, 0.91), (0.088, -0.50, 0.965)]
    chain(b, "head", ["ear1.L", "ear2.L"], ear)
    tail = [(0, 0.28, 0.56), (0, 0.36, 0.635), (0, 0.415, 0.725), (0, 0.435, 0.82)]
    chain(b, "hips", ["tail1", "tail2", "tail3", "tail4"], [*tail, (0, 0.40, 0.91)])
    fore = [(0.075, -0.20, 0.50), (0.085, -0.275, 0.405), (0.085, -0.225, 0.285)]
    fore += [(0.085, -0.255, 0.085), (0.085, -0.325, 0.03)]
    names = ["fore_shoulder.L", "fore_upper.L", "fore_lower.L", "fore_paw.L"]
    chain(b, "chest", names, fore)
    hind = [(0.085, 0.21, 0.50), (0.10, 0.135, 0.335), (0.10, 0.295, 0.20)]
    hind += [(0.10, 0.275, 0.075), (0.10, 0.205, 0.03)]
    names = ["hind_thigh.L", "hind_shin.L", "hind_hock.L", "hind_paw.L"]
    chain(b, "hips", names, hind)

    deep = (0.92, 1.0, 1.0)  # a dog's trunk is deeper than wide
    c = [
        Cone("hips", (0, 0.22, 0.525), (0, 0.10, 0.52), 0.100, 0.098, deep),
        Cone("spine", (0, 0.08, 0.515), (0, -0.06, 0.50), 0.096, 0.108, deep),
        Cone("chest", (0, -0.10, 0.485), (0, -0.235, 0.485), 0.122, 0.120, deep),
        Cone("neck1", (0, -0.26, 0.555), (0, -0.39, 0.685), 0.098, 0.074),
        Cone("neck2", (0, -0.40, 0.70), (0, -0.48, 0.77), 0.074, 0.068),
        Cone("head", (0, -0.50, 0.80), (0, -0.525, 0.795), 0.094, 0.087, (1.06, 1, 1)),
        Cone("head", (0.035, -0.535, 0.765), (0.025, -0.58, 0.76), 0.055, 0.045),
        Cone("head", (0, -0.565, 0.772), (0, -0.655, 0.755), 0.053, 0.038),
        Cone("jaw", (0, -0.54, 0.735), (0, -0.632, 0.716), 0.038, 0.024),
        Cone("ear1.L", (0.060, -0.495, 0.845), (0.080, -0.487, 0.91), 0.042, 0.032),
        Cone("ear2.L", (0.080, -0.487, 0.91), (0.092, -0.502, 0.965), 0.031, 0.006),
        Cone("tail1", (0, 0.27, 0.55), (0, 0.35, 0.623), 0.034, 0.037),
        Cone("tail2", (0, 0.365, 0.642), (0, 0.41, 0.715), 0.037, 0.045),
        Cone("tail3", (0, 0.417, 0.74), (0, 0.435, 0.81), 0.046, 0.043),
        Cone("tail4", (0, 0.432, 0.83), (0, 0.405, 0.895), 0.039, 0.010),
    ]
    limbs = {
        "fore_shoulder.L": (0.058, 0.055),
        "fore_upper.L": (0.055, 0.042),
        "fore_lower.L": (0.040, 0.031),
        "hind_thigh.L": (0.085, 0.064),
        "hind_shin.L": (0.056, 0.034),
        "hind_hock.L": (0.031, 0.031),
    }
    c += [Cone(n, tuple(b[n][1]), tuple(b[n][2]), *r) for n, r in limbs.items()]
    for name in ("fore_paw.L", "hind_paw.L"):
        head, tail = b[name][1], b[name][2]
        c.append(
            Cone(
                name,
                (head[0], head[1], 0.045),
                (tail[0], tail[1] + 0.01, 0.034),
                0.036,
                0.036,
                (1.15, 1, 0.95),
            )
        )
    eye = (0.050, -0.594, 0.815)
    c.append(Cone("head", eye, eye, 0.0175, 0.0175, part="eyes"))
    nose = (0, -0.693, 0.772)
    c.append(Cone("head", nose, nose, 0.020, 0.020, (1.2, 1, 0.9), part="nose"))
    dark = (0.07, 0.05, 0.05)
    return Shape("dog", b, c, 0.0255, paint_dog, {"eyes": dark, "nose": dark})


def paint_dog(p: np.ndarray, front: np.ndarray) -> np.ndarray:
    del front  # a side view is enough for a dog
    y, z = p[:, 1], p[:, 2]
    rgb = np.tile([0.72, 0.45, 0.22], (len(p), 1))  # tan
    wave = 0.014 * np.sin(24 * y) + 0.006 * np.sin(53 * y + 1)
    cream = (0.96, 0.90, 0.78)
    saddle = edge(z + wave, 0.515, 0.012) * edge(-y, -0.33, 0.01) * edge(y, -0.33, 0.02)
    rgb = mix(rgb, (0.27, 0.17, 0.11), saddle * edge(-z, -0.70, 0.01))
    rgb = mix(rgb, cream, edge(-z - wave, -0.42, 0.012) * edge(-y, -0.05, 0.02))
    rgb = mix(rgb, (0.72, 0.45, 0.22), edge(-z, -0.37, 0.02))  # legs
    rgb = mix(rgb, cream, edge(-z - 0.3 * wave, -0.125, 0.01))  # socks
    rgb = mix(rgb, cream, edge(-y, 0.29, 0.02) * edge(-z + y * 0.9, -1.005, 0.02))
    rgb = mix(rgb, cream, edge(-y, 0.585, 0.012) * edge(-z, -0.775, 0.01))  # muzzle
    rgb = mix(rgb, (0.27, 0.17, 0.11), edge(z, 0.87, 0.012) * edge(-y, 0.3, 0.01))
    return mix(rgb, cream, edge(z, 0.845, 0.01) * edge(y, 0.3, 0.01))  # tail tip


def person() -> Shape:
    b: dict = {}
    trunk = [(0, 0.01, 0.80), (0, 0.005, 0.92), (0, 0, 1.04), (0, 0.01, 1.20)]
    chain(b, None, ["hips", "spine", "chest", "neck"], [*trunk, (0, 0, 1.27)])
    chain(b, "neck", ["head"], [(0, 0, 1.27), (0, 0, 1.56)])
    arm = [(0.035, 0.005, 1.165), (0.125, 0.01, 1.165), (0.285, 0.015, 1.02)]
    arm += [(0.425, -0.01, 0.885), (0.51, -0.02, 0.805)]
    names = ["shoulder.L", "upper_arm.L", "forearm.L", "hand.L"]
    chain(b, "chest", names, arm)
    leg = [(0.08, 0.01, 0.78), (0.09, 0.0, 0.435), (0.095, 0.02, 0.085)]
    names = ["thigh.L", "shin.L", "foot.L"]
    chain(b, "hips", names, [*leg, (0.10, -0.12, 0.025)])

    wide = (1.25, 0.88, 1.0)  # a person's trunk is wider than deep
    c = [
        Cone("hips", (0, 0.01, 0.80), (0, 0.01, 0.88), 0.108, 0.100, wide),
        Cone("spine", (0, 0.005, 0.92), (0, 0, 1.02), 0.094, 0.100, wide),
        Cone("chest", (0, 0, 1.05), (0, 0.005, 1.14), 0.108, 0.092, (1.32, 0.9, 1)),
        Cone("neck", (0, 0.01, 1.20), (0, 0.0, 1.27), 0.046, 0.044),
        Cone("head", (0, -0.01, 1.375), (0, 0.005, 1.44), 0.110, 0.126, (1.03, 1, 1)),
        Cone("head", (0, -0.035, 1.345), (0, -0.035, 1.345), 0.080, 0.080),
    ]
    limbs = {
        "shoulder.L": (0.050, 0.058),
        "upper_arm.L": (0.056, 0.042),
        "forearm.L": (0.042, 0.032),
        "hand.L": (0.036, 0.038),
        "thigh.L": (0.088, 0.062),
        "shin.L": (0.062, 0.042),
    }
    for name, radii in limbs.items():
        head, tail = b[name][1], b[name][2]
        if name == "hand.L":
            tail = head + 0.70 * (tail - head)
        c.append(Cone(name, tuple(head), tuple(tail), *radii))
    c.append(
        Cone("hand.L", (0.445, -0.03, 0.865), (0.463, -0.062, 0.828), 0.017, 0.014)
    )
    foot = (0.095, 0.015, 0.052), (0.102, -0.115, 0.042)
    c.append(Cone("foot.L", *foot, 0.046, 0.043, (1.05, 1, 1)))
    hair = [
        ((0, 0.022, 1.453), (0, 0.03, 1.40), 0.131, 0.120),
        ((0.0, -0.05, 1.535), (0.055, -0.075, 1.52), 0.047, 0.035),
        ((-0.03, -0.06, 1.53), (-0.07, -0.055, 1.505), 0.044, 0.035),
        ((0, 0.09, 1.55), (0, 0.13, 1.59), 0.035, 0.048),
    ]
    c += [Cone("head", *cone, part="hair") for cone in hair]
    eye = (0.046, -0.112, 1.40)
    c.append(Cone("head", eye, eye, 0.018, 0.018, (0.85, 0.6, 1.2), part="eyes"))
    nose = (0, -0.122, 1.368)
    c.append(Cone("head", nose, nose, 0.014, 0.014, part="nose"))
    spots = {"eyes": (0.08, 0.06, 0.07), "hair": (0.36, 0.19, 0.10)}
    spots["nose"] = (0.90, 0.62, 0.48)
    return Shape("person", b, c, 0.027, paint_person, spots, frontal=True)


def paint_person(p: np.ndarray, front: np.ndarray) -> np.ndarray:
    x, z = np.abs(p[:, 0]), p[:, 2]
    skin, shirt, stripe = (0.93, 0.69, 0.54), (0.16, 0.45, 0.62), (0.97, 0.93, 0.84)
    rgb = np.tile(shirt, (len(p), 1))
    stripes = (np.sin(2 * np.pi * z / 0.085) > 0.25) & (x < 0.15) & (z < 1.13)
    rgb = mix(rgb, stripe, stripes)
    sleeve = x * 0.74 - z * 0.67 + 0.67 * 1.165 - 0.74 * 0.125  # along the arm
    arm = (x > 0.16) & ((z > 0.96) | (x > 0.25))
    rgb = mix(rgb, skin, arm * edge(sleeve, 0.19, 0.01))
    rgb = mix(rgb, (0.25, 0.24, 0.34), edge(-z, -0.845, 0.006) * ~arm)  # trousers
    rgb = mix(rgb, (0.55, 0.20, 0.16), edge(-z, -0.105, 0.006))  # shoes
    rgb = mix(rgb, (0.95, 0.93, 0.90), edge(-z, -0.022, 0.006))  # soles
    rgb = mix(rgb, skin, edge(z, 1.215, 0.008))
    mouth = (
        (x / 0.030) ** 2 + ((z - 1.328 - 0.010 * (x / 0.03) ** 2) / 0.006) ** 2
    ) < 1
    rgb = mix(rgb, (0.62, 0.26, 0.22), mouth & (front > 0))
    cheek = ((x - 0.064) / 0.020) ** 2 + ((z - 1.352) / 0.015) ** 2
    return mix(rgb, (0.95, 0.55, 0.46), 0.55 * edge(-cheek, -1.0, 0.6) * (front > 0))
