#include "motion/rig/pose_map_style.h"

#include <stdbool.h>

static const ax_pose_map_style styles[AX_POSE_MAP_NEWEST + 1] = {
    [1] = {AX_PALETTE_REPELLED, AX_DISCS_BY_INDEX, AX_THINNING_FROM_TIPS},
    [2] = {AX_PALETTE_SPREAD, AX_DISCS_FAR_TO_NEAR, AX_THINNING_EVEN},
};

ax_status ax_pose_map_version_check(int version, ax_error *err) {
    if (version >= 1 && version <= AX_POSE_MAP_NEWEST) return AX_OK;
    return ax_fail(
        err, AX_ERR_MODEL,
        "pose maps of version %d were requested; this build draws versions 1 to %d",
        version, AX_POSE_MAP_NEWEST);
}

ax_pose_map_style ax_pose_map_style_of(int version) {
    const bool known = version >= 1 && version <= AX_POSE_MAP_NEWEST;
    return styles[known ? version : AX_POSE_MAP_VERSION];
}
