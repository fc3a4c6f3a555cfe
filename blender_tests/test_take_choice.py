"""Choosing among takes in the panel: their pictures."""

import pytest


def test_take_choice(blender, native, fake_model, tmp_path):
    got = blender.scenario(
        "take_choice", "everything", model=str(fake_model), folder=str(tmp_path)
    )
    print(got)
    check_pictures(got["pictures"])


def check_pictures(got):
    assert got["at first"] == [0, 0, 0]
    # Nine frames were generated.
    assert got["icons"] == [9, 9, 9]
    assert got["still"] == 4 and got["moving"]
    assert got["stored"] < 1 / 255
    assert got["poses differ"] and got["takes differ"]
    low, high, left, right = got["box"]
    assert low >= 3 and high <= 60 and left >= 3 and right <= 60
    assert max(high - low, right - left) > 48
    # From the side, 15 degrees to the front; from the front; from the side.
    assert got["azimuths"][:2] == pytest.approx([75, 0])
    assert got["azimuths"][2] % 360 == pytest.approx(165)
    assert got["calls"] == 4
    assert got["forgotten"] == [0, 0]
