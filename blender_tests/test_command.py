"""The command line: exit statuses, sentences, reports, files whole or absent."""

import json
import os
import re
import signal
import subprocess

import pytest
from conftest import ROOT

FIELDS = {
    "status",
    "error",
    "seconds",
    "peak_memory_mb",
    "frames",
    "bones",
    "views",
    "seed",
    "device",
}


def check(done, status, report=None, says=None):
    """Exit status, at most one line on standard error, and the report's own word."""
    text = done.stdout[-3000:] + done.stderr
    assert done.returncode == status, text
    lines = [x for x in done.stderr.splitlines() if x.strip()]
    assert len(lines) == (1 if status else 0), done.stderr
    if says is not None:
        assert re.search(says, lines[0]), lines
    if report is None:
        return None
    words = json.loads(report.read_text(), parse_constant=pytest.fail)
    assert words.keys() >= FIELDS, words
    assert words["status"] == status
    assert (words["error"] is None) == (status == 0)
    return words


@pytest.fixture
def make(tmp_path, native):
    """make(blender, kind): a .blend of that kind."""

    def made(blender, kind="rig"):
        path = tmp_path / f"{kind.replace(' ', '_')}.blend"
        blender.scenario("files", "make", path=str(path), kind=kind)
        return path

    return made


def no_part_files(folder):
    return not [p for p in folder.rglob(".*") if "part" in p.name]


@pytest.mark.parametrize("ending", ["blend", "glb", "fbx", "usdz", "bvh"])
def test_animate(blender, make, fake_model, tmp_path, ending):
    if ending == "usdz" and blender.name == "3.4":
        pytest.skip("no USD in this Blender")
    source, out = make(blender), tmp_path / f"out.{ending}"
    report, sheet = tmp_path / "r.json", tmp_path / "sheet.png"
    done = blender.batch(
        "animate", "--input", source, "--prompt", "a chain waves", "--output", out,
        "--model", fake_model, "--report", report, "--preview", sheet, "--seed", 7,
    )  # fmt: skip
    words = check(done, 0, report)
    print(words)
    # 9 frames at 7.5 fps last 8 / 7.5 s: 25.6 intervals of 24 fps.
    assert words["frames"] == 26 and words["bones"] == 4 and words["views"] == 4
    assert words["seed"] == 7 and words["device"] == "fake"
    assert words["peak_memory_mb"] > 10
    assert {"open", "render", "load", "denoise", "keyframes"} <= set(words["seconds"])
    assert sheet.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert no_part_files(tmp_path)
    seen = blender.scenario("files", "inspect", path=str(out))
    print(seen)
    assert seen["moves"] > 0.2 and seen["scenes"] == 1 and seen["cameras"] == 0
    assert seen["duration"] == pytest.approx(25 / 24, abs=0.01)
    if ending == "blend":
        assert "a chain waves" in seen["actions"]
        assert seen["range"] == [1, 26]
        assert seen["keyed"] == [f"bone.{n}" for n in range(4)]


def test_options(debian, make, fake_model, tmp_path):
    source, out, report = make(debian), tmp_path / "o.blend", tmp_path / "r.json"
    done = debian.batch(
        "animate", "--input", source, "--prompt", "wave", "--output", out, "--fps",
        29.97, "--frames", 12, "--views", 6, "--steps", 2, "--guidance", 1.5,
        "--bones", "bone.1,bone.[23]", "--keys", "reduced", "--in-place", "--loop",
        "--model", fake_model, "--report", report,
    )  # fmt: skip
    words = check(done, 0, report)
    assert words["frames"] == 12 and words["views"] == 6 and words["bones"] == 3
    seen = debian.scenario("files", "inspect", path=str(out))
    assert seen["fps"] == pytest.approx(29.97, rel=1e-6)
    assert seen["keyed"] == ["bone.1", "bone.2", "bone.3"]
    for first, last in zip(seen["first"], seen["last"]):
        assert last == pytest.approx(first, abs=1e-3)


@pytest.mark.parametrize("ending", ["blend", "glb", "fbx"])
def test_bones_beside_a_clip(debian, make, fake_model, tmp_path, ending):
    """The other bones' clip is in the file that comes out, whatever its kind."""
    source, out = make(debian, "clip"), tmp_path / f"o.{ending}"
    before = debian.scenario("files", "inspect", path=str(source))["ways"]
    done = debian.batch(
        "animate", "--input", source, "--prompt", "nod", "--output", out, "--bones",
        "bone.3", "--model", fake_model,
    )  # fmt: skip
    check(done, 0)
    after = debian.scenario("files", "inspect", path=str(out))["ways"]
    print(before, after)
    # Heads of bone.1 to bone.3 go where bone.0 to bone.2 take them: the clip's bones.
    assert min(before[1:]) > 0.2
    assert after[1:4] == pytest.approx(before[1:4], rel=0.05)


def test_in_place_and_without(debian, make, fake_model, tmp_path):
    source, ways = make(debian), {}
    for name, extra in (("goes", []), ("stays", ["--in-place"])):
        out = tmp_path / f"{name}.blend"
        done = debian.batch(
            "animate", "--input", source, "--prompt", "walk", "--output", out,
            "--model", fake_model, *extra,
        )  # fmt: skip
        check(done, 0)
        seen = debian.scenario("files", "inspect", path=str(out))
        root = [seen["last"][0][k] - seen["first"][0][k] for k in range(2)]
        ways[name] = sum(x * x for x in root) ** 0.5
    print(ways)
    assert ways["goes"] > 0.2 and ways["stays"] < 1e-4


def test_same_seed_same_file(debian, make, fake_model, tmp_path):
    source, seen = make(debian), {}
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        out = tmp_path / f"{name}.blend"
        done = debian.batch(
            "animate", "--input", source, "--prompt", "wave", "--output", out,
            "--model", fake_model, "--seed", seed,
        )  # fmt: skip
        check(done, 0)
        seen[name] = debian.scenario("files", "inspect", path=str(out))
    assert seen["a"] == seen["b"]
    assert seen["a"]["last"] != seen["c"]["last"]


USAGE = {
    "no command": ([], "the command is missing"),
    "unknown command": (["fly"], "fly"),
    "no input": (["animate", "--prompt", "x", "--output", "{out}"], "--input"),
    "no prompt": (["animate", "--input", "{rig}", "--output", "{out}"], "--prompt"),
    "empty prompt": (["animate", "--input", "{rig}", "--output", "{out}", "--prompt",
                      " \t "], "prompt is empty"),
    "empty second prompt": (["{ok}", "--until", "1", "--prompt", " "],
                            "prompt is empty"),
    "prompt without an end": (["{ok}", "--prompt", "sits"], "'wave' needs its end"),
    "several prompts": (["{ok}", "--until", "1", "--prompt", "sits", "--frames", "60"],
                        "not trained with given frames"),
    "keys": (["{ok}", "--keep-keys"], "not trained with given frames"),
    "frames 0": (["{ok}", "--frames", "0"], "--frames"),
    "frames many": (["{ok}", "--frames", "146"], "1 to 145 frames"),
    "frames words": (["{ok}", "--frames", "many"], "many"),
    "views 1": (["{ok}", "--views", "1"], "3 to 8 views"),
    "views 9": (["{ok}", "--views", "9"], "3 to 8 views"),
    "steps 0": (["{ok}", "--steps", "0"], "--steps"),
    "fps nan": (["{ok}", "--fps", "nan"], "--fps"),
    "smoothing": (["{ok}", "--smoothing", "1.5"], "--smoothing"),
    "guidance inf": (["{ok}", "--guidance", "inf"], "--guidance"),
    "seed negative": (["{ok}", "--seed", "-1"], "--seed"),
    "seed huge": (["{ok}", "--seed", str(2**64)], "--seed"),
    "device": (["{ok}", "--device", "abacus"], "abacus"),
    "precision": (["{ok}", "--precision", "int4"], "int4"),
    "output kind": (["{ok}", "--output", "{dir}/o.obj"], r"\.blend"),
    "output of an input format": (["{ok}", "--output", "{dir}/o.vrm"],
                                  "files cannot be written"),
    "output folder": (["{ok}", "--output", "{dir}/none/o.blend"], "no folder"),
    "output in no real folder": (["{ok}", "--output", "/proc/o.glb"],
                                 "cannot be written|not writable"),
    "output name too long": (["{ok}", "--output", "{dir}/" + 250 * "x" + ".blend"],
                             "cannot be written"),
    "output is folder": (["{ok}", "--output", "{dir}/d.blend"], "is a folder"),
    "output is input": (["{ok}", "--output", "{rig}"], "same file"),
    "input kind": (["{ok}", "--input", "{dir}/text.txt"], "text.txt"),
    "preview kind": (["{ok}", "--preview", "{dir}/p.gif"], r"\.png"),
    "unknown option": (["{ok}", "--fast"], "--fast"),
    "size": (["roundtrip", "--input", "{rig}", "--clip", "x", "--size", "3"], "--size"),
    "no manifest": (["batch", "--manifest", "{dir}/none", "--output-dir", "{dir}"],
                    "manifest"),
    "no folder of a model": (["import-model", "--folder", "{dir}/none"], "no folder"),
}  # fmt: skip


@pytest.fixture(scope="module")
def usage(tmp_path_factory, fake_model):
    """What became of all of USAGE, run in one Blender: {case: [status, error, report,
    output]}."""
    from conftest import BLENDERS, native_path

    if native_path() is None or not BLENDERS:
        pytest.skip("the native module is not built; make build")
    rig = tmp_path_factory.mktemp("usage") / "rig.blend"
    BLENDERS[0].scenario("files", "make", path=str(rig))
    commands, files = {}, {}
    for number, (case, (words, _)) in enumerate(USAGE.items()):
        folder = rig.parent / str(number)
        (folder / "d.blend").mkdir(parents=True)
        (folder / "text.txt").write_text("no rig")
        out, report = folder / "o.blend", folder / "r.json"
        full = []
        for word in words:
            if word == "{ok}":
                full += ["animate", "--input", rig, "--prompt", "wave"]
                full += ["--output", out, "--model", fake_model]
            else:
                full.append(word.format(rig=rig, out=out, dir=folder))
        commands[case] = [*map(str, full), "--report", str(report)]
        files[case] = [report, out]
    found = BLENDERS[0].scenario("files", "run_commands", commands=commands)
    return {case: found[case] + files[case] for case in USAGE}


@pytest.mark.parametrize("case", USAGE)
def test_usage(usage, case):
    status, error, report, out = usage[case]
    done = subprocess.CompletedProcess([], status, "", error)
    check(done, 2, report, USAGE[case][1])
    assert not out.exists()


BAD = {
    "mesh alone": "no armature",
    "bones alone": "deforms no mesh",
    "stretched": "apply their scale",
    "no bones": "no bones",
}


@pytest.mark.parametrize("kind", BAD)
def test_rigs_that_cannot_be_animated(debian, make, fake_model, tmp_path, kind):
    out, report = tmp_path / "o.blend", tmp_path / "r.json"
    done = debian.batch(
        "animate", "--input", make(debian, kind), "--prompt", "wave", "--output", out,
        "--model", fake_model, "--report", report,
    )  # fmt: skip
    check(done, 3, report, BAD[kind])
    assert not out.exists()


def test_linked_rig(debian, make, fake_model, tmp_path):
    path, out = tmp_path / "linked.blend", tmp_path / "o.blend"
    debian.scenario("files", "link", path=str(path), source=str(make(debian)))
    done = debian.batch(
        "animate", "--input", path, "--prompt", "wave", "--output", out,
        "--model", fake_model,
    )  # fmt: skip
    check(done, 3, says="library override")
    assert not out.exists()


def test_overridden_rig(blender, make, fake_model, tmp_path):
    path, out = tmp_path / "override.blend", tmp_path / "o.blend"
    blender.scenario(
        "files", "link", path=str(path), source=str(make(blender)), override=True
    )
    done = blender.batch(
        "animate", "--input", path, "--prompt", "wave", "--output", out,
        "--model", fake_model,
    )  # fmt: skip
    check(done, 0)
    assert blender.scenario("files", "inspect", path=str(out))["moves"] > 0.2


FILES = {
    "missing.glb": None,
    "empty.glb": b"",
    "text.glb": b"this is no glTF",
    "cut.glb": b"glTF\x02\x00\x00\x00\xff\xff\xff\x00\x10\x00\x00\x00JSON{}",
    "broken.gltf": b'{"asset": {"version": "2.0"}, "nodes": [{"mesh": 4}], ',
    "empty.blend": b"",
    "text.blend": b"BLENDER-v304 and then nothing",
    "cut.fbx": b"Kaydara FBX Binary  \x00\x1a\x00\xe8\x1c\x00\x00",
    "text.bvh": b"no hierarchy",
    "text.vrm": b"no avatar",
    "text.dae": b"<COLLADA",
    "text.fbx": b"Kaydara FBX Binary  \x00\x1a\x00 but no",
}


@pytest.mark.parametrize("name", FILES)
def test_unreadable_files(debian, native, fake_model, tmp_path, name):
    path, out, report = tmp_path / name, tmp_path / "o.blend", tmp_path / "r.json"
    if FILES[name] is not None:
        path.write_bytes(FILES[name])
    done = debian.batch(
        "animate", "--input", path, "--prompt", "wave", "--output", out,
        "--model", fake_model, "--report", report,
    )  # fmt: skip
    check(done, 3, report, name)
    assert not out.exists()


def test_one_bone(blender, make, fake_model, tmp_path):
    out, report = tmp_path / "o.blend", tmp_path / "r.json"
    done = blender.batch(
        "animate", "--input", make(blender, "one bone"), "--prompt", "nod", "--output",
        out, "--model", fake_model, "--report", report,
    )  # fmt: skip
    assert check(done, 0, report)["bones"] == 1


def test_armature_by_name(debian, make, fake_model, tmp_path):
    source, out = make(debian, "two rigs"), tmp_path / "o.blend"
    words = ["animate", "--input", source, "--prompt", "wave", "--output", out]
    words += ["--model", fake_model, "--report", tmp_path / "r.json", "--armature"]
    got = check(debian.batch(*words, "First"), 0, tmp_path / "r.json")
    assert got["bones"] == 3
    check(debian.batch(*words, "Third"), 3, tmp_path / "r.json", "First, Second")


def test_long_prompt_is_cut_aloud(debian, make, fake_model, tmp_path):
    out, report = tmp_path / "o.blend", tmp_path / "r.json"
    done = debian.batch(
        "animate", "--input", make(debian), "--prompt", "wave x-läuft " * 700,
        "--output", out, "--model", fake_model, "--report", report,
    )  # fmt: skip
    unknown, cut = check(done, 0, report)["warnings"]
    assert "does not know 15 of the 30 words" in unknown and '"x-läuft"' in unknown
    assert "32 tokens" in cut


def test_models_that_do_not_load(debian, make, fake_model, tmp_path):
    source, out, report = make(debian), tmp_path / "o.blend", tmp_path / "r.json"
    words = ["animate", "--input", source, "--prompt", "x", "--output", out]
    words += ["--report", report, "--model"]
    check(debian.batch(*words, tmp_path / "none"), 4, report, "no model")
    for text in ("", "[]", '{"video": {}}', "{" * 5000, '{"video": NaN}'):
        (tmp_path / "model.json").write_text(text)
        check(debian.batch(*words, tmp_path), 4, report, "model.json")
    assert not out.exists()


def test_versions_of_pose_maps(debian, make, fake_model, tmp_path):
    source, out, report = make(debian), tmp_path / "o.blend", tmp_path / "r.json"
    words = ["animate", "--input", source, "--prompt", "x", "--output", out]
    words += ["--report", report, "--model", tmp_path]
    spec = json.loads((fake_model / "model.json").read_text())
    for version in (3, "2", True):
        spec["pose_map"]["version"] = version
        (tmp_path / "model.json").write_text(json.dumps(spec))
        check(debian.batch(*words), 4, report, "pose_map.version")
    assert not out.exists()
    spec["pose_map"]["version"] = 2
    (tmp_path / "model.json").write_text(json.dumps(spec))
    check(debian.batch(*words), 0, report)


def test_device_and_engine_failures(debian, make, fake_model, tmp_path):
    source, out, report = make(debian), tmp_path / "o.blend", tmp_path / "r.json"
    words = ["animate", "--input", source, "--prompt", "x", "--output", out]
    words += ["--report", report, "--model", fake_model]
    done = debian.batch(*words, "--device", "cuda")
    check(done, 5, report, "no CUDA device")
    done = debian.batch(*words, FAKE_FAIL="5")
    check(done, 5, report, "made to fail")
    assert not out.exists() and no_part_files(tmp_path)


@pytest.mark.parametrize("word, flag", [("on", 1), ("off", 0)])
def test_contacts_reach_the_engine(debian, make, fake_model, tmp_path, word, flag):
    words = ["animate", "--input", make(debian), "--prompt", "x", "--model", fake_model]
    words += ["--output", tmp_path / "o.blend", "--contacts", word]
    check(debian.batch(*words, FAKE_CONTACTS=str(flag)), 0)
    assert debian.batch(*words, FAKE_CONTACTS=str(1 - flag)).returncode == 5


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_cancel(blender, make, fake_model, tmp_path, number):
    out, report = tmp_path / "o.blend", tmp_path / "r.json"
    done = blender.batch_interrupted(
        "animate", "--input", make(blender), "--prompt", "wave", "--output", out,
        "--model", fake_model, "--report", report, "--steps", 100,
        number=number, FAKE_SECONDS="50",
    )  # fmt: skip
    words = check(done, 130, report, "Cancelled; no output was written")
    assert not out.exists() and no_part_files(tmp_path)
    assert words["frames"] == 26


def test_report_that_cannot_be_written(debian, make, fake_model, tmp_path):
    out = tmp_path / "o.blend"
    done = debian.batch(
        "animate", "--input", make(debian), "--prompt", "x", "--output", out,
        "--model", fake_model, "--report", tmp_path / "none" / "r.json",
    )  # fmt: skip
    check(done, 2, says="report")


def test_pipes_and_devices_stay(debian, native, tmp_path):
    """A finished file replaces what is there: never /dev/null, as which this stands."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    words = ["batch", "--manifest", tmp_path / "none", "--output-dir", tmp_path / "o"]
    check(debian.batch(*words, "--report", pipe), 2)
    assert pipe.is_fifo()


def test_option_in_place_of_the_report(debian, native, tmp_path):
    done = debian.batch("animate", "--report", "--output", tmp_path / "o.blend")
    check(done, 2, says="--report: expected one argument")
    assert not (ROOT / "--output").exists() and not os.path.exists("--output")


def test_job_whose_folder_cannot_be(debian, make, fake_model, tmp_path):
    """It fails alone; the next job runs."""
    out, report, manifest = tmp_path / "out", tmp_path / "r.json", tmp_path / "j.jsonl"
    job = {"input": make(debian).name, "prompt": "x", "model": str(fake_model)}
    names = ("a.blend", "a.blend/b.blend", "c.blend")
    manifest.write_text("\n".join(json.dumps({**job, "output": n}) for n in names))
    words = ["batch", "--manifest", manifest, "--output-dir", out, "--report", report]
    got = check(debian.batch(*words), 2, report, "1 of 3 jobs.*cannot be made")
    assert [job["status"] for job in got["jobs"]] == [0, 2, 0]


def test_batch_goes_on_and_resumes(debian, make, fake_model, tmp_path):
    rig, bones = make(debian), make(debian, "bones alone")
    out, report = tmp_path / "out", tmp_path / "r.json"
    jobs = [
        {"input": rig.name, "prompt": "one", "output": "one.blend", "seed": 5,
         "preview": "more/one.png", "report": "more/one.json"},
        {"input": bones.name, "prompt": "two", "output": "two.blend"},
        {"input": str(rig), "prompt": "three", "in_place": True, "frames": 60},
    ]  # fmt: skip
    manifest = tmp_path / "jobs.jsonl"
    lines = [json.dumps({**job, "model": str(fake_model)}) for job in jobs]
    manifest.write_text("\n\n".join(lines) + "\n")
    words = ["batch", "--manifest", manifest, "--output-dir", out, "--report", report]
    done = debian.batch(*words)
    got = check(done, 3, report, "1 of 3 jobs failed.*deforms no mesh")
    assert [job["status"] for job in got["jobs"]] == [0, 3, 0]
    said = [x for x in done.stdout.splitlines() if x.startswith("animax: ")][-3:]
    assert said[0].startswith("animax: warning: The model generates 1.04 s"), said
    assert f"wrote {out / 'rig-0005.blend'}: 60 frames of 'Rig' at 24 frames" in said[1]
    assert said[2] == "animax: 2 jobs done, 0 skipped, 1 failed"
    assert sorted(p.name for p in out.iterdir()) == [
        "more",
        "one.blend",
        "rig-0005.blend",
        "rig-0005.blend.json",
        "two.blend.json",
    ]
    assert json.loads((out / "more/one.json").read_text())["seed"] == 5
    assert (out / "more/one.png").exists()
    before = os.stat(out / "one.blend").st_mtime_ns
    done = debian.batch(*words, "--resume")
    got = check(done, 3, report)
    assert [job.get("skipped", False) for job in got["jobs"]] == [True, False, True]
    assert "animax: 0 jobs done, 2 skipped, 1 failed\n" in done.stdout
    assert os.stat(out / "one.blend").st_mtime_ns == before


def test_manifest_that_is_wrong(debian, native, tmp_path):
    manifest, report = tmp_path / "jobs.jsonl", tmp_path / "r.json"
    manifest.write_text('{"input": "a.glb", "prompt": "x", "frame": 3}')
    words = ["--manifest", manifest, "--output-dir", tmp_path / "o", "--report", report]
    check(debian.batch("batch", *words), 2, report, "did you mean 'frames'")


def test_smoothing(debian, make, fake_model, tmp_path):
    """Reaches the keys: the stand-in's swing of two and a half seconds loses little,
    its ends nothing; 0 is the file without the option."""
    source, seen = make(debian), {}
    for strength in (None, 0, 0.3, 1):
        out = tmp_path / f"s{strength}.blend"
        done = debian.batch(
            "animate", "--input", source, "--prompt", "wave", "--output", out,
            "--model", fake_model,
            *([] if strength is None else ["--smoothing", strength]),
        )  # fmt: skip
        check(done, 0)
        seen[strength] = debian.scenario("files", "inspect", path=str(out))
    assert seen[0] == seen[None]
    for strength in (0.3, 1):
        for got, want in zip(seen[strength]["last"], seen[None]["last"], strict=True):
            assert got == pytest.approx(want, abs=1e-5)
    assert seen[None]["moves"] != seen[1]["moves"]
    assert seen[0.3]["moves"] == pytest.approx(seen[None]["moves"], rel=0.05)
