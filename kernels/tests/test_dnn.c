/* What cuDNN says of attention's description, for cards that are not here: it makes
 * plans without one, and cannot run them. */
#include "dnn.h"
#include "support.h"

/* As cuDNN describes a card in JSON; only these two figures differ here. */
#define CARD(version, shared)                                                          \
    "{\"maxGridSize\":[2147483647,65535,65535],\"maxBlockSize\":[1024,1024,64],"       \
    "\"regsPerBlock\":65536,\"multiProcessorCount\":108,\"deviceVer\":" #version       \
    ",\"driverVer\":13000,\"smClockRateKHz\":1410000,\"memClockRateKHz\":1215000,"     \
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
static ax_dnn_key key_of(size_t shape) {
    ax_dnn_key key;
    memset(&key, 0, sizeof key);
    key.batch = shapes[shape].batch;
    key.heads = shapes[shape].heads;
    key.queries = shapes[shape].queries;
    key.keys = shapes[shape].keys;
    key.dim = shapes[shape].dim;
    const int64_t width = key.heads * key.dim;
    for (int i = 0; i < 4; i++) {
        const int64_t token = i < 3 ? 3 * width : width;
        key.strides[i][1] = token;
        key.strides[i][0] = token * (i == 1 || i == 2 ? key.keys : key.queries);
    }
    return key;
}

static void test_plans(void **state) {
    (void)state;
    int made = 0;
    for (size_t c = 0; c < sizeof cards / sizeof *cards; c++) {
        ax_dnn dnn;
        if (!ax_dnn_open_for(&dnn, cards[c].card)) {
            print_message("  %s: no cuDNN that knows such a card\n", cards[c].name);
            continue;
        }
        for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
            const ax_dnn_key key = key_of(s);
            const ax_dnn_plan *plan = ax_dnn_attention_plan(&dnn, &key);
            print_message("  %s, %s: %s, workspace %lld\n", cards[c].name,
                          shapes[s].name, plan ? "a plan" : "none",
                          plan ? (long long)plan->workspace : 0);
            assert_ptr_equal(plan, ax_dnn_attention_plan(&dnn, &key));
            made += plan != NULL;
        }
        ax_dnn_close(&dnn);
    }
    if (!made) skip();
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_plans)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
