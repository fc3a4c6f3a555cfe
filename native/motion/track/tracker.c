#include "motion/track/tracker.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "motion/maps/draw_order.h"
#include "motion/math/geometry.h"
#include "motion/rig/pose_map_style.h"
#include "motion/rig/skeleton.h"
#include "motion/track/evidence.h"
#include "motion/track/reprojection.h"

enum { PEAKS = 3 };

/* What a place at the rim of the window loses, in discs. */
static const double prior_loss = 0.25;
/* Below this many discs in all views together a joint is searched everywhere ... */
static const double weak = 0.8;
/* ... and moved if so many more discs are found there. */
static const double clearly = 0.7;

/* From this share of its disc on a joint that is not seen counts as hidden. */
static const double hides = 0.3;

/* Version 2: radii of a disc by which two joints must differ in depth for their order
 * to be sure, where they are predicted and once they are found. On real clips 1 to 16
 * do about as well; what costs is to believe a wrong order. */
static const double unsure = 8, sure = 2;

typedef struct tracker {
    ax_pose_maps maps; /* defaults filled in */
    const ax_cameras *cameras;
    const int32_t *parent;
    const double *rest;
    double pixel; /* world units a pixel spans at the rig */
    ax_evidence evidence[AX_MAX_VIEWS];
    ax_peak *peaks;    /* [V, J, PEAKS] */
    int32_t *found;    /* [V, J] */
    double *guess;     /* [J, 3] this frame's prediction */
    double *agreement; /* [J] */
    double *depth;     /* [V, J] of joints in front of the cameras, world units */
    uint8_t *missed;   /* [J] frames since the joint was last seen */
    const ax_tracks *out;
} tracker;

/* Where joints are expected: the first frame at rest, then along the last movement. */
static void predict(tracker *t, int frame) {
    size_t row = 3 * (size_t)t->maps.joints;
    if (frame == 0) {
        memcpy(t->guess, t->rest, row * sizeof *t->guess);
        return;
    }
    const double *last = t->out->joints + ((size_t)frame - 1) * row;
    for (size_t i = 0; i < row; i++) {
        double before = frame > 1 ? (last - row)[i] : last[i];
        t->guess[i] = last[i] + 0.7 * (last[i] - before);
    }
}

static double search_window(const tracker *t, int frame, int joint) {
    if (frame == 0) return 0.5 * t->maps.width;
    return t->maps.window * (1 + 0.5 * fmin(t->missed[joint], 4));
}

/* Tells a view's evidence which joint lies over which, from where they (about) are. */
static void order_discs(tracker *t, int view, const double *points, double slack) {
    const int joints = t->maps.joints;
    double *depth = t->depth + (size_t)view * (size_t)joints;
    if (ax_pose_map_style_of(t->maps.version).disc_order != AX_DISCS_FAR_TO_NEAR)
        return;
    for (int j = 0; j < joints; j++)
        depth[j] = ax_camera_depth(&t->cameras->view[view], points + 3 * j);
    ax_evidence_order(&t->evidence[view], depth, slack * t->maps.radius * t->pixel);
}

static void find_peaks_of(tracker *t, int view, int joint, double window) {
    size_t at = (size_t)view * (size_t)t->maps.joints + (size_t)joint;
    double place[2];
    t->found[at] = 0;
    if (ax_camera_project(&t->cameras->view[view], t->guess + 3 * joint, place))
        t->found[at] = ax_evidence_peaks(&t->evidence[view], joint, place, window,
                                         prior_loss, PEAKS, t->peaks + at * PEAKS);
}

static void find_peaks(tracker *t, int view, int frame) {
    const ax_pose_maps *m = &t->maps;
    size_t bytes = (size_t)m->width * (size_t)m->height * 3;
    size_t map = (size_t)view * (size_t)m->frames + (size_t)frame;
    ax_evidence_read(&t->evidence[view], m->pixels + map * bytes);
    order_discs(t, view, t->guess, unsure);
    for (int j = 0; j < m->joints; j++)
        find_peaks_of(t, view, j, search_window(t, frame, j));
}

/* How well all views together agree that the joint is at x. Gives up, with something
 * not above `least`, as soon as the views left cannot lift it above that. */
static double agreement(const tracker *t, int joint, const double x[3], double window,
                        double least) {
    const double whole = 1 + 1e-6; /* a score's bound, with its rounding */
    const double off = ax_distance3(x, t->guess + 3 * joint) / t->pixel / window;
    double sum = -prior_loss * off * off, at[2];
    for (int v = 0; v < t->cameras->count; v++) {
        if (sum + whole * (t->cameras->count - v) <= least) return least;
        if (ax_camera_project(&t->cameras->view[v], x, at))
            sum += fmax(ax_evidence_score(&t->evidence[v], joint, at), -0.3);
    }
    return sum;
}

/* The ray of a pixel: origin and unit direction. */
static void ray_of(const ax_camera *c, const double at[2], double origin[3],
                   double d[3]) {
    const double *m = c->world_to_camera;
    double ray[3] = {(at[0] - c->cx) / c->fx, (at[1] - c->cy) / c->fy, 1};
    double length = sqrt(ax_dot3(ray, ray));
    for (int i = 0; i < 3; i++)
        d[i] = (m[i] * ray[0] + m[4 + i] * ray[1] + m[8 + i] * ray[2]) / length;
    ax_camera_origin(c, origin);
}

static void nearest_on_ray(const double origin[3], const double d[3],
                           const double point[3], double out[3]) {
    double along = 0;
    for (int i = 0; i < 3; i++) along += (point[i] - origin[i]) * d[i];
    for (int i = 0; i < 3; i++) out[i] = origin[i] + along * d[i];
}

/* The middle of the shortest link between two rays; false if they hardly cross. */
static bool cross_rays(const double o1[3], const double d1[3], const double o2[3],
                       const double d2[3], double out[3]) {
    double between[3], cosine = ax_dot3(d1, d2), sine2 = 1 - cosine * cosine;
    if (sine2 < 1e-4) return false;
    for (int i = 0; i < 3; i++) between[i] = o2[i] - o1[i];
    double a = ax_dot3(between, d1), b = ax_dot3(between, d2);
    double s = (a - b * cosine) / sine2, u = (a * cosine - b) / sine2;
    for (int i = 0; i < 3; i++) out[i] = 0.5 * (o1[i] + s * d1[i] + o2[i] + u * d2[i]);
    return true;
}

typedef struct choice {
    double at[3], agreement;
} choice;

static void consider(const tracker *t, int joint, const double x[3], double window,
                     choice *best) {
    const double value = agreement(t, joint, x, window, best->agreement);
    if (value > best->agreement) {
        memcpy(best->at, x, sizeof best->at);
        best->agreement = value;
    }
}

/* The best place among the prediction, the crossings of every two views' peaks and the
 * points of single peaks' rays nearest to the prediction. */
static double choose_place(const tracker *t, int joint, double window, double out[3]) {
    int joints = t->maps.joints, views = t->cameras->count;
    const double *guess = t->guess + 3 * joint;
    choice best = {.agreement = -INFINITY};
    consider(t, joint, guess, window, &best);
    for (int v = 0; v < views; v++) {
        size_t at = (size_t)v * (size_t)joints + (size_t)joint;
        for (int p = 0; p < t->found[at]; p++) {
            double o1[3], d1[3], x[3];
            ray_of(&t->cameras->view[v], t->peaks[at * PEAKS + (size_t)p].at, o1, d1);
            nearest_on_ray(o1, d1, guess, x);
            consider(t, joint, x, window, &best);
            for (int w = v + 1; w < views; w++) {
                size_t other = (size_t)w * (size_t)joints + (size_t)joint;
                for (int q = 0; q < t->found[other]; q++) {
                    double o2[3], d2[3];
                    ray_of(&t->cameras->view[w], t->peaks[other * PEAKS + (size_t)q].at,
                           o2, d2);
                    if (cross_rays(o1, d1, o2, d2, x))
                        consider(t, joint, x, window, &best);
                }
            }
        }
    }
    memcpy(out, best.at, sizeof best.at);
    return best.agreement;
}

/* Where a view shows the joint about the place x, to a fraction of a pixel, and how
 * much of it. */
static double look(const tracker *t, int view, int joint, const double x[3],
                   double place[2]) {
    const ax_evidence *e = &t->evidence[view];
    double start[2];
    if (!ax_camera_project(&t->cameras->view[view], x, place)) return 0;
    memcpy(start, place, sizeof start);
    const double seen = ax_evidence_refine(e, joint, place);
    if (seen > 0 &&
        hypot(place[0] - start[0], place[1] - start[1]) <= 1.6 * t->maps.radius)
        return seen;
    memcpy(place, start, sizeof start);
    const double covered = ax_evidence_covered(e, joint, place);
    return covered > hides ? -covered : 0;
}

static size_t observation(const tracker *t, int view, int frame, int joint) {
    const size_t map = (size_t)view * (size_t)t->maps.frames + (size_t)frame;
    return map * (size_t)t->maps.joints + (size_t)joint;
}

static void observe(const tracker *t, int frame, int joint, const double x[3]) {
    for (int v = 0; v < t->maps.views; v++) {
        const size_t at = observation(t, v, frame, joint);
        t->out->point_confidence[at] =
            (float)look(t, v, joint, x, t->out->points + 2 * at);
    }
}

static double *joint_in(const tracker *t, int frame, int joint) {
    return t->out->joints +
           3 * ((size_t)frame * (size_t)t->maps.joints + (size_t)joint);
}

static void choose_places(tracker *t, int frame) {
    for (int j = 0; j < t->maps.joints; j++)
        t->agreement[j] =
            choose_place(t, j, search_window(t, frame, j), joint_in(t, frame, j));
}

/* Joints that the views hardly agree on may have gone farther than the window. */
static void search_everywhere(tracker *t, int frame) {
    double window = t->maps.width;
#pragma omp parallel for schedule(dynamic) if (t->maps.width >= AX_PARALLEL_SIZE)
    for (int v = 0; v < t->maps.views; v++)
        for (int j = 0; j < t->maps.joints; j++)
            if (t->agreement[j] < weak) find_peaks_of(t, v, j, window);
    for (int j = 0; j < t->maps.joints; j++) {
        double place[3];
        if (t->agreement[j] >= weak) continue;
        if (choose_place(t, j, window, place) > t->agreement[j] + clearly)
            memcpy(joint_in(t, frame, j), place, sizeof place);
    }
}

static void settle(tracker *t, const ax_observations *o, int frame, int joint) {
    double *out = joint_in(t, frame, joint), place[3];
    memcpy(place, out, sizeof place);
    observe(t, frame, joint, place);
    double support = ax_intersect_rays(o, frame, joint, place, out);
    bool lost = support < 0.15;
    /* Rays that miss each other, or hardly seen: rather the place itself. */
    if (lost || ax_distance3(place, out) > 2 * t->maps.radius * t->pixel)
        memcpy(out, place, sizeof place);
    t->missed[joint] = lost ? (uint8_t)(t->missed[joint] + (t->missed[joint] < 9)) : 0;
}

/* A joint that nothing saw goes where its parent goes, not where it was. */
static void follow_parents(tracker *t, int frame) {
    double *x = t->out->joints + 3 * (size_t)frame * (size_t)t->maps.joints;
    for (int j = 0; j < t->maps.joints; j++) {
        int p = t->parent[j];
        if (t->missed[j] == 0 || p < 0) continue;
        double d[3], length = ax_distance3(t->rest + 3 * j, t->rest + 3 * p), now = 0;
        for (int i = 0; i < 3; i++) d[i] = t->guess[3 * j + i] - t->guess[3 * p + i];
        now = sqrt(ax_dot3(d, d));
        for (int i = 0; i < 3; i++)
            x[3 * j + i] = x[3 * p + i] + (now > 0 ? d[i] / now * length : d[i]);
    }
}

static ax_status tracker_alloc(tracker *t, ax_error *err) {
    const ax_pose_maps *m = &t->maps;
    ax_map_style style = {m->joints, m->colours, m->width,  m->height,
                          m->radius, m->sigma,   m->version};
    size_t views = (size_t)m->views, joints = (size_t)m->joints;
    for (size_t v = 0; v < views; v++)
        AX_TRY(ax_evidence_alloc(&style, &t->evidence[v], err));
    AX_TRY(AX_NEW(ax_peak, views * joints * PEAKS, "peaks", &t->peaks, err));
    AX_TRY(AX_NEW(int32_t, views * joints, "peaks", &t->found, err));
    AX_TRY(AX_NEW(double, 3 * joints, "predicted joints", &t->guess, err));
    AX_TRY(AX_NEW(double, joints, "agreement of views", &t->agreement, err));
    AX_TRY(AX_NEW(double, views *joints, "depths of joints", &t->depth, err));
    return AX_NEW(uint8_t, joints, "lost joints", &t->missed, err);
}

static void tracker_free(tracker *t) {
    for (int v = 0; v < AX_MAX_VIEWS; v++) ax_evidence_free(&t->evidence[v]);
    ax_free(t->peaks);
    ax_free(t->found);
    ax_free(t->guess);
    ax_free(t->agreement);
    ax_free(t->depth);
    ax_free(t->missed);
}

static double pixel_size(const ax_cameras *cameras, const double *rest, int joints) {
    double centre[3] = {0}, origin[3];
    for (int j = 0; j < joints; j++)
        for (int i = 0; i < 3; i++) centre[i] += rest[3 * j + i] / joints;
    ax_camera_origin(&cameras->view[0], origin);
    double depth = ax_distance3(centre, origin);
    return (depth > 0 ? depth : 1) / cameras->view[0].fx;
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
    ax_observations o = {
        *cameras, maps->frames, maps->joints, out->points, out->point_confidence,
        parent,   rest,         NULL};
    ax_status status = ax_observations_check(&o, err);
    if (status == AX_OK) status = tracker_alloc(&t, err);
    if (status != AX_OK) goto done;
    t.pixel = pixel_size(cameras, rest, maps->joints);
    for (int f = 0; f < maps->frames; f++) {
        predict(&t, f);
#pragma omp parallel for schedule(dynamic) if (maps->width >= AX_PARALLEL_SIZE)
        for (int v = 0; v < maps->views; v++) find_peaks(&t, v, f);
        choose_places(&t, f);
        if (f > 0) search_everywhere(&t, f);
        for (int v = 0; v < maps->views; v++)
            order_discs(&t, v, joint_in(&t, f, 0), sure);
        for (int j = 0; j < maps->joints; j++) settle(&t, &o, f, j);
        follow_parents(&t, f);
    }
    status =
        ax_triangulate_from(&o, out->joints, out->confidence, out->residual_px, err);
done:
    tracker_free(&t);
    return status;
}

/* What is seen better at the new place replaces what was seen. */
static void observe_again(const tracker *t, int frame, int view) {
    for (int j = 0; j < t->maps.joints; j++) {
        const size_t at = observation(t, view, frame, j);
        double place[2];
        const double before = (double)t->out->point_confidence[at];
        const double seen = look(t, view, j, joint_in(t, frame, j), place);
        if (seen > before || (before <= 0 && seen != 0)) {
            memcpy(t->out->points + 2 * at, place, sizeof place);
            t->out->point_confidence[at] = (float)seen;
        }
    }
}

ax_status ax_redetect(const ax_pose_maps *maps, const ax_cameras *cameras,
                      const ax_tracks *found, ax_error *err) {
    AX_TRY(ax_pose_maps_check_cameras(maps, cameras, err));
    tracker t = {.maps = ax_pose_maps_defaults(maps), .cameras = cameras, .out = found};
    ax_status status = tracker_alloc(&t, err);
    if (status != AX_OK) goto done;
    t.pixel = pixel_size(cameras, joint_in(&t, 0, 0), maps->joints);
    const size_t bytes = (size_t)maps->width * (size_t)maps->height * 3;
#pragma omp parallel for schedule(dynamic) if (maps->width >= AX_PARALLEL_SIZE)
    for (int v = 0; v < maps->views; v++)
        for (int f = 0; f < maps->frames; f++) {
            const size_t map = (size_t)v * (size_t)maps->frames + (size_t)f;
            ax_evidence_read(&t.evidence[v], maps->pixels + map * bytes);
            order_discs(&t, v, joint_in(&t, f, 0), sure);
            observe_again(&t, f, v);
        }
done:
    tracker_free(&t);
    return status;
}
