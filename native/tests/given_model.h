/* assets/nano with and without given frames in a folder of its own, and a rig. */
#ifndef AX_TESTS_GIVEN_MODEL_H
#define AX_TESTS_GIVEN_MODEL_H

#include "support.h"

#include <limits.h>
#include <unistd.h>

#include "animax.h"
#include "turntable.h"

enum { SIZE = 128, VIEWS = 3, BONES = 4, FRAMES = 9 };

/* A folder of its own, with links to the weights. */
typedef struct given_model {
    char folder[64], json[96], weights[96], known[96], critic[96], text[96];
    ax_engine *engine;
} given_model;

static inline void link_to(const char *target, const char *path) {
    char full[PATH_MAX];
    assert_non_null(realpath(target, full));
    assert_int_equal(symlink(full, path), 0);
}

/* The place of `what` in a text that has it. */
static inline char *place_of(char *text, const char *what) {
    char *found = strstr(text, what);
    assert_non_null(found);
    return found;
}

/* model.json of the nano, which says whether it takes given frames, and its "../" as
 * "./". */
static inline void write_json(const char *path, bool given_frames) {
    static char text[16384];
    static const char key[] = "\"given_frames\": ", yes[] = "true";
    FILE *from = fopen("../../assets/nano/model.json", "rb");
    assert_non_null(from);
    const size_t length = fread(text, 1, sizeof text - 1, from);
    (void)fclose(from);
    text[length] = 0;
    char *dots = place_of(text, "\"../minilm");
    dots[1] = '.';
    dots[2] = '/';
    dots[3] = '/';
    char *value = place_of(text, key) + sizeof key - 1;
    assert_memory_equal(value, yes, sizeof yes - 1);
    FILE *to = fopen(path, "wb");
    assert_non_null(to);
    (void)fprintf(to, "%.*s%s%s", (int)(value - text), text,
                  given_frames ? yes : "false", value + sizeof yes - 1);
    assert_int_equal(fclose(to), 0);
}

static inline void open_given_model(given_model *m, bool given_frames,
                                    uint64_t memory_limit) {
    ax_error err = {0};
    ax_engine_options options = ax_engine_options_default();
    options.threads = 2;
    options.memory_limit_bytes = memory_limit;
    *m = (given_model){.folder = "/tmp/animax_given_XXXXXX"};
    assert_non_null(mkdtemp(m->folder));
    (void)snprintf(m->json, sizeof m->json, "%s/model.json", m->folder);
    (void)snprintf(m->weights, sizeof m->weights, "%s/transformer.safetensors",
                   m->folder);
    (void)snprintf(m->known, sizeof m->known, "%s/known_prompts.safetensors",
                   m->folder);
    (void)snprintf(m->critic, sizeof m->critic, "%s/critic.safetensors", m->folder);
    (void)snprintf(m->text, sizeof m->text, "%s/minilm-l6-v2", m->folder);
    link_to("../../assets/nano/transformer.safetensors", m->weights);
    link_to("../../assets/nano/known_prompts.safetensors", m->known);
    link_to("../../assets/nano/critic.safetensors", m->critic);
    link_to("../../assets/minilm-l6-v2", m->text);
    write_json(m->json, given_frames);
    TEST_OK(ax_engine_open(m->folder, &options, &m->engine, &err));
}

static inline void close_given_model(given_model *m) {
    ax_engine_close(m->engine);
    (void)unlink(m->json);
    (void)unlink(m->weights);
    (void)unlink(m->known);
    (void)unlink(m->critic);
    (void)unlink(m->text);
    assert_int_equal(rmdir(m->folder), 0);
}

/* A chain of three bones that points up, and a short bone at its side that no joint
 * stands for: it is not long enough. */
static inline ax_skeleton given_rig(void) {
    static const int32_t parents[BONES] = {-1, 0, 1, 1};
    static const double lengths[BONES] = {0.6, 0.6, 0.6, 0.001};
    static const uint8_t flags[BONES] = {AX_BONE_DEFORMS, AX_BONE_DEFORMS,
                                         AX_BONE_DEFORMS, AX_BONE_DEFORMS};
    /* y axis: world z */
    static const double rest[BONES][16] = {
        {1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0.1, 0, 0, 0, 1},
        {1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0.7, 0, 0, 0, 1},
        {1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 1.3, 0, 0, 0, 1},
        {1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0.7, 0, 0, 0, 1}};
    return (ax_skeleton){BONES, parents, rest[0], lengths, flags, NULL, NULL, NULL};
}

/* A request for it with one step; the rest is the caller's. */
static inline ax_request given_request(const ax_skeleton *skeleton) {
    static ax_camera cameras[VIEWS];
    static uint8_t white[VIEWS * SIZE * SIZE * 3]; /* the nano does not look at them */
    for (int v = 0; v < VIEWS; v++)
        cameras[v] = test_camera_at(6.283185307179586 * v / VIEWS, SIZE);
    ax_request r = ax_request_default();
    r.views = VIEWS;
    r.templates = white;
    r.cameras = cameras;
    r.skeleton = skeleton;
    r.prompt = "a snake rises";
    r.steps = 1;
    r.seed = 5;
    r.preview = true;
    r.amplitude = 1; /* as generated, whatever else the take has */
    return r;
}

#endif
