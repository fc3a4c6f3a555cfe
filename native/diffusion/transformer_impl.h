/* Shared by the transformer_*.c files only. */
#ifndef AX_DIFFUSION_TRANSFORMER_IMPL_H
#define AX_DIFFUSION_TRANSFORMER_IMPL_H

#include "base/arena.h"
#include "diffusion/transformer.h"

/* One attention: attn1, attn_mv (q, k, v as one product) or attn2 (q apart: its keys
 * and values come from the text). Vectors are device F32 [D]. */
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

    ax_linear *patch, *rays; /* patches with P in the order (ph, pw, C) */
    ax_linear *time_1, *time_2, *time_proj, *modality_1, *modality_2, *text_1, *text_2;
    ax_linear *pooled_1, *pooled_2, *proj_out;
    block_weights *blocks; /* [L] */
    void *vectors;         /* device: what the norms point into */
    float *tables;         /* host [L, 6 D], then [2 D] of the head */
};

/* What the block cache keeps of a pair of text and template. */
enum { AX_CACHE_ROWS = 256 };
typedef struct ax_run_branch {
    int text_slot, template_slot;
    bool used, valid;
    float *rest;  /* device F32 [N, D]: what blocks 2 to L added, negated */
    float *first; /* host [AX_CACHE_ROWS or N, D]: what block 1 added, on some rows */
} ax_run_branch;

/* A run's arrays. Letters as in transformer.h; besides: T = frames of a modality with
 * its template, N = V M T S tokens, Q = V M F S of video, G modulation groups, X the
 * text length. Token n is ((v M + m) T + t) S + s. "c" marks the compute dtype. */
struct ax_run {
    ax_transformer *t;
    ax_shape shape;
    int64_t T, S, P, N, Q, G, X;
    int64_t I;        /* numbers that a token is embedded from: P, or more if beside */
    int64_t ffn_rows; /* tokens that the feed-forward takes at a time */
    ax_dtype c;

    void *device_block, *host_block;

    float *h;      /* [N, D] the residual stream */
    void *x;       /* c [N, D] what feeds a product */
    void *wide;    /* c: q k v [N, 3 D]; a projection's [N, D]; [ffn_rows, ffn + D] */
    float *tokens; /* [N, I] in, [Q, P] out */
    float *rays;   /* [V S, D] embedded Plücker maps */
    float *ray_tokens; /* [V S, 6 ph pw] */
    float *rope;       /* [T S, head_dim]; its first S rows have the temporal angle 0 */
    int32_t *group;    /* [N] */
    int32_t *rope_rows;      /* [N] token -> row of rope */
    int32_t *view_rows;      /* [N] multi-view order ((m T + t) V + v) S + s -> token */
    int32_t *view_rope_rows; /* [N] multi-view order -> row of rope */
    int32_t *target_rows;    /* [Q] */
    float *sinusoid, *time_hidden, *temb, *temb_act, *modulation_raw; /* [G, ...] */
    float *modality;                                                  /* [G, D] */
    float *modulation;                /* [L, G, 6 D], then [G, 2 D] of the head */
    float *text_states;               /* [X, text_width] */
    void *text_hidden, *text_context; /* c [X, D] */
    void *text_kv[2];                 /* c [L, X, 2 D] a slot */
    float *pooled_states;             /* [G, text_width]: the same row for all groups */
    float *pooled_text[2];            /* [G, D] a slot */
    float *probe;     /* [2, AX_CACHE_ROWS or N, D]: before and after block 1 */
    float *minus_one; /* [D] */

    /* host */
    float *stage;        /* [N, I] */
    float *templates[2]; /* [V M, S, P], or the maps [V M, S, I - P] */
    float *temb_host, *raw_host, *modulation_host, *sinusoid_host, *text_host,
        *pooled_host, *probe_host;
    ax_run_branch branches[AX_MOST_BRANCHES];
    ax_recording *recordings[2]; /* of a forward with the text of a slot, or NULL */
    int plainly[2];              /* forwards that were computed without */
    int reused;                  /* forwards */
    int modulated_for;           /* timestep that `modulation` is of, or -1 */
    int modulated_text;          /* and the text's slot, if texts are pooled */
    bool has_rays, has_template[2], has_text[2];
};

/* transformer_rope.c. Fills [frames h w, head_dim]: cos, sin of each pair. */
void ax_rope_table(float *table, int64_t head_dim, int64_t frames, int64_t height,
                   int64_t width, double theta);
/* cos then sin of t 10000^(-i / (n / 2)), i < n / 2. */
void ax_timestep_sinusoid(double t, int64_t n, float *out);

/* [n, C, frames, h, w] -> [n, frames, S, ph pw C] and back, for any C. */
typedef struct ax_patches {
    int64_t n, channels, frames, height, width, patch_h, patch_w;
} ax_patches;
void ax_patches_gather(ax_patches p, const float *images, float *tokens);
void ax_patches_scatter(ax_patches p, const float *tokens, float *images);

/* The time path and all layers' modulation vectors for `timestep` and a text
 * (transformer_forward.c). */
ax_status ax_run_modulate(ax_run *run, int text_slot, int timestep, ax_error *err);

/* transformer_cache.c; a branch of NULL is not kept. In a forward's order: */
ax_run_branch *ax_cache_branch(ax_run *run, int text_slot, int template_slot);
ax_status ax_cache_begin(const ax_run *run, const ax_run_branch *branch, ax_error *err);
/* After block 1. known: the stream is block L's already; else the other blocks are to
 * be computed, and then kept. */
ax_status ax_cache_ask(ax_run *run, ax_run_branch *branch, bool *known, ax_error *err);
ax_status ax_cache_keep(const ax_run *run, ax_run_branch *branch, ax_error *err);
/* When a text, a template or rays change. */
void ax_cache_forget(ax_run *run);
int64_t ax_cache_rows(const ax_run *run);

#endif
