"""What is read is never overwritten, and nothing is written twice: command lines that
would are refused, and every file stays as it was."""

import json
import os
import re
import struct
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest
from conftest import BLENDERS, ROOT, native_path

sys.path.insert(0, str(ROOT))

from addon.cli import cli_args, run_paths
from addon.core import file_keys, leftovers, published_model
from addon.core.atomic_file import check_writable
from addon.core.errors import AnimaxError
from addon.core.file_keys import FileKeys
from addon.core.model_files import model_files
from addon.core.path_table import PathTable
from addon.io.load import gltf_json, named_pictures
from addon.io.load.regular_files import check_regular

ANIMATE = ["animate", "--input", "{dir}/rig.blend", "--prompt", "wave", "--model"]
ANIMATE += ["{dir}/model", "--output"]
OK = [*ANIMATE, "{dir}/o.blend"]
BATCH = ["batch", "--output-dir", "{dir}/out", "--manifest"]
REPORT = ["--report", "{dir}/r.json"]
# case: (words, what is said, whether there is a report)
REFUSED = {
    "report is the input": (
        [*OK, "--report", "{dir}/rig.blend"], "not end in .json", False,
    ),
    "report is the input, other options wrong": (
        [*OK, "--report", "{dir}/rig.blend", "--frames", "-5"],
        "--frames.* No report was written: .*rig.blend does not end in .json", False,
    ),
    "report is a link to the input": (
        [*OK, "--report", "{dir}/link.json"],
        "link.json is to be the report, but it is the same file as the input", False,
    ),
    "report is a link to the input, abbreviated option": (
        [*OK, "--report", "{dir}/link.json", "--frame", "3"],
        "--frame; did you mean --frames.*No report was written: "
        ".*link.json is also another file",
        False,
    ),
    "report is the output": ([*OK, "--report", "{dir}/o.blend"], "end in .json", False),
    "report is a hard link of the preview": (
        [*OK, "--report", "{dir}/hard.json", "--preview", "{dir}/old.png"],
        "the same file as the preview", False,
    ),
    "report is the model": (
        [*OK, "--report", "{dir}/model/model.json"], "the model's file", False,
    ),
    "report is the model, other options wrong": (
        [*OK, "--report", "{dir}/model/model.json", "--steps", "0"],
        "--steps.*model.json is there and is no report", False,
    ),
    "output is the input": (
        [*ANIMATE, "{dir}/rig.blend", *REPORT], "same file as the input", True,
    ),
    "output is the input by a link": (
        [*ANIMATE, "{dir}/link.blend", *REPORT], "same file as the input", True,
    ),
    "output is the input by a detour": (
        [*ANIMATE, "{dir}/model/../rig.blend", *REPORT], "same file as the input", True,
    ),
    "preview is the output of a link that leads nowhere": (
        [*ANIMATE, "{dir}/nowhere.blend", "--preview", "{dir}/new.png", *REPORT],
        "preview, but it is the same file as the output", True,
    ),
    "output is a link to itself": (
        [*ANIMATE, "{dir}/round.blend", *REPORT], "leads nowhere", True,
    ),
    "abbreviated": ([*OK, "--rep", "{dir}/r.json"], "--rep", False),
    "path too long for Blender": (
        [*ANIMATE, "{dir}/{long}/o.blend", *REPORT], "too long for Blender", True,
    ),
    "name too long": (
        ["animate", "--input", "{dir}/" + 300 * "x" + ".blend", "--prompt", "x",
         "--output", "{dir}/o.blend", *REPORT], "There is no file", True,
    ),
    "roundtrip's report is the input": (
        ["roundtrip", "--input", "{dir}/rig.blend", "--clip", "x", "--report",
         "{dir}/link.json"], "same file as the input", False,
    ),
    "batch's report is the manifest": (
        [*BATCH, "{dir}/jobs.json", "--report", "{dir}/jobs.json"],
        "same file as the manifest", False,
    ),
    "batch's report is a line's input": (
        [*BATCH, "{dir}/jobs.json", "--report", "{dir}/link.json"],
        "same file as the input of line 1", False,
    ),
    "no output folder": (
        ["batch", "--output-dir", "", "--manifest", "{dir}/jobs.json", *REPORT],
        "--output-dir is empty", True,
    ),
    "batch's report is no JSON": (
        [*BATCH, "{dir}/jobs.json", "--report", "{dir}/r.txt"], "end in .json", False,
    ),
    **{
        f"output is {what}": (
            ["animate", "--input", "{dir}/linked.blend", "--prompt", "x", "--model",
             "{dir}/model", "--output", "{dir}/" + output, *more, *REPORT],
            "same file as the file that the input refers to", True,
        )
        for what, output, more in (
            ("a library", "rig.blend", []),
            ("a texture", "o.blend", ["--preview", "{dir}/plain.png"]),
            ("a packed texture", "o.blend", ["--preview", "{dir}/packed.png"]),
            ("of a sequence", "o.blend", ["--preview", "{dir}/s_0007.png"]),
        )
    },
    "report in no folder": (
        [*OK, "--report", "{dir}/none/r.json"],
        "no folder .*none for the report", False,
    ),
    "batch's report in no folder": (
        [*BATCH, "{dir}/jobs.json", "--report", "{dir}/none/r.json"],
        "no folder .*none for the report", False,
    ),
    "roundtrip's report in no folder": (
        ["roundtrip", "--input", "{dir}/rig.blend", "--clip", "x", "--report",
         "{dir}/none/r.json"], "no folder .*none for the report", False,
    ),
    "output is a link into no folder": (
        [*ANIMATE, "{dir}/far.blend", *REPORT], "no folder .*none for the output", True,
    ),
    "output is write-protected": (
        [*ANIMATE, "{dir}/kept.blend", *REPORT], "kept.blend is write-protected", True,
    ),
    **{
        f"{kind} report would replace what is none": (
            [*words, "--report", "{dir}/side.blend.json"],
            "side.blend.json is there and is no report; choose another name.*file.$",
            False,
        )
        for kind, words in (
            ("the", OK), ("batch's", [*BATCH, "{dir}/jobs.json"]),
            ("roundtrip's",
             ["roundtrip", "--input", "{dir}/rig.blend", "--clip", "x"]),
        )
    },
    "a line's report would replace what is none": (
        ["batch", "--output-dir", "{dir}", "--manifest", "{dir}/named.jsonl", *REPORT],
        "1 of 1 jobs failed, first .*b.blend: .*side.blend.json is there and is no "
        "report; choose another name", True,
    ),
    "the summary would replace another page": (
        [*BATCH, "{dir}/jobs.json", "--summary", "{dir}/page.html", *REPORT],
        "page.html is there and is no summary of a batch", True,
    ),
    # Nobody named them.
    "an output would replace what no batch made": (
        ["batch", "--output-dir", "{dir}", "--manifest", "{dir}/jobs.json", *REPORT],
        "1 of 1 jobs failed, first .*: .*rig-0001.blend is there, and no report tells "
        "that a batch made it; name an output for line 1", True,
    ),
    "reports would replace what are no reports": (
        ["batch", "--output-dir", "{dir}", "--manifest", "{dir}/side.jsonl", *REPORT],
        "2 of 2 jobs failed, first .*side.blend: .*side.blend.json is there and is no "
        "report; name a report for line 1", True,
    ),
    # The first line's rig, which is linked, cannot be animated, but is known by then.
    "output is a library of the job before": (
        ["batch", "--output-dir", "{dir}", "--manifest", "{dir}/libraries.jsonl",
         *REPORT], "2 of 2 jobs failed, first .*a.blend: .* is linked", True,
    ),
    "roundtrip's report is a library": (
        ["roundtrip", "--input", "{dir}/linked.blend", "--clip", "x", "--report",
         "{dir}/link.json"], "link.json is there and is no report", False,
    ),
}  # fmt: skip
CANNOT_BE_ANIMATED = ("name too long", "output is a library of the job before")
LONG = "/".join(20 * [49 * "d"])


def content(folder):
    """Every file's bytes, and where links lead."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            found[str(path.relative_to(folder))] = os.readlink(path)
        elif path.is_file():
            found[str(path.relative_to(folder))] = path.read_bytes()
    return found


def furnish(folder, rig, linked, fake_model):
    (folder / "model").mkdir(parents=True)
    (folder / LONG).mkdir(parents=True)
    (folder / "model/model.json").write_text((fake_model / "model.json").read_text())
    (folder / "rig.blend").write_bytes(rig.read_bytes())
    (folder / "linked.blend").write_bytes(linked.read_bytes())
    (folder / "old.png").write_text("an old preview")
    for name in ("plain", "packed", "s_0001", "s_0007"):
        (folder / f"{name}.png").write_text(name)
    (folder / "hard.json").hardlink_to(folder / "old.png")
    (folder / "link.blend").symlink_to("rig.blend")
    (folder / "link.json").symlink_to("rig.blend")
    (folder / "nowhere.blend").symlink_to("new.png")
    (folder / "round.blend").symlink_to("round.blend")
    rows = [{"input": "linked.blend", "output": "a.blend"}]
    rows += [{"input": "none.blend", "output": "rig.blend"}]
    lines = [json.dumps({"prompt": "x", **row}) for row in rows]
    (folder / "far.blend").symlink_to("none/o.blend")
    (folder / "kept.blend").write_text("kept")
    (folder / "kept.blend").chmod(0o444)
    for name in ("side.blend.json", "line-0002.json"):
        (folder / name).write_text('{"of": "another program"}')
    row = {"input": "rig.blend", "output": "side.blend", "prompt": "x"}
    (folder / "page.html").write_text("<!DOCTYPE html><title>Mine</title>")
    (folder / "rig-0001.blend").write_text("an artist's own")
    (folder / "side.jsonl").write_text(json.dumps(row) + "\n{}")
    row.update(output="b.blend", report="side.blend.json")
    (folder / "named.jsonl").write_text(json.dumps(row))
    (folder / "libraries.jsonl").write_text("\n".join(lines))
    (folder / "jobs.json").write_text('{"input": "rig.blend", "prompt": "x"}')


@pytest.fixture(scope="module")
def refused(tmp_path_factory, fake_model):
    """All of REFUSED, run in one Blender: {case: (status, standard error, files before,
    files after)}."""
    if native_path() is None or not BLENDERS:
        pytest.skip("the native module is not built; make build")
    top = tmp_path_factory.mktemp("refused")
    rig, linked = top / "rig.blend", top / "linked.blend"
    BLENDERS[0].scenario("files", "make", path=str(rig))
    BLENDERS[0].scenario("files", "refer", path=str(linked), source=str(rig))
    commands, before = {}, {}
    for number, (case, (words, *_)) in enumerate(REFUSED.items()):
        folder = top / str(number)
        furnish(folder, rig, linked, fake_model)
        commands[case] = [w.format(dir=folder, long=LONG) for w in words]
        before[case] = content(folder)
    found = BLENDERS[0].scenario("files", "run_commands", commands=commands)
    return {
        case: (*found[case], before[case], content(top / str(number)))
        for number, case in enumerate(REFUSED)
    }


@pytest.mark.parametrize("case", REFUSED)
def test_refused(refused, case):
    status, said, before, after = refused[case]
    _, says, reported = REFUSED[case]
    assert status == (3 if case in CANNOT_BE_ANIMATED else 2), said
    assert len(said.splitlines()) == 1 and re.search(says, said), said
    assert ("r.json" in after) == reported
    reports = ("r.json", "a.blend.json", "rig.blend.json", "rig-0001.blend.json")
    assert {k: v for k, v in after.items() if k not in reports} == before


def test_libraries_of_jobs_before(refused):
    _, _, _, after = refused["output is a library of the job before"]
    job = json.loads(after["rig.blend.json"])
    assert job["status"] == 2 and "file that the input refers to" in job["error"]


def make_files(folder):
    (folder / "a").mkdir()
    (folder / "there.blend").write_text("x")
    (folder / "hard.blend").hardlink_to(folder / "there.blend")
    (folder / "soft.blend").symlink_to("there.blend")
    (folder / "b").symlink_to("a")
    (folder / "nowhere.blend").symlink_to("a/new.blend")


SAME = [
    ["there.blend", "./there.blend", "a/../there.blend", "hard.blend", "soft.blend"],
    ["a/new.blend", "b/new.blend", "a/./new.blend", "nowhere.blend"],
    ["a/New.blend"],
    ["none/deep/x.json", "none/./deep/x.json", "none/other/../deep/x.json"],
    ["none/x.json"],
    ["a", "b", "a/", "a/.", "a/none/.."],
    ["a\0b.blend"],
    [300 * "x"],
]


def test_keys_of_files(tmp_path, monkeypatch):
    make_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    keys = FileKeys()
    for base in ("", str(tmp_path)):
        found = [{keys.key(os.path.join(base, p)) for p in same} for same in SAME]
        assert [len(same) for same in found] == [1] * len(SAME)
        assert len(set.union(*found)) == len(SAME)


def test_names_that_differ_in_case(tmp_path, monkeypatch):
    assert not file_keys.ignores_case(str(tmp_path))
    monkeypatch.setattr(file_keys, "ignores_case", lambda _: True)
    keys = FileKeys()
    for a, b in (("a.blend", "A.Blend"), ("none/\u00e9", "None/E\u0301")):
        assert keys.key(tmp_path / a) == keys.key(tmp_path / b)


def test_a_refused_job_takes_no_path(tmp_path):
    table = PathTable(others={FileKeys().key(tmp_path / "z"): ("input", "z")})
    table.reads(str(tmp_path / "in"), "input of line 1")
    for bad in ("in", "z", "out"):
        with pytest.raises(AnimaxError, match="same file") as caught:
            paths = [("output", "out"), ("preview", bad)]
            table.writes((what, str(tmp_path / path)) for what, path in paths)
        assert caught.value.code == 2
    table.writes([("output", str(tmp_path / "out"))])
    with pytest.raises(AnimaxError, match="same file as the file in use"):
        table.reads(str(tmp_path / "out"), "file in use")


def test_files_of_a_model():
    folder = str(ROOT / "assets" / "nano-joint")
    found = model_files(folder)
    assert all(map(os.path.isfile, found)), found
    names = ["model.json", "vae.safetensors", "transformer.safetensors", "config.json"]
    names += ["model.safetensors", "vocab.txt"]
    assert [os.path.basename(path) for path in found] == names


@pytest.mark.parametrize(
    "more, field",
    [
        ({"modalities": 5}, "modalities"),
        ({"transformer": 5}, "transformer.files"),
        ({"transformer": {"files": []}}, "transformer.files"),
        ({"transformer": {"files": [5]}}, "transformer.files"),
        ({"vae": None}, "vae.file"),
        ({"text": {"dir": 5}}, "text.dir"),
        ({"adapters": {}}, "adapters"),
        ({"adapters": [5]}, "adapters"),
        ({"adapters": [{"weight": 1}]}, "adapters"),
        ({"adapters": [{"file": "a", "weight": "1"}]}, "adapters"),
    ],
)
def test_a_spec_of_other_kinds(more, field):
    """Of import-model: a sentence before model.json is written."""
    parts = {
        "modalities": ["pose"], "transformer": {"files": ["t"]}, "vae": {"file": "v"},
        "text": {"dir": "d"}, "adapters": [{"file": "a"}],
    }  # fmt: skip
    fine = published_model.over(parts, {"name": "x"})
    published_model.check_fields(fine, "s.json")
    assert fine["adapters"] == [{"file": "a", "weight": 1.0}]
    with pytest.raises(AnimaxError, match=rf"s\.json: '{field}' is not as") as caught:
        published_model.check_fields(published_model.over(parts, more), "s.json")
    assert caught.value.code == 2


def test_files_of_a_published_model(tmp_path):
    """Also the parts that an index names, and adapters."""
    (tmp_path / "wan").mkdir()
    index = {"weight_map": {"a": "2.safetensors", "b": "1.safetensors", "c": 3}}
    (tmp_path / "wan" / "x.index.json").write_text(json.dumps(index))
    spec = {"transformer": {"files": ["wan/x.index.json"]}, "adapters": [5, {}]}
    spec["adapters"].append({"file": "lora.safetensors"})
    (tmp_path / "model.json").write_text(json.dumps(spec))
    names = ["model.json", "wan/x.index.json", "wan/1.safetensors", "wan/2.safetensors"]
    names += ["lora.safetensors"]
    assert model_files(str(tmp_path)) == [str(tmp_path / name) for name in names]
    # Those that only some models have, where they do.
    spec["text"] = {"dir": "text"}
    (tmp_path / "model.json").write_text(json.dumps(spec))
    (tmp_path / "text").mkdir()
    index = {"weight_map": {"a": "3.safetensors"}}
    (tmp_path / "text" / "model.safetensors.index.json").write_text(json.dumps(index))
    for name in ("adapter_config.json", "text/tokenizer.json"):
        (tmp_path / name).write_text("{}")
    names += [f"text/{n}" for n in ("config.json", "model.safetensors", "vocab.txt")]
    names += ["adapter_config.json", "text/tokenizer.json"]
    names += [f"text/{n}" for n in ("model.safetensors.index.json", "3.safetensors")]
    assert model_files(str(tmp_path)) == [str(tmp_path / name) for name in names]


def test_files_of_a_gltf(tmp_path):
    """Also pictures that no material shows, which Blender does not import."""
    path = tmp_path / "rig.gltf"
    images = [{"uri": "a%20b.png"}, {"uri": "data:image/png;base64,AA"}, {"uri": 3}]
    images += [{"bufferView": 0}, {"uri": "../t/c.png"}, 5, {"uri": "https://x/y.png"}]
    buffers = [{"uri": "rig.bin", "byteLength": 4}]
    path.write_text(json.dumps({"images": images, "buffers": buffers}))
    names = ("rig.bin", "a b.png", "../t/c.png")
    assert gltf_json.files_beside(path) == [f"{tmp_path}/{name}" for name in names]
    for text in ("", "[]", '{"images": {"uri": "a.png"}, "buffers": null}'):
        path.write_text(text)
        assert gltf_json.files_beside(path) == []


def test_pictures_that_an_fbx_names(tmp_path):
    """Whatever importers make of them: with its own path, or beside the file."""
    (tmp_path / "tex").mkdir()
    for name in ("a b.png", "tex/C.TGA", "d.jpg", "\u00e9.png", "none.png"):
        (tmp_path / name).touch()
    texts = [
        "C:\\\\art\\\\a b.png",
        "tex\\\\C.TGA",
        "/gone/d.jpg",
        "\u00e9.png",
        "lost.png",
    ]
    binary = b"Kaydara FBX Binary  \0"
    for text in texts:
        raw = text.replace("\\\\", "\\").encode()
        binary += b"\3S" + struct.pack("<I", len(raw)) + raw + b"S\3\0\0\0end"
    (tmp_path / "rig.fbx").write_bytes(binary)
    (tmp_path / "text.fbx").write_text("".join(f'Filename: "{t}"\n' for t in texts))
    uris = ["file:///gone/a%20b.png", "tex/C.TGA", "./d.jpg", "%C3%A9.png", "lost.png"]
    inits = "".join(f"<init_from>{uri}</init_from>" for uri in uris)
    (tmp_path / "rig.dae").write_text(inits)
    wanted = {
        tmp_path / name for name in ("a b.png", "tex/C.TGA", "d.jpg", "\u00e9.png")
    }
    for name in ("rig.fbx", "text.fbx", "rig.dae"):
        found = named_pictures.files_beside(tmp_path / name)
        assert {Path(os.path.normpath(path)) for path in found} == wanted, name
    (tmp_path / "empty.fbx").touch()
    assert named_pictures.files_beside(tmp_path / "empty.fbx") == []
    assert named_pictures.files_beside(tmp_path / "gone.fbx") == []


def test_files_that_are_none_are_refused(tmp_path):
    """Before an importer waits for a named pipe; what is missing is the importer's."""
    os.mkfifo(tmp_path / "a b.bin")
    (tmp_path / "good.png").touch()
    rig = tmp_path / "rig.gltf"
    rows = [{"uri": "good.png"}, {"uri": "none.png"}]
    rig.write_text(json.dumps({"images": rows}))
    check_regular(rig, gltf_json.files_beside(rig))
    rig.write_text(json.dumps({"images": rows, "buffers": [{"uri": "a%20b.bin"}]}))
    with pytest.raises(AnimaxError, match=r"rig.gltf refers to .*a b.bin, .* pipe"):
        check_regular(rig, gltf_json.files_beside(rig))
    os.mkfifo(tmp_path / "p.png")
    rig = tmp_path / "rig.dae"
    rig.write_text("<init_from>elsewhere/p.png</init_from>")
    with pytest.raises(AnimaxError, match=r"rig.dae refers to .*p.png"):
        check_regular(rig, named_pictures.places(rig))


@pytest.mark.parametrize("text", [None, "", "[]", "{" * 5000, '{"vae": 3, "text": []}'])
def test_files_of_what_is_no_model(tmp_path, text):
    if text is not None:
        (tmp_path / "model.json").write_text(text)
    assert model_files(str(tmp_path)) == [str(tmp_path / "model.json")]
    assert len(model_files("a\0b")) == 1


def test_what_is_unfinished_is_kept(tmp_path, monkeypatch):
    """An input may be what a killed run left, whose leftovers are removed otherwise."""
    monkeypatch.setattr(leftovers, "cleaned", set())
    dead = subprocess.Popen(["true"])
    dead.wait()
    part = tmp_path / f".o.{leftovers.MACHINE}-{dead.pid}.part.blend"
    part.touch()
    args = Namespace(input=str(part), output=str(tmp_path / "o.blend"), model="none")
    args.report = args.preview = ""
    run_paths.command_table(args)
    check_writable(args.output)
    assert part.exists()
    # By a link to its folder.
    leftovers.cleaned.clear()
    (tmp_path / "link").symlink_to(tmp_path)
    args.input = str(tmp_path / "link" / part.name)
    run_paths.command_table(args)
    check_writable(args.output)
    assert part.exists()
    leftovers.cleaned.clear()
    check_writable(args.output)
    assert not part.exists()


REPORTS = {
    "r.json": "", "R.JSON": "", "other.json": "is there and is no report",
    "list.json": "is no report", "rig.blend": "does not end in .json",
    "folder.json": "is no report", "link.json": "is also another file",
    "empty.json": "", "report.json": "",
}  # fmt: skip


def test_reports_of_refused_commands(tmp_path):
    (tmp_path / "rig.blend").write_text("a rig")
    (tmp_path / "other.json").write_text('{"status": 0}')
    (tmp_path / "list.json").write_text("[" * 5000)
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "empty.json").touch()
    report = run_paths.report_io.empty_report()
    run_paths.report_io.write_report(tmp_path / "report.json", report)
    (tmp_path / "link.json").symlink_to("rig.blend")
    for name, says in REPORTS.items():
        words = ["animate", "--input", str(tmp_path / "rig.blend"), "--what"]
        words += ["--report", str(tmp_path / name)]
        found = run_paths.report_obstacle(*run_paths.split_report(words))
        assert bool(found) == bool(says) and says in found, (name, found)


def test_where_the_report_goes():
    split = run_paths.split_report
    assert split(["animate", "--report", "a", "--x"]) == ("a", ["animate", "--x"])
    assert split(["--report=a=b", "--input=c"]) == ("a=b", ["--input=c", "c"])
    assert split(["--report", "--output", "o"]) == ("", ["--output", "o"])
    assert split(["--report"])[0] == split(["--rep", "a"])[0] == ""
    assert split(["--report", "a", "--report=b"]) == ("b", [])


@pytest.mark.parametrize("command", ["animate", "roundtrip", "batch"])
def test_whole_names_alone(command):
    words = {
        "animate": ["--input", "a", "--prompt", "x", "--outp", "b"],
        "roundtrip": ["--input", "a", "--cl", "x"],
        "batch": ["--manifest", "a", "--output", "x"],
    }
    with pytest.raises(AnimaxError, match=r"required|unrecognized") as caught:
        cli_args.parse([command, *words[command]])
    assert caught.value.code == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["animate", "--input", "a", "--promt", "x"], "--promt; did you mean --prompt"),
        (["animate", "--promt=x"], "--promt; did you mean --prompt"),
        (["animate", "--zzz"], r"argument: --zzz \(see .* animate --help"),
        (["batch", "--manifest", "a", "--outputdir", "b"], "did you mean --output-dir"),
        (["animat"], "no command 'animat', only animate, .* and import-model"),
        ([], "the command is missing, one of animate, "),
        (["--seed", "3"], "the command is missing"),
    ],
)
def test_misspelt_words_are_named(words, says):
    """Not as what is missing instead."""
    with pytest.raises(AnimaxError, match=says) as caught:
        cli_args.parse(words)
    assert caught.value.code == 2


def test_values_that_look_like_options():
    words = ["animate", "--input", "a", "--output", "b", "--prompt", "--a dog walks"]
    assert cli_args.parse(words).prompt == "--a dog walks"


def test_current_folder_deleted(tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    os.rmdir(tmp_path / "gone")
    args = Namespace(input="/a.blend", output="o.blend", report="", manifest=None)
    with pytest.raises(
        AnimaxError, match=r"o\.blend is relative to .* deleted"
    ) as caught:
        run_paths.check_current_folder(args)
    assert caught.value.code == 2
    args.output = "/o.blend"
    run_paths.check_current_folder(args)
