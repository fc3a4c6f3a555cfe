"""What the cameras were seen to see, for the panel and the Image Editor. Pictures are
no part of the file: they belong to the session."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import bpy
import bpy.utils.previews
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..core.array_types import Pixels

# Of an image datablock with the two pictures of a camera: the camera's name.
OF_CAMERA = "animax_camera"


@dataclasses.dataclass
class Picture:
    """A camera, where it stood, and what was said of it."""

    camera: str
    matrix: tuple[float, ...]
    about: list[str]


class Pictures:
    """Those of one rig."""

    def __init__(self) -> None:
        self.rig = ""
        self.list: list[Picture] = []
        self.icons: Any = None

    def clear(self) -> None:
        self.rig, self.list = "", []
        if self.icons is not None:
            bpy.utils.previews.remove(self.icons)
            self.icons = None

    def set(self, rig: str, found: list[Picture], pixels: Pixels) -> None:
        """pixels uint8 [V, H, 2 W, 3]: views/pose maps side by side."""
        self.clear()
        self.rig, self.list = rig, found
        self.icons = bpy.utils.previews.new()
        half = pixels.shape[2] // 2
        for one, pair in zip(found, pixels, strict=True):
            write_image(one.camera, pair)
            for part, picture in (("view", pair[:, :half]), ("map", pair[:, half:])):
                icon = self.icons.new(f"{one.camera}/{part}")
                icon.image_size = picture.shape[1::-1]
                icon.image_pixels_float.foreach_set(rgba(picture).ravel())

    def icon(self, camera: str, part: str) -> int:
        return self.icons[f"{camera}/{part}"].icon_id


pictures = Pictures()


def rgba(picture: Pixels) -> np.ndarray:
    """float32 [H, W, 4], the lowest row first."""
    found = np.ones((*picture.shape[:2], 4), np.float32)
    found[..., :3] = picture[::-1].astype(np.float32) / 255
    return found


def write_image(camera: str, picture: Pixels) -> None:
    """The image datablock of a camera; without users, so that files do not keep it."""
    image: Any = find_image(camera)
    height, width = picture.shape[:2]
    if image is not None and tuple(image.size) != (width, height):
        bpy.data.images.remove(image)
        image = None
    if image is None:
        image = bpy.data.images.new(f"AnimaX: {short(camera)}", width, height)
        image[OF_CAMERA] = camera
    image.pixels.foreach_set(rgba(picture).ravel())
    image.update()


def short(camera: str) -> str:
    """Its name where there is little room."""
    return camera.removeprefix("AnimaX ")


def find_image(camera: str) -> Any:
    found = (i for i in bpy.data.images if i.get(OF_CAMERA) == camera)
    return next(found, None)


def matrix_of(camera: Any) -> tuple[float, ...]:
    """Where a camera stands and what lens it has, to tell whether that changed."""
    data = camera.data
    lens = (data.lens, data.ortho_scale, data.shift_x, data.shift_y)
    return (*(round(v, 5) for row in camera.matrix_world for v in row), *lens)


@bpy.app.handlers.persistent
def on_load(*_: Any) -> None:
    pictures.clear()


def register() -> Callable[[], None]:
    """Returns what undoes it."""
    bpy.app.handlers.load_post.append(on_load)

    def undo() -> None:
        pictures.clear()
        if on_load in bpy.app.handlers.load_post:
            bpy.app.handlers.load_post.remove(on_load)

    return undo
