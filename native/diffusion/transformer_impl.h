/* Shared by the transformer_*.c files only. */
#ifndef AX_DIFFUSION_TRANSFORMER_IMPL_H
#define AX_DIFFUSION_TRANSFORMER_IMPL_H

#include "base/arena.h"
#include "diffusion/checkpoint.h"
#include "diffusion/transformer.h"

/* Blocks that are in memory at a time where they are streamed. */
enum { AX_STREAMED_BLOCKS = 2 };

/* One attention: attn1 and attn_mv (q, k and v as one product) or attn2 (q alone: its
 * keys and values come from the text). Vectors are device F32 [D]. */
typedef struct attention_weights {
    ax_linear *qkv; /* attn2: q alone */
    ax_linear *kv;  /* attn2 only */
    ax_linear *out;
    const float *norm_q, *norm_k;
} attention_weights;

typedef struct block_weights {
    attention_weights self, multi_view, cross;
    const float *norm_mv_weight, *norm_mv_bias, *norm2_weight, *norm2_bias;
    ax_linear *up, *down;
} block_weights;

struct ax_transformer {
    const ax_ops *ops;
    ax_device *dev;
    ax_transformer_info info;
    double rope_theta;
    float eps;
    ax_modality modality[AX_MODEL_MAX_MODALITIES];

    ax_linear *patch, *rays; /* their input features are in the order (ph, pw, C) */
    ax_linear *time_1, *time_2, *time_proj, *modality_1, *modality_2, *text_1, *text_2;
    ax_linear *pooled_1, *pooled_2, *proj_out;
    block_weights *blocks; /* [L] */
    void *vectors;         /* device: the memory that the norms' vectors point into */
    int adapters;
    ax_adapter_report adapter[AX_MODEL_MAX_ADAPTERS];
    char *adapter_file[AX_MODEL_MAX_ADAPTERS];
    float *tables; /* host [L, 6 D], then [2 D] of the head */
    /* Of a transformer whose blocks are streamed; else NULL. */
    ax_checkpoint *file;
    int64_t held[AX_STREAMED_BLOCKS]; /* blocks that are packed, or -1 */
    int next_held;                    /* the slot that is used next */
};

/* transformer_load.c. Sees to it that block i is packed: of a streamed transformer it
 * is read now, in the place of one that was used before the last. */
ax_status ax_transformer_hold(ax_transformer *t, int64_t i, ax_error *err);
/* The same of the keys and values of the text, which a block needs for each text only:
 * between the two functions. */
ax_status ax_transformer_hold_text(ax_transformer *t, int64_t i, ax_error *err);
void ax_transformer_release_text(ax_transformer *t, int64_t i);

/* What the block cache keeps for a pair of text and template. */
enum { AX_CACHE_ROWS = 256 };
typedef struct ax_run_branch {
    int text_slot, template_slot;
    bool used, valid;
    float *cached_residual; /* device [tokens, D]: what blocks 2 to L added, negated */
    float *first_block;     /* host [AX_CACHE_ROWS or tokens, D]: what block 1 added to
                               some rows */
} ax_run_branch;

/* The arrays of a run. Shapes use the letters of transformer.h, and the sizes below by
 * name. Token n is ((v M + m) sequence_frames + t) frame_tokens + s: view v, modality
 * m, frame t, patch s. "cd" marks arrays in the compute dtype. */
struct ax_run {
    ax_transformer *t;
    ax_shape shape;
    int64_t sequence_frames; /* of a modality: the video's and, where it has one, the
                                template's */
    int64_t frame_tokens;    /* patches of a frame in one view */
    int64_t tokens;          /* V M sequence_frames frame_tokens */
    int64_t target_tokens;   /* V M F frame_tokens: the video's, which are predicted */
    int64_t mod_groups;      /* modulation groups: M, times 2 where some frames are
                                clean: each modality's with timestep 0, then others */
    int64_t text_len;        /* max_text_tokens */
    int64_t in_features;     /* ph pw (C + conditioning channels): a token's input */
    int64_t out_features;    /* ph pw C: a token's output */
    int64_t ffn_rows;        /* tokens that the feed-forward takes at a time */
    ax_dtype compute_dtype;

    void *device_block, *host_block;

    float *residual;   /* [tokens, D] the residual stream */
    void *layer_input; /* cd [tokens, D] the input of a matrix product */
    void *workspace;   /* cd: q k v [tokens, 3 D], then their projection [tokens, D]; or
                          the feed-forward's [ffn_rows, ffn + D] */
    float *patches;    /* [tokens, in_features] in, [target_tokens, out_features] out */
    float *rays;       /* [V frame_tokens, D] embedded Plücker maps */
    float *ray_tokens; /* [V frame_tokens, 6 ph pw] */
    float *rope; /* [sequence_frames frame_tokens, head_dim]; the temporal angle of its
                    first frame_tokens rows is 0 */
    int32_t *mod_group; /* [tokens] token -> modulation group */
    int32_t *rope_rows; /* [tokens] token -> row of rope */
    int32_t *view_rows; /* [tokens] multi-view order, ((m sequence_frames + t) V + v)
                           frame_tokens + s -> token */
    int32_t *view_rope_rows; /* [tokens] multi-view order -> row of rope */
    int32_t *target_rows;    /* [target_tokens] -> token */
    /* [mod_groups, ...] */
    float *sinusoid, *time_hidden, *temb, *temb_act, *modulation_raw;
    float *modality;    /* [mod_groups, D] */
    float *modulation;  /* [L, mod_groups, 6 D], then [mod_groups, 2 D] of the head */
    float *text_states; /* [text_len, text_width] */
    void *text_hidden, *text_context; /* cd [text_len, D] */
    void *text_kv[2];                 /* cd [L, text_len, 2 D], one for each slot */
    float *pooled_states;  /* [mod_groups, text_width]: the same row for all groups */
    float *pooled_text[2]; /* [mod_groups, D], one for each slot */
    float *probe; /* [2, AX_CACHE_ROWS or tokens, D]: before and after block 1 */
    float *minus_one_gate; /* [D], all -1: a gate with which ax_op_add_rows subtracts */

    /* host */
    float *host_patches; /* [tokens, in_features] */
    float *templates[2]; /* [V M, frame_tokens, out_features], or with conditioning
                            channels [V M, frame_tokens, in_features - out_features] */
    float *temb_host, *modulation_raw_host, *modulation_host, *sinusoid_host;
    float *text_host, *pooled_host, *probe_host;
    int32_t *mod_group_host; /* [tokens]; shape.given only */
    uint8_t *given;          /* [F]; likewise */
    ax_run_branch branches[AX_MAX_BRANCHES];
    ax_graph *graphs[2]; /* of a forward with the text of a slot, or NULL */
    int eager_runs[2];   /* forwards with that text that were computed without one */
    int reused;          /* forwards that the block cache shortened */
    int modulation_timestep;  /* that `modulation` was computed for, or -1 */
    int modulation_text_slot; /* likewise, where the model has pooled text */
    bool has_rays, has_template[2], has_text[2];
};

/* transformer_plan.c. Fills the sizes of a run for `shape` and measures the bytes of
 * its two blocks; nothing is allocated. */
ax_status ax_run_measure(ax_run *run, const ax_shape *shape, size_t *device_bytes,
                         size_t *host_bytes, ax_error *err);
/* Takes the run's arrays from an arena: the same takes whether it measures or not. */
ax_status ax_run_take_device(ax_run *run, ax_arena *arena, ax_error *err);
ax_status ax_run_take_host(ax_run *run, ax_arena *arena, ax_error *err);

/* transformer_run.c: are there two modulation groups of a modality? */
bool ax_run_has_clean_frames(const ax_run *run);
/* `count` elements of `size` bytes to device memory. */
ax_status ax_run_upload(const ax_run *run, void *dst, const void *src, int64_t count,
                        size_t size, ax_error *err);

/* transformer_rope.c. Fills [frames h w, head_dim]: cos, sin of each pair. */
void ax_rope_table(float *table, int64_t head_dim, int64_t frames, int64_t height,
                   int64_t width, double theta);
/* cos, then sin, of t 10000^(-i / (n / 2)), i < n / 2. */
void ax_timestep_sinusoid(double t, int64_t n, float *out);

/* transformer_patches.c. [n, C, frames, h, w] -> [n, frames, tokens of a frame, ph pw
 * C] and back, for any C. */
typedef struct ax_patches {
    int64_t n, channels, frames, height, width, patch_h, patch_w;
} ax_patches;
void ax_patches_gather(ax_patches p, const float *images, float *tokens);
void ax_patches_scatter(ax_patches p, const float *tokens, float *images);

/* transformer_forward.c. The time embedding and all layers' modulation vectors for a
 * timestep and a text. */
ax_status ax_run_modulate(ax_run *run, int text_slot, int timestep, ax_error *err);

/* transformer_cache.c, in the order of a forward; with a branch of NULL nothing is
 * kept. */
ax_run_branch *ax_cache_branch(ax_run *run, int text_slot, int template_slot);
ax_status ax_cache_begin(const ax_run *run, const ax_run_branch *branch, ax_error *err);
/* After block 1. If *reused, the residual stream is that after block L already;
 * otherwise the other blocks must be computed, and ax_cache_keep called. */
ax_status ax_cache_ask(ax_run *run, ax_run_branch *branch, bool *reused, ax_error *err);
ax_status ax_cache_keep(const ax_run *run, ax_run_branch *branch, ax_error *err);
/* When a text, a template or the rays change. */
void ax_cache_forget(ax_run *run);
int64_t ax_cache_rows(const ax_run *run);

#endif
