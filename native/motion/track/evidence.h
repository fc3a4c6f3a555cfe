/* What one pose map says about where each joint is. The colour of a joint and the order
 * of drawing are known: a disc may hide under discs of later joints, but never under
 * the background, a line or an earlier disc. In version 1 later means a greater index;
 * in version 2 it means nearer, so the order has to be told for each map, and is only
 * as sure as the depths are: of two joints about equally far either may hide the other.
 *
 * Most of a map is white. Only the other pixels ("ink") are looked at, and what depends
 * on a pixel's colour alone is found out once a colour. */
#ifndef AX_MOTION_EVIDENCE_H
#define AX_MOTION_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* How maps are read; arrays borrowed. */
typedef struct ax_map_style {
    int joints;
    const uint8_t *colours; /* [J, 3] */
    int width, height;
    double radius; /* of a disc, pixels */
    double sigma;  /* of a colour, RGB units */
    int version;   /* motion/maps/colours.h; 0: 1 */
} ax_map_style;

enum { AX_LABEL_WHITE = -1, AX_LABEL_LINE = -2 };

/* Samples that a disc spans to each side at most, whatever its radius: see stride. */
enum { AX_DISC_HALF = 4, AX_DISC_SPAN = 2 * AX_DISC_HALF + 1 };

typedef struct ax_known_colour ax_known_colour;

/* Zeroed: nothing, as ax_evidence_free leaves it. */
typedef struct ax_evidence {
    ax_map_style style;
    const uint8_t *pixels; /* [height, width, 3], borrowed */
    int16_t *label;        /* [height, width] nearest joint, or AX_LABEL_... */
    float *claim; /* [height, width] likelihood of the label's colour; 1: plain white */
    uint16_t *ink; /* the columns of what is not plain white, row after row */
    int32_t *row;  /* [height + 1] where a row's columns begin in `ink` */
    int box[4];    /* of the ink: first column, first row, and the last ones */
    int reach;     /* squared distance of colours from which on likelihood is 0 */
    float *like;   /* [reach + 1] likelihood by squared distance */
    ax_known_colour *known; /* label and claim by colour, as far as remembered */
    int stride; /* pixels between samples: large discs are sampled coarsely */
    int half;   /* samples that a disc about a sample spans to each side */
    float disc[AX_DISC_SPAN *
               AX_DISC_SPAN]; /* its cover; [2 half + 1] squared are used */
    float area;               /* their sum */
    /* [J + 2] when each label is drawn, line and white first: the place of label l is
     * l + 2. Two joints closer than `slack` may lie over each other either way. */
    float *drawn, slack;
    float *gain, *sum; /* scratch of the peak search, grids */
    int32_t *candidate;
} ax_evidence;

typedef struct ax_peak {
    double at[2]; /* pixels */
    double score; /* 1: a whole disc; what speaks against it is subtracted */
} ax_peak;

ax_status ax_evidence_alloc(const ax_map_style *style, ax_evidence *out, ax_error *err);
void ax_evidence_free(ax_evidence *evidence);
/* Reads a map; `pixels` must outlive the questions below. */
void ax_evidence_read(ax_evidence *evidence, const uint8_t *pixels);

/* Version 2: tells the depths [J] of the joints in the map, world units, and by how
 * much two must differ for their order to be sure. Until then, and in version 1:
 * nothing is known (any disc may hide any other), or the order of joints. */
void ax_evidence_order(ax_evidence *evidence, const double *depth, double slack);

/* The best places of a joint within `window` pixels of `centre`, best first; a place at
 * the window's rim loses `prior` of its score. Returns how many there are, at most
 * `most`. */
int ax_evidence_peaks(ax_evidence *evidence, int joint, const double centre[2],
                      double window, double prior, int most, ax_peak *peaks);
double ax_evidence_score(const ax_evidence *evidence, int joint, const double at[2]);

/* Fits the disc to its visible part, to a fraction of a pixel. Returns how much of the
 * disc is seen, 0..1; `at` is untouched when that is next to nothing. */
double ax_evidence_refine(const ax_evidence *evidence, int joint, double at[2]);

/* The share of the disc at `at` that joints drawn later, or maybe so, cover. */
double ax_evidence_covered(const ax_evidence *evidence, int joint, const double at[2]);

/* For the parts of this module. ------------------------------------------------------
 */

/* How much a pixel that cannot lie on the disc counts against one that does. */
#define AX_EVIDENCE_AGAINST 0.4f

static inline int ax_colour_distance2(const uint8_t *p, const uint8_t *q) {
    const int r = p[0] - q[0], g = p[1] - q[1], b = p[2] - q[2];
    return r * r + g * g + b * b;
}

/* How likely the pixel shows the joint: its colour's likelihood, shared with the
 * nearest colour if that is another one. */
static inline float ax_evidence_likeness(const ax_evidence *e, int joint,
                                         size_t pixel) {
    const int label = e->label[pixel];
    const float claim = e->claim[pixel];
    if (label == AX_LABEL_WHITE && claim == 1) return 0;
    const int d =
        ax_colour_distance2(e->pixels + 3 * pixel, e->style.colours + 3 * joint);
    if (d > e->reach) return 0;
    const float own = e->like[d];
    return label == joint ? own : own * (own / (own + claim));
}

/* Whether a disc of the joint would certainly cover what is labelled so. */
static inline bool ax_evidence_under(const ax_evidence *e, int label, int joint) {
    return e->drawn[label + 2] < e->drawn[joint + 2] - e->slack;
}

/* Whether what is labelled so may cover a disc of the joint. */
static inline bool ax_evidence_over(const ax_evidence *e, int label, int joint) {
    return label != joint && !ax_evidence_under(e, label, joint);
}

/* What speaks against a disc of the joint there: it would have covered the pixel. */
static inline float ax_evidence_against(const ax_evidence *e, int joint, size_t pixel) {
    return ax_evidence_under(e, e->label[pixel], joint)
               ? AX_EVIDENCE_AGAINST * e->claim[pixel]
               : 0;
}

#endif
