"""The file formats, one module each.

A format's module has SUFFIXES (those that it reads, lower case) and load(path), which
fills an empty Blender; SAVES (those that it writes) and save(path), which writes all
that Blender holds. Either tuple may be empty, and its function is then never called.
KEEPS_BARE_SKELETONS: a rig without a mesh comes back as one. check_blender(), where a module has it, raises an AnimaxError if this Blender lacks what
both need.
docs/extending/file-format.md says what else a new format takes.
"""

from . import blend, bvh, collada, fbx, gltf, usd, vrm

FORMATS = (blend, gltf, fbx, usd, bvh, vrm, collada)
LOADERS = {suffix: f for f in FORMATS for suffix in f.SUFFIXES}
SAVERS = {suffix: f for f in FORMATS for suffix in f.SAVES}
