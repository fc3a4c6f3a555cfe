"""The native module with a stand-in engine, for tests of what surrounds it.

The motion functions are the real ones. The engine's take is a wave through all bones
and a root that walks away; it listens to cancel and reports progress, as the real one.
FAKE_SECONDS makes it slow, FAKE_FAIL makes it raise Error with that code,
FAKE_FAIL_FROM from that step on. FAKE_MATCH
and FAKE_CONFIDENCE list values by seed ("0.1,0.5"), FAKE_SPEED is "speed,expected".
"""

import importlib.util
import os
import sys
import time

import numpy as np

_path = os.environ["ANIMAX_REAL_NATIVE"]
_spec = importlib.util.spec_from_file_location("animax_native", _path)
_real = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_real)
globals().update({k: getattr(_real, k) for k in dir(_real) if not k.startswith("__")})
Error = _real.Error


def read_model(model_dir):
    """There are no weights."""
    return _real.read_model(model_dir, files=False)


def read_prompt(model_dir, prompt):
    """It knows all words but those that begin with x-, and takes words for tokens."""
    words = prompt.split()
    most = read_model(model_dir)["text"]["max_tokens"] - 2
    unknown = [word for word in words[:most] if word.startswith("x-")]
    return {
        "tokens": len(words[:most]), "words": len(words[:most]),
        "unknown": len(unknown), "cut": len(words) > most,
        "example": unknown[0] if unknown else "",
    }  # fmt: skip


def _error(code, sentence):
    error = Error(sentence)
    error.code = code
    return error


class Cancel:
    def __init__(self):
        self.flag = False

    def set(self):
        self.flag = True

    def is_set(self):
        return self.flag


class Engine:
    device = "fake"
    # What the last take was asked for of models with given frames.
    asked = None

    def __init__(self, model_dir, device="auto", **_):
        if not os.path.exists(os.path.join(model_dir, "model.json")):
            raise _error(4, f"no model at {model_dir}")
        if device == "cuda":
            raise _error(5, "there is no CUDA device; use --device cpu")

    def animate(
        self,
        views,
        cameras,
        skeleton,
        prompt,
        frames=0,
        steps=0,
        seed=0,
        preview=False,
        progress=None,
        cancel=None,
        contacts=True,
        given=None,
        given_rotation=None,
        given_location=None,
        loop=False,
        segments=None,
        poses=None,
        amplitude=float("nan"),
        **guidance,
    ):
        assert set(guidance) <= {"guidance_text", "guidance_template"}
        Engine.asked = {
            "frames": frames, "given": given, "rotation": given_rotation,
            "location": given_location, "loop": loop, "segments": segments,
            "amplitude": amplitude,
        }  # fmt: skip
        assert views.dtype == np.uint8 and views.shape[0] == len(cameras)
        assert cameras.dtype == np.float64 and cameras.shape[1] == 18
        assert isinstance(prompt, str) and prompt
        if "FAKE_CONTACTS" in os.environ:
            assert contacts == bool(int(os.environ["FAKE_CONTACTS"]))
        if "FAKE_FAIL" in os.environ:
            raise _error(int(os.environ["FAKE_FAIL"]), "made to fail")
        steps, frames = steps or 4, frames or 9
        for step in range(steps):
            time.sleep(float(os.environ.get("FAKE_SECONDS", "0")) / steps)
            if cancel is not None and cancel.is_set():
                raise _error(130, "cancelled")
            if poses is not None:
                poses(step + 1, steps, 0, frames, *waving_joints(skeleton, frames))
            if step >= int(os.environ.get("FAKE_FAIL_FROM", steps)):
                raise _error(5, "made to fail")
            if progress is not None:
                progress("denoise", step + 1, steps, 0.1 * (steps - step))
        rotation, location = take(len(skeleton["parents"]), frames, seed, loop)
        height = np.ptp(skeleton["rest"][:, :3, 3], axis=0).max()
        location *= height
        location[:, np.asarray(skeleton["parents"]) >= 0] = 0
        if given is not None:
            assert len(given) == frames and not given.all()
            rotation[given], location[given] = (
                given_rotation[given], given_location[given],
            )  # fmt: skip
        result = {
            "rotation": rotation,
            "location": location,
            "confidence": np.full(
                (frames, 3), by_seed("FAKE_CONFIDENCE", seed, 1.0), np.float32
            ),
            "residual_px": np.zeros((frames, 3), np.float32),
            "fps": 7.5,
            "seconds": {"denoise": 0.1},
            "peak_memory_mb": 1.0,
        }
        result["amplified"] = 1.5 if np.isnan(amplitude) else amplitude
        said = os.environ.get("FAKE_SPEED", "nan,nan").split(",")
        said = [by_seed("FAKE_MATCH", seed, np.nan), *map(float, said)]
        for key, value in zip(("match", "speed", "expected_speed"), said):
            result[key] = None if np.isnan(value) else value
        if preview:
            shape = (len(views), frames, *views.shape[1:])
            result["pose"] = np.full(shape, 200, np.uint8)
        return result


def waving_joints(skeleton, frames):
    """(float32 [F, J, 3], the selection): the rest pose, which sways along X."""
    selection = _real.select_joints(skeleton, max_joints=32, merge=0.01)
    joints = np.tile(selection["position"].astype(np.float32), (frames, 1, 1))
    joints[..., 0] += 0.2 * np.sin(np.arange(frames))[:, None] * joints[..., 2]
    return joints, selection


def by_seed(variable, seed, default):
    """The environment variable's value for this seed."""
    values = os.environ.get(variable, str(default)).split(",")
    return float(values[seed % len(values)])


def take(bones, frames, seed=0, loop=False):
    """rotation [F, N, 4], location [F, N, 3]: about Z and X, more than half a turn."""
    time = np.arange(frames) * (2 * np.pi / frames if loop else 1 / 3)
    phase = time[:, None] + np.arange(bones) + seed
    angle = 0.6 * np.sin(phase)
    rotation = np.zeros((frames, bones, 4))
    rotation[..., 0], rotation[..., 1] = np.cos(angle), np.sin(angle) * 0.8
    rotation[..., 3] = np.sin(angle) * 0.6
    location = np.zeros((frames, bones, 3))
    location[..., 0] = 0 if loop else np.arange(frames)[:, None] * 0.05
    location[..., 2] = 0.02 * np.sin(time if loop else np.arange(frames))[:, None]
    return rotation, location


if not hasattr(_real, "resample"):

    def resample(rotation, location, fps_in, fps_out, frames_out):
        at = np.minimum(np.arange(frames_out) / fps_out * fps_in, len(rotation) - 1)
        low = np.minimum(at.astype(int), len(rotation) - 2)
        share = (at - low)[:, None, None]
        q = rotation[low] * (1 - share) + rotation[low + 1] * share
        q /= np.linalg.norm(q, axis=-1, keepdims=True)
        return q, location[low] * (1 - share) + location[low + 1] * share


sys.modules.setdefault("animax_native", sys.modules[__name__])
