/* What one pose map says about where each joint is. The colour of a joint and the order
 * of drawing are known: a disc may hide under discs of later joints, but never under
 * the background, a line or an earlier disc. */
#ifndef AX_MOTION_EVIDENCE_H
#define AX_MOTION_EVIDENCE_H

#include <stdint.h>

#include "base/status.h"

/* How maps are read; arrays borrowed. */
typedef struct ax_map_style {
    int joints;
    const uint8_t *colours; /* [J, 3] */
    int width, height;
    double radius; /* of a disc, pixels */
    double sigma;  /* of a colour, RGB units */
} ax_map_style;

typedef struct ax_evidence {
    ax_map_style style;
    const uint8_t *pixels; /* [height, width, 3], borrowed */
    int16_t *label;        /* [height, width] nearest joint, or AX_LABEL_... */
    float *near;           /* [height, width] squared distance to the label's colour */
    float *grid;           /* scratch of the peak search */
    int stride; /* pixels between samples: large discs are sampled coarsely */
} ax_evidence;

enum { AX_LABEL_WHITE = -1, AX_LABEL_LINE = -2 };

typedef struct ax_peak {
    double at[2]; /* pixels */
    double score; /* 1: a whole disc; what speaks against it is subtracted */
} ax_peak;

ax_status ax_evidence_alloc(const ax_map_style *style, ax_evidence *out, ax_error *err);
void ax_evidence_free(ax_evidence *evidence);
/* Reads a map; `pixels` must outlive the questions below. */
void ax_evidence_read(ax_evidence *evidence, const uint8_t *pixels);

/* The best places of a joint within `window` pixels of `centre`, best first; a place at
 * the window's rim loses `prior` of its score. Returns how many there are, at most
 * `most`. */
int ax_evidence_peaks(ax_evidence *evidence, int joint, const double centre[2],
                      double window, double prior, int most, ax_peak *peaks);
double ax_evidence_score(const ax_evidence *evidence, int joint, const double at[2]);

/* Fits the disc to its visible part, to a fraction of a pixel. Returns how much of the
 * disc is seen, 0..1; `at` is untouched when that is next to nothing. */
double ax_evidence_refine(const ax_evidence *evidence, int joint, double at[2]);

/* The share of the disc at `at` that joints drawn later cover. */
double ax_evidence_covered(const ax_evidence *evidence, int joint, const double at[2]);

#endif
