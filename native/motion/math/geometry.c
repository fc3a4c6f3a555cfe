#include "motion/math/geometry.h"

#include <math.h>
#include <string.h>

bool ax_is_finite_in_range(const double *values, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!(fabs(values[i]) <= AX_MAX_COORDINATE)) return false;
    return true;
}

double ax_dot3(const double a[3], const double b[3]) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

double ax_distance3(const double a[3], const double b[3]) {
    double d[3] = {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
    return sqrt(ax_dot3(d, d));
}

double ax_box_diagonal(const double *points, int count) {
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        double min = INFINITY, max = -INFINITY;
        for (int n = 0; n < count; n++) {
            min = fmin(min, points[3 * n + i]);
            max = fmax(max, points[3 * n + i]);
        }
        sum += (max - min) * (max - min);
    }
    return sum > 1e-24 ? sqrt(sum) : 1;
}

void ax_matrix4_multiply(const double a[16], const double b[16], double out[16]) {
    double result[16];
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) {
            double sum = 0;
            for (int k = 0; k < 4; k++) sum += a[4 * i + k] * b[4 * k + j];
            result[4 * i + j] = sum;
        }
    memcpy(out, result, sizeof result);
}

void ax_matrix4_invert(const double m[16], double out[16]) {
    double c[9], result[16] = {0};
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            int r1 = (i + 1) % 3, r2 = (i + 2) % 3, c1 = (j + 1) % 3, c2 = (j + 2) % 3;
            c[3 * i + j] =
                m[4 * r1 + c1] * m[4 * r2 + c2] - m[4 * r1 + c2] * m[4 * r2 + c1];
        }
    double det = m[0] * c[0] + m[1] * c[1] + m[2] * c[2];
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) result[4 * i + j] = c[3 * j + i] / det;
        result[4 * i + 3] = -(result[4 * i] * m[3] + result[4 * i + 1] * m[7] +
                              result[4 * i + 2] * m[11]);
    }
    result[15] = 1;
    memcpy(out, result, sizeof result);
}

void ax_matrix4_transform(const double m[16], const double point[3], double out[3]) {
    double result[3];
    for (int i = 0; i < 3; i++) result[i] = ax_dot3(m + 4 * i, point) + m[4 * i + 3];
    memcpy(out, result, sizeof result);
}

void ax_matrix4_rotation(const double m[16], double out[9]) {
    for (int column = 0; column < 3; column++) {
        double x = m[column], y = m[4 + column], z = m[8 + column];
        double length = sqrt(x * x + y * y + z * z);
        out[column] = x / length;
        out[3 + column] = y / length;
        out[6 + column] = z / length;
    }
}

void ax_matrix4_compose(const double location[3], const double q[4], double out[16]) {
    double r[9];
    ax_quaternion_to_matrix3(q, r);
    for (int i = 0; i < 3; i++) {
        memcpy(out + 4 * i, r + 3 * i, 3 * sizeof *r);
        out[4 * i + 3] = location[i];
    }
    out[12] = out[13] = out[14] = 0;
    out[15] = 1;
}

void ax_matrix3_multiply(const double a[9], const double b[9], double out[9]) {
    double result[9];
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            result[3 * i + j] =
                a[3 * i] * b[j] + a[3 * i + 1] * b[3 + j] + a[3 * i + 2] * b[6 + j];
    memcpy(out, result, sizeof result);
}

void ax_matrix3_transposed_multiply(const double a[9], const double b[9],
                                    double out[9]) {
    double t[9] = {a[0], a[3], a[6], a[1], a[4], a[7], a[2], a[5], a[8]};
    ax_matrix3_multiply(t, b, out);
}

double ax_matrix3_determinant(const double m[9]) {
    return m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) +
           m[2] * (m[3] * m[7] - m[4] * m[6]);
}

bool ax_matrix3_solve(const double m[9], const double b[3], double x[3]) {
    double l00 = sqrt(m[0]), l10 = m[3] / l00, l20 = m[6] / l00;
    double d1 = m[4] - l10 * l10;
    double l11 = sqrt(d1), l21 = (m[7] - l20 * l10) / l11;
    double d2 = m[8] - l20 * l20 - l21 * l21;
    if (!(m[0] > 0) || !(d1 > 1e-14 * m[4]) || !(d2 > 1e-14 * m[8])) return false;
    double l22 = sqrt(d2);
    double y0 = b[0] / l00, y1 = (b[1] - l10 * y0) / l11;
    double y2 = (b[2] - l20 * y0 - l21 * y1) / l22;
    x[2] = y2 / l22;
    x[1] = (y1 - l21 * x[2]) / l11;
    x[0] = (y0 - l10 * x[1] - l20 * x[2]) / l00;
    return true;
}

void ax_quaternion_normalise(double q[4]) {
    double length = sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
    if (length > 1e-150 && isfinite(length)) {
        for (int i = 0; i < 4; i++) q[i] /= length;
    } else {
        q[0] = 1;
        q[1] = q[2] = q[3] = 0;
    }
}

void ax_quaternion_multiply(const double a[4], const double b[4], double out[4]) {
    double result[4] = {a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3],
                        a[0] * b[1] + a[1] * b[0] + a[2] * b[3] - a[3] * b[2],
                        a[0] * b[2] - a[1] * b[3] + a[2] * b[0] + a[3] * b[1],
                        a[0] * b[3] + a[1] * b[2] - a[2] * b[1] + a[3] * b[0]};
    memcpy(out, result, sizeof result);
}

void ax_quaternion_to_matrix3(const double q[4], double out[9]) {
    double w = q[0], x = q[1], y = q[2], z = q[3];
    out[0] = 1 - 2 * (y * y + z * z);
    out[1] = 2 * (x * y - w * z);
    out[2] = 2 * (x * z + w * y);
    out[3] = 2 * (x * y + w * z);
    out[4] = 1 - 2 * (x * x + z * z);
    out[5] = 2 * (y * z - w * x);
    out[6] = 2 * (x * z - w * y);
    out[7] = 2 * (y * z + w * x);
    out[8] = 1 - 2 * (x * x + y * y);
}

void ax_quaternion_from_matrix3(const double m[9], double q[4]) {
    double trace = m[0] + m[4] + m[8];
    if (trace > 0) {
        double s = 2 * sqrt(trace + 1);
        q[0] = 0.25 * s;
        q[1] = (m[7] - m[5]) / s;
        q[2] = (m[2] - m[6]) / s;
        q[3] = (m[3] - m[1]) / s;
    } else {
        int i = m[0] >= m[4] && m[0] >= m[8] ? 0 : m[4] >= m[8] ? 1 : 2;
        int j = (i + 1) % 3, k = (i + 2) % 3;
        double s = 2 * sqrt(fmax(1 + m[4 * i] - m[4 * j] - m[4 * k], 0));
        q[0] = (m[3 * k + j] - m[3 * j + k]) / s;
        q[1 + i] = 0.25 * s;
        q[1 + j] = (m[3 * j + i] + m[3 * i + j]) / s;
        q[1 + k] = (m[3 * k + i] + m[3 * i + k]) / s;
    }
    ax_quaternion_normalise(q);
    if (q[0] < 0)
        for (int i = 0; i < 4; i++) q[i] = -q[i];
}

/* One Jacobi rotation that zeroes k[p][q]; v accumulates the eigenvectors, in
 * columns. */
static void jacobi_rotate(double k[4][4], double v[4][4], int p, int q) {
    if (k[p][q] == 0) return;
    double theta = (k[q][q] - k[p][p]) / (2 * k[p][q]);
    double t = (theta >= 0 ? 1 : -1) / (fabs(theta) + sqrt(theta * theta + 1));
    double c = 1 / sqrt(t * t + 1), s = t * c;
    for (int i = 0; i < 4; i++) {
        double a = k[i][p], b = k[i][q];
        k[i][p] = c * a - s * b;
        k[i][q] = s * a + c * b;
    }
    for (int i = 0; i < 4; i++) {
        double a = k[p][i], b = k[q][i];
        k[p][i] = c * a - s * b;
        k[q][i] = s * a + c * b;
        a = v[i][p];
        b = v[i][q];
        v[i][p] = c * a - s * b;
        v[i][q] = s * a + c * b;
    }
}

void ax_rotation_fit(const double b[9], double q[4]) {
    double trace = b[0] + b[4] + b[8];
    double z[3] = {b[7] - b[5], b[2] - b[6], b[3] - b[1]};
    double k[4][4] = {{trace, z[0], z[1], z[2]}}, v[4][4] = {{1, 0, 0, 0}};
    for (int i = 0; i < 3; i++) {
        k[i + 1][0] = z[i];
        v[i + 1][i + 1] = 1;
        for (int j = 0; j < 3; j++)
            k[i + 1][j + 1] = b[3 * i + j] + b[3 * j + i] - (i == j ? trace : 0);
    }
    double scale = 0;
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) scale = fmax(scale, fabs(k[i][j]));
    for (int sweep = 0; sweep < 20; sweep++) {
        double off_diagonal = 0;
        for (int p = 0; p < 3; p++)
            for (int r = p + 1; r < 4; r++) {
                off_diagonal = fmax(off_diagonal, fabs(k[p][r]));
                jacobi_rotate(k, v, p, r);
            }
        if (!(off_diagonal > 1e-8 * scale)) break; /* this sweep squared it */
    }
    int largest = 0;
    for (int i = 1; i < 4; i++)
        if (k[i][i] > k[largest][largest]) largest = i;
    double sign = v[0][largest] < 0 ? -1 : 1;
    for (int i = 0; i < 4; i++) q[i] = sign * v[i][largest];
    ax_quaternion_normalise(q);
}

void ax_rotation_swing(const double from[3], const double to[3], double out[9]) {
    double lengths = sqrt(ax_dot3(from, from) * ax_dot3(to, to));
    double q[4] = {lengths + ax_dot3(from, to), from[1] * to[2] - from[2] * to[1],
                   from[2] * to[0] - from[0] * to[2],
                   from[0] * to[1] - from[1] * to[0]};
    if (!(lengths > 0)) {
        q[0] = 1;
        q[1] = q[2] = q[3] = 0;
    } else if (q[0] < 1e-9 * lengths) { /* opposite: half a turn about any normal */
        int smallest = fabs(from[0]) < fabs(from[1]) ? 0 : 1;
        if (fabs(from[2]) < fabs(from[smallest])) smallest = 2;
        double axis[3] = {0, 0, 0};
        axis[smallest] = 1;
        q[0] = 0;
        q[1] = from[1] * axis[2] - from[2] * axis[1];
        q[2] = from[2] * axis[0] - from[0] * axis[2];
        q[3] = from[0] * axis[1] - from[1] * axis[0];
    }
    ax_quaternion_normalise(q);
    ax_quaternion_to_matrix3(q, out);
}
