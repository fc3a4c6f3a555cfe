#include "tensor/counting.h"

#include <string.h>

#include "base/memory.h"
#include "tensor/dispatch.h"
#include "tensor/safetensors.h"

enum { LINE = 64, BLOCK_OVERHEAD = 128 /* of ax_malloc, on average */ };

/* What oneDNN keeps for each product or convolution of other shapes: objects and code,
 * outside of the engine's account. Measured with oneDNN 2.6 on AMX: of products 0.1 MB
 * for small shapes, about 1.5 MB from a million weights on; of convolutions 2.5 times
 * as much. */
enum { MADE = 1024, MADE_LEAST = 100000, MADE_MOST = 1500000 };

/* Scratch memory that the other backend keeps, one for each purpose. */
enum { INPUT, ATTENTION, SCRATCHES };

struct ax_device {
    ax_counting_options o;
    size_t bytes, peak;
    size_t scratch[SCRATCHES];
    ax_work work;
    uint64_t made[MADE]; /* keys of what the other backend generates code for */
    size_t made_bytes;
};

/* What stands for a block of device memory. */
typedef struct counted {
    size_t bytes;
} counted;

struct ax_linear {
    ax_linear_shape shape; /* first: tensor/ops.h */
    size_t bytes;
};
struct ax_conv {
    ax_conv_shape shape;
    size_t bytes;
};

static void count(ax_device *dev, size_t bytes) {
    dev->bytes += bytes;
    if (dev->bytes > dev->peak) dev->peak = dev->bytes;
    if (dev->o.charges) ax_account_count(bytes);
}
static void discount(ax_device *dev, size_t bytes) {
    dev->bytes -= bytes;
    if (dev->o.charges) ax_account_discount(bytes);
}

static void keep_scratch(ax_device *dev, int which, size_t bytes) {
    if (bytes <= dev->scratch[which]) return;
    count(dev, bytes - dev->scratch[which]);
    dev->scratch[which] = bytes;
}

/* A matrix that is converted to the compute dtype before it is used. */
static void keep_input(ax_device *dev, ax_dtype dtype, int64_t count_of) {
    if (dtype != dev->o.dtype)
        keep_scratch(dev, INPUT, (size_t)count_of * ax_dtype_size(dev->o.dtype));
}

/* Counts a product or convolution once for each of its shapes. */
static void make_code(ax_device *dev, const int64_t *shape, int sizes, double weights,
                      double times) {
    uint64_t key = 1469598103934665603u; /* FNV-1a */
    for (int i = 0; i < sizes; i++) {
        key = (key ^ (uint64_t)shape[i]) * 1099511628211u;
        key ^= key >> 29;
    }
    for (size_t at = key % MADE, n = 0; n < MADE; at = (at + 1) % MADE, n++) {
        if (dev->made[at] == key) return;
        if (dev->made[at]) continue;
        dev->made[at] = key;
        const double bytes = MADE_LEAST + 1.4 * weights;
        dev->made_bytes += (size_t)(times * (bytes < MADE_MOST ? bytes : MADE_MOST));
        return;
    }
}

/* ---- the device ---- */

ax_status ax_counting_open(const ax_counting_options *options, ax_device **out,
                           ax_error *err) {
    ax_device *dev;
    AX_TRY(AX_NEW(ax_device, 1, "a memory plan", &dev, err));
    dev->o = *options;
    *out = dev;
    return AX_OK;
}

static ax_status device_open(const ax_device_options *options, ax_device **out,
                             ax_error *err) {
    const ax_counting_options o = {.size = sizeof o, .dtype = AX_F32, .charges = true};
    (void)options;
    return ax_counting_open(&o, out, err);
}

static void device_close(ax_device *dev) {
    if (!dev) return;
    for (int i = 0; i < SCRATCHES; i++) discount(dev, dev->scratch[i]);
    ax_free(dev);
}

static const char *describe(const ax_device *dev) {
    (void)dev;
    return "a memory plan, which computes nothing";
}

static ax_dtype compute_dtype(const ax_device *dev) {
    return dev->o.dtype;
}

static ax_status device_alloc(ax_device *dev, size_t bytes, const char *what,
                              void **out, ax_error *err) {
    counted *block;
    AX_TRY(AX_NEW(counted, 1, what, &block, err));
    block->bytes = bytes;
    count(dev, bytes);
    *out = block;
    return AX_OK;
}

static void device_release(ax_device *dev, void *memory) {
    counted *block = memory;
    if (!block) return;
    discount(dev, block->bytes);
    ax_free(block);
}

static ax_status copy(ax_device *dev, void *dst, const void *src, size_t bytes,
                      ax_error *err) {
    (void)dev, (void)dst, (void)src, (void)bytes, (void)err;
    return AX_OK;
}

static void trim(ax_device *dev) {
    (void)dev;
}

/* ---- matrix products ---- */

static ax_status linear_pack(ax_device *dev, int many, const ax_tensor *const *weights,
                             const ax_tensor *const *biases, bool allow_fp8,
                             ax_linear **out, ax_error *err) {
    ax_linear *l;
    bool has_bias = false;
    size_t read = 0;
    (void)allow_fp8;
    AX_TRY(AX_NEW(ax_linear, 1, "a linear layer", &l, err));
    l->shape.in = weights[0]->shape[1];
    for (int i = 0; i < many; i++) {
        l->shape.out += weights[i]->shape[0];
        has_bias = has_bias || (biases && biases[i]);
        read += (size_t)ax_tensor_count(weights[i]) * ax_dtype_size(weights[i]->dtype);
    }
    const size_t numbers = (size_t)l->shape.in * (size_t)l->shape.out;
    l->bytes = numbers * ax_dtype_size(dev->o.dtype) +
               (has_bias ? (size_t)l->shape.out * sizeof(float) + BLOCK_OVERHEAD : 0) +
               2 * BLOCK_OVERHEAD;
    count(dev, l->bytes);
    /* Meanwhile they are there as the file has them, and as F32. */
    count(dev, numbers * sizeof(float) + read);
    discount(dev, numbers * sizeof(float) + read);
    *out = l;
    return AX_OK;
}

static void linear_free(ax_device *dev, ax_linear *linear) {
    if (!linear) return;
    discount(dev, linear->bytes);
    ax_free(linear);
}

static ax_status linear(ax_device *dev, const ax_linear *layer, ax_mat x, ax_act act,
                        ax_mat y, ax_error *err) {
    (void)err;
    const int64_t shape[] = {0, x.rows, x.cols, y.cols, x.stride, y.stride, y.dtype};
    make_code(dev, shape, 7, (double)layer->shape.in * (double)layer->shape.out, 1);
    keep_input(dev, x.dtype, x.rows * x.cols);
    dev->work.linear += (double)x.rows * (double)x.cols * (double)y.cols;
    if (act != AX_ACT_NONE) dev->work.rows += (double)y.rows * (double)y.cols;
    return AX_OK;
}

static ax_status linear_once(ax_device *dev, const ax_tensor *weight, ax_mat x,
                             ax_act act, ax_mat y, ax_error *err) {
    (void)err;
    keep_input(dev, x.dtype, x.rows * x.cols);
    dev->work.once += (double)x.rows * (double)x.cols * (double)y.cols;
    dev->work.read +=
        (double)ax_tensor_count(weight) * (double)ax_dtype_size(weight->dtype);
    if (act != AX_ACT_NONE) dev->work.rows += (double)y.rows * (double)y.cols;
    return AX_OK;
}

static ax_status attention(ax_device *dev, ax_heads q, ax_heads k, ax_heads v,
                           const int32_t *key_tokens, float scale, ax_heads out,
                           ax_error *err) {
    (void)v, (void)key_tokens, (void)scale, (void)out, (void)err;
    if (dev->o.attention_scratch)
        keep_scratch(dev, ATTENTION, dev->o.attention_scratch(dev->o.other, q, k));
    dev->work.attention += 2.0 * (double)(q.batch * q.heads) * (double)q.tokens *
                           (double)k.tokens * (double)q.head_dim;
    return AX_OK;
}

/* ---- rows ---- */

static void count_rows(ax_device *dev, ax_mat m) {
    dev->work.rows += (double)m.rows * (double)m.cols;
}

static ax_status layer_norm(ax_device *dev, ax_mat x, const float *weight,
                            const float *bias, const ax_mat *shift, const ax_mat *scale,
                            const int32_t *group, const int32_t *rows, float eps,
                            ax_mat y, ax_error *err) {
    (void)x, (void)weight, (void)bias, (void)shift, (void)scale;
    (void)group, (void)rows, (void)eps, (void)err;
    count_rows(dev, y);
    return AX_OK;
}

static ax_status rms_norm(ax_device *dev, ax_mat x, const float *weight, float eps,
                          ax_mat y, ax_error *err) {
    (void)x, (void)weight, (void)eps, (void)err;
    count_rows(dev, y);
    return AX_OK;
}

static ax_status add_rows(ax_device *dev, ax_mat x, ax_mat y, const ax_mat *gate,
                          const int32_t *group, const int32_t *rows, ax_error *err) {
    (void)x, (void)gate, (void)group, (void)rows, (void)err;
    count_rows(dev, y);
    return AX_OK;
}

static ax_status norm_rope(ax_device *dev, ax_mat x, const float *weight, float eps,
                           int heads, const float *table, const int32_t *rows,
                           ax_error *err) {
    (void)weight, (void)eps, (void)heads, (void)table, (void)rows, (void)err;
    count_rows(dev, x);
    return AX_OK;
}

static ax_status activate(ax_device *dev, ax_mat x, ax_act act, ax_mat y,
                          ax_error *err) {
    (void)x, (void)act, (void)err;
    count_rows(dev, y);
    return AX_OK;
}

/* ---- frames ---- */

static ax_status conv_pack(ax_device *dev, const ax_tensor *weight,
                           const ax_tensor *bias, ax_conv_desc desc, ax_conv **out,
                           ax_error *err) {
    ax_conv *c;
    const int64_t *kernel = weight->shape + weight->rank - 2;
    AX_TRY(AX_NEW(ax_conv, 1, "a convolution", &c, err));
    c->shape = (ax_conv_shape){weight->shape[1],
                               weight->shape[0],
                               weight->rank == 5 ? (int)weight->shape[2] : 1,
                               (int)kernel[0],
                               (int)kernel[1],
                               desc};
    const size_t numbers = (size_t)ax_tensor_count(weight);
    /* Of some, oneDNN takes two layouts: 7 % of Wan's decoder. */
    c->bytes = numbers * ax_dtype_size(dev->o.dtype) * 107 / 100 +
               (bias ? (size_t)c->shape.out * sizeof(float) : 0) + 4 * BLOCK_OVERHEAD;
    count(dev, c->bytes);
    count(dev, numbers * (sizeof(float) + ax_dtype_size(weight->dtype)));
    discount(dev, numbers * (sizeof(float) + ax_dtype_size(weight->dtype)));
    *out = c;
    return AX_OK;
}

static void conv_free(ax_device *dev, ax_conv *conv) {
    if (!conv) return;
    discount(dev, conv->bytes);
    ax_free(conv);
}

static double numbers_of(ax_frames f) {
    return (double)(f.frames * f.height * f.width) * (double)f.channels;
}

static ax_status conv(ax_device *dev, const ax_conv *layer, ax_frames x, int pad_front,
                      ax_frames y, ax_error *err) {
    const ax_conv_shape *s = &layer->shape;
    (void)err;
    const int64_t shape[] = {1,        s->in,   s->out,   s->kt,   s->kh,    x.frames,
                             x.height, x.width, y.frames, y.dtype, pad_front};
    make_code(dev, shape, 11, (double)s->in * (double)(s->out * s->kt * s->kh * s->kw),
              2.5);
    keep_input(dev, x.dtype, x.frames * x.height * x.width * x.channels);
    dev->work.conv += numbers_of(y) * (double)s->in * (double)(s->kt * s->kh * s->kw);
    return AX_OK;
}

static ax_status pixel_norm(ax_device *dev, ax_frames x, const float *gamma, ax_act act,
                            ax_frames y, ax_error *err) {
    (void)x, (void)gamma, (void)act, (void)err;
    dev->work.frames += numbers_of(y);
    return AX_OK;
}

static ax_status upsample2(ax_device *dev, ax_frames x, ax_frames y, ax_error *err) {
    (void)x, (void)err;
    dev->work.frames += numbers_of(y);
    return AX_OK;
}

static ax_status add_frames(ax_device *dev, ax_frames x, ax_frames y, ax_error *err) {
    (void)x, (void)err;
    dev->work.frames += numbers_of(y);
    return AX_OK;
}

const ax_ops *ax_ops_counting(void) {
    static const ax_ops table = {
        .abi = AX_OPS_ABI,
        .name = "counting",
        .open = device_open,
        .close = device_close,
        .describe = describe,
        .compute_dtype = compute_dtype,
        .alloc = device_alloc,
        .release = device_release,
        .upload = copy,
        .download = copy,
        .trim = trim,
        .linear_pack = linear_pack,
        .linear_free = linear_free,
        .linear = linear,
        .attention = attention,
        .layer_norm = layer_norm,
        .rms_norm = rms_norm,
        .add_rows = add_rows,
        .norm_rope = norm_rope,
        .activate = activate,
        .conv_pack = conv_pack,
        .conv_free = conv_free,
        .conv = conv,
        .pixel_norm = pixel_norm,
        .upsample2 = upsample2,
        .add_frames = add_frames,
        .linear_once = linear_once,
    };
    return &table;
}

bool ax_is_counting(const ax_ops *ops) {
    return ops == ax_ops_counting();
}

size_t ax_counting_bytes(const ax_device *dev) {
    return dev->bytes;
}
size_t ax_counting_peak(const ax_device *dev) {
    return dev->peak;
}
size_t ax_counting_code(const ax_device *dev) {
    return dev->made_bytes;
}
ax_work *ax_counting_work(ax_device *dev) {
    return &dev->work;
}
void ax_counting_repeat(ax_device *dev, const ax_work *before, double times) {
    const ax_work b = *before;
    ax_work *w = &dev->work;
    w->linear = b.linear + (w->linear - b.linear) * times;
    w->once = b.once + (w->once - b.once) * times;
    w->conv = b.conv + (w->conv - b.conv) * times;
    w->attention = b.attention + (w->attention - b.attention) * times;
    w->rows = b.rows + (w->rows - b.rows) * times;
    w->frames = b.frames + (w->frames - b.frames) * times;
    w->read = b.read + (w->read - b.read) * times;
}
void ax_counting_reset(ax_device *dev) {
    dev->peak = dev->bytes;
    memset(&dev->work, 0, sizeof dev->work);
}
