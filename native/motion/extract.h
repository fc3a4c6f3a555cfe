/* From pose maps back to 2D joints, view by view. */
#ifndef AX_MOTION_EXTRACT_H
#define AX_MOTION_EXTRACT_H

#include <stdint.h>

#include "base/status.h"
#include "motion/camera.h"

/* Image width from which the views of a frame are read in parallel: below it waiting
 * for the other threads costs more than it saves. */
enum { AX_PARALLEL_SIZE = 256 };

/* Pose maps and how they are to be read; arrays borrowed. */
typedef struct ax_pose_maps {
    int views, frames, height, width, joints;
    const uint8_t *pixels;  /* [V, F, H, W, 3] */
    const uint8_t *colours; /* [J, 3] */
    double radius;          /* of a disc, pixels; 0: 2.5 at a width of 128 */
    double sigma;           /* spread of a colour in RGB; 0: 30 */
    double
        window; /* how far a joint moves in a frame, pixels; 0: 14 at a width of 128 */
    double line_width; /* of bones, pixels; 0: 1.5; negative: there are no lines */
    int version;       /* how they are drawn: motion/colours.h; 0: 1 */
} ax_pose_maps;

ax_status ax_pose_maps_check(const ax_pose_maps *maps, ax_error *err);
/* The same, and that these cameras took them. */
ax_status ax_pose_maps_fit(const ax_pose_maps *maps, const ax_cameras *cameras,
                           ax_error *err);
/* The same with zeros replaced by defaults. */
ax_pose_maps ax_pose_maps_defaults(const ax_pose_maps *maps);

/* template_points: [V, J, 2], the joints of the rest pose, about which the first frame
 * is searched widely. points: [V, F, J, 2] pixels, confidence: [V, F, J], the share of
 * the disc that was seen. A joint that is hidden keeps its predicted place with
 * confidence 0. In version 2 any disc may hide any other: without the third dimension
 * it is not known which is nearer. */
ax_status ax_extract(const ax_pose_maps *maps, const double *template_points,
                     double *points, float *confidence, ax_error *err);

#endif
