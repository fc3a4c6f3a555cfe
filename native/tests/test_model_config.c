/* model.json: what is read, and an error message for every mistake in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "diffusion/model_config.h"

static const char good[] =
    "{\"format\": 1, \"name\": \"nano\", \"version\": \"0.1.0\", \"licence\": "
    "\"CC0-1.0\","
    " \"modalities\": [\"pose\"],"
    " \"transformer\": {\"files\": [\"a.safetensors\", \"/b/c.safetensors\"],"
    "   \"heads\": 3, \"rope_theta\": 10000, \"eps\": 1e-6},"
    " \"vae\": {\"file\": \"vae.safetensors\", \"latents_mean\": [0.5, -1],"
    "   \"latents_std\": [1.5, 2]},"
    " \"text\": {\"type\": \"bert\", \"dir\": \"../minilm\", \"max_tokens\": 32},"
    " \"video\": {\"width\": 128, \"height\": 96, \"frames\": 9, \"fps\": 7.5},"
    " \"cameras\": {\"azimuths_deg\": [45, 135, 225, 315], \"elevation_deg\": 10,"
    "   \"fov_deg\": 26.6, \"radius\": 2.7, \"margin\": 1.25, \"min_views\": 3,"
    "   \"max_views\": 8},"
    " \"pose_map\": {\"version\": 1, \"radius\": 2.5, \"line_width\": 1.5,"
    "   \"max_joints\": 32, \"merge\": 0.01},"
    " \"sampler\": {\"type\": \"unipc\", \"steps\": 12, \"shift\": 1.0,"
    "   \"guidance_text\": 2.0, \"guidance_template\": 1.0},"
    " \"training\": {\"hours\": 3}, \"metrics\": {}}";

static ax_status parse(const char *text, ax_model_config *out, ax_error *err) {
    return ax_model_config_parse(text, strlen(text), "/models/nano", out, err);
}

static void reads_every_field(void **state) {
    (void)state;
    ax_model_config c = {0};
    ax_error err = {0};
    if (parse(good, &c, &err) != AX_OK) fail_msg("%s", err.message);
    assert_string_equal(c.name, "nano");
    assert_string_equal(c.description, "");
    assert_int_equal(c.transformer.modalities, 1);
    assert_int_equal(c.transformer.modality[0], AX_MODALITY_POSE);
    assert_int_equal(c.transformer.files, 2);
    assert_string_equal(c.transformer.file[0], "/models/nano/a.safetensors");
    assert_string_equal(c.transformer.file[1], "/b/c.safetensors");
    assert_int_equal(c.transformer.heads, 3);
    assert_true(c.transformer.rope_theta == 10000.0 && c.transformer.eps == 1e-6);
    assert_true(c.transformer.has_template);
    assert_int_equal(c.transformer.max_text_tokens, 32);
    assert_string_equal(c.vae_file, "/models/nano/vae.safetensors");
    assert_int_equal(c.latent_channels, 2);
    assert_true(c.latents_mean[1] == -1.0f && c.latents_std[0] == 1.5f);
    assert_string_equal(c.text_dir, "/models/nano/../minilm");
    assert_true(c.video.width == 128 && c.video.height == 96 && c.video.frames == 9);
    assert_true(c.video.fps == 7.5 && c.cameras.fov_deg == 26.6 &&
                c.cameras.margin == 1.25);
    assert_true(c.cameras.radius == 2.7 && c.cameras.elevation_deg == 10.0);
    assert_true(c.cameras.min_views == 3 && c.cameras.max_views == 8);
    assert_true(ax_model_config_azimuth(&c, 2, 4) == 225.0);
    assert_true(ax_model_config_azimuth(&c, 1, 3) == 165.0);
    assert_true(c.pose_map.version == 1 && c.pose_map.radius == 2.5);
    assert_true(c.pose_map.line_width == 1.5 && c.pose_map.max_joints == 32);
    assert_true(c.pose_map.merge == 0.01);
    assert_int_equal(c.sampler.type, AX_SAMPLER_UNIPC);
    assert_false(c.sampler.predicts_sample);
    assert_true(c.sampler.steps == 12 && c.sampler.shift == 1.0);
    assert_true(c.sampler.guidance_text == 2.0 && c.sampler.guidance_template == 1.0);
    ax_model_config_free(&c);
    ax_model_config_free(NULL);
}

/* Replaces `from` in the good text by `to`; the message must contain `says`. */
#define POSE_FIELD                                                                     \
    "\"pose_field\": {\"grid\": 16, \"layers\": 2, \"length\": 0.8, \"noise\": 0.01, " \
    "\"std\": 0.6, \"marker_layers\": "

static const struct {
    const char *from, *to, *says;
} wrong[] = {
    {"\"format\": 1", "\"format\": 2", "format"},
    {"\"format\": 1, ", "", "format"},
    {"[\"pose\"]", "[]", "modalities"},
    {"[\"pose\"]", "[\"depth\"]", "depth"},
    {"[\"pose\"]", "[\"pose\", \"pose\"]", "twice"},
    {"[\"pose\"]", "[\"rgb\", \"pose\", \"rgb\"]", "modalities"},
    {"[\"pose\"]", "\"pose\"", "modalities"},
    {"[\"a.safetensors\", \"/b/c.safetensors\"]", "[]", "files"},
    {"[\"a.safetensors\", \"/b/c.safetensors\"]", "[\"\"]", "empty"},
    {"[\"a.safetensors\", \"/b/c.safetensors\"]", "[7]", "files"},
    {"\"heads\": 3", "\"heads\": 0", "heads"},
    {"\"heads\": 3", "\"heads\": 2.5", "heads"},
    {"\"heads\": 3", "\"heads\": \"3\"", "heads"},
    {"\"rope_theta\": 10000", "\"rope_theta\": -1", "rope_theta"},
    {"\"eps\": 1e-6", "\"eps\": 0", "eps"},
    {"\"eps\": 1e-6", "\"eps\": 1e-6, \"template\": 1", "template"},
    {"\"file\": \"vae.safetensors\", ", "", "vae.file"},
    {"[1.5, 2]", "[1.5]", "latents_std"},
    {"[1.5, 2]", "[1.5, 0]", "deviation"},
    {"[1.5, 2]", "[1.5, -2]", "deviation"},
    {"\"type\": \"bert\"", "\"type\": 6", "text.type"},
    {"\"max_tokens\": 32", "\"max_tokens\": 0", "max_tokens"},
    {"\"width\": 128", "\"width\": 8", "width"},
    {"\"height\": 96", "\"height\": 100000", "height"},
    {"\"frames\": 9", "\"frames\": 0", "frames"},
    {"\"fps\": 7.5", "\"fps\": 0", "fps"},
    {"\"format\": 1", "\"format\": 1, \"given_frames\": 1", "given_frames"},
    {"\"format\": 1", "\"format\": 1, \"given_frames\": true, \"context_frames\": 9",
     "context_frames"},
    {"\"frames\": 9, \"fps\": 7.5}",
     "\"frames\": 1, \"fps\": 7.5}, \"given_frames\": true", "2 or more"},
    {"[45, 135, 225, 315]", "[45, 135]", "min_views"},
    {"[45, 135, 225, 315]", "[45, 135, 225, 1e9]", "azimuths_deg"},
    {"\"elevation_deg\": 10", "\"elevation_deg\": 90", "elevation_deg"},
    {"\"fov_deg\": 26.6", "\"fov_deg\": 180", "fov_deg"},
    {"\"radius\": 2.7", "\"radius\": 0", "cameras.radius"},
    {"\"margin\": 1.25", "\"margin\": 0.5", "margin"},
    {"\"max_views\": 8", "\"max_views\": 3", "max_views"},
    {"\"max_views\": 8", "\"max_views\": 17", "max_views"},
    {"{\"version\": 1,", "{\"version\": 3,", "pose_map.version"},
    {"{\"version\": 1,", "{\"version\": 0,", "pose_map.version"},
    {"\"radius\": 2.5", "\"radius\": 0.1", "pose_map.radius"},
    {"\"line_width\": 1.5", "\"line_width\": -1", "line_width"},
    {"\"max_joints\": 32", "\"max_joints\": -1", "max_joints"},
    {"\"merge\": 0.01", "\"merge\": 0.6", "merge"},
    {"\"merge\": 0.01", "\"merge\": 0.01, \"max_markers\": -1", "max_markers"},
    {"\"metrics\": {}", POSE_FIELD "2}", "marker_layers"},
    {"\"metrics\": {}", POSE_FIELD "1, \"marker_gain\": 0}", "marker_gain"},
    {"\"type\": \"unipc\"", "\"type\": \"ddim\"", "ddim"},
    {"\"steps\": 12", "\"prediction\": \"epsilon\", \"steps\": 12",
     "\"flow_prediction\" and \"sample\""},
    {"\"steps\": 12", "\"steps\": 0", "steps"},
    {"\"shift\": 1.0", "\"shift\": 0", "shift"},
    {"\"guidance_text\": 2.0", "\"guidance_text\": -1", "guidance_text"},
    {"\"guidance_template\": 1.0", "\"guidance_template\": 1.0, \"guidance_until\": 2",
     "guidance_until"},
    {"\"guidance_template\": 1.0", "\"guidance_template\": 1.0, \"block_cache\": 1.5",
     "block_cache"},
    {"\"guidance_template\": 1.0", "\"guidance_template\": 101", "guidance_template"},
    {"\"guidance_template\": 1.0", "\"guidance_template\": null", "guidance_template"},
    {"\"fps\": 7.5", "\"fps\": 1e-300", "video.fps"},
    {"\"shift\": 1.0", "\"shift\": 1e-300", "sampler.shift"},
    {"\"radius\": 2.7", "\"radius\": 1e-300", "cameras.radius"},
    {"\"eps\": 1e-6", "\"eps\": 1e-300", "transformer.eps"},
    {"\"max_joints\": 32", "\"max_joints\": 1", "pose_map.max_joints"},
    {"\"merge\": 0.01", "\"merge\": 0.01, \"tails\": \"none\"", "pose_map.tails"},
    {"\"dir\": \"../minilm\"", "\"dir\": \"\"", "text.dir"},
    {"\"min_views\": 3", "\"min_views\": 1", "min_views"},
    {"\"fps\": 7.5", "\"fps\": NaN", "(\"fps\")"},
    {"\"hours\": 3", "\"hours\": Infinity", "(\"hours\")"},
    {"\"format\": 1", "\"format\": 1, \"context_frames\": 0", "context_frames"},
    {"\"format\": 1", "\"format\": 1, \"critic\": null", "critic.file"},
    {"\"format\": 1", "\"format\": 1, \"known_prompts\": {\"low\": 0.5}",
     "known_prompts.file"},
    {"\"format\": 1", "\"format\": 1, \"known_prompts\": {\"file\": \"k\"}",
     "known_prompts.low"},
    {"\"format\": 1", "\"format\": 1, \"critic\": {\"file\": \"c\", \"low\": 0.5}",
     "critic.high"},
    {"\"format\": 1",
     "\"format\": 1, \"critic\": {\"file\": \"c\", \"low\": 0.5, \"high\": 0.5}",
     "larger"},
    {"\"format\": 1", "\"format\": 1, \"critic\": {\"file\": \"c\", \"amplify\": 0.5}",
     "critic.amplify"},
    {"\"metrics\": {}", POSE_FIELD "0}", "square"},
    {"\"metrics\": {}}", "\"metrics\": {}", ""},
};

static void reads_given_frames(void **state) {
    (void)state;
    static const struct {
        const char *fields;
        int context;
    } cases[] = {{"", 0},
                 {"\"given_frames\": false, \"context_frames\": 2,", 0},
                 {"\"given_frames\": true,", 3},
                 {"\"given_frames\": true, \"context_frames\": 8,", 8}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[4096];
        ax_model_config c = {0};
        ax_error err = {0};
        (void)snprintf(text, sizeof text, "{%s%s", cases[i].fields, good + 1);
        if (parse(text, &c, &err) != AX_OK) fail_msg("%s", err.message);
        assert_true(c.given_frames == (i > 1));
        assert_int_equal(c.context_frames, cases[i].context);
        ax_model_config_free(&c);
    }
}

static void accepts_pose_maps_of_version_2(void **state) {
    (void)state;
    char text[4096];
    ax_model_config c = {0};
    ax_error err = {0};
    (void)snprintf(text, sizeof text, "%s", good);
    char *at = strstr(text, "{\"version\": 1,");
    assert_non_null(at);
    at[strlen("{\"version\": ")] = '2';
    if (parse(text, &c, &err) != AX_OK) fail_msg("%s", err.message);
    assert_int_equal(c.pose_map.version, 2);
    ax_model_config_free(&c);
}

static void reads_markers(void **state) {
    (void)state;
    char text[4096];
    ax_model_config c = {0};
    ax_error err = {0};
    assert_int_equal(c.pose_map.max_markers, 0);
    for (int gain = 0; gain < 2; gain++) {
        const char *merge = strstr(good, "\"merge\""),
                   *end = strstr(good, "\"metrics\"");
        (void)snprintf(text, sizeof text, "%.*s\"max_markers\": 16, %.*s%s1%s}}",
                       (int)(merge - good), good, (int)(end - merge), merge, POSE_FIELD,
                       gain ? ", \"marker_gain\": 5" : "");
        /* Fields need square frames. */
        memcpy(strstr(text, "\"height\": 96") + strlen("\"height\": "), "128,", 4);
        if (parse(text, &c, &err) != AX_OK) fail_msg("%s", err.message);
        assert_int_equal(c.pose_map.max_markers, 16);
        assert_int_equal(c.field.marker_layers, 1);
        assert_true(c.field.marker_gain == (gain ? 5 : 3));
        ax_model_config_free(&c);
    }
}

static void refuses_with_a_sentence(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[4096];
        const char *at = strstr(good, wrong[i].from);
        if (!at) fail_msg("case %zu is not in the good text: %s", i, wrong[i].from);
        (void)snprintf(text, sizeof text, "%.*s%s%s", (int)(at - good), good,
                       wrong[i].to, at + strlen(wrong[i].from));
        ax_model_config c = {0};
        ax_error err = {0};
        size_t before = ax_memory_in_use();
        ax_status status = parse(text, &c, &err);
        if (status != AX_ERR_MODEL || !strstr(err.message, wrong[i].says))
            fail_msg("%s -> status %d, \"%s\"", wrong[i].to, (int)status, err.message);
        assert_null(c.name);
        assert_int_equal(ax_memory_in_use(), before);
    }
    printf("%zu wrong descriptions refused\n", sizeof wrong / sizeof *wrong);
}

static void missing_folder(void **state) {
    (void)state;
    ax_model_config c = {0};
    ax_error err = {0};
    assert_int_equal(ax_model_config_read("/no/such/folder", &c, &err), AX_ERR_MODEL);
    assert_non_null(strstr(err.message, "/no/such/folder"));
}

/* The n-th allocation fails: AX_ERR_RESOURCE, and no leak. */
static int countdown;
static void *failing_alloc(size_t size) {
    return countdown-- > 0 ? aligned_alloc(64, size) : NULL;
}

static void survives_lack_of_memory(void **state) {
    (void)state;
    int failures = 0;
    for (int n = 0; n < 200; n++) {
        countdown = n;
        ax_memory_set_hooks(failing_alloc, free);
        ax_model_config c = {0};
        ax_error err = {0};
        size_t before = ax_memory_in_use();
        ax_status status = parse(good, &c, &err);
        if (status == AX_OK) ax_model_config_free(&c);
        bool balanced = ax_memory_in_use() == before;
        ax_memory_set_hooks(NULL, NULL);
        assert_true(balanced);
        if (status == AX_OK) break;
        assert_int_equal(status, AX_ERR_RESOURCE);
        failures++;
    }
    printf("%d allocations failed one by one\n", failures);
    assert_true(failures > 5 && failures < 200);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_every_field),
                                       cmocka_unit_test(reads_given_frames),
                                       cmocka_unit_test(accepts_pose_maps_of_version_2),
                                       cmocka_unit_test(reads_markers),
                                       cmocka_unit_test(refuses_with_a_sentence),
                                       cmocka_unit_test(missing_folder),
                                       cmocka_unit_test(survives_lack_of_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
