"""animax_native and what surrounds it: files that are none, little memory, threads,
forks, callbacks that call back, objects of the wrong type."""

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from unittest import mock

import animax_native as native
import numpy as np
import pytest
from test_engine_native import MODEL, rig, stage

assert rig  # a fixture
TIMEOUT = 60


@pytest.fixture(scope="module")
def engine():
    return native.Engine(str(MODEL), precision="f32")


def run_python(program, *words):
    """Runs a program of its own: what would hang or die does so there."""
    here = Path(__file__).parent
    path = os.pathsep.join([str(here.parent), str(here), *sys.path])
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, words)],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        env={**os.environ, "PYTHONPATH": path},
    )


# ---- files ----

OPEN_EACH = """
import os, sys
import animax_native as native
for name in sys.argv[2:]:
    path = os.path.join(sys.argv[1], name)
    os.rename(path, path + ".kept")
    os.mkfifo(path)
    try:
        native.Engine(sys.argv[1])
        print(name, "was opened")
    except native.Error as error:
        assert error.code == 4 and "regular file" in str(error), (name, str(error))
    os.unlink(path)
    os.rename(path + ".kept", path)
native.Engine(sys.argv[1])
"""


def test_fifos_are_refused(tmp_path):
    shutil.copytree(MODEL, tmp_path, dirs_exist_ok=True)
    names = [
        str(path.relative_to(tmp_path))
        for path in sorted(tmp_path.rglob("*"))
        if path.is_file()
    ]
    assert "model.json" in names and "text/vocab.txt" in names and len(names) >= 5
    ended = run_python(OPEN_EACH, tmp_path, *names)
    assert (ended.returncode, ended.stdout) == (0, ""), ended.stderr


@pytest.mark.parametrize("change", ["shortened", "overwritten", "removed"])
def test_files_that_change_while_a_model_is_open(rig, tmp_path, change):
    shutil.copytree(MODEL, tmp_path, dirs_exist_ok=True)
    engine = native.Engine(str(tmp_path), precision="f32")
    views, cameras = stage(engine, rig)
    take = engine.animate(views, cameras, rig, "walk", steps=1)
    for path in tmp_path.rglob("*.safetensors"):
        if change == "shortened":
            os.truncate(path, 4096)
        elif change == "overwritten":
            path.write_bytes(bytes(path.stat().st_size))
        else:
            path.unlink()
    # What is in memory is as before; new words are in the text encoder's file.
    again = engine.animate(views, cameras, rig, "walk", steps=1)
    assert np.array_equal(again["rotation"], take["rotation"])
    if change == "removed":
        assert engine.encode_text("a dog").ndim == 2
        return
    with pytest.raises(native.Error, match="was changed after it was opened") as error:
        engine.encode_text("a dog")
    assert error.value.code == 4


# ---- callbacks ----


def within(seconds, work):
    """The result of work(), or the exception that it raised; fails if it hangs."""
    result = []

    def run():
        try:
            result.append(work())
        except Exception as exception:
            result.append(exception)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    assert result, "it waits for ever"
    return result[0]


def test_a_callback_cannot_use_its_own_engine(engine, rig):
    views, cameras = stage(engine, rig)
    plain = engine.animate(views, cameras, rig, "walk", steps=1)
    image = np.zeros((1, 1, *views.shape[1:]), np.uint8)
    latents = engine.encode(image)
    calls = [
        lambda: engine.encode_text("x"),
        lambda: engine.encode(image),
        lambda: engine.decode(latents),
        lambda: engine.judge("x", np.zeros((2, 3)), np.zeros(2, np.uint8),
                             np.zeros((3, 2, 3))),
        lambda: engine.animate(views, cameras, rig, "walk", steps=1),
    ]  # fmt: skip
    for call in calls:
        said = []

        def ask(*_, call=call, said=said):
            with pytest.raises(native.Error, match="this engine is at work") as error:
                call()
            said.append(error.value.code)

        take = within(
            TIMEOUT,
            lambda ask=ask: engine.animate(
                views, cameras, rig, "walk", steps=1, progress=ask
            ),
        )
        assert isinstance(take, dict), take
        assert said and set(said) == {2}
        assert np.array_equal(take["rotation"], plain["rotation"])


def test_a_callback_can_use_another_engine(engine, rig):
    views, cameras = stage(engine, rig)
    other = native.Engine(str(MODEL), precision="f32")
    states = []
    engine.animate(
        views, cameras, rig, "walk", steps=1,
        progress=lambda *_: states.append(other.encode_text("x")),
    )  # fmt: skip
    assert len(states) > 1


def test_callbacks_that_call_each_others_engines(engine, rig):
    views, cameras = stage(engine, rig)
    engines = engine, native.Engine(str(MODEL), precision="f32")
    both_at_work = threading.Barrier(2)

    def work(own, other):
        first = []

        def ask(*_):
            if not first:
                first.append(True)
                both_at_work.wait(TIMEOUT)
                other.encode_text("x")

        return own.animate(views, cameras, rig, "walk", steps=1, progress=ask)

    results = []
    threads = [
        threading.Thread(
            target=lambda pair=pair: results.append(
                within(TIMEOUT, lambda: work(*pair))
            )
        )
        for pair in (engines, engines[::-1])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = [one for one in results if isinstance(one, native.Error)]
    assert len(results) == 2 and len(refused) == 1
    assert refused[0].code == 2 and "each other" in str(refused[0])


# ---- types ----


def test_only_a_cancel_is_a_cancel(engine, rig, monkeypatch):
    views, cameras = stage(engine, rig)

    def animate(cancel):
        return engine.animate(views, cameras, rig, "walk", steps=1, cancel=cancel)

    impostors = [mock.Mock(spec=native.Cancel), native.Cancel, {}, 1, engine]
    assert isinstance(impostors[0], native.Cancel)
    real = native.Cancel()
    monkeypatch.setattr(native, "Cancel", dict)
    for impostor in impostors:
        with pytest.raises(native.Error, match=r"be an animax_native\.Cancel"):
            animate(impostor)
    real.set()
    with pytest.raises(native.Error) as error:
        animate(real)
    assert error.value.code == 130
    with pytest.raises(TypeError):
        type(engine).animate(mock.Mock(spec=engine), views, cameras, rig, "walk")


def test_numbers_and_flags_are_checked(engine, rig):
    views, cameras = stage(engine, rig)

    def animate(**more):
        return engine.animate(views, cameras, rig, "walk", steps=1, **more)

    for seed in (-1, 2**64, -(2**80)):
        for call in (
            lambda seed=seed: animate(seed=seed),
            lambda seed=seed: native.noise(seed, 3),
            lambda seed=seed: native.Engine(str(MODEL), memory_limit=seed),
        ):
            with pytest.raises(native.Error, match=r"in 0\.\.2\^64 - 1") as error:
                call()
            assert error.value.code == 2
    for wrong in (1.0, "1", None):
        with pytest.raises(TypeError):
            native.noise(wrong, 3)
    top = native.noise(2**64 - 1, 3)
    assert not np.array_equal(top, native.noise(np.uint64(5), 3))
    for name in ("preview", "contacts", "loop"):
        for wrong in ("no", 1, None, []):
            with pytest.raises(TypeError, match="True or False"):
                animate(**{name: wrong})
    assert animate(preview=np.bool_(True))["pose"] is not None


def test_noise_lets_other_threads_run():
    times = []

    def work():
        times.append(time.perf_counter())
        native.noise(1, 2**23)
        times.append(time.perf_counter())

    thread = threading.Thread(target=work)
    thread.start()
    seen = []
    while len(times) < 2:
        seen.append(time.perf_counter())
        time.sleep(0)
    thread.join()
    begin, end = times
    margin = 0.2 * (end - begin)
    assert any(begin + margin < one < end - margin for one in seen)


def test_many_bones_are_refused_at_once():
    bones = 20000
    rest = np.tile(np.eye(4), (bones, 1, 1))
    rest[:, :3, 3] = np.random.default_rng(1).normal(size=(bones, 3))
    star = {
        "parents": np.where(np.arange(bones) == 0, -1, 0).astype(np.int32),
        "rest": rest,
        "lengths": np.ones(bones),
        "flags": np.ones(bones, np.uint8),
    }
    start = time.process_time()
    with pytest.raises(native.Error, match="more than 4096 joints") as error:
        native.select_joints(star)
    assert error.value.code == 3
    assert time.process_time() - start < 2


# ---- processes ----

FORK = """
import os, sys
import numpy as np
import animax_native as native
maps = np.zeros((8, 64, 64, 3), np.uint8)
engine = None
def use(threads):
    global engine
    engine = native.Engine(sys.argv[1], threads=threads)
    engine.encode_text("a dog")
    engine.decode(engine.encode(maps[None]))
def codes():
    for call in (lambda: engine.encode_text("x"), lambda: engine.encode(maps[None]),
                 lambda: native.Engine(sys.argv[1], threads=2), native.info):
        try:
            call()
            yield 0
        except native.Error as error:
            assert "forked" in str(error), str(error)
            yield error.code
def child(expected):
    pid = os.fork()
    if pid == 0:
        assert list(codes()) == expected
        sys.exit(7)  # frees the engine
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
if os.fork() == 0:  # before any use
    use(2)
    sys.exit(0)
assert os.wait()[1] == 0
use(2)
child([2, 2, 2, 2])
assert list(codes()) == [0, 0, 0, 0]
"""


def test_a_forked_child_is_told(tmp_path):
    ended = run_python(FORK, MODEL)
    assert ended.returncode == 0, ended.stderr


LIMITED = """
import os, resource, sys
import animax_native as native
from test_engine_native import CHAIN as bones, stage
def take(megabytes):
    size = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + (megabytes << 20),) * 2)
    engine = native.Engine(sys.argv[1], threads=2)
    engine.animate(*stage(engine, bones), bones, "walk", steps=1)
for megabytes in range(0, 400, 24):
    pid = os.fork()
    if pid == 0:
        try:
            take(megabytes)
            os._exit(0)
        except native.Error as error:
            os._exit(error.code)
        except MemoryError:
            os._exit(5)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


def test_little_memory_is_an_error(tmp_path):
    ended = run_python(LIMITED, MODEL)
    assert ended.returncode == 0, ended.stderr
    codes = [int(line) for line in ended.stdout.split()]
    assert set(codes) == {0, 5}, (codes, ended.stderr)
    assert codes[0] == 5 and codes[-1] == 0
