#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "motion/math/geometry.h"
#include "motion/paper/paper_solver.h"
#include "motion/track/reprojection.h"

/* A pixel of a 128 px picture weighs as much as a bone that is wrong by 1% of the rest
 * pose's box, which about fills the picture. */
static const double bone_spread = 0.01;
static const double robust_from = 2; /* pixel spreads */
static const double behind = 1e3;    /* what a joint behind the camera costs a view */
static const double least_gain = 1e-6;
enum { STEPS = 30 };

/* One joint's part of the normal equations of a frame. Bones couple a joint with its
 * parent alone, so the matrix is a tree and is eliminated from the leaves up. */
typedef struct node {
    double block[9], gradient[3]; /* minus the gradient */
    double along[3], weight;      /* of the bone to the parent */
    double own[3], pull[3];       /* block^-1 gradient, block^-1 along */
    double step[3];
} node;

typedef struct paper {
    const ax_observations *o;
    double pixel, bone; /* spreads */
    double *length;     /* [J] */
    double *tried;      /* [J, 3] */
    node *nodes;        /* [J] */
} paper;

static size_t point_of(const ax_observations *o, int f, int j) {
    return (size_t)f * (size_t)o->joints + (size_t)j;
}

/* Hartley and Zisserman's inhomogeneous form: a joint is never at infinity. Returns how
 * many views see the joint; `out` is untouched below two or for parallel rays. */
static int cross_linear(const ax_observations *o, int f, int j, double out[3]) {
    double m[9] = {0}, b[3] = {0}, found[3];
    int views = 0;
    const size_t point = point_of(o, f, j);
    for (int v = 0; v < o->cameras.count; v++) {
        const ax_camera *c = &o->cameras.view[v];
        const double *p = ax_observation_at(o, v, point), *r = c->world_to_camera;
        const double w = ax_observation_weight(o, v, point);
        if (w == 0) continue;
        double at[2] = {(p[0] - c->cx) / c->fx, (p[1] - c->cy) / c->fy};
        views++;
        for (int i = 0; i < 2; i++) {
            double row[4];
            for (int k = 0; k < 4; k++) row[k] = at[i] * r[8 + k] - r[4 * i + k];
            for (int k = 0; k < 3; k++) {
                b[k] -= w * row[k] * row[3];
                for (int l = 0; l < 3; l++) m[3 * k + l] += w * row[k] * row[l];
            }
        }
    }
    if (views < 2 || !ax_matrix3_solve(m, b, found)) return views < 2 ? views : 1;
    memcpy(out, found, sizeof found);
    return views;
}

static double off_length(const paper *s, const double *x, int j, double along[3]) {
    int p = s->o->parent[j];
    double length = ax_distance3(x + 3 * j, x + 3 * p);
    for (int i = 0; i < 3; i++)
        along[i] = length > 0 ? (x[3 * j + i] - x[3 * p + i]) / length : 0;
    return length - s->length[j];
}

static double cost_of(const paper *s, int f, const double *x) {
    const ax_observations *o = s->o;
    double cost = 0, c2 = robust_from * robust_from, along[3];
    for (int j = 0; j < o->joints; j++) {
        const size_t point = point_of(o, f, j);
        for (int v = 0; v < o->cameras.count; v++) {
            const double *p = ax_observation_at(o, v, point);
            double at[2], w = ax_observation_weight(o, v, point);
            if (w == 0) continue;
            if (!ax_camera_project(&o->cameras.view[v], x + 3 * j, at)) {
                cost += w * behind;
                continue;
            }
            double r = hypot(at[0] - p[0], at[1] - p[1]) / s->pixel;
            cost += w * 2 * c2 * (sqrt(1 + r * r / c2) - 1);
        }
        if (o->parent[j] < 0) continue;
        double off = off_length(s, x, j, along) / s->bone;
        cost += off * off;
    }
    return cost;
}

static void add_view(const paper *s, int v, size_t point, const double *x, node *n) {
    const double *p = ax_observation_at(s->o, v, point);
    double at[2], jac[6], c2 = robust_from * robust_from;
    double w = ax_observation_weight(s->o, v, point);
    if (w == 0 || !ax_camera_linearise(&s->o->cameras.view[v], x, at, jac)) return;
    double r[2] = {at[0] - p[0], at[1] - p[1]}, scale = 1 / (s->pixel * s->pixel);
    w *= scale / sqrt(1 + (r[0] * r[0] + r[1] * r[1]) * scale / c2);
    for (int a = 0; a < 3; a++) {
        n->gradient[a] -= w * (jac[a] * r[0] + jac[3 + a] * r[1]);
        for (int b = 0; b < 3; b++)
            n->block[3 * a + b] += w * (jac[a] * jac[b] + jac[3 + a] * jac[3 + b]);
    }
}

static void linearise(const paper *s, int f, const double *x, double damping) {
    const ax_observations *o = s->o;
    memset(s->nodes, 0, (size_t)o->joints * sizeof *s->nodes);
    for (int j = 0; j < o->joints; j++) {
        node *n = &s->nodes[j];
        for (int v = 0; v < o->cameras.count; v++)
            add_view(s, v, point_of(o, f, j), x + 3 * j, n);
        for (int a = 0; a < 3; a++) n->block[4 * a] += damping;
        if (o->parent[j] < 0) continue;
        node *parent = &s->nodes[o->parent[j]];
        double off = off_length(s, x, j, n->along);
        n->weight = 1 / (s->bone * s->bone);
        for (int a = 0; a < 3; a++) {
            double pull = n->weight * off * n->along[a];
            n->gradient[a] -= pull;
            parent->gradient[a] += pull;
            for (int b = 0; b < 3; b++) {
                double square = n->weight * n->along[a] * n->along[b];
                n->block[3 * a + b] += square;
                parent->block[3 * a + b] += square;
            }
        }
    }
}

static bool solve_tree(const paper *s) {
    const int32_t *parents = s->o->parent;
    for (int j = s->o->joints - 1; j >= 0; j--) {
        node *n = &s->nodes[j];
        if (!ax_matrix3_solve(n->block, n->gradient, n->own)) return false;
        if (parents[j] < 0) continue;
        if (!ax_matrix3_solve(n->block, n->along, n->pull)) return false;
        node *parent = &s->nodes[parents[j]];
        double taken = n->weight * n->weight * ax_dot3(n->along, n->pull);
        double passed = n->weight * ax_dot3(n->along, n->own);
        for (int a = 0; a < 3; a++) {
            parent->gradient[a] += passed * n->along[a];
            for (int b = 0; b < 3; b++)
                parent->block[3 * a + b] -= taken * n->along[a] * n->along[b];
        }
    }
    for (int j = 0; j < s->o->joints; j++) {
        node *n = &s->nodes[j];
        double with = parents[j] < 0
                          ? 0
                          : n->weight * ax_dot3(n->along, s->nodes[parents[j]].step);
        for (int a = 0; a < 3; a++) n->step[a] = n->own[a] + with * n->pull[a];
    }
    return true;
}

static void minimise(const paper *s, int f, double *x) {
    double least = 1e-6 / (s->bone * s->bone), damping = 1e3 * least;
    double cost = cost_of(s, f, x);
    size_t size = 3 * (size_t)s->o->joints;
    for (int i = 0; i < STEPS && damping < 1e12 * least; i++) {
        linearise(s, f, x, damping);
        bool solved = solve_tree(s);
        for (size_t k = 0; solved && k < size; k++)
            s->tried[k] = x[k] + s->nodes[k / 3].step[k % 3];
        double next = solved ? cost_of(s, f, s->tried) : INFINITY;
        if (!(next < cost)) {
            damping *= 8;
            continue;
        }
        double gain = (cost - next) / (cost + 1e-12);
        memcpy(x, s->tried, size * sizeof *x);
        cost = next;
        damping = fmax(0.2 * damping, least);
        if (gain < least_gain) break;
    }
}

static void start(const ax_observations *o, int f, double *x, float *confidence) {
    for (int j = 0; j < o->joints; j++) {
        int p = o->parent[j];
        for (int i = 0; i < 3; i++)
            x[3 * j + i] =
                o->rest[3 * j + i] + (p < 0 ? 0 : x[3 * p + i] - o->rest[3 * p + i]);
        confidence[j] = cross_linear(o, f, j, x + 3 * j) < 2 ? 0 : 1;
    }
}

static void measure(const ax_observations *o, int f, const double *x,
                    float *residual_px) {
    for (int j = 0; j < o->joints; j++) {
        double squares = 0, at[2];
        int views = 0;
        const size_t point = point_of(o, f, j);
        for (int v = 0; v < o->cameras.count; v++) {
            const double *p = ax_observation_at(o, v, point);
            if (ax_observation_weight(o, v, point) == 0 ||
                !ax_camera_project(&o->cameras.view[v], x + 3 * j, at))
                continue;
            double dx = at[0] - p[0], dy = at[1] - p[1];
            squares += dx * dx + dy * dy;
            views++;
        }
        residual_px[j] = (float)(views ? sqrt(squares / views) : 0);
    }
}

ax_status ax_paper_triangulate(const ax_observations *o, double *joints,
                               float *confidence, float *residual_px, ax_error *err) {
    AX_TRY(ax_observations_check(o, err));
    paper s = {.o = o, .pixel = o->cameras.view[0].width / 128};
    s.bone = bone_spread * ax_rest_diagonal(o);
    size_t row = (size_t)o->joints;
    ax_status status = AX_NEW(double, row, "bone lengths", &s.length, err);
    if (status == AX_OK) status = AX_NEW(double, 3 * row, "joints", &s.tried, err);
    if (status == AX_OK) status = AX_NEW(node, row, "normal equations", &s.nodes, err);
    if (status != AX_OK) goto done;
    for (int j = 0; j < o->joints; j++)
        if (o->parent[j] >= 0)
            s.length[j] = ax_distance3(o->rest + 3 * j, o->rest + 3 * o->parent[j]);
    for (int f = 0; f < o->frames; f++) {
        size_t at = (size_t)f * row;
        start(o, f, joints + 3 * at, confidence + at);
        minimise(&s, f, joints + 3 * at);
        measure(o, f, joints + 3 * at, residual_px + at);
    }
done:
    ax_free(s.length);
    ax_free(s.tried);
    ax_free(s.nodes);
    return status;
}
