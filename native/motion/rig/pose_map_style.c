#include "motion/rig/pose_map_style.h"

ax_status ax_pose_map_version_check(int version, ax_error *err) {
    if (version >= AX_POSE_MAP_VERSION && version <= AX_POSE_MAP_NEWEST) return AX_OK;
    return ax_fail(
        err, AX_ERR_MODEL,
        "pose maps of version %d were asked for; this build draws versions %d to %d",
        version, AX_POSE_MAP_VERSION, AX_POSE_MAP_NEWEST);
}
