/* The CPU backend's state, and what its operator files share. Each operator is in the
 * file named after it. ops.c is the table, and sets the number of threads for each
 * call: at most dev->threads, by which per-thread scratch memory is sized. */
#ifndef AX_CPU_DEVICE_H
#define AX_CPU_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cpu/dnnl_compat.h"
#include "cpu/omp_spin_guard.h"
#include "tensor/ops.h"

/* Scratch memory that grows to the largest size requested and is then kept, so that
 * after the first step of a run no operator allocates. One slot for each purpose, so
 * that several can be in use at once. */
typedef enum ax_cpu_slot {
    AX_CPU_SLOT_INPUT = 0, /* x converted to the compute dtype */
    AX_CPU_SLOT_DNNL,      /* a primitive's own scratch memory */
    AX_CPU_SLOT_KEYS,      /* packed keys and values */
    AX_CPU_SLOT_SCORES,    /* per thread: scores, sums */
    AX_CPU_SLOTS
} ax_cpu_slot;

typedef struct ax_cpu_block {
    void *data;
    size_t bytes;
} ax_cpu_block;

/* Everything that a primitive's code depends on; compared bytewise, so zero it
 * first. */
typedef struct ax_cpu_primitive_key {
    int conv;    /* 1: `convolution` is used, 0: `matmul` */
    int threads; /* of OpenMP at creation, when oneDNN divides the work */
    ax_dnnl_matmul matmul;
    ax_dnnl_conv convolution;
} ax_cpu_primitive_key;

typedef struct ax_cpu_primitive_entry {
    ax_cpu_primitive_key key;
    ax_dnnl_primitive *primitive; /* NULL: the entry is free */
} ax_cpu_primitive_entry;

enum { AX_CPU_PRIMITIVES = 512 }; /* a power of two */

struct ax_device {
    int threads;
    ax_dtype dtype; /* compute */
    bool amx;       /* attention_amx.c may be used */
    ax_dnnl *dnnl;
    ax_omp_spin_guard *spin_guard;
    ax_cpu_block scratch[AX_CPU_SLOTS];
    ax_cpu_primitive_entry *primitives;
    int primitive_count;
    char line[192];
};

ax_status ax_cpu_open(const ax_device_options *options, ax_device **out, ax_error *err);
void ax_cpu_close(ax_device *dev);
ax_status ax_cpu_scratch(ax_device *dev, ax_cpu_slot slot, size_t bytes, void **out,
                         ax_error *err);
/* The primitive for `key` (whose `threads` is filled in here), created on first use;
 * valid until the next call, which may empty the cache. */
ax_status ax_cpu_primitive(ax_device *dev, ax_cpu_primitive_key *key,
                           ax_dnnl_primitive **out, ax_error *err);
/* `x` in the compute dtype, dense: itself, or a copy in AX_CPU_SLOT_INPUT. */
ax_status ax_cpu_as_compute(ax_device *dev, ax_mat x, ax_mat *out, ax_error *err);

ax_status ax_cpu_linear_pack(ax_device *dev, int count, const ax_tensor *const *weights,
                             const ax_tensor *const *biases, ax_linear **out,
                             ax_error *err);
void ax_cpu_linear_free(ax_device *dev, ax_linear *linear);
ax_status ax_cpu_linear(ax_device *dev, const ax_linear *linear, ax_mat x, ax_act act,
                        ax_mat y, ax_error *err);
ax_status ax_cpu_linear_once(ax_device *dev, const ax_tensor *weight, ax_mat x,
                             ax_act act, ax_mat y, ax_error *err);
ax_status ax_cpu_attention(ax_device *dev, ax_heads q, ax_heads k, ax_heads v,
                           const int32_t *key_tokens, float scale, ax_heads out,
                           ax_error *err);
ax_status ax_cpu_layer_norm(ax_device *dev, ax_mat x, const float *weight,
                            const float *bias, const ax_mat *shift, const ax_mat *scale,
                            const int32_t *group, const int32_t *rows, float eps,
                            ax_mat y, ax_error *err);
ax_status ax_cpu_rms_norm(ax_device *dev, ax_mat x, const float *weight, float eps,
                          ax_mat y, ax_error *err);
ax_status ax_cpu_add_rows(ax_device *dev, ax_mat x, ax_mat y, const ax_mat *gate,
                          const int32_t *group, const int32_t *rows, ax_error *err);
ax_status ax_cpu_norm_rope(ax_device *dev, ax_mat x, const float *weight, float eps,
                           int heads, const float *table, const int32_t *rows,
                           ax_error *err);
ax_status ax_cpu_activate(ax_device *dev, ax_mat x, ax_act act, ax_mat y,
                          ax_error *err);
ax_status ax_cpu_conv_pack(ax_device *dev, const ax_tensor *weight,
                           const ax_tensor *bias, ax_conv_desc desc, ax_conv **out,
                           ax_error *err);
void ax_cpu_conv_free(ax_device *dev, ax_conv *conv);
ax_status ax_cpu_conv(ax_device *dev, const ax_conv *conv, ax_frames x, int pad_front,
                      ax_frames y, ax_error *err);
ax_status ax_cpu_pixel_norm(ax_device *dev, ax_frames x, const float *gamma, ax_act act,
                            ax_frames y, ax_error *err);
ax_status ax_cpu_upsample2(ax_device *dev, ax_frames x, ax_frames y, ax_error *err);
ax_status ax_cpu_add_frames(ax_device *dev, ax_frames x, ax_frames y, ax_error *err);

/* attention_amx.c, where processor and operating system allow AMX tiles. */
size_t ax_cpu_attention_amx_scratch(const ax_device *dev, ax_heads q, ax_heads k);
ax_status ax_cpu_attention_amx(ax_device *dev, ax_heads q, ax_heads k, ax_heads v,
                               const int32_t *key_tokens, float scale, ax_heads out,
                               ax_error *err);

#endif
