/* Rotations of bones that joints do not determine: chains of which only the end is
 * observed (a tail of seven bones with one joint half way; a shoulder and an upper leg
 * with one pivot), and bones beyond the last joint. */
#ifndef AX_MOTION_BEND_H
#define AX_MOTION_BEND_H

#include <stddef.h>

#include "motion/rig/skeleton.h"

/* The even bend: of all ways in which a chain can bring its end into a direction, the
 * one that rotates each bone against the one before by the same angle about one axis,
 * which has the smallest sum of squared angles.
 *
 * heads [count + 1, 3]: the heads of the chain's bones in rest pose, then the chain's
 * end, relative to the first head; axis: unit; angle: by which the direction of the end
 * turns about the axis, radians. Returns each bone's angle, radians; 0 where no even
 * bend does it. */
double ax_bend_angle(const double *heads, size_t count, const double axis[3],
                     double angle);

/* end: where the chain ends, relative to the first head, when every bone bends by
 * bone_angle about the axis. */
void ax_bend_end(const double *heads, size_t count, const double axis[3],
                 double bone_angle, double end[3]);

/* q: the part of its parent's rotation that an unobserved bone takes over, in its own
 * rest frame; parent_q is in the parent's. Most of it along a chain, which continues
 * its bend, weaker from bone to bone; little at side branches (ears, fingers), as of
 * loose parts. */
void ax_bend_follow(const ax_skeleton *skeleton, int bone, const double parent_q[4],
                    double q[4]);

#endif
