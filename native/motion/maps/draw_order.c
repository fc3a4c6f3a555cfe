#include "motion/maps/draw_order.h"

#include <math.h>
#include <stdlib.h>

double ax_camera_depth(const ax_camera *camera, const double point[3]) {
    const double *m = camera->world_to_camera + 8;
    const double depth = m[0] * point[0] + m[1] * point[1] + m[2] * point[2] + m[3];
    return isnan(depth) ? INFINITY : depth;
}

/* No two joints compare equal, so the order does not depend on how it is sorted. */
static int compare_drawn(const void *a, const void *b) {
    const ax_drawn_joint *p = a, *q = b;
    if (p->depth != q->depth) return p->depth > q->depth ? -1 : 1;
    return p->joint < q->joint ? -1 : 1;
}

void ax_draw_order(const ax_camera *camera, const double *points, int joints,
                   ax_drawn_joint *out) {
    for (int j = 0; j < joints; j++)
        out[j] = (ax_drawn_joint){ax_camera_depth(camera, points + 3 * j), j};
    qsort(out, (size_t)joints, sizeof *out, compare_drawn);
}
