/* What goes into the model: colours, pose maps, projections and Plücker maps. */
#include "fuzz/scene.h"
#include "motion/maps/colours.h"
#include "motion/maps/pose_map.h"

static void draw(fuzz_bytes *in, const ax_cameras *cameras, int width, int height) {
    const int frames = fuzz_int(in, 0, 3), joints = fuzz_int(in, 1, 10);
    const size_t maps = fuzz_size(cameras->count) * fuzz_size(frames);
    const double *rest = fuzz_doubles(in, 3 * fuzz_size(joints), -1, 1);
    uint8_t *colours = fuzz_array(in, 3 * fuzz_size(joints), 1);
    uint8_t *out =
        fuzz_array(in, maps * fuzz_size(width) * fuzz_size(height) * 3, sizeof *out);
    ax_error err = {0};
    (void)fuzz_succeeded(
        ax_joint_colours(rest, joints, fuzz_flag(in, 16) ? 2 : 1, colours, &err), &err);
    ax_pose_scene scene = {frames, joints, fuzz_movement(in, rest, frames, joints),
                           fuzz_parents(in, joints), colours};
    ax_draw_params params = {fuzz_int(in, 1, 2), fuzz_double(in, 0.1, 8),
                             fuzz_double(in, 0, 6)};
    if (in->wild && fuzz_flag(in, 32)) scene.frames = fuzz_nonsense(in);
    if (in->wild && fuzz_flag(in, 32)) scene.joints = fuzz_nonsense(in);
    if (in->wild && fuzz_flag(in, 32)) params.version = fuzz_nonsense(in);
    err = (ax_error){0};
    (void)fuzz_succeeded(ax_pose_maps_draw(cameras, &scene, &params, out, &err), &err);
}

static void project(fuzz_bytes *in, const ax_cameras *cameras) {
    const size_t points = fuzz_bits(in, 1) % 16;
    const size_t count = fuzz_size(cameras->count) * points;
    const double *at = fuzz_doubles(in, 3 * points, -2, 2);
    double *out = fuzz_array(in, 2 * count, sizeof *out);
    ax_error err = {0};
    if (!fuzz_succeeded(ax_project(cameras, at, points, out, &err), &err)) return;
    for (size_t i = 0; i < count; i++)
        FUZZ_REQUIRE((isnan(out[2 * i]) && isnan(out[2 * i + 1])) ||
                         (isfinite(out[2 * i]) && isfinite(out[2 * i + 1])),
                     "projected to %g, %g", out[2 * i], out[2 * i + 1]);
}

static void plucker(fuzz_bytes *in, const ax_cameras *cameras) {
    const int height = fuzz_int(in, 1, 8), width = fuzz_int(in, 1, 8);
    const int joints = fuzz_int(in, 1, 4);
    const size_t cells =
        fuzz_size(cameras->count) * 6 * fuzz_size(height) * fuzz_size(width);
    const double *position = fuzz_doubles(in, 3 * fuzz_size(joints), -2, 2);
    const double margin = fuzz_double(in, 1, 2);
    float *out = fuzz_array(in, cells, sizeof *out);
    ax_frame frame = {.scale = 1};
    ax_error err = {0};
    if (fuzz_succeeded(ax_normalise(position, joints, margin, &frame, &err), &err)) {
        fuzz_finite(frame.centre, 3, "centre");
        FUZZ_REQUIRE(isfinite(frame.scale) && frame.scale > 0, "scale %g", frame.scale);
    }
    if (fuzz_flag(in, 4)) frame.scale = fuzz_double(in, 0.01, 10);
    if (fuzz_flag(in, 4)) frame.centre[0] = fuzz_double(in, -2, 2);
    const bool wild = in->wild && fuzz_flag(in, 32);
    err = (ax_error){0};
    if (fuzz_succeeded(ax_plucker(cameras, &frame, wild ? fuzz_nonsense(in) : height,
                                  width, out, &err),
                       &err))
        fuzz_between(out, cells, -(double)FLT_MAX, (double)FLT_MAX, "rays");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_bytes in = fuzz_begin(data, size);
    const int views = fuzz_int(&in, 1, 3), width = fuzz_int(&in, 1, 40);
    const int height = fuzz_int(&in, 1, 40);
    const ax_cameras cameras = fuzz_cameras(&in, fuzz_unit(&in), views, width, height);
    draw(&in, &cameras, width, height);
    project(&in, &cameras);
    plucker(&in, &cameras);
    fuzz_end(&in);
    return 0;
}
