/* Observations to joints, skeletons to selections, joints to keyframes and back. */
#include "fuzz/rig.h"
#include "motion/fit/bundle.h"
#include "motion/fit/solve_ik.h"
#include "motion/track/triangulate.h"

static void triangulate(fuzz_bytes *in) {
    const int views = fuzz_int(in, 1, 5), frames = fuzz_int(in, 1, 5);
    const int joints = fuzz_int(in, 1, 8), width = fuzz_int(in, 1, 512);
    const size_t count = fuzz_size(frames) * fuzz_size(joints);
    const size_t observations = count * fuzz_size(views);
    const double unit = fuzz_unit(in);
    ax_observations o = {.cameras = fuzz_cameras(in, unit, views, width, width),
                         .frames = frames,
                         .joints = joints,
                         .parent = fuzz_parents(in, joints),
                         .rest = fuzz_doubles(in, 3 * fuzz_size(joints), -unit, unit)};
    double *points = fuzz_array(in, 2 * observations, sizeof *points);
    if (fuzz_flag(in, 2)) {
        const double *movement = fuzz_movement(in, o.rest, frames, joints);
        (void)ax_project(&o.cameras, movement, count, points, NULL);
    }
    for (size_t i = 0; i < 2 * observations; i++)
        points[i] += fuzz_double(in, -4, width);
    o.points = points;
    o.confidence = fuzz_floats(in, observations, 0, 1);
    double *found = fuzz_array(in, 3 * count, sizeof *found);
    float *confidence = fuzz_array(in, count, sizeof *confidence);
    float *residual = fuzz_array(in, count, sizeof *residual);
    if (in->wild && fuzz_flag(in, 32)) o.frames = fuzz_nonsense(in);
    if (in->wild && fuzz_flag(in, 32)) o.joints = fuzz_nonsense(in);
    if (in->wild && fuzz_flag(in, 32)) o.cameras.count = fuzz_nonsense(in);
    ax_error err = {0};
    if (!fuzz_succeeded(ax_triangulate(&o, found, confidence, residual, &err), &err))
        return;
    fuzz_finite(found, 3 * count, "joints");
    fuzz_between(confidence, count, 0, 1, "confidence");
    fuzz_between(residual, count, 0, (double)FLT_MAX, "residual");
}

/* As a selection that was edited by hand. */
static void spoil_selection(fuzz_bytes *in, ax_joints *j) {
    const size_t at = fuzz_bits(in, 1) % fuzz_size(j->count);
    const size_t bone = fuzz_bits(in, 1) % fuzz_size(j->bones);
    switch (fuzz_bits(in, 1) % 6) {
    case 0:
        j->bone[at] = fuzz_int(in, -2, j->bones);
        break;
    case 1:
        j->parent[at] = fuzz_int(in, -2, j->count);
        break;
    case 2:
        j->bone_joint[bone] = fuzz_int(in, -2, j->count);
        break;
    case 3:
        j->tail[at] = (uint8_t)(fuzz_bits(in, 1) % 4);
        break;
    case 4:
        j->position[3 * at + 1] = fuzz_strange(in);
        break;
    default:
        j->bones = fuzz_nonsense(in);
    }
}

static void play(fuzz_bytes *in, const ax_skeleton *s, const ax_keyframes *keys) {
    const size_t count = fuzz_size(keys->frames) * fuzz_size(keys->bones);
    double *pose = fuzz_array(in, 16 * count, sizeof *pose);
    ax_error err = {0};
    if (fuzz_succeeded(ax_forward(s, keys, pose, &err), &err))
        fuzz_finite(pose, 16 * count, "pose");
    ax_keyframes out = fuzz_keys(in, fuzz_int(in, 0, 20), keys->bones);
    const double from = fuzz_double(in, 1, 60), to = fuzz_double(in, 1, 60);
    err = (ax_error){0};
    if (fuzz_succeeded(ax_resample(keys, from, to, &out, &err), &err))
        fuzz_check_keys(&out, "resampled");
}

/* Bundle adjustment to projections of the joints, or to nonsense, from the keys. */
static void refine(fuzz_bytes *in, const ax_skeleton *s, const ax_joints *j,
                   const ax_joint_motion *motion, const ax_keyframes *keys) {
    const int views = fuzz_int(in, 1, 4), width = fuzz_int(in, 16, 512);
    const size_t count = fuzz_size(motion->frames) * fuzz_size(j->count);
    const size_t observations = count * fuzz_size(views);
    double *points = fuzz_array(in, 2 * observations, sizeof *points);
    ax_observations o = {
        .cameras = fuzz_cameras(in, fuzz_double(in, 0.1, 10), views, width, width),
        .frames = motion->frames,
        .joints = j->count,
        .points = points,
        .confidence = fuzz_floats(in, observations, -1, 1),
        .parent = j->parent,
        .rest = j->position};
    (void)ax_project(&o.cameras, motion->joints, count, points, NULL);
    for (size_t i = 0; i < 2 * observations; i++) points[i] += fuzz_double(in, -4, 4);
    double *positions = fuzz_array(in, 3 * count, sizeof *positions);
    ax_error err = {0};
    if (!fuzz_succeeded(ax_bundle_adjust(s, j, &o, keys, true, positions, &err), &err))
        return;
    fuzz_check_keys(keys, "adjusted");
    fuzz_finite(positions, 3 * count, "adjusted joints");
}

static void animate(fuzz_bytes *in) {
    const ax_skeleton s = fuzz_skeleton(in);
    const int max_joints = fuzz_int(in, 0, 9), frames = fuzz_int(in, 1, 4);
    const int max_markers = fuzz_flag(in, 2) ? fuzz_int(in, 0, 9) : 0;
    const double merge = fuzz_double(in, 0, 0.1);
    const int version = fuzz_int(in, 1, 2);
    ax_joints j = {0};
    ax_error err = {0};
    (void)fuzz_succeeded(ax_skeleton_check(&s, &err), &err);
    err = (ax_error){0};
    if (!fuzz_succeeded(
            ax_joints_select(&s, max_joints, merge, version, max_markers, &j, &err),
            &err))
        return;
    fuzz_check_selection(&s, &j, max_joints, max_markers);
    const size_t count = fuzz_size(frames) * fuzz_size(j.count);
    ax_joint_motion motion = {frames, fuzz_movement(in, j.position, frames, j.count),
                              fuzz_floats(in, count, 0, 1)};
    ax_keyframes keys = fuzz_keys(in, frames, s.bones);
    const int bones = j.bones;
    if (in->wild && fuzz_flag(in, 4)) spoil_selection(in, &j);
    if (in->wild && fuzz_flag(in, 32)) motion.frames = fuzz_nonsense(in);
    if (fuzz_succeeded(ax_solve_ik(&s, &j, &motion, &keys, &err), &err)) {
        fuzz_check_keys(&keys, "solved");
        play(in, &s, &keys);
        refine(in, &s, &j, &motion, &keys);
    }
    j.bones = bones;
    ax_joints_free(&j);
}

static void play_anything(fuzz_bytes *in) {
    const ax_skeleton s = fuzz_skeleton(in);
    const int frames = fuzz_int(in, 0, 6);
    const size_t count = fuzz_size(frames) * fuzz_size(s.bones);
    ax_keyframes keys = {frames, s.bones, fuzz_doubles(in, 4 * count, -1, 1),
                         fuzz_doubles(in, 3 * count, -1, 1)};
    if (in->wild && fuzz_flag(in, 32)) {
        ax_error err = {0};
        keys.frames = fuzz_nonsense(in);
        FUZZ_REQUIRE(!fuzz_succeeded(ax_forward(&s, &keys, NULL, &err), &err), "%d",
                     keys.frames);
        err = (ax_error){0};
        FUZZ_REQUIRE(!fuzz_succeeded(ax_resample(&keys, 8, 24, &keys, &err), &err),
                     "%d", keys.frames);
        return;
    }
    play(in, &s, &keys);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_bytes in = fuzz_begin(data, size);
    const uint64_t kind = fuzz_bits(&in, 1) % 4;
    if (kind == 0)
        triangulate(&in);
    else if (kind == 1)
        play_anything(&in);
    else
        animate(&in);
    fuzz_end(&in);
    return 0;
}
