/* From pose maps back to 2D joints, each view on its own. */
#ifndef AX_MOTION_EXTRACT_H
#define AX_MOTION_EXTRACT_H

#include "motion/maps/pose_maps.h"

/* Image width from which the views of a frame are read in parallel: below it waiting
 * for the other threads costs more than it saves. */
enum { AX_PARALLEL_SIZE = 256 };

/* template_points: [V, J, 2], the joints of the rest pose, about which the first frame
 * is searched widely. points: [V, F, J, 2] pixels, confidence: [V, F, J], the share of
 * the disc that is seen, 0..1. A joint that is hidden keeps its predicted place with
 * confidence 0. In styles that draw far to near any disc may hide any other: without
 * the third dimension it is not known which is nearer. */
ax_status ax_extract(const ax_pose_maps *maps, const double *template_points,
                     double *points, float *confidence, ax_error *err);

#endif
