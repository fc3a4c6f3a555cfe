/* Fewer keys: the fewest cubic pieces that stay within a tolerance of a sampled curve.
 */
#ifndef AX_MOTION_REDUCE_H
#define AX_MOTION_REDUCE_H

#include <stdint.h>

#include "base/status.h"

enum { AX_MAX_CHANNELS = 16 };

/* A curve of several channels that are keyed together, one sample a frame; borrowed.
 * A frame is off by the larger of two lengths: of the first `split` channels together
 * and of the others together, each divided by its tolerance. */
typedef struct ax_curve {
    int frames, channels, split;
    const double *values; /* [F, C] */
    double tolerance[2];  /* of the first channels, of the others; positive */
} ax_curve;

/* Arrays of the caller, with room for every frame. A key's value is the curve's own;
 * between keys the curve is the cubic with these slopes (a Bezier whose handles reach a
 * third of the way). Where one slope on both sides will do, both are the same. */
typedef struct ax_reduced {
    int count;
    int32_t *frame; /* [F], ascending */
    double *before; /* [F, C] slope a frame, at the end of the piece before the key */
    double *after;  /* [F, C] at the start of the piece after it */
} ax_reduced;

/* No frame of the curve is off by more than 1, nor is half way between frames, where
 * the cubic through four of them stands for the curve and as much more is allowed as
 * the frames bend: nobody knows how the motion went there. Dynamic programming over all
 * pieces of up to 128 frames, each with the slopes whose worst sample is off least, so
 * next to no curve can do with fewer keys. A curve that stands still gets one key.
 * out->count is set. AX_ERR_USAGE for sizes out of range, AX_ERR_INPUT for a value that
 * is not finite. */
ax_status ax_reduce_keys(const ax_curve *curve, ax_reduced *out, ax_error *err);

#endif
