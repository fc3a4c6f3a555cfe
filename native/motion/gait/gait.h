/* Whether feet walk, over which ground, and when they stand on it.
 *
 * Gaits are made in place: the feet on the ground go backwards, all as the ground under
 * a treadmill does, and the lifted ones swing forwards. */
#ifndef AX_MOTION_GAIT_H
#define AX_MOTION_GAIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* K feet, F frames. Index of foot k in frame f: k F + f. A step leads to the next
 * frame; the last frame has none. Arrays are owned; ax_gait_alloc, ax_gait_free. */
typedef struct ax_gait {
    size_t feet, frames;
    double fps, diagonal; /* of the rest pose's box, world units */
    /* Input: */
    double *height; /* [K, F] of the foot's lowest point above its height at rest */
    double *step;   /* [K, F, 2] how far that point goes, world x and y */
    /* Output: */
    double *velocity; /* [F, 2] of the ground, world units a second; 0: no gait */
    uint8_t *planted; /* [K, F] 1: the foot stands on the ground until the next frame */
    double confidence;       /* 0 to 1: how clearly the feet walk, where they do */
    double *window_velocity; /* scratch [F, 2] */
    uint8_t *from;           /* scratch [F, 2] */
} ax_gait;

ax_status ax_gait_alloc(size_t feet, size_t frames, ax_gait *out, ax_error *err);
void ax_gait_free(ax_gait *gait);

/* So many seconds in frames, at most all of them: at any rate a number of frames. */
size_t ax_gait_frames(const ax_gait *gait, double seconds);

/* Fills the output from the input. steady: the velocity is the same throughout.
 *
 * The ground moves along the main axis of the feet's steps, one way or the other: both
 * are tried. Its velocity is the mean of planted steps. Which ones are planted
 * minimises a cost of standing, by height and velocity, against one of swinging, with a
 * penalty for every change: dynamic programming over the frames. Both alternate a few
 * times. It is a gait if planted feet explain the take well, better than with the other
 * way and than with ground that stands. Long takes are divided into overlapping
 * windows, between which the velocity changes evenly. The cost is linear in F. */
void ax_gait_find(ax_gait *gait, bool steady);

#endif
