"""An accepted take as an asset: catalogue, tags, description and a preview of its own,
since Blender renders one only where it has a graphics card."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..clips import take_action
from ..core.errors import AnimaxError
from . import asset_catalog

if TYPE_CHECKING:
    from typing import Any

    from ..core.array_types import FloatArray, Pixels

TAG, LOOP_TAG = "AnimaX", "Loop"


def mark(action: Any, rig: str, picture: Pixels | None, path: str) -> list[str]:
    """Marks an Action that is a take; what to tell the artist. picture: uint8 [H, W,
    4], the bottom row first; path: of the .blend file, "" before it is saved."""
    action.asset_mark()
    data = action.asset_data
    data.description = str(action.get(take_action.PROMPT, ""))
    loops = bool(take_action.settings_of(action).get("loop"))
    for tag in (TAG, rig, *[LOOP_TAG] * loops):
        data.tags.new(tag, skip_if_exists=True)
    if picture is not None:
        write_preview(action.preview_ensure(), picture)
    try:
        if path:
            data.catalog_id = asset_catalog.ensure_catalog(path)
        else:
            data.catalog_id = asset_catalog.UUID
    except AnimaxError as error:
        return [f"The asset is in no catalogue: {error}"]
    return []


def write_preview(preview: Any, picture: Pixels) -> None:
    """picture: uint8 [H, W, 4]. preview: bpy.types.ImagePreview."""
    preview.image_size = picture.shape[1::-1]
    # As floats, which all releases take in one go.
    preview.image_pixels_float.foreach_set(
        np.ascontiguousarray(picture, np.float32).ravel() / 255
    )


def telling_pose(lines: FloatArray) -> int:
    """Which of the poses [P, L, 2, 3] is furthest from what the others have in common:
    that shows a motion best."""
    apart = lines - np.median(lines, axis=0)
    return int(np.square(apart).sum(axis=(1, 2, 3)).argmax())
