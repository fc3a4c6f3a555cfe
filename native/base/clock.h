/* Time for progress and measurements. */
#ifndef AX_BASE_CLOCK_H
#define AX_BASE_CLOCK_H

/* Monotonic seconds from an unspecified start. */
double ax_clock_seconds(void);

#endif
