/* The normal equations, and their solution by conjugate gradients. */
#include <string.h>

#include "base/simd_dispatch.h"
#include "motion/fit/bundle_problem.h"
#include "motion/math/geometry.h"

/* Conjugate gradients stop at this residual, relative to the first one (both in the
 * norm of M^-1), and after so many steps. */
static const double tolerance = 0.1;
enum { MAX_CG_STEPS = 40 };

/* ---- groups of AX_LANES frames side by side ---- */

static ax_articulated system_of(const ax_bundle *b, size_t group) {
    return (ax_articulated){.bones = (int)b->bones,
                            .joints = b->observations->joints,
                            .parents = b->skeleton->parents,
                            .joint_bone = b->joints->bone,
                            .dof_mask = b->dof_mask,
                            .parent_offset = b->parent_offset + 3 * b->bones * group,
                            .joint_offset =
                                b->joint_offset + 3 * b->joint_count * group};
}

static size_t lanes_of(const ax_bundle *b, size_t group) {
    const size_t left = b->frames - AX_LANES * group;
    return left < AX_LANES ? left : AX_LANES;
}

/* The group's rows of numbers [F, count], transposed to [count] lanes; lanes beyond the
 * last frame are 0. */
static const ax_lanes *gather(const ax_bundle *b, const double *numbers, size_t count,
                              size_t group, ax_lanes *out) {
    const size_t lanes = lanes_of(b, group);
    double *to = (double *)out;
    if (lanes < AX_LANES) memset(out, 0, count * sizeof *out);
    for (size_t l = 0; l < lanes; l++) {
        const double *row = numbers + count * (AX_LANES * group + l);
        for (size_t i = 0; i < count; i++) to[AX_LANES * i + l] = row[i];
    }
    return out;
}

/* The reverse. */
static void scatter(const ax_bundle *b, const ax_lanes *in, size_t count, size_t group,
                    double *numbers) {
    for (size_t l = 0; l < lanes_of(b, group); l++) {
        double *row = numbers + count * (AX_LANES * group + l);
        for (size_t i = 0; i < count; i++)
            row[i] = ((const double *)in)[AX_LANES * i + l];
    }
}

/* ---- linearisation ---- */

/* The Jacobian at the current state. */
static void update_offsets(ax_bundle *b) {
    for (size_t f = 0; f < b->frames; f++) {
        const double *head = b->current.head + 3 * b->bones * f;
        const double *joint = b->current.joint + 3 * b->joint_count * f;
        const size_t group = f / AX_LANES, lane = f % AX_LANES;
        for (size_t i = 0; i < 3 * b->bones; i++) {
            const int p = b->skeleton->parents[i / 3];
            b->parent_offset[3 * b->bones * group + i][lane] =
                p < 0 ? 0 : head[i] - head[3 * (size_t)p + i % 3];
        }
        for (size_t i = 0; i < 3 * b->joint_count; i++)
            b->joint_offset[3 * b->joint_count * group + i][lane] =
                joint[i] - head[3 * (size_t)b->joints->bone[i / 3] + i % 3];
    }
}

/* out = J^T joint_rhs */
static void apply_transpose(const ax_bundle *b, ax_lanes *out) {
    for (size_t g = 0; g < b->groups; g++) {
        const ax_articulated system = system_of(b, g);
        ax_articulated_apply_transpose(
            &system, gather(b, b->joint_rhs, 3 * b->joint_count, g, b->joint_lanes),
            out + 6 * b->bones * g);
    }
}

void ax_bundle_linearise(ax_bundle *b) {
    const size_t joints = b->frames * b->joint_count;
    ax_bundle_linearise_views(b);
    memcpy(b->precond_hessian, b->view_hessian,
           9 * joints * sizeof *b->precond_hessian);
    ax_temporal_linearise(&b->temporal, b->current.joint, b->joint_rhs,
                          b->precond_hessian);
    ax_ties_linearise(&b->ties, b->current.joint, b->joint_rhs, b->precond_hessian);
    update_offsets(b);
    apply_transpose(b, b->rhs);
}

void ax_bundle_factorise(ax_bundle *b) {
    for (size_t g = 0; g < b->groups; g++) {
        const ax_articulated system = system_of(b, g);
        const size_t at = b->bones * g;
        ax_articulated_factorise(
            &system,
            gather(b, b->precond_hessian, 9 * b->joint_count, g, b->joint_lanes),
            b->bone_prior + at, b->factor + at, b->scratch);
    }
}

/* ---- conjugate gradients ---- */

/* out = M^-1 in */
static void precondition(const ax_bundle *b, const ax_lanes *in, ax_lanes *out) {
    for (size_t g = 0; g < b->groups; g++) {
        const ax_articulated system = system_of(b, g);
        const size_t at = b->bones * g;
        ax_articulated_solve(&system, b->factor + at, in + 6 * at, out + 6 * at,
                             b->scratch);
    }
}

/* out = A in. joint_rhs, which is in rhs by now, serves as scratch. */
static void multiply(const ax_bundle *b, const ax_lanes *in, ax_lanes *out) {
    for (size_t g = 0; g < b->groups; g++) {
        const ax_articulated system = system_of(b, g);
        ax_articulated_apply_jacobian(&system, in + 6 * b->bones * g, b->scratch,
                                      b->joint_lanes);
        scatter(b, b->joint_lanes, 3 * b->joint_count, g, b->joint_delta);
    }
    for (size_t i = 0; i < b->frames * b->joint_count; i++)
        for (size_t a = 0; a < 3; a++)
            b->joint_rhs[3 * i + a] =
                ax_dot3(b->view_hessian + 9 * i + 3 * a, b->joint_delta + 3 * i);
    ax_temporal_multiply(&b->temporal, b->joint_delta, b->joint_rhs);
    ax_ties_multiply(&b->ties, b->joint_delta, b->joint_rhs);
    apply_transpose(b, out);
    ax_articulated_add_prior((int)(b->groups * b->bones), b->bone_prior, in, out);
}

/* out = a x + y; one of x and y may be out. */
AX_TARGET_CLONES
static void combine(double a, const ax_lanes *x, const ax_lanes *y, size_t count,
                    ax_lanes *out) {
    for (size_t i = 0; i < count; i++) out[i] = a * x[i] + y[i];
}

AX_TARGET_CLONES
static double dot(const ax_lanes *a, const ax_lanes *b, size_t count) {
    ax_lanes sums = {0};
    for (size_t i = 0; i < count; i++) sums += a[i] * b[i];
    double sum = 0;
    for (int l = 0; l < AX_LANES; l++) sum += sums[l];
    return sum;
}

void ax_bundle_solve(ax_bundle *b) {
    const size_t n = b->vector_size, bytes = n * sizeof(ax_lanes);
    memset(b->step, 0, bytes);
    memcpy(b->residual, b->rhs, bytes);
    precondition(b, b->residual, b->precond_residual);
    memcpy(b->direction, b->precond_residual, bytes);
    double rz = dot(b->residual, b->precond_residual, n);
    const double target = tolerance * tolerance * rz;
    for (int i = 0; i < MAX_CG_STEPS && rz > target; i++) {
        multiply(b, b->direction, b->product);
        const double curvature = dot(b->direction, b->product, n);
        if (!(curvature > 0)) break;
        const double alpha = rz / curvature;
        combine(alpha, b->direction, b->step, n, b->step);
        combine(-alpha, b->product, b->residual, n, b->residual);
        precondition(b, b->residual, b->precond_residual);
        const double next = dot(b->residual, b->precond_residual, n);
        combine(next / rz, b->direction, b->precond_residual, n, b->direction);
        rz = next;
    }
}
