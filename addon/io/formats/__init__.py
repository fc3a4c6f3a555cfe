"""The file formats, one module each.

A format's module has SUFFIXES (lower case), SAVES (those of them that it also writes),
load(path), which fills an empty Blender, and save(path), which writes all that it
holds. A new format is a module here and its entry in FORMATS.
"""

from . import blend, fbx, gltf

FORMATS = (blend, gltf, fbx)
LOADERS = {suffix: f for f in FORMATS for suffix in f.SUFFIXES}
SAVERS = {suffix: f for f in FORMATS for suffix in f.SAVES}
