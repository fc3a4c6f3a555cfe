#include "diffusion/describe.h"

#include <stdio.h>
#include <string.h>

#include "diffusion/checkpoint.h"

enum { MAX_LAYERS = 512 };

/* The published transformers, by width and channels. */
static const struct {
    int64_t width, in, out;
    bool image;
    const char *variant, *problem;
} variants[] = {
    {1536, 16, 16, false, "Wan2.1 T2V-1.3B", ""},
    {5120, 16, 16, false, "Wan2.1 T2V-14B, or an expert of Wan2.2 T2V-A14B", ""},
    {5120, 36, 16, true, "Wan2.1 I2V-14B",
     "it makes videos from an image; AnimaX needs a text-to-video model, as T2V-1.3B"},
    {5120, 36, 16, false, "an expert of Wan2.2 I2V-A14B",
     "it makes videos from an image; AnimaX needs a text-to-video model, as T2V-1.3B"},
    {3072, 48, 48, false, "Wan2.2 TI2V-5B",
     "its VAE 2.2 cannot be run by this version; use T2V-1.3B or T2V-14B with the VAE "
     "2.1"},
    {1536, 36, 16, true, "Wan2.1 Fun InP 1.3B",
     "it makes videos from an image; AnimaX needs a text-to-video model, as T2V-1.3B"}};

static int64_t size_of(const ax_checkpoint *c, const char *name, int dimension) {
    ax_tensor t;
    ax_error unused = {0};
    if (!ax_checkpoint_has(c, name) ||
        ax_checkpoint_shape(c, name, -1, NULL, &t, &unused) != AX_OK ||
        dimension >= t.rank)
        return 0;
    return t.shape[dimension];
}

static void name_variant(ax_weights_info *w) {
    w->variant = "";
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++)
        if (variants[i].width == w->width && variants[i].in == w->channels_in &&
            variants[i].out == w->channels_out &&
            variants[i].image == (w->has_image != 0)) {
            w->variant = variants[i].variant;
            w->problem = variants[i].problem;
            return;
        }
    if (w->channels_in != w->channels_out || w->has_image)
        w->problem = "it takes other inputs than text and noise; AnimaX needs a "
                     "text-to-video model, as Wan2.1 T2V-1.3B";
}

static void describe_transformer(const ax_checkpoint *c, ax_weights_info *w) {
    char name[64];
    w->kind = "transformer";
    w->width = size_of(c, "patch_embedding.weight", 0);
    w->channels_in = size_of(c, "patch_embedding.weight", 1);
    const int64_t patch = size_of(c, "patch_embedding.weight", 3) *
                          size_of(c, "patch_embedding.weight", 4);
    if (patch > 0) w->channels_out = size_of(c, "proj_out.weight", 0) / patch;
    w->ffn = size_of(c, "blocks.0.ffn.net.0.proj.weight", 0);
    w->text_width = size_of(c, "condition_embedder.text_embedder.linear_1.weight", 1);
    do {
        (void)snprintf(name, sizeof name, "blocks.%lld.attn1.to_q.weight",
                       (long long)w->layers);
    } while (ax_checkpoint_has(c, name) && ++w->layers < MAX_LAYERS);
    w->has_image = ax_checkpoint_has(c, "blocks.0.attn2.add_k_proj.weight");
    name_variant(w);
    if (ax_checkpoint_has_literal(c, "vace_blocks.0.after_proj.bias") ||
        ax_checkpoint_has_literal(c, "vace_blocks.0.proj_out.bias")) {
        w->variant = "Wan2.1 VACE";
        w->problem = "it is steered by further videos; AnimaX needs the plain "
                     "text-to-video model, as Wan2.1 T2V-1.3B";
    }
}

static void describe_vae(const ax_checkpoint *c, ax_weights_info *w) {
    w->kind = "vae";
    w->channels_out = size_of(c, "post_quant_conv.weight", 1);
    w->variant = w->channels_out == 16 ? "Wan2.1 VAE" : "";
    if (ax_checkpoint_has_literal(
            c, "encoder.downsamples.0.downsamples.0.residual.2.weight") ||
        ax_checkpoint_has(c, "encoder.down_blocks.0.resnets.0.conv1.weight")) {
        w->variant = "Wan2.2 VAE";
        w->problem = "this version cannot run it; use the Wan2.1 VAE";
    }
}

/* A file whose keys end as those of low-rank changes do. */
static bool is_adapter(const ax_checkpoint *c) {
    static const char *const ends[] = {".lora_A.weight", ".lora_A.default.weight",
                                       ".lora_down.weight", ".lora.down.weight"};
    const char *key;
    for (size_t i = 0; (key = ax_checkpoint_key(c, i)); i++) {
        const size_t length = strlen(key);
        for (size_t e = 0; e < sizeof ends / sizeof *ends; e++) {
            const size_t end = strlen(ends[e]);
            if (length > end && strcmp(key + length - end, ends[e]) == 0) return true;
        }
    }
    return false;
}

static void describe_text(const ax_checkpoint *c, ax_weights_info *w) {
    static const struct {
        const char *name, *variant;
    } kinds[] = {{"shared.weight", "umT5"},
                 {"encoder.embed_tokens.weight", "umT5"},
                 {"token_embedding.weight", "umT5 by its original names"},
                 {"embeddings.word_embeddings.weight", "BERT"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (ax_checkpoint_has_literal(c, kinds[i].name)) {
            w->kind = "text";
            w->variant = kinds[i].variant;
            w->text_width = size_of(c, kinds[i].name, 1);
            return;
        }
}

ax_status ax_describe_weights(const char *path, ax_weights_info *out, ax_error *err) {
    ax_checkpoint *c = NULL;
    char *const files[] = {(char *)(uintptr_t)path};
    AX_TRY(ax_checkpoint_open(1, files, 0, NULL, &c, err));
    ax_weights_info w = {.size = sizeof w,
                         .kind = "unknown",
                         .variant = "",
                         .problem = "",
                         .names =
                             ax_checkpoint_is_original(c) ? "original" : "diffusers",
                         .prefix = ax_checkpoint_prefix(c),
                         .files = (int64_t)ax_checkpoint_files(c)};
    while (ax_checkpoint_key(c, (size_t)w.tensors)) w.tensors++;
    w.has_multi_view = ax_checkpoint_has(c, "blocks.0.attn_mv.to_q.weight");
    w.has_plucker = ax_checkpoint_has(c, "plucker_embedding.weight");
    w.has_modality = ax_checkpoint_has(c, "modality_embedder.linear_1.weight");
    w.has_low_rank = is_adapter(c);
    if (ax_checkpoint_has(c, "patch_embedding.weight"))
        describe_transformer(c, &w);
    else if (ax_checkpoint_has(c, "decoder.conv_in.weight"))
        describe_vae(c, &w);
    else if (w.has_low_rank || w.has_multi_view || w.has_modality || w.has_plucker)
        w.kind = "adapter";
    else
        describe_text(c, &w);
    ax_checkpoint_close(c);
    *out = w;
    return AX_OK;
}
