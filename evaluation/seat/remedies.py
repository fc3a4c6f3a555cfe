"""The button beside an error, pressed in a window, and Ctrl Z after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import first_clip

if TYPE_CHECKING:
    from .seat import Seat

# By name: what makes a file with that fault of one with a rig; the button; whether it
# is an error, or a warning of a take that is there.
FAULTS = {
    "scale": (
        "o = next(o for o in bpy.data.objects if o.type == 'ARMATURE'); "
        "o.scale = (1.0, 1.0, 1.3)",
        'kind="scale"', True,
    ),
    "override": (
        "names = [o.name for o in bpy.data.objects]; "
        "bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True); "
        "bpy.ops.wm.link(filepath=RIG, directory=RIG + '/Object/', "
        "files=[{'name': n} for n in names]); "
        # Without an active object the sidebar has no tab Item, and others lie higher.
        "bpy.context.view_layer.objects.active = next("
        "o for o in bpy.data.objects if o.type == 'ARMATURE')",
        'kind="override"', True,
    ),
    "front": (
        "d = next(o for o in bpy.data.objects if o.type == 'ARMATURE').data; "
        "swap = {'.L': '.R', '.R': '.L'}; "
        "new = {b.name: b.name[:-2] + swap.get(b.name[-2:], b.name[-2:]) "
        "for b in d.bones}; "
        "[setattr(d.bones[n], 'name', 'x ' + n) for n in new]; "
        "[setattr(d.bones['x ' + n], 'name', new[n]) for n in new]",
        'kind="front", value="+y"', False,
    ),
}  # fmt: skip
# What there is, without what Python or the window keep: names and transforms of
# objects, where they come from, bones' places, the panel's front.
SCENE = (
    "[sorted([o.name, o.library is not None, o.override_library is not None, "
    "[round(v, 6) for r in o.matrix_world for v in r]] for o in bpy.data.objects), "
    "sorted(o.name for o in bpy.context.scene.objects), "
    "sorted([a.name, b.name, [round(v, 6) for v in b.head_local]] "
    "for a in bpy.data.armatures for b in a.bones), "
    "sorted(c.name for c in bpy.data.collections), bpy.context.scene.animax.front]"
)


def press(seat: Seat, fault: str) -> dict[str, Any]:
    """Animate, the button, Ctrl Z. Returns what was said, and whether the scene was
    changed by the button and is as before after Ctrl Z."""
    _, button, is_error = FAULTS[fault]
    hand, blender = seat.hand, seat.blender
    seat.known.clear()
    hand.move(640, 700)
    hand.press("Escape")
    first_clip.open_tab(seat)
    seat.enter("animax.prompt", first_clip.PROMPT)
    seat.click("animax.animate(")
    state = "failed" if is_error else "finished"
    blender.until(f"{first_clip.STATE} == {state!r}", 180.0)
    hand.move(*first_clip.VIEW)
    seat.settle(3.0)
    status = "bpy.context.window_manager.animax_status"
    said = blender.value(f"{status}.error or {status}.warnings")
    before = blender.value(SCENE)
    seat.find(button, columns=(0.2, 0.45, 0.6, 0.75))
    hand.move(*first_clip.VIEW)
    seat.shoot(f"error-{fault}", seat.panel())
    seat.click(button, columns=(0.2, 0.45, 0.6, 0.75))
    seat.settle(3.0)
    after = blender.value(SCENE)
    hand.move(*first_clip.VIEW)
    hand.press("z", "ctrl")
    seat.settle(3.0)
    undone = blender.value(SCENE)
    return {"said": said, "changed": after != before, "undone": undone == before}
