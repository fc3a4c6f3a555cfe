/* How likely a joint's disc lies at a place of one pose map, from the pixels' colours.
 *
 * The joints' colours and the order of drawing are known: a disc may hide under discs
 * drawn later, but never under the background, a line or a disc drawn earlier. In
 * styles that draw by index (motion/rig/pose_map_style.h), later means a greater index.
 * In those that draw far to near it means nearer to the camera: then the depths have to
 * be given for each map, and of two joints about equally deep either may hide the
 * other.
 *
 *     ax_joint_likelihood likelihood;
 *     ax_joint_likelihood_alloc(&maps, &likelihood, err);
 *     ax_joint_likelihood_read(&likelihood, pixels);       for each map
 *     ax_joint_likelihood_set_depths(&likelihood, ...);    if they are known
 *     ax_disc_score(&likelihood, joint, at);               and peaks.h, disc_fit.h
 *     ax_joint_likelihood_free(&likelihood);
 *
 * A map is asked by one thread at a time; several maps, each with its own likelihood,
 * by as many threads. */
#ifndef AX_MOTION_JOINT_LIKELIHOOD_H
#define AX_MOTION_JOINT_LIKELIHOOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "motion/rig/pose_map_style.h"
#include "motion/track/class_map.h"

/* Samples that a disc spans to each side at most, whatever its radius: see stride. */
enum { AX_DISC_HALF = 4, AX_DISC_SPAN = 2 * AX_DISC_HALF + 1 };

/* A disc about the middle of a sample, as weights of the samples around. */
typedef struct ax_disc_kernel {
    int stride; /* pixels between samples: large discs are sampled coarsely */
    int half;   /* samples to each side */
    float cover[AX_DISC_SPAN * AX_DISC_SPAN]; /* [2 half + 1, 2 half + 1] 0..1 */
    float area;                               /* their sum */
} ax_disc_kernel;

/* Zeroed: nothing, as ax_joint_likelihood_free leaves it. */
typedef struct ax_joint_likelihood {
    ax_class_map classes;
    double radius; /* of a disc, pixels */
    ax_disc_kernel disc;
    int max_distance2;     /* of colours, squared, RGB units; beyond likelihood is 0 */
    float *likelihood_lut; /* [max_distance2 + 1] by squared distance */
    ax_disc_order disc_order;
    /* [J + 2] greater for what is drawn later; line and white first, so that of label l
     * is at l + 2. Two joints closer than `order_margin` may lie over each other either
     * way. */
    float *drawn, order_margin;
} ax_joint_likelihood;

/* maps: with defaults filled in; only its colours are borrowed. To be freed in any
 * case. */
ax_status ax_joint_likelihood_alloc(const ax_pose_maps *maps, ax_joint_likelihood *out,
                                    ax_error *err);
void ax_joint_likelihood_free(ax_joint_likelihood *likelihood);
/* Reads a map; `pixels` must outlive what is asked about it. */
void ax_joint_likelihood_read(ax_joint_likelihood *likelihood, const uint8_t *pixels);

/* For styles that draw far to near: the depths [J] of the joints in the map, world
 * units, and by how much two must differ for their order to be certain. Kept until the
 * next call; before the first, any disc may hide any other. Nothing in other styles. */
void ax_joint_likelihood_set_depths(ax_joint_likelihood *likelihood,
                                    const double *depth, double margin);

/* What the pixels say for a disc about `at` (pixels): 1 for a whole disc; below 0 where
 * it would hide what is seen there. */
double ax_disc_score(const ax_joint_likelihood *likelihood, int joint,
                     const double at[2]);

/* ---- for each pixel; inline for peaks.c and disc_fit.c ---- */

/* What a pixel that cannot lie on the disc counts against one that does. */
#define AX_DISC_PENALTY 0.4f

/* How likely the pixel shows the joint: its colour's likelihood, shared with the
 * nearest colour if that is another one. */
static inline float ax_pixel_likelihood(const ax_joint_likelihood *l, int joint,
                                        size_t pixel) {
    const ax_class_map *m = &l->classes;
    const int label = m->label[pixel];
    const float other = m->label_likelihood[pixel];
    if (label == AX_LABEL_WHITE && other == 1) return 0;
    const int d = ax_colour_distance2(m->pixels + 3 * pixel, m->colours + 3 * joint);
    if (d > l->max_distance2) return 0;
    const float own = l->likelihood_lut[d];
    return label == joint ? own : own * (own / (own + other));
}

/* Whether a disc of the joint would certainly cover what is labelled so. */
static inline bool ax_label_lies_under(const ax_joint_likelihood *l, int label,
                                       int joint) {
    return l->drawn[label + 2] < l->drawn[joint + 2] - l->order_margin;
}

/* Whether what is labelled so may cover a disc of the joint. */
static inline bool ax_label_may_hide(const ax_joint_likelihood *l, int label,
                                     int joint) {
    return label != joint && !ax_label_lies_under(l, label, joint);
}

/* What speaks against a disc of the joint there: it would have covered the pixel. */
static inline float ax_pixel_penalty(const ax_joint_likelihood *l, int joint,
                                     size_t pixel) {
    return ax_label_lies_under(l, l->classes.label[pixel], joint)
               ? AX_DISC_PENALTY * l->classes.label_likelihood[pixel]
               : 0;
}

#endif
