"""German and Chinese: nothing of the interface is missing, and templates agree."""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

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
    return (found | {presets.title for presets in PRESETS.values()}) - {""}


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


def test_placeholders_agree():
    for table in TABLES.values():
        assert len(table) > 200
        for message, text in table.items():
            fields = re.compile(r"\{\w*\}")
            assert sorted(fields.findall(message)) == sorted(fields.findall(text))
            assert message.count("\n") == text.count("\n") and text == text.strip()
