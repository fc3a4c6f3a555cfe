#include "animate/critic.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "animax/types.h"
#include "base/memory.h"
#include "tensor/safetensors.h"

enum {
    JOINT = 4,      /* numbers of a joint beside its path: place x, y, z; is a marker */
    MARKER = 2,     /* ax_joints.tail */
    MAX_SIZE = 4096 /* of any layer: what a damaged file may ask for */
};
static const double min_side = 1e-9;
/* Of a joint: beyond AX_MAX_COORDINATE, as takes may leave the rest pose. */
static const double max_place = 1e12;

/* y = W x + b */
typedef struct dense {
    int in, out;
    float *weight; /* [out, in] */
    float *bias;   /* [out] */
} dense;

struct ax_critic {
    int frames, text_width, width, shared;
    dense joint_1, joint_2, motion_1, motion_2, text_1, text_2, speed;
    float *scratch; /* [widest layer] x 4 */
    size_t widest;
};

/* ---- the file ---- */

static void dense_free(dense *d) {
    ax_free(d->weight);
    ax_free(d->bias);
}

/* in, out: -1 for whatever the file has. */
static ax_status dense_load(ax_weights *w, const char *name, int in, int out, dense *d,
                            ax_error *err) {
    char full[64];
    ax_tensor weight, bias;
    snprintf(full, sizeof full, "%s.weight", name);
    AX_TRY(ax_weights_find(w, full, 2, (int64_t[]){out, in}, &weight, err));
    if (weight.shape[0] < 1 || weight.shape[0] > MAX_SIZE || weight.shape[1] < 1 ||
        weight.shape[1] > MAX_SIZE)
        return ax_fail(err, AX_ERR_MODEL,
                       "the critic's %s is %lld x %lld; at most %d x %d are allowed",
                       full, (long long)weight.shape[0], (long long)weight.shape[1],
                       (int)MAX_SIZE, (int)MAX_SIZE);
    d->out = (int)weight.shape[0];
    d->in = (int)weight.shape[1];
    snprintf(full, sizeof full, "%s.bias", name);
    AX_TRY(ax_weights_find(w, full, 1, (int64_t[]){d->out}, &bias, err));
    const size_t count = (size_t)d->out * (size_t)d->in;
    AX_TRY(AX_NEW(float, count, "the critic", &d->weight, err));
    AX_TRY(AX_NEW(float, (size_t)d->out, "the critic", &d->bias, err));
    AX_TRY(ax_weights_to_f32(&weight, d->weight, err));
    return ax_weights_to_f32(&bias, d->bias, err);
}

static ax_status load(ax_critic *c, ax_weights *w, ax_error *err) {
    AX_TRY(dense_load(w, "joint_1", -1, -1, &c->joint_1, err));
    c->width = c->joint_1.out;
    c->frames = (c->joint_1.in - JOINT) / 3;
    if (c->frames < 2 || c->joint_1.in != JOINT + 3 * c->frames)
        return ax_fail(err, AX_ERR_MODEL,
                       "the critic's joints have %d numbers; 4 and 3 a frame, of two "
                       "frames or more, are expected",
                       c->joint_1.in);
    AX_TRY(dense_load(w, "joint_2", c->width, c->width, &c->joint_2, err));
    AX_TRY(dense_load(w, "motion_1", 2 * c->width, c->width, &c->motion_1, err));
    AX_TRY(dense_load(w, "motion_2", c->width, -1, &c->motion_2, err));
    c->shared = c->motion_2.out;
    AX_TRY(dense_load(w, "text_1", c->text_width, c->width, &c->text_1, err));
    AX_TRY(dense_load(w, "text_2", c->width, c->shared, &c->text_2, err));
    return dense_load(w, "speed", c->width, 1, &c->speed, err);
}

ax_status ax_critic_open(const char *path, int text_width, ax_critic **out,
                         ax_error *err) {
    ax_critic *c = NULL;
    ax_weights *w = NULL;
    AX_TRY(AX_NEW(ax_critic, 1, "the critic", &c, err));
    c->text_width = text_width;
    ax_status status = ax_weights_open(path, &w, err);
    if (status == AX_OK) status = load(c, w, err);
    ax_weights_close(w);
    if (status == AX_OK) {
        const int sizes[] = {c->joint_1.in, 2 * c->width, c->shared, text_width};
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
            if ((size_t)sizes[i] > c->widest) c->widest = (size_t)sizes[i];
        status = AX_NEW(float, 4 * c->widest, "the critic", &c->scratch, err);
    }
    if (status == AX_OK)
        *out = c;
    else
        ax_critic_close(c);
    return status;
}

void ax_critic_close(ax_critic *c) {
    if (!c) return;
    dense *all[] = {&c->joint_1, &c->joint_2, &c->motion_1, &c->motion_2,
                    &c->text_1,  &c->text_2,  &c->speed};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) dense_free(all[i]);
    ax_free(c->scratch);
    ax_free(c);
}

int ax_critic_frames(const ax_critic *critic) {
    return critic->frames;
}

/* ---- arithmetic ---- */

static void apply(const dense *d, const float *x, float *y) {
    for (int o = 0; o < d->out; o++) {
        const float *row = d->weight + (size_t)o * (size_t)d->in;
        float sum = d->bias[o];
        for (int i = 0; i < d->in; i++) sum += row[i] * x[i];
        y[o] = sum;
    }
}

static void silu(float *x, int count) {
    for (int i = 0; i < count; i++) x[i] /= 1 + expf(-x[i]);
}

static void normalise(float *x, int count) {
    double square = 0;
    for (int i = 0; i < count; i++) square += (double)x[i] * (double)x[i];
    const float scale = (float)(1 / fmax(sqrt(square), 1e-12));
    for (int i = 0; i < count; i++) x[i] *= scale;
}

/* ---- motions ---- */

/* Centre and longest side of the rest pose's box. */
static double box_of(const ax_critic_motion *m, double centre[3]) {
    double side = min_side;
    for (int a = 0; a < 3; a++) {
        double low = m->rest[a], high = m->rest[a];
        for (int j = 1; j < m->joints; j++) {
            low = fmin(low, m->rest[3 * (size_t)j + (size_t)a]);
            high = fmax(high, m->rest[3 * (size_t)j + (size_t)a]);
        }
        centre[a] = (low + high) / 2;
        side = fmax(side, high - low);
    }
    return side;
}

/* x: [4 + 3 F], the joint's numbers in the window that begins at `first`. */
static void describe_joint(const ax_critic *c, const ax_critic_motion *m, int joint,
                           int first, const double centre[3], double side, float *x) {
    const double *rest = m->rest + 3 * (size_t)joint;
    for (int a = 0; a < 3; a++) x[a] = (float)((rest[a] - centre[a]) / side);
    x[3] = m->kind[joint] == MARKER;
    for (int f = 0; f < c->frames; f++) {
        const size_t at = (size_t)(first + f) * (size_t)m->joints + (size_t)joint;
        const double *p = m->positions + 3 * at;
        for (int a = 0; a < 3; a++)
            x[JOINT + 3 * f + a] = (float)((p[a] - rest[a]) / side);
    }
}

/* out: [shared], unit. */
static void embed_window(ax_critic *c, const ax_critic_motion *m, int first,
                         const double centre[3], double side, float *out) {
    float *x = c->scratch, *h = x + c->widest, *pooled = h + c->widest;
    float *mean = pooled, *most = pooled + c->width;
    for (int i = 0; i < c->width; i++) {
        mean[i] = 0;
        most[i] = -INFINITY;
    }
    for (int j = 0; j < m->joints; j++) {
        describe_joint(c, m, j, first, centre, side, x);
        apply(&c->joint_1, x, h);
        silu(h, c->width);
        apply(&c->joint_2, h, x);
        silu(x, c->width);
        for (int i = 0; i < c->width; i++) {
            mean[i] += x[i] / (float)m->joints;
            most[i] = fmaxf(most[i], x[i]);
        }
    }
    apply(&c->motion_1, pooled, h);
    silu(h, c->width);
    apply(&c->motion_2, h, out);
    normalise(out, c->shared);
}

/* Mean over joints and steps, in sides a frame. */
static double speed_of(const ax_critic_motion *m, double side) {
    const size_t row = 3 * (size_t)m->joints;
    double sum = 0;
    for (size_t f = 1; f < (size_t)m->frames; f++)
        for (size_t at = 0; at < row; at += 3) {
            const double *p = m->positions + f * row + at, *q = p - row;
            sum += sqrt((p[0] - q[0]) * (p[0] - q[0]) + (p[1] - q[1]) * (p[1] - q[1]) +
                        (p[2] - q[2]) * (p[2] - q[2]));
        }
    return sum / side / (double)m->joints / (double)(m->frames - 1);
}

/* ---- sentences ---- */

/* out: [width], what both the embedding and the expected speed are made of. The mean
 * state is scaled to a mean square of 1, as the transformer's
 * (reference.pooled_text). */
static void hide_text(const ax_critic *c, const float *states, int tokens, float *out) {
    float *mean = c->scratch;
    double square = 0;
    for (int i = 0; i < c->text_width; i++) {
        double sum = 0;
        for (int t = 0; t < tokens; t++)
            sum += (double)states[(size_t)t * (size_t)c->text_width + (size_t)i];
        mean[i] = (float)(sum / (tokens > 0 ? tokens : 1));
        square += (double)mean[i] * (double)mean[i] / c->text_width;
    }
    for (int i = 0; i < c->text_width; i++)
        mean[i] *= (float)(1 / sqrt(square + 1e-12));
    apply(&c->text_1, mean, out);
    silu(out, c->width);
}

static bool are_places(const double *values, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!(fabs(values[i]) <= max_place)) return false;
    return true;
}

ax_status ax_critic_judge(ax_critic *c, const ax_critic_motion *m, const float *states,
                          int tokens, ax_critic_verdict *verdict, ax_error *err) {
    if (m->joints < 1 || m->joints > AX_MAX_JOINTS || m->frames < c->frames ||
        m->frames > AX_MAX_FRAMES)
        return ax_fail(err, AX_ERR_USAGE,
                       "the critic judges motions of 1 to %d joints and %d to %d "
                       "frames; this one has %d and %d",
                       (int)AX_MAX_JOINTS, c->frames, (int)AX_MAX_FRAMES, m->joints,
                       m->frames);
    const size_t row = 3 * (size_t)m->joints;
    if (!are_places(m->rest, row) || !are_places(m->positions, row * (size_t)m->frames))
        return ax_fail(err, AX_ERR_INPUT,
                       "a joint's position is not finite or beyond %g", max_place);
    double centre[3];
    const double side = box_of(m, centre);
    float *said = c->scratch + 3 * c->widest, *hidden = c->scratch + c->widest, pace;
    hide_text(c, states, tokens, hidden);
    apply(&c->text_2, hidden, said);
    normalise(said, c->shared);
    apply(&c->speed, hidden, &pace);
    /* Windows that touch, the last one ending with the motion. */
    const int windows = 1 + (m->frames - 1) / c->frames;
    double sum = 0;
    for (int n = 0; n < windows; n++) {
        const int last = m->frames - c->frames;
        const int first = windows > 1 ? (int)((int64_t)n * last / (windows - 1)) : 0;
        float *shown = c->scratch; /* free again once the joints are pooled */
        embed_window(c, m, first, centre, side, shown);
        for (int i = 0; i < c->shared; i++) sum += (double)shown[i] * (double)said[i];
    }
    const ax_critic_verdict said_of = {.match = (float)(sum / windows),
                                       .speed = (float)speed_of(m, side),
                                       .expected_speed = expf(pace)};
    if (!isfinite(said_of.match) || !isfinite(said_of.expected_speed))
        return ax_fail(err, AX_ERR_MODEL,
                       "the model's critic made no finite numbers: its weights are "
                       "damaged; fetch the model again or choose another one");
    *verdict = said_of;
    return AX_OK;
}
