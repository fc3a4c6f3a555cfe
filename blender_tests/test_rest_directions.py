"""Where bones point does not depend on who imported the rig: glTF's importer invents
it, by another heuristic in each release, and artists choose one in the menu."""

import glb_rig
import numpy as np
import pytest

SIZE = 1.8  # m, of both rigs
# In per cent of that. A take amplifies roundings, in the model's 16-bit numbers.
REST_TOLERANCE, TAKE_TOLERANCE = 0.05, 0.5
KINDS = {
    "strider": (glb_rig.STRIDER, "x", 1.0),
    "strider, small": (glb_rig.STRIDER, "-z", 0.01),
    "hopper": (glb_rig.HOPPER, "z", 1.0),
    "hopper, small": (glb_rig.HOPPER, "-y", 0.01),
}
LEAVES = {"head", "tail2", "foot.L", "foot.R", "snout"}
# Feet without a parent end at their heels: as far from their heads as their toes,
# along the axis of the node that points most down and back. glTF's axes.
HEELS = {
    "paw.L": (0.206, -0.180, -0.180),
    "paw.R": (-0.194, -0.180, -0.180),
    "hoof.L": (0.175, 0.091, -0.437),
    "hoof.R": (-0.225, 0.091, -0.437),
}


def file_of(tmp_path, kind, **options):
    bones, along, scale = KINDS[kind]
    return str(glb_rig.write(tmp_path / "rig.glb", bones, along, scale, **options))


def world(point):
    x, y, z = point
    return np.array([x, -z, y])


def difference(a, b):
    return 100 * max(np.abs(np.subtract(a[k], b[k])).max() for k in a) / SIZE


@pytest.mark.parametrize("kind", KINDS)
def test_tails_are_at_the_ends_of_the_skin(blender, tmp_path, kind):
    """Of every leaf: the axis is the one that the nodes have along the bone, but for
    feet without a parent."""
    path = file_of(tmp_path, kind)
    seen = {
        h: blender.scenario("rest_directions", "read", path=path, heuristic=h)
        for h in ("", "BLENDER", "TEMPERANCE")
    }
    for name, _, head, tail in KINDS[kind][0]:
        if name not in LEAVES and name not in HEELS:
            continue
        tail = HEELS.get(name, tail)
        for heuristic, got in seen.items():
            off = np.linalg.norm(got["tails"][name] - world(tail))
            assert off < 0.04, (heuristic, name, got["tails"][name], world(tail))
            apart = np.linalg.norm(got["heads"][name] - world(head))
            assert apart < 1e-4, (heuristic, name)
    worst = max(difference(seen[""]["tails"], s["tails"]) for s in seen.values())
    print(f"{kind}: tails differ by {worst:.4f} %")
    assert worst < REST_TOLERANCE


@pytest.mark.parametrize("kind", ["strider, small", "hopper"])
def test_one_take_whichever_heuristic(blender, native, tmp_path, kind):
    path = file_of(tmp_path, kind)
    takes = [
        np.array(
            blender.scenario(
                "rest_directions", "take", fake=False, path=path, heuristic=h,
                prompt="an animal walks",
            )
        )
        for h in ("", "TEMPERANCE")
    ]  # fmt: skip
    off = 100 * np.linalg.norm(takes[0] - takes[1], axis=-1) / SIZE
    moved = 100 * np.linalg.norm(np.ptp(takes[0], axis=0), axis=-1).max() / SIZE
    print(f"{kind}: takes differ by {off.max():.3f} %, joints move {moved:.0f} %")
    assert moved > 2
    assert off.max() < TAKE_TOLERANCE


@pytest.mark.parametrize("kind", KINDS)
def test_nodes_are_exported_as_they_came(blender, tmp_path, kind):
    path, out = file_of(tmp_path, kind), tmp_path / "out.glb"
    names = blender.scenario(
        "rest_directions", "save_again", path=path, target=str(out)
    )
    # No object for drawing bones among them.
    assert names == ["Rig", "Skin"]
    was, now = glb_rig.read_nodes(path), glb_rig.read_nodes(out)
    scale = KINDS[kind][2]
    for name, *_ in KINDS[kind][0]:
        assert np.abs(was[name][1] - now[name][1]).max() < 1e-4, name
        assert np.abs(was[name][0] - now[name][0]).max() < 1e-4 / scale, name


@pytest.mark.parametrize("kind", ["strider, small", "hopper"])
def test_objects_on_bones_stay_where_they_are(blender, tmp_path, kind):
    """Blender 4.2 and later place them wrongly under an armature with a scale."""
    bones, along, scale = KINDS[kind]
    path = file_of(tmp_path, kind, rider=bones[2][0])
    got = blender.scenario("rest_directions", "read", path=path)
    frame = glb_rig.axes(bones[2][2], bones[2][3], along)
    corners = np.concatenate([glb_rig.box(h, t)[0] for _, _, h, t in bones]) / scale
    wanted = np.array(bones[2][2]) + scale * (frame @ corners.mean(axis=0))
    assert np.abs(got["places"]["Rider"] - world(wanted)).max() < 1e-3
    lengths = [got["bones"][b[0]] * scale for b in bones]
    assert min(lengths) > 0.05 and max(lengths) < 1.0


def test_drawn_tails_stay(blender):
    off = blender.scenario("rest_directions", "drawn_tails")
    assert max(off.values()) < 1e-5, off
