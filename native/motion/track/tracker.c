#include "motion/track/tracker.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "motion/maps/draw_order.h"
#include "motion/math/geometry.h"
#include "motion/math/parallel.h"
#include "motion/rig/skeleton.h"
#include "motion/track/candidates.h"
#include "motion/track/disc_fit.h"
#include "motion/track/reprojection.h"

/* A joint of whose disc the views show less than this in sum (1: one whole disc) is
 * searched in the whole maps ... */
static const double min_agreement = 0.8;
/* ... and moved to what is found there if that is so much more. */
static const double min_agreement_gain = 0.7;

/* A disc that is not seen counts as hidden if others cover at least this share. */
static const double min_hidden_share = 0.3;
/* Confidences of the views, in sum, below which a joint counts as not seen. */
static const double min_ray_support = 0.15;
/* A detection farther from where the joint projects to is another disc's. */
static const double max_detection_shift_radii = 1.6;
/* Rays that meet farther from the place chosen do not meet at all. */
static const double max_ray_shift_radii = 2;

/* A joint's last movement goes on, but so much of it. */
static const double velocity_damping = 0.7;
/* The window grows with each frame in which a joint is not seen, so far. */
static const double window_growth = 0.5;
enum { MAX_GROWTH_FRAMES = 4, MAX_MISSED_FRAMES = 9 };

/* Maps drawn far to near: radii of a disc by which two joints must differ in depth for
 * their order to be certain, where they are predicted and once they are found. On real
 * clips 1 to 16 do about as well; what costs is to believe a wrong order. */
static const double predicted_order_margin_radii = 8, found_order_margin_radii = 2;

typedef struct tracker {
    ax_pose_maps maps; /* defaults filled in */
    const ax_cameras *cameras;
    const int32_t *parent;
    const double *rest;
    double pixel_size; /* world units that a pixel spans at the rig */
    bool needs_depths; /* to know which disc hides which */
    ax_joint_likelihood likelihood[AX_MAX_VIEWS];
    ax_peak_search search[AX_MAX_VIEWS];
    ax_peak *peaks;      /* [V, J, AX_PEAKS_PER_VIEW] */
    int32_t *peak_count; /* [V, J] */
    double *predicted;   /* [J, 3] */
    double *agreement;   /* [J] of the views, on the place chosen */
    double *depth;       /* [V, J] of joints in front of the cameras, world units */
    uint8_t *missed;     /* [J] frames since the joint was last seen */
    const ax_tracks *out;
} tracker;

static double *joint_in(const tracker *t, int frame, int joint) {
    return t->out->joints +
           3 * ((size_t)frame * (size_t)t->maps.joints + (size_t)joint);
}

/* ---- prediction and detection ---- */

/* Where joints are expected: the first frame at rest, then along the last movement. */
static void predict(tracker *t, int frame) {
    size_t row = 3 * (size_t)t->maps.joints;
    if (frame == 0) {
        memcpy(t->predicted, t->rest, row * sizeof *t->predicted);
        return;
    }
    const double *last = joint_in(t, frame - 1, 0);
    for (size_t i = 0; i < row; i++) {
        double before = frame > 1 ? (last - row)[i] : last[i];
        t->predicted[i] = last[i] + velocity_damping * (last[i] - before);
    }
}

static double window_px(const tracker *t, int frame, int joint) {
    if (frame == 0) return 0.5 * t->maps.width;
    return t->maps.window *
           (1 + window_growth * fmin(t->missed[joint], MAX_GROWTH_FRAMES));
}

/* Tells a view which disc hides which, from where the joints (about) are. */
static void set_depths(tracker *t, int view, const double *joints,
                       double margin_radii) {
    double *depth = t->depth + (size_t)view * (size_t)t->maps.joints;
    if (!t->needs_depths) return;
    for (int j = 0; j < t->maps.joints; j++)
        depth[j] = ax_camera_depth(&t->cameras->view[view], joints + 3 * j);
    ax_joint_likelihood_set_depths(&t->likelihood[view], depth,
                                   margin_radii * t->maps.radius * t->pixel_size);
}

static void read_map(tracker *t, int view, int frame) {
    const ax_pose_maps *m = &t->maps;
    const size_t bytes = (size_t)m->width * (size_t)m->height * 3;
    const size_t map = (size_t)view * (size_t)m->frames + (size_t)frame;
    ax_joint_likelihood_read(&t->likelihood[view], m->pixels + map * bytes);
}

static void find_peaks_of(tracker *t, int view, int joint, double window) {
    size_t at = (size_t)view * (size_t)t->maps.joints + (size_t)joint;
    double centre[2];
    t->peak_count[at] = 0;
    if (ax_camera_project(&t->cameras->view[view], t->predicted + 3 * joint, centre))
        t->peak_count[at] =
            ax_find_peaks(&t->likelihood[view], &t->search[view], joint, centre, window,
                          AX_PEAKS_PER_VIEW, t->peaks + at * AX_PEAKS_PER_VIEW);
}

static void find_peaks(tracker *t, int view, int frame) {
    read_map(t, view, frame);
    set_depths(t, view, t->predicted, predicted_order_margin_radii);
    for (int j = 0; j < t->maps.joints; j++)
        find_peaks_of(t, view, j, window_px(t, frame, j));
}

/* ---- the place in space ---- */

static ax_candidates candidates_of(const tracker *t) {
    return (ax_candidates){.cameras = t->cameras,
                           .likelihood = t->likelihood,
                           .joints = t->maps.joints,
                           .peaks = t->peaks,
                           .peak_count = t->peak_count,
                           .predicted = t->predicted,
                           .pixel_size = t->pixel_size};
}

static void choose_places(tracker *t, int frame) {
    const ax_candidates candidates = candidates_of(t);
    for (int j = 0; j < t->maps.joints; j++)
        t->agreement[j] = ax_best_candidate(&candidates, j, window_px(t, frame, j),
                                            joint_in(t, frame, j));
}

/* Joints that the views hardly agree on may have gone farther than the window. */
static void search_everywhere(tracker *t, int frame) {
    const ax_candidates candidates = candidates_of(t);
    const double window = t->maps.width;
#pragma omp parallel for schedule(dynamic) if (t->maps.width >= AX_PARALLEL_SIZE)
    for (int v = 0; v < t->maps.views; v++)
        for (int j = 0; j < t->maps.joints; j++)
            if (t->agreement[j] < min_agreement) find_peaks_of(t, v, j, window);
    for (int j = 0; j < t->maps.joints; j++) {
        double place[3];
        if (t->agreement[j] >= min_agreement) continue;
        if (ax_best_candidate(&candidates, j, window, place) >
            t->agreement[j] + min_agreement_gain)
            memcpy(joint_in(t, frame, j), place, sizeof place);
    }
}

/* ---- the place in the views ---- */

/* Where a view shows the joint about the place x, to a fraction of a pixel; returns
 * point_confidence. */
static double refine_detection(const tracker *t, int view, int joint, const double x[3],
                               double point[2]) {
    const ax_joint_likelihood *l = &t->likelihood[view];
    double start[2];
    if (!ax_camera_project(&t->cameras->view[view], x, point)) return 0;
    memcpy(start, point, sizeof start);
    const double seen = ax_disc_fit(l, joint, point);
    if (seen > 0 && hypot(point[0] - start[0], point[1] - start[1]) <=
                        max_detection_shift_radii * t->maps.radius)
        return seen;
    memcpy(point, start, sizeof start);
    const double hidden = ax_disc_hidden_share(l, joint, point);
    return hidden > min_hidden_share ? -hidden : 0;
}

static size_t observation(const tracker *t, int view, int frame, int joint) {
    const size_t map = (size_t)view * (size_t)t->maps.frames + (size_t)frame;
    return map * (size_t)t->maps.joints + (size_t)joint;
}

/* Detects a joint in all views about its place, and moves it to where their rays
 * meet. */
static void settle(tracker *t, const ax_observations *o, int frame, int joint) {
    double *out = joint_in(t, frame, joint), place[3];
    memcpy(place, out, sizeof place);
    for (int v = 0; v < t->maps.views; v++) {
        const size_t at = observation(t, v, frame, joint);
        t->out->point_confidence[at] =
            (float)refine_detection(t, v, joint, place, t->out->points + 2 * at);
    }
    const double support = ax_intersect_rays(o, frame, joint, place, out);
    const bool lost = support < min_ray_support;
    if (lost ||
        ax_distance3(place, out) > max_ray_shift_radii * t->maps.radius * t->pixel_size)
        memcpy(out, place, sizeof place);
    if (!lost)
        t->missed[joint] = 0;
    else if (t->missed[joint] < MAX_MISSED_FRAMES)
        t->missed[joint]++;
}

/* A joint that no view shows goes where its parent goes, not where it was. */
static void follow_parents(tracker *t, int frame) {
    double *x = joint_in(t, frame, 0);
    for (int j = 0; j < t->maps.joints; j++) {
        const int p = t->parent[j];
        if (t->missed[j] == 0 || p < 0) continue;
        const double rest_length = ax_distance3(t->rest + 3 * j, t->rest + 3 * p);
        double d[3];
        for (int i = 0; i < 3; i++)
            d[i] = t->predicted[3 * j + i] - t->predicted[3 * p + i];
        const double length = sqrt(ax_dot3(d, d));
        for (int i = 0; i < 3; i++)
            x[3 * j + i] =
                x[3 * p + i] + (length > 0 ? d[i] / length * rest_length : d[i]);
    }
}

/* ---- memory ---- */

static ax_status tracker_alloc(tracker *t, ax_error *err) {
    const size_t views = (size_t)t->maps.views, joints = (size_t)t->maps.joints;
    t->needs_depths =
        ax_pose_map_style_of(t->maps.version).disc_order == AX_DISCS_FAR_TO_NEAR;
    for (size_t v = 0; v < views; v++) {
        AX_TRY(ax_joint_likelihood_alloc(&t->maps, &t->likelihood[v], err));
        AX_TRY(ax_peak_search_alloc(&t->likelihood[v], &t->search[v], err));
    }
    AX_TRY(
        AX_NEW(ax_peak, views * joints * AX_PEAKS_PER_VIEW, "peaks", &t->peaks, err));
    AX_TRY(AX_NEW(int32_t, views * joints, "peaks", &t->peak_count, err));
    AX_TRY(AX_NEW(double, 3 * joints, "predicted joints", &t->predicted, err));
    AX_TRY(AX_NEW(double, joints, "agreement of views", &t->agreement, err));
    AX_TRY(AX_NEW(double, views *joints, "depths of joints", &t->depth, err));
    return AX_NEW(uint8_t, joints, "lost joints", &t->missed, err);
}

static void tracker_free(tracker *t) {
    for (int v = 0; v < AX_MAX_VIEWS; v++) {
        ax_joint_likelihood_free(&t->likelihood[v]);
        ax_peak_search_free(&t->search[v]);
    }
    ax_free(t->peaks);
    ax_free(t->peak_count);
    ax_free(t->predicted);
    ax_free(t->agreement);
    ax_free(t->depth);
    ax_free(t->missed);
}

/* At the middle of the joints, before the first camera. */
static double pixel_size_at(const ax_cameras *cameras, const double *joint,
                            int joints) {
    double centre[3] = {0}, origin[3];
    for (int j = 0; j < joints; j++)
        for (int i = 0; i < 3; i++) centre[i] += joint[3 * j + i] / joints;
    ax_camera_origin(&cameras->view[0], origin);
    const double distance = ax_distance3(centre, origin);
    return (distance > 0 ? distance : 1) / cameras->view[0].fx;
}

/* ---- entry points ---- */

static void track_frame(tracker *t, const ax_observations *o, int frame) {
    const ax_pose_maps *m = &t->maps;
    predict(t, frame);
#pragma omp parallel for schedule(dynamic) if (m->width >= AX_PARALLEL_SIZE)
    for (int v = 0; v < m->views; v++) find_peaks(t, v, frame);
    choose_places(t, frame);
    if (frame > 0) search_everywhere(t, frame);
    for (int v = 0; v < m->views; v++)
        set_depths(t, v, joint_in(t, frame, 0), found_order_margin_radii);
    for (int j = 0; j < m->joints; j++) settle(t, o, frame, j);
    follow_parents(t, frame);
}

ax_status ax_joints_track(const ax_pose_maps *maps, const ax_cameras *cameras,
                          const int32_t *parent, const double *rest,
                          const ax_tracks *out, ax_error *err) {
    AX_TRY(ax_pose_maps_check_cameras(maps, cameras, err));
    tracker t = {.maps = ax_pose_maps_defaults(maps),
                 .cameras = cameras,
                 .parent = parent,
                 .rest = rest,
                 .out = out};
    const ax_observations o = {.cameras = *cameras,
                               .frames = maps->frames,
                               .joints = maps->joints,
                               .points = out->points,
                               .confidence = out->point_confidence,
                               .parent = parent,
                               .rest = rest};
    ax_status status = ax_observations_check(&o, err);
    if (status == AX_OK) status = tracker_alloc(&t, err);
    if (status == AX_OK)
        status = ax_parallel_begin(maps->width >= AX_PARALLEL_SIZE, err);
    if (status != AX_OK) goto done;
    t.pixel_size = pixel_size_at(cameras, rest, maps->joints);
    for (int f = 0; f < maps->frames; f++) track_frame(&t, &o, f);
    status =
        ax_triangulate_from(&o, out->joints, out->confidence, out->residual_px, err);
done:
    tracker_free(&t);
    return status;
}

static void redetect(const tracker *t, int frame, int view) {
    for (int j = 0; j < t->maps.joints; j++) {
        const size_t at = observation(t, view, frame, j);
        double point[2];
        const double before = (double)t->out->point_confidence[at];
        const double now = refine_detection(t, view, j, joint_in(t, frame, j), point);
        if (now > before || (before <= 0 && now != 0)) {
            memcpy(t->out->points + 2 * at, point, sizeof point);
            t->out->point_confidence[at] = (float)now;
        }
    }
}

ax_status ax_redetect(const ax_pose_maps *maps, const ax_cameras *cameras,
                      const ax_tracks *tracks, ax_error *err) {
    AX_TRY(ax_pose_maps_check_cameras(maps, cameras, err));
    tracker t = {
        .maps = ax_pose_maps_defaults(maps), .cameras = cameras, .out = tracks};
    ax_status status = tracker_alloc(&t, err);
    if (status == AX_OK)
        status = ax_parallel_begin(maps->width >= AX_PARALLEL_SIZE, err);
    if (status != AX_OK) goto done;
    t.pixel_size = pixel_size_at(cameras, joint_in(&t, 0, 0), maps->joints);
#pragma omp parallel for schedule(dynamic) if (maps->width >= AX_PARALLEL_SIZE)
    for (int v = 0; v < maps->views; v++)
        for (int f = 0; f < maps->frames; f++) {
            read_map(&t, v, f);
            set_depths(&t, v, joint_in(&t, f, 0), found_order_margin_radii);
            redetect(&t, f, v);
        }
done:
    tracker_free(&t);
    return status;
}
