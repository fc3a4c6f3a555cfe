/* Skeletal bundle adjustment: the keyframes that best explain what the views show.
 *
 * Minimises over all frames at once, over rotations q of bones and locations l of those
 * that translate, with X[f, j] the position of joint j in frame f by forward
 * kinematics:
 *
 *   sum_vfj  w log(1 + |project_v(X) - p|^2 / s^2)   reprojection error; s is estimated
 *   + photometric term (motion/fit/photometric.h)    if the observations have one; the
 *                                                    reprojection then weighs a tenth
 *   + temporal terms (motion/fit/temporal.h)         smooth paths, standing contacts
 *   + ties (motion/fit/ties.h)                       what touches at rest stays so
 *   + sum_fn  |log q|^2 / t^2 + |l|^2 / u_n^2        weak prior on the rest pose
 *   + sum_fn  |log q beyond its limits|^2 / m^2      if the rig has rotation limits
 *
 * subject to the limits of locations, if the rig has some.
 *
 * Bones keep their lengths by construction. Bones without a joint of their own share a
 * bend evenly, because that minimises the prior. Levenberg-Marquardt; each step is
 * solved by conjugate gradients, preconditioned by the exact solution of every frame by
 * itself (motion/fit/articulated.h), so that only the coupling between frames is left
 * to iterate. Steps are projected onto the limits of locations, and what lies on a
 * limit and is drawn beyond it takes no part in a step (Bertsekas' projected Newton
 * method). All derivatives are analytic. The spread of second differences and the
 * contacts are re-estimated from the solution in a few rounds. Symbols and textbook
 * names: motion/fit/bundle_problem.h. */
#ifndef AX_MOTION_BUNDLE_H
#define AX_MOTION_BUNDLE_H

#include <stdbool.h>

#include "motion/rig/keyframes.h"
#include "motion/track/observations.h"

/* Most bones x frames, and joints x frames. */
enum { AX_BUNDLE_LIMIT = 400000 };

/* keys: the start in (ax_solve_ik's), the solution out; a problem beyond
 * AX_BUNDLE_LIMIT keeps the start, without an error. A root translates where its
 * location in the start is not 0; other bones where the start moves them by more than
 * 0.4 % of the rest pose's box diagonal. Bones whose rotation is not observed follow
 * their parents (motion/rig/bend.h). observations: of these joints. contacts: detect
 * joints that stand still, and hold them (motion/fit/contacts.h). positions: [F, J, 3]
 * world, the joints of the solution; untouched where the start is kept. AX_ERR_USAGE
 * for sizes that do not fit, AX_ERR_INPUT for numbers that are not finite or out of
 * range, AX_ERR_RESOURCE without memory; keys are untouched then. */
ax_status ax_bundle_adjust(const ax_skeleton *skeleton, const ax_joints *joints,
                           const ax_observations *observations,
                           const ax_keyframes *keys, bool contacts, double *positions,
                           ax_error *err);

#endif
