#include "motion/track/reprojection.h"

#include <math.h>
#include <string.h>

#include "motion/math/geometry.h"
#include "motion/track/rays.h"

/* In diagonals, where the maps show all and where they hardly show a disc; chosen on
 * drawings, on clips through a VAE and on samples. */
static const double smooth_spread = 0.06, smooth_spread_weak = 0.02;
/* Observations of less weight say nothing. */
static const double min_weight = 0.02;
/* What a point behind a camera costs: as much as one far off. */
static const double behind_cost = 20;

double ax_observation_weight(const ax_observations *o, int view, size_t point) {
    size_t at = (size_t)view * (size_t)o->frames * (size_t)o->joints + point;
    double w = (double)o->confidence[at];
    const double *p = o->points + 2 * at;
    return w > min_weight && ax_is_finite_in_range(p, 2) ? fmin(w, 1) : 0;
}

const double *ax_observation_at(const ax_observations *o, int view, size_t point) {
    return o->points +
           2 * ((size_t)view * (size_t)o->frames * (size_t)o->joints + point);
}

double ax_intersect_rays(const ax_observations *o, int frame, int joint,
                         const double guess[3], double out[3]) {
    size_t point = (size_t)frame * (size_t)o->joints + (size_t)joint;
    double m[9] = {0}, b[3] = {0}, total = 0;
    for (int v = 0; v < o->cameras.count; v++) {
        const double w = ax_observation_weight(o, v, point);
        if (w == 0) continue;
        const ax_ray ray =
            ax_ray_through(&o->cameras.view[v], ax_observation_at(o, v, point));
        const double *d = ray.direction;
        total += w;
        for (int i = 0; i < 3; i++)
            for (int k = 0; k < 3; k++) {
                double project = w * w * ((i == k) - d[i] * d[k]);
                m[3 * i + k] += project;
                b[i] += project * ray.origin[k];
            }
    }
    /* Nearly parallel rays, and one ray alone, leave a direction to the guess. */
    const double damping = 1e-4 * (total > 0 ? total : 1);
    for (int i = 0; i < 3; i++) {
        m[4 * i] += damping;
        b[i] += damping * guess[i];
    }
    if (!ax_matrix3_solve(m, b, out)) memcpy(out, guess, 3 * sizeof *out);
    return total;
}

static size_t points_of(const ax_observations *o) {
    return (size_t)o->frames * (size_t)o->joints;
}

double ax_reprojection_cost(const ax_observations *o, const double *joints,
                            double spread) {
    const double scale = 1 / (spread * spread);
    double cost = 0;
    for (int v = 0; v < o->cameras.count; v++)
        for (size_t i = 0; i < points_of(o); i++) {
            const double w = ax_observation_weight(o, v, i);
            double at[2];
            if (w == 0) continue;
            if (!ax_camera_project(&o->cameras.view[v], joints + 3 * i, at)) {
                cost += behind_cost * w;
                continue;
            }
            const double *p = ax_observation_at(o, v, i);
            const double dx = at[0] - p[0], dy = at[1] - p[1];
            cost += w * log1p((dx * dx + dy * dy) * scale);
        }
    return cost;
}

void ax_reprojection_linearise(const ax_observations *o, const double *joints,
                               double spread, double *gradient, double *blocks) {
    const double scale = 1 / (spread * spread);
    for (int v = 0; v < o->cameras.count; v++)
        for (size_t i = 0; i < points_of(o); i++) {
            double w = ax_observation_weight(o, v, i), at[2], jac[6];
            if (w == 0 ||
                !ax_camera_linearise(&o->cameras.view[v], joints + 3 * i, at, jac))
                continue;
            const double *p = ax_observation_at(o, v, i);
            const double r[2] = {at[0] - p[0], at[1] - p[1]};
            w *= scale / (1 + (r[0] * r[0] + r[1] * r[1]) * scale);
            double *block = blocks + 9 * i;
            for (int a = 0; a < 3; a++) {
                gradient[3 * i + (size_t)a] -= w * (jac[a] * r[0] + jac[3 + a] * r[1]);
                for (int b = 0; b < 3; b++)
                    block[3 * a + b] += w * (jac[a] * jac[b] + jac[3 + a] * jac[3 + b]);
            }
        }
}

double ax_reprojection_spread(const ax_observations *o, const double *joints) {
    enum { BINS = 400 };
    const double unit = o->cameras.view[0].width / 128;
    double histogram[BINS] = {0}, total = 0, sum = 0;
    for (int v = 0; v < o->cameras.count; v++)
        for (size_t i = 0; i < points_of(o); i++) {
            const double w = ax_observation_weight(o, v, i);
            double at[2];
            if (w < 0.3 || !ax_camera_project(&o->cameras.view[v], joints + 3 * i, at))
                continue;
            const double *p = ax_observation_at(o, v, i);
            const double r = hypot(at[0] - p[0], at[1] - p[1]) / unit;
            histogram[(int)fmin(r * 100, BINS - 1)] += 1;
            total += 1;
        }
    int bin = 0;
    while (bin < BINS && sum + histogram[bin] < 0.5 * total) sum += histogram[bin++];
    return unit * fmin(fmax(2 * (bin + 1) / 100.0, 0.05), 2);
}

double ax_rest_diagonal(const ax_observations *o) {
    return ax_box_diagonal(o->rest, o->joints);
}

/* How much the maps show on average of what two views of whole discs would, 0..1. */
static double shown_share(const ax_observations *o) {
    double sum = 0;
    for (size_t i = 0; i < points_of(o); i++) {
        double weights = 0;
        for (int v = 0; v < o->cameras.count; v++)
            weights += ax_observation_weight(o, v, i);
        sum += fmin(0.5 * weights, 1);
    }
    return sum / (double)points_of(o);
}

double ax_smooth_spread(const ax_observations *o) {
    const double weakness = fmin(fmax((0.75 - shown_share(o)) / 0.35, 0), 1);
    return smooth_spread * pow(smooth_spread_weak / smooth_spread, weakness);
}
