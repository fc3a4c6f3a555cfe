"""A rig that carries another one: the meshes count for the rig that they belong to, and
nothing of the carrier is lost."""

CHOSEN = {
    "on_bone": "Rider",
    "on_object": "Rider",
    "by_constraint": "Rider",
    "in_line": "Rider",
    "below_empty": "Rider",
    "big_and_small": "Rider",
    "horse": "Horse",
    "selected_rider": "Rider",
    "with_bow": "Rider",
    "hidden_cart": "Rider",
    "cart_elsewhere": "Rider",
    "two First": "First",
    "horse_and_light Rider": "Rider",
}
UNCLEAR = {
    "linked_twin": ["'Skin' follows the linked armature", "Library Override"],
    "two": ["'Cart' carries 'First' and 'Second'", "--armature"],
    "horse_and_light": ["'Horse' carries 'Rider'", "--armature"],
    "on_bone Cart": ["'Cart' moves no mesh of its own, it carries 'Rider'"],
    "in_line Ferry": ["it carries 'Rider'", "--armature 'Rider'"],
    "cart_elsewhere Cart": ["it carries 'Rider'", "--armature 'Rider'"],
}


def test_what_is_carried_is_animated(debian, native, fake_model, tmp_path):
    kinds = [[*key.split(), ""][:2] for key in (*CHOSEN, *UNCLEAR)]
    got = debian.scenario(
        "carriers", "every_kind", folder=str(tmp_path), model=str(fake_model),
        kinds=kinds,
    )  # fmt: skip
    print(got["fbx"], got["button"])
    for kind, result in got["kinds"].items():
        print(kind, result)
    for kind, name in CHOSEN.items():
        result = got["kinds"][kind]
        assert result["took"] == [name] and result["kept"] and result["moves"] > 50
    for kind, parts in UNCLEAR.items():
        said = got["kinds"][kind]
        assert isinstance(said, str) and all(part in said for part in parts), said
    # A hundredth of a percent: what FBX's decimals of rotations leave.
    assert got["fbx"]["rigs"] == ["Cart", "Rider"] and got["fbx"]["worst"] < 0.01
    assert "it carries 'Rider'" in got["button"]["Cart"]
    for selected in ("Skin", "Sword"):
        assert got["button"][selected] == {"Cart": "Cart turns", "Rider": "wave"}
