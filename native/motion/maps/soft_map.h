/* Pose maps drawn softly: what they show then changes evenly with where joints are.
 * Drawn as ax_pose_maps_draw does, lines below, discs in their order, but with every
 * shape's cover blurred; and with a record of what each shape gave each pixel, from
 * which the picture's derivative can be read (Q pixels drawn on, most of them more than
 * once). */
#ifndef AX_MOTION_SOFT_MAP_H
#define AX_MOTION_SOFT_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "motion/maps/draw_order.h"
#include "motion/maps/pose_maps.h"
#include "motion/math/camera.h"

/* AX_SOFT_ROOM: 200 MB of fragments; maps that need more are sharp enough without. */
enum { AX_SOFT_STEPS = 20, AX_SOFT_ENTRIES = 320, AX_SOFT_ROOM = 1 << 22 };

/* Cover by distance from a shape's middle: 1 up to `inner`, then a table of
 * AX_SOFT_STEPS entries a pixel, 0 from `reach` on. */
typedef struct ax_soft_shape {
    double inner, reach;
    float cover[AX_SOFT_ENTRIES];
} ax_soft_shape;

/* How it is drawn; arrays borrowed. */
typedef struct ax_soft_style {
    int width, height, joints;
    const int32_t *parent;  /* [J], -1 for none */
    const uint8_t *colours; /* [J, 3] */
    double radius, line_width;
    int version; /* motion/maps/colours.h; its order of discs */
    ax_soft_shape disc, line;
} ax_soft_style;

/* What a shape gave a pixel. Its cover changes by -slope x (nx, ny) as the shape moves,
 * which it does as (1 - share) of joint a and as share of joint b. */
typedef struct ax_soft_fragment {
    uint32_t pixel;
    int32_t a, b; /* a disc: the joint, -1; a line: both ends */
    float share, cover, slope, nx, ny;
    float below[3]; /* the pixel before */
} ax_soft_fragment;

typedef struct ax_soft_map {
    float *canvas;  /* [height, width, 3] */
    float *through; /* [height, width], 1; scratch of who reads the picture */
    double *at;     /* [J, 2] pixels; NaN: not drawn */
    double *slope;  /* [J, 2, 3] by the joint's place */
    ax_soft_fragment *fragments; /* [count] in the order of drawing */
    size_t count, room;
    ax_drawn_joint *order; /* [J] of discs */
} ax_soft_map;

/* Sets the shapes for a blur of so many pixels (a Gaussian's sigma, at most 2). */
void ax_soft_style_blur(ax_soft_style *style, double blur);

/* Fragments that a map may need, at a blur of 2. Above AX_SOFT_ROOM: too many. */
size_t ax_soft_room(const ax_soft_style *style);

/* White paper; to be freed in any case. */
ax_status ax_soft_map_alloc(const ax_soft_style *style, ax_soft_map *out,
                            ax_error *err);
void ax_soft_map_free(ax_soft_map *map);

/* joints: [J, 3] world; those behind the camera or nowhere are left out. */
void ax_soft_map_draw(ax_soft_map *map, const ax_soft_style *style,
                      const ax_camera *camera, const double *joints);
/* White paper again, `through` 1 again: to be called after each drawing. */
void ax_soft_map_wipe(ax_soft_map *map);

/* RGB of what the fragment is of. */
const uint8_t *ax_soft_colour(const ax_soft_style *style, const ax_soft_fragment *f);

#endif
