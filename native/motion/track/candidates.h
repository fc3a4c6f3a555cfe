/* Where in space a joint may be in one frame: candidates from the views' peaks, and
 * which of them all views agree on best. */
#ifndef AX_MOTION_CANDIDATES_H
#define AX_MOTION_CANDIDATES_H

#include "motion/math/camera.h"
#include "motion/track/joint_likelihood.h"
#include "motion/track/peaks.h"

enum { AX_PEAKS_PER_VIEW = 3 }; /* of a joint, at most */

/* What is known of a frame; arrays borrowed. */
typedef struct ax_candidates {
    const ax_cameras *cameras;
    const ax_joint_likelihood *likelihood; /* [V], the frame's maps read */
    int joints;
    const ax_peak *peaks;      /* [V, J, AX_PEAKS_PER_VIEW] */
    const int32_t *peak_count; /* [V, J] */
    const double *predicted;   /* [J, 3] where joints are expected, world */
    double pixel_size;         /* world units that a pixel spans at the rig */
} ax_candidates;

/* The best of: the prediction, the midpoint of every two views' rays through peaks, and
 * the point of every such ray that is nearest to the prediction. Returns how much of
 * the joint the views show there: the sum of ax_disc_score over the views, less
 * AX_WINDOW_EDGE_PENALTY at `window_px` from the prediction. out: world. */
double ax_best_candidate(const ax_candidates *candidates, int joint, double window_px,
                         double out[3]);

#endif
