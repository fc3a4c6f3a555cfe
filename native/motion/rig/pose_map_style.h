/* The versions of pose maps. */
#ifndef AX_MOTION_POSE_MAP_STYLE_H
#define AX_MOTION_POSE_MAP_STYLE_H

#include "base/status.h"

/* How pose maps look: colours, which disc lies over which (motion/maps/pose_map.h), and
 * which joints are left where a model takes few (motion/rig/skeleton.h). Models are
 * trained on one version; none ever changes. docs/pose-map-design.md has what each is
 * good for.
 */
enum { AX_POSE_MAP_VERSION = 1, AX_POSE_MAP_NEWEST = 2 }; /* the usual one; the last */

/* AX_ERR_MODEL for a version that this build does not know. */
ax_status ax_pose_map_version_check(int version, ax_error *err);

#endif
