#include "motion/track/observations.h"
#include "motion/math/frame_count.h"

#include <math.h>

#include "motion/math/geometry.h"
#include "motion/rig/skeleton.h"

ax_status ax_observations_check(const ax_observations *o, ax_error *err) {
    AX_TRY(ax_cameras_check(&o->cameras, err));
    AX_TRY(ax_frame_count_check(o->frames, 1, err));
    if (o->joints < 1 || o->joints > AX_MAX_JOINTS)
        return ax_fail(err, AX_ERR_USAGE,
                       "%d joints in %d frames cannot be triangulated", o->joints,
                       o->frames);
    for (int j = 0; j < o->joints; j++) {
        if (o->parent[j] < -1 || o->parent[j] >= j)
            return ax_fail(
                err, AX_ERR_INPUT,
                "joint %d has joint %d as its parent; a parent must come first, "
                "and joints must not form a cycle",
                j, (int)o->parent[j]);
        if (!ax_is_finite_in_range(o->rest + 3 * j, 3))
            return ax_fail(
                err, AX_ERR_INPUT,
                "joint %d has a rest position that is not finite or beyond %g", j,
                AX_MAX_COORDINATE);
    }
    return AX_OK;
}
