#include "diffusion/adapter_impl.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "diffusion/wan_names.h"

enum { MAX_KEY = 288 };

/* ---- keys ---- */

static long find_key(const ax_adapter *a, const char *key) {
    size_t low = 0, high = ax_shards_count(a->file);
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(ax_shards_name(a->file, middle), key);
        if (order == 0) return (long)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NONE;
}

const char *adapter_key(const ax_adapter *a, long key) {
    return ax_shards_name(a->file, (size_t)key);
}

static void note_used(ax_adapter *a, long key) {
    if (key == NONE || a->used[key]) return;
    a->used[key] = true;
    a->report.matched++;
}

/* How writers begin a key: dots stay, or become underscores. */
static const struct {
    const char *prefix;
    bool underscores;
} spellings[] = {{"", false},
                 {"transformer.", false},
                 {"diffusion_model.", false},
                 {"model.diffusion_model.", false},
                 {"base_model.model.", false},
                 {"base_model.model.transformer.", false},
                 {"base_model.model.diffusion_model.", false},
                 {"lora_unet_", true},
                 {"lora_transformer_", true},
                 {"lycoris_", true}};
enum { SPELLINGS = 2 * sizeof spellings / sizeof *spellings };

/* Module `name` as writer s does: by diffusers' name, then by the original one. */
static bool spell(size_t s, const char *name, char out[static MAX_KEY]) {
    char original[AX_WAN_MAX_NAME];
    if (s % 2) {
        if (!ax_wan_original_name(name, original)) return false;
        name = original;
    }
    const size_t prefix = strlen(spellings[s / 2].prefix);
    const int n = snprintf(out, MAX_KEY, "%s%s", spellings[s / 2].prefix, name);
    if (n < 0 || n >= MAX_KEY) return false;
    if (spellings[s / 2].underscores)
        for (char *c = out + prefix; *c; c++)
            if (*c == '.') *c = '_';
    return true;
}

/* `module` and an end; NONE where the file has no such key. */
static long find_end(const ax_adapter *a, const char *module, const char *end) {
    char key[MAX_KEY + 32];
    (void)snprintf(key, sizeof key, "%s%s", module, end);
    return find_key(a, key);
}

static const struct {
    const char *down, *up;
} pairs[] = {{".lora_A.weight", ".lora_B.weight"},
             {".lora_A.default.weight", ".lora_B.default.weight"},
             {".lora_down.weight", ".lora_up.weight"},
             {".lora.down.weight", ".lora.up.weight"}};

/* The keys of a module's low-rank change: of its weight, or with `bias` of its bias. */
static void find_low_rank(const ax_adapter *a, const char *module, change *c) {
    for (size_t p = 0; p < sizeof pairs / sizeof *pairs; p++) {
        const long down = find_end(a, module, pairs[p].down);
        const long up = find_end(a, module, pairs[p].up);
        if (down == NONE && up == NONE) continue;
        c->down = down;
        c->up = up;
        c->alpha = find_end(a, module, ".alpha");
        if (c->alpha == NONE) c->alpha = find_end(a, module, ".lora_alpha");
        c->bias = find_end(a, module, ".lora_B.bias");
        return;
    }
}

/* Those of a product of LyCORIS, and of DoRA's lengths. */
static void find_product(const ax_adapter *a, const char *module, change *c) {
    static const char *const ends[2][FACTORS] = {
        {".hada_w1_a", ".hada_w1_b", ".hada_w2_a", ".hada_w2_b", NULL, NULL},
        {".lokr_w1_a", ".lokr_w1_b", ".lokr_w2_a", ".lokr_w2_b", ".lokr_w1",
         ".lokr_w2"}};
    static const char *const lengths[] = {
        ".dora_scale", ".lora_magnitude_vector", ".lora_magnitude_vector.weight",
        ".lora_magnitude_vector.default", ".lora_magnitude_vector.default.weight"};
    for (int kind = 0; kind < 2 && c->kind == LOW_RANK; kind++)
        for (int i = 0; i < FACTORS; i++) {
            c->factor[i] = ends[kind][i] ? find_end(a, module, ends[kind][i]) : NONE;
            if (c->factor[i] != NONE) c->kind = kind ? KRONECKER : HADAMARD;
        }
    if (c->kind != LOW_RANK) c->alpha = find_end(a, module, ".alpha");
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths && c->length == NONE; i++)
        c->length = find_end(a, module, lengths[i]);
}

static bool is_empty(const change *c) {
    return c->down == NONE && c->up == NONE && c->difference == NONE &&
           c->kind == LOW_RANK && c->length == NONE;
}

/* A tensor's name without its end; *bias: whether that was ".bias". */
static void module_of(const char *name, char out[static AX_WAN_MAX_NAME], bool *bias) {
    static const char *const ends[] = {".weight", ".bias"};
    (void)snprintf(out, AX_WAN_MAX_NAME, "%s", name);
    *bias = false;
    for (int i = 0; i < 2; i++) {
        const size_t length = strlen(out), end = strlen(ends[i]);
        if (length <= end || strcmp(out + length - end, ends[i]) != 0) continue;
        out[length - end] = '\0';
        *bias = i == 1;
        return;
    }
}

change adapter_find(const ax_adapter *a, const char *name) {
    const change none = {.down = NONE,
                         .up = NONE,
                         .alpha = NONE,
                         .difference = NONE,
                         .bias = NONE,
                         .length = NONE};
    char module[AX_WAN_MAX_NAME], key[MAX_KEY];
    bool bias;
    module_of(name, module, &bias);
    for (size_t s = 0; s < SPELLINGS; s++) {
        change c = none;
        if (!spell(s, module, key)) continue;
        find_low_rank(a, key, &c);
        if (!bias) find_product(a, key, &c);
        c.difference = find_end(a, key, bias ? ".diff_b" : ".diff");
        if (bias && c.bias == NONE) c.down = c.up = c.alpha = NONE;
        if (!is_empty(&c)) return c;
    }
    return none;
}

/* ---- scales ---- */

static const cJSON *member(const ax_json *doc, const char *prefix, const char *name) {
    char key[64];
    (void)snprintf(key, sizeof key, "%s%s", prefix, name);
    return cJSON_GetObjectItemCaseSensitive(ax_json_find(doc, ""), key);
}

/* PEFT's configuration: in the file's metadata, as diffusers writes it, with a prefix
 * before each key, or in a file of its own. */
static ax_status read_scaling(ax_adapter *a, const char *prefix, ax_error *err) {
    scaling *s = &a->scaling;
    const cJSON *alpha = member(s->doc, prefix, "lora_alpha");
    s->root = cJSON_IsTrue(member(s->doc, prefix, "use_rslora"));
    s->patterns = member(s->doc, prefix, "alpha_pattern");
    s->alpha = cJSON_IsNumber(alpha) ? alpha->valuedouble : -1;
    bool good = !alpha || (cJSON_IsNumber(alpha) && s->alpha >= 0 && s->alpha <= 1e6);
    const cJSON *pattern = cJSON_IsObject(s->patterns) ? s->patterns->child : NULL;
    for (; pattern && good; pattern = pattern->next)
        good = cJSON_IsNumber(pattern) && pattern->valuedouble >= 0 &&
               pattern->valuedouble <= 1e6 &&
               !strpbrk(pattern->string, "*+?()[]|\\{}$");
    if (good) return AX_OK;
    return ax_fail(err, AX_ERR_MODEL,
                   "%.250s: \"lora_alpha\" or \"alpha_pattern\" of its configuration "
                   "is no number, or for a pattern instead of a name; this version "
                   "cannot scale its change.",
                   a->report.file);
}

static ax_status open_scaling(ax_adapter *a, ax_error *err) {
    static const char peft[] = "adapter_model.safetensors";
    static const char config[] = "adapter_config.json";
    const char *text = ax_shards_metadata(a->file, "lora_adapter_metadata");
    if (text) {
        AX_TRY(ax_json_parse("lora_adapter_metadata", text, strlen(text),
                             &a->scaling.doc, err));
        return read_scaling(a, "transformer.", err);
    }
    /* PEFT's folders and diffusion-pipe's: two files of fixed names. */
    const char *slash = strrchr(a->report.file, '/');
    const char *name = slash ? slash + 1 : a->report.file;
    if (strcmp(name, peft) != 0) return AX_OK;
    const size_t folder = (size_t)(name - a->report.file);
    char *path;
    AX_TRY(ax_malloc(folder + sizeof config, 1, "a path", (void **)&path, err));
    (void)snprintf(path, folder + sizeof config, "%.*s%s", (int)folder, a->report.file,
                   config);
    ax_status status = AX_OK;
    if (access(path, F_OK) == 0) status = ax_json_open(path, &a->scaling.doc, err);
    ax_free(path);
    if (status == AX_OK && a->scaling.doc) status = read_scaling(a, "", err);
    return status;
}

/* Does a pattern, "attn1.to_q", name the module, "blocks.0.attn1.to_q"? */
static bool names(const char *pattern, const char *module) {
    if (pattern[0] == '^') return strcmp(pattern + 1, module) == 0;
    const size_t length = strlen(module), end = strlen(pattern);
    return end <= length && strcmp(module + length - end, pattern) == 0 &&
           (end == length || module[length - end - 1] == '.');
}

static double configured_alpha(const scaling *s, const char *tensor, double rank) {
    char module[AX_WAN_MAX_NAME], original[AX_WAN_MAX_NAME];
    bool bias;
    module_of(tensor, module, &bias);
    if (!ax_wan_original_name(module, original)) original[0] = '\0';
    const cJSON *pattern = cJSON_IsObject(s->patterns) ? s->patterns->child : NULL;
    for (; pattern; pattern = pattern->next)
        if (names(pattern->string, module) || names(pattern->string, original))
            return pattern->valuedouble;
    return s->alpha < 0 ? rank : s->alpha;
}

ax_status adapter_scale(ax_adapter *a, const char *name, const change *c, double rank,
                        double *out, ax_error *err) {
    double alpha = rank, divisor = rank;
    if (c->alpha != NONE) {
        const char *key = adapter_key(a, c->alpha);
        ax_tensor t;
        float value;
        AX_TRY(ax_shards_find(a->file, key, -1, NULL, &t, err));
        if (ax_tensor_count(&t) != 1)
            return ax_fail(err, AX_ERR_MODEL,
                           "%.250s: \"%.120s\" has %lld numbers, expected one.",
                           a->report.file, key, (long long)ax_tensor_count(&t));
        AX_TRY(ax_weights_to_f32(&t, &value, err));
        alpha = (double)value;
    } else if (a->scaling.doc) {
        alpha = configured_alpha(&a->scaling, name, rank);
        if (a->scaling.root) divisor = sqrt(rank);
    }
    *out = alpha / divisor;
    return AX_OK;
}

/* ---- opening ---- */

/* Kinds of changes that are known, but not computed here. */
static ax_status refuse_kinds(const ax_adapter *a, ax_error *err) {
    static const struct {
        const char *part, *what;
    } kinds[] = {{".hada_t1", "a Tucker decomposition"},
                 {".hada_t2", "a Tucker decomposition"},
                 {".lokr_t1", "a Tucker decomposition"},
                 {".lokr_t2", "a Tucker decomposition"},
                 {".lora_mid.", "a Tucker decomposition"},
                 {".oft_", "OFT"},
                 {".set_weight", "whole tensors as ComfyUI's \".set_weight\""},
                 {".reshape_weight", "tensors of another shape"},
                 {".w_norm", "norms as ComfyUI's \".w_norm\""},
                 {".b_norm", "norms as ComfyUI's \".b_norm\""}};
    const char *key;
    for (size_t i = 0; (key = ax_shards_name(a->file, i)); i++)
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            if (strstr(key, kinds[k].part))
                return ax_fail(err, AX_ERR_MODEL,
                               "The adapter %.200s has %s (\"%.100s\"), which this "
                               "version cannot merge; merge it into the checkpoint "
                               "with the program that made it.",
                               a->report.file, kinds[k].what, key);
    return AX_OK;
}

ax_status ax_adapter_open(const ax_adapter_config *config, ax_adapter **out,
                          ax_error *err) {
    ax_adapter *a;
    AX_TRY(AX_NEW(ax_adapter, 1, "an adapter", &a, err));
    ax_status status = ax_shards_open(config->file, &a->file, err);
    if (status == AX_OK) {
        a->report.file = ax_shards_path(a->file);
        a->report.weight = config->weight;
        status = ax_shards_refuse_quantised(a->file, err);
    }
    if (status == AX_OK) status = refuse_kinds(a, err);
    if (status == AX_OK)
        status =
            AX_NEW(bool, ax_shards_count(a->file), "an adapter's keys", &a->used, err);
    if (status == AX_OK) status = open_scaling(a, err);
    if (status == AX_OK)
        *out = a;
    else
        ax_adapter_close(a);
    return status;
}

void ax_adapter_close(ax_adapter *a) {
    if (!a) return;
    ax_json_close(a->scaling.doc);
    ax_free(a->used);
    ax_shards_close(a->file);
    ax_free(a);
}

ax_shards *ax_adapter_file(ax_adapter *a) {
    return a->file;
}

const ax_adapter_report *ax_adapter_describe(const ax_adapter *a) {
    return &a->report;
}

const char *ax_adapter_whole(const ax_adapter *a, const char *name) {
    char key[MAX_KEY];
    for (size_t s = 0; s < SPELLINGS; s++) {
        if (spellings[s / 2].underscores || !spell(s, name, key)) continue;
        const long found = find_key(a, key);
        if (found != NONE) return adapter_key(a, found);
    }
    return NULL;
}

void ax_adapter_note_whole(ax_adapter *a, const char *key) {
    note_used(a, find_key(a, key));
    a->report.added++;
}

/* ---- shapes ---- */

ax_status adapter_fail_shape(const ax_adapter *a, long key, const ax_tensor *found,
                             const char *name, const ax_tensor *shape, ax_error *err) {
    return ax_fail(
        err, AX_ERR_MODEL,
        "The adapter %.150s does not fit the transformer: its \"%.100s\" is [%lld, "
        "%lld], but \"%.80s\" is [%lld, %lld]. It was made for another model (1.3B "
        "and 14B differ); choose one for this.",
        a->report.file, adapter_key(a, key),
        (long long)(found->rank > 0 ? found->shape[0] : 1),
        (long long)(found->rank > 1 ? found->shape[1] : 1), name,
        (long long)(shape->rank > 0 ? shape->shape[0] : 1),
        (long long)(shape->rank > 1 ? shape->shape[1] : 1));
}

ax_status adapter_fail_half(const ax_adapter *a, long key, ax_error *err) {
    return ax_fail(err, AX_ERR_MODEL,
                   "The adapter %.200s has \"%.150s\" without its other half; the "
                   "file is not complete: fetch it again.",
                   a->report.file, adapter_key(a, key));
}

static ax_status check_low_rank(const ax_adapter *a, const char *name, const change *c,
                                const ax_tensor *shape, ax_error *err) {
    ax_tensor down, up;
    if (c->down == NONE || c->up == NONE)
        return adapter_fail_half(a, c->down == NONE ? c->up : c->down, err);
    AX_TRY(ax_shards_shape(a->file, adapter_key(a, c->down), -1, NULL, &down, err));
    AX_TRY(ax_shards_shape(a->file, adapter_key(a, c->up), -1, NULL, &up, err));
    const int64_t rank = down.rank > 0 ? down.shape[0] : 0;
    if (rank < 1 || rank > AX_ADAPTER_MAX_RANK)
        return ax_fail(err, AX_ERR_MODEL,
                       "The adapter %.200s: \"%.120s\" has a rank of %lld; expected 1 "
                       "to %d.",
                       a->report.file, adapter_key(a, c->down), (long long)rank,
                       (int)AX_ADAPTER_MAX_RANK);
    const int64_t rows = shape->shape[0];
    const int64_t columns = rows > 0 ? ax_tensor_count(shape) / rows : 0;
    if (shape->rank < 2 || down.rank < 2 || ax_tensor_count(&down) != rank * columns)
        return adapter_fail_shape(a, c->down, &down, name, shape, err);
    if (up.rank < 2 || up.shape[0] != rows || up.shape[1] != rank ||
        ax_tensor_count(&up) != rows * rank)
        return adapter_fail_shape(a, c->up, &up, name, shape, err);
    return AX_OK;
}

/* A tensor of the same shape. */
static ax_status check_same(const ax_adapter *a, long key, const char *name,
                            const ax_tensor *shape, ax_error *err) {
    ax_tensor t;
    AX_TRY(ax_shards_shape(a->file, adapter_key(a, key), -1, NULL, &t, err));
    bool same = t.rank == shape->rank;
    for (int i = 0; same && i < t.rank; i++) same = t.shape[i] == shape->shape[i];
    return same ? AX_OK : adapter_fail_shape(a, key, &t, name, shape, err);
}

bool adapter_is_bias(const char *name) {
    char module[AX_WAN_MAX_NAME];
    bool bias;
    module_of(name, module, &bias);
    return bias;
}

ax_status ax_adapter_plan(ax_adapter *a, const char *name, const ax_tensor *shape,
                          ax_error *err) {
    const change c = adapter_find(a, name);
    if (is_empty(&c)) return AX_OK;
    const bool bias = adapter_is_bias(name);
    if (c.kind != LOW_RANK) {
        double unused;
        AX_TRY(adapter_check_product(a, name, &c, shape, err));
        AX_TRY(adapter_scale(a, name, &c, 1, &unused, err));
        ax_shards_release(a->file);
    }
    if (c.length != NONE) AX_TRY(adapter_check_length(a, name, &c, shape, err));
    if (c.kind == LOW_RANK && !bias && (c.down != NONE || c.up != NONE)) {
        AX_TRY(check_low_rank(a, name, &c, shape, err));
        double unused;
        ax_tensor down;
        AX_TRY(ax_shards_shape(a->file, adapter_key(a, c.down), -1, NULL, &down, err));
        AX_TRY(adapter_scale(a, name, &c, (double)down.shape[0], &unused, err));
        ax_shards_release(a->file);
    }
    if (c.difference != NONE) AX_TRY(check_same(a, c.difference, name, shape, err));
    if (bias && c.bias != NONE) AX_TRY(check_same(a, c.bias, name, shape, err));
    const long keys[] = {c.alpha, c.difference, bias ? c.bias : NONE, c.length};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) note_used(a, keys[i]);
    if (c.kind == LOW_RANK) {
        note_used(a, c.down);
        note_used(a, c.up);
    }
    for (int i = 0; i < FACTORS && c.kind != LOW_RANK; i++) note_used(a, c.factor[i]);
    a->report.changed++;
    return AX_OK;
}

ax_status ax_adapter_finish(ax_adapter *a, ax_error *err) {
    ax_adapter_report *r = &a->report;
    const size_t keys = ax_shards_count(a->file);
    for (size_t i = keys; i-- > 0;) {
        if (a->used[i]) continue;
        (void)snprintf(r->first_unmatched, sizeof r->first_unmatched, "%s",
                       ax_shards_name(a->file, i));
        r->unmatched++;
    }
    ax_utf8_tidy(r->first_unmatched);
    if (r->changed || r->added) return AX_OK;
    return ax_fail(err, AX_ERR_MODEL,
                   "The adapter %.200s has nothing for this transformer: none of its "
                   "%zu keys (\"%.100s\") names one of its tensors. Choose an adapter "
                   "for Wan2.1 text-to-video.",
                   r->file, keys, r->first_unmatched);
}

/* ---- merging ---- */

bool ax_adapter_changes(const ax_adapter *a, const char *name) {
    const change c = adapter_find(a, name);
    return !is_empty(&c);
}
