/* Which joints stand still, told from noise: a foot on the ground, a chest's bottom. */
#ifndef AX_MOTION_CONTACTS_H
#define AX_MOTION_CONTACTS_H

#include <stdint.h>

#include "base/status.h"
#include "motion/track/observations.h"

/* joints: [F, J, 3] near the solution. blocks [F, J, 3, 3] and pull [F, J, 3] are what
 * ax_reprojection_linearise made of them with that spread. held: [F, J], 1 where the
 * joint stays where it is until the next frame; always 0 in the last frame, and for
 * joints that are not among the lowest of the rest pose (z is up).
 *
 * A joint's frames are cut into stretches in which it stands, and frames in which it
 * moves, such that the sum of misfit and of twice the number of places needed to
 * explain it is least (Akaike's criterion), by dynamic programming. */
ax_status ax_contacts_find(const ax_observations *o, const double *joints,
                           const double *blocks, const double *pull, uint8_t *held,
                           ax_error *err);

#endif
