#include "motion/rig/joint_motion.h"

#include "motion/math/frame_count.h"
#include "motion/math/geometry.h"

ax_status ax_joint_motion_check(const ax_joint_motion *m, const ax_joints *joints,
                                const ax_keyframes *out, ax_error *err) {
    AX_TRY(ax_frame_count_check(m->frames, 1, err));
    if (out->frames != m->frames || out->bones != joints->bones || joints->count < 1)
        return ax_fail(err, AX_ERR_USAGE,
                       "%d frames of %d joints do not fit %d frames of %d bones",
                       m->frames, joints->count, out->frames, out->bones);
    for (size_t i = 0; i < (size_t)m->frames * (size_t)joints->count; i++)
        if (!ax_is_finite_in_range(m->joints + 3 * i, 3))
            return ax_fail(
                err, AX_ERR_INPUT,
                "joint %d has a position that is beyond %g or not finite in frame %d",
                (int)(i % (size_t)joints->count), AX_MAX_COORDINATE,
                (int)(i / (size_t)joints->count));
    return AX_OK;
}
