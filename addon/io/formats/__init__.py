"""The file formats, one module each.

A format's module has SUFFIXES (those that it reads, lower case) and load(path), which
fills an empty Blender; SAVES (those that it writes) and save(path), which writes all
that Blender holds. Either tuple may be empty, and its function is then never called.
A module may also have KEEPS_BARE_SKELETONS (a rig without a mesh is one in its files,
too), check_blender(), which raises an AnimaxError if this Blender lacks what it needs,
check_place(path), which does if save would overwrite what lies beside the file, and
linked_files(path): what a file that is open refers to and Blender does not know.
docs/extending/file-format.md says what else a new format takes.
"""

from . import blend, bvh, collada, fbx, gltf, usd, vrm

FORMATS = (blend, gltf, fbx, usd, bvh, vrm, collada)
LOADERS = {suffix: f for f in FORMATS for suffix in f.SUFFIXES}
SAVERS = {suffix: f for f in FORMATS for suffix in f.SAVES}
