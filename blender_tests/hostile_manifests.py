"""Manifests with every mistake that a person or a program can make, one after another.

CASES: {name: Case}. They are read in a folder with rig.blend, other.blend (no rigs, so
that a good line ends with status 3), elsewhere/, and out/, which holds the links away
(a folder) and leaf.blend (a file) to elsewhere/. {here} is that folder.
"""

import codecs
import dataclasses
import json

JOB = {"input": "rig.blend", "prompt": "x"}
# The status of a line that is right, and of one whose job fails by a path of its own.
FINE, LATER = 3, 2


@dataclasses.dataclass
class Case:
    """text: the manifest. lines: for each line that is not empty its status, or what is
    said of it (a regular expression); a string: what is said of the whole manifest."""

    text: bytes
    lines: object
    folder: str = "out"


CASES: dict[str, Case] = {}


def add(name, text, *lines, folder="out"):
    assert name not in CASES, name
    text = text if isinstance(text, bytes) else text.encode()
    whole = len(lines) == 1 and isinstance(lines[0], str)
    CASES[name] = Case(text, lines[0] if whole else list(lines), folder)


def job(**more):
    return json.dumps({**JOB, **more})


def good(n):
    return job(output=f"good-{n}.blend")


def beside(name, line, says, **more):
    """The line between two good ones."""
    line = line if isinstance(line, bytes) else line.encode("utf-8", "surrogatepass")
    text = b"\n".join([good(1).encode(), line, good(2).encode()])
    add(name, text, FINE, says, FINE, **more)


def add_texts():
    plain = good(1).encode()
    bom = codecs.BOM_UTF8
    add("no byte", "", "contains no jobs")
    add("blank lines", "\n \r\n\t\n", "contains no jobs")
    add("BOM", bom + plain + b"\n" + good(2).encode(), FINE, FINE)
    add("two files with BOM in one", plain + b"\n" + bom + good(2).encode(), FINE, FINE)
    add("UTF-16, little-endian", good(1).encode("utf-16"), "is UTF-16 text")
    text = codecs.BOM_UTF16_BE + good(1).encode("utf-16-be")
    add("UTF-16, big-endian", text, "is UTF-16 text")
    add("CR LF", plain + b"\r\n" + good(2).encode() + b"\r\n", FINE, FINE)
    add("CR alone", plain + b"\r" + good(2).encode(), "is no manifest.*Extra data")
    add("a list over several lines", f"[\n{good(1)},\n{good(2)}\n]\n",
        "not JSON", "Extra data", FINE, "not JSON")  # fmt: skip
    text = json.dumps(JOB, indent=1)
    add("an object over several lines", text, "is no manifest: Line 1 of .* not JSON")
    add("bytes at random", bytes(range(1, 256)), "is no manifest")
    for name, mark in (("U+2028", "\u2028"), ("U+2029", "\u2029"), ("U+0085", "\x85")):
        line = json.dumps({**JOB, "prompt": f"a{mark}b"}, ensure_ascii=False)
        beside(f"{name} within a string", line, FINE)
    beside("Latin-1", '{"input": "é"}'.encode("latin-1"), "byte 12 is not UTF-8")
    beside("halves as UTF-8", b'{"input": "\xed\xa0\x80"}', "byte 12 is not UTF-8")
    beside("NUL", b"\0" * 8, "not JSON")
    beside("half an object", '{"input": "rig.blend", "pro', "not JSON.* at column 24")
    beside("comma at the end", '{"input": "a",}', "not JSON")
    beside("comment", "// walks", "not JSON")
    beside("single quotes", "{'input': 'a'}", "not JSON")
    beside("two objects", good(3) + good(4), "Extra data")
    for text in ("[1]", '"input"', "7", "null", "true"):
        beside(f"no object: {text}", text, "not a JSON object")
    beside("deep lists", "[" * 100_000, "brackets")
    beside("deep objects", '{"a":' * 100_000, "brackets")
    beside("NaN", '{"fps": NaN}', "NaN is not JSON")
    beside("minus infinity", '{"fps": -Infinity}', "-Infinity is not JSON")
    beside("control character", '{"input": "a\x1fb"}', "not JSON")
    beside("a prompt of a megabyte", job(prompt="walk " * 200_000), FINE)


def add_keys():
    path = "{here}/elsewhere/e.blend"
    for key in ("out", "outpu", "o", "--output", "prompt=x --output", "OUTPUT",
                "output ", "output\n", "command", "manifest", "output_dir", "resume",
                "until", "__class__", ""):  # fmt: skip
        beside(f"key {key!r}", job(**{key: path}), "is no option of a job")
    beside(
        "frame", job(frame=3), "'frame' is no option of a job; did you mean 'frames'"
    )
    beside("help", job(help=True), "'help' is no option of a job")
    beside("h", job(h=True), "'h' is no option of a job")
    beside("a key of a megabyte", job(**{"x" * 10**6: 1}), r"'x+\.\.\. is no option")
    text = '{"input": "rig.blend", "prompt": "x", "output": "a.blend", "output": "b"}'
    beside("output twice", text, "key 'output': the key comes twice")
    text = '{"input": "rig.blend", "input": "b.glb", "prompt": "x"}'
    beside("input twice", text, "key 'input': the key comes twice")
    text = job(in_place=True, **{"in-place": False})
    beside("a key with both dashes", text, "key 'in-place': the key comes twice")
    text = '{"input": "a.glb", "prompts": [{"prompt": "x", "prompt": "y"}]}'
    beside("a key of a prompt twice", text, "key 'prompts': a key of a prompt")


def add_types():
    for key, value, says in (
        ("prompt", ["a", "b"], "a list is not a string"),
        ("prompt", {"a": 1}, "an object is not a string"),
        ("prompt", 5, "5 is not a string"),
        ("prompt", None, "the job has no prompt"),
        ("input", ["rig.blend"], "a list is not the name of a file"),
        ("input", 5, "5 is not the name"),
        ("input", True, "true is not the name"),
        ("input", "", "'' is not the name"),
        ("input", None, "the job has no input"),
        ("input", "a\0b", ".* contains a control character"),
        ("output", ["a.blend"], "a list is not the name"),
        ("output", {"a": 1}, "an object is not the name"),
        ("output", "", "'' is not the name"),
        ("output", 0, "0 is not the name"),
        ("report", 5, "5 is not the name"),
        ("report", [], "a list is not the name"),
        ("preview", {"a": "b.png"}, "an object is not the name"),
        ("preview", 0, "0 is not a string"),
        ("model", 5, "5 is not a string"),
        ("frames", "48", "'48' is not an integer"),
        ("frames", 48.0, FINE),
        ("frames", 48.5, "48.5 is not an integer"),
        ("frames", True, "true is not an integer"),
        ("frames", 0, "0 is not in the range 1 to 1000000"),
        ("frames", 10**400, r"10+\.\.\. is not in the range"),
        ("seed", -1, "-1 is not in the range 0 to 9223372036854775807"),
        ("seed", 1e3, FINE),
        ("seed", 1e17, r"1e\+17 is not an integer"),
        ("fps", "24", "'24' is not a number"),
        ("fps", False, "false is not a number"),
        ("loop", "yes", "'yes' is not true or false"),
        ("loop", 1, "1 is not true or false"),
        ("contacts", 0, "0 is not true or false"),
        ("contacts", "off", FINE),
        ("steps", None, FINE),
        ("bones", {}, "an object is not a list of strings"),
        ("bones", [1], "a list is not a list of strings"),
        ("device", "abacus", "'abacus' is not one of auto, cpu, cuda"),
        ("keys", ["all"], "a list is not a string"),
        ("guidance", [], "a list is not a number"),
        ("prompts", "a", "a prompt and a list of prompts"),
    ):
        text = json.dumps(value)
        text = text if len(text) < 20 else f"{text[:8]}..."
        if says is not FINE and "prompt and" not in says and value is not None:
            says = f"key '{key}': {says}"
        beside(f"{key}: {text}", job(**{key: value}), says)
    beside("fps: 1e400", job(fps=0).replace("0}", "1e400}"), "inf is not in the range")
    beside(
        "frames of 5000 digits", '{"frames": 1' + 5000 * "0" + "}", "too many digits"
    )
    more = json.dumps({"input": "rig.blend", "prompts": [{"prompt": "x", "until": -1}]})
    beside("until: -1", more, "key 'prompts': until: -1 is not in the range")
    more = json.dumps({"input": "rig.blend", "prompts": ["x", 1.5, None]})
    beside("prompts of numbers", more, "key 'prompts': prompts must be a list like")
    more = json.dumps({"input": "rig.blend", "prompts": [{"prompt": 3}]})
    beside("prompts of no text", more, "key 'prompts': prompts must be a list like")


def add_paths():
    for key in ("output", "report", "preview"):
        end = {"output": "blend", "report": "json", "preview": "png"}[key]
        for name in (
            "{here}/elsewhere/e",
            "../elsewhere/e",
            "a/../../elsewhere/e",
            "{here}/out/../e",
        ):
            says = f"key '{key}': .* outside the output folder"
            beside(f"{key} {name}", job(**{key: f"{name}.{end}"}), says)
        beside(f"{key} by a link", job(**{key: f"away/e.{end}"}), "by a link")
        beside(f"{key} half a character", job(**{key: f"\ud800.{end}"}), "is half of a")
        beside(f"{key} with a line", job(**{key: f"a\nb.{end}"}), "control character")
        beside(f"{key} within", job(**{key: f"a/../b.{end}"}), FINE)
        beside(f"{key} within, whole", job(**{key: f"{{here}}/out/b.{end}"}), FINE)
    for name in (".", "a/..", "./", "{here}/out"):
        beside(f"output {name}", job(output=name), "is a folder; name a file in it")
    beside("output ..", job(output=".."), "outside the output folder")
    beside("output is a link", job(output="leaf.blend"), "by a link")
    beside("report is no JSON", job(report="a.txt"), "'a.txt' does not end in .json")
    beside(
        "half a character in a prompt", job(prompt="\udfff"), "key 'prompt': .* half"
    )


def add_conflicts():
    """Of lines with each other."""
    twice = "same file as the {} of line {}"
    text = "\n".join([job(output="a.blend"), job(output="a.blend")])
    add("output twice in two lines", text, FINE, twice.format("output", 1))
    text = "\n".join([job(output="b/a.blend"), job(output="c/../b/./a.blend")])
    add("output twice by a detour", text, FINE, twice.format("output", 1))
    text = "\n".join([job(output="a.blend"), job(report="a.blend.json")])
    add("report of another line", text, FINE, twice.format("report", 1))
    text = "\n".join([job(output="a.blend"), job(preview="a.blend")])
    add("preview is another output", text, FINE, twice.format("output", 1))
    text = "\n".join([job(output="a.png", preview="a.png"), good(2)])
    add("preview is the output", text, twice.format("output", 1), FINE)
    other = job(input="other.blend", output="rig.blend")
    said = twice.format("input", 2)
    text = "\n".join([other, job()])
    add("output is another input", text, said, FINE, folder=".")
    text = "\n".join([other, job(help=True)])
    add("output is the input of a bad line", text, said, "no option", folder=".")
    more = '{"input": "out/new.blend", "prompt": 1}'
    text = "\n".join([job(output="new.blend"), more])
    add("output is an input that is to come", text, said, "string")
    text = "\n".join([job(output="a.blend", report="r.json"), good(2)])
    add("report is the batch's", text, "same file as the batch's report", FINE,
        folder=".")  # fmt: skip
    text = "\n".join([job(report="model/model.json", model="{here}/model"), good(2)])
    add("report is the model", text, "same file as the model's file", FINE, folder=".")
    text = "\n".join([job(report="jobs.json"), good(2)])
    add("report is the manifest", text, "same file as the manifest", FINE, folder=".")
    text = "\n".join([job(help=True, report="a.json"), job(report="a.json")])
    add("a bad line's report is a good line's", text, "no option", FINE)
    text = "\n".join([job(output="q.blend"), job(output="q.blend/r.blend"), good(3)])
    add("a file as a folder", text, FINE, FINE, FINE)
    beside("a name of 300 letters", job(output=300 * "x" + ".blend"), LATER)


add_texts()
add_keys()
add_types()
add_paths()
add_conflicts()
