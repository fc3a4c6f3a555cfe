"""Packs build/dist/*.whl, the add-on and its assets into two zips in build/dist/:

animax-VERSION-linux-x64.zip   extension for Blender 4.2 and later (install from disk)
animax-VERSION-legacy.zip      add-on for Debian's Blender 3.4 (and others up to 4.1
                               whose Python is 3.11), with the module unpacked inside
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "build" / "dist"
ASSETS = ("nano", "minilm-l6-v2")
# A fixed date: the same files give the same zip.
DATE = (2026, 1, 1, 0, 0, 0)


def add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, data)


def manifest(wheel: Path) -> str:
    """The add-on's manifest with what only a built extension has."""
    text = (ROOT / "addon" / "blender_manifest.toml").read_text(encoding="utf-8")
    built = f'platforms = ["linux-x64"]\nwheels = ["./wheels/{wheel.name}"]\n'
    head, permissions, rest = text.partition("[permissions]")
    return f"{head}{built}\n{permissions}{rest}"


def common_files() -> dict:
    """What both zips hold: sources, assets, documents, licences."""
    files = {}
    addon = ROOT / "addon"
    for path in sorted(
        [*addon.rglob("*.py"), *addon.rglob("*.js"), *addon.rglob("*.po")]
    ):
        files[str(path.relative_to(addon))] = path
    for folder in ASSETS:
        found = sorted(p for p in (ROOT / "assets" / folder).rglob("*") if p.is_file())
        if not found:
            sys.exit(f"extension: there are no files in assets/{folder}.")
        for path in found:
            files[str(path.relative_to(ROOT))] = path
    docs = ROOT / "docs"
    pages = [*docs.glob("*.md"), *docs.glob("manual/**/*.*")]
    for path in sorted([*pages, docs / "images" / "batch-summary.png"]):
        files[str(path.relative_to(ROOT))] = path
    files["LICENSE"] = ROOT / "LICENSE"
    apache = Path("/usr/share/common-licenses/Apache-2.0")
    if apache.exists():
        files["assets/minilm-l6-v2/LICENSE"] = apache
    return files


def validate(path: Path) -> None:
    """Blender's own check, with every newer Blender that make setup-bpy has brought."""
    tool = "lib/python3*/site-packages/bpy/*/scripts/addons_core/bl_pkg/cli"
    for script in sorted(ROOT.glob(f".venv-bpy-*/{tool}/blender_ext.py")):
        command = [sys.executable, str(script), "validate", str(path)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"extension: Blender refuses it: {done.stdout}{done.stderr}")
        print(f"accepted by Blender {script.parents[4].name}")


def main() -> None:
    wheels = sorted(DIST.glob("animax_native-*.whl"), key=lambda p: p.stat().st_mtime)
    if not wheels:
        sys.exit("extension: no wheel in build/dist; run make wheel first.")
    wheel = wheels[-1]
    version = re.match(r"animax_native-([^-]+)-", wheel.name).group(1)
    files = common_files()

    modern = DIST / f"animax-{version}-linux-x64.zip"
    with zipfile.ZipFile(modern, "w") as archive:
        add(archive, "blender_manifest.toml", manifest(wheel).encode())
        for name, path in files.items():
            add(archive, name, path.read_bytes())
        add(archive, f"wheels/{wheel.name}", wheel.read_bytes())

    legacy = DIST / f"animax-{version}-legacy.zip"
    with zipfile.ZipFile(legacy, "w") as archive, zipfile.ZipFile(wheel) as packed:
        for name, path in files.items():
            add(archive, f"animax/{name}", path.read_bytes())
        for name in packed.namelist():
            if name.endswith(".so") or ".libs/" in name:
                add(archive, f"animax/lib/{name}", packed.read(name))
    for path in (modern, legacy):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 2**20:.1f} MiB")
    validate(modern)


if __name__ == "__main__":
    main()
