#include "motion/fit/body.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/simd_dispatch.h"

AX_INLINE void cross(const ax_lanes a[3], const ax_lanes b[3], ax_lanes out[3]) {
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

/* The bone's movement (turn, then velocity of its head) that its parent's brings. */
AX_INLINE void carried(const ax_body *body, int bone, const ax_lanes *moves,
                       ax_lanes out[6]) {
    const int p = body->parents[bone];
    ax_lanes along[3];
    memset(out, 0, 6 * sizeof *out);
    if (p < 0) return;
    const ax_lanes *parent = moves + 6 * (size_t)p;
    cross(parent, body->arm + 3 * (size_t)bone, along);
    for (int i = 0; i < 3; i++) {
        out[i] = parent[i];
        out[3 + i] = parent[3 + i] + along[i];
    }
}

AX_TARGET_CLONES
void ax_body_move(const ax_body *body, const ax_lanes *step, ax_lanes *scratch,
                  ax_lanes *moved) {
    for (int n = 0; n < body->bones; n++) {
        ax_lanes *s = scratch + 6 * (size_t)n;
        carried(body, n, scratch, s);
        for (size_t i = 0; i < 6; i++) s[i] += step[6 * (size_t)n + i];
    }
    for (size_t j = 0; j < (size_t)body->joints; j++) {
        const ax_lanes *s = scratch + 6 * (size_t)body->bone[j];
        ax_lanes along[3];
        cross(s, body->lever + 3 * j, along);
        for (size_t i = 0; i < 3; i++) moved[3 * j + i] = s[3 + i] + along[i];
    }
}

/* Adds to the parent what pulls on the bone: a torque and a force at its head. */
AX_INLINE void hand_up(const ax_body *body, int bone, const ax_lanes *own,
                       ax_lanes *all) {
    ax_lanes torque[3];
    const int p = body->parents[bone];
    if (p < 0) return;
    cross(body->arm + 3 * (size_t)bone, own + 3, torque);
    for (size_t i = 0; i < 3; i++) {
        all[6 * (size_t)p + i] += own[i] + torque[i];
        all[6 * (size_t)p + 3 + i] += own[3 + i];
    }
}

AX_INLINE void hold(const ax_body *body, int bone, ax_lanes *step) {
    if (!(body->free[bone] & AX_BODY_TURNS)) memset(step, 0, 3 * sizeof *step);
    if (!(body->free[bone] & AX_BODY_SHIFTS)) memset(step + 3, 0, 3 * sizeof *step);
}

AX_TARGET_CLONES
void ax_body_pull(const ax_body *body, const ax_lanes *pull, ax_lanes *out) {
    memset(out, 0, 6 * (size_t)body->bones * sizeof *out);
    for (size_t j = 0; j < (size_t)body->joints; j++) {
        ax_lanes torque[3], *s = out + 6 * (size_t)body->bone[j];
        const ax_lanes *force = pull + 3 * j;
        cross(body->lever + 3 * j, force, torque);
        for (int i = 0; i < 3; i++) {
            s[i] += torque[i];
            s[3 + i] += force[i];
        }
    }
    for (int n = body->bones - 1; n >= 0; n--) {
        hand_up(body, n, out + 6 * (size_t)n, out);
        hold(body, n, out + 6 * (size_t)n);
    }
}

/* out += X^T m X for the map X that takes the movement of a frame to that of a point at
 * `d` from it: turn as it is, velocity + turn x d. m and out are symmetric. */
AX_INLINE void add_moved(const ax_lanes m[36], const ax_lanes d[3], ax_lanes *out) {
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

AX_INLINE int free_axes(const ax_body *body, int bone, int axes[6]) {
    int count = 0;
    for (int i = 0; i < 6; i++)
        if (body->free[bone] & (i < 3 ? AX_BODY_TURNS : AX_BODY_SHIFTS))
            axes[count++] = i;
    return count;
}

/* m x m, symmetric positive definite, in place (Gauss-Jordan without pivots). */
AX_INLINE void invert(ax_lanes *k, int m) {
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

/* Takes the bone's own freedom out of its matrix: what is left is what its parent
 * feels. Inlined with a constant m, so that loops unroll. */
AX_INLINE void eliminate(const int *axes, int m, const ax_body_ridge *ridge,
                         ax_lanes a[36], ax_body_factor_row *row) {
    ax_lanes gain[36];
    for (int i = 0; i < m; i++)
        for (int c = 0; c < m; c++) {
            const int x = axes[i], y = axes[c];
            row->inverse[m * i + c] = a[6 * x + y];
            if (x < 3 && y < 3) row->inverse[m * i + c] += ridge->turn[3 * x + y];
            if (x >= 3 && x == y) row->inverse[m * i + c] += ridge->shift;
        }
    invert(row->inverse, m);
    for (int i = 0; i < 6; i++)
        for (int c = 0; c < m; c++) row->response[m * i + c] = a[6 * i + axes[c]];
    for (int i = 0; i < 6; i++)
        for (int c = 0; c < m; c++) {
            gain[m * i + c] = (ax_lanes){0};
            for (int k = 0; k < m; k++)
                gain[m * i + c] += row->response[m * i + k] * row->inverse[m * k + c];
        }
    /* Rounding must not make it unsymmetric: that would grow from bone to bone. */
    for (int i = 0; i < 6; i++)
        for (int c = 0; c <= i; c++) {
            for (int k = 0; k < m; k++)
                a[6 * i + c] -= gain[m * i + k] * row->response[m * c + k];
            a[6 * c + i] = a[6 * i + c];
        }
}

AX_TARGET_CLONES
void ax_body_factor(const ax_body *body, const ax_lanes *blocks,
                    const ax_body_ridge *ridge, ax_body_factor_row *factor,
                    ax_lanes *scratch) {
    memset(scratch, 0, 36 * (size_t)body->bones * sizeof *scratch);
    for (size_t j = 0; j < (size_t)body->joints; j++) {
        ax_lanes m[36];
        memset(m, 0, sizeof m);
        for (size_t i = 0; i < 3; i++)
            memcpy(m + 18 + 6 * i + 3, blocks + 9 * j + 3 * i, 3 * sizeof *m);
        add_moved(m, body->lever + 3 * j, scratch + 36 * (size_t)body->bone[j]);
    }
    for (int n = body->bones - 1; n >= 0; n--) {
        ax_lanes *a = scratch + 36 * (size_t)n;
        int axes[6];
        const int m = free_axes(body, n, axes), p = body->parents[n];
        if (m == 3)
            eliminate(axes, 3, &ridge[n], a, &factor[n]);
        else if (m == 6)
            eliminate(axes, 6, &ridge[n], a, &factor[n]);
        if (p >= 0) add_moved(a, body->arm + 3 * (size_t)n, scratch + 36 * (size_t)p);
    }
}

AX_TARGET_CLONES
void ax_body_add_ridge(int bones, const ax_body_ridge *ridge, const ax_lanes *step,
                       ax_lanes *out) {
    for (size_t n = 0; n < (size_t)bones; n++)
        for (size_t i = 0; i < 3; i++) {
            for (size_t c = 0; c < 3; c++)
                out[6 * n + i] += ridge[n].turn[3 * i + c] * step[6 * n + c];
            out[6 * n + 3 + i] += ridge[n].shift * step[6 * n + 3 + i];
        }
}

/* The freedom's answer to what pulls on it, and what of the pull is left. */
AX_INLINE void answer(const ax_body_factor_row *row, const int *axes, int m,
                      const ax_lanes *b, ax_lanes *own, ax_lanes *y) {
    for (int i = 0; i < m; i++)
        for (int c = 0; c < m; c++)
            y[axes[i]] += row->inverse[m * i + c] * (b[axes[c]] + own[axes[c]]);
    for (int i = 0; i < 6; i++)
        for (int c = 0; c < m; c++) own[i] -= row->response[m * i + c] * y[axes[c]];
}

/* Less what the parent's movement already brings. */
AX_INLINE void correct(const ax_body_factor_row *row, const int *axes, int m,
                       const ax_lanes come[6], ax_lanes *y) {
    ax_lanes felt[6];
    for (int c = 0; c < m; c++) {
        felt[c] = (ax_lanes){0};
        for (int i = 0; i < 6; i++) felt[c] += row->response[m * i + c] * come[i];
    }
    for (int i = 0; i < m; i++)
        for (int c = 0; c < m; c++) y[axes[i]] -= row->inverse[m * i + c] * felt[c];
}

AX_TARGET_CLONES
void ax_body_solve(const ax_body *body, const ax_body_factor_row *factor,
                   const ax_lanes *b, ax_lanes *step, ax_lanes *scratch) {
    memset(scratch, 0, 6 * (size_t)body->bones * sizeof *scratch);
    memset(step, 0, 6 * (size_t)body->bones * sizeof *step);
    for (int n = body->bones - 1; n >= 0; n--) {
        const size_t at = 6 * (size_t)n;
        int axes[6];
        const int m = free_axes(body, n, axes);
        if (m == 3) answer(&factor[n], axes, 3, b + at, scratch + at, step + at);
        if (m == 6) answer(&factor[n], axes, 6, b + at, scratch + at, step + at);
        hand_up(body, n, scratch + at, scratch);
    }
    for (int n = 0; n < body->bones; n++) {
        const size_t at = 6 * (size_t)n;
        ax_lanes come[6];
        int axes[6];
        const int m = free_axes(body, n, axes);
        carried(body, n, scratch, come);
        if (m == 3) correct(&factor[n], axes, 3, come, step + at);
        if (m == 6) correct(&factor[n], axes, 6, come, step + at);
        for (size_t i = 0; i < 6; i++) scratch[at + i] = come[i] + step[at + i];
    }
}
