"""The damage that a VAE does to pose maps, without a VAE: one that was trained on a
design favours it, this favours none.

Blur and ringing are a mix of the map and three blurs of it, the shift of colours a 3x3
matrix; both are fitted to what nano-joint's VAE makes of maps in all colours there are.
What is left of its error is taken as a smooth noise, as strong where there is a figure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SIGMAS = (0.6, 1.1, 2.2)  # pixels
GRAIN = 1.0  # pixels, of the noise
FIGURE = 8.0  # a blurred map this much darker than white counts as figure


@dataclass
class Damage:
    mix: np.ndarray  # float64 [4]: of the map and its blurs
    turn: np.ndarray  # float64 [3, 3] of colours
    noise: float  # RGB units, where there is a figure

    def apply(self, maps: np.ndarray, seed: int, strength: float = 1.0) -> np.ndarray:
        """uint8 like maps [V, F, H, W, 3]. strength: of all of it, 1 as fitted."""
        random = np.random.Generator(np.random.Philox(seed))
        out = np.empty_like(maps)
        mix = strength * self.mix + (1 - strength) * np.eye(len(self.mix))[0]
        turn = strength * self.turn + (1 - strength) * np.eye(3)
        out[:] = 255
        for view, frame in np.ndindex(maps.shape[:2]):
            at = (view, frame, *window(maps[view, frame]))
            dark = 255 - maps[at].astype(np.float32)
            layers = blurs(dark)
            y = (np.tensordot(mix, layers, 1) @ turn.T).astype(np.float32)
            grain = smooth(random.standard_normal(dark.shape, np.float32), GRAIN)
            grain *= strength * self.noise / grain.std()
            y += grain * (layers[2].max(axis=-1, keepdims=True) > FIGURE)
            out[at] = np.rint(np.clip(255 - y, 0, 255))
        return out


def window(image: np.ndarray) -> tuple[slice, slice]:
    """Where the figure is, and as far about it as the blurs reach."""
    dark = (image < 255).any(axis=-1)
    border, out = round(3 * max(SIGMAS)) + 1, []
    for axis in (1, 0):
        found = np.flatnonzero(dark.any(axis=axis))
        low, high = (found[0], found[-1]) if len(found) else (0, 0)
        out.append(slice(max(0, low - border), high + border + 1))
    return out[0], out[1]


def smooth(image: np.ndarray, sigma: float) -> np.ndarray:
    from scipy.ndimage import gaussian_filter

    return gaussian_filter(image, (sigma, sigma, 0), truncate=3.0)


def blurs(dark: np.ndarray) -> np.ndarray:
    """float32 [4, H, W, 3]: the map, 255 where it is black, and its blurs."""
    return np.stack([dark, *(smooth(dark, sigma) for sigma in SIGMAS)])


def fit(before: np.ndarray, after: np.ndarray) -> Damage:
    """uint8 [N, H, W, 3] maps and what a VAE made of them."""
    inputs, targets = [], []
    for a, b in zip(before, after, strict=True):
        layers = blurs(255 - a.astype(np.float32))
        figure = layers[2].max(axis=-1) > FIGURE
        inputs.append(layers[:, figure].astype(np.float64))
        targets.append((255 - b.astype(np.float64))[figure])
    x, y = np.concatenate(inputs, axis=1), np.concatenate(targets)
    mix = np.linalg.lstsq(x.reshape(len(x), -1).T, y.ravel(), rcond=None)[0]
    mixed = np.tensordot(mix, x, 1)
    turn = np.linalg.lstsq(mixed, y, rcond=None)[0].T
    left = y - mixed @ turn.T
    return Damage(mix, turn, float(left.std()))
