#include "motion/track/candidates.h"

#include <math.h>
#include <string.h>

#include "motion/math/geometry.h"
#include "motion/track/rays.h"

/* What a view takes away at most: one that shows something else there may be wrong. */
static const double min_view_score = -0.3;
/* An upper bound of a view's score, 1, with its rounding. */
static const double max_view_score = 1 + 1e-6;

/* The search for one joint, and the best place so far. */
typedef struct search {
    const ax_candidates *given;
    int joint;
    double window_px;
    double best[3], agreement;
} search;

/* How well all views together agree that the joint is at x. Gives up, with something
 * not above the best so far, as soon as the views left cannot lift it above that. */
static double agreement_at(const search *s, const double x[3]) {
    const ax_candidates *c = s->given;
    const double distance =
        ax_distance3(x, c->predicted + 3 * s->joint) / c->pixel_size / s->window_px;
    double sum = -AX_WINDOW_EDGE_PENALTY * distance * distance, at[2];
    for (int v = 0; v < c->cameras->count; v++) {
        if (sum + max_view_score * (c->cameras->count - v) <= s->agreement)
            return s->agreement;
        if (ax_camera_project(&c->cameras->view[v], x, at))
            sum += fmax(ax_disc_score(&c->likelihood[v], s->joint, at), min_view_score);
    }
    return sum;
}

static void consider(search *s, const double x[3]) {
    const double agreement = agreement_at(s, x);
    if (agreement > s->agreement) {
        memcpy(s->best, x, sizeof s->best);
        s->agreement = agreement;
    }
}

static ax_ray peak_ray(const search *s, int view, int peak) {
    const ax_candidates *c = s->given;
    const size_t first = (size_t)view * (size_t)c->joints + (size_t)s->joint;
    return ax_ray_through(&c->cameras->view[view],
                          c->peaks[first * AX_PEAKS_PER_VIEW + (size_t)peak].at);
}

static int peak_count(const search *s, int view) {
    return s->given
        ->peak_count[(size_t)view * (size_t)s->given->joints + (size_t)s->joint];
}

/* Where the ray meets those of later views. */
static void consider_pairs(search *s, int view, const ax_ray *ray) {
    for (int v = view + 1; v < s->given->cameras->count; v++)
        for (int p = 0; p < peak_count(s, v); p++) {
            const ax_ray other = peak_ray(s, v, p);
            double x[3];
            if (ax_rays_midpoint(ray, &other, x)) consider(s, x);
        }
}

double ax_best_candidate(const ax_candidates *candidates, int joint, double window_px,
                         double out[3]) {
    const double *predicted = candidates->predicted + 3 * joint;
    search s = {.given = candidates,
                .joint = joint,
                .window_px = window_px,
                .agreement = -INFINITY};
    consider(&s, predicted);
    for (int v = 0; v < candidates->cameras->count; v++)
        for (int p = 0; p < peak_count(&s, v); p++) {
            const ax_ray ray = peak_ray(&s, v, p);
            double x[3];
            ax_ray_nearest(&ray, predicted, x);
            consider(&s, x);
            consider_pairs(&s, v, &ray);
        }
    memcpy(out, s.best, sizeof s.best);
    return s.agreement;
}
