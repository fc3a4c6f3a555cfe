"""What the artist asks for, on its two ways in: the command line and the panel."""

import dataclasses

import bpy
import making


def typed(words):
    """The settings that the command line makes of these words."""
    from animax import command, options

    need = ["animate", "--input", "a.glb", "--prompt", "x", "--output", "b.blend"]
    args = options.parser().parse_args([*need, *words])
    return dataclasses.asdict(command.settings_of(args))


def clicked(**values):
    """The settings that the operator makes of the panel's fields."""
    import animax
    from animax import ops

    making.empty()
    animax.register()
    armature = making.chain(bones=2)
    for name, value in values.items():
        setattr(bpy.context.scene.animax, name, value)
    found = dataclasses.asdict(ops.settings_of(bpy.context, armature))
    animax.unregister()
    return found


def manifest(path, folder):
    """The settings of every line of a batch."""
    from animax import command, options

    return [
        dataclasses.asdict(command.settings_of(job))
        for job in options.read_manifest(path, folder)
    ]
