/* Finds the structure of a VAE in the names and shapes of a checkpoint. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "diffusion/vae_impl.h"
#include "tensor/dispatch.h"

enum { NAME = 192, MAX_KERNEL = 7, MAX_FACTOR = 1 << 10 };

typedef struct loader {
    const ax_ops *ops;
    ax_device *dev;
    ax_checkpoint *weights;
    const char *path;
    ax_error *err;
} loader;

typedef struct name {
    char text[NAME];
} name;

__attribute__((format(printf, 1, 2))) static name name_of(const char *format, ...) {
    name n;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(n.text, sizeof n.text, format, args);
    va_end(args);
    return n;
}

static bool has(const loader *l, const char *module, const char *suffix) {
    return ax_checkpoint_has(l->weights, name_of("%s.%s", module, suffix).text);
}

/* ---- single modules ---- */

static ax_status find_pair(const loader *l, const char *module, ax_tensor *weight,
                           ax_tensor *bias) {
    AX_TRY(ax_checkpoint_find(l->weights, name_of("%s.weight", module).text, -1, NULL,
                              weight, l->err));
    if (weight->rank < 1) {
        return ax_fail(l->err, AX_ERR_MODEL, "%s: %s.weight is a single number",
                       l->path, module);
    }
    return ax_checkpoint_find(l->weights, name_of("%s.bias", module).text, 1,
                              (int64_t[]){weight->shape[0]}, bias, l->err);
}

/* Checks a kernel and fills its padding: "same" in space with a stride of 1, one row
 * and column after the image with a stride of 2. */
static ax_status conv_desc(const loader *l, const char *module, const ax_tensor *w,
                           int64_t in, int stride_t, int stride, ax_conv_desc *desc) {
    bool good = (w->rank == 4 || w->rank == 5) && w->shape[1] == in && w->shape[0] > 0;
    for (int i = 2; good && i < w->rank; i++) {
        good = w->shape[i] % 2 == 1 && w->shape[i] <= MAX_KERNEL;
    }
    if (good && stride != 1) {
        good = w->rank == 4 && w->shape[2] == 3 && w->shape[3] == 3;
    }
    if (!good) {
        return ax_fail(l->err, AX_ERR_MODEL,
                       "%s: %s.weight (rank %d, [%" PRId64 ", %" PRId64
                       ", ...]) is no convolution of %" PRId64 " channels with %s",
                       l->path, module, w->rank, w->shape[0],
                       w->rank > 1 ? w->shape[1] : 0, in,
                       stride == 1 ? "an odd kernel of at most 7" : "a 3 x 3 kernel");
    }
    const int h = (int)w->shape[w->rank - 2] / 2, wide = (int)w->shape[w->rank - 1] / 2;
    *desc = stride == 1 ? (ax_conv_desc){stride_t, 1, 1, h, h, wide, wide}
                        : (ax_conv_desc){stride_t, stride, stride, 0, 1, 0, 1};
    return AX_OK;
}

static ax_status load_conv(const loader *l, const char *module, int64_t in,
                           int stride_t, int stride, ax_conv **out) {
    ax_tensor weight, bias;
    ax_conv_desc desc;
    AX_TRY(find_pair(l, module, &weight, &bias));
    AX_TRY(conv_desc(l, module, &weight, in, stride_t, stride, &desc));
    AX_TRY(ax_op_conv_pack(l->ops, l->dev, &weight, &bias, desc, out, l->err));
    ax_checkpoint_release(l->weights);
    return AX_OK;
}

/* A 1 x 1 convolution as a matrix product. */
static ax_status load_linear(const loader *l, const char *module, int64_t in,
                             int64_t out_channels, ax_linear **out) {
    ax_tensor weight, bias;
    AX_TRY(find_pair(l, module, &weight, &bias));
    AX_TRY(ax_checkpoint_find(l->weights, name_of("%s.weight", module).text, 4,
                              (int64_t[]){out_channels, in, 1, 1}, &weight, l->err));
    weight.rank = 2;
    AX_TRY(ax_op_linear_pack(l->ops, l->dev, 1, &(const ax_tensor *){&weight},
                             &(const ax_tensor *){&bias}, false, out, l->err));
    ax_checkpoint_release(l->weights);
    return AX_OK;
}

static ax_status load_gamma(const loader *l, const char *module, int64_t channels,
                            float **out) {
    const name n = name_of("%s.gamma", module);
    ax_tensor gamma;
    AX_TRY(ax_checkpoint_find(l->weights, n.text, -1, NULL, &gamma, l->err));
    if (ax_tensor_count(&gamma) != channels) {
        return ax_fail(l->err, AX_ERR_MODEL,
                       "%s: %s has %" PRId64 " numbers, expected %" PRId64, l->path,
                       n.text, ax_tensor_count(&gamma), channels);
    }
    return ax_device_f32(l->ops, l->dev, &gamma, n.text, out, l->err);
}

/* ---- layers ---- */

static ax_status new_layer(const loader *l, vae_net *net, vae_layer_kind kind,
                           int64_t in, vae_layer **out) {
    if (net->count == VAE_MAX_LAYERS) {
        return ax_fail(l->err, AX_ERR_MODEL, "%s: more than %d layers", l->path,
                       (int)VAE_MAX_LAYERS);
    }
    *out = &net->layer[net->count++];
    **out = (vae_layer){.kind = kind, .in = in, .out = in};
    return AX_OK;
}

/* The convolution `module`, after the norm `norm` (or NULL). *channels: of its input,
 * then of its output. */
static ax_status add_conv(const loader *l, vae_net *net, const char *norm,
                          const char *module, int64_t *channels) {
    vae_layer *layer = NULL;
    AX_TRY(new_layer(l, net, VAE_CONV, *channels, &layer));
    if (norm) AX_TRY(load_gamma(l, norm, *channels, &layer->norm1));
    AX_TRY(load_conv(l, module, *channels, 1, 1, &layer->conv1));
    *channels = layer->out = ax_conv_shape_of(layer->conv1)->out;
    return AX_OK;
}

static ax_status add_residual(const loader *l, vae_net *net, const char *module,
                              int64_t *channels) {
    vae_layer *layer = NULL;
    AX_TRY(new_layer(l, net, VAE_RESIDUAL, *channels, &layer));
    AX_TRY(load_gamma(l, name_of("%s.norm1", module).text, layer->in, &layer->norm1));
    AX_TRY(
        load_conv(l, name_of("%s.conv1", module).text, layer->in, 1, 1, &layer->conv1));
    layer->out = ax_conv_shape_of(layer->conv1)->out;
    AX_TRY(load_gamma(l, name_of("%s.norm2", module).text, layer->out, &layer->norm2));
    AX_TRY(load_conv(l, name_of("%s.conv2", module).text, layer->out, 1, 1,
                     &layer->conv2));
    if (has(l, module, "conv_shortcut.weight")) {
        AX_TRY(load_conv(l, name_of("%s.conv_shortcut", module).text, layer->in, 1, 1,
                         &layer->shortcut));
    }
    const ax_conv *last = layer->shortcut ? layer->shortcut : layer->conv2;
    const bool one_frame = !layer->shortcut || ax_conv_shape_of(last)->kt == 1;
    if (ax_conv_shape_of(layer->conv2)->out != layer->out ||
        ax_conv_shape_of(last)->out != layer->out || !one_frame ||
        (!layer->shortcut && layer->in != layer->out)) {
        return ax_fail(l->err, AX_ERR_MODEL,
                       "%s: the convolutions of %s do not fit together", l->path,
                       module);
    }
    *channels = layer->out;
    return AX_OK;
}

static ax_status add_attention(const loader *l, vae_net *net, const char *module,
                               int64_t channels) {
    vae_layer *layer = NULL;
    AX_TRY(new_layer(l, net, VAE_ATTENTION, channels, &layer));
    AX_TRY(load_gamma(l, name_of("%s.norm", module).text, channels, &layer->norm1));
    AX_TRY(load_linear(l, name_of("%s.to_qkv", module).text, channels, 3 * channels,
                       &layer->qkv));
    return load_linear(l, name_of("%s.proj", module).text, channels, channels,
                       &layer->proj);
}

static ax_status add_resampler(const loader *l, vae_net *net, const char *module,
                               vae_layer_kind kind, int64_t *channels) {
    vae_layer *layer = NULL;
    const bool up = kind == VAE_UP;
    AX_TRY(new_layer(l, net, kind, *channels, &layer));
    AX_TRY(load_conv(l, name_of("%s.resample.1", module).text, *channels, 1, up ? 1 : 2,
                     &layer->conv1));
    const ax_conv_shape *conv = ax_conv_shape_of(layer->conv1);
    if (conv->kt != 1 || net->space >= MAX_FACTOR) {
        return ax_fail(l->err, AX_ERR_MODEL,
                       "%s: %s resamples time, or is one of too many resamplers",
                       l->path, module);
    }
    net->space *= 2;
    layer->out = conv->out;
    if (has(l, module, "time_conv.weight")) {
        const int64_t in = up ? layer->in : layer->out;
        AX_TRY(load_conv(l, name_of("%s.time_conv", module).text, in, up ? 1 : 2, 1,
                         &layer->time));
        const ax_conv_shape *time = ax_conv_shape_of(layer->time);
        if (time->out != (up ? 2 * in : in) || time->kt != 3) {
            return ax_fail(l->err, AX_ERR_MODEL,
                           "%s: %s.time_conv has %" PRId64 " channels of %d frames, "
                           "expected %" PRId64 " of 3",
                           l->path, module, time->out, time->kt, up ? 2 * in : in);
        }
        net->time *= 2;
    }
    *channels = layer->out;
    return AX_OK;
}

static ax_status add_middle(const loader *l, vae_net *net, const char *part,
                            int64_t *channels) {
    for (int i = 0;; i++) {
        const name resnet = name_of("%s.mid_block.resnets.%d", part, i);
        if (i > 0 && !has(l, resnet.text, "conv1.weight")) return AX_OK;
        AX_TRY(add_residual(l, net, resnet.text, channels));
        const name attention = name_of("%s.mid_block.attentions.%d", part, i);
        if (has(l, attention.text, "to_qkv.weight")) {
            AX_TRY(add_attention(l, net, attention.text, *channels));
        }
    }
}

/* ---- the two networks ---- */

static ax_status load_encoder(const loader *l, vae_net *net, int64_t latent) {
    int64_t channels = VAE_IMAGE_CHANNELS;
    AX_TRY(add_conv(l, net, NULL, "encoder.conv_in", &channels));
    for (int i = 0;; i++) {
        const name block = name_of("encoder.down_blocks.%d", i);
        if (has(l, block.text, "resample.1.weight")) {
            AX_TRY(add_resampler(l, net, block.text, VAE_DOWN, &channels));
        } else if (has(l, block.text, "to_qkv.weight")) {
            AX_TRY(add_attention(l, net, block.text, channels));
        } else if (has(l, block.text, "conv1.weight")) {
            AX_TRY(add_residual(l, net, block.text, &channels));
        } else {
            break;
        }
    }
    AX_TRY(add_middle(l, net, "encoder", &channels));
    AX_TRY(add_conv(l, net, "encoder.norm_out", "encoder.conv_out", &channels));

    /* Only the posterior's mean is used: the first half of quant_conv's rows. */
    vae_layer *layer = NULL;
    ax_tensor weight, bias;
    ax_conv_desc desc;
    AX_TRY(new_layer(l, net, VAE_CONV, channels, &layer));
    AX_TRY(find_pair(l, "quant_conv", &weight, &bias));
    AX_TRY(conv_desc(l, "quant_conv", &weight, channels, 1, 1, &desc));
    if (weight.shape[0] != 2 * latent) {
        return ax_fail(l->err, AX_ERR_MODEL,
                       "%s: quant_conv has %" PRId64 " channels, expected %" PRId64
                       " (mean and deviation of each latent channel)",
                       l->path, weight.shape[0], 2 * latent);
    }
    weight.shape[0] = bias.shape[0] = layer->out = latent;
    return ax_op_conv_pack(l->ops, l->dev, &weight, &bias, desc, &layer->conv1, l->err);
}

static ax_status load_decoder(const loader *l, vae_net *net, int64_t latent) {
    int64_t channels = latent;
    AX_TRY(add_conv(l, net, NULL, "post_quant_conv", &channels));
    AX_TRY(add_conv(l, net, NULL, "decoder.conv_in", &channels));
    AX_TRY(add_middle(l, net, "decoder", &channels));
    for (int i = 0;; i++) {
        const name block = name_of("decoder.up_blocks.%d", i);
        if (!has(l, block.text, "resnets.0.conv1.weight")) break;
        for (int j = 0;; j++) {
            const name resnet = name_of("%s.resnets.%d", block.text, j);
            if (!has(l, resnet.text, "conv1.weight")) break;
            AX_TRY(add_residual(l, net, resnet.text, &channels));
        }
        const name up = name_of("%s.upsamplers.0", block.text);
        if (has(l, up.text, "resample.1.weight")) {
            AX_TRY(add_resampler(l, net, up.text, VAE_UP, &channels));
        }
    }
    AX_TRY(add_conv(l, net, "decoder.norm_out", "decoder.conv_out", &channels));
    if (channels != VAE_IMAGE_CHANNELS) {
        return ax_fail(l->err, AX_ERR_MODEL,
                       "%s: the decoder makes %" PRId64 " channels, expected 3",
                       l->path, channels);
    }
    return AX_OK;
}

static bool is_independent(const vae_net *net) {
    for (int i = 0; i < net->count; i++) {
        const vae_layer *layer = &net->layer[i];
        const ax_conv *convs[] = {layer->conv1, layer->conv2, layer->time};
        for (size_t c = 0; c < sizeof convs / sizeof *convs; c++) {
            if (convs[c] && ax_conv_shape_of(convs[c])->kt != 1) return false;
        }
    }
    return true;
}

ax_status vae_load(ax_vae *vae, ax_checkpoint *weights, const char *path,
                   ax_error *err) {
    const loader l = {vae->ops, vae->dev, weights, path, err};
    if (has(&l, "encoder.down_blocks.0", "resnets.0.conv1.weight") ||
        ax_checkpoint_has_literal(
            weights, "encoder.downsamples.0.downsamples.0.residual.2.weight")) {
        return ax_fail(err, AX_ERR_MODEL,
                       "%s is a Wan 2.2 VAE (with shortcuts around its blocks), which "
                       "is not supported; use a Wan 2.1 VAE",
                       path);
    }
    ax_tensor latent;
    AX_TRY(ax_checkpoint_shape(weights, "post_quant_conv.weight", 5,
                               (int64_t[]){-1, -1, 1, 1, 1}, &latent, err));
    if (latent.shape[1] < 1 || latent.shape[1] > 1024) {
        return ax_fail(err, AX_ERR_MODEL, "%s: %" PRId64 " latent channels", path,
                       latent.shape[1]);
    }
    vae->channels = (int)latent.shape[1];
    vae->encoder.space = vae->encoder.time = 1;
    vae->decoder.space = vae->decoder.time = 1;
    AX_TRY(load_encoder(&l, &vae->encoder, vae->channels));
    AX_TRY(load_decoder(&l, &vae->decoder, vae->channels));
    if (vae->encoder.space != vae->decoder.space ||
        vae->encoder.time != vae->decoder.time) {
        return ax_fail(err, AX_ERR_MODEL,
                       "%s: the encoder shrinks images %d x and time %d x, the decoder "
                       "grows them %d x and %d x",
                       path, vae->encoder.space, vae->encoder.time, vae->decoder.space,
                       vae->decoder.time);
    }
    vae->encoder.independent = is_independent(&vae->encoder);
    vae->decoder.independent = is_independent(&vae->decoder);
    return AX_OK;
}

void vae_net_free(const ax_ops *ops, ax_device *dev, vae_net *net) {
    for (int i = 0; i < net->count; i++) {
        vae_layer *layer = &net->layer[i];
        ops->release(dev, layer->norm1);
        ops->release(dev, layer->norm2);
        ops->conv_free(dev, layer->conv1);
        ops->conv_free(dev, layer->conv2);
        ops->conv_free(dev, layer->shortcut);
        ops->conv_free(dev, layer->time);
        ops->linear_free(dev, layer->qkv);
        ops->linear_free(dev, layer->proj);
    }
    net->count = 0;
}
