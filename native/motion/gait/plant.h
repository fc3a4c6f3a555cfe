/* Feet that stand on the ground of a gait: it moves backwards under a body in place.
 *
 *     ax_planting made = {0};
 *     AX_TRY(ax_plant_feet(&skeleton, &keys, 24, true, false, &made, err));
 *     ... the keys have changed; made.travel, added to the roots, makes the rig go
 *     ax_planting_free(&made);
 */
#ifndef AX_MOTION_PLANT_H
#define AX_MOTION_PLANT_H

#include <stdbool.h>

#include "motion/gait/feet.h"
#include "motion/rig/keyframes.h"

typedef struct ax_planting {
    int feet, frames; /* K, F */
    double *travel;   /* [F, 3] world: how far the ground has gone back since the first
                           frame, negated: what makes planted feet stand if it is added
                           to the roots. 0 without a gait */
    uint8_t *planted; /* [K, F] 1: the foot stands until the next frame */
    int32_t *foot_bone; /* [K] the bone that holds the foot, or ends in it */
    double confidence;  /* 0 to 1: how clearly the feet walk; 0 without a gait */
} ax_planting;

/* Finds the gait of a take (motion/gait/gait.h); with `hold`, moves the planted feet so
 * that they go exactly with its ground. Legs follow: their bones turn as little as they
 * can, and what the foot does while it swings leads smoothly from one stance to the
 * next; feet keep their directions. A take without a gait is not changed.
 *
 * fps: of the keys, positive and finite; the closer the keys, the better feet are held.
 * steady: the ground keeps its velocity, as in a loop. `out` is to be freed in any
 * case. Errors: those of ax_forward, AX_ERR_RESOURCE. The cost is linear in frames. */
ax_status ax_plant_feet(const ax_skeleton *skeleton, const ax_keyframes *keys,
                        double fps, bool hold, bool steady, ax_planting *out,
                        ax_error *err);
void ax_planting_free(ax_planting *made);

#endif
