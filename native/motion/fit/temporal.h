/* The terms of motion/fit/bundle.h that couple frames: paths that bend no more than
 * they must, and joints that stand still while in contact (motion/fit/contacts.h).
 *
 *   sum_fj  k log(1 + |d(f-1) - 2 d(f) + d(f+1)|^2 / (k a_j^2)),  d = X_j - X_parent
 * + sum_fj  c_fj |X(f) - X(f+1)|^2 / h^2,  c = 1 in contact, else 0
 *
 * Second differences are of the offset from the parent joint, so that limbs need not
 * explain what the trunk does. The loss is robust (Cauchy's), so that a leap on which
 * views agree is not smoothed away. */
#ifndef AX_MOTION_TEMPORAL_H
#define AX_MOTION_TEMPORAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* F frames, J joints; vectors over joints are [F, J, 3], world units. */
typedef struct ax_temporal {
    size_t frames, joints;
    const int32_t *parent; /* [J] */
    double diagonal;       /* of the rest pose's box */
    double max_spread;     /* diagonals: upper bound of `spread` */
    double *spread;        /* [J] a: of second differences, world units */
    double *irls_weight;   /* [F, J] of second differences, of ax_temporal_linearise */
    uint8_t *in_contact;   /* [F, J] c: until the next frame; the caller sets it */
    double *offset, *second_difference; /* [F, J, 3] scratch */
} ax_temporal;

/* Zeroes `t` but for its first five fields; to be freed in any case. */
ax_status ax_temporal_alloc(ax_temporal *t, ax_error *err);
void ax_temporal_free(ax_temporal *t);

/* Sets the spreads from the second differences of x: large for fast motion that is
 * sampled rarely; next to nothing for slow motion that is sampled often, where what
 * bends is noise. */
void ax_temporal_estimate_spread(ax_temporal *t, const double *x);

double ax_temporal_cost(const ax_temporal *t, const double *x);

/* Sets the weights at x; adds minus half of the cost's derivative to `neg_gradient`,
 * and approximately the diagonal of the Gauss-Newton Hessian to `hessian` [F, J, 3,
 * 3]. */
void ax_temporal_linearise(ax_temporal *t, const double *x, double *neg_gradient,
                           double *hessian);

/* out += that Gauss-Newton Hessian, all of it, times x */
void ax_temporal_multiply(const ax_temporal *t, const double *x, double *out);

#endif
