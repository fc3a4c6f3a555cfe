#include "diffusion/sampler.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"

enum { TRAIN_STEPS = 1000 };

struct ax_sampler {
    ax_sampler_type type;
    int steps, step; /* step: the next one to be taken */
    size_t count;
    float sigma[AX_SAMPLER_MAX_STEPS + 1];
    int timestep[AX_SAMPLER_MAX_STEPS];
    /* UniPC: x at the last step, after its correction; x0 as predicted there and one
     * step before; the order of the last step's predictor. */
    float *last, *x0, *x0_before;
    int order;
};

static void make_schedule(ax_sampler *s, double shift) {
    double stride = (1.0 / TRAIN_STEPS - 1.0) / s->steps;
    for (int i = 0; i < s->steps; i++) {
        double sigma = 1.0 + i * stride;
        sigma = shift * sigma / (1.0 + (shift - 1.0) * sigma);
        if (i == 0 && fabs(sigma - 1.0) < 1e-6) sigma -= 1e-6;
        s->sigma[i] = (float)sigma;
        s->timestep[i] = (int)(sigma * TRAIN_STEPS);
    }
    s->sigma[s->steps] = 0.0f;
}

ax_status ax_sampler_new(ax_sampler_type type, int steps, double shift, size_t count,
                         ax_sampler **out, ax_error *err) {
    if (type != AX_SAMPLER_UNIPC && type != AX_SAMPLER_EULER)
        return ax_fail(err, AX_ERR_USAGE, "There is no sampler number %d.", (int)type);
    if (steps < 1 || steps > AX_SAMPLER_MAX_STEPS)
        return ax_fail(
            err, AX_ERR_USAGE,
            "The number of sampling steps must be between 1 and %d, found %d.",
            AX_SAMPLER_MAX_STEPS, steps);
    if (!(shift > 0.0 && shift <= 100.0))
        return ax_fail(err, AX_ERR_USAGE,
                       "The sampler's shift must be above 0 and at most 100, found %g.",
                       shift);
    ax_sampler *s = NULL;
    AX_TRY(AX_NEW(ax_sampler, 1, "sampler", &s, err));
    s->type = type;
    s->steps = steps;
    s->count = count;
    make_schedule(s, shift);
    ax_status status = AX_OK;
    if (type == AX_SAMPLER_UNIPC) {
        status = AX_NEW(float, count, "sampler history", &s->last, err);
        if (status == AX_OK)
            status = AX_NEW(float, count, "sampler history", &s->x0, err);
        if (status == AX_OK)
            status = AX_NEW(float, count, "sampler history", &s->x0_before, err);
    }
    if (status != AX_OK)
        ax_sampler_free(s);
    else
        *out = s;
    return status;
}

void ax_sampler_free(ax_sampler *s) {
    if (!s) return;
    ax_free(s->last);
    ax_free(s->x0);
    ax_free(s->x0_before);
    ax_free(s);
}

int ax_sampler_steps(const ax_sampler *s) {
    return s->steps;
}

float ax_sampler_sigma(const ax_sampler *s, int step) {
    return s->sigma[step];
}

int ax_sampler_timestep(const ax_sampler *s, int step) {
    return s->timestep[step];
}

/* lambda = log(alpha / sigma), alpha = 1 - sigma. Only for 0 < sigma < 1. */
static double lambda_of(float sigma) {
    return log1p(-(double)sigma) - log((double)sigma);
}

/* UniPC (Zhao et al. 2023, arXiv 2302.04867) predicting x0, with B(h) = e^-h - 1. One
 * move from sigma s to sigma t computes
 *     x_t = keep x_s + at_s x0_s + before D + here E
 * with D = x0 one step before s and E = x0 at t (corrector only): the paper's
 * differences D1 / r and D1_t, expanded. */
typedef struct unipc_move {
    double keep, at_s, before, here;
} unipc_move;

static unipc_move move_of(const ax_sampler *s, int from, int order, int corrector) {
    double sigma_s = s->sigma[from], sigma_t = s->sigma[from + 1];
    double alpha_t = 1.0 - sigma_t;
    unipc_move m = {sigma_t / sigma_s, alpha_t, 0.0, 0.0};
    /* h is infinite at sigma 0, where x_t is x0. diffusers' lower_order_final: first
     * order there. */
    if (sigma_t <= 0.0) return m;
    double lambda_s = lambda_of(s->sigma[from]);
    double hh = lambda_s - lambda_of(s->sigma[from + 1]); /* -h */
    double b = expm1(hh);                                 /* B(h), and h phi_1(h) */
    m.at_s = -alpha_t * b;
    double r = 1.0;
    if (order == 2) r = (lambda_of(s->sigma[from - 1]) - lambda_s) / -hh;
    double rho = 0.0, rho_t = 0.0; /* weights of (x0_before - x0) / r and x0_t - x0 */
    if (corrector && order == 2) {
        /* [1 1; r 1] (rho, rho_t) = (b1, b2) */
        double phi2 = b / hh - 1.0, phi3 = phi2 / hh - 0.5;
        double b1 = phi2 / b, b2 = 2.0 * phi3 / b;
        rho = (b1 - b2) / (1.0 - r);
        rho_t = b1 - rho;
    } else if (corrector) {
        rho_t = 0.5;
    } else if (order == 2) {
        rho = 0.5;
    }
    m.before = -alpha_t * b * rho / r;
    m.here = -alpha_t * b * rho_t;
    m.at_s -= m.before + m.here;
    return m;
}

static void unipc_step(ax_sampler *s, const float *velocity, float *x) {
    int i = s->step;
    float sigma = s->sigma[i];
    unipc_move c = {0};
    if (i > 0) c = move_of(s, i - 1, s->order, 1);
    /* First order in the first step, which has no history, and in the last. */
    s->order = i > 0 && i < s->steps - 1 ? 2 : 1;
    unipc_move p = move_of(s, i, s->order, 0);
    for (size_t n = 0; n < s->count; n++) {
        double x0 = (double)(x[n] - sigma * velocity[n]);
        double corrected = x[n];
        if (i > 0)
            corrected = c.keep * (double)s->last[n] + c.at_s * (double)s->x0[n] +
                        c.before * (double)s->x0_before[n] + c.here * x0;
        double next = p.keep * corrected + p.at_s * x0 + p.before * (double)s->x0[n];
        s->x0_before[n] = s->x0[n];
        s->x0[n] = (float)x0;
        s->last[n] = (float)corrected;
        x[n] = (float)next;
    }
}

ax_status ax_sampler_step(ax_sampler *s, const float *velocity, float *x,
                          ax_error *err) {
    if (s->step >= s->steps)
        return ax_fail(err, AX_ERR_USAGE, "The sampler has taken all of its %d steps.",
                       s->steps);
    if (s->type == AX_SAMPLER_UNIPC) {
        unipc_step(s, velocity, x);
    } else {
        float d = s->sigma[s->step + 1] - s->sigma[s->step];
        for (size_t n = 0; n < s->count; n++) x[n] += d * velocity[n];
    }
    s->step++;
    return AX_OK;
}

static const char *const names[] = {
    [AX_SAMPLER_UNIPC] = "unipc", [AX_SAMPLER_EULER] = "euler"};

ax_status ax_sampler_type_of(const char *name, ax_sampler_type *out, ax_error *err) {
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0) {
            *out = (ax_sampler_type)i;
            return AX_OK;
        }
    }
    return ax_fail(
        err, AX_ERR_USAGE,
        "The sampler \"%.40s\" is not known; there are \"unipc\" and \"euler\".", name);
}

const char *ax_sampler_type_name(ax_sampler_type type) {
    size_t i = (size_t)type;
    return i < sizeof names / sizeof *names ? names[i] : "unknown";
}
