#include "motion/fit/photometric.h"

#include <math.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "base/memory.h"
#include "motion/maps/soft_renderer.h"

/* Chosen on clips through the nano's VAE, and watched on drawings and samples. */
static const double sigma = 80; /* RGB units: a residual that hardly counts any more */
static const double trust = 2;

/* Blurs tried, and frames that they are tried on. */
static const double blurs[] = {0, 0.3, 0.45, 0.6, 0.8, 1, 1.3, 1.6, 2};
enum { BLURS = sizeof blurs / sizeof *blurs, TRIED_FRAMES = 6, MOST_THREADS = 8 };

static const float white[3] = {255, 255, 255};

struct ax_photometric {
    ax_pose_maps maps; /* defaults filled in */
    const ax_cameras *cameras;
    ax_soft_params renderer;
    double blur, weight;
    double gain[3]; /* contrast to white, of the maps over the drawing's */
    double *blank;  /* [F] what white paper would cost */
    double *part;   /* [F] scratch: costs of frames */
    int threads;
    ax_soft_map map[MOST_THREADS];
};

static size_t map_pixels(const ax_photometric *p) {
    return (size_t)p->maps.width * (size_t)p->maps.height;
}

static const uint8_t *map_of(const ax_photometric *p, int view, int frame) {
    const size_t map = (size_t)view * (size_t)p->maps.frames + (size_t)frame;
    return p->maps.pixels + map * map_pixels(p) * 3;
}

static const double *joints_in(const ax_photometric *p, const double *x, int frame) {
    return x + 3 * (size_t)frame * (size_t)p->maps.joints;
}

/* The residual of a pixel, and its square. */
static double compare(const ax_photometric *p, const float *drawn, const uint8_t *map,
                      double r[3]) {
    for (int i = 0; i < 3; i++)
        r[i] = 255 - p->gain[i] * (255 - (double)drawn[i]) - map[i];
    return r[0] * r[0] + r[1] * r[1] + r[2] * r[2];
}

/* ---- the cost ---- */

/* What drawing this map changed in the cost of white paper. Each pixel counts once: a
 * pixel that was counted is marked. */
static double drawn_cost(const ax_photometric *p, ax_soft_map *m, const uint8_t *map) {
    double cost = 0, r[3];
    for (size_t i = 0; i < m->count; i++) {
        const size_t at = m->fragments[i].pixel;
        if (m->transmittance[at] == 0) continue;
        m->transmittance[at] = 0;
        const double now = compare(p, m->canvas + 3 * at, map + 3 * at, r);
        const double before = compare(p, white, map + 3 * at, r);
        cost += log((sigma * sigma + now) / (sigma * sigma + before));
    }
    return sigma * sigma * cost;
}

static double frame_cost(const ax_photometric *p, ax_soft_map *m, const double *joints,
                         int frame) {
    double cost = p->blank[frame];
    for (int v = 0; v < p->maps.views; v++) {
        ax_soft_map_draw(m, &p->renderer, &p->cameras->view[v],
                         joints_in(p, joints, frame));
        cost += drawn_cost(p, m, map_of(p, v, frame));
        ax_soft_map_clear(m);
    }
    return cost;
}

/* Of every `stride`-th frame; summed in their order, whoever did them. */
static double cost_of(ax_photometric *p, const double *joints, int stride) {
    double cost = 0;
#pragma omp parallel for schedule(static) num_threads(p->threads) if (p->threads > 1)
    for (int t = 0; t < p->threads; t++)
        for (int f = t * stride; f < p->maps.frames; f += p->threads * stride)
            p->part[f] = frame_cost(p, &p->map[t], joints, f);
    for (int f = 0; f < p->maps.frames; f += stride) cost += p->part[f];
    return cost;
}

double ax_photometric_cost(ax_photometric *p, const double *joints) {
    return p->weight * cost_of(p, joints, 1);
}

/* ---- its derivative ---- */

/* A joint of which a pixel's colour changes by g . its movement, g in the world. */
static void add(const double slope[6], double gx, double gy, double push, double stiff,
                double *pull, double *block) {
    double g[3];
    for (int i = 0; i < 3; i++) g[i] = slope[i] * gx + slope[3 + i] * gy;
    for (int i = 0; i < 3; i++) {
        pull[i] -= push * g[i];
        for (int k = 0; k < 3; k++) block[3 * i + k] += stiff * g[i] * g[k];
    }
}

/* From the front to the back: what lies above a fragment lets `through` its part. */
static void linearise_map(const ax_photometric *p, ax_soft_map *m, const uint8_t *map,
                          double *pull, double *blocks) {
    for (size_t i = m->count; i-- > 0;) {
        const ax_soft_fragment *f = &m->fragments[i];
        const uint8_t *colour = ax_soft_colour(&p->renderer, f);
        const double through = (double)m->transmittance[f->pixel];
        m->transmittance[f->pixel] *= 1 - f->cover;
        if (f->slope == 0) continue;
        double r[3], push = 0, stiff = 0;
        const double squared =
            compare(p, m->canvas + 3 * (size_t)f->pixel, map + 3 * (size_t)f->pixel, r);
        for (int c = 0; c < 3; c++) {
            const double d = p->gain[c] * (colour[c] - (double)f->below[c]) * through *
                             (double)f->slope;
            push += d * r[c];
            stiff += d * d;
        }
        const double w = p->weight / (1 + squared / (sigma * sigma));
        const double share[2] = {1 - (double)f->share, (double)f->share};
        const int32_t joint[2] = {f->a, f->b};
        for (int end = 0; end < (f->b < 0 ? 1 : 2); end++) {
            const size_t j = (size_t)joint[end];
            add(m->jacobian + 6 * j, -share[end] * (double)f->nx,
                -share[end] * (double)f->ny, w * push, w * stiff, pull + 3 * j,
                blocks + 9 * j);
        }
    }
}

static void linearise_frame(const ax_photometric *p, ax_soft_map *m, int frame,
                            const double *joints, double *pull, double *blocks) {
    const size_t row = (size_t)frame * (size_t)p->maps.joints;
    for (int v = 0; v < p->maps.views; v++) {
        ax_soft_map_draw(m, &p->renderer, &p->cameras->view[v], joints + 3 * row);
        linearise_map(p, m, map_of(p, v, frame), pull + 3 * row, blocks + 9 * row);
        ax_soft_map_clear(m);
    }
}

void ax_photometric_linearise(ax_photometric *p, const double *joints, double *pull,
                              double *blocks) {
#pragma omp parallel for schedule(static) num_threads(p->threads) if (p->threads > 1)
    for (int t = 0; t < p->threads; t++)
        for (int f = t; f < p->maps.frames; f += p->threads)
            linearise_frame(p, &p->map[t], f, joints, pull, blocks);
}

/* ---- measuring ---- */

/* Channel by channel: least squares, robust against what is drawn elsewhere. */
static void measure_gain(ax_photometric *p, const double *joints, int stride) {
    double top[3] = {0}, bottom[3] = {0}, r[3];
    ax_soft_map *m = &p->map[0];
    for (int i = 0; i < 3; i++) p->gain[i] = 1;
    for (int f = 0; f < p->maps.frames; f += stride)
        for (int v = 0; v < p->maps.views; v++) {
            const uint8_t *map = map_of(p, v, f);
            ax_soft_map_draw(m, &p->renderer, &p->cameras->view[v],
                             joints_in(p, joints, f));
            for (size_t i = 0; i < m->count; i++) {
                const size_t at = m->fragments[i].pixel;
                if (m->transmittance[at] == 0) continue;
                m->transmittance[at] = 0;
                const double squared = compare(p, m->canvas + 3 * at, map + 3 * at, r);
                const double w = 1 / (1 + squared / (sigma * sigma));
                for (size_t c = 0; c < 3; c++) {
                    const double d = 255 - (double)m->canvas[3 * at + c];
                    top[c] += w * d * (255 - map[3 * at + c]);
                    bottom[c] += w * d * d;
                }
            }
            ax_soft_map_clear(m);
        }
    for (int i = 0; i < 3; i++)
        if (bottom[i] > 0) p->gain[i] = fmin(fmax(top[i] / bottom[i], 0.5), 1.2);
}

/* How firmly a whole disc on white fixes its place along an axis, at weight 1. */
static double disc_stiffness(const ax_photometric *p) {
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

static void measure_blank(ax_photometric *p) {
    for (int f = 0; f < p->maps.frames; f++) {
        double sum = 0, r[3];
        for (int v = 0; v < p->maps.views; v++) {
            const uint8_t *map = map_of(p, v, f);
            for (size_t i = 0; i < map_pixels(p); i++)
                if ((map[3 * i] & map[3 * i + 1] & map[3 * i + 2]) != 255)
                    sum += log1p(compare(p, white, map + 3 * i, r) / (sigma * sigma));
        }
        p->blank[f] = sigma * sigma * sum;
    }
}

void ax_photometric_calibrate(ax_photometric *p, const double *joints, double spread) {
    const int stride = (p->maps.frames + TRIED_FRAMES - 1) / TRIED_FRAMES;
    double least = INFINITY;
    measure_blank(p);
    for (int i = 0; i < BLURS; i++) {
        ax_soft_params_blur(&p->renderer, blurs[i]);
        measure_gain(p, joints, stride);
        const double cost = cost_of(p, joints, stride);
        if (!(cost < least)) break;
        least = cost;
        p->blur = blurs[i];
    }
    ax_soft_params_blur(&p->renderer, p->blur);
    measure_gain(p, joints, stride);
    p->weight = trust / (spread * spread * disc_stiffness(p));
}

double ax_photometric_blur(const ax_photometric *p) {
    return p->blur;
}

/* ---- open, close ---- */

static int threads_there(void) {
#ifdef _OPENMP
    return omp_get_max_threads();
#else
    return 1; /* the fuzz targets: an input does the same each time */
#endif
}

/* As many as there are, and as there is room for; 0: there is none. */
static int threads_for(const ax_photometric *p) {
    const size_t room =
        AX_SOFT_MAX_FRAGMENTS / (ax_soft_fragment_bound(&p->renderer) + 1);
    const int most = threads_there() < MOST_THREADS ? threads_there() : MOST_THREADS;
    const int useful = p->maps.frames < most ? p->maps.frames : most;
    return room < (size_t)useful ? (int)room : useful;
}

static ax_status alloc(ax_photometric *p, ax_error *err) {
    AX_TRY(AX_NEW(double, p->maps.frames, "costs of frames", &p->blank, err));
    AX_TRY(AX_NEW(double, p->maps.frames, "costs of frames", &p->part, err));
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
    p->threads = threads_for(p);
    const ax_status status = alloc(p, err);
    const bool fits = status == AX_OK && p->threads > 0;
    if (!fits) ax_photometric_close(p);
    if (status == AX_OK) *out = fits ? p : NULL;
    return status;
}

void ax_photometric_close(ax_photometric *p) {
    if (!p) return;
    ax_free(p->blank);
    ax_free(p->part);
    for (int t = 0; t < p->threads; t++) ax_soft_map_free(&p->map[t]);
    ax_free(p);
}
