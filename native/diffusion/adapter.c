#include "diffusion/adapter.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/simd_dispatch.h"
#include "diffusion/wan_names.h"

enum { MAX_KEY = 288, NONE = -1 };

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

/* The keys of a change of one tensor; NONE where the file has no such key. */
typedef struct change {
    long down, up, alpha; /* of a weight's low-rank change, or of a bias's scale */
    long difference;      /* of the whole tensor */
    long bias;            /* PEFT's bias of `up` */
} change;

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

static const char *key_name(const ax_adapter *a, long key) {
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

static bool is_empty(const change *c) {
    return c->down == NONE && c->up == NONE && c->difference == NONE;
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

/* What the file changes of a tensor: by the first spelling of its module that the file
 * has. For a bias, `down` and `up` are those of the weight, whose scale it has, and are
 * there only where there is a `bias`. */
static change find_change(const ax_adapter *a, const char *name) {
    const change none = {NONE, NONE, NONE, NONE, NONE};
    char module[AX_WAN_MAX_NAME], key[MAX_KEY];
    bool bias;
    module_of(name, module, &bias);
    for (size_t s = 0; s < SPELLINGS; s++) {
        change c = none;
        if (!spell(s, module, key)) continue;
        find_low_rank(a, key, &c);
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

/* What up x down is multiplied by. */
static ax_status scale_of(ax_adapter *a, const char *name, const change *c, double rank,
                          double *out, ax_error *err) {
    double alpha = rank, divisor = rank;
    if (c->alpha != NONE) {
        const char *key = key_name(a, c->alpha);
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
    *out = a->report.weight * alpha / divisor;
    return AX_OK;
}

/* ---- opening ---- */

/* Kinds of changes that are known, but not computed here. */
static ax_status refuse_kinds(const ax_adapter *a, ax_error *err) {
    static const struct {
        const char *part, *what;
    } kinds[] = {{".dora_scale", "DoRA"},
                 {".lora_magnitude_vector", "DoRA"},
                 {".hada_", "LoHa"},
                 {".lokr_", "LoKr"},
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
        if (found != NONE) return key_name(a, found);
    }
    return NULL;
}

void ax_adapter_note_whole(ax_adapter *a, const char *key) {
    note_used(a, find_key(a, key));
    a->report.added++;
}

/* ---- shapes ---- */

static ax_status fail_shape(const ax_adapter *a, long key, const ax_tensor *found,
                            const char *name, const ax_tensor *shape, ax_error *err) {
    return ax_fail(
        err, AX_ERR_MODEL,
        "The adapter %.150s does not fit the transformer: its \"%.100s\" is [%lld, "
        "%lld], but \"%.80s\" is [%lld, %lld]. It was made for another model (1.3B "
        "and 14B differ); choose one for this.",
        a->report.file, key_name(a, key),
        (long long)(found->rank > 0 ? found->shape[0] : 1),
        (long long)(found->rank > 1 ? found->shape[1] : 1), name,
        (long long)(shape->rank > 0 ? shape->shape[0] : 1),
        (long long)(shape->rank > 1 ? shape->shape[1] : 1));
}

static ax_status check_low_rank(const ax_adapter *a, const char *name, const change *c,
                                const ax_tensor *shape, ax_error *err) {
    ax_tensor down, up;
    if (c->down == NONE || c->up == NONE)
        return ax_fail(err, AX_ERR_MODEL,
                       "The adapter %.200s has \"%.150s\" without its other half; the "
                       "file is not complete: fetch it again.",
                       a->report.file, key_name(a, c->down == NONE ? c->up : c->down));
    AX_TRY(ax_shards_shape(a->file, key_name(a, c->down), -1, NULL, &down, err));
    AX_TRY(ax_shards_shape(a->file, key_name(a, c->up), -1, NULL, &up, err));
    const int64_t rank = down.rank > 0 ? down.shape[0] : 0;
    if (rank < 1 || rank > AX_ADAPTER_MAX_RANK)
        return ax_fail(err, AX_ERR_MODEL,
                       "The adapter %.200s: \"%.120s\" has a rank of %lld; expected 1 "
                       "to %d.",
                       a->report.file, key_name(a, c->down), (long long)rank,
                       (int)AX_ADAPTER_MAX_RANK);
    const int64_t rows = shape->shape[0];
    const int64_t columns = rows > 0 ? ax_tensor_count(shape) / rows : 0;
    if (shape->rank < 2 || down.rank < 2 || ax_tensor_count(&down) != rank * columns)
        return fail_shape(a, c->down, &down, name, shape, err);
    if (up.rank < 2 || up.shape[0] != rows || up.shape[1] != rank ||
        ax_tensor_count(&up) != rows * rank)
        return fail_shape(a, c->up, &up, name, shape, err);
    return AX_OK;
}

/* A tensor of the same shape. */
static ax_status check_same(const ax_adapter *a, long key, const char *name,
                            const ax_tensor *shape, ax_error *err) {
    ax_tensor t;
    AX_TRY(ax_shards_shape(a->file, key_name(a, key), -1, NULL, &t, err));
    bool same = t.rank == shape->rank;
    for (int i = 0; same && i < t.rank; i++) same = t.shape[i] == shape->shape[i];
    return same ? AX_OK : fail_shape(a, key, &t, name, shape, err);
}

static bool is_bias(const char *name) {
    char module[AX_WAN_MAX_NAME];
    bool bias;
    module_of(name, module, &bias);
    return bias;
}

ax_status ax_adapter_plan(ax_adapter *a, const char *name, const ax_tensor *shape,
                          ax_error *err) {
    const change c = find_change(a, name);
    if (is_empty(&c)) return AX_OK;
    const bool bias = is_bias(name);
    if (!bias && (c.down != NONE || c.up != NONE)) {
        AX_TRY(check_low_rank(a, name, &c, shape, err));
        double unused;
        ax_tensor down;
        AX_TRY(ax_shards_shape(a->file, key_name(a, c.down), -1, NULL, &down, err));
        AX_TRY(scale_of(a, name, &c, (double)down.shape[0], &unused, err));
        ax_shards_release(a->file);
    }
    if (c.difference != NONE) AX_TRY(check_same(a, c.difference, name, shape, err));
    if (bias && c.bias != NONE) AX_TRY(check_same(a, c.bias, name, shape, err));
    const long keys[] = {c.down, c.up, c.alpha, c.difference, bias ? c.bias : NONE};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) note_used(a, keys[i]);
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
    const change c = find_change(a, name);
    return !is_empty(&c);
}

/* Four rows of w[4, columns] += up[4, rank] down[4 of rank, columns]: `down`, which the
 * second-level cache holds, is read once for all four. */
AX_TARGET_CLONES
static void add_four(float *restrict w, const float *up, const float *restrict down,
                     int64_t columns, int64_t rank) {
    const float *u0 = up, *u1 = up + rank, *u2 = u1 + rank, *u3 = u2 + rank;
    float *restrict w1 = w + columns, *restrict w2 = w1 + columns,
                    *restrict w3 = w2 + columns;
    const float *d1 = down + columns, *d2 = d1 + columns, *d3 = d2 + columns;
    for (int64_t j = 0; j < columns; j++) {
        const float a = down[j], b = d1[j], c = d2[j], d = d3[j];
        w[j] += u0[0] * a + u0[1] * b + u0[2] * c + u0[3] * d;
        w1[j] += u1[0] * a + u1[1] * b + u1[2] * c + u1[3] * d;
        w2[j] += u2[0] * a + u2[1] * b + u2[2] * c + u2[3] * d;
        w3[j] += u3[0] * a + u3[1] * b + u3[2] * c + u3[3] * d;
    }
}

AX_TARGET_CLONES
static void add_scaled(float *restrict w, float by, const float *restrict x,
                       int64_t count) {
    for (int64_t j = 0; j < count; j++) w[j] += by * x[j];
}

/* w[rows, columns] += up[rows, rank] down[rank, columns] */
static void add_product(float *w, const float *up, const float *down, int64_t rows,
                        int64_t columns, int64_t rank) {
    const int64_t whole_rows = rows - rows % 4, whole_rank = rank - rank % 4;
    for (int64_t i = 0; i < whole_rows; i += 4)
        for (int64_t k = 0; k < whole_rank; k += 4)
            add_four(w + i * columns, up + i * rank + k, down + k * columns, columns,
                     rank);
    for (int64_t i = 0; i < rows; i++)
        for (int64_t k = i < whole_rows ? whole_rank : 0; k < rank; k++)
            add_scaled(w + i * columns, up[i * rank + k], down + k * columns, columns);
}

/* A key's numbers, checked, in memory of the caller's. */
static ax_status read_key(ax_adapter *a, long key, float **out, ax_tensor *t,
                          ax_error *err) {
    AX_TRY(ax_shards_find(a->file, key_name(a, key), -1, NULL, t, err));
    float *values;
    AX_TRY(ax_malloc((size_t)ax_tensor_count(t), sizeof *values, "an adapter",
                     (void **)&values, err));
    const ax_status status = ax_weights_to_f32(t, values, err);
    if (status == AX_OK)
        *out = values;
    else
        ax_free(values);
    return status;
}

static ax_status add_key(ax_adapter *a, long key, double scale, float *values,
                         ax_error *err) {
    ax_tensor t;
    float *change_values = NULL;
    AX_TRY(read_key(a, key, &change_values, &t, err));
    const int64_t count = ax_tensor_count(&t);
    for (int64_t i = 0; i < count; i++) values[i] += (float)scale * change_values[i];
    ax_free(change_values);
    return AX_OK;
}

static ax_status add_low_rank(ax_adapter *a, const char *name, const change *c,
                              const ax_tensor *shape, float *values, ax_error *err) {
    float *down = NULL, *up = NULL;
    ax_tensor t;
    double scale = 0;
    ax_status status = read_key(a, c->down, &down, &t, err);
    const int64_t rank = t.shape[0], rows = shape->shape[0];
    if (status == AX_OK) status = read_key(a, c->up, &up, &t, err);
    if (status == AX_OK) status = scale_of(a, name, c, (double)rank, &scale, err);
    if (status == AX_OK) {
        for (int64_t i = 0; i < rows * rank; i++) up[i] *= (float)scale;
        add_product(values, up, down, rows, ax_tensor_count(shape) / rows, rank);
    }
    ax_free(down);
    ax_free(up);
    return status;
}

ax_status ax_adapter_apply(ax_adapter *a, const char *name, const ax_tensor *shape,
                           float *values, ax_error *err) {
    const change c = find_change(a, name);
    if (is_bias(name)) {
        if (c.bias != NONE) {
            ax_tensor down;
            double scale;
            AX_TRY(ax_shards_shape(a->file, key_name(a, c.down), -1, NULL, &down, err));
            AX_TRY(scale_of(a, name, &c, (double)down.shape[0], &scale, err));
            AX_TRY(add_key(a, c.bias, scale, values, err));
        }
    } else if (c.down != NONE) {
        AX_TRY(add_low_rank(a, name, &c, shape, values, err));
    }
    if (c.difference != NONE)
        AX_TRY(add_key(a, c.difference, a->report.weight, values, err));
    return AX_OK;
}
