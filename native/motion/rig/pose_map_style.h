/* The design of pose maps: what a version of them stands for.
 *
 * A model is trained on one version and names it by number (model.json); no version
 * ever changes. A new one is a line in pose_map_style.c and, if it differs in a way
 * that none did before, a property here. Sizes (the discs' radius, the lines' width)
 * are not part of it: a model says them itself (motion/maps/pose_map.h).
 * docs/pose-map-design.md has what each version is good for. */
#ifndef AX_MOTION_POSE_MAP_STYLE_H
#define AX_MOTION_POSE_MAP_STYLE_H

#include "base/status.h"

enum { AX_POSE_MAP_VERSION = 1, AX_POSE_MAP_NEWEST = 2 }; /* the usual one; the last */

/* How joints get their colours: motion/maps/colours.h. */
typedef enum ax_palette {
    AX_PALETTE_REPELLED, /* the rest position as a colour, pushed apart where needed */
    AX_PALETTE_SPREAD    /* as far apart as can be, assigned by rest position */
} ax_palette;

/* Which disc is drawn over which. */
typedef enum ax_disc_order {
    AX_DISCS_BY_INDEX,   /* later joints over earlier ones, in all maps alike */
    AX_DISCS_FAR_TO_NEAR /* near joints over far ones, by their depth in the map; to
                          * who does not know the depths any disc may hide any other */
} ax_disc_order;

/* Which joints go where a model takes fewer than a rig has: motion/rig/skeleton.h. */
typedef enum ax_joint_thinning {
    AX_THINNING_FROM_TIPS, /* by the shorter neighbouring bone: chains lose their end */
    AX_THINNING_EVEN       /* by what is lost with all joints gone so far */
} ax_joint_thinning;

typedef struct ax_pose_map_style {
    ax_palette palette;
    ax_disc_order disc_order;
    ax_joint_thinning thinning;
} ax_pose_map_style;

/* AX_ERR_MODEL for a version that this build does not know. */
ax_status ax_pose_map_version_check(int version, ax_error *err);
/* What a version stands for. One that is not known, and 0: that of
 * AX_POSE_MAP_VERSION. */
ax_pose_map_style ax_pose_map_style_of(int version);

#endif
