"""Fails the n-th allocation, read, map and thread start of opening a model and of a
take, one after the other, and prints what came of each as JSON. Runs in a process of
its own with the shim (native/tests/fault/fault.c) preloaded:

module_faults.py MODEL STRIDE: every STRIDE-th failure, from the first on."""

from __future__ import annotations

import ctypes
import gc
import json
import sys
import threading
from collections import Counter
from typing import Any

import animax_native as native
import numpy as np
from test_engine_native import CHAIN, stage

KINDS = {"allocation": 0, "read": 1, "map": 3, "thread": 4}
WATCHED = b"animax_native:libcjson"
# What may come of a failure. A file that cannot be read makes the model unusable.
CODES = {"allocation": {5}, "map": {5}, "thread": {5}, "read": {4}}
SOUND = ("memory", "allocat", "read", "open", "thread", "map", "find")
# Where all calls fail from the n-th on, most end at the first.
ALL_FAIL_STRIDE = 7
shim: Any = ctypes.CDLL(None)


class Trial:
    """One model, opened and animated over and over."""

    def __init__(self, model: str) -> None:
        self.model = model
        self.rig = CHAIN
        engine = self.opened()
        self.scene = stage(engine, self.rig)
        self.reference = self.take(engine)
        del engine
        self.memory = native.info()["memory_in_use"]

    def opened(self) -> Any:
        return native.Engine(self.model, threads=2, precision="f32")

    def take(self, engine: Any) -> dict[str, Any]:
        views, cameras = self.scene
        return engine.animate(
            views, cameras, self.rig, "a dog walks", steps=1, preview=True
        )

    def is_reference(self, take: dict[str, Any]) -> bool:
        return all(
            np.array_equal(take[key], self.reference[key])
            for key in ("rotation", "location", "confidence", "pose")
        )


def on_a_new_thread(work: Any, *words: Any) -> Any:
    """As the add-on works: threads that the engine had are no help. What work()
    returned or raised."""
    results: list[Any] = []

    def run() -> None:
        try:
            results.append(work(*words))
        except Exception as error:
            results.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if isinstance(results[0], Exception):
        raise results[0]
    return results[0]


def fail(trial: Trial, kind: str, phase: str, at: int, on: bool) -> tuple[str, str]:
    """(what came of it, what is wrong with that or "")."""
    outcome, wrong, engine = "success", "", None
    if phase == "take":
        engine = trial.opened()
    shim.fault_arm(KINDS[kind], at, int(on))
    try:
        if engine is None:
            engine = on_a_new_thread(trial.opened)
        else:
            take = on_a_new_thread(trial.take, engine)
            if not trial.is_reference(take):
                wrong = "another take"
    except native.Error as error:
        outcome = f"code {error.code}"
        if error.code not in CODES[kind]:
            wrong = f"{outcome}: {error}"
        elif not any(word in str(error) for word in SOUND):
            wrong = f"does not say what is wrong: {error}"
    except Exception as error:
        wrong = f"{type(error).__name__}: {error}"
    if not shim.fault_disarm():
        return "nothing failed", wrong or "there was no such call"
    whole = phase == "take" or at % 8 == 0  # a take takes long
    if engine is None:
        engine = trial.opened()
    if whole and not trial.is_reference(trial.take(engine)):
        wrong = wrong or "the next take is another one"
    del engine
    gc.collect()  # exceptions refer to what failed
    if native.info()["memory_in_use"] != trial.memory:
        wrong = wrong or "memory is lost"
    return outcome, wrong


def count_calls(trial: Trial, phase: str) -> dict[str, int]:
    """How many there are of each kind."""
    engine = trial.opened() if phase == "take" else None
    shim.fault_arm(-1, 0, 0)
    if engine is None:
        on_a_new_thread(trial.opened)
    else:
        on_a_new_thread(trial.take, engine)
    shim.fault_disarm()
    return {kind: shim.fault_seen(number) for kind, number in KINDS.items()}


def main(model: str, stride: int) -> None:
    if not shim.fault_watch(WATCHED):
        raise SystemExit("The shim is not preloaded.")
    trial = Trial(model)
    outcomes, wrong = Counter(), []
    for phase in ("open", "take"):
        for kind, count in count_calls(trial, phase).items():
            for on in (False, True):
                for at in range(1, count + 1, stride * (ALL_FAIL_STRIDE if on else 1)):
                    where = (
                        f"{kind} {at} of {count}{' and on' if on else ''} in {phase}"
                    )
                    print(where, file=sys.stderr, flush=True)  # the last, if it dies
                    outcome, bad = fail(trial, kind, phase, at, on)
                    outcomes[f"{kind} in {phase}: {outcome}"] += 1
                    if bad:
                        wrong.append(f"{where}: {bad}")
    print(json.dumps({"outcomes": dict(outcomes), "wrong": wrong}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
