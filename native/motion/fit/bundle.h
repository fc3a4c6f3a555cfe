/* Skeletal bundle adjustment: keyframes straight from what the views show.
 *
 * Minimised over all frames at once, over rotations q of bones and locations l of those
 * that carry any, with X[f, j] where the skeleton then puts joint j in frame f:
 *   sum_vfj  w log(1 + |project_v(X) - p|^2 / s^2)     reprojection; s is measured
 * + the picture, pixel by pixel, if the observations have one motion/fit/photometric.h;
 *   points then count for a tenth
 * + what ties frames together                          motion/fit/temporal.h
 * + sum_fn   |log q|^2 / t^2 + |l|^2 / u_n^2           a weak pull to the rest pose
 * + sum_fn   |log q beyond its limits|^2 / m^2         where the rig has any
 * Bones keep their lengths by construction. Bones without a joint share what the joints
 * around them show, because an even bend is the least. Gauss-Newton steps, damped; each
 * is solved by conjugate gradients, preconditioned by the exact solution of every frame
 * by itself (motion/fit/body.h), so that only what ties frames together is left to
 * iterate. All derivatives are analytic. How far paths bend, and which joints stand
 * still (contacts), is measured anew from the solution in a few rounds. */
#ifndef AX_MOTION_BUNDLE_H
#define AX_MOTION_BUNDLE_H

#include <stdbool.h>

#include "motion/rig/keyframes.h"
#include "motion/track/observations.h"

/* keys: the start in (ax_solve_ik's), the solution out. Bones that no joint shows
 * follow their parents (motion/rig/bend.h). Roots that carry a location in the start do
 * in the solution, other bones only if they surely leave their place. The observations
 * are those of the joints. positions: [F, J, 3] world, where the solution puts them;
 * untouched where the start stays. contacts: hold joints that stand still. More than
 * AX_BUNDLE_LIMIT bones x frames keep the start. */
enum { AX_BUNDLE_LIMIT = 400000 };
ax_status ax_bundle_adjust(const ax_skeleton *skeleton, const ax_joints *joints,
                           const ax_observations *observations,
                           const ax_keyframes *keys, bool contacts, double *positions,
                           ax_error *err);

#endif
