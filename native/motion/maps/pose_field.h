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
 * Letters: V views, F frames, J joints. A joint's colour in the template's field is its
 * rest position in normalised coordinates, as in pose maps. */
#ifndef AX_MOTION_POSE_FIELD_H
#define AX_MOTION_POSE_FIELD_H

#include "motion/math/camera.h"

enum { AX_FIELD_MAX_GRID = 64, AX_FIELD_MAX_LAYERS = 4 };

typedef struct ax_pose_field {
    int grid, layers; /* G in 1..64, L in 1..4 */
    double length;    /* of the Gaussian process' covariance, cells */
    double noise;     /* variance on the joints' displacements, of a variance of 1 */
} ax_pose_field;

ax_pose_field ax_pose_field_default(void);
/* AX_ERR_MODEL unless all is within its bounds. */
ax_status ax_pose_field_check(const ax_pose_field *field, ax_error *err);

/* The template: rest [J, 3] world. out: [V, 4 L, G, G], for each layer how much of a
 * cell joints cover (at most 1) and that times twice the mean normalised rest position
 * x, y, z of them. */
ax_status ax_pose_field_template(const ax_cameras *cameras, const ax_frame *frame,
                                 const double *rest, int joints,
                                 const ax_pose_field *field, float *out, ax_error *err);

/* positions [F, J, 3] world -> out [V, 2 L, F, G, G]: for each layer displacement right
 * and down, in cells. */
ax_status ax_pose_field_encode(const ax_cameras *cameras, const double *rest,
                               int joints, const double *positions, int frames,
                               const ax_pose_field *field, float *out, ax_error *err);

/* codes [V, 2 L, F, G, G] -> points [V, F, J, 2] pixels and their confidence [V, F, J]:
 * what part of a joint's displacement is its own, less where joints of a layer lie on
 * each other. A joint behind a camera: NaN and 0. */
ax_status ax_pose_field_decode(const ax_cameras *cameras, const double *rest,
                               int joints, const float *codes, int frames,
                               const ax_pose_field *field, double *points,
                               float *confidence, ax_error *err);

#endif
