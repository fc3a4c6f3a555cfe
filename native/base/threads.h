/* What must be certain before OpenMP and oneDNN get to work, which end the process
 * where a thread cannot be started or memory is short, and hang in a child of
 * fork(). */
#ifndef AX_BASE_THREADS_H
#define AX_BASE_THREADS_H

#include <stdbool.h>

#include "base/status.h"

/* AX_ERR_RESOURCE unless the process can get 64 MB more of address space: enough for
 * the code that oneDNN generates, and for what either library allocates. Takes two
 * system calls and uses no memory itself. */
ax_status ax_headroom_check(ax_error *err);

/* To be called before a parallel region of `threads` threads, by the thread that begins
 * it. AX_ERR_RESOURCE where they could not be started, AX_ERR_USAGE in a child of
 * fork() whose parent had started threads. Does something only where the thread's team
 * grows. */
ax_status ax_team_begin(int threads, ax_error *err);

/* Whether this is a child of fork() whose parent had started threads: they do not exist
 * here, and nothing may wait for them. */
bool ax_threads_are_lost(void);
/* AX_ERR_USAGE if so. */
ax_status ax_threads_check(ax_error *err);

#endif
