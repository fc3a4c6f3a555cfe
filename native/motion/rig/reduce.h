/* Key reduction: the fewest cubic pieces that stay within a tolerance of a sampled
 * curve. / */
#ifndef AX_MOTION_REDUCE_H
#define AX_MOTION_REDUCE_H

#include <stdint.h>

#include "base/status.h"

enum { AX_MAX_CHANNELS = 16 };

/* A curve of several channels that are keyed together, one sample a frame; borrowed.
 * The error of a frame is the larger of two: the length of the difference in the first
 * `split` channels, and in the others, each divided by its tolerance. */
typedef struct ax_curve {
    int frames, channels, split;
    const double *values; /* [F, C] */
    double tolerance[2];  /* of the first channels, of the others; positive */
} ax_curve;

/* Arrays of the caller, with room for every frame. A key's value is the curve's own;
 * between keys the curve is the cubic with these slopes (a Bézier curve whose handles
 * reach a third of the way). Both slopes of a key are equal where that stays within the
 * tolerance. */
typedef struct ax_reduced {
    int count;
    int32_t *frame; /* [F], ascending; `count` are used, of all three */
    double *before; /* [F, C] slope per frame, at the end of the piece before the key */
    double *after;  /* [F, C] at the start of the piece after it */
} ax_reduced;

/* No frame's error exceeds 1, nor does any half way between frames: there the cubic
 * through four frames stands for the curve, with more tolerance the more they bend,
 * because how the motion went there is not known. Dynamic programming over all pieces
 * of up to 128 frames, each with slopes that minimise its largest error, so hardly any
 * curve can do with fewer keys. A constant curve gets one key. out->count is set.
 * AX_ERR_USAGE for sizes out of range, AX_ERR_INPUT for a value that is not finite or
 * beyond AX_MAX_COORDINATE, AX_ERR_RESOURCE without memory. */
ax_status ax_reduce_keys(const ax_curve *curve, ax_reduced *out, ax_error *err);

#endif
