/* Pose maps to joints: maps that were drawn and scribbled over, and maps of noise. */
#include "fuzz/scene.h"
#include "motion/fit/photometric.h"
#include "motion/maps/colours.h"
#include "motion/maps/pose_map.h"
#include "motion/track/confidence.h"
#include "motion/track/extract.h"
#include "motion/track/tracker.h"

typedef struct scene {
    int views, frames, joints, size[2], version;
    double unit;
    ax_cameras cameras;
    const int32_t *parent;
    const double *rest;
    uint8_t *pixels;
    const uint8_t *colours;
} scene;

static void scribble(fuzz_bytes *in, const scene *s, size_t bytes) {
    if (bytes == 0) return;
    for (int strokes = fuzz_int(in, 0, 8); strokes > 0; strokes--) {
        size_t from = fuzz_bits(in, 4) % bytes, length = fuzz_bits(in, 1) + 1;
        const size_t joint = fuzz_bits(in, 1) % fuzz_size(s->joints);
        const uint8_t *colour = s->colours + 3 * joint;
        for (size_t i = from; i < from + length && i < bytes; i++)
            s->pixels[i] = colour[i % 3];
    }
    if (!fuzz_flag(in, 4)) return;
    uint32_t state = (uint32_t)fuzz_bits(in, 4) | 1;
    const uint32_t sparse = (uint32_t)fuzz_bits(in, 1);
    for (size_t i = 0; i < bytes; i++) {
        state = state * 1664525 + 1013904223;
        if ((state >> 8) % 256 >= sparse) s->pixels[i] = (uint8_t)(state >> 24);
    }
}

static scene make_scene(fuzz_bytes *in) {
    scene s = {.views = fuzz_int(in, 1, 4), .frames = fuzz_int(in, 1, 4)};
    s.joints = fuzz_int(in, 1, 8);
    const int largest = fuzz_flag(in, 4) ? 32 : 16; /* small ones are quick */
    for (int i = 0; i < 2; i++) s.size[i] = fuzz_int(in, 1, largest);
    s.unit = fuzz_unit(in);
    s.cameras = fuzz_cameras(in, s.unit, s.views, s.size[0], s.size[1]);
    s.parent = fuzz_parents(in, s.joints);
    s.rest = fuzz_doubles(in, 3 * fuzz_size(s.joints), -s.unit, s.unit);
    uint8_t *colours = fuzz_octets(in, 3 * fuzz_size(s.joints));
    s.version = fuzz_int(in, 1, 2);
    if (!fuzz_flag(in, 4))
        (void)ax_joint_colours(s.rest, s.joints, s.version, colours, NULL);
    s.colours = colours;
    const size_t bytes = fuzz_size(s.views) * fuzz_size(s.frames) *
                         fuzz_size(s.size[0]) * fuzz_size(s.size[1]) * 3;
    s.pixels = fuzz_array(in, bytes, 1);
    memset(s.pixels, 255, bytes);
    const double *points = fuzz_movement(in, s.rest, s.frames, s.joints);
    ax_pose_scene drawn = {s.frames, s.joints, points, s.parent, colours};
    ax_draw_params params = {s.version, fuzz_int(in, 3, 30) / 6.0, fuzz_int(in, 0, 4)};
    (void)ax_pose_maps_draw(&s.cameras, &drawn, &params, s.pixels, NULL);
    scribble(in, &s, bytes);
    return s;
}

static void extract(fuzz_bytes *in, const scene *s, const ax_pose_maps *maps) {
    const size_t starts = fuzz_size(s->views) * fuzz_size(s->joints);
    const size_t count = starts * fuzz_size(s->frames);
    double *start = fuzz_doubles(in, 2 * starts, 0, s->size[0]);
    double *points = fuzz_array(in, 2 * count, sizeof *points);
    float *confidence = fuzz_array(in, count, sizeof *confidence);
    if (fuzz_flag(in, 2))
        (void)ax_project(&s->cameras, s->rest, fuzz_size(s->joints), start, NULL);
    bool known = true;
    for (size_t i = 0; i < 2 * starts; i++) known = known && isfinite(start[i]);
    ax_error err = {0};
    if (!fuzz_succeeded(ax_extract(maps, start, points, confidence, &err), &err))
        return;
    fuzz_between(confidence, count, 0, 1, "confidence");
    /* A start that is not finite stays so until the joint is seen. */
    for (size_t i = 0; i < count; i++)
        if (known || confidence[i] > 0) fuzz_finite(points + 2 * i, 2, "points");
}

/* Hidden points have a negative confidence, and they too are somewhere. */
static void check_points(const ax_tracks *out, size_t count) {
    fuzz_between(out->point_confidence, count, -1, 1, "confidence of points");
    for (size_t i = 0; i < count; i++) {
        const float probability = ax_point_probability(out->point_confidence[i]);
        fuzz_between(&probability, 1, 0, 1, "probability of a point");
        if (out->point_confidence[i] != 0)
            fuzz_finite(out->points + 2 * i, 2, "points");
    }
}

/* What the pixels say of the joints found. */
static void photometric(fuzz_bytes *in, const scene *s, const ax_pose_maps *maps,
                        const double *joints, size_t count) {
    double *gradient = fuzz_array(in, 3 * count, sizeof *gradient);
    double *blocks = fuzz_array(in, 9 * count, sizeof *blocks);
    ax_photometric *p = NULL;
    ax_error err = {0};
    if (!fuzz_succeeded(ax_photometric_open(maps, &s->cameras, s->parent, &p, &err),
                        &err) ||
        !p)
        return;
    memset(gradient, 0, 3 * count * sizeof *gradient);
    memset(blocks, 0, 9 * count * sizeof *blocks);
    ax_photometric_calibrate(p, joints, 0.3);
    const double cost = ax_photometric_cost(p, joints);
    ax_photometric_linearise(p, joints, gradient, blocks);
    ax_photometric_close(p);
    fuzz_finite(&cost, 1, "cost");
    fuzz_finite(gradient, 3 * count, "gradient");
    fuzz_finite(blocks, 9 * count, "blocks");
}

static void track(fuzz_bytes *in, const scene *s, const ax_pose_maps *maps) {
    const size_t joints = fuzz_size(s->frames) * fuzz_size(s->joints);
    const size_t points = joints * fuzz_size(s->views);
    ax_tracks out = {fuzz_array(in, 3 * joints, sizeof(double)),
                     fuzz_array(in, joints, sizeof(float)),
                     fuzz_array(in, joints, sizeof(float)),
                     fuzz_array(in, 2 * points, sizeof(double)),
                     fuzz_array(in, points, sizeof(float))};
    ax_error err = {0};
    if (!fuzz_succeeded(
            ax_joints_track(maps, &s->cameras, s->parent, s->rest, &out, &err), &err))
        return;
    fuzz_finite(out.joints, 3 * joints, "joints");
    fuzz_between(out.confidence, joints, 0, 1, "confidence");
    fuzz_between(out.residual_px, joints, 0, (double)FLT_MAX, "residual");
    check_points(&out, points);
    if (!fuzz_succeeded(ax_redetect(maps, &s->cameras, &out, &err), &err)) return;
    check_points(&out, points);
    photometric(in, s, maps, out.joints, joints);
    const ax_observations observations = {
        s->cameras,           s->frames, s->joints, out.points,
        out.point_confidence, s->parent, s->rest,   NULL};
    ax_joint_probabilities(&observations, out.joints, out.confidence, out.residual_px);
    fuzz_between(out.confidence, joints, 0, 1, "probability");
    fuzz_between(out.residual_px, joints, 0, (double)FLT_MAX, "residual");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_bytes in = fuzz_begin(data, size);
    scene s = make_scene(&in);
    ax_pose_maps maps = {.views = s.views,
                         .frames = s.frames,
                         .height = s.size[1],
                         .width = s.size[0],
                         .joints = s.joints,
                         .pixels = s.pixels,
                         .colours = s.colours,
                         .version = s.version};
    /* A disc of a thousand pixels is legal and takes its area in time. */
    if (fuzz_flag(&in, 2)) maps.radius = fmin(fuzz_double(&in, 0.2, 12), 1e9);
    if (maps.radius > 100 && maps.radius < 1000) maps.radius = 100;
    if (fuzz_flag(&in, 2)) maps.sigma = fuzz_double(&in, 0, 120);
    if (fuzz_flag(&in, 2)) maps.window = fuzz_double(&in, 0, 40);
    int *sizes[] = {&maps.views, &maps.frames, &maps.height, &maps.width, &maps.joints};
    if (in.wild && fuzz_flag(&in, 32))
        *sizes[fuzz_bits(&in, 1) % 5] = fuzz_nonsense(&in);
    extract(&in, &s, &maps);
    track(&in, &s, &maps);
    fuzz_end(&in);
    return 0;
}
