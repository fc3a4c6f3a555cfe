/* Kriging on a grid. Per view and layer, with n joints that see the camera:
 *   B [n, G G]  how a joint's place in the template reads the cells (bilinear)
 *   K [G G, G G] covariance of two cells
 *   d [n, 2]    the joints' displacements in cells
 * the field is K B' (B K B' + noise I)^-1 d. `response` is K B', `system` the Cholesky
 * factor of the matrix in brackets. */
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
    bool visible; /* before the camera */
} place;

/* One view: its joints by layer, and space for a layer's equations. */
typedef struct view {
    const ax_pose_field *field;
    const int32_t *base;  /* [J] as of ax_field_joints; NULL: without a layer for it */
    place *by_joint;      /* [J] */
    place **in_layer;     /* [J], [n] in use: of the layer at hand */
    double *covariance;   /* [G, G] of cells, by rows and columns between them */
    double *response;     /* [G G, n] */
    double *system;       /* [n, n], lower triangle */
    double *displacement; /* [n, 2] */
    double width;         /* pixels */
    double gain;          /* of displacements in the layer at hand */
    int joints, count;    /* count: n, joints of the layer */
} view;

ax_pose_field ax_pose_field_default(void) {
    return (ax_pose_field){
        .grid = 16, .layers = 2, .length = 0.8, .noise = 0.01, .marker_gain = 3};
}

ax_status ax_pose_field_check(const ax_pose_field *f, ax_error *err) {
    if (f->grid >= 1 && f->grid <= AX_FIELD_MAX_GRID && f->layers >= 1 &&
        f->layers <= AX_FIELD_MAX_LAYERS && f->length >= 0.05 && f->length <= 64 &&
        f->noise >= 1e-6 && f->noise <= 1) {
        if (f->marker_layers == 0 ||
            (f->marker_layers == 1 && f->marker_gain >= 0.1 && f->marker_gain <= 100))
            return AX_OK;
        return ax_fail(err, AX_ERR_MODEL,
                       "a pose field of %d layers of markers with a gain of %g: layers "
                       "must be 0 or 1, the gain 0.1 to 100",
                       f->marker_layers, f->marker_gain);
    }
    return ax_fail(err, AX_ERR_MODEL,
                   "a pose field of %d cells, %d layers, length %g and noise %g: cells "
                   "must be 1 to %d, layers 1 to %d, length 0.05 to 64, noise 1e-6 to "
                   "1",
                   f->grid, f->layers, f->length, f->noise, (int)AX_FIELD_MAX_GRID,
                   (int)AX_FIELD_MAX_LAYERS);
}

static size_t cells_of(const ax_pose_field *field) {
    return (size_t)field->grid * (size_t)field->grid;
}

static void close_view(view *v) {
    ax_free(v->by_joint);
    ax_free(v->in_layer);
    ax_free(v->covariance);
    ax_free(v->response);
    ax_free(v->system);
    ax_free(v->displacement);
}

static ax_status check_bases(const ax_field_joints *joints, ax_error *err) {
    for (int j = 0; joints->base && j < joints->count; j++) {
        const int base = joints->base[j];
        if (base < -1 || base >= joints->count ||
            (base >= 0 && joints->base[base] >= 0))
            return ax_fail(err, AX_ERR_USAGE,
                           "joint %d is a marker on joint %d, of %d joints; it must be "
                           "one that is no marker",
                           j, base, joints->count);
    }
    return AX_OK;
}

/* The covariance of cells that are x columns and y rows apart, for all that there can
 * be. */
static void set_covariance(view *v) {
    const ax_pose_field *f = v->field;
    for (int y = 0; y < f->grid; y++)
        for (int x = 0; x < f->grid; x++)
            v->covariance[y * f->grid + x] =
                exp(-0.5 * (double)(x * x + y * y) / (f->length * f->length));
}

static ax_status open_view(view *v, const ax_pose_field *field,
                           const ax_cameras *cameras, const ax_field_joints *joints,
                           ax_error *err) {
    AX_TRY(ax_cameras_check(cameras, err));
    AX_TRY(ax_pose_field_check(field, err));
    const size_t n = (size_t)joints->count;
    size_t square, response;
    *v = (view){.field = field,
                .joints = joints->count,
                .base = field->marker_layers ? joints->base : NULL};
    if (joints->count < 1 || !ax_size_mul(n, n, &square) ||
        !ax_size_mul(cells_of(field), n, &response))
        return ax_fail(err, AX_ERR_INPUT, "A pose field of %d joints.", joints->count);
    AX_TRY(check_bases(joints, err));
    if (!ax_is_finite_in_range(joints->rest, 3 * n))
        return ax_fail(err, AX_ERR_INPUT, "a rest position is not finite or beyond %g",
                       AX_MAX_COORDINATE);
    ax_status status = AX_NEW(place, n, "a pose field", &v->by_joint, err);
    if (status == AX_OK) status = AX_NEW(place *, n, "a pose field", &v->in_layer, err);
    if (status == AX_OK)
        status = AX_NEW(double, cells_of(field), "a pose field", &v->covariance, err);
    if (status == AX_OK)
        status = AX_NEW(double, response, "a pose field", &v->response, err);
    if (status == AX_OK)
        status = AX_NEW(double, square, "a pose field", &v->system, err);
    if (status == AX_OK)
        status = AX_NEW(double, 2 * n, "a pose field", &v->displacement, err);
    if (status == AX_OK)
        set_covariance(v);
    else
        close_view(v);
    return status;
}

/* ---- joints in the template ---- */

static int compare_depth(const void *a, const void *b) {
    const place *x = *(place *const *)a, *y = *(place *const *)b;
    if (x->depth != y->depth) return x->depth < y->depth ? -1 : 1;
    return x->joint - y->joint;
}

/* Bilinear shares of the cells around the place, which is cut to the cells' middles. */
static void set_shares(place *p, int grid, double width) {
    double part[2];
    int first[2];
    for (int i = 0; i < 2; i++) {
        const double u = fmin(fmax(p->at[i] / width * grid - 0.5, 0), grid - 1);
        first[i] = (int)u < grid - 2 ? (int)u : grid - 2;
        if (first[i] < 0) first[i] = 0;
        part[i] = fmin(u - first[i], 1);
    }
    for (int k = 0; k < CORNERS; k++) {
        const int dx = k & 1, dy = k >> 1;
        const int x = first[0] + dx < grid ? first[0] + dx : grid - 1;
        const int y = first[1] + dy < grid ? first[1] + dy : grid - 1;
        p->share[k] = (dx ? part[0] : 1 - part[0]) * (dy ? part[1] : 1 - part[1]);
        p->cell[k] = y * grid + x;
    }
}

/* -1: the joint is no marker with a layer for it. */
static int base_of(const view *v, int joint) {
    return v->base ? v->base[joint] : -1;
}

/* Where the rest pose's joints lie before a camera, and in which layer. */
static void set_view(view *v, const ax_camera *camera, const double *rest) {
    const double *m = camera->world_to_camera;
    int64_t count = 0;
    v->width = camera->width;
    for (int j = 0; j < v->joints; j++) {
        const double *p = rest + 3 * j;
        place *to = &v->by_joint[j];
        *to = (place){.joint = j,
                      .depth = m[8] * p[0] + m[9] * p[1] + m[10] * p[2] + m[11]};
        to->visible = ax_camera_project(camera, p, to->at);
        if (to->visible) set_shares(to, v->field->grid, camera->width);
        if (base_of(v, j) < 0)
            v->in_layer[count++] = to;
        else
            to->layer = v->field->layers;
    }
    qsort(v->in_layer, (size_t)count, sizeof *v->in_layer, compare_depth);
    for (int64_t n = 0; n < count; n++)
        v->in_layer[n]->layer = (int)(n * v->field->layers / count);
}

/* ---- a layer's equations ---- */

/* a [n, n], lower triangle, symmetric and positive definite: replaced by its Cholesky
 * factor L, a = L L'. */
static void cholesky_factor(double *a, int n) {
    for (int i = 0; i < n; i++) {
        double *row = a + (size_t)i * (size_t)n;
        for (int j = 0; j <= i; j++) {
            const double *other = a + (size_t)j * (size_t)n;
            double sum = row[j];
            for (int k = 0; k < j; k++) sum -= row[k] * other[k];
            row[j] = i == j ? sqrt(fmax(sum, 1e-12)) : sum / other[j];
        }
    }
}

/* x [n, 2] := (L L')^-1 x */
static void cholesky_solve(const double *factor, int n, double *x) {
    for (int i = 0; i < n; i++) {
        const double *row = factor + (size_t)i * (size_t)n;
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
                sum -= factor[(size_t)k * (size_t)n + (size_t)i] * x[2 * k + a];
            x[2 * i + a] = sum / factor[(size_t)i * (size_t)n + (size_t)i];
        }
}

/* K B' of one joint: what its displacement does to each cell. */
static void set_response(const view *v, const place *p, double *response) {
    const int grid = v->field->grid;
    for (int row = 0; row < grid; row++)
        for (int column = 0; column < grid; column++) {
            double sum = 0;
            for (int k = 0; k < CORNERS; k++) {
                const int y = abs(row - p->cell[k] / grid);
                const int x = abs(column - p->cell[k] % grid);
                sum += p->share[k] * v->covariance[y * grid + x];
            }
            response[(size_t)(row * grid + column) * (size_t)v->count] = sum;
        }
}

/* The layer's joints, the field's response to each, and the factor of their system,
 * which by the noise is positive definite. */
static void set_layer(view *v, int layer) {
    const ax_pose_field *f = v->field;
    int n = 0;
    for (int j = 0; j < v->joints; j++)
        if (v->by_joint[j].visible && v->by_joint[j].layer == layer)
            v->in_layer[n++] = &v->by_joint[j];
    v->count = n;
    v->gain = layer == f->layers ? f->marker_gain : 1;
    for (int i = 0; i < n; i++) set_response(v, v->in_layer[i], v->response + i);
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++) {
            const place *p = v->in_layer[i];
            double sum = i == j ? f->noise : 0;
            for (int k = 0; k < CORNERS; k++)
                sum += p->share[k] *
                       v->response[(size_t)p->cell[k] * (size_t)n + (size_t)j];
            v->system[(size_t)i * (size_t)n + (size_t)j] = sum;
        }
    cholesky_factor(v->system, n);
}

/* ---- the template ---- */

/* Adds a joint to its layer's channels: cover, and cover x 2 rest position. */
static void add_to_template(const place *p, const ax_frame *frame, const double *rest,
                            size_t cells, float *map) {
    for (int k = 0; k < CORNERS; k++) {
        float *cell = map + 4 * (size_t)p->layer * cells + p->cell[k];
        cell[0] += (float)p->share[k];
        for (int a = 0; a < 3; a++)
            cell[(size_t)(1 + a) * cells] +=
                (float)(2 * p->share[k] * frame->scale *
                        (rest[3 * p->joint + a] - frame->centre[a]));
    }
}

/* Where more than one joint's displacement covers a cell: their mean. */
static void limit_cover(size_t cells, float *layer) {
    for (size_t c = 0; c < cells; c++) {
        float *cell = layer + c;
        const float cover = cell[0];
        if (cover <= 1) continue;
        for (int a = 0; a < 4; a++) cell[(size_t)a * cells] /= cover;
    }
}

ax_status ax_pose_field_template(const ax_cameras *cameras, const ax_frame *frame,
                                 const ax_field_joints *joints,
                                 const ax_pose_field *field, float *out,
                                 ax_error *err) {
    view v;
    AX_TRY(open_view(&v, field, cameras, joints, err));
    const size_t cells = cells_of(field);
    const int layers = ax_pose_field_layers(field);
    const size_t one = 4 * (size_t)layers * cells;
    memset(out, 0, (size_t)cameras->count * one * sizeof *out);
    for (int n = 0; n < cameras->count; n++) {
        float *map = out + (size_t)n * one;
        set_view(&v, &cameras->view[n], joints->rest);
        for (int j = 0; j < joints->count; j++)
            if (v.by_joint[j].visible)
                add_to_template(&v.by_joint[j], frame, joints->rest, cells, map);
        for (int layer = 0; layer < layers; layer++)
            limit_cover(cells, map + 4 * (size_t)layer * cells);
    }
    close_view(&v);
    return AX_OK;
}

/* ---- encoding ---- */

/* How far a joint has moved in one pose [J, 3], in cells; 0 where that is not seen. */
static void displacement_of(const view *v, const ax_camera *camera, const double *pose,
                            int joint, double out[2]) {
    const place *p = &v->by_joint[joint];
    double at[2];
    const bool visible = p->visible && ax_camera_project(camera, pose + 3 * joint, at);
    for (int a = 0; a < 2; a++)
        out[a] = visible ? (at[a] - p->at[a]) / v->width * v->field->grid : 0;
}

/* The displacements of the layer's joints in one pose. */
static void measure_displacements(view *v, const ax_camera *camera,
                                  const double *pose) {
    for (int i = 0; i < v->count; i++) {
        double *out = v->displacement + 2 * i, carried[2];
        const int joint = v->in_layer[i]->joint, base = base_of(v, joint);
        displacement_of(v, camera, pose, joint, out);
        if (base < 0) continue;
        displacement_of(v, camera, pose, base, carried);
        for (int a = 0; a < 2; a++) out[a] = v->gain * (out[a] - carried[a]);
    }
}

/* out: the cells' displacement right, and down one `plane` farther. */
static void write_field(const view *v, size_t plane, float *out) {
    const size_t cells = cells_of(v->field);
    for (size_t c = 0; c < cells; c++) {
        double sum[2] = {0, 0};
        const double *row = v->response + c * (size_t)v->count;
        for (int i = 0; i < v->count; i++)
            for (int a = 0; a < 2; a++) sum[a] += row[i] * v->displacement[2 * i + a];
        for (int a = 0; a < 2; a++) out[(size_t)a * plane + c] = (float)sum[a];
    }
}

ax_status ax_pose_field_encode(const ax_cameras *cameras, const ax_field_joints *joints,
                               const double *positions, int frames,
                               const ax_pose_field *field, float *out, ax_error *err) {
    view v;
    AX_TRY(open_view(&v, field, cameras, joints, err));
    const size_t cells = cells_of(field), plane = (size_t)frames * cells;
    const int layers = ax_pose_field_layers(field);
    for (int n = 0; n < cameras->count; n++) {
        set_view(&v, &cameras->view[n], joints->rest);
        for (int layer = 0; layer < layers; layer++, out += 2 * plane) {
            set_layer(&v, layer);
            for (int f = 0; f < frames; f++) {
                measure_displacements(&v, &cameras->view[n],
                                      positions + 3 * (size_t)f * (size_t)v.joints);
                cholesky_solve(v.system, v.count, v.displacement);
                write_field(&v, plane, out + (size_t)f * cells);
            }
        }
    }
    close_view(&v);
    return AX_OK;
}

/* ---- decoding ---- */

/* What part of a joint's displacement is its own: 1 - noise (system^-1)_ii. */
static double own_part(const view *v, int i) {
    memset(v->displacement, 0, 2 * (size_t)v->count * sizeof *v->displacement);
    v->displacement[2 * i] = 1;
    cholesky_solve(v->system, v->count, v->displacement);
    return fmin(fmax(1 - v->field->noise * v->displacement[2 * i], 0), 1);
}

/* Where the field of one frame moves the joint to, pixels. */
static void read_point(const view *v, const place *p, const float *codes, size_t plane,
                       double point[2]) {
    double sum[2] = {0, 0};
    for (int k = 0; k < CORNERS; k++)
        for (int a = 0; a < 2; a++)
            sum[a] +=
                p->share[k] * (double)codes[(size_t)a * plane + (size_t)p->cell[k]];
    for (int a = 0; a < 2; a++)
        point[a] = p->at[a] + sum[a] / v->gain / v->field->grid * v->width;
}

/* Adds the displacement of the joint that carries the marker, which was read before. */
static void add_carried(const view *v, int joint, int base, double *point,
                        float *confidence) {
    const double *rest = v->by_joint[base].at;
    for (int a = 0; a < 2; a++) point[2 * joint + a] += point[2 * base + a] - rest[a];
    confidence[joint] = fminf(confidence[joint], confidence[base]);
}

/* A layer's joints in all frames. points: [F, J, 2]; confidence: [F, J]. */
static void read_layer(const view *v, const float *codes, int frames, double *points,
                       float *confidence) {
    const size_t cells = cells_of(v->field), plane = (size_t)frames * cells;
    for (int i = 0; i < v->count; i++) {
        const place *p = v->in_layer[i];
        const float own = (float)own_part(v, i);
        const int base = base_of(v, p->joint);
        for (int f = 0; f < frames; f++) {
            const size_t k = (size_t)f * (size_t)v->joints + (size_t)p->joint;
            double *point = points + 2 * k;
            read_point(v, p, codes + (size_t)f * cells, plane, point);
            confidence[k] = own;
            if (base >= 0)
                add_carried(v, p->joint, base, point - 2 * p->joint,
                            confidence + k - p->joint);
            if (!isfinite(point[0]) || !isfinite(point[1])) confidence[k] = 0;
        }
    }
}

ax_status ax_pose_field_decode(const ax_cameras *cameras, const ax_field_joints *joints,
                               const float *codes, int frames,
                               const ax_pose_field *field, double *points,
                               float *confidence, ax_error *err) {
    view v;
    AX_TRY(open_view(&v, field, cameras, joints, err));
    const size_t plane = (size_t)frames * cells_of(field);
    const size_t count = (size_t)frames * (size_t)v.joints; /* points of a view */
    const int layers = ax_pose_field_layers(field);
    for (size_t i = 0; i < (size_t)cameras->count * count; i++) {
        points[2 * i] = points[2 * i + 1] = NAN;
        confidence[i] = 0;
    }
    for (int n = 0; n < cameras->count; n++) {
        set_view(&v, &cameras->view[n], joints->rest);
        for (int layer = 0; layer < layers; layer++, codes += 2 * plane) {
            set_layer(&v, layer);
            read_layer(&v, codes, frames, points + 2 * (size_t)n * count,
                       confidence + (size_t)n * count);
        }
    }
    close_view(&v);
    return AX_OK;
}
