"""Which Blenders there are, and how a scenario is run in one.

Debian's Blender is /usr/bin/blender (or $BLENDER); newer ones are bpy modules in
.venv-bpy-* (scripts/setup_bpy.sh). $ANIMAX_BLENDERS, a comma-separated list of names
("3.4", "bpy-5.0"), narrows the choice. Never sys.executable: Blender embeds its own.
"""

import dataclasses
import json
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
RIGS = ROOT.parent / "shared" / "rigs"
# Nobody's preferences but these, which are empty.
SETTINGS = tempfile.TemporaryDirectory(prefix="animax-tests-")


# The model.json of a model without weights: enough for the stand-in engine.
STAND_IN_MODEL = {
    "format": 1,
    "name": "stand-in",
    "modalities": ["pose"],
    "transformer": {
        "files": ["none"], "heads": 3, "rope_theta": 10000, "eps": 1e-6,
        "template_frame": False,
    },
    "text": {"type": "bert", "dir": "none", "max_tokens": 32},
    "video": {"width": 64, "height": 64, "frames": 9, "fps": 7.5},
    "cameras": {
        "azimuths_deg": [45, 135, 225, 315],
        "elevation_deg": 10,
        "fov_deg": 26.6,
        "radius": 2.7,
        "margin": 1.25,
        "min_views": 3,
        "max_views": 8,
    },
    "pose_map": {
        "version": 1, "radius": 2.5, "line_width": 1.5, "max_joints": 32,
        "merge": 0.01,
    },
    "sampler": {
        "type": "unipc", "steps": 4, "shift": 2, "guidance_text": 1.4,
        "guidance_template": 1,
    },
    "pose_field": {
        "grid": 16, "layers": 2, "length": 0.8, "noise": 0.01, "std": 0.6
    },
}  # fmt: skip


@dataclasses.dataclass
class Blender:
    name: str
    start: list
    stop: list

    def command(self, script, words):
        return [*self.start, str(script), *self.stop, "--", *map(str, words)]

    def scenario(self, file, function, fake=True, **arguments):
        """What the scenario's function returns; fails with its traceback."""
        words = [file, function, json.dumps(arguments)]
        done = subprocess.run(
            self.command(HERE / "run_inside.py", words),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=300,
            env=environment(fake),
            stdin=subprocess.DEVNULL,
        )
        text = done.stdout[-6000:] + done.stderr[-6000:]
        assert done.returncode == 0, f"{self.name}: exit {done.returncode}\n{text}"
        lines = [x for x in done.stdout.splitlines() if x.startswith("RESULT ")]
        assert lines, f"{self.name}: no result\n{text}"
        return json.loads(lines[-1][7:])

    def batch(self, *words, fake=True, timeout=300, **extra):
        """CompletedProcess of addon/batch.py with these words."""
        return subprocess.run(
            self.command(ROOT / "addon" / "batch.py", words),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            env={**environment(fake), **extra},
            stdin=subprocess.DEVNULL,
        )

    def window(self, file, tmp_path, extra=None, **arguments):
        """What the scenario's interface() left in its file, from a Blender with a
        window; skips where there is none. extra: environment variables."""
        if shutil.which("xvfb-run") is None:
            pytest.skip("no xvfb-run")
        if "--background" not in self.start:
            pytest.skip("no Blender with a window")
        out = tmp_path / "state.json"
        words = json.dumps({"out": str(out), **arguments})
        # xvfb-run looks for a free display and takes it a moment later: each of
        # pytest-xdist's workers has displays of its own.
        worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        done = subprocess.run(
            ["xvfb-run", "-a", "-n", str(99 + 10 * worker),
             "-s", "-screen 0 1280x800x24", self.start[0], "--factory-startup",
             "--window-geometry", "0", "0", "1280", "800",
             "--enable-event-simulate", "--python", str(HERE / "run_window.py"), "--",
             file, words],
            capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL,
            env={**environment(True), **(extra or {})},
        )  # fmt: skip
        assert out.exists(), done.stdout[-3000:] + done.stderr[-3000:]
        state = json.loads(out.read_text())
        assert "error" not in state, state
        return state

    def batch_interrupted(self, *words, number=signal.SIGINT, **extra):
        """The same, sent a signal once the engine has started."""
        process = subprocess.Popen(
            self.command(ROOT / "addon" / "batch.py", words),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**environment(True), **extra},
            stdin=subprocess.DEVNULL,
        )
        for line in process.stdout:
            if "animax: Denoise" in line:
                break
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def native_path():
    """The built native module: on the PYTHONPATH, or in the checkout's build folder."""
    folders = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    for folder in [*filter(None, folders), ROOT / "build" / "python"]:
        path = Path(folder) / "animax_native.abi3.so"
        if path.exists():
            return path
    return None


def environment(fake):
    """For a child Blender: factory settings, and the module under test."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    path = native_path()
    if path is not None:
        env["ANIMAX_REAL_NATIVE"] = str(path)
        env["PYTHONPATH"] = str(HERE / "fake" if fake else path.parent)
    env["BLENDER_USER_RESOURCES"] = SETTINGS.name
    env["PYTHONDONTWRITEBYTECODE"] = "1"
    return env


def blenders():
    found = []
    program = shutil.which(os.environ.get("BLENDER", "blender"))
    if program:
        done = subprocess.run([program, "--version"], capture_output=True, text=True)
        words = done.stdout.split()
        version = ".".join(words[1].split(".")[:2]) if len(words) > 1 else "unknown"
        start = [program, "--background", "--factory-startup", "--python"]
        found.append(Blender(version, start, []))
    for venv in sorted(ROOT.glob(".venv-bpy-*")):
        python = venv / "bin" / "python"
        if (venv / "animax-stamp").exists() and python.exists():
            found.append(Blender(venv.name.replace(".venv-", ""), [str(python)], []))
    wanted = os.environ.get("ANIMAX_BLENDERS")
    if wanted:
        found = [b for b in found if b.name in wanted.split(",")]
    return found


BLENDERS = blenders()


def pytest_generate_tests(metafunc):
    """`blender`: every one there is. `debian`: the first alone, for the slow ones."""
    missing = pytest.param(
        None, marks=pytest.mark.skip(reason="no Blender; make setup"), id="none"
    )
    for name, choice in (("blender", BLENDERS), ("debian", BLENDERS[:1])):
        if name in metafunc.fixturenames:
            made = [pytest.param(b, id=b.name) for b in choice] or [missing]
            metafunc.parametrize(name, made)


@pytest.fixture
def native():
    path = native_path()
    if path is None:
        pytest.skip("the native module is not built; make build")
    return path


@pytest.fixture
def rigs():
    if not RIGS.is_dir():
        pytest.skip("the shared rigs are not here")
    return RIGS


@pytest.fixture(scope="session")
def fake_model(tmp_path_factory):
    """A model folder with nothing but a model.json."""
    folder = tmp_path_factory.mktemp("model")
    (folder / "model.json").write_text(json.dumps(STAND_IN_MODEL))
    return folder


@pytest.fixture(scope="session")
def given_model(tmp_path_factory, fake_model):
    """The same of a model that takes given frames."""
    folder = tmp_path_factory.mktemp("given")
    spec = json.loads((fake_model / "model.json").read_text())
    spec |= {"name": "given", "given_frames": True}
    (folder / "model.json").write_text(json.dumps(spec))
    return folder
