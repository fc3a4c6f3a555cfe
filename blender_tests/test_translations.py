"""German and Chinese: nothing of the interface is missing, and templates agree."""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from test_manual import TREES, sentence

from addon.core.prompt_presets import PRESETS
from addon.translations.po_file import read_po

FOLDER = ROOT / "addon" / "translations"
TABLES = {name: read_po(FOLDER / f"{name}.po") for name in ("de", "zh_HANS")}
# What is the same in all languages.
SAME = re.compile(r"[-+][XYZ]$")


def literals():
    """Texts that the panels draw, and templates of sentences: constant `text=`
    arguments, and what tr and tip are given; also of the remedies' table."""
    found = set()
    for path in sorted((ROOT / "addon" / "ui").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", "")
            given = [k.value for k in node.keywords if k.arg == "text"]
            given += node.args[:1] if called in ("tr", "tip") else []
            found |= {n.value for n in given if isinstance(n, ast.Constant)}
    found |= {presets.title for presets in PRESETS.values()}
    return (found | set(message_templates())) - {""}


def message_templates():
    """Of addon/ui/messages.py, which is not imported here: it wants Blender."""
    tree = ast.parse((ROOT / "addon" / "ui" / "messages.py").read_text("utf-8"))
    named = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
    }
    return ast.literal_eval(named["TEMPLATES"])


def test_all_texts_have_translations(debian):
    got = debian.scenario("translations", "texts")
    print(got)
    from_code = literals()
    assert "{count} cameras" in from_code and "Changed since" in from_code
    wanted = {t for t in [*got["texts"], *from_code] if not SAME.match(t)}
    for name, table in TABLES.items():
        missing = sorted(wanted - set(table))
        assert not missing, f"addon/translations/{name}.po lacks {missing}"
    if got["shown"]:
        assert ["Zeigen, was sie sehen", "Was das Rig tun soll"] in got[
            "shown"
        ].values()
        assert ["显示所见画面", "骨架应做的动作"] in got["shown"].values()
        assert got["sentence"] == "3 台摄像机"
        assert got["told"].startswith("摄像机 'Front' 位于模型未训练过的位置")
    assert got["untold"] == "Something else."


def test_translated_messages_are_the_addons():
    """Word for word, with "…" for values: a sentence that is changed is not found."""

    def shape(text):
        return re.sub("…+", "…", re.sub(r"\{\w+\}", "…", " ".join(text.split())))

    said = {shape(text) for text in sentences()}
    templates = message_templates()
    assert len(templates) > 20
    assert not [t for t in templates if shape(t) not in said]


def sentences():
    for tree in TREES.values():
        for node in ast.walk(tree):
            text = sentence(node)
            if text:
                yield text


def test_placeholders_agree():
    for table in TABLES.values():
        assert len(table) > 200
        for message, text in table.items():
            fields = re.compile(r"\{\w*\}")
            # Words that English alone needs in a sentence may be left out.
            more = set(fields.findall(message)) - set(fields.findall(text))
            assert more <= {"{verb}", "{what}", "{more}"}
            assert set(fields.findall(text)) <= set(fields.findall(message))
            assert message.count("\n") == text.count("\n") and text == text.strip()
