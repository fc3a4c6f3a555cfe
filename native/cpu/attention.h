/* What attention on the CPU takes, for memory plans (tensor/counting.h). */
#ifndef AX_CPU_ATTENTION_H
#define AX_CPU_ATTENTION_H

#include "tensor/ops.h"

/* Bytes of scratch memory; `dev` is the CPU's. */
size_t ax_cpu_attention_scratch(const ax_device *dev, ax_heads q, ax_heads k);

#endif
