/* Moves a foot, and the leg after it. */
#ifndef AX_MOTION_LEG_H
#define AX_MOTION_LEG_H

#include "motion/gait/feet.h"

/* Of a leg in a pose [N, 16], world. */
typedef struct ax_leg_ends {
    double hip[3], end[3]; /* where it begins and ends */
    double length;
    double reach; /* how far it goes: a straight leg snaps at the knee */
} ax_leg_ends;
ax_leg_ends ax_leg_measure(const ax_foot *foot, const double *pose);

/* pose: of the frame; rotation: [N, 4] and location: [N, 3], its keys, which are
 * changed. shift: by how much the leg's end is moved, world; own_shift: the foot, where
 * its location is its own.
 *
 * Inverse kinematics by damped least squares: of all ways to bring the leg's end there,
 * the one that turns its bones least; below the first one about their hinges, as far as
 * those show (the axis across the plane of the leg). The foot keeps its direction. What
 * is out of reach is approached. */
void ax_leg_move(const ax_skeleton *skeleton, const ax_foot *foot, const double *pose,
                 const double shift[3], const double own_shift[3], double *rotation,
                 double *location);

/* Moves a bone by its location; q: its rotation's key. */
void ax_bone_shift(const ax_skeleton *skeleton, int bone, const double *pose,
                   const double shift[3], const double q[4], double location[3]);

#endif
