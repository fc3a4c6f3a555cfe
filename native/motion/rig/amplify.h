/* Larger motions: a model that is unsure of what is asked predicts the mean of all that
 * it may mean, which moves less than each. */
#ifndef AX_MOTION_AMPLIFY_H
#define AX_MOTION_AMPLIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

/* Multiplies how far joints depart from the middle of their motion: roots from their
 * mean place, and of all others the direction seen from their parent by angle, so that
 * distances to parents stay what they were. A motion that ends far from where it began,
 * such as a fall, departs from its first frame instead, unless it is `cyclic`.
 *
 * positions: [F, J, 3], changed; parent: [J], each less than its joint, -1 for roots;
 * gain: [F], each frame's factor, 0 or more; at 1 it stays as it is. AX_ERR_RESOURCE
 * without memory, with nothing changed. */
ax_status ax_amplify_motion(int frames, int joints, const int32_t *parent,
                            const double *gain, bool cyclic, double *positions,
                            ax_error *err);

#endif
