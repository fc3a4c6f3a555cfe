"""All texts of the interface that Blender translates, and what it makes of them."""

import bpy


def texts():
    """Every label, tooltip, name and description of what the add-on registers."""
    import animax

    animax.register()
    from animax import registry

    found = set()
    for cls in registry.CLASSES:
        found.add(getattr(cls, "bl_label", ""))
        if issubclass(cls, bpy.types.Operator):
            found.add(cls.bl_description)
            space, name = cls.bl_idname.split(".")
            add(getattr(getattr(bpy.ops, space), name).get_rna_type(), cls, found)
        elif not issubclass(cls, (bpy.types.Panel, bpy.types.Menu)):
            add(cls.bl_rna, cls, found)
    view = bpy.context.preferences.view
    shown = {}
    for locale in ("de_DE", "de", "zh_CN", "zh_HANS"):
        if locale in bpy.app.translations.locales:
            view.language = locale
            view.use_translate_interface = view.use_translate_tooltips = True
            shown[locale] = [
                bpy.app.translations.pgettext_iface("Show What They See", "Operator"),
                bpy.app.translations.pgettext_tip("What the rig should do"),
            ]
    from animax.ui.messages import translated
    from animax.ui.words import tr

    sentence = tr("{count} cameras", count=3)
    told = translated("The camera 'Front' stands where the model was not trained (x): "
                      "the take may be worse.")  # fmt: skip
    untold = translated("Something else.")
    view.language = "DEFAULT" if bpy.app.version < (4, 0) else "en_US"
    animax.unregister()
    return {
        "texts": sorted(found - {""}),
        "locales": list(bpy.app.translations.locales),
        "shown": shown,
        "sentence": sentence,
        "told": told,
        "untold": untold,
    }


def add(rna, cls, found):
    own = getattr(cls, "__annotations__", {})
    for prop in rna.properties:
        if prop.identifier not in own or prop.is_hidden:
            continue
        # Without a name of its own it has that of the variable, and is shown nowhere.
        found |= {prop.name if prop.name != prop.identifier else "", prop.description}
        if prop.type == "ENUM":
            found |= {item.name for item in prop.enum_items}
            found |= {item.description for item in prop.enum_items}
