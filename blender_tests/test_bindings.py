"""A mesh that the rig cannot move is told; one that it moves in any way is accepted."""

import pytest

REFUSED = {
    "renamed": "none of its 4 vertex groups has a bone's name",
    "no groups": "it has no vertex groups",
    "no weights": "have no weight",
    "off": "is switched off",
    "not deforming": "bones that do not deform",
    "masked": "have no weight",
    "only a child": "hangs on the object, not on its bones",
}
SPINE = ["bone.0", "bone.1", "bone.2"]
# The bones that move something.
ACCEPTED = {
    "masked inverted": SPINE,
    "envelopes": [*SPINE, "bone.3"],
    "lattice": SPINE,
    "child of": ["bone.2"],
    "on bone": ["bone.1"],
    "two modifiers": SPINE,
}


def test_rigs_that_move_nothing_are_refused(blender):
    got = blender.scenario("bindings", "said", kinds=list(REFUSED))
    for kind, ((code, sentence), bones) in got.items():
        print(kind, sentence)
        assert code == 3 and REFUSED[kind] in sentence and bones == []
        assert "'Rig'" in sentence and "'Skin'" in sentence


def test_meshes_that_stand_still_are_named(debian):
    got = debian.scenario("bindings", "said", kinds=["some", "nodes", *ACCEPTED])
    print(got)
    warnings, bones = got.pop("some")
    assert bones == SPINE and len(warnings) == 1
    assert warnings[0].startswith("'Hat' stands still: none of its 1 vertex groups")
    # What a node group does, nobody knows.
    assert got.pop("nodes") == [[], []]
    assert got == {kind: [[], bones] for kind, bones in ACCEPTED.items()}


@pytest.mark.parametrize("kind", ACCEPTED)
def test_what_moves_otherwise_is_animated(debian, native, fake_model, kind):
    got = debian.scenario("bindings", "moves", kind=kind, model=str(fake_model))
    print(kind, got)
    assert got["moves"] > 20 and got["meshes"] == ["Skin"]
    assert got["deforms"] == ACCEPTED[kind] and got["warnings"] == []
