#include "diffusion/checkpoint.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "diffusion/model_config.h"
#include "diffusion/wan_names.h"

enum { MAX_KEY = 288, MAX_LAYERS = 512 };

/* A file, and how it names its tensors. */
typedef struct source {
    ax_shards *file;
    const char *prefix;
    bool original;
} source;

/* A tensor with its adapters' changes, until release. */
typedef struct merged {
    struct merged *next;
    float *values;
} merged;

struct ax_checkpoint {
    int files, adapters;
    source source[AX_MODEL_MAX_FILES];
    ax_adapter *adapter[AX_MODEL_MAX_ADAPTERS];
    merged *merged;
    bool shapes_only;
};

/* ---- names ---- */

static bool key_of(const source *s, const char *name, char out[static MAX_KEY]) {
    char original[AX_WAN_MAX_NAME];
    if (s->original) {
        if (!ax_wan_original_name(name, original)) return false;
        name = original;
    }
    const int n = snprintf(out, MAX_KEY, "%s%s", s->prefix, name);
    return n >= 0 && n < MAX_KEY;
}

static bool source_has(const source *s, const char *name) {
    char key[MAX_KEY];
    return key_of(s, name, key) && ax_shards_has(s->file, key);
}

/* Tensors by which a file's names are told: of each part that a file may hold alone. */
static const char *const anchors[] = {"condition_embedder.time_proj.weight",
                                      "blocks.0.attn1.to_q.weight",
                                      "blocks.0.attn2.to_q.weight",
                                      "patch_embedding.weight",
                                      "blocks.0.attn_mv.to_q.weight",
                                      "plucker_embedding.weight",
                                      "modality_embedder.linear_1.weight",
                                      "proj_out.weight",
                                      "decoder.mid_block.resnets.0.conv1.weight",
                                      "encoder.mid_block.resnets.0.conv1.weight"};

/* Where nothing is known: diffusers' names without a prefix, which messages then
 * miss. */
static void tell_names(source *s) {
    for (size_t a = 0; a < sizeof anchors / sizeof *anchors; a++)
        for (size_t p = 0; (s->prefix = ax_wan_prefix(p)); p++)
            for (int original = 0; original < 2; original++) {
                s->original = original == 1;
                if (source_has(s, anchors[a])) return;
            }
    s->prefix = "";
    s->original = false;
}

/* Where a tensor is: an adapter's own, or that of the last file that has it. The first
 * file where none has. */
static ax_shards *place_of(const ax_checkpoint *c, const char *name,
                           char out[static MAX_KEY]) {
    for (int i = c->adapters - 1; i >= 0; i--) {
        const char *key = c->adapter[i] ? ax_adapter_whole(c->adapter[i], name) : NULL;
        if (!key) continue;
        (void)snprintf(out, MAX_KEY, "%s", key);
        return ax_adapter_file(c->adapter[i]);
    }
    for (int i = c->files - 1; i >= 0; i--)
        if (source_has(&c->source[i], name)) {
            (void)key_of(&c->source[i], name, out);
            return c->source[i].file;
        }
    if (!key_of(&c->source[0], name, out)) (void)snprintf(out, MAX_KEY, "%s", name);
    return c->source[0].file;
}

bool ax_checkpoint_has(const ax_checkpoint *c, const char *name) {
    char key[MAX_KEY];
    return ax_shards_has(place_of(c, name, key), key);
}

bool ax_checkpoint_is_original(const ax_checkpoint *c) {
    return c->source[0].original;
}

const char *ax_checkpoint_prefix(const ax_checkpoint *c) {
    return c->source[0].prefix;
}

bool ax_checkpoint_has_literal(const ax_checkpoint *c, const char *name) {
    char key[MAX_KEY];
    const int n = snprintf(key, sizeof key, "%s%s", c->source[0].prefix, name);
    return n >= 0 && n < MAX_KEY && ax_shards_has(c->source[0].file, key);
}

size_t ax_checkpoint_files(const ax_checkpoint *c) {
    return ax_shards_files(c->source[0].file);
}

const char *ax_checkpoint_key(const ax_checkpoint *c, size_t i) {
    return ax_shards_name(c->source[0].file, i);
}

const ax_adapter_report *ax_checkpoint_adapter(const ax_checkpoint *c, int i) {
    return i >= 0 && i < c->adapters ? ax_adapter_describe(c->adapter[i]) : NULL;
}

/* ---- opening ---- */

/* One tensor of the transformer, where it is there. */
static ax_status plan_tensor(ax_checkpoint *c, const char *name, ax_error *err) {
    ax_tensor shape;
    char key[MAX_KEY];
    if (!ax_checkpoint_has(c, name)) return AX_OK;
    for (int i = 0; i < c->adapters; i++) {
        const char *whole = ax_adapter_whole(c->adapter[i], name);
        if (whole) ax_adapter_note_whole(c->adapter[i], whole);
    }
    ax_shards *file = place_of(c, name, key);
    AX_TRY(ax_shards_shape(file, key, -1, NULL, &shape, err));
    for (int i = 0; i < c->adapters; i++)
        AX_TRY(ax_adapter_plan(c->adapter[i], name, &shape, err));
    return AX_OK;
}

static ax_status plan_module(ax_checkpoint *c, const char *before, const char *module,
                             ax_error *err) {
    static const char *const ends[] = {".weight", ".bias", ""};
    char name[AX_WAN_MAX_NAME];
    for (int i = 0; i < 3; i++) {
        (void)snprintf(name, sizeof name, "%s%s%s", before, module, ends[i]);
        AX_TRY(plan_tensor(c, name, err));
    }
    return AX_OK;
}

static ax_status plan_adapters(ax_checkpoint *c, ax_error *err) {
    const char *module;
    char before[32], first[AX_WAN_MAX_NAME];
    for (size_t i = 0; (module = ax_wan_outer_module(i)); i++)
        AX_TRY(plan_module(c, "", module, err));
    for (int layer = 0; layer < MAX_LAYERS; layer++) {
        (void)snprintf(before, sizeof before, "blocks.%d.", layer);
        (void)snprintf(first, sizeof first, "%sattn1.to_q.weight", before);
        if (!ax_checkpoint_has(c, first)) break;
        for (size_t i = 0; (module = ax_wan_block_module(i)); i++)
            AX_TRY(plan_module(c, before, module, err));
    }
    for (int i = 0; i < c->adapters; i++) AX_TRY(ax_adapter_finish(c->adapter[i], err));
    return AX_OK;
}

ax_status ax_checkpoint_open(int files, char *const *file, int adapters,
                             const ax_adapter_config *adapter, ax_checkpoint **out,
                             ax_error *err) {
    ax_checkpoint *c;
    if (files < 1 || files > AX_MODEL_MAX_FILES || adapters < 0 ||
        adapters > AX_MODEL_MAX_ADAPTERS)
        return ax_fail(err, AX_ERR_USAGE, "%d files with %d adapters: too many.", files,
                       adapters);
    AX_TRY(AX_NEW(ax_checkpoint, 1, "a checkpoint", &c, err));
    ax_status status = AX_OK;
    for (int i = 0; i < files && status == AX_OK; i++) {
        source *s = &c->source[i];
        status = ax_shards_open(file[i], &s->file, err);
        if (status != AX_OK) break;
        c->files = i + 1;
        tell_names(s);
        status = ax_shards_refuse_quantised(s->file, err);
    }
    for (int i = 0; i < adapters && status == AX_OK; i++) {
        status = ax_adapter_open(&adapter[i], &c->adapter[i], err);
        if (status == AX_OK) c->adapters = i + 1;
    }
    if (status == AX_OK && adapters) status = plan_adapters(c, err);
    if (status == AX_OK)
        *out = c;
    else
        ax_checkpoint_close(c);
    return status;
}

static void free_merged(ax_checkpoint *c) {
    while (c->merged) {
        merged *next = c->merged->next;
        ax_free(c->merged->values);
        ax_free(c->merged);
        c->merged = next;
    }
}

void ax_checkpoint_close(ax_checkpoint *c) {
    if (!c) return;
    free_merged(c);
    for (int i = 0; i < c->adapters; i++) ax_adapter_close(c->adapter[i]);
    for (int i = 0; i < c->files; i++) ax_shards_close(c->source[i].file);
    ax_free(c);
}

/* ---- reading ---- */

ax_status ax_checkpoint_shape(const ax_checkpoint *c, const char *name, int rank,
                              const int64_t *shape, ax_tensor *out, ax_error *err) {
    char key[MAX_KEY];
    return ax_shards_shape(place_of(c, name, key), key, rank, shape, out, err);
}

/* *t becomes F32 in memory of the checkpoint's, with all changes. */
static ax_status merge(ax_checkpoint *c, const char *name, ax_tensor *t,
                       ax_error *err) {
    merged *m;
    AX_TRY(AX_NEW(merged, 1, "a merged tensor", &m, err));
    m->next = c->merged;
    c->merged = m; /* which frees it */
    AX_TRY(ax_malloc((size_t)ax_tensor_count(t), sizeof(float), name,
                     (void **)&m->values, err));
    AX_TRY(ax_weights_to_f32(t, m->values, err));
    for (int i = 0; i < c->adapters; i++)
        if (ax_adapter_changes(c->adapter[i], name))
            AX_TRY(ax_adapter_apply(c->adapter[i], name, t, m->values, err));
    t->data = m->values;
    t->dtype = AX_F32;
    return AX_OK;
}

void ax_checkpoint_shapes_only(ax_checkpoint *c) {
    c->shapes_only = true;
}

ax_status ax_checkpoint_find(ax_checkpoint *c, const char *name, int rank,
                             const int64_t *shape, ax_tensor *out, ax_error *err) {
    char key[MAX_KEY];
    if (c->shapes_only) return ax_checkpoint_shape(c, name, rank, shape, out, err);
    AX_TRY(ax_shards_find(place_of(c, name, key), key, rank, shape, out, err));
    for (int i = 0; i < c->adapters; i++)
        if (ax_adapter_changes(c->adapter[i], name)) return merge(c, name, out, err);
    return AX_OK;
}

void ax_checkpoint_release(ax_checkpoint *c) {
    free_merged(c);
    for (int i = 0; i < c->files; i++) ax_shards_release(c->source[i].file);
    for (int i = 0; i < c->adapters; i++)
        ax_shards_release(ax_adapter_file(c->adapter[i]));
}
