/* Keeps OpenMP from spinning on a processor that somebody else needs.
 *
 * GCC's OpenMP lets a thread that waits for the others spin for milliseconds. That is
 * right while every thread has a core of its own and ruinous when one has not: a
 * forward of the nano took 2.8 s instead of 0.02 s with one of two cores busy (a
 * render, a viewport, another job). The runtime spins a thousandth as long when it
 * manages more threads than there are processors, and the environment variable that
 * says the same is only read when a program starts. So while a device is open, a
 * sleeping thread with a team of its own is kept, just large enough to exceed the
 * processors. */
#ifndef AX_CPU_PATIENCE_H
#define AX_CPU_PATIENCE_H

typedef struct ax_patience ax_patience;

/* `threads`: how many the device uses. NULL when a single one is (nothing to do), or if
 * no thread can be had: all works then, only less kindly. */
ax_patience *ax_patience_begin(int threads);
void ax_patience_end(ax_patience *patience); /* accepts NULL */

#endif
