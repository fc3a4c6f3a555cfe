/* The block cache: what blocks 2 to L add to the residual stream changes little from
 * one step to the next where what block 1 adds does. A forward whose first block adds
 * all but what it added at the branch's last full forward takes the rest from there.
 * After ParaAttention's first-block cache; TeaCache (Liu et al. 2024) tells by the time
 * embedding instead. What is compared is the mean size of the difference, relative to
 * the mean size, over rows spread through the sequence. */
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
                                 .rest = b->rest,
                                 .first = b->first};
        if (b->text_slot == text_slot && b->template_slot == template_slot) return b;
    }
    return NULL;
}

void ax_cache_forget(ax_run *r) {
    for (int i = 0; i < r->shape.branches; i++) r->branches[i].valid = false;
}

int64_t ax_cache_rows(const ax_run *r) {
    return r->N < AX_CACHE_ROWS ? r->N : AX_CACHE_ROWS;
}

/* Rows of the stream, into half 0 or 1 of r->probe. An odd distance meets all columns
 * of the usual even grids. */
static ax_status look(const ax_run *r, int half, ax_error *err) {
    const int64_t D = r->t->info.width, rows = ax_cache_rows(r);
    int64_t apart = r->N / rows;
    if (apart > 1 && apart % 2 == 0) apart--;
    const ax_mat from = {r->h, AX_F32, rows, D, apart * D};
    return ax_op_activate(r->t->ops, r->t->dev, from, AX_ACT_NONE,
                          ax_mat_of(r->probe + half * rows * D, AX_F32, rows, D), err);
}

ax_status ax_cache_begin(const ax_run *r, const ax_run_branch *b, ax_error *err) {
    return b ? look(r, 0, err) : AX_OK;
}

/* r->probe_host becomes what the first block added. */
static ax_status first_block(const ax_run *r, ax_error *err) {
    const int64_t count = ax_cache_rows(r) * r->t->info.width;
    AX_TRY(look(r, 1, err));
    AX_TRY(r->t->ops->download(r->t->dev, r->probe_host, r->probe,
                               (size_t)(2 * count) * sizeof(float), err));
    for (int64_t n = 0; n < count; n++)
        r->probe_host[n] = r->probe_host[count + n] - r->probe_host[n];
    return AX_OK;
}

/* False where a number is none. */
static bool is_near(const float *now, const float *then, int64_t count, double most) {
    double difference = 0, size = 0;
    for (int64_t n = 0; n < count; n++) {
        difference += fabs((double)now[n] - (double)then[n]);
        size += fabs((double)then[n]);
    }
    return difference < most * size;
}

/* x -= y, both [N, D]. */
static ax_status subtract(const ax_run *r, float *x, float *y, ax_error *err) {
    const int64_t D = r->t->info.width;
    const ax_mat minus = ax_mat_of(r->minus_one, AX_F32, 1, D);
    return ax_op_add_rows(r->t->ops, r->t->dev, ax_mat_of(x, AX_F32, r->N, D),
                          ax_mat_of(y, AX_F32, r->N, D), &minus, NULL, NULL, err);
}

ax_status ax_cache_ask(ax_run *r, ax_run_branch *b, bool *known, ax_error *err) {
    const ax_transformer *t = r->t;
    const int64_t D = t->info.width, count = ax_cache_rows(r) * D;
    *known = false;
    if (!b) return AX_OK;
    AX_TRY(first_block(r, err));
    if (b->valid && is_near(r->probe_host, b->first, count, r->shape.block_cache)) {
        *known = true;
        r->reused++;
        return subtract(r, r->h, b->rest, err);
    }
    b->valid = false;
    memcpy(b->first, r->probe_host, (size_t)count * sizeof(float));
    return ax_op_activate(t->ops, t->dev, ax_mat_of(r->h, AX_F32, r->N, D), AX_ACT_NONE,
                          ax_mat_of(b->rest, AX_F32, r->N, D), err);
}

ax_status ax_cache_keep(const ax_run *r, ax_run_branch *b, ax_error *err) {
    if (!b) return AX_OK;
    AX_TRY(subtract(r, b->rest, r->h, err));
    b->valid = true;
    return AX_OK;
}

int ax_run_reused(const ax_run *r) {
    return r->reused;
}
