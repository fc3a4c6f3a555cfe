/* Plans by the real cuDNN for cards that are not present: they can be made, but not
 * run. */
#include "dnn.h"
#include "libraries.h"
#include "support.h"

/* A card in cuDNN's JSON; only these two figures differ between them. cuDNN 9.27
 * refuses a card without its memoryBusWidth (bits), which 9.19 does not ask for. */
#define CARD(version, shared)                                                          \
    "{\"maxGridSize\":[2147483647,65535,65535],\"maxBlockSize\":[1024,1024,64],"       \
    "\"regsPerBlock\":65536,\"multiProcessorCount\":108,\"deviceVer\":" #version       \
    ",\"driverVer\":13000,\"smClockRateKHz\":1410000,\"memClockRateKHz\":1215000,"     \
    "\"memoryBusWidth\":5120,"                                                         \
    "\"l2CacheSize\":41943040,\"warpSize\":32,\"maxSharedMemoryPerBlock\":49152,"      \
    "\"maxSharedMemoryPerBlockOptin\":" #shared                                        \
    ",\"reservedSharedMemoryPerBlock\":1024,\"maxRegistersPerSM\":65536,"              \
    "\"pciDeviceId\":0,\"maxCtasPerSM\":32,\"maxThreadsPerBlock\":1024,"               \
    "\"maxThreadsPerSM\":2048,\"isTccDriver\":0,\"supportCoopLaunch\":1,"              \
    "\"cudaDeviceId\":0,\"totalGlobalMem\":80000000000,\"deviceName\":\"a card\"}"

static const struct {
    const char *name, *card;
} cards[] = {{"sm_80", CARD(800, 166912)},   {"sm_86", CARD(860, 101376)},
             {"sm_89", CARD(890, 101376)},   {"sm_90", CARD(900, 232448)},
             {"sm_100", CARD(1000, 232448)}, {"sm_120", CARD(1200, 101376)}};

static const struct {
    const char *name;
    int64_t batch, heads, queries, keys, dim;
} shapes[] = {{"nano, a view", 4, 3, 144, 144, 64},
              {"nano, all views", 1, 3, 576, 576, 64},
              {"Wan 1.3B, a view", 4, 12, 37800, 37800, 128},
              {"Wan 1.3B, text", 4, 12, 37800, 512, 128},
              {"MiniLM", 1, 12, 32, 32, 32}};

/* q, k and v side by side, as the fused projection makes them. */
static ax_dnn_key attention_key(size_t shape) {
    ax_dnn_key key;
    memset(&key, 0, sizeof key);
    key.kind = AX_DNN_ATTENTION;
    ax_dnn_attention *a = &key.attention;
    a->batch = shapes[shape].batch;
    a->heads = shapes[shape].heads;
    a->queries = shapes[shape].queries;
    a->keys = shapes[shape].keys;
    a->dim = shapes[shape].dim;
    const int64_t width = a->heads * a->dim;
    for (int i = 0; i < 4; i++) {
        const int64_t token = i < 3 ? 3 * width : width;
        a->strides[i][1] = token;
        a->strides[i][0] = token * (i == 1 || i == 2 ? a->keys : a->queries);
    }
    return key;
}

/* Of Wan's VAE at 480 px, four frames at a time. */
static const struct {
    const char *name;
    int64_t frames, side, in, out, kernel[3], stride, after;
} convs[] = {{"VAE: 3 x 3 x 3", 4, 240, 192, 192, {3, 3, 3}, 1, 1},
             {"VAE: 3 x 3 up", 4, 480, 192, 96, {1, 3, 3}, 1, 1},
             {"VAE: 3 x 3 down", 4, 480, 96, 96, {1, 3, 3}, 2, 1},
             {"VAE: time", 4, 120, 384, 384, {3, 1, 1}, 1, 0},
             {"VAE: to RGB", 4, 480, 96, 3, {3, 3, 3}, 1, 1}};

static ax_dnn_key conv_key(size_t n) {
    ax_dnn_key key;
    memset(&key, 0, sizeof key);
    key.kind = AX_DNN_CONV;
    const int64_t before = convs[n].stride == 2 ? 0 : convs[n].after;
    const int64_t padded = convs[n].side + before + convs[n].after;
    const int64_t side = (padded - convs[n].kernel[1]) / convs[n].stride + 1;
    key.conv = (ax_dnn_conv){
        .x = {convs[n].frames, convs[n].side, convs[n].side, convs[n].in},
        .y = {convs[n].frames, side, side, convs[n].out},
        .kernel = {convs[n].kernel[0], convs[n].kernel[1], convs[n].kernel[2]},
        .stride = {1, convs[n].stride, convs[n].stride},
        .before = {convs[n].kernel[0] - 1, before, before}, /* causal in time */
        .after = {0, convs[n].after, convs[n].after},
        .has_bias = 1,
    };
    return key;
}

static int ask(ax_dnn *dnn, const char *card, const char *name, ax_dnn_key key) {
    const ax_dnn_plan *plan = ax_dnn_find(dnn, &key);
    print_message("  %s, %s: %s, workspace %lld\n", card, name,
                  plan ? "a plan" : "none", plan ? (long long)plan->workspace : 0);
    assert_ptr_equal(plan, ax_dnn_find(dnn, &key)); /* from the cache */
    /* cuDNN 9.19 and 9.27 make all of them; earlier versions were not tried. */
    if (dnn->version >= 91900) assert_non_null(plan);
    return plan != NULL;
}

static void test_plans(void **state) {
    (void)state;
    int made = 0;
    for (size_t c = 0; c < sizeof cards / sizeof *cards; c++) {
        ax_dnn dnn;
        if (!ax_dnn_open_for(&dnn, cards[c].card)) {
            print_message("  %s: cuDNN does not know such a card\n", cards[c].name);
            continue;
        }
        for (size_t n = 0; n < sizeof shapes / sizeof *shapes; n++)
            made += ask(&dnn, cards[c].name, shapes[n].name, attention_key(n));
        for (size_t n = 0; n < sizeof convs / sizeof *convs; n++)
            made += ask(&dnn, cards[c].name, convs[n].name, conv_key(n));
        ax_dnn_close(&dnn);
    }
    print_message("  %d plans\n", made);
    /* A cuDNN to which our cards are wrong: then nothing at all was tested. */
    assert_true(made > 0);
}

/* Without a cuDNN there is nothing to test, and ctest lists the test as skipped. */
int main(void) {
    enum { SKIPPED = 77 }; /* as in CMakeLists.txt */
    static const char *const names[] = {"libcudnn.so.9", NULL};
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_plans)};
    if (!ax_library_open(names, "cudnn")) {
        print_message("skipped: no libcudnn.so.9 (make setup-cuda)\n");
        return SKIPPED;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
