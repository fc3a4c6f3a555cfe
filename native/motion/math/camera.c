#include "motion/math/camera.h"

#include <math.h>

#include "motion/math/geometry.h"

static const double min_depth = 1e-9; /* world units: nearer, a point is not in front */
static const double min_focal_px = 1e-6;

static bool is_rotation(const double *m) {
    for (int a = 0; a < 3; a++)
        for (int b = a; b < 3; b++) {
            double dot = 0;
            for (int i = 0; i < 3; i++) dot += m[4 * a + i] * m[4 * b + i];
            if (!(fabs(dot - (a == b)) < 1e-3)) return false;
        }
    return true;
}

static ax_status check_camera(const ax_camera *c, int index, ax_error *err) {
    const double *numbers = c->world_to_camera;
    if (!ax_is_finite_in_range(numbers, 12))
        return ax_fail(err, AX_ERR_USAGE,
                       "camera %d holds a number that is not finite or beyond %g",
                       index, AX_MAX_COORDINATE);
    const double lens[] = {c->fx, c->fy, c->cx, c->cy};
    if (!ax_is_finite_in_range(lens, 4) || !(c->fx >= min_focal_px) ||
        !(c->fy >= min_focal_px))
        return ax_fail(err, AX_ERR_USAGE,
                       "camera %d has the focal lengths %g, %g and the centre %g, %g",
                       index, c->fx, c->fy, c->cx, c->cy);
    if (!is_rotation(numbers))
        return ax_fail(err, AX_ERR_USAGE,
                       "camera %d has no rotation in its world-to-camera matrix",
                       index);
    if (!(c->width >= 1 && c->width <= AX_MAX_IMAGE && c->width == floor(c->width)) ||
        !(c->height >= 1 && c->height <= AX_MAX_IMAGE && c->height == floor(c->height)))
        return ax_fail(err, AX_ERR_USAGE,
                       "camera %d has an image of %g x %g pixels; 1 to %d are possible",
                       index, c->width, c->height, AX_MAX_IMAGE);
    return AX_OK;
}

ax_status ax_cameras_check(const ax_cameras *cameras, ax_error *err) {
    if (cameras->count < 1 || cameras->count > AX_MAX_VIEWS)
        return ax_fail(err, AX_ERR_USAGE, "there are %d cameras; 1 to %d are possible",
                       cameras->count, AX_MAX_VIEWS);
    const ax_camera *first = &cameras->view[0];
    for (int v = 0; v < cameras->count; v++) {
        const ax_camera *c = &cameras->view[v];
        AX_TRY(check_camera(c, v, err));
        if (c->width != first->width || c->height != first->height)
            return ax_fail(
                err, AX_ERR_USAGE,
                "camera %d has an image of %g x %g pixels, camera 0 one of %g x "
                "%g; all must be equal",
                v, c->width, c->height, first->width, first->height);
    }
    return AX_OK;
}

bool ax_camera_project(const ax_camera *camera, const double point[3], double out[2]) {
    const double *m = camera->world_to_camera;
    double x = m[0] * point[0] + m[1] * point[1] + m[2] * point[2] + m[3];
    double y = m[4] * point[0] + m[5] * point[1] + m[6] * point[2] + m[7];
    double z = m[8] * point[0] + m[9] * point[1] + m[10] * point[2] + m[11];
    double u = camera->fx * x / z + camera->cx, v = camera->fy * y / z + camera->cy;
    bool visible = z > min_depth && isfinite(z) && isfinite(u) && isfinite(v);
    out[0] = visible ? u : NAN;
    out[1] = visible ? v : NAN;
    return visible;
}

bool ax_camera_linearise(const ax_camera *c, const double x[3], double at[2],
                         double jacobian[6]) {
    const double *m = c->world_to_camera;
    double p[3];
    for (int i = 0; i < 3; i++)
        p[i] =
            m[4 * i] * x[0] + m[4 * i + 1] * x[1] + m[4 * i + 2] * x[2] + m[4 * i + 3];
    if (!(p[2] > min_depth)) return false;
    double inverse = 1 / p[2], u = p[0] * inverse, v = p[1] * inverse;
    at[0] = c->fx * u + c->cx;
    at[1] = c->fy * v + c->cy;
    for (int i = 0; i < 3; i++) {
        jacobian[i] = c->fx * inverse * (m[i] - u * m[8 + i]);
        jacobian[3 + i] = c->fy * inverse * (m[4 + i] - v * m[8 + i]);
    }
    return true;
}

void ax_camera_origin(const ax_camera *camera, double origin[3]) {
    const double *m = camera->world_to_camera;
    for (int i = 0; i < 3; i++)
        origin[i] = -(m[i] * m[3] + m[4 + i] * m[7] + m[8 + i] * m[11]);
}

ax_status ax_project(const ax_cameras *cameras, const double *points, size_t count,
                     double *out, ax_error *err) {
    AX_TRY(ax_cameras_check(cameras, err));
    for (int v = 0; v < cameras->count; v++)
        for (size_t i = 0; i < count; i++, out += 2)
            (void)ax_camera_project(&cameras->view[v], points + 3 * i, out);
    return AX_OK;
}

ax_status ax_normalise(const double *position, int joints, double margin, ax_frame *out,
                       ax_error *err) {
    if (joints < 1 || !(margin > 0) || !isfinite(margin))
        return ax_fail(err, AX_ERR_USAGE,
                       "%d joints cannot be normalised with a margin of %g", joints,
                       margin);
    ax_frame frame = {.scale = 0};
    double longest = 0;
    for (int i = 0; i < 3; i++) {
        double min = position[i], max = position[i];
        for (int j = 0; j < joints; j++) {
            double at = position[3 * (size_t)j + (size_t)i];
            if (!ax_is_finite_in_range(&at, 1))
                return ax_fail(
                    err, AX_ERR_INPUT,
                    "joint %d has a position that is not finite or beyond %g", j,
                    AX_MAX_COORDINATE);
            min = fmin(min, at);
            max = fmax(max, at);
        }
        frame.centre[i] = 0.5 * (min + max);
        longest = fmax(longest, max - min);
    }
    frame.scale = 1 / (longest * margin);
    if (!(longest > 0) || !isfinite(frame.scale) || !(frame.scale > 0))
        return ax_fail(
            err, AX_ERR_INPUT,
            "the joints of the rig all lie in one point, so it cannot be framed");
    *out = frame;
    return AX_OK;
}

static void normalised_origin(const ax_camera *c, const ax_frame *frame, double o[3]) {
    ax_camera_origin(c, o);
    for (int i = 0; i < 3; i++) o[i] = (o[i] - frame->centre[i]) * frame->scale;
}

static void plucker_view(const ax_camera *c, const ax_frame *frame, int height,
                         int width, float *out) {
    size_t plane = (size_t)height * (size_t)width;
    double o[3];
    normalised_origin(c, frame, o);
    const double *m = c->world_to_camera;
    for (int row = 0; row < height; row++)
        for (int column = 0; column < width; column++, out++) {
            double ray[3] = {((column + 0.5) * c->width / width - c->cx) / c->fx,
                             ((row + 0.5) * c->height / height - c->cy) / c->fy, 1};
            double length = sqrt(ray[0] * ray[0] + ray[1] * ray[1] + ray[2] * ray[2]);
            double d[3];
            for (int i = 0; i < 3; i++)
                d[i] = (m[i] * ray[0] + m[4 + i] * ray[1] + m[8 + i] * ray[2]) / length;
            for (size_t i = 0; i < 3; i++) out[i * plane] = (float)d[i];
            out[3 * plane] = (float)(o[1] * d[2] - o[2] * d[1]);
            out[4 * plane] = (float)(o[2] * d[0] - o[0] * d[2]);
            out[5 * plane] = (float)(o[0] * d[1] - o[1] * d[0]);
        }
}

ax_status ax_plucker(const ax_cameras *cameras, const ax_frame *frame, int height,
                     int width, float *out, ax_error *err) {
    AX_TRY(ax_cameras_check(cameras, err));
    if (height < 1 || width < 1 || height > AX_MAX_IMAGE || width > AX_MAX_IMAGE)
        return ax_fail(err, AX_ERR_USAGE, "a ray map of %d x %d cells was requested",
                       height, width);
    for (int v = 0; v < cameras->count; v++) {
        double o[3];
        normalised_origin(&cameras->view[v], frame, o);
        if (!(frame->scale > 0) || !ax_is_finite_in_range(o, 3))
            return ax_fail(err, AX_ERR_USAGE,
                           "camera %d lies at %g, %g, %g of a cube of scale %g; that "
                           "is not finite or beyond %g",
                           v, o[0], o[1], o[2], frame->scale, AX_MAX_COORDINATE);
    }
    for (int v = 0; v < cameras->count; v++)
        plucker_view(&cameras->view[v], frame, height, width,
                     out + (size_t)v * 6 * (size_t)height * (size_t)width);
    return AX_OK;
}
