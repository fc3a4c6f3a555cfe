/* From what the views show to keyframes: all frames at once, so that windows leave no
 * seams. */
#include <string.h>

#include "animate/job.h"
#include "motion/fit/solve_motion.h"

/* A loop is solved with so many of its own frames repeated on each side, so that its
 * ends have the neighbours that they have in use. */
enum { LOOP_MARGIN = 4 };

/* The arrays of a solution, with the margin. */
typedef struct solution {
    int frames;
    ax_keyframes keys;
    ax_tracks tracks;
    uint8_t *pixels;
} solution;

static ax_status solve_frames(const job *j, const solution *s, ax_error *err) {
    const ax_result *r = j->result;
    const double line_width = j->engine->config.pose_map.line_width;
    ax_pose_maps maps = {.views = r->views,
                         .frames = s->frames,
                         .height = r->height,
                         .width = r->width,
                         .joints = r->joints,
                         .pixels = s->pixels,
                         .colours = j->colours,
                         .radius = j->engine->config.pose_map.radius,
                         .version = j->engine->config.pose_map.version,
                         .line_width = line_width > 0 ? line_width : -1};
    if (job_uses_fields(j))
        return ax_solve_points(s->frames, &j->cameras, j->request->skeleton,
                               &r->selection, &s->tracks, &s->keys,
                               j->request->contacts, err);
    return ax_solve_motion(&maps, &j->cameras, j->request->skeleton, &r->selection,
                           &s->tracks, &s->keys, j->request->contacts, err);
}

/* ---- loops ---- */

/* [rows, F, size bytes] -> [rows, F + 2 margin, size bytes], cyclically; and the middle
 * back. */
static void repeat_ends(const void *from, size_t rows, size_t frames, size_t size,
                        void *to) {
    const size_t wide = frames + 2 * LOOP_MARGIN;
    for (size_t r = 0; r < rows; r++)
        for (size_t f = 0; f < wide; f++) {
            const size_t source = (f + frames - LOOP_MARGIN % frames) % frames;
            memcpy((char *)to + (r * wide + f) * size,
                   (const char *)from + (r * frames + source) * size, size);
        }
}
static void cut_ends(const void *from, size_t rows, size_t frames, size_t size,
                     void *to) {
    const size_t wide = frames + 2 * LOOP_MARGIN;
    for (size_t r = 0; r < rows; r++)
        memcpy((char *)to + r * frames * size,
               (const char *)from + (r * wide + LOOP_MARGIN) * size, frames * size);
}

static ax_status open_wide(const job *j, solution *s, ax_error *err) {
    const ax_result *r = j->result;
    const int64_t V = r->views, F = s->frames, N = r->bones, J = r->joints;
    const size_t views = (size_t)r->views, frames = (size_t)r->frames;
    const size_t joints = (size_t)r->joints;
    AX_TRY(ALLOCATE(double, &s->keys.rotation, "rotations", err, F, N, 4));
    AX_TRY(ALLOCATE(double, &s->keys.location, "locations", err, F, N, 3));
    AX_TRY(ALLOCATE(double, &s->tracks.joints, "joints", err, F, J, 3));
    AX_TRY(ALLOCATE(float, &s->tracks.confidence, "confidences", err, F, J));
    AX_TRY(ALLOCATE(float, &s->tracks.residual_px, "residuals", err, F, J));
    AX_TRY(ALLOCATE(double, &s->tracks.points, "tracks", err, V, F, J, 2));
    AX_TRY(ALLOCATE(float, &s->tracks.point_confidence, "tracks", err, V, F, J));
    repeat_ends(j->points, views, frames, 2 * joints * sizeof(double),
                s->tracks.points);
    repeat_ends(j->point_confidence, views, frames, joints * sizeof(float),
                s->tracks.point_confidence);
    if (job_uses_fields(j)) return AX_OK;
    const size_t image = 3 * (size_t)r->height * (size_t)r->width;
    AX_TRY(ALLOCATE(uint8_t, &s->pixels, "pose maps", err, V, F, (int64_t)image));
    repeat_ends(j->pose, views, frames, image, s->pixels);
    return AX_OK;
}

static void close_wide(const job *j, const solution *s, bool solved) {
    const ax_result *r = j->result;
    const size_t F = (size_t)r->frames, V = (size_t)r->views, J = (size_t)r->joints;
    const size_t bones = (size_t)r->bones * sizeof(double);
    if (solved) {
        cut_ends(s->keys.rotation, 1, F, 4 * bones, r->rotation);
        cut_ends(s->keys.location, 1, F, 3 * bones, r->location);
        cut_ends(s->tracks.joints, 1, F, 3 * J * sizeof(double), r->positions);
        cut_ends(s->tracks.confidence, 1, F, J * sizeof(float), r->confidence);
        cut_ends(s->tracks.residual_px, 1, F, J * sizeof(float), r->residual_px);
        cut_ends(s->tracks.points, V, F, 2 * J * sizeof(double), j->points);
        cut_ends(s->tracks.point_confidence, V, F, J * sizeof(float),
                 j->point_confidence);
    }
    void *arrays[] = {s->keys.rotation,           s->keys.location,
                      s->tracks.joints,           s->tracks.confidence,
                      s->tracks.residual_px,      s->tracks.points,
                      s->tracks.point_confidence, s->pixels};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) ax_free(arrays[i]);
}

static ax_status solve_loop(const job *j, ax_error *err) {
    solution s = {.frames = j->result->frames + 2 * LOOP_MARGIN};
    s.keys = (ax_keyframes){.frames = s.frames, .bones = j->result->bones};
    ax_status status = open_wide(j, &s, err);
    if (status == AX_OK) status = solve_frames(j, &s, err);
    close_wide(j, &s, status == AX_OK);
    return status;
}

/* ---- all ---- */

/* Pose fields have no pixels: the preview draws the solved joints as pose maps. */
static ax_status draw_preview(const job *j, ax_error *err) {
    const ax_result *r = j->result;
    const ax_pose_scene scene = {r->frames, r->joints, r->positions,
                                 r->selection.parent, j->colours};
    const ax_draw_params params = job_draw_params(j);
    return ax_pose_maps_draw(&j->cameras, &scene, &params, j->pose, err);
}

ax_status job_solve(job *j, ax_error *err) {
    const ax_result *r = j->result;
    const solution s = {.frames = r->frames,
                        .keys = {r->frames, r->bones, r->rotation, r->location},
                        .tracks = {.joints = r->positions,
                                   .confidence = r->confidence,
                                   .residual_px = r->residual_px,
                                   .points = j->points,
                                   .point_confidence = j->point_confidence},
                        .pixels = j->pose};
    AX_TRY(j->request->loop ? solve_loop(j, err) : solve_frames(j, &s, err));
    AX_TRY(job_keep_given(j, err));
    return job_uses_fields(j) && j->request->preview ? draw_preview(j, err) : AX_OK;
}
