#include "motion/rig/keyframes.h"

#include <math.h>

ax_status ax_keyframes_check(const ax_keyframes *keys, ax_error *err) {
    const size_t row = 3 * (size_t)keys->bones;
    for (size_t i = 0; i < (size_t)keys->frames * row; i++)
        if (!(fabs(keys->location[i]) <= 1e100))
            return ax_fail(err, AX_ERR_INPUT,
                           "bone %d has the location %g in frame %d, which is not "
                           "finite or beyond 1e100",
                           (int)(i % row / 3), keys->location[i], (int)(i / row));
    return AX_OK;
}

void ax_keyframes_align_signs(const ax_keyframes *keys) {
    size_t row = (size_t)keys->bones;
    for (size_t at = row; at < (size_t)keys->frames * row; at++) {
        double dot = 0, *q = keys->rotation + 4 * at;
        for (size_t i = 0; i < 4; i++) dot += q[i] * (q - 4 * row)[i];
        if (dot < 0)
            for (size_t i = 0; i < 4; i++) q[i] = -q[i];
    }
}
