/* The colours of pose maps. A joint's colour tells where it is in the rest pose, so
 * that joints that are mistaken for each other are neighbours. */
#ifndef AX_MOTION_COLOURS_H
#define AX_MOTION_COLOURS_H

#include <stdint.h>

#include "base/status.h"
#include "motion/rig/pose_map_style.h"

enum { AX_LINE_GREY = 160 }; /* bones: R = G = B; the background is white */

/* position: [J, 3] rest pose; colours: [J, 3] RGB, 75 from white and the grey of lines.
 * The rest positions' bounding box, scaled to the RGB cube, gives each joint a target
 * colour. By the version's palette (motion/rig/pose_map_style.h):
 * - repelled: the targets, pushed until all are pairwise 48 apart (less above about 75
 *   joints);
 * - spread: as many colours as joints, as far apart as the cube allows, assigned so
 *   that they lie as near as they can to the targets (colours_spread.c).
 * Both depend on all joints, not on the order of drawing. */
ax_status ax_joint_colours(const double *position, int joints, int version,
                           uint8_t *colours, ax_error *err);

/* The spread palette of ax_joint_colours. target: [J, 3] RGB, 0..255. */
ax_status ax_spread_colours(const double *target, int joints, uint8_t *colours,
                            ax_error *err);

#endif
