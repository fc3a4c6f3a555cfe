"""What the artist asks for, on its two ways in: the command line and the panel."""

import dataclasses

import bpy
import making


def typed(words):
    """The settings that the command line makes of these words."""
    from animax.cli import cli_args, cli_commands

    need = ["animate", "--input", "a.glb", "--prompt", "x", "--output", "b.blend"]
    args = cli_args.parser().parse_args([*need, *words])
    return dataclasses.asdict(cli_commands.settings_of(args))


def clicked(**values):
    """The settings that the operator makes of the panel's fields."""
    import animax
    from animax.ui import operators

    making.empty()
    animax.register()
    armature = making.chain(bones=2)
    for name, value in values.items():
        setattr(bpy.context.scene.animax, name, value)
    found = dataclasses.asdict(operators.settings_of(bpy.context, armature))
    animax.unregister()
    return found


def manifest(path, folder):
    """The settings of every line of a batch."""
    from animax.cli import cli_args, cli_commands

    return [
        dataclasses.asdict(cli_commands.settings_of(job))
        for job in cli_args.read_manifest(path, folder)
    ]
