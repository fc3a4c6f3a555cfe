/* Shared by the adapter*.c files: adapter.c finds, checks and counts keys, and
 * adapter_merge.c computes with them. */
#ifndef AX_DIFFUSION_ADAPTER_IMPL_H
#define AX_DIFFUSION_ADAPTER_IMPL_H

#include <cjson/cJSON.h>

#include "base/json.h"
#include "diffusion/adapter.h"

/* Where a low-rank change's scale is from, unless each module has a key of its own. */
typedef struct scaling {
    ax_json *doc; /* NULL: there is none, and scales are 1 */
    double alpha; /* negative: alpha is the rank */
    bool root;    /* divided by the root of the rank (rsLoRA) */
    const cJSON *patterns;
} scaling;

struct ax_adapter {
    ax_shards *file;
    bool *used; /* [keys of the file] */
    scaling scaling;
    ax_adapter_report report;
};

enum { NONE = -1, FACTORS = 6 };

typedef enum change_kind {
    LOW_RANK, /* up down, or nothing */
    HADAMARD, /* LoHa: (w1_a w1_b) times (w2_a w2_b), number by number */
    KRONECKER /* LoKr: the Kronecker product of w1, or w1_a w1_b, and w2 likewise */
} change_kind;

/* The keys of a change of one tensor; NONE where the file has no such key. */
typedef struct change {
    long down, up, alpha; /* of a weight's low-rank change, or of a bias's scale */
    long difference;      /* of the whole tensor */
    long bias;            /* PEFT's bias of `up` */
    long length;          /* DoRA's lengths of rows or columns */
    change_kind kind;
    long factor[FACTORS]; /* of the other kinds: w1_a, w1_b, w2_a, w2_b, w1, w2 */
} change;

/* ---- adapter.c ---- */

/* What the file changes of a tensor: by the first spelling of its module that the file
 * has. For a bias, `down` and `up` are those of the weight, whose scale it has, and are
 * there only where there is a `bias`. */
change adapter_find(const ax_adapter *a, const char *name);
const char *adapter_key(const ax_adapter *a, long key);
/* What the product of such a rank is multiplied by. */
ax_status adapter_scale(ax_adapter *a, const char *name, const change *c, double rank,
                        double *out, ax_error *err);
bool adapter_is_bias(const char *name);
ax_status adapter_fail_shape(const ax_adapter *a, long key, const ax_tensor *found,
                             const char *name, const ax_tensor *shape, ax_error *err);
ax_status adapter_fail_half(const ax_adapter *a, long key, ax_error *err);

/* ---- adapter_merge.c ---- */

ax_status adapter_check_product(const ax_adapter *a, const char *name, const change *c,
                                const ax_tensor *shape, ax_error *err);
ax_status adapter_check_length(const ax_adapter *a, const char *name, const change *c,
                               const ax_tensor *shape, ax_error *err);

#endif
