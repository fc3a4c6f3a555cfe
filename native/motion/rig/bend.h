/* A bend of several bones that only the last one's end tells of: a tail of seven bones
 * with one joint half way, a shoulder and an upper leg that turn about one point. */
#ifndef AX_MOTION_BEND_H
#define AX_MOTION_BEND_H

#include <stddef.h>

#include "motion/rig/skeleton.h"

/* Of all ways in which a chain can bring its end into a direction, the one that bends
 * all its bones by the same angle about one axis (the least sum of squared bends).
 *
 * place [count + 1, 3]: heads of the chain's bones in rest pose, then the chain's end,
 * relative to the first head; axis, of unit length; angle, by which the end's direction
 * turns about it, in radians. Returns the angle of each bone against the one before. */
double ax_bend_angle(const double *place, size_t count, const double axis[3],
                     double angle);

/* Where the end comes to lie when every bone bends by `each` about the axis. */
void ax_bend_end(const double *place, size_t count, const double axis[3], double each,
                 double end[3]);

/* q: what a bone that no joint shows takes over of the turn that its parent makes in
 * its own rest frame, parent_q. Most of it in a chain, which goes on with its bend,
 * weaker from bone to bone; a little at side branches (ears, fingers), which give in as
 * loose parts do. */
void ax_bend_follow(const ax_skeleton *skeleton, int bone, const double parent_q[4],
                    double q[4]);

#endif
