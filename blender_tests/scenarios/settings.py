"""The settings by their ways in: command line, manifest, panel and preferences."""

import dataclasses

import bpy
import making

NEEDED = ["animate", "--input", "a.glb", "--prompt", "x", "--output", "b.blend"]


def from_command_line(argv):
    """The settings that the command line makes of these words."""
    from animax.cli import cli_args

    args = cli_args.make_parser().parse_args([*NEEDED, *argv])
    return dataclasses.asdict(cli_args.settings_of(args))


def from_panel(**values):
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


def prompts_in_panel():
    """The prompts that the operator makes of the panel's rows."""
    import animax
    from animax.ui import operators

    making.empty()
    animax.register()
    armature = making.chain(bones=2)
    group, found = bpy.context.scene.animax, {}

    def read(name):
        settings = dataclasses.asdict(operators.settings_of(bpy.context, armature))
        found[name] = {key: settings[key] for key in ("prompt", "prompts")}

    group.prompt = "walks"
    read("alone")
    for row in ("sits", "lies"):
        bpy.ops.animax.prompt_add()
        group.prompts[-1].prompt = row
    group.until, group.prompts[0].until = 1.1, 2.5
    read("several")
    bpy.ops.animax.prompt_remove(index=0)
    read("removed")
    bpy.ops.animax.prompt_remove(index=0)
    read("none")
    animax.unregister()
    return found


def registered():
    """What Blender has registered: dict place -> dict name -> its facts."""
    import animax
    from animax.settings import ADVANCED, PANEL, PREFERENCES, Settings, fields_of
    from animax.ui.preferences import AnimaxPreferences
    from animax.ui.properties import AnimaxSettings

    making.empty()
    animax.register()
    found = {}
    for cls, places in (
        (AnimaxSettings, (PANEL, ADVANCED)),
        (AnimaxPreferences, (PREFERENCES,)),
    ):
        properties = cls.bl_rna.properties
        for field in fields_of(Settings, *places):
            if field.name in properties:
                found[field.name] = facts(properties[field.name])
    animax.unregister()
    return found


def facts(prop):
    got = {"type": prop.type, "name": prop.name, "description": prop.description}
    if prop.type == "STRING":
        got.update(default=prop.default, maxlen=prop.length_max)
    elif prop.type == "ENUM":
        got.update(default=prop.default, items=[i.identifier for i in prop.enum_items])
    elif prop.type == "COLLECTION":
        pass
    elif prop.type == "BOOLEAN":
        got.update(default=prop.default)
    else:
        got.update(default=prop.default, low=prop.hard_min, high=prop.hard_max)
    return got


def toy(path, folder):
    """Where an option shows up that is only declared: a field added to Settings."""
    from animax import registry
    from animax.cli import cli_args, manifest
    from animax.settings import PANEL, Interface, Settings, echo, option
    from animax.ui import operators, option_properties

    field = option(0.25, "How bouncy", low=0.0, high=2.0, ui=Interface(PANEL, "Bounce"))
    added = dataclasses.make_dataclass(
        "Settings", [("bounce", "float", field)], bases=(Settings,), frozen=True
    )
    making.empty()
    armature = making.chain(bones=2)
    annotations = option_properties.properties_of(added, PANEL, "advanced")
    group = type("ToySettings", (bpy.types.PropertyGroup,), {})
    group.__annotations__ = annotations
    registry.register()
    bpy.utils.register_class(group)
    bpy.types.Scene.animax = bpy.props.PointerProperty(type=group)
    bpy.context.scene.animax.bounce = 1.5
    panel = operators.settings_of(bpy.context, armature, added).bounce
    parser = cli_args.make_parser(added)
    args = parser.parse_args([*NEEDED, "--bounce", "0.5"])
    jobs = [job.args for job in manifest.read_manifest(path, folder, added)]
    return {
        "default": added().bounce,
        "help": "--bounce" in animate_help(parser),
        "command": cli_args.settings_of(args, added).bounce,
        "manifest": [cli_args.settings_of(job, added).bounce for job in jobs],
        "panel": panel,
        "echo": echo(added())["bounce"],
    }


def animate_help(parser):
    import argparse

    choices = next(
        a.choices for a in parser._actions if isinstance(a, argparse._SubParsersAction)
    )
    return choices["animate"].format_help()
