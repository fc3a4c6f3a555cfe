/* A backend that computes nothing: it counts the memory that another one would take
 * and the work that it would do. What is opened and run on it goes through the same
 * code as on the other, so that a plan and a run do not drift apart.
 *
 *     ax_counting_options o = {.size = sizeof o, .dtype = AX_BF16, .charges = true};
 *     AX_TRY(ax_counting_open(&o, &dev, err));
 *     AX_TRY(ax_transformer_open(ax_ops_counting(), dev, &config, &t, err));
 *     ... ax_account_peak(account), ax_counting_work(dev) ...
 *
 * Its "device memory" must not be read or written, and holds nothing; model code asks
 * ax_is_counting() where it would otherwise read gigabytes of weights or compute on
 * the host. One thread at a time. */
#ifndef AX_TENSOR_COUNTING_H
#define AX_TENSOR_COUNTING_H

#include "tensor/ops.h"

typedef struct ax_counting_options {
    size_t size; /* sizeof(ax_counting_options) */
    ax_dtype dtype;
    bool charges; /* device memory is host memory: it is counted on the thread's
                     account (base/memory.h) */
    /* Scratch memory, in bytes, that the other backend's attention and matrix products
     * take and keep; NULL: none. */
    size_t (*attention_scratch)(const ax_device *other, ax_heads q, ax_heads k);
    const ax_device *other;
} ax_counting_options;

/* Multiply-adds of matrix products, convolutions and attention; numbers that the
 * other operators write; bytes of weights that are read while it computes. */
typedef struct ax_work {
    double linear, once, conv, attention, rows, frames, read;
} ax_work;

/* Its `open` is ax_counting_open. */
const ax_ops *ax_ops_counting(void);
bool ax_is_counting(const ax_ops *ops);
ax_status ax_counting_open(const ax_counting_options *options, ax_device **out,
                           ax_error *err);

/* Device memory now, and the most since the last call of ax_counting_reset. */
size_t ax_counting_bytes(const ax_device *dev);
size_t ax_counting_peak(const ax_device *dev);
/* About what the other backend's library takes for itself: code for each shape. */
size_t ax_counting_code(const ax_device *dev);
/* Since the device was opened or reset; model code adds what it does itself. */
ax_work *ax_counting_work(ax_device *dev);
void ax_counting_reset(ax_device *dev);
/* What was done since the work was `before` is done so many times in all. */
void ax_counting_repeat(ax_device *dev, const ax_work *before, double times);

#endif
