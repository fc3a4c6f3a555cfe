"""Feeds mutated files to the add-on's readers: part of `make fuzz`, or

    evaluation/fuzz/readers.py [--seconds 60] [--seed 0] [TARGET ...]

manifest: cli/manifest.py, and the table of paths that a batch makes of it. model_json:
core/model_config.py, and what the pipeline takes from a model.json. requests:
server/motion_request.py, which reads what other programs send. An input that is wrong
must end with an error of the right status and a sentence; one that is right must give
jobs whose files all lie in the output folder, a model of which everything can be asked,
or a motion that can be made. Each within a second, and nothing is written. What breaks
that is kept in build/fuzz/crashes/, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any, Protocol

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from addon.cli import cli_args, manifest, run_paths
from addon.core import model_config
from addon.core.errors import MODEL, USAGE, AnimaxError
from addon.server.capabilities import capabilities
from addon.server.errors import ProtocolError
from addon.server.motion_request import MotionRequest, read_request
from addon.settings import Settings, fields_of
from addon.views import camera_rig
from evaluation.fuzz.mutation import as_pairs, mutate_bytes, mutate_tree, text_of

CRASHES = ROOT / "build" / "fuzz" / "crashes"
LONGEST = 1.0  # seconds for an input


class Target(Protocol):
    name: str

    def make(self, numbers: random.Random) -> bytes: ...

    def check(self, data: bytes) -> bool:
        """Whether it was accepted; raises what breaks the contract."""
        ...


def require(condition: bool, what: str) -> None:
    if not condition:
        raise AssertionError(what)


def check_refusal(error: AnimaxError, status: int) -> None:
    text = str(error)
    require(error.code == status, f"status {error.code}: {text}")
    check_sentence(text)


def check_sentence(text: str) -> None:
    require(len(text) > 10 and "\n" not in text, f"no sentence: {text!r}")
    require("please report" not in text, f"a bug: {text}")
    text.encode()  # no halves of characters


# ---- manifests ----

ROWS: list[dict[str, Any]] = [
    {"input": "rig.blend", "prompt": "walks", "output": "a.blend", "seed": 1},
    {"input": "rig.glb", "prompt": "runs", "output": "sub/b.glb", "loop": True,
     "preview": "b.png", "report": "b.json", "bones": ["a*", "b"], "fps": 24.5},
    {"input": "rig.blend", "prompts": [{"prompt": "sits", "until": 1}, "stands"],
     "keys": "reduced", "contacts": False, "in_place": True},
    {"input": "rig.fbx", "prompt": "é ü 日", "output": "c.fbx", "guidance": 1.5,
     "model": "models/one", "at_frame": 3, "stretch": "x,y", "travel": "on"},
]  # fmt: skip


class Manifest:
    """In a folder with a rig, a model, and an output folder with links: one that stays
    in it, one that leads out, and one to the rig."""

    name = "manifest"

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder, folder / "out"
        (self.out / "sub").mkdir(parents=True)
        (folder / "elsewhere").mkdir()
        (folder / "rig.blend").write_bytes(b"rig")
        (self.out / "inside").symlink_to("sub")
        (self.out / "outside").symlink_to(folder / "elsewhere")
        (self.out / "rig").symlink_to(folder / "rig.blend")
        self.path = folder / "jobs.jsonl"
        self.files = self.listing()
        self.keys = [*manifest.PATHS, "help", "outpu", "inside/x"]
        self.keys += [field.name for field in fields_of(Settings)]
        self.names = ["../rig.blend", "outside/a.blend", "inside/a.blend", "rig",
                      "../out/a.blend", str(self.out / "d.blend"), "a.blend/b.blend",
                      str(folder / "elsewhere" / "e.blend"), "sub", "jobs.jsonl",
                      "../jobs.jsonl", "a.json", "x/../../y.blend"]  # fmt: skip

    def listing(self) -> dict[str, int]:
        """What there is, and when it was changed; the manifest apart."""
        return {
            str(path): path.lstat().st_mtime_ns
            for path in sorted(self.folder.rglob("*"))
            if path not in (self.path, self.folder)
        }

    def make(self, numbers: random.Random) -> bytes:
        rows = [as_pairs(numbers.choice(ROWS)) for _ in range(numbers.randint(1, 4))]
        for row in rows:
            if numbers.random() < 0.5:
                key = numbers.choice(manifest.PATHS)
                row[:] = [pair for pair in row if pair[0] != key]
                row.append((key, numbers.choice(self.names)))
        if numbers.random() < 0.8:
            rows = [mutate_tree(numbers, row, self.keys) for row in rows]
        ends = numbers.choice(("\n", "\n", "\n\n", "\r\n"))
        text = ends.join(text_of(row) for row in rows)
        data = text.encode("utf-8", "surrogatepass")
        return mutate_bytes(numbers, data) if numbers.random() < 0.4 else data

    def check(self, data: bytes) -> bool:
        self.path.write_bytes(data)
        args = argparse.Namespace(
            manifest=str(self.path), output_dir=str(self.out), report="", summary=""
        )
        try:
            jobs = manifest.read_manifest(self.path, self.out)
            run_paths.batch_table(args, jobs)
        except AnimaxError as error:
            check_refusal(error, USAGE)
            jobs = []
        taken: set[str] = {os.path.realpath(self.path), str(self.folder / "rig.blend")}
        for job in jobs:
            require((job.args is None) == bool(job.error), f"line {job.line}")
            if job.error:
                check_sentence(job.error)
            else:
                cli_args.settings_of(job.args)
            for what, path in job.written():
                self.check_written(what, path, taken)
        require(self.listing() == self.files, "the reader has written files")
        return any(job.args is not None for job in jobs)

    def check_written(self, what: str, path: str, taken: set[str]) -> None:
        real, inside = os.path.realpath(path), os.path.realpath(self.out)
        require(os.path.dirname(real).startswith(inside), f"{what} {path} is outside")
        require(real not in taken, f"{what} {path} is read, or written twice")
        taken.add(real)


# ---- model.json ----


class ModelJson:
    name = "model_json"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        assets = ROOT / "assets"
        self.specs = [
            json.loads((assets / name / "model.json").read_text())
            for name in ("nano", "nano-joint")
        ]
        for spec in self.specs:
            spec.pop("training", None)
            spec["given_frames"] = True
            names = list(spec["transformer"]["files"])
            names += [spec["vae"]["file"]] if "vae" in spec else []
            for name in names:
                (folder / name).touch()
        self.keys = sorted({key for spec in self.specs for key in keys_of(spec)})
        self.keys += ["critic", "context_frames", "max_markers", "tails", "file"]

    def make(self, numbers: random.Random) -> bytes:
        spec = as_pairs(numbers.choice(self.specs))
        if numbers.random() < 0.9:
            spec = mutate_tree(numbers, spec, self.keys)
        data = text_of(spec).encode("utf-8", "surrogatepass")
        return mutate_bytes(numbers, data) if numbers.random() < 0.3 else data

    def check(self, data: bytes) -> bool:
        (self.folder / "model.json").write_bytes(data)
        try:
            spec = model_config.read_model_config(self.folder)
        except AnimaxError as error:
            check_refusal(error, MODEL)
            return False
        self.use(spec)
        return True

    def use(self, spec: Any) -> None:
        """What the pipeline asks of it before the weights are read."""
        require(model_config.pose_map_version(spec) in (1, 2), "version")
        require(bool(model_config.leaf_tail_policy(spec)), "tails")
        require(isinstance(model_config.model_name(spec), str), "name")
        model_config.sees_pixels(spec)
        model_config.takes_given_frames(spec)
        for fps in (1.0, 24.0, 240.0):
            require(model_config.window_frames(spec, fps) >= 1, "window")
        cameras, video = spec["cameras"], spec["video"]
        low, high = cameras["min_views"], cameras["max_views"]
        for views in (0, low, high):
            placed = camera_rig.place(
                cameras, (0, 0, 0), 1.0, video["width"], video["height"], views
            )
            require(all(map(math.isfinite, placed.ravel())), "cameras")


def keys_of(value: Any) -> list[str]:
    if not isinstance(value, dict):
        return []
    return [*value, *(key for part in value.values() for key in keys_of(part))]


# ---- what other programs send ----


class Requests:
    name = "requests"

    def __init__(self, _: Path) -> None:
        nano = json.loads((ROOT / "assets" / "nano" / "model.json").read_text())
        self.models = capabilities(nano)["models"]
        for one in self.models:
            one["chunking"] = "stitched"  # so that several segments are read as well
        joints = [
            {"name": name, "parent": parent, "rest_rotation": [0, 0, 0, 1],
             "rest_translation": place}
            for name, parent, place in (
                ("a", None, [0, 1, 0]), ("b", "a", [0, 0.5, 0]), ("c", "b", [0.1, 0, 0])
            )
        ]  # fmt: skip
        self.row = {
            "protocol_version": "1.0",
            "model": self.models[0]["id"],
            "skeleton": {"joints": joints, "units": "meters"},
            "segments": [
                {"type": "text", "prompt": "a dog runs", "duration_frames": 20,
                 "seed": 3},
                {"type": "text", "prompt": "it sits", "duration_frames": 20},
            ],
            "timing": {"fps": 30},
            "options": {
                "num_samples": 2, "seed": 1, "loop": False, "diffusion_steps": 6,
                "guidance": {"type": "regular", "weight": [1.5]},
            },
        }  # fmt: skip
        self.keys = [*keys_of(self.row), "constraints", "duration_frames", "requests"]

    def make(self, numbers: random.Random) -> bytes:
        row = as_pairs(self.row)
        if numbers.random() < 0.9:
            row = mutate_tree(numbers, row, self.keys)
        data = text_of(row).encode("utf-8", "surrogatepass")
        return mutate_bytes(numbers, data) if numbers.random() < 0.3 else data

    def check(self, data: bytes) -> bool:
        try:
            asked = read_request(data, self.models)
        except ProtocolError as error:
            check_sentence(error.body()["error"]["message"])
            json.dumps(error.body(), allow_nan=False)
            return False
        self.use(asked)
        return True

    def use(self, asked: MotionRequest) -> None:
        """What is made of it."""
        require(bool(asked.joints and asked.prompts), "nothing to do")
        for n, joint in enumerate(asked.joints):
            require(joint.parent < n, "a parent after its joint")
            require(all(map(math.isfinite, joint.offset)), "an offset")
        seconds = asked.frames / asked.fps
        require(0 < seconds <= self.models[0]["limits"]["max_duration_seconds"], "long")
        for prompt, frames in asked.prompts:
            require(frames >= 1 and bool(prompt.strip()), "a segment")
            prompt.encode()


TARGETS = {"manifest": Manifest, "model_json": ModelJson, "requests": Requests}


def fuzz(name: str, seconds: float, seed: int, keep: Path = CRASHES) -> list[str]:
    """Runs a target; returns what is wrong, a line each (at most ten)."""
    wrong: list[str] = []
    accepted = count = 0
    slowest = 0.0
    end = time.process_time() + seconds
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        target: Target = TARGETS[name](Path(folder).resolve())
        while time.process_time() < end and len(wrong) < 10:
            data = target.make(random.Random(f"{seed} {count}"))
            count += 1
            start = time.process_time()
            try:
                accepted += target.check(data)
                took = time.process_time() - start
                slowest = max(slowest, took)
                require(took <= LONGEST, f"it took {took:.1f} s")
            except Exception as error:
                keep.mkdir(parents=True, exist_ok=True)
                path = keep / f"{name}-{seed}-{count - 1}"
                path.write_bytes(data)
                at = traceback.extract_tb(error.__traceback__)[-1]
                wrong.append(
                    f"{path}: {type(error).__name__} in {Path(at.filename).name} "
                    f"line {at.lineno}: {error}"
                )
    print(f"fuzz: {name}: {count} inputs, {accepted} accepted, the slowest "
          f"{1000 * slowest:.0f} ms, {len(wrong)} findings")  # fmt: skip
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    args = parser.parse_args()
    wrong = []
    for name in args.targets or TARGETS:
        wrong += fuzz(name, args.seconds, args.seed)
    for line in wrong:
        print(f"fuzz: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
