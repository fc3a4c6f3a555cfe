#include "diffusion/wan_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct pair {
    const char *diffusers, *original;
} pair;

/* ---- the transformer ---- */

static const pair outer[] = {
    {"patch_embedding", "patch_embedding"},
    {"condition_embedder.text_embedder.linear_1", "text_embedding.0"},
    {"condition_embedder.text_embedder.linear_2", "text_embedding.2"},
    {"condition_embedder.time_embedder.linear_1", "time_embedding.0"},
    {"condition_embedder.time_embedder.linear_2", "time_embedding.2"},
    {"condition_embedder.time_proj", "time_projection.1"},
    {"condition_embedder.image_embedder.norm1", "img_emb.proj.0"},
    {"condition_embedder.image_embedder.ff.net.0.proj", "img_emb.proj.1"},
    {"condition_embedder.image_embedder.ff.net.2", "img_emb.proj.3"},
    {"condition_embedder.image_embedder.norm2", "img_emb.proj.4"},
    {"proj_out", "head.head"},
    {"scale_shift_table", "head.modulation"},
    /* AnimaX's */
    {"plucker_embedding", "plucker_embedding"},
    {"modality_embedder.linear_1", "modality_embedder.linear_1"},
    {"modality_embedder.linear_2", "modality_embedder.linear_2"},
    {"condition_embedder.pooled_embedder.linear_1",
     "condition_embedder.pooled_embedder.linear_1"},
    {"condition_embedder.pooled_embedder.linear_2",
     "condition_embedder.pooled_embedder.linear_2"}};

/* After "blocks.N.". The second and third norm have changed places; of the two, either
 * side has weights for one alone. */
static const pair block[] = {{"attn1.to_q", "self_attn.q"},
                             {"attn1.to_k", "self_attn.k"},
                             {"attn1.to_v", "self_attn.v"},
                             {"attn1.to_out.0", "self_attn.o"},
                             {"attn1.norm_q", "self_attn.norm_q"},
                             {"attn1.norm_k", "self_attn.norm_k"},
                             {"attn2.to_q", "cross_attn.q"},
                             {"attn2.to_k", "cross_attn.k"},
                             {"attn2.to_v", "cross_attn.v"},
                             {"attn2.to_out.0", "cross_attn.o"},
                             {"attn2.norm_q", "cross_attn.norm_q"},
                             {"attn2.norm_k", "cross_attn.norm_k"},
                             {"attn2.add_k_proj", "cross_attn.k_img"},
                             {"attn2.add_v_proj", "cross_attn.v_img"},
                             {"attn2.norm_added_k", "cross_attn.norm_k_img"},
                             {"norm2", "norm3"},
                             {"ffn.net.0.proj", "ffn.0"},
                             {"ffn.net.2", "ffn.2"},
                             {"scale_shift_table", "modulation"},
                             /* AnimaX's */
                             {"attn_mv.to_q", "attn_mv.to_q"},
                             {"attn_mv.to_k", "attn_mv.to_k"},
                             {"attn_mv.to_v", "attn_mv.to_v"},
                             {"attn_mv.to_out.0", "attn_mv.to_out.0"},
                             {"attn_mv.norm_q", "attn_mv.norm_q"},
                             {"attn_mv.norm_k", "attn_mv.norm_k"},
                             {"norm_mv", "norm_mv"}};

/* ---- the VAE ---- */

/* After "encoder." or "decoder.". */
static const pair vae_part[] = {{"conv_in", "conv1"},
                                {"norm_out", "head.0"},
                                {"conv_out", "head.2"},
                                {"mid_block.resnets.0", "middle.0"},
                                {"mid_block.attentions.0", "middle.1"},
                                {"mid_block.resnets.1", "middle.2"}};
static const pair vae_outer[] = {{"quant_conv", "conv1"}, {"post_quant_conv", "conv2"}};
/* Inside a residual block. */
static const pair vae_residual[] = {{"norm1", "residual.0"},
                                    {"conv1", "residual.2"},
                                    {"norm2", "residual.3"},
                                    {"conv2", "residual.6"},
                                    {"conv_shortcut", "shortcut"}};
/* The original's list of layers is flat: a block of the decoder has three residual
 * blocks and an upsampler. */
enum { DECODER_RESNETS = 3, DECODER_BLOCK = 4 };

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What follows `module` in `name`: "", ".weight"; NULL where it is another module. */
static const char *after(const char *name, const char *module) {
    const size_t length = strlen(module);
    if (strncmp(name, module, length) != 0) return NULL;
    return name[length] == '\0' || name[length] == '.' ? name + length : NULL;
}

/* Appends the original of `name` to out; false where no pair has it, or the room does
 * not suffice. */
static bool translate(const char *name, size_t count, const pair *pairs, size_t at,
                      char *out) {
    for (size_t i = 0; i < count; i++) {
        const char *rest = after(name, pairs[i].diffusers);
        if (!rest) continue;
        const int n =
            snprintf(out + at, AX_WAN_MAX_NAME - at, "%s%s", pairs[i].original, rest);
        return n >= 0 && (size_t)n < AX_WAN_MAX_NAME - at;
    }
    return false;
}

/* Copies `count` bytes of `from`. */
static bool append(char *out, size_t *at, const char *from, size_t count) {
    if (count >= AX_WAN_MAX_NAME - *at) return false;
    memcpy(out + *at, from, count);
    *at += count;
    out[*at] = '\0';
    return true;
}

/* "12.rest" -> 12, rest; false where there are no digits. */
static bool number(const char *text, int *value, const char **rest) {
    char *end;
    if (text[0] < '0' || text[0] > '9') return false;
    const long read = strtol(text, &end, 10);
    if (read > 9999 || *end != '.') return false;
    *value = (int)read;
    *rest = end + 1;
    return true;
}

/* A layer of the flat lists, whose inside may be a residual block's. */
static bool vae_layer_name(const char *list, int layer, const char *inside, char *out) {
    const int n = snprintf(out, AX_WAN_MAX_NAME, "%s.%d.", list, layer);
    size_t at = (size_t)n;
    if (translate(inside, COUNT(vae_residual), vae_residual, at, out)) return true;
    return append(out, &at, inside, strlen(inside));
}

static bool vae_name(const char *name, char *out) {
    static const char down[] = "encoder.down_blocks.", up[] = "decoder.up_blocks.";
    static const char resnets[] = "resnets.", upsampler[] = "upsamplers.0.";
    int i, j;
    const char *rest;
    if (strncmp(name, down, sizeof down - 1) == 0)
        return number(name + sizeof down - 1, &i, &rest) &&
               vae_layer_name("encoder.downsamples", i, rest, out);
    if (strncmp(name, up, sizeof up - 1) == 0) {
        if (!number(name + sizeof up - 1, &i, &rest)) return false;
        const int first = i * DECODER_BLOCK;
        if (strncmp(rest, upsampler, sizeof upsampler - 1) == 0)
            return vae_layer_name("decoder.upsamples", first + DECODER_RESNETS,
                                  rest + sizeof upsampler - 1, out);
        return strncmp(rest, resnets, sizeof resnets - 1) == 0 &&
               number(rest + sizeof resnets - 1, &j, &rest) && j < DECODER_RESNETS &&
               vae_layer_name("decoder.upsamples", first + j, rest, out);
    }
    size_t at = 0;
    const char *part = name + sizeof "encoder." - 1;
    if (!append(out, &at, name, sizeof "encoder." - 1)) return false;
    if (!translate(part, COUNT(vae_part), vae_part, at, out)) return false;
    for (i = 0; i <= 2; i += 2) {
        char middle[32];
        (void)snprintf(middle, sizeof middle, "mid_block.resnets.%d", i / 2);
        const char *inside = after(part, middle);
        if (!inside || inside[0] == '\0') continue;
        (void)snprintf(middle, sizeof middle, "%.7s.middle", name);
        return vae_layer_name(middle, i, inside + 1, out);
    }
    return true;
}

bool ax_wan_original_name(const char *name, char out[static AX_WAN_MAX_NAME]) {
    static const char blocks[] = "blocks.";
    int i;
    const char *rest;
    size_t at = 0;
    out[0] = '\0';
    if (strncmp(name, blocks, sizeof blocks - 1) == 0)
        return number(name + sizeof blocks - 1, &i, &rest) &&
               append(out, &at, name, (size_t)(rest - name)) &&
               translate(rest, COUNT(block), block, at, out);
    if (strncmp(name, "encoder.", 8) == 0 || strncmp(name, "decoder.", 8) == 0)
        return vae_name(name, out);
    return translate(name, COUNT(outer), outer, 0, out) ||
           translate(name, COUNT(vae_outer), vae_outer, 0, out);
}

const char *ax_wan_prefix(size_t i) {
    static const char *const prefixes[] = {
        "",       "model.diffusion_model.", "diffusion_model.",
        "model.", "transformer.",           "first_stage_model.",
        "vae."};
    return i < COUNT(prefixes) ? prefixes[i] : NULL;
}

const char *ax_wan_outer_module(size_t i) {
    return i < COUNT(outer) ? outer[i].diffusers : NULL;
}

const char *ax_wan_block_module(size_t i) {
    return i < COUNT(block) ? block[i].diffusers : NULL;
}
