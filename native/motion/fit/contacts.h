/* Detects which joints stand still, against noise: a foot on the ground, a box on the
 * floor. */
#ifndef AX_MOTION_CONTACTS_H
#define AX_MOTION_CONTACTS_H

#include <stdint.h>

#include "base/status.h"
#include "motion/track/observations.h"

/* joints: [F, J, 3] near the solution. hessian [F, J, 3, 3] and neg_gradient [F, J, 3]:
 * what ax_reprojection_linearise made of them with ax_reprojection_spread's spread.
 * in_contact: [F, J], 1 where the joint stays in place until the next frame; always 0
 * in the last frame, and for joints that are not among the lowest of the rest pose (z
 * is up). AX_ERR_RESOURCE without memory.
 *
 * For each joint, the frames are segmented into intervals in which it stands and frames
 * in which it moves, so as to minimise the misfit plus a penalty for each position
 * fitted: one for an interval, one for each moving frame (in the manner of Akaike's
 * information criterion). By dynamic programming over the end of the last interval. */
ax_status ax_contacts_find(const ax_observations *o, const double *joints,
                           const double *hessian, const double *neg_gradient,
                           uint8_t *in_contact, ax_error *err);

#endif
