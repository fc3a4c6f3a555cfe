/* The colours of pose maps. A joint's colour tells where it stands in the rest pose, so
 * that a confusion between two joints is a confusion between neighbours. */
#ifndef AX_MOTION_COLOURS_H
#define AX_MOTION_COLOURS_H

#include <stdint.h>

#include "base/status.h"
#include "motion/rig/pose_map_style.h"

enum { AX_LINE_GREY = 160 }; /* bones: R = G = B; the background is white */

/* position: [J, 3] rest pose; colours: [J, 3] RGB, 75 from white and the grey of lines.
 * Version 1: the rest position as a place in the cube, pushed until all are pairwise
 * 48 apart (less above about 75 joints). Version 2: as many colours as joints, as far
 * apart as the cube allows (motion/maps/colours_spread.c), dealt out so that they lie
 * as near as they can to the rest positions' places. Both depend on all joints, not on
 * the order of drawing. */
ax_status ax_joint_colours(const double *position, int joints, int version,
                           uint8_t *colours, ax_error *err);

/* Version 2's part of ax_joint_colours. rgb: [J, 3] places in the cube. */
ax_status ax_spread_colours(const double *rgb, int joints, uint8_t *colours,
                            ax_error *err);

#endif
