/* A pose map as a displacement field: how far the joints have moved from the template
 * (the rest pose), on a coarse grid.
 *
 * The mean of two pose maps shows two pale poses; the mean of two fields is the pose
 * between them, the rest pose is zero, and a swinging leg is a few numbers that swing.
 * Per view a grid of G x G cells in L layers holds displacements: joints are sorted
 * into layers by their depth in the template, so that the far legs do not lie in the
 * near ones' cells. A joint moves as the field says where it lies in the template.
 * Between joints the field is interpolated by a Gaussian process of a short length
 * (kriging), so it is smooth and dies away from the joints.
 *
 * Markers (rig/skeleton.h) may have a layer of their own, the last: it holds how far
 * they have moved relative to the joints that carry them, times a gain, for they are
 * near those joints and a bone's twist moves them little.
 *
 * Letters: V views, F frames, J joints. A joint's colour in the template's field is its
 * rest position in normalised coordinates, as in pose maps. */
#ifndef AX_MOTION_POSE_FIELD_H
#define AX_MOTION_POSE_FIELD_H

#include <stdint.h>

#include "motion/math/camera.h"

enum { AX_FIELD_MAX_GRID = 64, AX_FIELD_MAX_LAYERS = 4 };

typedef struct ax_pose_field {
    int grid, layers;   /* G in 1..64; of joints, 1..4 */
    double length;      /* of the Gaussian process' covariance, cells */
    double noise;       /* variance on the joints' displacements, of a variance of 1 */
    int marker_layers;  /* 0 or 1; 0: markers lie in the other layers, as joints do */
    double marker_gain; /* 0.1..100, where there is such a layer */
} ax_pose_field;

/* Joints in the rest pose; arrays borrowed. */
typedef struct ax_field_joints {
    int count;           /* J */
    const double *rest;  /* [J, 3] world */
    const int32_t *base; /* [J] of a marker the joint that carries it, which is none;
                            else -1. NULL: there are no markers */
} ax_field_joints;

/* L: all layers. */
static inline int ax_pose_field_layers(const ax_pose_field *field) {
    return field->layers + field->marker_layers;
}

ax_pose_field ax_pose_field_default(void);
/* AX_ERR_MODEL unless all is within its bounds. */
ax_status ax_pose_field_check(const ax_pose_field *field, ax_error *err);

/* The template. out: [V, 4 L, G, G], for each layer how much of a cell joints cover (at
 * most 1) and that times twice the mean normalised rest position x, y, z of them. */
ax_status ax_pose_field_template(const ax_cameras *cameras, const ax_frame *frame,
                                 const ax_field_joints *joints,
                                 const ax_pose_field *field, float *out, ax_error *err);

/* positions [F, J, 3] world -> out [V, 2 L, F, G, G]: for each layer displacement right
 * and down, in cells. */
ax_status ax_pose_field_encode(const ax_cameras *cameras, const ax_field_joints *joints,
                               const double *positions, int frames,
                               const ax_pose_field *field, float *out, ax_error *err);

/* codes [V, 2 L, F, G, G] -> points [V, F, J, 2] pixels and their confidence [V, F, J]:
 * what part of a joint's displacement is its own, less where joints of a layer lie on
 * each other; of a marker at most its carrier's. A joint behind a camera: NaN and 0. */
ax_status ax_pose_field_decode(const ax_cameras *cameras, const ax_field_joints *joints,
                               const float *codes, int frames,
                               const ax_pose_field *field, double *points,
                               float *confidence, ax_error *err);

#endif
