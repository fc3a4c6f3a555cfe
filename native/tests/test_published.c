/* Checkpoints as they are published: the golden models, whose answers are diffusers',
 * under the original names, behind ComfyUI's prefix and in several files. */
#include "weights_files.h"

#include "diffusion/checkpoint.h"
#include "diffusion/describe.h"
#include "diffusion/transformer.h"
#include "diffusion/vae.h"
#include "test_backend.h"

enum { MOST = 512 };

/* What becomes what, in this order and anywhere in a name: the inverse of diffusers'
 * own conversion, and not the engine's table. */
static const char *const transformer_rules[][2] = {
    {"condition_embedder.time_embedder.linear_1", "time_embedding.0"},
    {"condition_embedder.time_embedder.linear_2", "time_embedding.2"},
    {"condition_embedder.text_embedder.linear_1", "text_embedding.0"},
    {"condition_embedder.text_embedder.linear_2", "text_embedding.2"},
    {"condition_embedder.time_proj", "time_projection.1"},
    {"ffn.net.0.proj", "ffn.0"},
    {"ffn.net.2", "ffn.2"},
    {"attn1.", "self_attn."},
    {"attn2.", "cross_attn."},
    {"to_out.0", "o"},
    {".to_q", ".q"},
    {".to_k", ".k"},
    {".to_v", ".v"},
    {"norm2", "norm3"},
    {"proj_out", "head.head"},
    {NULL, NULL}};
static const char *const vae_rules[][2] = {
    {"decoder.up_blocks.0.resnets.0", "decoder.upsamples.0"},
    {"decoder.up_blocks.0.resnets.1", "decoder.upsamples.1"},
    {"decoder.up_blocks.0.resnets.2", "decoder.upsamples.2"},
    {"decoder.up_blocks.0.upsamplers.0", "decoder.upsamples.3"},
    {"decoder.up_blocks.1.resnets.0", "decoder.upsamples.4"},
    {"decoder.up_blocks.1.resnets.1", "decoder.upsamples.5"},
    {"decoder.up_blocks.1.resnets.2", "decoder.upsamples.6"},
    {"decoder.up_blocks.1.upsamplers.0", "decoder.upsamples.7"},
    {"decoder.up_blocks.2.resnets.0", "decoder.upsamples.8"},
    {"decoder.up_blocks.2.resnets.1", "decoder.upsamples.9"},
    {"decoder.up_blocks.2.resnets.2", "decoder.upsamples.10"},
    {"decoder.up_blocks.2.upsamplers.0", "decoder.upsamples.11"},
    {"decoder.up_blocks.3.resnets.0", "decoder.upsamples.12"},
    {"decoder.up_blocks.3.resnets.1", "decoder.upsamples.13"},
    {"decoder.up_blocks.3.resnets.2", "decoder.upsamples.14"},
    {"mid_block.resnets.0", "middle.0"},
    {"mid_block.attentions.0", "middle.1"},
    {"mid_block.resnets.1", "middle.2"},
    {"encoder.down_blocks", "encoder.downsamples"},
    {"conv_shortcut", "shortcut"},
    {".norm1.gamma", ".residual.0.gamma"},
    {".conv1.", ".residual.2."},
    {".norm2.gamma", ".residual.3.gamma"},
    {".conv2.", ".residual.6."},
    {"coder.conv_in", "coder.conv1"},
    {"coder.conv_out", "coder.head.2"},
    {"coder.norm_out", "coder.head.0"},
    {"post_quant_conv", "conv2"},
    {"quant_conv", "conv1"},
    {NULL, NULL}};

static void rename_tensor(const char *name, const char *const (*rules)[2], char *out) {
    (void)snprintf(out, 200, "%s", name);
    if (!(*rules)[0]) return;
    for (; (*rules)[0]; rules++) {
        char *found = strstr(out, (*rules)[0]);
        if (!found) continue;
        char rest[200];
        (void)snprintf(rest, sizeof rest, "%s", found + strlen((*rules)[0]));
        (void)snprintf(found, 200 - (size_t)(found - out), "%s%s", (*rules)[1], rest);
    }
    char *table = strstr(out, "scale_shift_table");
    if (table) strcpy(table, table == out ? "head.modulation" : "modulation");
}

/* A golden model's tensors, under their names and others. */
typedef struct model {
    ax_weights *file;
    int count;
    test_tensor tensor[MOST];
    char name[MOST][200];
    const char *golden[MOST];
} model;

static model *read_model(const char *path, const char *const (*rules)[2],
                         const char *prefix) {
    model *m = calloc(1, sizeof *m);
    ax_error err = {0};
    const char *name;
    assert_non_null(m);
    m->file = test_open_golden(path);
    for (size_t i = 0; (name = ax_weights_name(m->file, i)); i++) {
        ax_tensor t;
        char other[200];
        if (strncmp(name, "golden.", 7) == 0) continue;
        assert_true(m->count < MOST);
        TEST_OK(ax_weights_find(m->file, name, -1, NULL, &t, &err));
        rename_tensor(name, rules, other);
        (void)snprintf(m->name[m->count], 200, "%s%.150s", prefix, other);
        test_tensor *to = &m->tensor[m->count];
        *to = (test_tensor){.name = m->name[m->count], .rank = t.rank, .data = t.data};
        memcpy(to->shape, t.shape, sizeof t.shape);
        m->golden[m->count++] = name;
    }
    return m;
}

static void free_model(model *m) {
    ax_weights_close(m->file);
    free(m);
}

/* Each tensor of the file is the golden model's, found by diffusers' name. */
static void check_same(const char *path, const model *m, bool original) {
    ax_error err = {0};
    ax_checkpoint *c = NULL;
    char *const files[] = {(char *)(uintptr_t)path};
    TEST_OK(ax_checkpoint_open(1, files, 0, NULL, &c, &err));
    assert_int_equal(ax_checkpoint_is_original(c), original);
    for (int i = 0; i < m->count; i++) {
        ax_tensor t;
        TEST_OK(ax_checkpoint_find(c, m->golden[i], m->tensor[i].rank,
                                   m->tensor[i].shape, &t, &err));
        assert_memory_equal(t.data, m->tensor[i].data,
                            (size_t)ax_tensor_count(&t) * sizeof(float));
    }
    ax_checkpoint_close(c);
}

static void open_transformer(const char *path) {
    ax_error err = {0};
    ax_device *dev = NULL;
    ax_transformer *t = NULL;
    ax_device_options options = {sizeof options, 1, AX_PRECISION_F32};
    TEST_OK(test_backend()->open(&options, &dev, &err));
    const ax_transformer_config config = {.files = 1,
                                          .file = {(char *)(uintptr_t)path},
                                          .heads = 2,
                                          .rope_theta = 10000,
                                          .eps = 1e-6,
                                          .modalities = 1,
                                          .max_text_tokens = 8};
    TEST_OK(ax_transformer_open(test_backend(), dev, &config, &t, &err));
    ax_transformer_close(t);
    test_backend()->close(dev);
}

static const char transformer_golden[] = "golden/transformer_wan.safetensors";
static const char *const no_rules[][2] = {{NULL, NULL}};

static void test_names(void **state) {
    (void)state;
    static const char *const prefixes[] = {"", "model.diffusion_model.",
                                           "diffusion_model."};
    for (int p = 0; p < 3; p++)
        for (int original = 0; original < 2; original++) {
            model *m = read_model(transformer_golden,
                                  original ? transformer_rules : no_rules, prefixes[p]);
            const char *path =
                test_write_weights("wan.safetensors", NULL, m->count, m->tensor);
            check_same(path, m, original == 1);
            open_transformer(path);
            ax_error err = {0};
            ax_weights_info info;
            TEST_OK(ax_describe_weights(path, &info, &err));
            assert_string_equal(info.kind, "transformer");
            assert_string_equal(info.prefix, prefixes[p]);
            assert_string_equal(info.names, original ? "original" : "diffusers");
            assert_true(info.layers == 2 && info.width == 28 && info.channels_in == 4 &&
                        info.channels_out == 4 && info.tensors == m->count);
            free_model(m);
        }
}

static void test_several_files(void **state) {
    (void)state;
    model *m = read_model(transformer_golden, no_rules, "");
    const int half = m->count / 2;
    static char index[1 << 16];
    size_t at = (size_t)snprintf(index, sizeof index, "{\"weight_map\":{");
    for (int i = 0; i < m->count; i++)
        at += (size_t)snprintf(index + at, sizeof index - at,
                               "%s\"%s\":\"part%d.safetensors\"", i ? "," : "",
                               m->name[i], i < half ? 1 : 2);
    (void)snprintf(index + at, sizeof index - at, "}}");
    test_write_weights("part1.safetensors", NULL, half, m->tensor);
    test_write_weights("part2.safetensors", NULL, m->count - half, m->tensor + half);
    const char *path = test_write_text("wan.safetensors.index.json", index);
    check_same(path, m, false);
    open_transformer(path);
    free_model(m);
}

static void test_vae(void **state) {
    (void)state;
    model *m = read_model("golden/vae_wan.safetensors", vae_rules, "");
    const char *path = test_write_weights("vae.safetensors", NULL, m->count, m->tensor);
    check_same(path, m, true);
    ax_error err = {0};
    ax_device *dev = NULL;
    ax_vae *vae = NULL;
    ax_device_options options = {sizeof options, 1, AX_PRECISION_F32};
    const ax_vae_options none = {.size = sizeof none};
    TEST_OK(test_backend()->open(&options, &dev, &err));
    TEST_OK(ax_vae_open(test_backend(), dev, path, &none, &vae, &err));
    assert_int_equal(ax_vae_spatial_factor(vae), 8);
    assert_int_equal(ax_vae_temporal_factor(vae), 4);
    ax_vae_close(vae);
    vae = NULL;
    path = test_write_weights(
        "vae22.safetensors", NULL, 1,
        (test_tensor[]){{"encoder.downsamples.0.downsamples.0.residual.2.weight",
                         1,
                         {1},
                         0,
                         0,
                         NULL}});
    TEST_FAILS(ax_vae_open(test_backend(), dev, path, &none, &vae, &err), AX_ERR_MODEL,
               "Wan 2.2 VAE");
    test_backend()->close(dev);
    free_model(m);
}

/* Told by shapes alone: of the published sizes, one tensor of each name is enough, of
 * no rows where they would be large. */
static void test_variants(void **state) {
    (void)state;
    static const struct {
        int64_t width, in, out;
        bool image;
        const char *variant, *problem;
    } known[] = {{1536, 16, 16, false, "T2V-1.3B", ""},
                 {5120, 16, 16, false, "T2V-14B", ""},
                 {5120, 36, 16, true, "I2V-14B", "from an image"},
                 {5120, 36, 16, false, "I2V-A14B", "from an image"},
                 {3072, 48, 48, false, "TI2V-5B", "VAE 2.2"},
                 {1536, 48, 16, false, "", "other inputs"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const test_tensor tensors[] = {
            {"patch_embedding.weight",
             5,
             {known[i].width, known[i].in, 1, 2, 2},
             0,
             0,
             NULL},
            {"head.head.weight", 2, {4 * known[i].out, 1}, 0, 0, NULL},
            {"blocks.0.self_attn.q.weight", 1, {1}, 0, 0, NULL},
            {"blocks.0.cross_attn.k_img.weight", 1, {1}, 0, 0, NULL}};
        const char *path = test_write_weights("shapes.safetensors", NULL,
                                              known[i].image ? 4 : 3, tensors);
        ax_error err = {0};
        ax_weights_info info;
        TEST_OK(ax_describe_weights(path, &info, &err));
        assert_string_equal(info.kind, "transformer");
        assert_non_null(strstr(info.variant, known[i].variant));
        assert_non_null(strstr(info.problem, known[i].problem));
        assert_int_equal(info.problem[0] == '\0', known[i].problem[0] == '\0');
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names), cmocka_unit_test(test_several_files),
        cmocka_unit_test(test_vae), cmocka_unit_test(test_variants)};
    return cmocka_run_group_tests(tests, test_make_folder, test_remove_folder);
}
