/* Pose maps: joints as coloured discs over bones as grey lines on white. */
#ifndef AX_MOTION_POSE_MAP_H
#define AX_MOTION_POSE_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "motion/math/camera.h"

/* How it is drawn: a style by its version, and sizes. */
typedef struct ax_draw_params {
    int version;       /* motion/rig/pose_map_style.h */
    double radius;     /* of a disc, pixels */
    double line_width; /* pixels; 0: no lines */
} ax_draw_params;

/* What is drawn; arrays borrowed. */
typedef struct ax_pose_scene {
    int frames, joints;
    const double *points;   /* [F, J, 3] world */
    const int32_t *parent;  /* [J], -1 for none; any order */
    const uint8_t *colours; /* [J, 3] */
} ax_pose_scene;

/* out: [V, F, height, width, 3], overwritten. Lines lie under all discs. By the style's
 * order of discs, those of later joints lie over those of earlier ones; or near ones
 * over far ones, by the joints' depth in that view and frame, and of joints equally far
 * the later one's (lines, too, where their edges blend, by their child's depth).
 * Centres are exact to a fraction of a pixel: a pixel is covered as far as it lies
 * within the shape. Points that are not finite or behind the camera are left out.
 * Several maps are drawn at a time (OpenMP). */
ax_status ax_pose_maps_draw(const ax_cameras *cameras, const ax_pose_scene *scene,
                            const ax_draw_params *params, uint8_t *out, ax_error *err);

/* The range of pixels whose centres lie within [min, max], cut to 0..size-1; false if
 * it is empty. */
bool ax_pixel_range(double min, double max, int size, int *first, int *last);

#endif
