/* What each pixel of a pose map shows, by its colour: white, a bone's line or a joint.
 *
 * Most of a map is white. Only the other pixels, the foreground, are classified, each
 * colour once (drawn maps have few, and the same in all frames). */
#ifndef AX_MOTION_CLASS_MAP_H
#define AX_MOTION_CLASS_MAP_H

#include <stdint.h>

#include "base/status.h"
#include "motion/maps/pose_maps.h"

enum { AX_LABEL_WHITE = -1, AX_LABEL_LINE = -2 }; /* from 0 on: joints */

typedef struct ax_known_colour ax_known_colour;

/* Zeroed: nothing, as ax_class_map_free leaves it. */
typedef struct ax_class_map {
    int joints, width, height;
    double sigma;            /* spread of a colour, RGB units */
    const uint8_t *colours;  /* [J, 3], borrowed */
    const uint8_t *pixels;   /* [height, width, 3] of the map read last, borrowed */
    int16_t *label;          /* [height, width] class: the nearest colour's */
    float *label_likelihood; /* [height, width] of the pixel's colour, if that is its
                              * class; 1: background */
    uint16_t *foreground;    /* columns of foreground pixels, row after row */
    int32_t *row;            /* [height + 1] where a row begins in `foreground` */
    int box[4]; /* of the foreground: first column, first row, last column, last row */
    ax_known_colour *cache; /* classes by colour, as far as remembered */
} ax_class_map;

/* maps: with defaults filled in; its colours are borrowed, its pixels are not read. To
 * be freed in any case. */
ax_status ax_class_map_alloc(const ax_pose_maps *maps, ax_class_map *out,
                             ax_error *err);
void ax_class_map_free(ax_class_map *classes);

/* Classifies one map, pixels [height, width, 3]; they are borrowed until the next one
 * is read. */
void ax_class_map_read(ax_class_map *classes, const uint8_t *pixels);

static inline int ax_colour_distance2(const uint8_t *p, const uint8_t *q) {
    const int r = p[0] - q[0], g = p[1] - q[1], b = p[2] - q[2];
    return r * r + g * g + b * b;
}

#endif
