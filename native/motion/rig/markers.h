/* Markers: points off the axes of bones whose twist joints do not show. A joint on a
 * bone's axis stays where it is while the bone turns about that axis; a marker, fixed
 * in the bone's frame beside it, does not. Private to ax_joints_select. */
#ifndef AX_MOTION_MARKERS_H
#define AX_MOTION_MARKERS_H

#include "motion/rig/skeleton.h"

typedef struct ax_marker {
    int32_t bone;
    double position[3]; /* in the rest pose, world */
} ax_marker;

/* Chooses at most max_markers bones and places their markers. joints: the selection so
 * far; used: [N] bones that deform or have a deforming descendant; merge: markers
 * nearer to each other are one, world units. out: [N]. The bones come in the order of
 * what they are worth, mirrored ones beside each other. */
ax_status ax_markers_choose(const ax_skeleton *skeleton, const ax_joints *joints,
                            const uint8_t *used, double merge, int max_markers,
                            ax_marker *out, int *count, ax_error *err);

#endif
