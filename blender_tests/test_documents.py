"""What documents say about versions, tests and files is what the sources say."""

import json
import re
import sys

from conftest import ROOT

sys.path.insert(0, str(ROOT))

from evaluation import harm_rows


def text(path):
    return (ROOT / path).read_text(encoding="utf-8")


def found(pattern, path):
    """The one match of a pattern's group in a file."""
    matches = re.findall(pattern, text(path), re.MULTILINE)
    assert len(matches) == 1, (path, pattern, matches)
    return matches[0]


def test_one_version_everywhere():
    manifest = found(r'^version = "([\d.]+)"', "addon/blender_manifest.toml")
    numbers = found(r'"version": \(([\d, ]+)\)', "addon/__init__.py")
    assert numbers.replace(", ", ".") == manifest
    assert (
        found(r'^#define AX_VERSION "([\d.]+)"', "native/include/animax.h") == manifest
    )
    headings = rf"^## \[{manifest}\]|^Towards {manifest}"
    assert re.search(headings, text("CHANGELOG.md"), re.MULTILINE)


def test_the_table_of_versions():
    """docs/model-format.md: its first row is what is in this checkout."""
    table = text("docs/model-format.md").split("## Versions")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if "|" in line]
    version, form, abi, embedded, others, blenders = rows[2]
    assert version == found(r'^version = "([\d.]+)"', "addon/blender_manifest.toml")
    assert form == found(r"if \(format != (\d+)\)", "native/diffusion/model_config.c")
    assert abi == found(r"AX_OPS_ABI = (\d+)", "native/tensor/ops.h")
    for cell in (embedded, others):
        name, number = cell.split()
        model = json.loads(text(f"assets/{name}/model.json"))
        assert (model["name"], model["version"]) == (name, number)
        assert str(model["format"]) == form
        assert text(f"assets/{name}/README.md").startswith(f"# {name} {number}\n")
    oldest = found(r'"blender": \((\d, \d), 0\)', "addon/__init__.py")
    minimum = found(
        r'^blender_version_min = "(\d+\.\d+)', "addon/blender_manifest.toml"
    )
    assert oldest.replace(", ", ".") in blenders and minimum in blenders


def test_contributing_names_what_exists():
    words = set(re.findall(r"`([^`\n]+)`", text("CONTRIBUTING.md")))
    tests = {w for word in words for w in re.findall(r"\btest_\w+\.py", word)}
    assert len(tests) > 15
    assert not [t for t in tests if not (ROOT / "blender_tests" / t).exists()]
    targets = {t for w in words for t in re.findall(r"^make ([\w-]+)", w)}
    lost = [t for t in targets if not re.search(rf"^{t}:", text("Makefile"), re.M)]
    assert len(targets) > 8 and not lost
    paths = {w for w in words if re.fullmatch(r"[a-z_]+/[\w/.-]*", w)}
    assert len(paths) > 12
    assert not [p for p in paths if not (ROOT / p).exists()]


def test_findings_keep_to_their_form():
    """findings/README.md states it; what the scripts find only they can tell."""
    page, scripts = text("findings/README.md"), sorted(ROOT.glob("findings/*.sh"))
    assert len(scripts) > 4
    for path in scripts:
        if path.name == "run.sh":
            continue
        script = path.read_text(encoding="utf-8")
        assert script.count("\n") <= 70, path.name
        assert f"| `{path.name}` |" in page, path.name
        assert all(f"\n# {word}" in script for word in ("Expected:", "Seen:", "Exit"))
        assert not re.search(r"https?://|index-url|/work|/home", script), path.name


def test_links_lead_somewhere():
    lost = []
    folders = ["", "docs", "findings", "training", "evaluation", "kernels", "assets"]
    pages = [
        p for f in folders for p in ROOT.joinpath(f).glob("**/*.md" if f else "*.md")
    ]
    for page in pages:
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")):
            if not re.match(r"\w+:", link) and not (page.parent / link).exists():
                lost.append(f"{page.relative_to(ROOT)}: {link}")
    assert len(pages) > 10 and not lost, lost


def test_sources_that_documents_name_exist():
    made_up = {
        "addon/io/formats/alembic.py",
        "native/text/umt5_encoder.c",
    }  # in recipes
    folders = "addon|native|kernels|training|evaluation|scripts|blender_tests|examples"
    path = rf"`((?:{folders})/[a-z\w/.-]+\.(?:py|c|h|cu|cuh|sh|json|txt))`"
    seen, lost = set(), []
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        if page.name != "CHANGELOG.md":
            named = set(re.findall(path, page.read_text("utf-8"))) - made_up
            seen |= named
            lost += [f"{page.name}: {n}" for n in named if not (ROOT / n).exists()]
    assert len(seen) > 30 and not lost, lost


def test_tests_of_the_harm_that_was_found():
    """docs/reliability.md: each row names tests, and each is there."""
    rows = harm_rows.read_rows()
    names = {name for _, tests in rows.values() for name in tests}
    assert len(rows) > 20 and all(tests for _, tests in rows.values())
    for name in names:
        if name.startswith("C:"):
            assert (ROOT / "native" / "tests" / f"{name[2:]}.c").exists(), name
            continue
        file, function = name.split("::")
        assert f"def {function}(" in text(f"blender_tests/test_{file}.py"), name
