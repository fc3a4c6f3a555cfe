/* Keeps OpenMP threads from busy-waiting when processors are needed elsewhere.
 *
 * In GCC's OpenMP (libgomp), a thread that waits at a barrier spins for milliseconds
 * before it sleeps. That is fastest while every thread has a core of its own, and very
 * slow when one has not: a forward pass of the nano took 2.8 s instead of 0.02 s while
 * another program (a render, a viewport) kept one of two cores busy. libgomp spins a
 * thousandth as long while the process has more OpenMP threads than there are
 * processors; the environment variables that set the spinning (OMP_WAIT_POLICY,
 * GOMP_SPINCOUNT) are read only when a program starts, which is too late for a library.
 * So while a device is open, the guard keeps a sleeping thread with an OpenMP team of
 * its own, just large enough that the threads exceed the processors. */
#ifndef AX_CPU_OMP_SPIN_GUARD_H
#define AX_CPU_OMP_SPIN_GUARD_H

typedef struct ax_omp_spin_guard ax_omp_spin_guard;

/* `threads`: how many the device uses. NULL if that is one (no barriers to wait at), or
 * if no thread can be created: everything works then, but waits spin. */
ax_omp_spin_guard *ax_omp_spin_guard_begin(int threads);
void ax_omp_spin_guard_end(ax_omp_spin_guard *guard); /* accepts NULL */

#endif
