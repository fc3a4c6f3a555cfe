#include "motion/track/rays.h"

#include <math.h>

#include "motion/math/geometry.h"

static const double min_sine_squared = 1e-4; /* of the angle between two rays */

ax_ray ax_ray_through(const ax_camera *c, const double pixel[2]) {
    const double *m = c->world_to_camera;
    const double d[3] = {(pixel[0] - c->cx) / c->fx, (pixel[1] - c->cy) / c->fy, 1};
    const double length = sqrt(ax_dot3(d, d));
    ax_ray ray;
    for (int i = 0; i < 3; i++)
        ray.direction[i] = (m[i] * d[0] + m[4 + i] * d[1] + m[8 + i] * d[2]) / length;
    ax_camera_origin(c, ray.origin);
    return ray;
}

void ax_ray_nearest(const ax_ray *ray, const double point[3], double out[3]) {
    double along = 0;
    for (int i = 0; i < 3; i++)
        along += (point[i] - ray->origin[i]) * ray->direction[i];
    for (int i = 0; i < 3; i++) out[i] = ray->origin[i] + along * ray->direction[i];
}

bool ax_rays_midpoint(const ax_ray *a, const ax_ray *b, double out[3]) {
    const double *d1 = a->direction, *d2 = b->direction;
    const double cosine = ax_dot3(d1, d2), sine2 = 1 - cosine * cosine;
    double between[3];
    if (sine2 < min_sine_squared) return false;
    for (int i = 0; i < 3; i++) between[i] = b->origin[i] - a->origin[i];
    const double p = ax_dot3(between, d1), q = ax_dot3(between, d2);
    const double s = (p - q * cosine) / sine2, u = (p * cosine - q) / sine2;
    for (int i = 0; i < 3; i++)
        out[i] = 0.5 * (a->origin[i] + s * d1[i] + b->origin[i] + u * d2[i]);
    return true;
}
