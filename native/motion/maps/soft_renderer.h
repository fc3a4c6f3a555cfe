/* A differentiable renderer of pose maps (soft rasterisation): it draws what
 * ax_pose_maps_draw does, lines below, discs in their order, but every shape's coverage
 * is blurred, so that the image changes smoothly with the joints. It records what each
 * shape added to each pixel, its fragments, from which the image's derivative follows:
 * the front to back walk of motion/fit/photometric.c. */
#ifndef AX_MOTION_SOFT_RENDERER_H
#define AX_MOTION_SOFT_RENDERER_H

#include <stddef.h>
#include <stdint.h>

#include "motion/maps/draw_order.h"
#include "motion/maps/pose_maps.h"
#include "motion/math/camera.h"
#include "motion/rig/pose_map_style.h"

/* AX_SOFT_MAX_FRAGMENTS: 200 MB of them. Maps that need more are so large that the
 * centres of their discs are exact without. */
enum {
    AX_SOFT_STEPS_PER_PX = 20,
    AX_SOFT_TABLE_SIZE = 320,
    AX_SOFT_MAX_FRAGMENTS = 1 << 22
};

/* Coverage by distance from a shape's middle, pixels: 1 up to `inner`, from there a
 * table of AX_SOFT_STEPS_PER_PX entries a pixel, 0 from `reach` on. */
typedef struct ax_soft_profile {
    double inner, reach;
    float cover[AX_SOFT_TABLE_SIZE];
} ax_soft_profile;

/* What is drawn and how; arrays borrowed. */
typedef struct ax_soft_params {
    int width, height, joints;
    const int32_t *parent;     /* [J], -1 for none */
    const uint8_t *colours;    /* [J, 3] */
    double radius, line_width; /* pixels */
    ax_disc_order disc_order;
    ax_soft_profile disc, line;
} ax_soft_params;

/* What a shape added to a pixel. Its coverage changes by -slope x (nx, ny) as the shape
 * moves; the shape moves with joint a to (1 - share) and with joint b to share. */
typedef struct ax_soft_fragment {
    uint32_t pixel;
    int32_t a, b; /* a disc: the joint, -1; a line: both ends */
    float share, cover, slope, nx, ny;
    float below[3]; /* the pixel before */
} ax_soft_fragment;

typedef struct ax_soft_map {
    float *canvas;        /* [height, width, 3] RGB, 0..255 */
    float *transmittance; /* [height, width], 1; scratch of who reads the fragments */
    double *projected;    /* [J, 2] pixels; NaN: not drawn */
    double *jacobian;     /* [J, 2, 3] of the pixel by the joint's place */
    ax_soft_fragment *fragments; /* [count], back to front */
    size_t count, capacity;
    ax_drawn_joint *order; /* [J] of discs */
} ax_soft_map;

/* Draws as these maps (defaults filled in) were drawn. The blur has to be set. */
ax_soft_params ax_soft_params_of(const ax_pose_maps *maps, const int32_t *parent);
/* Makes both profiles for a blur of so many pixels (a Gaussian's sigma, at most 2). */
void ax_soft_params_blur(ax_soft_params *params, double blur_px);

/* A bound of the fragments that a map may need, at a blur of 2. Callers give up above
 * AX_SOFT_MAX_FRAGMENTS. */
size_t ax_soft_fragment_bound(const ax_soft_params *params);

/* A white canvas; to be freed in any case. */
ax_status ax_soft_map_alloc(const ax_soft_params *params, ax_soft_map *out,
                            ax_error *err);
void ax_soft_map_free(ax_soft_map *map);

/* joints: [J, 3] world; those behind the camera or not finite are left out. */
void ax_soft_map_draw(ax_soft_map *map, const ax_soft_params *params,
                      const ax_camera *camera, const double *joints);
/* Makes what was drawn on white again and its transmittance 1: to be called after each
 * drawing. */
void ax_soft_map_clear(ax_soft_map *map);

/* RGB of what the fragment is of. */
const uint8_t *ax_soft_colour(const ax_soft_params *params, const ax_soft_fragment *f);

#endif
