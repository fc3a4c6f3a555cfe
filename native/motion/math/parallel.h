/* Before a parallel region of the motion code (base/threads.h says why). */
#ifndef AX_MOTION_MATH_PARALLEL_H
#define AX_MOTION_MATH_PARALLEL_H

#include <stdbool.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "base/threads.h"

/* As many as OpenMP takes. Without it, as in the fuzz targets, where an input must do
 * the same each time, one. */
static inline int ax_parallel_threads(void) {
#ifdef _OPENMP
    return omp_get_max_threads();
#else
    return 1;
#endif
}

/* `parallel`: whether the region's `if` holds. */
static inline ax_status ax_parallel_begin(bool parallel, ax_error *err) {
    return ax_team_begin(parallel ? ax_parallel_threads() : 1, err);
}

#endif
