"""The artist's manual: its pictures and links are there, and its sentences are those of
the add-on."""

import ast
import re
import struct

from conftest import ROOT

MANUAL = ROOT / "docs" / "manual"
PAGES = {path.name: path.read_text("utf-8") for path in sorted(MANUAL.glob("*.md"))}
# What only the command line and the server say.
ELSEWHERE = ("cli", "server", "io", "roundtrip", "flamenco", "translations")
TREES = {
    path.relative_to(ROOT / "addon"): ast.parse(path.read_text("utf-8"))
    for path in sorted((ROOT / "addon").rglob("*.py"))
}
MOST_BYTES = 2_000_000


def anchors(text):
    """Of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", text, re.M)
    heads = [re.sub(r"[^\w\- ]", "", head.lower()).strip() for head in heads]
    return {head.replace(" ", "-") for head in heads}


def test_links_and_pictures():
    lost, shown = [], set()
    for name, text in PAGES.items():
        for link in re.findall(r"\]\(([^)\s]+)\)", text):
            path, _, anchor = link.partition("#")
            target = MANUAL / path if path else MANUAL / name
            there = target.exists()
            if there and anchor:
                there = anchor in anchors(target.read_text("utf-8"))
            if not there:
                lost.append(f"{name}: {link}")
            elif target.suffix == ".png":
                shown.add(target.resolve())
    assert len(PAGES) >= 9 and not lost, lost
    assert set(re.findall(r"\]\((\w[\w-]*\.md)\)", PAGES["index.md"])) >= set(PAGES) - {
        "index.md"
    }
    # None is there for nothing, and all are small.
    pictures = set(MANUAL.glob("pictures/*.png"))
    assert pictures <= shown, pictures - shown
    assert sum(p.stat().st_size for p in pictures) < MOST_BYTES
    for picture in pictures:
        data = picture.read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n", picture
        width, height = struct.unpack(">II", data[16:24])
        assert 100 <= width <= 1280 and 100 <= height <= 800, picture


def sentence(node):
    """A string's text, of an f-string with "…" for its values; None for others."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp):
        return (sentence(node.left) or "…") + (sentence(node.right) or "…")
    if not isinstance(node, ast.JoinedStr):
        return None
    parts = [sentence(value) or "…" for value in node.values]
    return "".join(parts)


def errors_of_the_window():
    found = {}
    for place, tree in TREES.items():
        if place.parts[0] in ELSEWHERE:
            continue
        for node in ast.walk(tree):
            called = getattr(getattr(node, "func", None), "id", "")
            if called == "AnimaxError" and node.args:
                text = sentence(node.args[0])
                if text is not None:
                    found[text] = str(place)
    return found


def families():
    rows = re.findall(r"^\| (.+?) \|", PAGES["troubleshooting.md"], re.M)
    rows = [row for row in rows if row not in ("sentence", "---")]
    return [family.split(" … ") for row in rows for family in row.split(" / ")]


def says(family, text):
    place = 0
    for part in family:
        place = text.find(part, place)
        if place < 0:
            return False
    return True


# By module: what no artist sees in the window (options of the command line, what other
# programs ask for, faults of AnimaX itself).
LEFT_OUT = {
    "core/atomic_file.py", "core/atomic_folder.py", "core/published_model.py",
    "core/leftovers.py", "views/preview.py", "views/images.py", "views/read_png.py",
    "views/template_files.py", "ui/remedies.py", "self_test.py",
    "review/asset_catalog.py", "views/render.py",
}  # fmt: skip


def test_every_error_is_in_the_manual():
    known, errors = families(), errors_of_the_window()
    missing = [
        f"{place}: {text}"
        for text, place in errors.items()
        if place not in LEFT_OUT and not any(says(f, text) for f in known)
    ]
    assert len(errors) > 60 and not missing, "\n".join(missing)


def test_every_sentence_is_the_addons():
    strings = []
    for tree in TREES.values():
        strings += [s for s in map(sentence, ast.walk(tree)) if s and " " in s]
    found = "\n".join(" ".join(s.split()) for s in strings)
    lost = [f for f in families() if not all(part in found for part in f)]
    assert not lost, lost
