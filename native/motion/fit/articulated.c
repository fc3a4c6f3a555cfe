#include "motion/fit/articulated.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/simd_dispatch.h"

AX_INLINE void cross(const ax_lanes a[3], const ax_lanes b[3], ax_lanes out[3]) {
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

/* Spatial velocity (angular, then that of the bone's head) that the bone inherits from
 * its parent's; 0 for a root. `motion`: [N, 6]. */
AX_INLINE void parent_motion(const ax_articulated *system, int bone,
                             const ax_lanes *motion, ax_lanes out[6]) {
    const int p = system->parents[bone];
    ax_lanes linear[3];
    memset(out, 0, 6 * sizeof *out);
    if (p < 0) return;
    const ax_lanes *parent = motion + 6 * (size_t)p;
    cross(parent, system->parent_offset + 3 * (size_t)bone, linear);
    for (int i = 0; i < 3; i++) {
        out[i] = parent[i];
        out[3 + i] = parent[3 + i] + linear[i];
    }
}

AX_TARGET_CLONES
void ax_articulated_apply_jacobian(const ax_articulated *system, const ax_lanes *step,
                                   ax_lanes *scratch, ax_lanes *joint_delta) {
    for (int n = 0; n < system->bones; n++) {
        ax_lanes *s = scratch + 6 * (size_t)n;
        parent_motion(system, n, scratch, s);
        for (size_t i = 0; i < 6; i++) s[i] += step[6 * (size_t)n + i];
    }
    for (size_t j = 0; j < (size_t)system->joints; j++) {
        const ax_lanes *s = scratch + 6 * (size_t)system->joint_bone[j];
        ax_lanes linear[3];
        cross(s, system->joint_offset + 3 * j, linear);
        for (size_t i = 0; i < 3; i++) joint_delta[3 * j + i] = s[3 + i] + linear[i];
    }
}

/* Adds the spatial force on the bone (torque about its head, then force) to that on its
 * parent, taken about the parent's head. */
AX_INLINE void add_force_to_parent(const ax_articulated *system, int bone,
                                   const ax_lanes *force, ax_lanes *forces) {
    ax_lanes torque[3];
    const int p = system->parents[bone];
    if (p < 0) return;
    cross(system->parent_offset + 3 * (size_t)bone, force + 3, torque);
    for (size_t i = 0; i < 3; i++) {
        forces[6 * (size_t)p + i] += force[i] + torque[i];
        forces[6 * (size_t)p + 3 + i] += force[3 + i];
    }
}

AX_INLINE void clear_locked(const ax_articulated *system, int bone, ax_lanes *step) {
    if (!(system->dof_mask[bone] & AX_DOF_ROTATION)) memset(step, 0, 3 * sizeof *step);
    if (!(system->dof_mask[bone] & AX_DOF_TRANSLATION))
        memset(step + 3, 0, 3 * sizeof *step);
}

AX_TARGET_CLONES
void ax_articulated_apply_transpose(const ax_articulated *system,
                                    const ax_lanes *joint_vector, ax_lanes *out) {
    memset(out, 0, 6 * (size_t)system->bones * sizeof *out);
    for (size_t j = 0; j < (size_t)system->joints; j++) {
        ax_lanes torque[3], *s = out + 6 * (size_t)system->joint_bone[j];
        const ax_lanes *force = joint_vector + 3 * j;
        cross(system->joint_offset + 3 * j, force, torque);
        for (int i = 0; i < 3; i++) {
            s[i] += torque[i];
            s[3 + i] += force[i];
        }
    }
    for (int n = system->bones - 1; n >= 0; n--) {
        add_force_to_parent(system, n, out + 6 * (size_t)n, out);
        clear_locked(system, n, out + 6 * (size_t)n);
    }
}

/* out += X^T m X, where X takes the spatial velocity at a point to that at a point `d`
 * away: same angular velocity w, linear velocity + w x d. m and out are symmetric. */
AX_INLINE void add_shifted(const ax_lanes m[36], const ax_lanes d[3], ax_lanes *out) {
    ax_lanes right[36]; /* m X */
    for (int i = 0; i < 6; i++) {
        const ax_lanes *v = m + 6 * i + 3;
        right[6 * i + 0] = m[6 * i + 0] + (v[2] * d[1] - v[1] * d[2]);
        right[6 * i + 1] = m[6 * i + 1] + (v[0] * d[2] - v[2] * d[0]);
        right[6 * i + 2] = m[6 * i + 2] + (v[1] * d[0] - v[0] * d[1]);
        for (int c = 3; c < 6; c++) right[6 * i + c] = m[6 * i + c];
    }
    for (int c = 0; c < 6; c++) {
        const ax_lanes f[3] = {right[18 + c], right[24 + c], right[30 + c]};
        out[c] += right[c] + (d[1] * f[2] - d[2] * f[1]);
        out[6 + c] += right[6 + c] + (d[2] * f[0] - d[0] * f[2]);
        out[12 + c] += right[12 + c] + (d[0] * f[1] - d[1] * f[0]);
        for (int i = 0; i < 3; i++) out[18 + 6 * i + c] += f[i];
    }
}

AX_INLINE int free_dofs(const ax_articulated *system, int bone, int dofs[6]) {
    int count = 0;
    for (int i = 0; i < 6; i++)
        if (system->dof_mask[bone] & (i < 3 ? AX_DOF_ROTATION : AX_DOF_TRANSLATION))
            dofs[count++] = i;
    return count;
}

/* Inverts k [m, m], symmetric positive definite, in place (Gauss-Jordan, no pivoting;
 * a pivot that is not positive counts as infinite). */
AX_INLINE void invert_spd(ax_lanes *k, int m) {
    for (int p = 0; p < m; p++) {
        const ax_lanes pivot = k[m * p + p];
        ax_lanes inverse;
        for (int l = 0; l < AX_LANES; l++) inverse[l] = pivot[l] > 0 ? 1 / pivot[l] : 0;
        k[m * p + p] = (ax_lanes){0} + 1;
        for (int c = 0; c < m; c++) k[m * p + c] *= inverse;
        for (int r = 0; r < m; r++) {
            if (r == p) continue;
            const ax_lanes factor = k[m * r + p];
            k[m * r + p] = (ax_lanes){0};
            for (int c = 0; c < m; c++) k[m * r + c] -= factor * k[m * p + c];
        }
    }
}

/* Schur complement: removes the bone's own degrees of freedom from its articulated
 * Hessian a, which leaves what couples to the parent. Inlined with a constant m, so
 * that the loops unroll. */
AX_INLINE void eliminate(const int *dofs, int m, const ax_bone_prior *prior,
                         ax_lanes a[36], ax_bone_factor *factor) {
    ax_lanes gain[36];
    for (int i = 0; i < m; i++)
        for (int c = 0; c < m; c++) {
            const int x = dofs[i], y = dofs[c];
            factor->inverse[m * i + c] = a[6 * x + y];
            if (x < 3 && y < 3)
                factor->inverse[m * i + c] += prior->rotation[3 * x + y];
            if (x >= 3 && y >= 3)
                factor->inverse[m * i + c] += prior->translation[3 * (x - 3) + y - 3];
        }
    invert_spd(factor->inverse, m);
    for (int i = 0; i < 6; i++)
        for (int c = 0; c < m; c++) factor->response[m * i + c] = a[6 * i + dofs[c]];
    for (int i = 0; i < 6; i++)
        for (int c = 0; c < m; c++) {
            gain[m * i + c] = (ax_lanes){0};
            for (int k = 0; k < m; k++)
                gain[m * i + c] +=
                    factor->response[m * i + k] * factor->inverse[m * k + c];
        }
    /* Kept symmetric exactly: an asymmetry from rounding would grow from bone to
     * bone. */
    for (int i = 0; i < 6; i++)
        for (int c = 0; c <= i; c++) {
            for (int k = 0; k < m; k++)
                a[6 * i + c] -= gain[m * i + k] * factor->response[m * c + k];
            a[6 * c + i] = a[6 * i + c];
        }
}

AX_TARGET_CLONES
void ax_articulated_factorise(const ax_articulated *system, const ax_lanes *hessian,
                              const ax_bone_prior *prior, ax_bone_factor *factor,
                              ax_lanes *scratch) {
    memset(scratch, 0, 36 * (size_t)system->bones * sizeof *scratch);
    for (size_t j = 0; j < (size_t)system->joints; j++) {
        ax_lanes m[36];
        memset(m, 0, sizeof m);
        for (size_t i = 0; i < 3; i++)
            memcpy(m + 18 + 6 * i + 3, hessian + 9 * j + 3 * i, 3 * sizeof *m);
        add_shifted(m, system->joint_offset + 3 * j,
                    scratch + 36 * (size_t)system->joint_bone[j]);
    }
    for (int n = system->bones - 1; n >= 0; n--) {
        ax_lanes *a = scratch + 36 * (size_t)n;
        int dofs[6];
        const int m = free_dofs(system, n, dofs), p = system->parents[n];
        if (m == 3)
            eliminate(dofs, 3, &prior[n], a, &factor[n]);
        else if (m == 6)
            eliminate(dofs, 6, &prior[n], a, &factor[n]);
        if (p >= 0)
            add_shifted(a, system->parent_offset + 3 * (size_t)n,
                        scratch + 36 * (size_t)p);
    }
}

AX_TARGET_CLONES
void ax_articulated_add_prior(int bones, const ax_bone_prior *prior,
                              const ax_lanes *step, ax_lanes *out) {
    for (size_t n = 0; n < (size_t)bones; n++)
        for (size_t i = 0; i < 3; i++) {
            for (size_t c = 0; c < 3; c++) {
                out[6 * n + i] += prior[n].rotation[3 * i + c] * step[6 * n + c];
                out[6 * n + 3 + i] +=
                    prior[n].translation[3 * i + c] * step[6 * n + 3 + c];
            }
        }
}

/* Forward pass for one bone: y = inverse (b + force) in its own degrees of freedom;
 * takes from the spatial force what they absorb. */
AX_INLINE void solve_bone(const ax_bone_factor *factor, const int *dofs, int m,
                          const ax_lanes *b, ax_lanes *force, ax_lanes *y) {
    for (int i = 0; i < m; i++)
        for (int c = 0; c < m; c++)
            y[dofs[i]] += factor->inverse[m * i + c] * (b[dofs[c]] + force[dofs[c]]);
    for (int i = 0; i < 6; i++)
        for (int c = 0; c < m; c++)
            force[i] -= factor->response[m * i + c] * y[dofs[c]];
}

/* Backward pass for one bone: takes from y what the parent's motion already brings. */
AX_INLINE void subtract_parent_motion(const ax_bone_factor *factor, const int *dofs,
                                      int m, const ax_lanes inherited[6], ax_lanes *y) {
    ax_lanes coupling[6];
    for (int c = 0; c < m; c++) {
        coupling[c] = (ax_lanes){0};
        for (int i = 0; i < 6; i++)
            coupling[c] += factor->response[m * i + c] * inherited[i];
    }
    for (int i = 0; i < m; i++)
        for (int c = 0; c < m; c++)
            y[dofs[i]] -= factor->inverse[m * i + c] * coupling[c];
}

AX_TARGET_CLONES
void ax_articulated_solve(const ax_articulated *system, const ax_bone_factor *factor,
                          const ax_lanes *b, ax_lanes *step, ax_lanes *scratch) {
    memset(scratch, 0, 6 * (size_t)system->bones * sizeof *scratch);
    memset(step, 0, 6 * (size_t)system->bones * sizeof *step);
    for (int n = system->bones - 1; n >= 0; n--) {
        const size_t at = 6 * (size_t)n;
        int dofs[6];
        const int m = free_dofs(system, n, dofs);
        if (m == 3) solve_bone(&factor[n], dofs, 3, b + at, scratch + at, step + at);
        if (m == 6) solve_bone(&factor[n], dofs, 6, b + at, scratch + at, step + at);
        add_force_to_parent(system, n, scratch + at, scratch);
    }
    for (int n = 0; n < system->bones; n++) {
        const size_t at = 6 * (size_t)n;
        ax_lanes inherited[6];
        int dofs[6];
        const int m = free_dofs(system, n, dofs);
        parent_motion(system, n, scratch, inherited);
        if (m == 3) subtract_parent_motion(&factor[n], dofs, 3, inherited, step + at);
        if (m == 6) subtract_parent_motion(&factor[n], dofs, 6, inherited, step + at);
        for (size_t i = 0; i < 6; i++) scratch[at + i] = inherited[i] + step[at + i];
    }
}
