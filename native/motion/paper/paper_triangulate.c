#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "motion/math/geometry.h"
#include "motion/paper/paper_solver.h"
#include "motion/track/reprojection.h"

/* Diagonals: a bone's length that is wrong by so much costs as much as one pixel of a
 * 128 px image, which the rest pose about fills. */
static const double bone_spread = 0.01;
static const double robust_scale = 2;  /* pixel spreads: c */
static const double behind_cost = 1e3; /* of a joint behind a camera, in each view */
static const double min_gain = 1e-6;   /* relative; a smaller one ends the iteration */
enum { MAX_STEPS = 30 };

/* One joint's part of the normal equations of a frame. Bones couple a joint with its
 * parent alone, so the matrix is a tree and is eliminated from the leaves up. */
typedef struct node {
    double hessian[9], neg_gradient[3];
    double direction[3], weight; /* of the bone, from the parent */
    double solved[3];            /* hessian^-1 neg_gradient */
    double response[3];          /* hessian^-1 direction */
    double step[3];
} node;

typedef struct problem {
    const ax_observations *o;
    double pixel, bone; /* spreads */
    double *length;     /* [J] */
    double *candidate;  /* [J, 3] */
    node *nodes;        /* [J] */
} problem;

static size_t point_of(const ax_observations *o, int f, int j) {
    return (size_t)f * (size_t)o->joints + (size_t)j;
}

/* Linear triangulation in the inhomogeneous form (Hartley and Zisserman, section 12.2):
 * a joint is never at infinity. Returns the number of views that see the joint, 1 for
 * parallel rays; `out` is untouched below two. */
static int triangulate_linear(const ax_observations *o, int f, int j, double out[3]) {
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

static double length_error(const problem *s, const double *x, int j,
                           double direction[3]) {
    int p = s->o->parent[j];
    double length = ax_distance3(x + 3 * j, x + 3 * p);
    for (int i = 0; i < 3; i++)
        direction[i] = length > 0 ? (x[3 * j + i] - x[3 * p + i]) / length : 0;
    return length - s->length[j];
}

static double frame_cost(const problem *s, int f, const double *x) {
    const ax_observations *o = s->o;
    double cost = 0, c2 = robust_scale * robust_scale, direction[3];
    for (int j = 0; j < o->joints; j++) {
        const size_t point = point_of(o, f, j);
        for (int v = 0; v < o->cameras.count; v++) {
            const double *p = ax_observation_at(o, v, point);
            double at[2], w = ax_observation_weight(o, v, point);
            if (w == 0) continue;
            if (!ax_camera_project(&o->cameras.view[v], x + 3 * j, at)) {
                cost += w * behind_cost;
                continue;
            }
            double r = hypot(at[0] - p[0], at[1] - p[1]) / s->pixel;
            cost += w * 2 * c2 * (sqrt(1 + r * r / c2) - 1);
        }
        if (o->parent[j] < 0) continue;
        double error = length_error(s, x, j, direction) / s->bone;
        cost += error * error;
    }
    return cost;
}

static void add_view(const problem *s, int v, size_t point, const double *x, node *n) {
    const double *p = ax_observation_at(s->o, v, point);
    double at[2], jac[6], c2 = robust_scale * robust_scale;
    double w = ax_observation_weight(s->o, v, point);
    if (w == 0 || !ax_camera_linearise(&s->o->cameras.view[v], x, at, jac)) return;
    double r[2] = {at[0] - p[0], at[1] - p[1]}, scale = 1 / (s->pixel * s->pixel);
    w *= scale / sqrt(1 + (r[0] * r[0] + r[1] * r[1]) * scale / c2);
    for (int a = 0; a < 3; a++) {
        n->neg_gradient[a] -= w * (jac[a] * r[0] + jac[3 + a] * r[1]);
        for (int b = 0; b < 3; b++)
            n->hessian[3 * a + b] += w * (jac[a] * jac[b] + jac[3 + a] * jac[3 + b]);
    }
}

static void linearise(const problem *s, int f, const double *x, double damping) {
    const ax_observations *o = s->o;
    memset(s->nodes, 0, (size_t)o->joints * sizeof *s->nodes);
    for (int j = 0; j < o->joints; j++) {
        node *n = &s->nodes[j];
        for (int v = 0; v < o->cameras.count; v++)
            add_view(s, v, point_of(o, f, j), x + 3 * j, n);
        for (int a = 0; a < 3; a++) n->hessian[4 * a] += damping;
        if (o->parent[j] < 0) continue;
        node *parent = &s->nodes[o->parent[j]];
        double error = length_error(s, x, j, n->direction);
        n->weight = 1 / (s->bone * s->bone);
        for (int a = 0; a < 3; a++) {
            double force = n->weight * error * n->direction[a];
            n->neg_gradient[a] -= force;
            parent->neg_gradient[a] += force;
            for (int b = 0; b < 3; b++) {
                double product = n->weight * n->direction[a] * n->direction[b];
                n->hessian[3 * a + b] += product;
                parent->hessian[3 * a + b] += product;
            }
        }
    }
}

/* Schur complements from the leaves up, then back substitution. */
static bool solve_tree(const problem *s) {
    const int32_t *parents = s->o->parent;
    for (int j = s->o->joints - 1; j >= 0; j--) {
        node *n = &s->nodes[j];
        if (!ax_matrix3_solve(n->hessian, n->neg_gradient, n->solved)) return false;
        if (parents[j] < 0) continue;
        if (!ax_matrix3_solve(n->hessian, n->direction, n->response)) return false;
        node *parent = &s->nodes[parents[j]];
        double coupling = n->weight * n->weight * ax_dot3(n->direction, n->response);
        double passed = n->weight * ax_dot3(n->direction, n->solved);
        for (int a = 0; a < 3; a++) {
            parent->neg_gradient[a] += passed * n->direction[a];
            for (int b = 0; b < 3; b++)
                parent->hessian[3 * a + b] -=
                    coupling * n->direction[a] * n->direction[b];
        }
    }
    for (int j = 0; j < s->o->joints; j++) {
        node *n = &s->nodes[j];
        double moved = parents[j] < 0 ? 0
                                      : n->weight * ax_dot3(n->direction,
                                                            s->nodes[parents[j]].step);
        for (int a = 0; a < 3; a++) n->step[a] = n->solved[a] + moved * n->response[a];
    }
    return true;
}

/* Levenberg-Marquardt for one frame. */
static void minimise(const problem *s, int f, double *x) {
    double min_damping = 1e-6 / (s->bone * s->bone), damping = 1e3 * min_damping;
    double cost = frame_cost(s, f, x);
    size_t size = 3 * (size_t)s->o->joints;
    for (int i = 0; i < MAX_STEPS && damping < 1e12 * min_damping; i++) {
        linearise(s, f, x, damping);
        bool solved = solve_tree(s);
        for (size_t k = 0; solved && k < size; k++)
            s->candidate[k] = x[k] + s->nodes[k / 3].step[k % 3];
        double next = solved ? frame_cost(s, f, s->candidate) : INFINITY;
        if (!(next < cost)) {
            damping *= 8;
            continue;
        }
        double gain = (cost - next) / (cost + 1e-12);
        memcpy(x, s->candidate, size * sizeof *x);
        cost = next;
        damping = fmax(0.2 * damping, min_damping);
        if (gain < min_gain) break;
    }
}

static void set_start(const ax_observations *o, int f, double *x, float *confidence) {
    for (int j = 0; j < o->joints; j++) {
        int p = o->parent[j];
        for (int i = 0; i < 3; i++)
            x[3 * j + i] =
                o->rest[3 * j + i] + (p < 0 ? 0 : x[3 * p + i] - o->rest[3 * p + i]);
        confidence[j] = triangulate_linear(o, f, j, x + 3 * j) < 2 ? 0 : 1;
    }
}

static void set_residuals(const ax_observations *o, int f, const double *x,
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
    problem s = {.o = o, .pixel = o->cameras.view[0].width / 128};
    s.bone = bone_spread * ax_rest_diagonal(o);
    size_t row = (size_t)o->joints;
    ax_status status = AX_NEW(double, row, "bone lengths", &s.length, err);
    if (status == AX_OK) status = AX_NEW(double, 3 * row, "joints", &s.candidate, err);
    if (status == AX_OK) status = AX_NEW(node, row, "normal equations", &s.nodes, err);
    if (status != AX_OK) goto done;
    for (int j = 0; j < o->joints; j++)
        if (o->parent[j] >= 0)
            s.length[j] = ax_distance3(o->rest + 3 * j, o->rest + 3 * o->parent[j]);
    for (int f = 0; f < o->frames; f++) {
        size_t at = (size_t)f * row;
        set_start(o, f, joints + 3 * at, confidence + at);
        minimise(&s, f, joints + 3 * at);
        set_residuals(o, f, joints + 3 * at, residual_px + at);
    }
done:
    ax_free(s.length);
    ax_free(s.candidate);
    ax_free(s.nodes);
    return status;
}
