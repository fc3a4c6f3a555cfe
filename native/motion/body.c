#include "motion/body.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static void cross(const double a[3], const double b[3], double out[3]) {
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

/* From the parent's head to the bone's; 0 for a root, which moves with nothing. */
static void arm(const ax_body *body, int bone, double out[3]) {
    const int p = body->parents[bone];
    for (size_t i = 0; i < 3; i++)
        out[i] = p < 0
                     ? 0
                     : body->head[3 * (size_t)bone + i] - body->head[3 * (size_t)p + i];
}

static void lever(const ax_body *body, int joint, double out[3]) {
    const size_t n = (size_t)body->bone[joint];
    for (size_t i = 0; i < 3; i++)
        out[i] = body->joint[3 * (size_t)joint + i] - body->head[3 * n + i];
}

/* The bone's movement (turn, then velocity of its head) that its parent's brings. */
static void carried(const ax_body *body, int bone, const double *parent,
                    double out[6]) {
    double d[3], along[3];
    memset(out, 0, 6 * sizeof *out);
    if (body->parents[bone] < 0) return;
    arm(body, bone, d);
    cross(parent, d, along);
    for (int i = 0; i < 3; i++) {
        out[i] = parent[i];
        out[3 + i] = parent[3 + i] + along[i];
    }
}

void ax_body_move(const ax_body *body, const double *step, double *scratch,
                  double *moved) {
    for (int n = 0; n < body->bones; n++) {
        const int p = body->parents[n];
        double *s = scratch + 6 * (size_t)n;
        carried(body, n, p < 0 ? NULL : scratch + 6 * (size_t)p, s);
        for (size_t i = 0; i < 6; i++) s[i] += step[6 * (size_t)n + i];
    }
    for (int j = 0; j < body->joints; j++) {
        const double *s = scratch + 6 * (size_t)body->bone[j];
        double r[3], along[3];
        lever(body, j, r);
        cross(s, r, along);
        for (size_t i = 0; i < 3; i++) moved[3 * (size_t)j + i] = s[3 + i] + along[i];
    }
}

/* Adds to the parent what pulls on the bone: a torque and a force at its head. */
static void hand_up(const ax_body *body, int bone, const double *own, double *all) {
    double d[3], torque[3];
    const int p = body->parents[bone];
    if (p < 0) return;
    arm(body, bone, d);
    cross(d, own + 3, torque);
    for (size_t i = 0; i < 3; i++) {
        all[6 * (size_t)p + i] += own[i] + torque[i];
        all[6 * (size_t)p + 3 + i] += own[3 + i];
    }
}

static void hold(const ax_body *body, int bone, double *step) {
    if (!(body->free[bone] & AX_BODY_TURNS)) step[0] = step[1] = step[2] = 0;
    if (!(body->free[bone] & AX_BODY_SHIFTS)) step[3] = step[4] = step[5] = 0;
}

void ax_body_pull(const ax_body *body, const double *pull, double *out) {
    memset(out, 0, 6 * (size_t)body->bones * sizeof *out);
    for (int j = 0; j < body->joints; j++) {
        double r[3], torque[3], *s = out + 6 * (size_t)body->bone[j];
        const double *force = pull + 3 * (size_t)j;
        lever(body, j, r);
        cross(r, force, torque);
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
 * `d` from it: turn as it is, velocity + turn x d. */
static void add_moved(const double m[36], const double d[3], double *out) {
    const double skew[9] = {0, d[2], -d[1], -d[2], 0, d[0], d[1], -d[0], 0};
    double right[36]; /* m X */
    for (int i = 0; i < 6; i++)
        for (int c = 0; c < 3; c++) {
            double sum = m[6 * i + c];
            for (int k = 0; k < 3; k++) sum += m[6 * i + 3 + k] * skew[3 * k + c];
            right[6 * i + c] = sum;
            right[6 * i + 3 + c] = m[6 * i + 3 + c];
        }
    for (int c = 0; c < 6; c++)
        for (int i = 0; i < 3; i++) {
            double sum = right[6 * i + c];
            for (int k = 0; k < 3; k++) sum += skew[3 * k + i] * right[18 + 6 * k + c];
            out[6 * i + c] += sum;
            out[18 + 6 * i + c] += right[18 + 6 * i + c];
        }
}

static int free_axes(const ax_body *body, int bone, int axes[6]) {
    int count = 0;
    for (int i = 0; i < 6; i++)
        if (body->free[bone] & (i < 3 ? AX_BODY_TURNS : AX_BODY_SHIFTS))
            axes[count++] = i;
    return count;
}

/* m x m, symmetric positive definite, in place (Gauss-Jordan without pivots). */
static void invert(double *k, int m) {
    for (int p = 0; p < m; p++) {
        const double pivot = k[m * p + p];
        const double inverse = pivot > 0 ? 1 / pivot : 0;
        k[m * p + p] = 1;
        for (int c = 0; c < m; c++) k[m * p + c] *= inverse;
        for (int r = 0; r < m; r++) {
            if (r == p) continue;
            const double factor = k[m * r + p];
            k[m * r + p] = 0;
            for (int c = 0; c < m; c++) k[m * r + c] -= factor * k[m * p + c];
        }
    }
}

/* Takes the bone's own freedom out of its matrix: what is left is what its parent
 * feels. */
static void eliminate(const int *axes, int m, const ax_body_ridge *ridge, double a[36],
                      ax_body_factor_row *row) {
    for (int i = 0; i < m; i++)
        for (int c = 0; c < m; c++) {
            const int x = axes[i], y = axes[c];
            double own = x == y ? ridge->shift : 0;
            if (x < 3) own = y < 3 ? ridge->turn[3 * x + y] : 0;
            row->inverse[m * i + c] = a[6 * x + y] + own;
        }
    invert(row->inverse, m);
    for (int i = 0; i < 6; i++)
        for (int c = 0; c < m; c++) row->response[m * i + c] = a[6 * i + axes[c]];
    double gain[36];
    for (int i = 0; i < 6; i++)
        for (int c = 0; c < m; c++) {
            gain[m * i + c] = 0;
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

void ax_body_factor(const ax_body *body, const double *blocks,
                    const ax_body_ridge *ridge, ax_body_factor_row *factor,
                    double *scratch) {
    memset(scratch, 0, 36 * (size_t)body->bones * sizeof *scratch);
    for (int j = 0; j < body->joints; j++) {
        double r[3], m[36] = {0};
        lever(body, j, r);
        for (int i = 0; i < 3; i++)
            memcpy(m + 18 + 6 * i + 3, blocks + 9 * (size_t)j + 3 * i, 3 * sizeof *m);
        add_moved(m, r, scratch + 36 * (size_t)body->bone[j]);
    }
    for (int n = body->bones - 1; n >= 0; n--) {
        double d[3], *a = scratch + 36 * (size_t)n;
        int axes[6];
        const int m = free_axes(body, n, axes);
        if (m > 0) eliminate(axes, m, &ridge[n], a, &factor[n]);
        if (body->parents[n] < 0) continue;
        arm(body, n, d);
        add_moved(a, d, scratch + 36 * (size_t)body->parents[n]);
    }
}

void ax_body_add_ridge(const ax_body_ridge *ridge, const double step[6],
                       double out[6]) {
    for (int i = 0; i < 3; i++) {
        for (int c = 0; c < 3; c++) out[i] += ridge->turn[3 * i + c] * step[c];
        out[3 + i] += ridge->shift * step[3 + i];
    }
}

void ax_body_solve(const ax_body *body, const ax_body_factor_row *factor,
                   const double *b, double *step, double *scratch) {
    memset(scratch, 0, 6 * (size_t)body->bones * sizeof *scratch);
    /* Up: `step` holds the freedom's answer to what pulls on it ... */
    for (int n = body->bones - 1; n >= 0; n--) {
        double *own = scratch + 6 * (size_t)n, *y = step + 6 * (size_t)n;
        int axes[6];
        const int m = free_axes(body, n, axes);
        const ax_body_factor_row *row = &factor[n];
        memset(y, 0, 6 * sizeof *y);
        for (int i = 0; i < m; i++)
            for (int c = 0; c < m; c++)
                y[axes[i]] += row->inverse[m * i + c] *
                              (b[6 * (size_t)n + (size_t)axes[c]] + own[axes[c]]);
        for (int i = 0; i < 6; i++)
            for (int c = 0; c < m; c++) own[i] -= row->response[m * i + c] * y[axes[c]];
        hand_up(body, n, own, scratch);
    }
    /* ... down: less what the parent's movement already brings. */
    for (int n = 0; n < body->bones; n++) {
        const int p = body->parents[n];
        double come[6], felt[6] = {0}, *y = step + 6 * (size_t)n;
        int axes[6];
        const int m = free_axes(body, n, axes);
        const ax_body_factor_row *row = &factor[n];
        carried(body, n, p < 0 ? NULL : scratch + 6 * (size_t)p, come);
        for (int c = 0; c < m; c++)
            for (int i = 0; i < 6; i++) felt[c] += row->response[m * i + c] * come[i];
        for (int i = 0; i < m; i++)
            for (int c = 0; c < m; c++) y[axes[i]] -= row->inverse[m * i + c] * felt[c];
        for (int i = 0; i < 6; i++) scratch[6 * (size_t)n + (size_t)i] = come[i] + y[i];
    }
}
