#include "motion/fit/photometric.h"

#include <math.h>

#include "base/memory.h"
#include "motion/maps/soft_renderer.h"
#include "motion/math/parallel.h"

/* Chosen on clips that went through nano-joint's VAE, checked on drawings and samples.
 * RGB units: from here on a pixel's residual counts less and less (Cauchy's loss). */
static const double robust_scale = 80;
/* A whole disc weighs as much as so many observed points. */
static const double points_per_disc = 2;

/* Pixels: the blurs that calibration tries, ascending, on up to CALIBRATION_FRAMES. */
static const double blurs[] = {0, 0.3, 0.45, 0.6, 0.8, 1, 1.3, 1.6, 2};
enum { BLURS = sizeof blurs / sizeof *blurs, CALIBRATION_FRAMES = 6, MAX_THREADS = 8 };

static const float white[3] = {255, 255, 255};

struct ax_photometric {
    ax_pose_maps maps; /* defaults filled in */
    const ax_cameras *cameras;
    ax_soft_params renderer;
    double blur, weight;
    double gain[3];     /* RGB: contrast to white, of the maps over the rendering's */
    double *blank_cost; /* [F] of a white image */
    double *frame_cost; /* [F] scratch */
    int threads;
    ax_soft_map map[MAX_THREADS];
};

static size_t map_pixels(const ax_photometric *p) {
    return (size_t)p->maps.width * (size_t)p->maps.height;
}

static const uint8_t *map_at(const ax_photometric *p, int view, int frame) {
    const size_t map = (size_t)view * (size_t)p->maps.frames + (size_t)frame;
    return p->maps.pixels + map * map_pixels(p) * 3;
}

static const double *joints_in(const ax_photometric *p, const double *x, int frame) {
    return x + 3 * (size_t)frame * (size_t)p->maps.joints;
}

/* A pixel's residual r, rendered - observed; returns |r|^2. */
static double residual_of(const ax_photometric *p, const float *rendered,
                          const uint8_t *map, double r[3]) {
    for (int i = 0; i < 3; i++)
        r[i] = 255 - p->gain[i] * (255 - (double)rendered[i]) - map[i];
    return r[0] * r[0] + r[1] * r[1] + r[2] * r[2];
}

/* ---- the cost ---- */

/* What the rendering changes in the cost of a white image. A pixel that was counted is
 * marked by transmittance 0, so that it counts once however many fragments it has. */
static double cost_of_drawing(const ax_photometric *p, ax_soft_map *m,
                              const uint8_t *map) {
    double cost = 0, r[3];
    for (size_t i = 0; i < m->count; i++) {
        const size_t at = m->fragments[i].pixel;
        if (m->transmittance[at] == 0) continue;
        m->transmittance[at] = 0;
        const double now = residual_of(p, m->canvas + 3 * at, map + 3 * at, r);
        const double before = residual_of(p, white, map + 3 * at, r);
        cost += log((robust_scale * robust_scale + now) /
                    (robust_scale * robust_scale + before));
    }
    return robust_scale * robust_scale * cost;
}

static double cost_of_frame(const ax_photometric *p, ax_soft_map *m,
                            const double *joints, int frame) {
    double cost = p->blank_cost[frame];
    for (int v = 0; v < p->maps.views; v++) {
        ax_soft_map_draw(m, &p->renderer, &p->cameras->view[v],
                         joints_in(p, joints, frame));
        cost += cost_of_drawing(p, m, map_at(p, v, frame));
        ax_soft_map_clear(m);
    }
    return cost;
}

/* Of every `stride`-th frame. Summed in the order of frames, so that the result does
 * not depend on the number of threads. */
static double strided_cost(ax_photometric *p, const double *joints, int stride) {
    double cost = 0;
#pragma omp parallel for schedule(static) num_threads(p->threads) if (p->threads > 1)
    for (int t = 0; t < p->threads; t++)
        for (int f = t * stride; f < p->maps.frames; f += p->threads * stride)
            p->frame_cost[f] = cost_of_frame(p, &p->map[t], joints, f);
    for (int f = 0; f < p->maps.frames; f += stride) cost += p->frame_cost[f];
    return cost;
}

double ax_photometric_cost(ax_photometric *p, const double *joints) {
    return p->weight * strided_cost(p, joints, 1);
}

/* ---- gradient and Hessian ---- */

/* Adds one fragment's part for one joint: the pixel's colour changes by g . its
 * displacement, where gx, gy are g by the joint's image position. */
static void add_joint(const double jacobian[6], double gx, double gy, double slope,
                      double curvature, double *neg_gradient, double *hessian) {
    double g[3];
    for (int i = 0; i < 3; i++) g[i] = jacobian[i] * gx + jacobian[3 + i] * gy;
    for (int i = 0; i < 3; i++) {
        neg_gradient[i] -= slope * g[i];
        for (int k = 0; k < 3; k++) hessian[3 * i + k] += curvature * g[i] * g[k];
    }
}

/* From front to back: the fragments above one let through a part of its change, the
 * pixel's transmittance. */
static void linearise_map(const ax_photometric *p, ax_soft_map *m, const uint8_t *map,
                          double *neg_gradient, double *hessian) {
    for (size_t i = m->count; i-- > 0;) {
        const ax_soft_fragment *f = &m->fragments[i];
        const uint8_t *colour = ax_soft_colour(&p->renderer, f);
        const double transmittance = (double)m->transmittance[f->pixel];
        m->transmittance[f->pixel] *= 1 - f->cover;
        if (f->slope == 0) continue;
        double r[3], slope = 0, curvature = 0;
        const double squared = residual_of(p, m->canvas + 3 * (size_t)f->pixel,
                                           map + 3 * (size_t)f->pixel, r);
        for (int c = 0; c < 3; c++) {
            const double d = p->gain[c] * (colour[c] - (double)f->below[c]) *
                             transmittance * (double)f->slope;
            slope += d * r[c];
            curvature += d * d;
        }
        const double w = p->weight / (1 + squared / (robust_scale * robust_scale));
        const double share[2] = {1 - (double)f->share, (double)f->share};
        const int32_t joint[2] = {f->a, f->b};
        for (int end = 0; end < (f->b < 0 ? 1 : 2); end++) {
            const size_t j = (size_t)joint[end];
            add_joint(m->jacobian + 6 * j, -share[end] * (double)f->nx,
                      -share[end] * (double)f->ny, w * slope, w * curvature,
                      neg_gradient + 3 * j, hessian + 9 * j);
        }
    }
}

static void linearise_frame(const ax_photometric *p, ax_soft_map *m, int frame,
                            const double *joints, double *neg_gradient,
                            double *hessian) {
    const size_t row = (size_t)frame * (size_t)p->maps.joints;
    for (int v = 0; v < p->maps.views; v++) {
        ax_soft_map_draw(m, &p->renderer, &p->cameras->view[v], joints + 3 * row);
        linearise_map(p, m, map_at(p, v, frame), neg_gradient + 3 * row,
                      hessian + 9 * row);
        ax_soft_map_clear(m);
    }
}

void ax_photometric_linearise(ax_photometric *p, const double *joints,
                              double *neg_gradient, double *hessian) {
#pragma omp parallel for schedule(static) num_threads(p->threads) if (p->threads > 1)
    for (int t = 0; t < p->threads; t++)
        for (int f = t; f < p->maps.frames; f += p->threads)
            linearise_frame(p, &p->map[t], f, joints, neg_gradient, hessian);
}

/* ---- calibration ---- */

/* Sums of a weighted least-squares fit, a channel each: gain = top / bottom. */
typedef struct gain_sums {
    double top[3], bottom[3];
} gain_sums;

static void add_map_to_gain(const ax_photometric *p, ax_soft_map *m, const uint8_t *map,
                            gain_sums *sums) {
    double r[3];
    for (size_t i = 0; i < m->count; i++) {
        const size_t at = m->fragments[i].pixel;
        if (m->transmittance[at] == 0) continue;
        m->transmittance[at] = 0;
        const double squared = residual_of(p, m->canvas + 3 * at, map + 3 * at, r);
        const double w = 1 / (1 + squared / (robust_scale * robust_scale));
        for (size_t c = 0; c < 3; c++) {
            const double d = 255 - (double)m->canvas[3 * at + c];
            sums->top[c] += w * d * (255 - map[3 * at + c]);
            sums->bottom[c] += w * d * d;
        }
    }
}

/* Sets the gain of each channel, robustly: what is drawn elsewhere hardly counts. */
static void measure_gain(ax_photometric *p, const double *joints, int stride) {
    gain_sums sums = {{0}, {0}};
    ax_soft_map *m = &p->map[0];
    for (int i = 0; i < 3; i++) p->gain[i] = 1;
    for (int f = 0; f < p->maps.frames; f += stride)
        for (int v = 0; v < p->maps.views; v++) {
            ax_soft_map_draw(m, &p->renderer, &p->cameras->view[v],
                             joints_in(p, joints, f));
            add_map_to_gain(p, m, map_at(p, v, f), &sums);
            ax_soft_map_clear(m);
        }
    for (int i = 0; i < 3; i++)
        if (sums.bottom[i] > 0)
            p->gain[i] = fmin(fmax(sums.top[i] / sums.bottom[i], 0.5), 1.2);
}

/* Gauss-Newton curvature of the cost by a joint's position along an image axis, for a
 * whole disc on white, at weight 1. */
static double disc_curvature(const ax_photometric *p) {
    const ax_soft_profile *s = &p->renderer.disc;
    double ring = 0, contrast = 0;
    for (int i = 0; i + 1 < AX_SOFT_TABLE_SIZE; i++) {
        const double d = s->inner + (i + 0.5) / AX_SOFT_STEPS_PER_PX;
        const double slope =
            ((double)s->cover[i + 1] - (double)s->cover[i]) * AX_SOFT_STEPS_PER_PX;
        ring += 3.14159265 * d * slope * slope / AX_SOFT_STEPS_PER_PX;
    }
    for (int i = 0; i < 3 * p->maps.joints; i++) {
        const double d = p->gain[i % 3] * (255 - p->maps.colours[i]);
        contrast += d * d / p->maps.joints;
    }
    return ring * fmax(contrast, 1);
}

static void measure_blank_cost(ax_photometric *p) {
    for (int f = 0; f < p->maps.frames; f++) {
        double sum = 0, r[3];
        for (int v = 0; v < p->maps.views; v++) {
            const uint8_t *map = map_at(p, v, f);
            for (size_t i = 0; i < map_pixels(p); i++)
                if ((map[3 * i] & map[3 * i + 1] & map[3 * i + 2]) != 255)
                    sum += log1p(residual_of(p, white, map + 3 * i, r) /
                                 (robust_scale * robust_scale));
        }
        p->blank_cost[f] = robust_scale * robust_scale * sum;
    }
}

void ax_photometric_calibrate(ax_photometric *p, const double *joints, double spread) {
    const int stride = (p->maps.frames + CALIBRATION_FRAMES - 1) / CALIBRATION_FRAMES;
    double min_cost = INFINITY;
    measure_blank_cost(p);
    for (int i = 0; i < BLURS; i++) {
        ax_soft_params_blur(&p->renderer, blurs[i]);
        measure_gain(p, joints, stride);
        const double cost = strided_cost(p, joints, stride);
        if (!(cost < min_cost)) break;
        min_cost = cost;
        p->blur = blurs[i];
    }
    ax_soft_params_blur(&p->renderer, p->blur);
    measure_gain(p, joints, stride);
    p->weight = points_per_disc / (spread * spread * disc_curvature(p));
}

double ax_photometric_blur(const ax_photometric *p) {
    return p->blur;
}

/* ---- open, close ---- */

/* As many as there are and as fit into memory; 0: not even one does. */
static int thread_count(const ax_photometric *p) {
    const size_t fitting =
        AX_SOFT_MAX_FRAGMENTS / (ax_soft_fragment_bound(&p->renderer) + 1);
    const int available = ax_parallel_threads();
    const int max = available < MAX_THREADS ? available : MAX_THREADS;
    const int useful = p->maps.frames < max ? p->maps.frames : max;
    return fitting < (size_t)useful ? (int)fitting : useful;
}

static ax_status alloc(ax_photometric *p, ax_error *err) {
    AX_TRY(AX_NEW(double, p->maps.frames, "costs of frames", &p->blank_cost, err));
    AX_TRY(AX_NEW(double, p->maps.frames, "costs of frames", &p->frame_cost, err));
    for (int t = 0; t < p->threads; t++)
        AX_TRY(ax_soft_map_alloc(&p->renderer, &p->map[t], err));
    return AX_OK;
}

ax_status ax_photometric_open(const ax_pose_maps *maps, const ax_cameras *cameras,
                              const int32_t *parent, ax_photometric **out,
                              ax_error *err) {
    ax_photometric *p = NULL;
    AX_TRY(ax_pose_maps_check_cameras(maps, cameras, err));
    AX_TRY(AX_NEW(ax_photometric, 1, "soft pose maps", &p, err));
    p->maps = ax_pose_maps_defaults(maps);
    p->cameras = cameras;
    p->weight = 1;
    p->renderer = ax_soft_params_of(&p->maps, parent);
    p->threads = thread_count(p);
    ax_status status = ax_team_begin(p->threads, err);
    if (status == AX_OK) status = alloc(p, err);
    const bool fits = status == AX_OK && p->threads > 0;
    if (!fits) ax_photometric_close(p);
    if (status == AX_OK) *out = fits ? p : NULL;
    return status;
}

void ax_photometric_close(ax_photometric *p) {
    if (!p) return;
    ax_free(p->blank_cost);
    ax_free(p->frame_cost);
    for (int t = 0; t < p->threads; t++) ax_soft_map_free(&p->map[t]);
    ax_free(p);
}
