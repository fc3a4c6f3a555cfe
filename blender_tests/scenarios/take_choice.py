"""Choosing among takes in the panel: their pictures."""

import bpy
import numpy as np
from button import ready


def everything(model, folder):
    """In one Blender: to start it takes the longest."""
    return {part.__name__: part(model, folder) for part in (pictures,)}


def pictures(model, folder):
    """Pictures of three variations, and when the timer that moves them ends."""
    from animax.ui import pictures as module
    from animax.ui.session import session
    from animax.views import take_pictures

    ready(model)
    bpy.ops.animax.animate(prompt="waves about", seed=3, variations=3)
    entries, shown = list(session.history.entries), module.pictures
    found = {"at first": [shown.icon(e, True) for e in entries]}
    while shown.make_next():
        pass
    found["icons"] = [len(shown.icons[e.key]) for e in entries]
    # Without a window all icons are 0.
    shown.icons[entries[0].key] = list(range(9))
    found["still"] = shown.icon(entries[0], False)
    found["moving"] = shown.icon(entries[0], True) in range(9)
    drawn = [shown.draw(e, 64) for e in entries]
    one = shown.previews[f"{entries[1].key} 2"]
    size = module.SIZE
    stored = np.array(one.image_pixels_float[:]).reshape(size, size, 4)
    wanted = shown.draw(entries[1], size)[2] / 255
    found["stored"] = float(np.abs(stored - wanted).max())
    found["poses differ"] = bool((drawn[0][0] != drawn[0][4]).any())
    found["takes differ"] = bool((drawn[0] != drawn[1]).any())
    # The figure is large in the picture, and whole: its margins are empty.
    lit = (drawn[0][..., 0] > 255 * take_pictures.GROUND + 1).any(axis=0)
    rows, columns = np.flatnonzero(lit.any(axis=1)), np.flatnonzero(lit.any(axis=0))
    found["box"] = [int(v) for a in (rows, columns) for v in (a[0], a[-1])]
    found["azimuths"] = azimuths(take_pictures)
    calls = 0
    while module.on_timer() is not None and calls < 20:
        calls += 1
    found["calls"] = calls
    session.history.clear()
    shown.make_next()
    found["forgotten"] = [len(shown.icons), len(shown.previews)]
    bpy.ops.animax.take_reject()
    return found


def azimuths(take_pictures):
    """Of a foot that swings along Y, and along X, of a rig that faces -Y; of one that
    faces +X and goes its way, of which nothing is seen."""
    swing = np.sin(np.arange(10.0))[:, None, None, None] * np.ones((1, 1, 2, 1))
    along_x, along_y = (swing * np.eye(3)[axis] for axis in (0, 1))
    going = take_pictures.steady(along_x + np.arange(10.0)[:, None, None, None])
    found = [([along_y], 0), ([along_x], 0), ([going], 90)]
    return [take_pictures.best_azimuth(*pair) for pair in found]
