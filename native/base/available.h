/* How much memory there is: what Linux says. */
#ifndef AX_BASE_AVAILABLE_H
#define AX_BASE_AVAILABLE_H

#include <stddef.h>

/* Bytes that this process may take before the system runs out of memory: what the
 * machine has available, file caches included, or less where a control group or the
 * process's limit of address space allows less. 0: not known. */
size_t ax_memory_available(void);

/* Bytes that this process has in memory now. 0: not known. */
size_t ax_memory_resident(void);

#endif
