#include <string.h>

#include "base/memory.h"
#include "motion/math/frame_count.h"
#include "motion/math/geometry.h"
#include "motion/rig/keyframes.h"

ax_status ax_forward(const ax_skeleton *skeleton, const ax_keyframes *keys,
                     double *pose, ax_error *err) {
    AX_TRY(ax_skeleton_check(skeleton, err));
    AX_TRY(ax_frame_count_check(keys->frames, 0, err));
    if (keys->bones != skeleton->bones)
        return ax_fail(err, AX_ERR_USAGE,
                       "%d frames of %d bones do not fit a skeleton of %d bones",
                       keys->frames, keys->bones, skeleton->bones);
    AX_TRY(ax_keyframes_check(keys, err));
    size_t bones = (size_t)skeleton->bones;
    double *relative = NULL;
    AX_TRY(AX_NEW(double, 16 * bones, "rest matrices", &relative, err));
    ax_rest_relative(skeleton, relative);
    for (size_t f = 0; f < (size_t)keys->frames; f++)
        for (size_t n = 0; n < bones; n++) {
            size_t at = f * bones + n;
            int parent = skeleton->parents[n];
            double basis[16], q[4];
            memcpy(q, keys->rotation + 4 * at, sizeof q);
            ax_quaternion_normalise(q);
            ax_matrix4_compose(keys->location + 3 * at, q, basis);
            double *out = pose + 16 * at;
            if (parent < 0)
                memcpy(out, relative + 16 * n, 16 * sizeof *out);
            else
                ax_matrix4_multiply(pose + 16 * (f * bones + (size_t)parent),
                                    relative + 16 * n, out);
            ax_matrix4_multiply(out, basis, out);
        }
    ax_free(relative);
    return AX_OK;
}
