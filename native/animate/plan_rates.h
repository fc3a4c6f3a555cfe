/* How fast a device is, for estimates of time. */
#ifndef AX_ANIMATE_PLAN_RATES_H
#define AX_ANIMATE_PLAN_RATES_H

#include "tensor/counting.h"

/* What a second does, of each kind of ax_work. */
typedef ax_work ax_rates;

/* The shapes of a transformer, with which products are timed. */
typedef struct ax_rate_shapes {
    int64_t width, ffn, heads, tokens; /* tokens: of a sequence */
} ax_rate_shapes;

/* Such as two cores of a server of 2023 have. */
ax_rates ax_rates_usual(ax_dtype dtype);
/* Timed on the device: a few products, a tenth of a second each. */
ax_status ax_rates_measure(const ax_ops *ops, ax_device *dev,
                           const ax_rate_shapes *shapes, ax_rates *out, ax_error *err);

double ax_rates_seconds(const ax_rates *rates, const ax_work *work);

#endif
