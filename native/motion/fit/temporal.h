/* What ties the frames of a motion together: paths that bend no more than they must,
 * and joints that stand still where they do (motion/fit/contacts.h).
 *
 *   sum_fj  k log(1 + |d(f-1) - 2 d(f) + d(f+1)|^2 / (k a_j^2)),  d = X_j - X_parent
 * + sum_fj  held_fj |X(f) - X(f+1)|^2 / h^2
 *
 * The offset from the parent, because what a trunk does its limbs need not explain. The
 * logarithm, because views that agree on a leap are not to be outvoted. */
#ifndef AX_MOTION_TEMPORAL_H
#define AX_MOTION_TEMPORAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* F frames, J joints; numbers of joints are [F, J, 3], world units. */
typedef struct ax_temporal {
    size_t frames, joints;
    const int32_t *parent;  /* [J] */
    double diagonal;        /* of the rest pose's box */
    double most;            /* diagonals: how far paths may bend in a frame at most */
    double *spread;         /* [J] how far they may, a */
    double *even;           /* [F, J] weights of bends, of ax_temporal_linearise */
    uint8_t *held;          /* [F, J]: stands until the next frame */
    double *offset, *bends; /* [F, J, 3] scratch */
} ax_temporal;

/* Zeroes `t` but for its first five fields; to be freed in any case. */
ax_status ax_temporal_alloc(ax_temporal *t, ax_error *err);
void ax_temporal_free(ax_temporal *t);

/* Sets the spreads from how much the paths in x bend: fast motion sampled rarely bends
 * much, slow motion sampled often hardly at all, and then what bends is noise. */
void ax_temporal_measure(ax_temporal *t, const double *x);

double ax_temporal_cost(const ax_temporal *t, const double *x);

/* Sets the weights; adds half of minus the cost's derivative to `pull`, and the
 * diagonal of its Gauss-Newton matrix, roughly, to `stiff` [F, J, 3, 3]. */
void ax_temporal_linearise(ax_temporal *t, const double *x, double *pull,
                           double *stiff);

/* out += that Gauss-Newton matrix times x */
void ax_temporal_multiply(const ax_temporal *t, const double *x, double *out);

#endif
