#include "motion/track/pose_solver.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "motion/math/geometry.h"
#include "motion/rig/skeleton.h"
#include "motion/track/reprojection.h"

/* b and t of the header, in fractions of the rest pose's box diagonal. Chosen on
 * drawings, on clips through a VAE and on samples: the last need the prior and firm
 * bones, and the first lose nothing. */
static const double bone_spread = 0.01;
static const double prior_spread = 0.1;
/* Squared Cauchy scales, k and q of the header: a bone that stretches farther is an
 * outlier, and so is a path that bends farther, so that views that agree on a leap are
 * not outvoted by smoothness. */
static const double bone_cauchy = 10;
static const double smooth_cauchy = 4;
static const double cg_tolerance = 0.05; /* of the preconditioned residual */
static const double min_gain = 3e-4;     /* relative; a step of less is the last */
enum { MAX_CG_STEPS = 80 };

typedef struct vec3 {
    double x[3];
} vec3;

typedef struct solver {
    const ax_observations *o;
    size_t points; /* F J */
    double pixel_spread, bone, smooth_weight, prior_weight;
    double *length;      /* [J] rest lengths */
    vec3 *x, *candidate; /* [F J] */
    double *diagonal;    /* [F J, 9] blocks of the reprojection term's normal matrix */
    double *inverse;     /* [F J, 9] of the whole matrix' diagonal blocks, roughly */
    double *smooth;      /* [F J] robust weight of the second difference there */
    vec3 *gradient;      /* [F J] minus the gradient */
    vec3 *offset_gradient; /* [F J] the same by the offsets */
    vec3 *direction;       /* [F J] of the bone, times the root of its robust weight */
    vec3 *step, *residual, *search, *product, *preconditioned, *offset;
    double damping;
} solver;

static double squared(const vec3 *v) {
    return ax_dot3(v->x, v->x);
}

/* d[f, j] = x_j - x_parent; of a root x itself. All but reprojection is about these. */
static void offsets(const solver *s, const vec3 *x, vec3 *d) {
    const size_t row = (size_t)s->o->joints;
    for (size_t at = 0; at < s->points; at += row)
        for (size_t j = 0; j < row; j++) {
            const int p = s->o->parent[j];
            for (int i = 0; i < 3; i++)
                d[at + j].x[i] = x[at + j].x[i] - (p < 0 ? 0 : x[at + (size_t)p].x[i]);
        }
}

/* Adds a gradient by the offsets to one by the points (the chain rule). */
static void add_offset_gradient(const solver *s, const vec3 *by_offset, vec3 *out) {
    const size_t row = (size_t)s->o->joints;
    for (size_t at = 0; at < s->points; at += row)
        for (size_t j = 0; j < row; j++) {
            const int p = s->o->parent[j];
            for (int i = 0; i < 3; i++) {
                out[at + j].x[i] += by_offset[at + j].x[i];
                if (p >= 0) out[at + (size_t)p].x[i] -= by_offset[at + j].x[i];
            }
        }
}

/* d[f - 1] - 2 d[f] + d[f + 1] */
static vec3 second_difference(const solver *s, const vec3 *d, size_t point) {
    const size_t row = (size_t)s->o->joints;
    vec3 a;
    for (int i = 0; i < 3; i++)
        a.x[i] = d[point - row].x[i] - 2 * d[point].x[i] + d[point + row].x[i];
    return a;
}

/* Subtracts the offset at rest. */
static void subtract_rest(const solver *s, vec3 *d, int joint) {
    int p = s->o->parent[joint];
    for (int i = 0; i < 3; i++)
        d->x[i] -= s->o->rest[3 * joint + i] - s->o->rest[3 * p + i];
}

static double prior_cost(const solver *s, const vec3 *d, int joint) {
    vec3 error = *d;
    subtract_rest(s, &error, joint);
    return squared(&error) * s->prior_weight;
}

static double bones_cost(const solver *s, const vec3 *d) {
    const size_t row = (size_t)s->o->joints;
    double cost = 0;
    for (size_t i = 0; i < s->points; i++) {
        const int j = (int)(i % row);
        if (s->o->parent[j] < 0) continue;
        const double error = (sqrt(squared(&d[i])) - s->length[j]) / s->bone;
        cost += bone_cauchy * log1p(error * error / bone_cauchy);
        cost += prior_cost(s, &d[i], j);
    }
    return cost;
}

static double total_cost(const solver *s, const vec3 *x) {
    const size_t row = (size_t)s->o->joints;
    double cost = ax_reprojection_cost(s->o, x->x, s->pixel_spread);
    offsets(s, x, s->offset);
    for (size_t i = row; i + row < s->points; i++) {
        const vec3 a = second_difference(s, s->offset, i);
        cost += smooth_cauchy * log1p(squared(&a) * s->smooth_weight / smooth_cauchy);
    }
    return cost + bones_cost(s, s->offset);
}

/* out += weight x second difference, transposed, of a */
static void add_second_difference(const solver *s, const vec3 *a, size_t point,
                                  double weight, vec3 *out) {
    const size_t row = (size_t)s->o->joints;
    for (int i = 0; i < 3; i++) {
        const double value = weight * a->x[i];
        out[point - row].x[i] += value;
        out[point].x[i] -= 2 * value;
        out[point + row].x[i] += value;
    }
}

static void linearise_bone(solver *s, size_t point, int joint) {
    vec3 d = s->offset[point], *u = &s->direction[point],
         *by_offset = &s->offset_gradient[point];
    const double length = sqrt(squared(&d));
    memset(u, 0, sizeof *u);
    if (s->o->parent[joint] < 0) return;
    if (length > 0) {
        const double error = length - s->length[joint];
        const double w = 1 / (s->bone * s->bone + error * error / bone_cauchy);
        for (int i = 0; i < 3; i++) {
            u->x[i] = sqrt(w) * d.x[i] / length;
            by_offset->x[i] -= sqrt(w) * error * u->x[i];
        }
    }
    subtract_rest(s, &d, joint);
    for (int i = 0; i < 3; i++) by_offset->x[i] -= s->prior_weight * d.x[i];
}

/* Fills the gradient, the blocks of the reprojection term, the bones' directions and
 * the weights of the second differences. */
static void linearise(solver *s) {
    const size_t row = (size_t)s->o->joints;
    memset(s->gradient, 0, s->points * sizeof *s->gradient);
    memset(s->diagonal, 0, 9 * s->points * sizeof *s->diagonal);
    memset(s->offset_gradient, 0, s->points * sizeof *s->offset_gradient);
    memset(s->smooth, 0, s->points * sizeof *s->smooth);
    ax_reprojection_linearise(s->o, s->x->x, s->pixel_spread, s->gradient->x,
                              s->diagonal);
    offsets(s, s->x, s->offset);
    for (size_t i = 0; i < s->points; i++) linearise_bone(s, i, (int)(i % row));
    for (size_t i = row; i + row < s->points; i++) {
        const vec3 a = second_difference(s, s->offset, i);
        s->smooth[i] =
            s->smooth_weight / (1 + squared(&a) * s->smooth_weight / smooth_cauchy);
        add_second_difference(s, &a, i, -s->smooth[i], s->offset_gradient);
    }
    add_offset_gradient(s, s->offset_gradient, s->gradient);
}

/* out = (J^T J + damping) in */
static void multiply(const solver *s, const vec3 *in, vec3 *out) {
    const size_t row = (size_t)s->o->joints;
    for (size_t i = 0; i < s->points; i++)
        for (int a = 0; a < 3; a++)
            out[i].x[a] =
                ax_dot3(s->diagonal + 9 * i + 3 * a, in[i].x) + s->damping * in[i].x[a];
    offsets(s, in, s->offset);
    for (size_t i = 0; i < s->points; i++) {
        const double *u = s->direction[i].x, *d = s->offset[i].x;
        const double along = ax_dot3(u, d);
        const double prior = s->o->parent[i % row] < 0 ? 0 : s->prior_weight;
        for (int a = 0; a < 3; a++)
            s->offset_gradient[i].x[a] = u[a] * along + prior * d[a];
    }
    for (size_t i = row; i + row < s->points; i++) {
        const vec3 a = second_difference(s, s->offset, i);
        add_second_difference(s, &a, i, s->smooth[i], s->offset_gradient);
    }
    add_offset_gradient(s, s->offset_gradient, out);
}

/* Inverts the diagonal blocks of the whole matrix, for the preconditioner: the bone,
 * smoothness and prior terms are added roughly (without the neighbours). */
static void invert_blocks(solver *s) {
    for (size_t i = 0; i < s->points; i++) {
        double m[9], *out = s->inverse + 9 * i;
        const double *u = s->direction[i].x;
        memcpy(m, s->diagonal + 9 * i, sizeof m);
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) m[3 * a + b] += u[a] * u[b];
            m[4 * a] += s->damping + 6 * s->smooth[i] + s->prior_weight + 1e-12;
        }
        for (int a = 0; a < 3; a++) {
            const double unit[3] = {a == 0, a == 1, a == 2};
            if (!ax_matrix3_solve(m, unit, out + 3 * a))
                for (int b = 0; b < 3; b++) out[3 * a + b] = a == b ? 1 / m[4 * a] : 0;
        }
    }
}

static void precondition(const solver *s, const vec3 *in, vec3 *out) {
    for (size_t i = 0; i < s->points; i++)
        for (int a = 0; a < 3; a++)
            out[i].x[a] = ax_dot3(s->inverse + 9 * i + 3 * a, in[i].x);
}

static double dot(const vec3 *a, const vec3 *b, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += ax_dot3(a[i].x, b[i].x);
    return sum;
}

static void add(vec3 *out, const vec3 *v, double factor, size_t count) {
    for (size_t i = 0; i < count; i++)
        for (int a = 0; a < 3; a++) out[i].x[a] += factor * v[i].x[a];
}

static void conjugate_gradients(solver *s) {
    size_t n = s->points, bytes = n * sizeof(vec3);
    invert_blocks(s);
    memset(s->step, 0, bytes);
    memcpy(s->residual, s->gradient, bytes);
    precondition(s, s->residual, s->preconditioned);
    memcpy(s->search, s->preconditioned, bytes);
    double rz = dot(s->residual, s->preconditioned, n), first = rz;
    for (int i = 0; i < MAX_CG_STEPS && rz > cg_tolerance * cg_tolerance * first; i++) {
        multiply(s, s->search, s->product);
        double curvature = dot(s->search, s->product, n);
        if (!(curvature > 0)) break;
        add(s->step, s->search, rz / curvature, n);
        add(s->residual, s->product, -rz / curvature, n);
        precondition(s, s->residual, s->preconditioned);
        double next = dot(s->residual, s->preconditioned, n), ratio = next / rz;
        for (size_t k = 0; k < n; k++)
            for (int a = 0; a < 3; a++)
                s->search[k].x[a] =
                    s->preconditioned[k].x[a] + ratio * s->search[k].x[a];
        rz = next;
    }
}

static ax_status solver_alloc(solver *s, ax_error *err) {
    size_t n = s->points;
    AX_TRY(AX_NEW(double, s->o->joints, "bone lengths", &s->length, err));
    AX_TRY(AX_NEW(double, 9 * n, "normal equations", &s->diagonal, err));
    AX_TRY(AX_NEW(double, 9 * n, "normal equations", &s->inverse, err));
    AX_TRY(AX_NEW(double, n, "normal equations", &s->smooth, err));
    vec3 **vectors[] = {&s->candidate,     &s->gradient, &s->direction,
                        &s->step,          &s->residual, &s->search,
                        &s->product,       &s->offset,   &s->offset_gradient,
                        &s->preconditioned};
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
        AX_TRY(AX_NEW(vec3, n, "normal equations", vectors[i], err));
    return AX_OK;
}

static void solver_free(solver *s) {
    vec3 *vectors[] = {s->candidate,       s->gradient,      s->direction, s->step,
                       s->residual,        s->search,        s->product,   s->offset,
                       s->offset_gradient, s->preconditioned};
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) ax_free(vectors[i]);
    ax_free(s->length);
    ax_free(s->diagonal);
    ax_free(s->inverse);
    ax_free(s->smooth);
}

static void minimise(solver *s, int max_steps) {
    double cost = total_cost(s, s->x);
    const double min_damping = 1e-6 / (s->bone * s->bone);
    s->damping = 1e-2 / (s->bone * s->bone);
    linearise(s);
    for (int i = 0; i < max_steps; i++) {
        conjugate_gradients(s);
        memcpy(s->candidate, s->x, s->points * sizeof *s->x);
        add(s->candidate, s->step, 1, s->points);
        double next = total_cost(s, s->candidate);
        if (next < cost) {
            double gain = (cost - next) / (cost + 1e-12);
            memcpy(s->x, s->candidate, s->points * sizeof *s->x);
            cost = next;
            s->damping = fmax(0.2 * s->damping, min_damping);
            if (gain < min_gain) break;
            linearise(s);
        } else {
            s->damping *= 8;
            if (!(s->damping < 1e12 * min_damping)) break;
        }
    }
}

ax_status ax_pose_solve(const ax_observations *o, int max_steps, double *joints,
                        ax_error *err) {
    solver s = {.o = o, .x = (vec3 *)joints};
    const double diagonal = ax_rest_diagonal(o);
    s.points = (size_t)o->frames * (size_t)o->joints;
    s.bone = bone_spread * diagonal;
    const double smooth = ax_smooth_spread(o) * diagonal;
    s.smooth_weight = 1 / (smooth * smooth);
    s.prior_weight = 1 / (prior_spread * prior_spread * diagonal * diagonal);
    ax_status status = solver_alloc(&s, err);
    if (status != AX_OK) goto done;
    s.pixel_spread = ax_reprojection_spread(o, joints);
    for (int j = 0; j < o->joints; j++)
        if (o->parent[j] >= 0)
            s.length[j] = ax_distance3(o->rest + 3 * j, o->rest + 3 * o->parent[j]);
    minimise(&s, max_steps);
done:
    solver_free(&s);
    return status;
}
