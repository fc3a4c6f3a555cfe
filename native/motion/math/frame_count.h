/* How many frames a call may have. */
#ifndef AX_MOTION_MATH_FRAME_COUNT_H
#define AX_MOTION_MATH_FRAME_COUNT_H

#include "base/status.h"

/* AX_ERR_USAGE unless there are `least` to AX_MAX_FRAMES of them. */
static inline ax_status ax_frame_count_check(int frames, int least, ax_error *err) {
    if (frames >= least && frames <= AX_MAX_FRAMES) return AX_OK;
    return ax_fail(err, AX_ERR_USAGE, "%d frames were given; %d to %d are allowed",
                   frames, least, (int)AX_MAX_FRAMES);
}

#endif
