#include "motion/rig/skeleton.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "motion/math/geometry.h"

/* Volume that the axes of a rest matrix, at unit length, have to span. */
static const double min_axes_volume = 1e-9;

/* Squared length of a direction: below, it may be rounding. */
static const double min_direction2 = 1e-12;

static ax_status check_rest(const double m[16], int bone, ax_error *err) {
    if (!ax_is_finite_in_range(m, 16))
        return ax_fail(
            err, AX_ERR_INPUT,
            "the rest matrix of bone %d holds a number that is not finite or beyond %g",
            bone, AX_MAX_COORDINATE);
    for (int column = 0; column < 3; column++) {
        double squared = 0;
        for (int row = 0; row < 3; row++)
            squared += m[4 * row + column] * m[4 * row + column];
        if (!(squared > 1e-24))
            return ax_fail(
                err, AX_ERR_INPUT,
                "the rest matrix of bone %d has no extent; apply the scale of "
                "the armature",
                bone);
    }
    double axes[9];
    ax_matrix4_rotation(m, axes);
    if (!(fabs(ax_matrix3_determinant(axes)) > min_axes_volume))
        return ax_fail(
            err, AX_ERR_INPUT,
            "the rest matrix of bone %d is flat; apply the scale of the armature",
            bone);
    if (fabs(m[12]) + fabs(m[13]) + fabs(m[14]) + fabs(m[15] - 1) > 1e-9)
        return ax_fail(err, AX_ERR_INPUT,
                       "the rest matrix of bone %d has the last row %g, %g, %g, %g, "
                       "not 0, 0, 0, 1",
                       bone, m[12], m[13], m[14], m[15]);
    return AX_OK;
}

static ax_status check_bone(const ax_skeleton *s, int bone, ax_error *err) {
    if (s->parents[bone] >= bone || s->parents[bone] < -1)
        return ax_fail(
            err, AX_ERR_INPUT,
            "bone %d has bone %d as its parent; a parent must come before its "
            "children, and bones must not form a cycle",
            bone, (int)s->parents[bone]);
    AX_TRY(check_rest(s->rest + 16 * (size_t)bone, bone, err));
    if (!ax_is_finite_in_range(&s->lengths[bone], 1) || s->lengths[bone] < 0)
        return ax_fail(err, AX_ERR_INPUT, "bone %d has the length %g", bone,
                       s->lengths[bone]);
    const double *along = s->directions ? s->directions + 3 * (size_t)bone : NULL;
    if (along &&
        (!ax_is_finite_in_range(along, 3) || !(ax_dot3(along, along) > min_direction2)))
        return ax_fail(err, AX_ERR_INPUT, "bone %d points in the direction %g, %g, %g",
                       bone, along[0], along[1], along[2]);
    double tail[3];
    ax_bone_tail(s, bone, tail);
    if (!ax_is_finite_in_range(tail, 3))
        return ax_fail(err, AX_ERR_INPUT, "bone %d ends beyond %g", bone,
                       AX_MAX_COORDINATE);
    return AX_OK;
}

ax_status ax_skeleton_check(const ax_skeleton *skeleton, ax_error *err) {
    if (skeleton->bones < 1)
        return ax_fail(err, AX_ERR_INPUT, "the armature has no bones");
    if (skeleton->bones > AX_MAX_BONES)
        return ax_fail(err, AX_ERR_INPUT,
                       "the armature has %d bones; at most %d are allowed",
                       skeleton->bones, AX_MAX_BONES);
    if (!skeleton->parents || !skeleton->rest || !skeleton->lengths || !skeleton->flags)
        return ax_fail(err, AX_ERR_USAGE,
                       "the skeleton lacks parents, rest matrices, lengths or flags");
    for (int bone = 0; bone < skeleton->bones; bone++)
        AX_TRY(check_bone(skeleton, bone, err));
    for (int i = 0; skeleton->limits && i < 3 * skeleton->bones; i++) {
        const double *limits = skeleton->limits + 6 * (i / 3) + i % 3;
        if (!(limits[0] <= limits[3]))
            return ax_fail(err, AX_ERR_INPUT,
                           "bone %d may turn from %g to %g radians, which is no range",
                           i / 3, limits[0], limits[3]);
    }
    for (int i = 0; skeleton->location_limits && i < 3 * skeleton->bones; i++) {
        const double *limits = skeleton->location_limits + 6 * (i / 3) + i % 3;
        if (!(limits[0] <= 0 && limits[3] >= 0))
            return ax_fail(err, AX_ERR_INPUT,
                           "bone %d may move from %g to %g, which is no range around 0",
                           i / 3, limits[0], limits[3]);
    }
    return AX_OK;
}

void ax_bone_head(const ax_skeleton *skeleton, int bone, double head[3]) {
    const double *m = skeleton->rest + 16 * (size_t)bone;
    for (int row = 0; row < 3; row++) head[row] = m[4 * row + 3];
}

void ax_bone_tail(const ax_skeleton *skeleton, int bone, double tail[3]) {
    static const double y_axis[3] = {0, 1, 0};
    const double *m = skeleton->rest + 16 * (size_t)bone;
    const double *local =
        skeleton->directions ? skeleton->directions + 3 * (size_t)bone : y_axis;
    double along[3];
    for (int row = 0; row < 3; row++) along[row] = ax_dot3(m + 4 * row, local);
    const double length = sqrt(ax_dot3(along, along));
    for (int row = 0; row < 3; row++)
        tail[row] = m[4 * row + 3] + along[row] / length * skeleton->lengths[bone];
}

void ax_clamp_location(const ax_skeleton *skeleton, int bone, double location[3]) {
    if (!skeleton->location_limits) return;
    const double *limits = skeleton->location_limits + 6 * (size_t)bone;
    for (int i = 0; i < 3; i++)
        location[i] = fmin(fmax(location[i], limits[i]), limits[3 + i]);
}

void ax_rest_relative(const ax_skeleton *skeleton, double *relative) {
    for (size_t n = 0; n < (size_t)skeleton->bones; n++) {
        int parent = skeleton->parents[n];
        double *out = relative + 16 * n;
        memcpy(out, skeleton->rest + 16 * n, 16 * sizeof *out);
        if (parent < 0) continue;
        double inverse[16];
        ax_matrix4_invert(skeleton->rest + 16 * (size_t)parent, inverse);
        ax_matrix4_multiply(inverse, out, out);
    }
}

ax_status ax_joints_alloc(int joints, int bones, ax_joints *out, ax_error *err) {
    ax_joints made = {.count = joints, .bones = bones};
    ax_status status = AX_NEW(int32_t, joints, "joints", &made.bone, err);
    if (status == AX_OK) status = AX_NEW(uint8_t, joints, "joints", &made.tail, err);
    if (status == AX_OK) status = AX_NEW(int32_t, joints, "joints", &made.parent, err);
    if (status == AX_OK)
        status = AX_NEW(int32_t, bones, "joints", &made.bone_joint, err);
    if (status == AX_OK)
        status = AX_NEW(double, 3 * (size_t)joints, "joints", &made.position, err);
    if (status != AX_OK) {
        ax_joints_free(&made);
        return status;
    }
    *out = made;
    return AX_OK;
}

void ax_joints_free(ax_joints *joints) {
    if (!joints) return;
    ax_free(joints->bone);
    ax_free(joints->tail);
    ax_free(joints->parent);
    ax_free(joints->bone_joint);
    ax_free(joints->position);
    *joints = (ax_joints){0};
}

void ax_joints_bases(const ax_joints *joints, int32_t *base) {
    for (int j = 0; j < joints->count; j++)
        base[j] = joints->tail[j] == AX_JOINT_MARKER ? joints->parent[j] : -1;
}

int ax_joints_without_markers(const ax_joints *joints) {
    int count = 0;
    while (count < joints->count && joints->tail[count] != AX_JOINT_MARKER) count++;
    return count;
}

ax_status ax_joints_check(const ax_joints *joints, const ax_skeleton *skeleton,
                          ax_error *err) {
    if (joints->bones != skeleton->bones)
        return ax_fail(err, AX_ERR_INPUT,
                       "the joints were selected from %d bones, the skeleton has %d",
                       joints->bones, skeleton->bones);
    for (int j = 0; j < joints->count; j++) {
        if (joints->bone[j] < 0 || joints->bone[j] >= skeleton->bones)
            return ax_fail(err, AX_ERR_INPUT,
                           "joint %d stands for bone %d, of %d bones", j,
                           (int)joints->bone[j], skeleton->bones);
        if (joints->parent[j] < -1 || joints->parent[j] >= j)
            return ax_fail(
                err, AX_ERR_INPUT,
                "joint %d has joint %d as its parent; a parent must come first", j,
                (int)joints->parent[j]);
        if (joints->tail[j] > AX_JOINT_MARKER)
            return ax_fail(err, AX_ERR_INPUT,
                           "joint %d is of the kind %d; there are heads (0), tails (1) "
                           "and markers (2)",
                           j, (int)joints->tail[j]);
        if (!ax_is_finite_in_range(joints->position + 3 * j, 3))
            return ax_fail(err, AX_ERR_INPUT,
                           "joint %d has a position that is not finite or beyond %g", j,
                           AX_MAX_COORDINATE);
    }
    for (int n = 0; n < skeleton->bones; n++)
        if (joints->bone_joint[n] < -1 || joints->bone_joint[n] >= joints->count)
            return ax_fail(err, AX_ERR_INPUT, "bone %d has joint %d, of %d joints", n,
                           (int)joints->bone_joint[n], joints->count);
    return AX_OK;
}
