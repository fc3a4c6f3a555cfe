"""A Blender with a window, and questions to it (blender_tests/run_seat.py)."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .display import Screen

ROOT = Path(__file__).resolve().parent.parent.parent
INSIDE = ROOT / "blender_tests" / "run_seat.py"
# Seconds that Blender may take to start, or to answer.
PATIENCE = 300.0


class Blender:
    """profile: the folder of its settings and add-ons; home: the artist's own; words:
    more of its arguments."""

    def __init__(
        self,
        screen: Screen,
        program: str,
        profile: Path,
        home: Path,
        words: tuple[str, ...] = (),
    ) -> None:
        self.screen, self.hand = screen, screen.hand
        path = profile / "seat.socket"
        path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(path))
        listener.listen(1)
        listener.settimeout(PATIENCE)
        environment = {
            **os.environ, "DISPLAY": screen.name, "ANIMAX_SEAT": str(path),
            "BLENDER_USER_RESOURCES": str(profile), "HOME": str(home),
        }  # fmt: skip
        picture = screen.picture()
        size = (str(picture.shape[1]), str(picture.shape[0]))
        self.log = (profile / "blender.log").open("ab")
        self.process = subprocess.Popen(
            [program, "--window-geometry", "0", "0", *size, *words,
             "--python", str(INSIDE)],
            env=environment, stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            self.link, _ = listener.accept()
        except BaseException:
            self.close()
            raise
        finally:
            listener.close()
        self.link.settimeout(PATIENCE)
        self.rest = b""

    def ask(self, what: str, **more: Any) -> Any:
        self.link.sendall(json.dumps({"ask": what, **more}).encode() + b"\n")
        while b"\n" not in self.rest:
            data = self.link.recv(65536)
            if not data:
                raise SystemExit("seat: Blender has ended.")
            self.rest += data
        line, self.rest = self.rest.split(b"\n", 1)
        answer = json.loads(line)
        if "error" in answer:
            raise SystemExit(f"seat: {answer['error']}")
        return answer["is"]

    def value(self, text: str) -> Any:
        return self.ask("evaluate", text=text)

    def until(self, text: str, seconds: float = 120.0) -> None:
        """Waits until the expression is true in Blender."""
        end = time.monotonic() + seconds
        while not self.value(text):
            if time.monotonic() > end:
                raise SystemExit(f"seat: it never was so: {text}")
            time.sleep(0.1)

    def ended(self, seconds: float = 60.0) -> int:
        """Its exit status."""
        status = self.process.wait(seconds)
        self.link.close()
        return status

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log.close()
