#include "motion/maps/pose_field.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "motion/math/geometry.h"

enum { CORNERS = 4 };

/* A joint's place in the template: the four cells around it and their shares. */
typedef struct place {
    double depth;
    double at[2]; /* pixels */
    double share[CORNERS];
    int cell[CORNERS];
    int joint, layer;
    bool seen;
} place;

/* One view: its joints by layer, and room for a layer's equations. */
typedef struct view {
    const ax_pose_field *field;
    place *by_joint;  /* [J] */
    place **in_layer; /* [J] of the layer at hand */
    double *response; /* [G G, n] */
    double *system;   /* [n, n], its Cholesky factor */
    double *moved;    /* [n, 2] */
    double width;
    int joints, count; /* n: joints of the layer */
} view;

ax_pose_field ax_pose_field_default(void) {
    return (ax_pose_field){.grid = 16, .layers = 2, .length = 0.8, .noise = 0.01};
}

ax_status ax_pose_field_check(const ax_pose_field *f, ax_error *err) {
    if (f->grid >= 1 && f->grid <= AX_FIELD_MAX_GRID && f->layers >= 1 &&
        f->layers <= AX_FIELD_MAX_LAYERS && f->length >= 0.05 && f->length <= 64 &&
        f->noise >= 1e-6 && f->noise <= 1)
        return AX_OK;
    return ax_fail(err, AX_ERR_MODEL,
                   "a pose field of %d cells, %d layers, length %g and noise %g: cells "
                   "must be 1 to %d, layers 1 to %d, length 0.05 to 64, noise 1e-6 to "
                   "1",
                   f->grid, f->layers, f->length, f->noise, (int)AX_FIELD_MAX_GRID,
                   (int)AX_FIELD_MAX_LAYERS);
}

static void close_view(view *v) {
    ax_free(v->by_joint);
    ax_free(v->in_layer);
    ax_free(v->response);
    ax_free(v->system);
    ax_free(v->moved);
}

static ax_status open_view(view *v, const ax_pose_field *field,
                           const ax_cameras *cameras, const double *rest, int joints,
                           ax_error *err) {
    AX_TRY(ax_cameras_check(cameras, err));
    AX_TRY(ax_pose_field_check(field, err));
    const size_t n = (size_t)joints, cells = (size_t)field->grid * (size_t)field->grid;
    size_t square, response;
    *v = (view){.field = field, .joints = joints};
    if (joints < 1 || !ax_size_mul(n, n, &square) || !ax_size_mul(cells, n, &response))
        return ax_fail(err, AX_ERR_INPUT, "A pose field of %d joints.", joints);
    if (!ax_is_place(rest, 3 * n))
        return ax_fail(err, AX_ERR_INPUT, "a rest position is not finite or beyond %g",
                       AX_FARTHEST);
    ax_status status = AX_NEW(place, n, "a pose field", &v->by_joint, err);
    if (status == AX_OK) status = AX_NEW(place *, n, "a pose field", &v->in_layer, err);
    if (status == AX_OK)
        status = AX_NEW(double, response, "a pose field", &v->response, err);
    if (status == AX_OK)
        status = AX_NEW(double, square, "a pose field", &v->system, err);
    if (status == AX_OK) status = AX_NEW(double, 2 * n, "a pose field", &v->moved, err);
    if (status != AX_OK) close_view(v);
    return status;
}

static int nearer(const void *a, const void *b) {
    const place *x = *(place *const *)a, *y = *(place *const *)b;
    if (x->depth != y->depth) return x->depth < y->depth ? -1 : 1;
    return x->joint - y->joint;
}

static void spread(place *p, int grid, double width) {
    double part[2];
    int low[2];
    for (int i = 0; i < 2; i++) {
        const double u = fmin(fmax(p->at[i] / width * grid - 0.5, 0), grid - 1);
        low[i] = (int)u < grid - 2 ? (int)u : grid - 2;
        if (low[i] < 0) low[i] = 0;
        part[i] = fmin(u - low[i], 1);
    }
    for (int k = 0; k < CORNERS; k++) {
        const int dx = k & 1, dy = k >> 1;
        const int x = low[0] + dx < grid ? low[0] + dx : grid - 1;
        const int y = low[1] + dy < grid ? low[1] + dy : grid - 1;
        p->share[k] = (dx ? part[0] : 1 - part[0]) * (dy ? part[1] : 1 - part[1]);
        p->cell[k] = y * grid + x;
    }
}

/* Where the rest pose's joints lie before a camera, and in which layer. */
static void set_view(view *v, const ax_camera *camera, const double *rest) {
    const double *m = camera->world_to_camera;
    v->width = camera->width;
    for (int j = 0; j < v->joints; j++) {
        const double *p = rest + 3 * j;
        place *to = &v->by_joint[j];
        *to = (place){.joint = j,
                      .depth = m[8] * p[0] + m[9] * p[1] + m[10] * p[2] + m[11]};
        to->seen = ax_camera_project(camera, p, to->at);
        if (to->seen) spread(to, v->field->grid, camera->width);
        v->in_layer[j] = to;
    }
    qsort(v->in_layer, (size_t)v->joints, sizeof *v->in_layer, nearer);
    for (int64_t n = 0; n < v->joints; n++)
        v->in_layer[n]->layer = (int)(n * v->field->layers / v->joints);
}

static double covariance(const ax_pose_field *f, int a, int b) {
    const double x = a % f->grid - b % f->grid, y = a / f->grid - b / f->grid;
    return exp(-0.5 * (x * x + y * y) / (f->length * f->length));
}

/* The layer's joints, the field's response to each, and the factor L of B K B' + noise,
 * which is symmetric and, by the noise, positive. */
static void set_layer(view *v, int layer) {
    const ax_pose_field *f = v->field;
    const int cells = f->grid * f->grid;
    int n = 0;
    for (int j = 0; j < v->joints; j++)
        if (v->by_joint[j].seen && v->by_joint[j].layer == layer)
            v->in_layer[n++] = &v->by_joint[j];
    v->count = n;
    for (int c = 0; c < cells; c++)
        for (int i = 0; i < n; i++) {
            const place *p = v->in_layer[i];
            double sum = 0;
            for (int k = 0; k < CORNERS; k++)
                sum += p->share[k] * covariance(f, c, p->cell[k]);
            v->response[(size_t)c * (size_t)n + (size_t)i] = sum;
        }
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++) {
            const place *p = v->in_layer[i];
            double sum = i == j ? f->noise : 0;
            for (int k = 0; k < CORNERS; k++)
                sum += p->share[k] *
                       v->response[(size_t)p->cell[k] * (size_t)n + (size_t)j];
            double *row = v->system + (size_t)i * (size_t)n;
            const double *other = v->system + (size_t)j * (size_t)n;
            for (int k = 0; k < j; k++) sum -= row[k] * other[k];
            row[j] = i == j ? sqrt(fmax(sum, 1e-12)) : sum / other[j];
        }
}

/* x [n, 2] := system^-1 x */
static void solve(const view *v, double *x) {
    const int n = v->count;
    for (int i = 0; i < n; i++) {
        const double *row = v->system + (size_t)i * (size_t)n;
        for (int a = 0; a < 2; a++) {
            double sum = x[2 * i + a];
            for (int k = 0; k < i; k++) sum -= row[k] * x[2 * k + a];
            x[2 * i + a] = sum / row[i];
        }
    }
    for (int i = n - 1; i >= 0; i--)
        for (int a = 0; a < 2; a++) {
            double sum = x[2 * i + a];
            for (int k = i + 1; k < n; k++)
                sum -= v->system[(size_t)k * (size_t)n + (size_t)i] * x[2 * k + a];
            x[2 * i + a] = sum / v->system[(size_t)i * (size_t)n + (size_t)i];
        }
}

ax_status ax_pose_field_template(const ax_cameras *cameras, const ax_frame *frame,
                                 const double *rest, int joints,
                                 const ax_pose_field *field, float *out,
                                 ax_error *err) {
    view v;
    AX_TRY(open_view(&v, field, cameras, rest, joints, err));
    const size_t cells = (size_t)field->grid * (size_t)field->grid;
    const size_t one = 4 * (size_t)field->layers * cells;
    memset(out, 0, (size_t)cameras->count * one * sizeof *out);
    for (int n = 0; n < cameras->count; n++) {
        set_view(&v, &cameras->view[n], rest);
        float *map = out + (size_t)n * one;
        for (int j = 0; j < joints; j++) {
            const place *p = &v.by_joint[j];
            if (!p->seen) continue;
            for (int k = 0; k < CORNERS; k++) {
                float *cell = map + 4 * (size_t)p->layer * cells + p->cell[k];
                cell[0] += (float)p->share[k];
                for (int a = 0; a < 3; a++)
                    cell[(size_t)(1 + a) * cells] +=
                        (float)(2 * p->share[k] * frame->scale *
                                (rest[3 * j + a] - frame->centre[a]));
            }
        }
        for (int layer = 0; layer < field->layers; layer++)
            for (size_t c = 0; c < cells; c++) {
                float *cell = map + 4 * (size_t)layer * cells + c;
                const float whole = cell[0];
                if (whole <= 1) continue;
                for (int a = 0; a < 4; a++) cell[(size_t)a * cells] /= whole;
            }
    }
    close_view(&v);
    return AX_OK;
}

ax_status ax_pose_field_encode(const ax_cameras *cameras, const double *rest,
                               int joints, const double *positions, int frames,
                               const ax_pose_field *field, float *out, ax_error *err) {
    view v;
    AX_TRY(open_view(&v, field, cameras, rest, joints, err));
    const size_t cells = (size_t)field->grid * (size_t)field->grid;
    const size_t plane = (size_t)frames * cells;
    for (int n = 0; n < cameras->count; n++) {
        const ax_camera *camera = &cameras->view[n];
        set_view(&v, camera, rest);
        for (int layer = 0; layer < field->layers; layer++) {
            set_layer(&v, layer);
            float *to =
                out +
                ((size_t)n * 2 * (size_t)field->layers + 2 * (size_t)layer) * plane;
            for (int f = 0; f < frames; f++) {
                for (int i = 0; i < v.count; i++) {
                    const place *p = v.in_layer[i];
                    double at[2];
                    const size_t k =
                        ((size_t)f * (size_t)joints + (size_t)p->joint) * 3;
                    const bool seen = ax_camera_project(camera, positions + k, at);
                    for (int a = 0; a < 2; a++)
                        v.moved[2 * i + a] =
                            seen ? (at[a] - p->at[a]) / v.width * field->grid : 0;
                }
                solve(&v, v.moved);
                for (size_t c = 0; c < cells; c++) {
                    double sum[2] = {0, 0};
                    const double *row = v.response + c * (size_t)v.count;
                    for (int i = 0; i < v.count; i++)
                        for (int a = 0; a < 2; a++)
                            sum[a] += row[i] * v.moved[2 * i + a];
                    for (int a = 0; a < 2; a++)
                        to[(size_t)a * plane + (size_t)f * cells + c] = (float)sum[a];
                }
            }
        }
    }
    close_view(&v);
    return AX_OK;
}

/* What part of a joint's displacement is its own: 1 - noise (system^-1)_ii. */
static double own_part(const view *v, int i) {
    memset(v->moved, 0, 2 * (size_t)v->count * sizeof *v->moved);
    v->moved[2 * i] = 1;
    solve(v, v->moved);
    return fmin(fmax(1 - v->field->noise * v->moved[2 * i], 0), 1);
}

ax_status ax_pose_field_decode(const ax_cameras *cameras, const double *rest,
                               int joints, const float *codes, int frames,
                               const ax_pose_field *field, double *points,
                               float *confidence, ax_error *err) {
    view v;
    AX_TRY(open_view(&v, field, cameras, rest, joints, err));
    const size_t cells = (size_t)field->grid * (size_t)field->grid;
    const size_t plane = (size_t)frames * cells, J = (size_t)joints;
    for (int n = 0; n < cameras->count; n++) {
        double *to = points + (size_t)n * (size_t)frames * J * 2;
        float *sure = confidence + (size_t)n * (size_t)frames * J;
        set_view(&v, &cameras->view[n], rest);
        for (size_t k = 0; k < (size_t)frames * J; k++) {
            to[2 * k] = to[2 * k + 1] = NAN;
            sure[k] = 0;
        }
        for (int layer = 0; layer < field->layers; layer++) {
            set_layer(&v, layer);
            const float *from =
                codes +
                ((size_t)n * 2 * (size_t)field->layers + 2 * (size_t)layer) * plane;
            for (int i = 0; i < v.count; i++) {
                const place *p = v.in_layer[i];
                const float own = (float)own_part(&v, i);
                for (int f = 0; f < frames; f++) {
                    const size_t k = (size_t)f * J + (size_t)p->joint;
                    double sum[2] = {0, 0};
                    for (int q = 0; q < CORNERS; q++)
                        for (int a = 0; a < 2; a++)
                            sum[a] +=
                                p->share[q] *
                                (double)from[(size_t)a * plane + (size_t)f * cells +
                                             (size_t)p->cell[q]];
                    for (int a = 0; a < 2; a++)
                        to[2 * k + (size_t)a] =
                            p->at[a] + sum[a] / field->grid * v.width;
                    sure[k] = isfinite(to[2 * k]) && isfinite(to[2 * k + 1]) ? own : 0;
                }
            }
        }
    }
    close_view(&v);
    return AX_OK;
}
