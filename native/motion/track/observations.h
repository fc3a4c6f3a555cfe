/* 2D joints in the views and their weights: what solvers take as given. */
#ifndef AX_MOTION_OBSERVATIONS_H
#define AX_MOTION_OBSERVATIONS_H

#include <stdint.h>

#include "base/status.h"
#include "motion/math/camera.h"

/* Borrowed arrays. */
typedef struct ax_observations {
    ax_cameras cameras;
    int frames, joints;
    const double *points;    /* [V, F, J, 2] pixels; NaN: not seen */
    const float *confidence; /* [V, F, J] 0..1; negative: hidden, see tracker.h */
    const int32_t *parent;   /* [J], precedes its children */
    const double *rest;      /* [J, 3] */
    /* The pixels that the points come from, as a term of their own; NULL: none. */
    struct ax_photometric *photometric; /* ax_bundle_adjust only */
} ax_observations;

ax_status ax_observations_check(const ax_observations *o, ax_error *err);

#endif
