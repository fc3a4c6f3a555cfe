/* The nano on the CUDA backend against the CPU in F32: one step from the same noise.
 * Runs on a card, or on kernels compiled for the CPU (emulated/). */
#include "animax.h"
#include "support.h"

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
    generate(AX_DEVICE_CPU, 1, truth);
    generate(AX_DEVICE_CUDA, 1, found);
    test_close("nano, one step, F32", found, truth, COUNT, 1e-4);
    generate(AX_DEVICE_CUDA, 2, found);
    test_close("nano, one step, bf16", found, truth, COUNT, 2e-2);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_nano)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
