/* Small random transformers with inputs and answers, for the tests that compare with
 * the PyTorch reference and diffusers.
 *
 * golden/transformer_*.safetensors hold a small random model together with inputs and
 * answers: tensors "golden.template" [V, M, C, h, w], "golden.plucker" [V, 6, h, w],
 * "golden.text" and "golden.null_text" [T, text], "golden.x" (the noise too) and
 * "golden.velocity" and "golden.sample" [V, M, C, F, h, w]; in some, which frames are
 * given, "golden.given" [F], their latents "golden.clean" and the answers with them,
 * "golden.given_velocity" and "golden.given_sample"; the rest in the metadata. */
#ifndef AX_TESTS_TRANSFORMER_GOLDEN_H
#define AX_TESTS_TRANSFORMER_GOLDEN_H

#include "diffusion/sample.h"
#include "test_backend.h"

static const char *const golden_files[] = {
    "golden/transformer_joint.safetensors", "golden/transformer_pose.safetensors",
    "golden/transformer_wan.safetensors", "golden/transformer_conditioning.safetensors",
    "golden/transformer_pooled.safetensors"};
enum { FILES = 5 };

typedef struct golden {
    ax_weights *file;
    ax_transformer_config config;
    ax_device *dev;
    ax_transformer *t;
    const ax_transformer_info *info;
    float *template_latents, *plucker, *text, *null_text, *x, *velocity, *sample;
    float *clean, *given_velocity, *given_sample;
    uint8_t given[16]; /* [F]; clean is NULL where there are none */
    int64_t views, frames, height, width, text_tokens, null_tokens, count;
    int timestep;
} golden;

static inline double metadata(const golden *g, const char *key, double fallback) {
    const char *text = ax_weights_metadata(g->file, key);
    return text ? atof(text) : fallback;
}

/* NULL where the file has no such tensor. */
static inline float *load(const golden *g, const char *name, ax_tensor *t) {
    ax_tensor tensor = {0};
    float *out = NULL;
    if (!ax_weights_has(g->file, name)) return NULL;
    assert_int_equal(ax_weights_find(g->file, name, -1, NULL, &tensor, NULL), AX_OK);
    assert_int_equal(AX_NEW(float, ax_tensor_count(&tensor), "golden", &out, NULL),
                     AX_OK);
    ax_tensor_to_f32(&tensor, out);
    if (t) *t = tensor;
    return out;
}

static inline bool open_golden(golden *g, const char *path, ax_precision precision) {
    *g = (golden){0};
    ax_error err = {0};
    FILE *there = fopen(path, "rb");
    if (!there) return false;
    (void)fclose(there);
    if (ax_weights_open(path, &g->file, &err) != AX_OK) fail_msg("%s", err.message);
    const char *modalities = ax_weights_metadata(g->file, "modalities");
    assert_non_null(modalities);
    ax_transformer_config *c = &g->config;
    *c = (ax_transformer_config){.files = 1,
                                 .file = {(char *)(uintptr_t)path},
                                 .heads = (int)metadata(g, "heads", 0),
                                 .rope_theta = 10000.0,
                                 .eps = 1e-6,
                                 .has_template = metadata(g, "template", 1) != 0.0,
                                 .has_template_frame =
                                     metadata(g, "template_frame", 1) != 0.0,
                                 .max_text_tokens = (int)metadata(g, "max_tokens", 0)};
    if (strstr(modalities, "rgb")) c->modality[c->modalities++] = AX_MODALITY_RGB;
    if (strstr(modalities, "pose")) c->modality[c->modalities++] = AX_MODALITY_POSE;
    ax_device_options options = {sizeof options, 1, precision};
    if (test_backend()->open(&options, &g->dev, &err) != AX_OK)
        fail_msg("%s", err.message);
    if (ax_transformer_open(test_backend(), g->dev, c, &g->t, &err) != AX_OK)
        fail_msg("%s", err.message);
    g->info = ax_transformer_describe(g->t);
    ax_tensor x = {0}, text = {0}, null_text = {0};
    g->x = load(g, "golden.x", &x);
    g->template_latents = load(g, "golden.template", NULL);
    g->plucker = load(g, "golden.plucker", NULL);
    g->text = load(g, "golden.text", &text);
    g->null_text = load(g, "golden.null_text", &null_text);
    g->velocity = load(g, "golden.velocity", NULL);
    g->sample = load(g, "golden.sample", NULL);
    g->clean = load(g, "golden.clean", NULL);
    g->given_velocity = load(g, "golden.given_velocity", NULL);
    g->given_sample = load(g, "golden.given_sample", NULL);
    assert_true(g->x && g->text && g->velocity);
    g->views = x.shape[0];
    g->frames = x.shape[3];
    g->height = x.shape[4];
    g->width = x.shape[5];
    g->text_tokens = text.shape[0];
    g->null_tokens = null_text.shape[0];
    g->count = ax_tensor_count(&x);
    g->timestep = (int)metadata(g, "timestep", 0);
    float *given = load(g, "golden.given", NULL);
    assert_true(g->frames <= (int64_t)sizeof g->given);
    for (int64_t f = 0; given && f < g->frames; f++) g->given[f] = given[f] > 0;
    ax_free(given);
    return true;
}

static inline void close_golden(golden *g) {
    float *arrays[] = {
        g->template_latents, g->plucker, g->text,           g->null_text,    g->x,
        g->velocity,         g->sample,  g->given_velocity, g->given_sample, g->clean};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) ax_free(arrays[i]);
    ax_transformer_close(g->t);
    test_backend()->close(g->dev);
    ax_weights_close(g->file);
}

static inline void need(golden *g) {
    if (!open_golden(g, golden_files[0], AX_PRECISION_F32)) skip();
}

static inline ax_sample_request request_of(const golden *g) {
    return (ax_sample_request){
        .views = g->views,
        .frames = g->frames,
        .height = g->height,
        .width = g->width,
        .template_latents = g->template_latents,
        .plucker = g->plucker,
        .text = g->text,
        .null_text = g->null_text,
        .text_tokens = g->text_tokens,
        .null_tokens = g->null_tokens,
        .sampler = AX_SAMPLER_UNIPC,
        .predicts_sample = ax_weights_metadata(g->file, "prediction") != NULL,
        .steps = (int)metadata(g, "steps", 3),
        .shift = metadata(g, "shift", 1.0),
        .guidance_text = metadata(g, "guidance_text", 1.0),
        .guidance_template = metadata(g, "guidance_template", 1.0),
        .noise = g->x};
}

#endif
