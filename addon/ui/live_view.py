"""While a take is made, the viewports show the pose that is being denoised: a stick
figure where the rig is, drawn in front. Nothing of it is in the scene.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, cast

import bpy
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..core.array_types import FloatArray
    from ..views.live_figure import LiveFigure

# Seconds between two ticks of a job; how often as long as Blender was away for a
# drawing it is left alone afterwards: a heavy viewport stays usable.
TICK, REST = 0.1, 3.0
# Pixels: of a line and of the dark one behind it.
WIDTH, OUTLINE = 2.5, 5.0
DARK = (0.0, 0.0, 0.0, 0.5)
# The colour of posed bones in Blender's own theme.
BONE = (0.31, 0.79, 1.0)


class LiveView:
    """One at a time, as jobs are. The main thread alone calls it."""

    def __init__(self) -> None:
        self.live: LiveFigure | None = None
        self.handler: Any = None
        self.scene = ""
        # The number of the figure and its pose that are to be seen; 0: none yet.
        self.shown = (0, 0)
        # When the last tick was, whether it had viewports drawn, and until when none is
        # to be drawn.
        self.ticked, self.tagged, self.due = 0.0, False, 0.0

    def start(self, live: LiveFigure, scene: bpy.types.Scene) -> None:
        self.stop()
        self.live, self.scene, self.shown = live, scene.name, (0, 0)
        self.ticked, self.tagged, self.due = time.monotonic(), False, 0.0
        self.handler = bpy.types.SpaceView3D.draw_handler_add(
            self.draw, (), "WINDOW", "POST_VIEW"
        )

    def stop(self) -> None:
        """Whether or not it runs."""
        if self.handler is not None:
            bpy.types.SpaceView3D.draw_handler_remove(self.handler, "WINDOW")
            if self.shown[0]:
                self.tag()
        self.live = self.handler = None

    def tick(self) -> None:
        """Has the figure move on; called about ten times a second."""
        now = time.monotonic()
        if self.tagged:
            away = max(0.0, now - self.ticked - TICK)
            self.due = max(self.due, now + REST * away)
        self.ticked, self.tagged = now, False
        figure = self.live.figure if self.live is not None else None
        if figure is None or now < self.due:
            return
        shown = (figure.number, figure.pose_at(now))
        if shown != self.shown:
            self.shown, self.tagged = shown, True
            # Timers of others bring further ticks.
            self.due = now + 0.9 * TICK
            self.tag()

    def tag(self) -> None:
        for region in self.regions():
            region.tag_redraw()

    def regions(self) -> Iterator[bpy.types.Region]:
        """Those in which the figure is to be seen."""
        manager: Any = bpy.context.window_manager
        for window in manager.windows if manager is not None else ():
            if window.scene.name != self.scene:
                continue
            for area in window.screen.areas:
                if area.type == "VIEW_3D" and has_overlays(area.spaces.active):
                    yield from (r for r in area.regions if r.type == "WINDOW")

    def draw(self) -> None:
        """Blender calls it for each 3D viewport that it draws."""
        context: Any = bpy.context
        lines, live = self.lines_now(), self.live
        if live is None or lines is None or context.scene.name != self.scene:
            return
        # Looked up by name now: undo replaces Blender's data.
        rig = context.view_layer.objects.get(live.request.armature)
        if rig is not None and has_overlays(context.space_data):
            draw_lines(lines, rig.matrix_world, context.preferences)

    def lines_now(self) -> FloatArray | None:
        """float32 [L, 2, 3], in the space of the armature's object."""
        figure = self.live.figure if self.live is not None else None
        if figure is None or not figure.lines.size:
            return None
        # Of a figure that has come since the last tick.
        return figure.lines[self.shown[1] % len(figure.lines)]


def has_overlays(space: Any) -> bool:
    return bool(space.overlay.show_overlays)


def draw_lines(lines: FloatArray, matrix: Any, preferences: Any) -> None:
    """Draws lines [L, 2, 3] in the space of a matrix, in front of what is there."""
    # Blender without a window has no gpu to import from.
    import gpu
    from gpu_extras.batch import batch_for_shader

    # The stubs of some Blenders know less of it than others'.
    state, stack = cast("Any", gpu.state), cast("Any", gpu.matrix)
    # Blender 4.0 has dropped the prefix.
    prefix = "" if bpy.app.version >= (4, 0) else "3D_"
    name = f"{prefix}POLYLINE_UNIFORM_COLOR"
    shader: Any = cast("Any", gpu.shader).from_builtin(name)
    points: Any = np.ascontiguousarray(lines.reshape(-1, 3))
    batch = batch_for_shader(shader, "LINES", {"pos": points})
    before = state.depth_test_get(), state.blend_get()
    state.depth_test_set("NONE")
    state.blend_set("ALPHA")
    scale = preferences.system.pixel_size
    with stack.push_pop():
        stack.multiply_matrix(matrix)
        shader.bind()
        shader.uniform_float("viewportSize", state.viewport_get()[2:])
        for width, colour in (
            (OUTLINE, DARK), (WIDTH, (*theme_colour(preferences), 1.0))
        ):  # fmt: skip
            shader.uniform_float("lineWidth", width * scale)
            shader.uniform_float("color", colour)
            batch.draw(shader)
    state.depth_test_set(before[0])
    state.blend_set(before[1])


def theme_colour(preferences: Any) -> tuple[float, ...]:
    """That of posed bones."""
    view = preferences.themes[0].view_3d
    return tuple(getattr(view, "bone_pose", BONE))[:3]


live_view = LiveView()


@bpy.app.handlers.persistent
def on_load(*_: Any) -> None:
    """The file is about to be closed."""
    live_view.stop()


def register() -> Callable[[], None]:
    """Returns what undoes it."""
    handlers = bpy.app.handlers.load_pre
    handlers.append(on_load)

    def undo() -> None:
        live_view.stop()
        if on_load in handlers:
            handlers.remove(on_load)

    return undo
