/* The block cache. From step to step, where what block 1 adds to the residual stream
 * changes little, so does what blocks 2 to L add. A forward whose first block adds
 * nearly what it added in the branch's last full forward therefore reuses what the
 * other blocks added then. After ParaAttention's first-block cache; TeaCache (Liu et
 * al. 2024) compares the time embedding instead. Compared is the mean absolute
 * difference, relative to the mean absolute value, over rows spread evenly through the
 * sequence. */
#include <math.h>
#include <string.h>

#include "diffusion/transformer_impl.h"
#include "tensor/dispatch.h"

ax_run_branch *ax_cache_branch(ax_run *r, int text_slot, int template_slot) {
    for (int i = 0; i < r->shape.branches; i++) {
        ax_run_branch *b = &r->branches[i];
        if (!b->used)
            *b = (ax_run_branch){.used = true,
                                 .text_slot = text_slot,
                                 .template_slot = template_slot,
                                 .cached_residual = b->cached_residual,
                                 .first_block = b->first_block};
        if (b->text_slot == text_slot && b->template_slot == template_slot) return b;
    }
    return NULL;
}

void ax_cache_forget(ax_run *r) {
    for (int i = 0; i < r->shape.branches; i++) r->branches[i].valid = false;
}

int64_t ax_cache_rows(const ax_run *r) {
    return r->tokens < AX_CACHE_ROWS ? r->tokens : AX_CACHE_ROWS;
}

/* Copies some rows of the residual stream into half 0 or 1 of r->probe. They lie an odd
 * number of rows apart, so that all columns of the usual even grids occur. */
static ax_status probe_rows(const ax_run *r, int half, ax_error *err) {
    const int64_t D = r->t->info.width, rows = ax_cache_rows(r);
    int64_t step = r->tokens / rows;
    if (step > 1 && step % 2 == 0) step--;
    const ax_mat from = {r->residual, AX_F32, rows, D, step * D};
    return ax_op_activate(r->t->ops, r->t->dev, from, AX_ACT_NONE,
                          ax_mat_of(r->probe + half * rows * D, AX_F32, rows, D), err);
}

ax_status ax_cache_begin(const ax_run *r, const ax_run_branch *b, ax_error *err) {
    return b ? probe_rows(r, 0, err) : AX_OK;
}

/* Fills the first half of r->probe_host with what block 1 added. */
static ax_status read_first_block(const ax_run *r, ax_error *err) {
    const int64_t count = ax_cache_rows(r) * r->t->info.width;
    AX_TRY(probe_rows(r, 1, err));
    AX_TRY(r->t->ops->download(r->t->dev, r->probe_host, r->probe,
                               (size_t)(2 * count) * sizeof(float), err));
    for (int64_t n = 0; n < count; n++)
        r->probe_host[n] = r->probe_host[count + n] - r->probe_host[n];
    return AX_OK;
}

/* False if a number is not finite: the comparison then fails. */
static bool is_near(const float *current, const float *earlier, int64_t count,
                    double threshold) {
    double difference = 0, size = 0;
    for (int64_t n = 0; n < count; n++) {
        difference += fabs((double)current[n] - (double)earlier[n]);
        size += fabs((double)earlier[n]);
    }
    return difference < threshold * size;
}

/* x -= y, both [tokens, D]. */
static ax_status subtract(const ax_run *r, float *x, float *y, ax_error *err) {
    const int64_t D = r->t->info.width;
    const ax_mat gate = ax_mat_of(r->minus_one_gate, AX_F32, 1, D);
    return ax_op_add_rows(r->t->ops, r->t->dev, ax_mat_of(x, AX_F32, r->tokens, D),
                          ax_mat_of(y, AX_F32, r->tokens, D), &gate, NULL, NULL, err);
}

ax_status ax_cache_ask(ax_run *r, ax_run_branch *b, bool *reused, ax_error *err) {
    const ax_transformer *t = r->t;
    const int64_t D = t->info.width, count = ax_cache_rows(r) * D;
    *reused = false;
    if (!b) return AX_OK;
    AX_TRY(read_first_block(r, err));
    if (b->valid &&
        is_near(r->probe_host, b->first_block, count, r->shape.block_cache)) {
        *reused = true;
        r->reused++;
        return subtract(r, r->residual, b->cached_residual, err);
    }
    b->valid = false;
    memcpy(b->first_block, r->probe_host, (size_t)count * sizeof(float));
    return ax_op_activate(t->ops, t->dev, ax_mat_of(r->residual, AX_F32, r->tokens, D),
                          AX_ACT_NONE,
                          ax_mat_of(b->cached_residual, AX_F32, r->tokens, D), err);
}

ax_status ax_cache_keep(const ax_run *r, ax_run_branch *b, ax_error *err) {
    if (!b) return AX_OK;
    AX_TRY(subtract(r, b->cached_residual, r->residual, err));
    b->valid = true;
    return AX_OK;
}

int ax_run_reused(const ax_run *r) {
    return r->reused;
}
