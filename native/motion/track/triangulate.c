#include "motion/track/triangulate.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "motion/math/geometry.h"
#include "motion/track/confidence.h"
#include "motion/track/pose_solver.h"
#include "motion/track/reprojection.h"

/* Sum of weights from which a joint is placed by its rays. */
static const double min_support = 0.15;
enum { SOLVER_STEPS = 25 };

static void rest_offset(const ax_observations *o, int joint, double out[3]) {
    int p = o->parent[joint];
    for (int i = 0; i < 3; i++)
        out[i] = o->rest[3 * joint + i] - (p >= 0 ? o->rest[3 * p + i] : 0);
}

/* The joint's offset from its parent in a frame in which rays placed it. */
static void found_offset(const ax_observations *o, const double *joints, int frame,
                         int joint, double out[3]) {
    size_t row = (size_t)frame * (size_t)o->joints * 3;
    int p = o->parent[joint];
    for (size_t i = 0; i < 3; i++)
        out[i] = joints[row + 3 * (size_t)joint + i] -
                 (p >= 0 ? joints[row + 3 * (size_t)p + i] : 0);
}

/* Frames in which no view shows the joint: its offset from the parent is interpolated
 * between the frames in which one does. Parents are complete already. */
static void fill_joint(const ax_observations *o, int joint, const double *support,
                       double *joints) {
    int last = -1, next = -1, p = o->parent[joint];
    size_t count = (size_t)o->joints;
    for (int f = 0; f < o->frames; f++) {
        size_t at = (size_t)f * count + (size_t)joint;
        if (support[at] >= min_support) {
            last = f;
            continue;
        }
        if (next < f)
            for (next = f + 1; next < o->frames; next++)
                if (support[(size_t)next * count + (size_t)joint] >= min_support) break;
        double a[3], b[3];
        rest_offset(o, joint, a);
        if (last >= 0) found_offset(o, joints, last, joint, a);
        if (next < o->frames) found_offset(o, joints, next, joint, b);
        double t = next == o->frames ? 0
                   : last < 0        ? 1
                                     : (double)(f - last) / (next - last);
        for (size_t i = 0; i < 3; i++) {
            double d = t > 0 ? a[i] + t * (b[i] - a[i]) : a[i];
            joints[3 * at + i] =
                d + (p >= 0 ? joints[3 * ((size_t)f * count + (size_t)p) + i] : 0);
        }
    }
}

static void place_joints(const ax_observations *o, double *support, double *joints) {
    size_t count = (size_t)o->joints;
    for (int f = 0; f < o->frames; f++)
        for (int j = 0; j < o->joints; j++) {
            size_t at = (size_t)f * count + (size_t)j;
            const double *guess = f > 0 ? joints + 3 * (at - count) : o->rest + 3 * j;
            support[at] = ax_intersect_rays(o, f, j, guess, joints + 3 * at);
        }
    for (int j = 0; j < o->joints; j++) fill_joint(o, j, support, joints);
}

ax_status ax_triangulate_from(const ax_observations *o, double *joints,
                              float *confidence, float *residual_px, ax_error *err) {
    AX_TRY(ax_observations_check(o, err));
    AX_TRY(ax_pose_solve(o, SOLVER_STEPS, joints, err));
    ax_joint_weights(o, joints, confidence, residual_px);
    return AX_OK;
}

ax_status ax_triangulate(const ax_observations *o, double *joints, float *confidence,
                         float *residual_px, ax_error *err) {
    AX_TRY(ax_observations_check(o, err));
    double *support = NULL;
    AX_TRY(AX_NEW(double, (size_t)o->frames *(size_t)o->joints, "ray support", &support,
                  err));
    place_joints(o, support, joints);
    ax_free(support);
    return ax_triangulate_from(o, joints, confidence, residual_px, err);
}
