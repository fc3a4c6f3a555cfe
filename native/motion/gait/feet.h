/* Which parts of a rig are feet, and the legs that they end.
 *
 * A foot is a bone with all that hangs on it low in the rest pose; several beside each
 * other on one bone (toes) are one foot. Where a leg has no such bone (a spider's), its
 * foot is the tip. A foot may be a root of its own, as on rigs for inverse kinematics:
 * its leg is then the one that ends there. */
#ifndef AX_MOTION_FEET_H
#define AX_MOTION_FEET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "motion/rig/skeleton.h"

enum { AX_MAX_TOES = 8, AX_MAX_LEG = 4, AX_MAX_FEET = 32 };

typedef struct ax_foot {
    int tops;     /* bones that hold the foot; 0: the leg's own tip is the foot */
    int own_tops; /* of them, the first ones: the foot; the others are heels */
    int top[AX_MAX_TOES];
    bool moves;   /* top[0] has a location of its own, it does not hang on the leg */
    int segments; /* bones of the leg, from the lowest upwards; 0: it has no leg */
    int leg[AX_MAX_LEG];
    int carrier;   /* the bone that moves the body on which it hangs; -1: none */
    double end[3]; /* the leg's end, in the rest frame of leg[0] */
    double floor;  /* z of its sole in the rest pose, world */
    int first_point, points; /* of ax_feet.point */
} ax_foot;

/* A point of a sole: below a bone's head, or a leaf's tail. */
typedef struct ax_foot_point {
    int bone;
    double local[3]; /* in the bone's rest frame */
} ax_foot_point;

typedef struct ax_feet {
    int count;
    ax_foot *foot;        /* [count] */
    ax_foot_point *point; /* of all feet */
    double diagonal;      /* of the box of the bones in use, world units */
} ax_feet;

/* count is 0 where the rig has no feet. z is up. To be freed in any case. */
ax_status ax_feet_find(const ax_skeleton *skeleton, ax_feet *out, ax_error *err);
void ax_feet_free(ax_feet *feet);

#endif
