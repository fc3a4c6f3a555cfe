"""Root motion in the world's units: scaled objects, turned ones, in place, reduced."""

import pytest

SCALES = [0.01, 1.0, 100.0]


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("in_place", [False, True])
@pytest.mark.parametrize("scale", SCALES)
def test_world_path(debian, native, fake_model, scale, in_place, turned):
    got = debian.scenario(
        "root_motion", "travel", model=str(fake_model), scale=scale, turned=turned,
        in_place=in_place,
    )  # fmt: skip
    print(got)
    assert got["way"] > 0.7 and got["located"] == 3
    # The rig is about 2 large; float32 keys in bone units, the solver's own rounding.
    assert 1 < got["size"] < 4
    assert got["worst"] < 1e-4


def test_reduced_path(blender, native, fake_model):
    """The tolerance of reduced keys is a share of the rig, not of the bone's units."""
    keys = []
    for scale in SCALES:
        got = blender.scenario(
            "root_motion", "travel", model=str(fake_model), scale=scale, turned=True,
            keys="reduced",
        )  # fmt: skip
        print(got)
        assert got["worst"] < 1e-3 * got["size"]
        assert got["keys"] < 0.4 * got["all"]
        keys.append(got["keys"])
    assert len(set(keys)) == 1, keys
