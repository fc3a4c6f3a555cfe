/* The colours of pose maps. A joint's colour tells where it stands in the rest pose, so
 * that a confusion between two joints is a confusion between neighbours. */
#ifndef AX_MOTION_COLOURS_H
#define AX_MOTION_COLOURS_H

#include <stdint.h>

#include "base/status.h"

/* How pose maps look. Models are trained on one version; it never changes. */
enum { AX_POSE_MAP_VERSION = 1 };
enum { AX_LINE_GREY = 160 }; /* bones: R = G = B; the background is white */

/* position: [J, 3] rest pose; colours: [J, 3] RGB. Pairwise at least 48 apart in RGB
 * (less above about 75 joints) and 75 from white and the grey of lines. */
ax_status ax_joint_colours(const double *position, int joints, int version,
                           uint8_t *colours, ax_error *err);

ax_status ax_pose_map_version_check(int version, ax_error *err);

#endif
