/* Runs a network of the VAE over a chunk of frames.
 *
 * Every causal convolution of temporal extent kt keeps the last kt - 1 frames of its
 * input for the next chunk; at the start of a clip they are zeros. Activations are
 * [frames, height, width, channels]. The residual stream is F32 and alternates between
 * two buffers; `a` holds the input of a convolution (after the cached frames), `b` the
 * output of an inner one.
 *
 * Where a layer of the decoder has made two frames of one, those after it take them one
 * after another, depth first: the largest activations are of one frame. A causal
 * convolution gives the same for frames together and one by one. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "diffusion/vae_impl.h"
#include "tensor/dispatch.h"

/* ---- shapes ---- */

static void layer_output(const vae_layer *layer, bool first, ax_frames *f) {
    if (layer->kind == VAE_DOWN) {
        f->height /= 2;
        f->width /= 2;
        if (layer->time && !first) f->frames /= 2;
    } else if (layer->kind == VAE_UP) {
        f->height *= 2;
        f->width *= 2;
        if (layer->time && !first) f->frames *= 2;
    }
    f->channels = layer->out;
}

ax_frames vae_net_output(const vae_net *net, int64_t frames, int64_t height,
                         int64_t width, bool first) {
    ax_frames f = {NULL, AX_F32, frames, height, width, net->layer[0].in};
    for (int i = 0; i < net->count; i++) layer_output(&net->layer[i], first, &f);
    return f;
}

static int kept_frames(const ax_conv *conv) {
    const ax_conv_shape *shape = ax_conv_shape_of(conv);
    return shape->kt - shape->desc.stride_t;
}

/* ---- planning ---- */

/* Raises *max_bytes to the bytes of `frames` frames of f's size, rounded up to a cache
 * line. False on overflow. */
static bool raise(const ax_frames *f, int64_t frames, int64_t channels, ax_dtype dtype,
                  size_t *max_bytes) {
    size_t bytes = ax_dtype_size(dtype);
    const int64_t sizes[] = {frames, f->height, f->width, channels};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        if (sizes[i] < 0 || !ax_size_mul(bytes, (size_t)sizes[i], &bytes)) return false;
    }
    if (!ax_size_add(bytes, 63, &bytes)) return false;
    bytes &= ~(size_t)63;
    if (bytes > *max_bytes) *max_bytes = bytes;
    return true;
}

/* The sizes of `a` and `b` that a layer needs for input f. */
static bool plan_buffers(const vae_layer *layer, const ax_frames *f, vae_run *run) {
    const ax_dtype t = run->dtype;
    const int64_t n = f->frames;
    ax_frames half = *f, twice = *f;
    size_t *a = &run->a_bytes, *b = &run->b_bytes;
    switch (layer->kind) {
    case VAE_CONV:
        return raise(f, n + kept_frames(layer->conv1), layer->in, t, a);
    case VAE_RESIDUAL:
        return raise(f, n + kept_frames(layer->conv1), layer->in, t, a) &&
               raise(f, n + kept_frames(layer->conv2), layer->out, t, a) &&
               raise(f, n, layer->out, t, b);
    case VAE_ATTENTION:
        return raise(f, n, layer->in, t, a) && raise(f, n, 3 * layer->in, t, b);
    case VAE_DOWN:
        half.height /= 2;
        half.width /= 2;
        return raise(f, n, layer->in, t, a) && raise(&half, n + 1, layer->out, t, b);
    case VAE_UP:
        twice.height *= 2;
        twice.width *= 2;
        if (!layer->time)
            return raise(f, n, layer->in, t, a) && raise(&twice, n, layer->in, t, b);
        return raise(f, n + 2, layer->in, t, a) && raise(f, 2 * n, layer->in, t, a) &&
               raise(f, n, 2 * layer->in, t, b) &&
               raise(&twice, 2 * n, layer->in, t, b);
    }
    return false;
}

/* Memory for the frames that a convolution keeps. */
static bool plan_cache(const ax_conv *conv, const ax_frames *f, vae_run *run,
                       vae_cache *cache) {
    if (!conv || kept_frames(conv) == 0) return true;
    if (!raise(f, kept_frames(conv), ax_conv_shape_of(conv)->in, run->dtype,
               &cache->bytes))
        return false;
    cache->offset = run->bytes;
    return ax_size_add(run->bytes, cache->bytes, &run->bytes);
}

static bool in_place(const vae_layer *layer) {
    return layer->kind == VAE_ATTENTION ||
           (layer->kind == VAE_RESIDUAL && !layer->shortcut);
}

/* Does this layer end a segment? */
static bool ends(const vae_run *run, int layer, bool together) {
    const vae_layer *l = &run->net->layer[layer];
    if (layer + 1 == run->net->count) return true;
    return !together && l->kind == VAE_UP && l->time &&
           run->segments + 1 < VAE_MAX_SEGMENTS;
}

/* A layer's memory; f becomes its output. *side: which of the segment's streams holds
 * its input. `first`: no frame needs one before it. */
static bool plan_layer(vae_run *run, int i, bool first, ax_frames *f, int *side) {
    const vae_layer *layer = &run->net->layer[i];
    vae_segment *segment = &run->segment[run->segments];
    ax_frames to = *f;
    layer_output(layer, first, &to);
    const bool up = layer->kind == VAE_UP;
    vae_cache *cache = run->cache[i];
    if (!in_place(layer)) {
        *side = 1 - *side;
        if (!raise(&to, to.frames, to.channels, AX_F32, &segment->bytes[*side]))
            return false;
    }
    if (!plan_buffers(layer, f, run)) return false;
    if (!first &&
        (!plan_cache(layer->conv2, f, run, &cache[1]) ||
         !plan_cache(layer->time, up ? f : &to, run, &cache[1]) ||
         (layer->kind <= VAE_RESIDUAL && !plan_cache(layer->conv1, f, run, &cache[0]))))
        return false;
    *f = to;
    return true;
}

bool vae_run_plan(const ax_vae *vae, const vae_net *net, int64_t frames, int64_t height,
                  int64_t width, bool first, vae_run *run) {
    *run = (vae_run){.ops = vae->ops,
                     .dev = vae->dev,
                     .net = net,
                     .dtype = vae->ops->compute_dtype(vae->dev),
                     .frames = frames,
                     .height = height,
                     .width = width};
    ax_frames f = {NULL, AX_F32, frames, height, width, net->layer[0].in};
    int side = 0;
    if (!raise(&f, f.frames, f.channels, AX_F32, &run->segment[0].bytes[0]))
        return false;
    for (int i = 0; i < net->count; i++) {
        if (!plan_layer(run, i, first, &f, &side)) return false;
        if (!ends(run, i, vae->together)) continue;
        run->segment[run->segments++].to = i + 1;
        if (i + 1 == net->count) break;
        run->segment[run->segments].from = i + 1;
        f.frames = 1;
        side = 1;
    }
    for (int i = 0; i < run->segments; i++)
        for (int k = 0; k < 2; k++)
            if (!ax_size_add(run->bytes, run->segment[i].bytes[k], &run->bytes))
                return false;
    if (!ax_size_add(run->bytes, run->a_bytes, &run->bytes) ||
        !ax_size_add(run->bytes, run->b_bytes, &run->bytes))
        return false;
    return run->bytes <= SIZE_MAX / 4; /* so that byte counts can be summed */
}

ax_status vae_run_begin(vae_run *run, ax_error *err) {
    void *block = NULL;
    AX_TRY(run->ops->alloc(run->dev, run->bytes, "the VAE's scratch", &block, err));
    run->block = block;
    for (int i = 0; i < run->net->count; i++) {
        for (int c = 0; c < VAE_LAYER_CACHES; c++) {
            vae_cache *cache = &run->cache[i][c];
            cache->data = cache->bytes ? run->block + cache->offset : NULL;
        }
    }
    char *at = run->block + run->bytes;
    at -= run->b_bytes;
    run->b = at;
    at -= run->a_bytes;
    run->a = at;
    for (int i = 0; i < run->segments; i++) {
        for (int k = 0; k < 2; k++) {
            at -= run->segment[i].bytes[k];
            run->segment[i].stream[k] = at;
        }
    }
    return AX_OK;
}

void vae_run_end(vae_run *run) {
    run->ops->release(run->dev, run->block);
    run->block = NULL;
}

void vae_run_reset(vae_run *run) {
    for (int i = 0; i < run->net->count; i++) {
        for (int c = 0; c < VAE_LAYER_CACHES; c++) run->cache[i][c].held = 0;
    }
}

/* ---- parts of layers ---- */

static ax_mat as_mat(ax_frames f) {
    return ax_mat_of(f.data, f.dtype, f.frames * f.height * f.width, f.channels);
}

static ax_frames frames_from(ax_frames f, int64_t from, int64_t frames) {
    const int64_t elements = from * f.height * f.width * f.channels; /* may be < 0 */
    f.data = (char *)f.data + elements * (int64_t)ax_dtype_size(f.dtype);
    f.frames = frames;
    return f;
}

/* Frames like f, in another buffer with another number of channels. */
static ax_frames like(ax_frames f, char *data, ax_dtype dtype, int64_t channels) {
    return (ax_frames){data, dtype, f.frames, f.height, f.width, channels};
}

static ax_status convert(vae_run *run, ax_frames x, ax_frames y, ax_error *err) {
    return ax_op_activate(run->ops, run->dev, as_mat(x), AX_ACT_NONE, as_mat(y), err);
}

/* Where frames like f must be written in `buffer`, to be convolved together with the
 * cached frames before them. */
static ax_frames after_cached(const vae_run *run, const vae_cache *cache, ax_frames f,
                              char *buffer) {
    return frames_from(like(f, buffer, run->dtype, f.channels), cache->held, f.frames);
}

/* y = conv(cached frames, x), with x at after_cached(); then caches the last frames. */
static ax_status causal_conv(vae_run *run, vae_cache *cache, const ax_conv *conv,
                             ax_frames x, ax_frames y, ax_error *err) {
    const ax_conv_shape *shape = ax_conv_shape_of(conv);
    const int64_t held = cache->held, keep = kept_frames(conv);
    ax_frames all = frames_from(x, -held, held + x.frames);
    ax_frames kept = like(x, cache->data, x.dtype, x.channels);
    if (held > 0) {
        kept.frames = held;
        AX_TRY(convert(run, kept, frames_from(all, 0, held), err));
    }
    const int pad = shape->desc.stride_t == 1 ? shape->kt - 1 - (int)held : 0;
    AX_TRY(ax_op_conv(run->ops, run->dev, conv, all, pad, y, err));
    if (keep > 0 && cache->data) {
        kept.frames = all.frames < keep ? all.frames : keep;
        AX_TRY(convert(run, frames_from(all, all.frames - kept.frames, kept.frames),
                       kept, err));
        cache->held = kept.frames;
    }
    return AX_OK;
}

/* ---- layers: x is the residual stream, y its other buffer ---- */

static ax_status run_conv(vae_run *run, const vae_layer *layer, vae_cache *cache,
                          ax_frames x, ax_frames y, ax_error *err) {
    ax_frames in = after_cached(run, &cache[0], x, run->a);
    if (layer->norm1) {
        AX_TRY(ax_op_pixel_norm(run->ops, run->dev, x, layer->norm1, AX_ACT_SILU, in,
                                err));
    } else {
        AX_TRY(convert(run, x, in, err));
    }
    return causal_conv(run, &cache[0], layer->conv1, in, y, err);
}

/* The result is in x if there is no shortcut, else in y. */
static ax_status run_residual(vae_run *run, const vae_layer *layer, vae_cache *cache,
                              ax_frames x, ax_frames y, ax_error *err) {
    const ax_ops *ops = run->ops;
    ax_frames inner = like(x, run->b, run->dtype, layer->out);
    if (layer->shortcut) {
        AX_TRY(ax_op_conv(ops, run->dev, layer->shortcut, x, 0, y, err));
    }
    ax_frames in = after_cached(run, &cache[0], x, run->a);
    AX_TRY(ax_op_pixel_norm(ops, run->dev, x, layer->norm1, AX_ACT_SILU, in, err));
    AX_TRY(causal_conv(run, &cache[0], layer->conv1, in, inner, err));
    in = after_cached(run, &cache[1], inner, run->a);
    AX_TRY(ax_op_pixel_norm(ops, run->dev, inner, layer->norm2, AX_ACT_SILU, in, err));
    AX_TRY(causal_conv(run, &cache[1], layer->conv2, in, inner, err));
    return ax_op_add_frames(ops, run->dev, layer->shortcut ? y : x, inner, err);
}

static ax_heads attention_heads(ax_mat m, int64_t frames) {
    const int64_t tokens = m.rows / frames;
    return (ax_heads){m.data, m.dtype,           frames,  tokens, 1,
                      m.cols, tokens * m.stride, m.stride};
}

static ax_status run_attention(vae_run *run, const vae_layer *layer, ax_frames x,
                               ax_error *err) {
    const int64_t c = layer->in;
    ax_frames in = like(x, run->a, run->dtype, c);
    ax_mat qkv = as_mat(like(x, run->b, run->dtype, 3 * c));
    AX_TRY(ax_op_pixel_norm(run->ops, run->dev, x, layer->norm1, AX_ACT_NONE, in, err));
    AX_TRY(ax_op_linear(run->ops, run->dev, layer->qkv, as_mat(in), AX_ACT_NONE, qkv,
                        err));
    AX_TRY(ax_op_attention(
        run->ops, run->dev, attention_heads(ax_mat_cols(qkv, 0, c), x.frames),
        attention_heads(ax_mat_cols(qkv, c, c), x.frames),
        attention_heads(ax_mat_cols(qkv, 2 * c, c), x.frames), NULL,
        1.0f / sqrtf((float)c), attention_heads(as_mat(in), x.frames), err));
    ax_frames out = like(x, run->b, run->dtype, c);
    AX_TRY(ax_op_linear(run->ops, run->dev, layer->proj, as_mat(in), AX_ACT_NONE,
                        as_mat(out), err));
    return ax_op_add_frames(run->ops, run->dev, x, out, err);
}

/* A clip's first frame skips `time`; after it, two frames become one, together with the
 * frame before them. */
static ax_status run_down(vae_run *run, const vae_layer *layer, vae_cache *cache,
                          ax_frames x, ax_frames y, bool first, ax_error *err) {
    ax_frames in = x;
    if (run->dtype != AX_F32) {
        in = like(x, run->a, run->dtype, x.channels);
        AX_TRY(convert(run, x, in, err));
    }
    if (!layer->time) {
        return ax_op_conv(run->ops, run->dev, layer->conv1, in, 0, y, err);
    }
    if (first) {
        AX_TRY(ax_op_conv(run->ops, run->dev, layer->conv1, in, 0, y, err));
        if (!cache->data) return AX_OK;
        cache->held = 1;
        ax_frames kept = like(y, cache->data, run->dtype, y.channels);
        kept.frames = 1;
        return convert(run, frames_from(y, y.frames - 1, 1), kept, err);
    }
    ax_frames small = y;
    small.frames = x.frames;
    small = after_cached(run, cache, small, run->b);
    AX_TRY(ax_op_conv(run->ops, run->dev, layer->conv1, in, 0, small, err));
    return causal_conv(run, cache, layer->time, small, y, err);
}

/* A clip's first frame skips `time`; the second chunk has zeros before it, not the
 * first frame. */
static ax_status run_up(vae_run *run, const vae_layer *layer, vae_cache *cache,
                        ax_frames x, ax_frames y, bool first, ax_error *err) {
    ax_frames in = like(x, run->a, run->dtype, x.channels);
    if (layer->time && !first) {
        ax_frames from = after_cached(run, cache, x, run->a);
        ax_frames pairs = like(x, run->b, run->dtype, 2 * x.channels);
        AX_TRY(convert(run, x, from, err));
        AX_TRY(causal_conv(run, cache, layer->time, from, pairs, err));
        in.frames = 2 * x.frames;
        for (int64_t i = 0; i < in.frames; i++) { /* half of the channels each */
            const ax_mat pair = as_mat(frames_from(pairs, i / 2, 1));
            AX_TRY(ax_op_activate(run->ops, run->dev,
                                  ax_mat_cols(pair, i % 2 * x.channels, x.channels),
                                  AX_ACT_NONE, as_mat(frames_from(in, i, 1)), err));
        }
    } else if (run->dtype == AX_F32) {
        in = x;
    } else {
        AX_TRY(convert(run, x, in, err));
    }
    ax_frames large = {run->b, run->dtype, in.frames, y.height, y.width, x.channels};
    AX_TRY(ax_op_upsample2(run->ops, run->dev, in, large, err));
    return ax_op_conv(run->ops, run->dev, layer->conv1, large, 0, y, err);
}

static ax_status run_layer(vae_run *run, int i, bool first, ax_frames x, ax_frames y,
                           ax_error *err) {
    const vae_layer *layer = &run->net->layer[i];
    vae_cache *cache = run->cache[i];
    switch (layer->kind) {
    case VAE_CONV:
        return run_conv(run, layer, cache, x, y, err);
    case VAE_RESIDUAL:
        return run_residual(run, layer, cache, x, y, err);
    case VAE_ATTENTION:
        return run_attention(run, layer, x, err);
    case VAE_DOWN:
        return run_down(run, layer, &cache[1], x, y, first, err);
    case VAE_UP:
        return run_up(run, layer, &cache[1], x, y, first, err);
    }
    return ax_fail(err, AX_ERR_INTERNAL, "unknown VAE layer %d", (int)layer->kind);
}

/* Layers of the segment, and of those after it for each frame that it makes. *output is
 * where the next frame of the result goes. */
static ax_status run_segment(vae_run *run, int number, bool first, ax_frames x,
                             float **output, ax_frames *out, ax_error *err) {
    const vae_segment *segment = &run->segment[number];
    const bool last = number + 1 == run->segments;
    int side = number > 0;
    for (int i = segment->from; i < segment->to; i++) {
        ax_frames y = x;
        layer_output(&run->net->layer[i], first, &y);
        y.data = segment->stream[1 - side];
        AX_TRY(ax_progress_part(run->progress, run->part++, run->parts, err));
        AX_TRY(run_layer(run, i, first, x, y, err));
        if (in_place(&run->net->layer[i])) continue;
        x = y;
        side = 1 - side;
    }
    for (int64_t k = 0; k < x.frames && !last; k++)
        AX_TRY(run_segment(run, number + 1, first, frames_from(x, k, 1), output, out,
                           err));
    if (!last) return AX_OK;
    const size_t count = (size_t)(x.frames * x.height * x.width * x.channels);
    AX_TRY(run->ops->download(run->dev, *output, x.data, count * sizeof(float), err));
    *output += count;
    out->frames += x.frames;
    out->height = x.height;
    out->width = x.width;
    out->channels = x.channels;
    return AX_OK;
}

/* How many times a layer is run in this chunk. */
static int count_parts(const vae_run *run, bool first) {
    int parts = 0, times = 1;
    for (int i = 0; i < run->segments; i++) {
        parts += times * (run->segment[i].to - run->segment[i].from);
        if (!first) times *= 2;
    }
    return parts;
}

ax_status vae_run_chunk(vae_run *run, const float *input, int64_t frames, bool first,
                        float *output, ax_frames *out, ax_error *err) {
    const vae_net *net = run->net;
    ax_frames x = {run->segment[0].stream[0], AX_F32, frames, run->height, run->width,
                   net->layer[0].in};
    if (frames > run->frames) {
        return ax_fail(err, AX_ERR_INTERNAL, "a chunk of more frames than planned");
    }
    const size_t in_bytes =
        (size_t)(frames * x.height * x.width * x.channels) * sizeof(float);
    AX_TRY(run->ops->upload(run->dev, x.data, input, in_bytes, err));
    run->part = 0;
    run->parts = count_parts(run, first);
    *out = (ax_frames){NULL, AX_F32, 0, 0, 0, 0};
    return run_segment(run, 0, first, x, &output, out, err);
}
