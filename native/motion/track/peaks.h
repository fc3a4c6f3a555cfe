/* Where in a window a joint's disc may lie: the local maxima of its score. */
#ifndef AX_MOTION_PEAKS_H
#define AX_MOTION_PEAKS_H

#include "motion/track/joint_likelihood.h"

/* What a place at the edge of the search window loses, in whole discs: nearer places
 * are likelier. */
#define AX_WINDOW_EDGE_PENALTY 0.25

typedef struct ax_peak {
    double at[2]; /* pixels, the middle of a sample */
    double score; /* ax_disc_score, less the penalty for the distance from the centre */
} ax_peak;

/* Grids to search in, one for each thread. Zeroed: nothing. */
typedef struct ax_peak_search {
    float *gain; /* of each sample: what it adds to a disc that covers it fully */
    float *sum;  /* of each place: likelihood of the joint's colour, then 1 + score */
    int32_t *place;
} ax_peak_search;

/* For maps of this size. To be freed in any case. */
ax_status ax_peak_search_alloc(const ax_joint_likelihood *likelihood,
                               ax_peak_search *out, ax_error *err);
void ax_peak_search_free(ax_peak_search *search);

/* The best places of a joint within `window` pixels of `centre`, best first, at least
 * 1.5 radii apart. Returns how many there are, at most `max_peaks`. */
int ax_find_peaks(const ax_joint_likelihood *likelihood, ax_peak_search *search,
                  int joint, const double centre[2], double window, int max_peaks,
                  ax_peak *peaks);

#endif
