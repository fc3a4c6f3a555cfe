"""From the zip to an accepted clip, and to the same file opened again, by hand."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from .display import MIDDLE

if TYPE_CHECKING:
    from .seat import Seat

STATE = "bpy.context.window_manager.animax_status.state"
SCENE = "bpy.context.scene.animax"
HISTORY = "sys.modules['animax'].ui.session.session.history.entries"
# Blender's own menus and tabs at a scale of 1: in the top bar; of the preferences'
# navigation and their first add-on, from the window's corner; the sidebar's tab of
# AnimaX and its closed panel History, from the sidebar's corner.
FILE_MENU, EDIT_MENU = (46, 13), (82, 13)
LAYOUT_TAB, ANIMATION_TAB = (302, 16), (747, 16)
ADDONS, FIRST_ADDON = (40, 190), (210, 75)
TAB = (216, 169)
# Of a file browser, from the window's corner: its list's first row, and from one to
# the next; the name below.
FIRST_FILE, ROW, FILE_NAME = (350, 78), 20, (440, 603)
VIEW = (450, 420)
PROMPT = "a dog walks forward"


def install(seat: Seat, name: str) -> None:
    """Edit, Preferences, Add-ons, Install, the zip, its check box."""
    hand = seat.hand
    seat.shoot("fresh")
    hand.move(640, 700)
    hand.press("Escape")
    seat.settle()
    hand.move(*EDIT_MENU)
    hand.click()
    seat.settle()
    hand.press("p")
    seat.new_window(1)
    seat.click_at(ADDONS)
    seat.click("addon_install", "PREFERENCES", "WINDOW", columns=(0.7,))
    choose_file(seat, name, 2)
    seat.settle(2.0)
    seat.click_at(FIRST_ADDON)
    seat.blender.until("hasattr(bpy.types, 'ANIMAX_PT_main')")
    seat.settle(1.0)
    seat.shoot("installed", seat.windows()[-1][1])


def choose_file(seat: Seat, name: str, before: int, opened: str = "") -> None:
    """In the file browser that opens now: a double click on the file, which is the one
    of its kind in the artist's folder. Where Blender was too slow to see two clicks as
    one double click, the Enter key. opened: what is true then, where that is not the
    number of windows: a file brings its own."""
    seat.new_window(before)
    seat.shoot("file-" + name.rpartition(".")[2], seat.windows()[-1][1])
    seat.point_at(FIRST_FILE)
    seat.hand.click()
    seat.hand.click()
    closed = opened or f"len(bpy.context.window_manager.windows) == {before}"
    time.sleep(3.0)
    if not seat.blender.value(closed):
        seat.hand.press("Return")
    seat.blender.until(closed)
    seat.settle(1.0)


def import_rig(seat: Seat, name: str) -> None:
    """What is in the scene goes; File, Import, glTF, the file."""
    hand = seat.hand
    seat.main_window()
    hand.move(*VIEW)
    hand.press("a")
    hand.press("Delete")
    seat.settle(1.0)
    before = len(seat.windows())
    hand.move(*FILE_MENU)
    hand.click()
    seat.settle()
    hand.press("i")
    seat.settle()
    hand.press("g")
    choose_file(seat, name, before)
    seat.blender.until("len(bpy.data.armatures) == 1")
    hand.move(*VIEW)
    hand.press("Home")
    seat.settle(1.0)


def open_tab(seat: Seat) -> None:
    """The sidebar, and its tab."""
    hand = seat.hand
    hand.move(*VIEW)
    hand.press("n")
    seat.settle(1.0)
    left, top, _, _ = seat.region("VIEW_3D", "UI")
    hand.move(left + TAB[0], top + TAB[1], wait=0.3)
    hand.click()
    seat.settle(1.0)
    seat.find("animax.animate(")
    seat.shoot("tab")


def ask_for_takes(seat: Seat, count: int = 3) -> None:
    seat.enter("animax.prompt", PROMPT)
    if count != 1:
        seat.enter("animax.variations", str(count))
    seat.shoot("prompt", seat.panel())


def orbit(seat: Seat, seconds: float, running: bool, name: str = "") -> None:
    """Moves the viewport as long, or while a job runs."""
    hand = seat.hand
    hand.move(420, 560)
    hand.button(MIDDLE, True)
    began, step = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        step += 1
        hand.move(420 + 40 * (step % 10) / 10, 560, wait=0.1)
        if step == 6 and name:
            seat.shoot(name)
        if running and step % 10 == 0 and seat.blender.value(STATE) != "running":
            break
    hand.button(MIDDLE, False)


def animate(
    seat: Seat, seconds: float = 120.0, pictures: bool = True
) -> dict[str, Any]:
    """Presses Animate and moves the viewport until the take is there. Returns what
    was seen, of as many seconds without a job, too."""
    seen: dict[str, Any] = {}
    seat.blender.ask("watch", on=True)
    orbit(seat, 15.0, False)
    seen["idle"] = seat.blender.ask("watch")
    x, y = seat.find("animax.animate(")
    seat.blender.ask("watch", on=True)
    seat.hand.move(x, y)
    seat.hand.click()
    seat.blender.until(f"{STATE} != 'idle'", 30.0)
    orbit(seat, seconds, True, "running" if pictures else "")
    seen["job"] = seat.blender.ask("watch")
    seat.blender.until(f"{STATE} == 'finished'", seconds)
    seat.hand.move(420, 600)
    seat.settle(6.0)
    if pictures:
        seat.shoot("variations")
    return seen


def keys_of_takes(seat: Seat) -> list[str]:
    return list(seat.blender.value(f"[e.key for e in {HISTORY}]"))


def look_and_choose(seat: Seat) -> None:
    """At the other two; the shown one is rejected; of the history, one is accepted."""
    keys, hand = keys_of_takes(seat), seat.hand
    for key in keys[1:]:
        seat.click(f'take_show(entry="{key}")', columns=(0.2, 0.6))
        seat.settle(2.0)
    hand.move(420, 600)
    seat.settle(2.0)
    seat.shoot("third-variation")
    own = seat.blender.value("[a.name for a in bpy.data.actions]")
    seat.click("take_reject(", columns=(0.6,))
    seat.settle(2.0)
    seat.shoot("rejected")
    left = seat.blender.value("[a.name for a in bpy.data.actions]")
    assert len(left) == len(own) - 1, (own, left)
    open_history(seat)
    seat.shoot("history", seat.panel())
    seat.click(f'take_show(entry="{keys[0]}")', columns=(0.6,))
    seat.settle(2.0)
    accept(seat)


def accept(seat: Seat, picture: str = "accepted") -> None:
    seat.click("take_accept(", columns=(0.25,))
    seat.settle(2.0)
    seat.hand.move(420, 600)
    seat.settle(1.0)
    if picture:
        seat.shoot(picture)


def open_history(seat: Seat) -> None:
    """Its header is below the last property of the main panel."""
    x, y = seat.find("animax.contacts", columns=(0.5,))
    seat.hand.move(x - 60, y + 34, wait=0.3)
    seat.hand.click()
    seat.settle(2.0)


def edit_key(seat: Seat) -> list[list[int]]:
    """In the dope sheet of the workspace Animation, all over the window: a key of the
    head goes one frame on; undo, redo. Returns the keys' numbers of its curves."""
    hand, blender = seat.hand, seat.blender
    count = (
        f"[len(c.keyframe_points) for c in bpy.data.actions[{PROMPT!r}].fcurves "
        "if '\"head\"' in c.data_path]"
    )
    hand.move(*ANIMATION_TAB, wait=0.3)
    hand.click()
    seat.settle(3.0)
    hand.move(500, 680, wait=0.3)
    hand.press(" ", "ctrl")
    seat.settle(2.0)
    hand.press("Home")
    seat.settle(1.0)
    counts = [blender.value(count)]
    # The tenth key of the sixth bone.
    hand.move(535, 240, wait=0.3)
    hand.click()
    seat.settle(1.0)
    hand.press("g")
    hand.press("1")
    hand.press("Return")
    seat.settle(1.0)
    counts.append(blender.value(count))
    seat.shoot("key-edited", (0, 0, 1060, 520))
    hand.press("z", "ctrl")
    seat.settle(1.0)
    counts.append(blender.value(count))
    seat.shoot("key-undone", (0, 0, 1060, 520))
    hand.press("z", "ctrl", "shift")
    seat.settle(1.0)
    counts.append(blender.value(count))
    hand.press(" ", "ctrl")
    seat.settle(2.0)
    return counts


def save_and_quit(seat: Seat, name: str) -> None:
    hand = seat.hand
    before = len(seat.windows())
    hand.move(700, 450)
    hand.press("s", "ctrl")
    seat.new_window(before)
    seat.point_at(FILE_NAME)
    hand.click()
    hand.click()
    seat.settle()
    hand.press("a", "ctrl")
    hand.write(name)
    hand.press("Return")
    seat.settle()
    seat.shoot("save", seat.windows()[-1][1])
    seat.point_at(FIRST_FILE)
    hand.press("Return")
    seat.blender.until(f"bpy.data.filepath.endswith({name!r})")
    seat.settle(1.0)
    hand.move(700, 450)
    hand.press("q", "ctrl")
    seat.blender.ended()


def find_again(seat: Seat, name: str) -> dict[str, Any]:
    """Opens the file; the arrow beside the take's name takes prompt and seed from it.
    Returns those of the Action and those of the panel."""
    hand = seat.hand
    hand.move(640, 700)
    hand.press("Escape")
    hand.press("o", "ctrl")
    choose_file(seat, name, 1, "bpy.data.filepath != ''")
    seat.settle(2.0)
    seat.main_window()
    hand.move(*LAYOUT_TAB, wait=0.3)
    hand.click()
    seat.settle(2.0)
    seat.click("take_settings", columns=(0.73, 0.78))
    hand.move(420, 600)
    seat.settle(1.0)
    seat.shoot("reopened")
    action = f"bpy.data.actions[{PROMPT!r}]"
    return {
        "action": seat.blender.value(
            f"[{action}['animax_prompt'], {action}['animax_seed']]"
        ),
        "panel": seat.blender.value(f"[{SCENE}.prompt, str({SCENE}.seed)]"),
    }
