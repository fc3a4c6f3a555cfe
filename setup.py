"""Builds the native module's wheel: cp311-abi3, with the libraries that it needs.

CMake does the work; the module looks for oneDNN, cJSON and the OpenMP runtime in
animax_native.libs beside it first, so that the wheel works where Debian's packages are
not installed. The CUDA part lies beside it where there was an nvcc to compile it.
`make wheel` calls this.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_ext import build_ext

ROOT = Path(__file__).resolve().parent
BUILD = ROOT / "build" / "wheel"
CUDA = "libanimax_cuda.so"
# Of the libraries that the module loads, those that not every Linux desktop brings, and
# the Debian package (its name changes with oneDNN's version) whose copyright file goes
# with each.
BUNDLED = {
    "libdnnl": "libdnnl[0-9]*",
    "libcjson": "libcjson1",
    "libgomp": "libgomp1",
    "libOpenCL": "ocl-icd-libopencl1",
}


def version() -> str:
    """One version for all, from the extension's manifest."""
    manifest = (ROOT / "addon" / "blender_manifest.toml").read_text(encoding="utf-8")
    return re.search(r'^version = "([^"]+)"', manifest, re.MULTILINE).group(1)


def libraries(module: Path) -> dict:
    """The bundled libraries that the module needs, as {soname: path}."""
    listing = subprocess.run(
        ["ldd", str(module)], check=True, capture_output=True, text=True
    ).stdout
    if missing := re.findall(r"(\S+) => not found", listing):
        sys.exit(f"not found: {' '.join(missing)}; name its folder in LD_LIBRARY_PATH")
    found = re.findall(r"(\S+) => (/\S+)", listing)
    return {n: Path(p) for n, p in found if n.split(".")[0] in BUNDLED}


def copy_stripped(library: Path, to: Path) -> None:
    shutil.copyfile(library, to)
    subprocess.run(["strip", "--strip-unneeded", str(to)], check=True)


class CMakeBuild(build_ext):
    def build_extension(self, ext):
        subprocess.run(
            ["cmake", "-S", str(ROOT), "-B", str(BUILD), "-G", "Ninja",
             "-DAX_TESTS=OFF", "-DAX_BUNDLE=ON", f"-DAX_PYTHON={sys.executable}"],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        command = ["ninja", "-C", str(BUILD), "animax_native", "cuda"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        module = BUILD / "python" / "animax_native.abi3.so"
        target = Path(self.get_ext_fullpath(ext.name))
        target.parent.mkdir(parents=True, exist_ok=True)
        copy_stripped(module, target)
        if (cuda := module.with_name(CUDA)).exists():
            copy_stripped(cuda, target.with_name(CUDA))
        folder = target.parent / "animax_native.libs"
        folder.mkdir(exist_ok=True)
        for name, path in libraries(module).items():
            shutil.copyfile(path.resolve(), folder / name)
            package = BUNDLED[name.split(".")[0]]
            for terms in Path("/usr/share/doc").glob(f"{package}/copyright"):
                shutil.copyfile(terms, folder / f"{terms.parent.name}.copyright")


class Abi3Wheel(bdist_wheel):
    def get_tag(self):
        """manylinux by the C library that it was built against: 2.36 on Debian 12."""
        _, _, platform = super().get_tag()
        libc = re.search(r"(\d+)\.(\d+)\s*$", subprocess.run(
            ["getconf", "GNU_LIBC_VERSION"], check=True, capture_output=True, text=True
        ).stdout)  # fmt: skip
        if platform.startswith("linux_") and libc:
            platform = platform.replace(
                "linux_", "manylinux_{}_{}_".format(*libc.groups())
            )
        return "cp311", "abi3", platform


setup(
    version=version(),
    packages=[],
    py_modules=[],
    ext_modules=[Extension("animax_native", [], py_limited_api=True)],
    options={"egg_info": {"egg_base": "build"}},
    cmdclass={"build_ext": CMakeBuild, "bdist_wheel": Abi3Wheel},
)
