/* The CUDA backend against the CPU in F32: one step of the nano from the same noise
 * (also in FP8, where the card has it); or, as test_cuda_end_to_end MODEL, the parts of
 * another model folder, such as a Wan of random weights
 * (training/make_random_model.py). Runs on a card, or with kernels compiled for the CPU
 * (emulated/). */
#include "animax_advanced.h"
#include "diffusion/transformer.h"
#include "diffusion/vae.h"
#include "test_backend.h"

enum { VIEWS = 3, FRAMES = 3, GRID = 16, CHANNELS = 4, WIDTH = 384, TOKENS = 6 };
enum { COUNT = VIEWS * CHANNELS * FRAMES * GRID * GRID };

static void generate(ax_device_kind device, int precision, float *latents) {
    ax_error err = {0};
    ax_engine *engine = NULL;
    ax_engine_options options = ax_engine_options_default();
    options.device = device;
    options.precision = precision;
    TEST_OK(ax_engine_open(TEST_MODEL, &options, &engine, &err));
    float *templates = test_random(1, VIEWS * 2 * CHANNELS * GRID * GRID);
    float *plucker = test_random(2, VIEWS * 6 * GRID * GRID);
    float *text = test_random(3, TOKENS * WIDTH);
    ax_generate_request request = {.size = sizeof request,
                                   .views = VIEWS,
                                   .latent_frames = FRAMES,
                                   .templates = templates,
                                   .plucker = plucker,
                                   .text = text,
                                   .text_tokens = TOKENS,
                                   .text_width = WIDTH,
                                   .steps = 1,
                                   .guidance_text = 1.0,
                                   .guidance_template = 1.0,
                                   .seed = 7};
    TEST_OK(ax_engine_generate(engine, &request, latents, &err));
    ax_engine_close(engine);
    free(templates), free(plucker), free(text);
}

static void test_nano(void **state) {
    (void)state;
    static float truth[COUNT], found[COUNT];
    generate(AX_DEVICE_CPU, AX_PRECISION_F32, truth);
    generate(AX_DEVICE_CUDA, AX_PRECISION_F32, found);
    test_close("nano, one step, F32", found, truth, COUNT, 1e-4);
    /* A single sampling step, for a rig of random numbers, which is far from the
     * training data and so enlarges rounding errors. */
    generate(AX_DEVICE_CPU, AX_PRECISION_BF16, found);
    print_message("  bf16 on the CPU: error %.2e\n", test_error(found, truth, COUNT));
    generate(AX_DEVICE_CUDA, AX_PRECISION_BF16, found);
    test_close("nano, one step, bf16", found, truth, COUNT, 4e-2);
    if (!test_has_fp8()) return;
    generate(AX_DEVICE_CUDA, AX_PRECISION_FP8, found);
    test_close("nano, one step, fp8", found, truth, COUNT, 2e-1);
}

/* ---- another model's parts ---- */

static const char *model;

static ax_device *open_device(ax_device_kind kind, ax_precision precision,
                              const ax_ops **ops) {
    ax_error err = {0};
    ax_device *dev = NULL;
    const ax_device_options options = {sizeof options, 0, precision};
    TEST_OK(ax_backend_find(kind, ops, &err));
    TEST_OK((*ops)->open(&options, &dev, &err));
    print_message("  %s\n", (*ops)->describe(dev));
    return dev;
}

/* A forward pass with two views of 16 x 16 cells; the result has `count` numbers and is
 * freed by the caller. */
static float *velocity(const ax_model_config *config, ax_device_kind kind,
                       ax_precision precision, size_t *count) {
    ax_error err = {0};
    const ax_ops *ops = NULL;
    ax_device *dev = open_device(kind, precision, &ops);
    ax_transformer *t = NULL;
    ax_run *run = NULL;
    TEST_OK(ax_transformer_open(ops, dev, &config->transformer, &t, &err));
    const ax_transformer_info *i = ax_transformer_describe(t);
    enum { SIDE = 16, WORDS = 5 };
    const ax_shape shape = {
        .views = 2, .frames = 1, .height = SIDE, .width = SIDE, .texts = 1};
    const int64_t cells = shape.views * i->modalities * SIDE * SIDE;
    float *still =
        test_random(1, (size_t)(cells * (i->channels + i->conditioning_channels)));
    float *rays = test_random(2, (size_t)shape.views * 6 * SIDE * SIDE);
    float *text = test_random(3, (size_t)(WORDS * i->text_width));
    *count = (size_t)(cells * i->channels);
    float *x = test_random(4, *count);
    TEST_OK(ax_run_open(t, &shape, &run, &err));
    if (i->has_template) TEST_OK(ax_run_set_template(run, 0, still, &err));
    if (i->has_plucker) TEST_OK(ax_run_set_plucker(run, rays, &err));
    TEST_OK(ax_run_set_text(run, 0, text, WORDS, &err));
    TEST_OK(ax_run_forward(run, 0, 0, 500, x, x, NULL, &err));
    ax_run_close(run);
    ax_transformer_close(t);
    ops->close(dev);
    free(still), free(rays), free(text);
    return x;
}

/* Two latent frames to images, and these back to latents. */
static float *round_trip(const ax_model_config *config, ax_device_kind kind,
                         ax_precision precision, size_t *count) {
    ax_error err = {0};
    const ax_ops *ops = NULL;
    ax_device *dev = open_device(kind, precision, &ops);
    ax_vae *vae = NULL;
    const ax_vae_options options = {.size = sizeof options,
                                    .latents_mean = config->latents_mean,
                                    .latents_std = config->latents_std,
                                    .count = config->latent_channels};
    TEST_OK(ax_vae_open(ops, dev, config->vae_file, &options, &vae, &err));
    const ax_clips latent = {1, 2, 8, 8}, image = ax_vae_image_size(vae, latent);
    const size_t in = 2 * 64 * (size_t)config->latent_channels;
    const size_t out = (size_t)(image.frames * image.height * image.width) * 3;
    float *latents = test_random(5, in), *both = malloc((in + out) * sizeof *both);
    TEST_OK(ax_vae_decode_f32(vae, latents, latent, both, NULL, &err));
    TEST_OK(ax_vae_encode_f32(vae, both, image, both + out, NULL, &err));
    ax_vae_close(vae);
    ops->close(dev);
    free(latents);
    *count = in + out;
    return both;
}

/* The error against F32 must be at most twice that of bf16 on the CPU. */
static void compare(const char *what, const ax_model_config *config,
                    float *(*compute)(const ax_model_config *, ax_device_kind,
                                      ax_precision, size_t *)) {
    size_t count = 0;
    float *truth = compute(config, AX_DEVICE_CPU, AX_PRECISION_F32, &count);
    float *cpu = compute(config, AX_DEVICE_CPU, AX_PRECISION_BF16, &count);
    float *cuda = compute(config, AX_DEVICE_CUDA, AX_PRECISION_BF16, &count);
    const double usual = test_error(cpu, truth, count);
    print_message("  %s: %zu numbers, bf16 on the CPU: error %.2e\n", what, count,
                  usual);
    test_close(what, cuda, truth, count, 2 * usual + 1e-3);
    free(truth), free(cpu), free(cuda);
}

static void test_folder(void **state) {
    (void)state;
    ax_error err = {0};
    ax_model_config config;
    TEST_OK(ax_model_config_read(model, &config, &err));
    compare("transformer", &config, velocity);
    FILE *there = config.vae_file ? fopen(config.vae_file, "rb") : NULL;
    if (there) {
        fclose(there);
        compare("VAE", &config, round_trip);
    } else {
        print_message("  no VAE\n");
    }
    ax_model_config_free(&config);
}

int main(int argc, char **argv) {
    const struct CMUnitTest nano[] = {cmocka_unit_test(test_nano)};
    const struct CMUnitTest folder[] = {cmocka_unit_test(test_folder)};
    if (argc < 2) return cmocka_run_group_tests(nano, NULL, NULL);
    model = argv[1];
    return cmocka_run_group_tests(folder, NULL, NULL);
}
