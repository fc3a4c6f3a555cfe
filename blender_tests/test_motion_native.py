"""The motion functions of animax_native: what crosses the Python edge, and the way from
a motion to pose maps and back to keyframes."""

import gc
import threading

import animax_native as native
import numpy as np
import pytest

SIZE = 128


def skeleton():
    """A chain of three bones up, two arms of two bones each, y along the bone."""
    parents = np.array([-1, 0, 1, 1, 3, 1, 5], np.int32)
    heads = [
        [0, 0, 0],
        [0, 0, 0.7],
        [0, 0, 1.5],
        [0.2, 0, 1.4],
        [0.7, 0, 1.4],
        [-0.2, 0, 1.4],
        [-0.7, 0, 1.4],
    ]
    rest = np.tile(np.eye(4), (7, 1, 1))
    rest[:, :3, :3] = [[1, 0, 0], [0, 0, -1], [0, 1, 0]]
    rest[3:5, :3, :3] = [[0, 1, 0], [-1, 0, 0], [0, 0, 1]]
    rest[5:7, :3, :3] = [[0, -1, 0], [1, 0, 0], [0, 0, 1]]
    rest[:, :3, 3] = heads
    return {
        "parents": parents,
        "rest": rest,
        "lengths": np.array([0.7, 0.8, 0.4, 0.5, 0.5, 0.5, 0.5]),
        "flags": np.ones(7, np.uint8),
        "names": list("abcdefg"),
    }


def cameras(views=4, size=SIZE):
    """A turntable at distance 6, looking at (0, 0, 0.9)."""
    rows = []
    for view in range(views):
        angle = np.radians(45 + 360 * view / views)
        s, c = np.sin(angle), np.cos(angle)
        turn = np.array([[c, s, 0], [0, 0, -1], [-s, c, 0]])
        place = np.array([6 * s, -6 * c, 0.9])
        matrix = np.concatenate([turn, (-turn @ place)[:, None]], 1)
        rows.append(
            [*matrix.ravel(), 2 * size, 2 * size, size / 2, size / 2, size, size]
        )
    return np.array(rows)


def motion(rig, frames=9):
    """Rotation and location of a wave: both arms swing, the trunk leans and travels."""
    rotation = np.zeros((frames, 7, 4))
    rotation[..., 0] = 1
    phase = np.linspace(0, 2 * np.pi, frames)
    rotation[:, 1, 1] = 0.15 * np.sin(phase)
    rotation[:, 3, 3] = 0.4 * np.sin(phase)
    rotation[:, 4, 3] = 0.3 - 0.3 * np.cos(phase)
    rotation[:, 5, 1] = 0.4 * np.sin(phase)
    rotation /= np.linalg.norm(rotation, axis=-1, keepdims=True)
    location = np.zeros((frames, 7, 3))
    location[:, 0, 2] = 0.1 * np.sin(phase)
    return rotation, location


def joints_of(rig, chosen, pose):
    bone = chosen["bone"]
    places = pose[:, bone][..., :3, 3].copy()
    along = pose[:, bone][..., :3, 1] * rig["lengths"][bone][:, None]
    return np.ascontiguousarray(places + along * chosen["tail"][:, None])


@pytest.fixture(scope="module")
def scene():
    rig, views = skeleton(), cameras()
    chosen = native.select_joints(rig)
    rotation, location = motion(rig)
    pose = native.forward(rig, rotation, location)
    points = joints_of(rig, chosen, pose)
    colours = native.joint_colours(chosen["position"])
    maps = native.draw_pose_maps(points, chosen["parent"], colours, views)
    return {
        "rig": rig,
        "cameras": views,
        "chosen": chosen,
        "points": points,
        "pose": pose,
        "colours": colours,
        "maps": maps,
    }


def test_shapes_and_types(scene):
    chosen, maps = scene["chosen"], scene["maps"]
    joints, frames = len(chosen["bone"]), 9
    assert joints == 10  # seven heads, three tails
    assert {k: (v.dtype.name, v.shape) for k, v in chosen.items()} == {
        "bone": ("int32", (joints,)),
        "tail": ("uint8", (joints,)),
        "parent": ("int32", (joints,)),
        "bone_joint": ("int32", (7,)),
        "position": ("float64", (joints, 3)),
    }
    assert maps.dtype == np.uint8 and maps.shape == (4, frames, SIZE, SIZE, 3)
    observed = native.project(scene["points"], scene["cameras"])
    assert observed.dtype == np.float64 and observed.shape == (4, frames, joints, 2)
    centre, scale = native.normalise(chosen["position"], 1.25)
    rays = native.plucker(scene["cameras"], centre, scale, 16, 12)
    assert rays.dtype == np.float32 and rays.shape == (4, 6, 16, 12)
    assert np.allclose((rays[:, :3] * rays[:, 3:]).sum(1), 0, atol=1e-6)


def test_out_is_written(scene):
    out = np.zeros_like(scene["maps"])
    arguments = (
        scene["points"],
        scene["chosen"]["parent"],
        scene["colours"],
        scene["cameras"],
    )
    assert native.draw_pose_maps(*arguments, out=out) is out
    assert np.array_equal(out, scene["maps"])
    out.flags.writeable = False
    with pytest.raises(native.Error, match="out must be writeable"):
        native.draw_pose_maps(*arguments, out=out)


def test_there_and_back(scene):
    """Motion, pose maps, joints, keyframes, motion: the figures of a clean clip."""
    rig, chosen, points = scene["rig"], scene["chosen"], scene["points"]
    views, colours = scene["cameras"], scene["colours"]
    diagonal = np.linalg.norm(np.ptp(chosen["position"], axis=0))
    joints, confidence, residual, observed, weights = native.recover(
        scene["maps"],
        colours,
        views,
        chosen["parent"],
        chosen["position"],
    )
    error = 100 * np.linalg.norm(joints - points, axis=-1) / diagonal
    print(f"recover: mean {error.mean():.3f}%, worst {error.max():.3f}%")
    assert error.mean() < 0.3 and error.max() < 3
    assert confidence.min() > 0.5 and residual.max() < 2
    assert observed.shape == (4, 9, 10, 2) and weights.max() <= 1

    start = native.project(chosen["position"][None].copy(), views)[:, 0].copy()
    flat, weight = native.extract(scene["maps"], colours, start)
    apart, _, _ = native.triangulate(
        flat, weight, views, chosen["parent"], chosen["position"]
    )
    error = 100 * np.linalg.norm(apart - points, axis=-1) / diagonal
    print(f"extract, triangulate: mean {error.mean():.3f}%, worst {error.max():.3f}%")
    assert error.mean() < 0.4

    rotation, location = native.solve_ik(rig, chosen, joints, confidence)
    again = joints_of(rig, chosen, native.forward(rig, rotation, location))
    error = 100 * np.linalg.norm(again - points, axis=-1) / diagonal
    print(f"keyframes: mean {error.mean():.3f}%, worst {error.max():.3f}%")
    assert error.mean() < 0.4 and error.max() < 3
    assert np.all((rotation[1:] * rotation[:-1]).sum(-1) > 0)

    keys = (rotation.copy(), location.copy())
    turned, moved, joints, confidence3d, _ = native.adjust(
        rig, chosen, observed, weights, views, rotation, location
    )
    posed = joints_of(rig, chosen, native.forward(rig, turned, moved))
    assert np.allclose(posed, joints, atol=1e-9)
    assert np.array_equal(keys[0], rotation) and np.array_equal(keys[1], location)
    adjusted = 100 * np.linalg.norm(joints - points, axis=-1) / diagonal
    print(f"adjusted: mean {adjusted.mean():.3f}%, worst {adjusted.max():.3f}%")
    assert adjusted.mean() < 0.25 and adjusted.mean() < error.mean()
    assert confidence3d.min() > 0.5
    photometric = {"maps": scene["maps"], "colours": colours}
    *_, pixels, _, _ = native.adjust(
        rig, chosen, observed, weights, views, turned, moved, **photometric
    )
    best = 100 * np.linalg.norm(pixels - points, axis=-1) / diagonal
    print(f"against the pixels: mean {best.mean():.3f}%, worst {best.max():.3f}%")
    assert best.mean() < 0.6 * adjusted.mean()
    photometric["maps"] = np.ascontiguousarray(scene["maps"][:, :, :-1])
    with pytest.raises(native.Error, match="do not fit"):
        native.adjust(
            rig,
            chosen,
            observed,
            weights,
            views,
            turned,
            moved,
            **photometric,
        )

    # What was lost is found again where the skeleton has it.
    lost_weights = weights.copy()
    lost_weights[:, :, 4] = 0
    detected, again = native.observe(
        scene["maps"],
        colours,
        views,
        joints,
        observed,
        lost_weights,
    )
    assert (again[:, :, 4] > 0.3).mean() > 0.8
    pixel_error = np.linalg.norm(detected - native.project(points, views), axis=-1)
    assert np.median(pixel_error[:, :, 4]) < 0.5


def test_keyframes_are_resampled():
    rotation, location = motion(skeleton())
    finer, place = native.resample(rotation, location, 7.5, 24, 26)
    assert finer.shape == (26, 7, 4) and place.shape == (26, 7, 3)
    assert np.allclose(np.linalg.norm(finer, axis=-1), 1)
    assert np.allclose(finer[0], rotation[0]) and np.allclose(place[16], location[5])


def test_feet_that_stand_stay(scene):
    """The trunk sways over a foot that stands, and every view trembles by a pixel."""
    rig, chosen = scene["rig"], scene["chosen"]
    rotation, location = motion(rig, frames=24)
    location[:] = 0
    truth = joints_of(rig, chosen, native.forward(rig, rotation, location))
    foot = int(np.argmin(chosen["position"][:, 2]))
    views = cameras()
    random = np.random.Generator(np.random.Philox(2))
    points = native.project(truth, views)
    points = np.ascontiguousarray(points + random.normal(0, 1.0, points.shape))
    weights = np.ones(points.shape[:3], np.float32)
    found, confidence, _ = native.triangulate(
        points, weights, views, chosen["parent"], chosen["position"]
    )
    start = native.solve_ik(rig, chosen, found, confidence)

    def slide(contacts):
        joints = native.adjust(
            rig, chosen, points, weights, views, *start, contacts=contacts
        )[2]
        error = np.linalg.norm(joints - truth, axis=-1).mean()
        return np.linalg.norm(np.diff(joints[:, foot], axis=0), axis=-1).mean(), error

    (locked, error), (free, error_free) = slide(True), slide(False)
    print(locked, free, error, error_free)
    assert free > 0.002 and locked < free / 4
    assert error < 1.2 * error_free


def test_a_view_less(scene):
    """Three of four views, noise of half a pixel on every point."""
    chosen, points = scene["chosen"], scene["points"]
    views = np.ascontiguousarray(scene["cameras"][1:])
    noise = np.random.default_rng(0).normal(0, 0.5, (3, 9, 10, 2))
    observed = native.project(points, views) + noise
    joints, _, _ = native.triangulate(
        observed,
        np.ones((3, 9, 10), np.float32),
        views,
        chosen["parent"],
        chosen["position"],
    )
    diagonal = np.linalg.norm(np.ptp(chosen["position"], axis=0))
    error = 100 * np.linalg.norm(joints - points, axis=-1) / diagonal
    print(f"three views, 0.5 px: mean {error.mean():.3f}%, worst {error.max():.3f}%")
    assert error.mean() < 1 and error.max() < 3


def test_version_2_is_drawn_and_read(scene):
    rig, views, points = scene["rig"], scene["cameras"], scene["points"]
    chosen = native.select_joints(rig, version=2)
    for key, value in scene["chosen"].items():  # no limit: the same joints
        assert np.array_equal(chosen[key], value), key
    rest, parent = chosen["position"], chosen["parent"]
    colours = native.joint_colours(rest, 2).astype(int)
    apart = np.linalg.norm(colours[:, None] - colours, axis=-1)
    assert apart[np.triu_indices(len(apart), 1)].min() > 100
    colours = colours.astype(np.uint8)
    maps = native.draw_pose_maps(points, parent, colours, views, version=2)
    # What version 2 draws is version 1 of the joints far to near.
    for v, f in ((0, 0), (2, 5)):
        depth = points[f] @ views[v, 8:11] + views[v, 11]
        order = np.lexsort((np.arange(len(depth)), -depth))
        new = np.full(len(order) + 1, -1, np.int32)
        new[order] = np.arange(len(order))
        again = native.draw_pose_maps(
            np.ascontiguousarray(points[f][order][None]),
            np.ascontiguousarray(new[parent[order]]),
            np.ascontiguousarray(colours[order]),
            np.ascontiguousarray(views[v : v + 1]),
        )
        assert np.array_equal(maps[v, f], again[0, 0])
    found = native.recover(maps, colours, views, parent, rest, version=2)
    observed, weights = native.observe(
        maps, colours, views, found[0], found[3], found[4], version=2
    )
    assert observed.shape == found[3].shape and weights.dtype == np.float32
    box = np.linalg.norm(np.ptp(rest, axis=0))
    assert np.linalg.norm(found[0] - points, axis=-1).mean() < 0.01 * box
    template = np.ascontiguousarray(native.project(rest[None], views)[:, 0])
    at, weight = native.extract(maps, colours, template, version=2)
    pixel_error = np.linalg.norm(at - native.project(points, views), axis=-1)
    assert pixel_error[weight > 0.9].max() < 1


def wrong_arguments(scene):
    points, chosen, views = scene["points"], scene["chosen"], scene["cameras"]
    rig = scene["rig"]
    cyclic = {**rig, "parents": np.array([-1, 2, 1, 1, 3, 1, 5], np.int32)}
    bare = {k: v for k, v in rig.items() if k != "flags"}
    confidence = np.ones(points.shape[:2], np.float32)
    return [
        (
            "dtype",
            2,
            r"float64 \[F, J, 3\]",
            native.project,
            (points.astype("f4"), views),
        ),
        ("order", 2, "contiguous", native.project, (points[::2], views)),
        ("swapped", 2, "float64", native.project, (points.astype(">f8"), views)),
        ("list", 2, "NumPy array", native.project, (points.tolist(), views)),
        ("rank", 2, "points must be", native.project, (points[0], views)),
        ("columns", 2, r"\[V, 18\]", native.project, (points, views[:, :17].copy())),
        ("no views", 2, "0 cameras", native.project, (points, views[:0].copy())),
        ("cycle", 3, "cycle", native.select_joints, (cyclic,)),
        ("no flags", 2, "flags", native.select_joints, (bare,)),
        ("no dict", 2, "dict", native.select_joints, (None,)),
        ("version", 4, "version 7", native.joint_colours, (chosen["position"], 7)),
        ("chosen", 4, "version 3", native.select_joints, (rig, 0, 0.0, 3)),
        (
            "read",
            4,
            "version 3",
            native.extract,
            (
                scene["maps"],
                scene["colours"],
                np.zeros((4, len(points[0]), 2)),
                *(2.5, 0.0, 0.0, 3),
            ),
        ),
        ("no margin", 2, "margin", native.normalise, (chosen["position"], 0.0)),
        (
            "joints differ",
            2,
            "J = 10",
            native.draw_pose_maps,
            (points, chosen["parent"][:3].copy(), scene["colours"], views),
        ),
        (
            "sizes differ",
            2,
            "do not fit",
            native.recover,
            (
                scene["maps"],
                scene["colours"],
                cameras(4, 64),
                chosen["parent"],
                chosen["position"],
            ),
        ),
        (
            "not finite",
            3,
            "finite",
            native.solve_ik,
            (rig, chosen, np.full_like(points, np.nan), confidence),
        ),
    ]


def test_wrong_arguments_are_explained(scene):
    for name, code, match, function, arguments in wrong_arguments(scene):
        with pytest.raises(native.Error, match=match) as caught:
            function(*arguments)
        assert caught.value.code == code, name
        assert issubclass(native.Error, Exception)
    with pytest.raises(TypeError):
        native.project()


def test_inputs_are_not_written(scene):
    for array in (scene["points"], scene["cameras"], scene["maps"], scene["colours"]):
        array.flags.writeable = False
    chosen = scene["chosen"]
    native.recover(
        scene["maps"],
        scene["colours"],
        scene["cameras"],
        chosen["parent"],
        chosen["position"],
    )
    again = native.draw_pose_maps(
        scene["points"], chosen["parent"], scene["colours"], scene["cameras"]
    )
    assert np.array_equal(again, scene["maps"])


def test_other_threads_run(scene):
    """The GIL is free while maps are drawn: a counter goes on in another thread."""
    stop, counted = threading.Event(), [0]

    def count():
        while not stop.is_set():
            counted[0] += 1

    many = np.ascontiguousarray(np.tile(scene["points"], (60, 1, 1)))
    worker = threading.Thread(target=count)
    worker.start()
    before = counted[0]
    native.draw_pose_maps(
        many, scene["chosen"]["parent"], scene["colours"], scene["cameras"]
    )
    moved = counted[0] - before
    stop.set()
    worker.join()
    assert moved > 100


def test_nothing_leaks(scene):
    """References of arrays and dicts come back, on success and on failure."""
    import sys

    points, chosen = scene["points"], scene["chosen"]
    watched = [points, scene["cameras"], chosen["parent"], scene["rig"]["rest"]]
    before = [sys.getrefcount(x) for x in watched]
    for _ in range(20):
        native.project(points, scene["cameras"])
        native.select_joints(scene["rig"])
        with pytest.raises(native.Error):
            native.draw_pose_maps(
                points, chosen["parent"], scene["colours"][:2].copy(), scene["cameras"]
            )
    gc.collect()
    assert [sys.getrefcount(x) for x in watched] == before


def test_too_many_frames_are_named(scene):
    """And not taken for another skeleton's."""
    rig = scene["rig"]
    bones = len(rig["parents"])
    rotation = np.zeros((200_000, bones, 4))
    location = np.zeros((200_000, bones, 3))
    with pytest.raises(native.Error, match=r"200000 frames .* 100000 are allowed"):
        native.forward(rig, rotation, location)
