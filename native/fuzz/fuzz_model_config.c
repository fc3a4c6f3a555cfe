/* A model.json: refused, or every field lies where model_config.h says. */
#include "diffusion/model_config.h"
#include "fuzz/bytes.h"

static bool within(double value, double low, double high) {
    return value >= low && value <= high;
}

static void check_parts(const ax_model_config *c) {
    const ax_transformer_config *t = &c->transformer;
    FUZZ_REQUIRE(within(t->files, 1, AX_MODEL_MAX_FILES), "files");
    for (int i = 0; i < t->files; i++) FUZZ_REQUIRE(t->file[i], "file %d", i);
    FUZZ_REQUIRE(within(t->heads, 1, 256) && t->rope_theta >= 1 && t->eps > 0 &&
                     t->eps <= 0.1 && within(t->max_text_tokens, 3, 4096),
                 "transformer");
    FUZZ_REQUIRE(within(t->modalities, 1, 2), "modalities");
    const bool of_fields = c->field.grid > 0;
    FUZZ_REQUIRE(of_fields == !c->vae_file, "a VAE or fields");
    if (of_fields)
        FUZZ_REQUIRE(within(c->field.grid, 1, 64) && within(c->field.layers, 1, 4) &&
                         within(c->field.length, 0.05, 64) &&
                         within(c->field.noise, 1e-6, 1) &&
                         within(c->field.std, 1e-3, 1e3) && c->latent_channels == 0,
                     "fields");
    else
        FUZZ_REQUIRE(within(c->latent_channels, 1, AX_MODEL_MAX_CHANNELS), "channels");
    for (int i = 0; i < c->latent_channels; i++)
        FUZZ_REQUIRE(isfinite(c->latents_mean[i]) && c->latents_std[i] > 0, "latents");
    FUZZ_REQUIRE(c->dir && c->name && c->version && c->licence && c->description &&
                     c->text_type && c->text_dir,
                 "a string is NULL");
}

static void check_ranges(const ax_model_config *c) {
    FUZZ_REQUIRE(within(c->video.width, 16, 4096) && within(c->video.height, 16, 4096),
                 "size");
    FUZZ_REQUIRE(within(c->video.frames, 1, 1024) && c->video.fps >= 0.1 &&
                     c->video.fps <= 240,
                 "video");
    FUZZ_REQUIRE(within(c->cameras.count, 2, AX_MODEL_MAX_VIEWS) &&
                     within(c->cameras.min_views, 2, c->cameras.count) &&
                     within(c->cameras.max_views, c->cameras.count, AX_MODEL_MAX_VIEWS),
                 "views");
    FUZZ_REQUIRE(within(c->cameras.elevation_deg, -89, 89) &&
                     within(c->cameras.fov_deg, 1, 120) && c->cameras.radius >= 0.1 &&
                     c->cameras.radius <= 100 && within(c->cameras.margin, 1, 10),
                 "cameras");
    for (int views = 1; views <= AX_MODEL_MAX_VIEWS; views++)
        FUZZ_REQUIRE(isfinite(ax_model_config_azimuth(c, views - 1, views)), "azimuth");
    FUZZ_REQUIRE(c->pose_map.version >= 1 && c->pose_map.version <= 2 &&
                     within(c->pose_map.radius, 0.5, 64) &&
                     within(c->pose_map.line_width, 0, 64) &&
                     within(c->pose_map.max_joints, 0, 4096) &&
                     within(c->pose_map.merge, 0, 0.5),
                 "pose_map");
    FUZZ_REQUIRE(within(c->sampler.steps, 1, AX_SAMPLER_MAX_STEPS) &&
                     c->sampler.shift >= 0.01 && c->sampler.shift <= 100 &&
                     within(c->sampler.guidance_text, 0, 100) &&
                     within(c->sampler.guidance_template, 0, 100) &&
                     within(c->sampler.guidance_until, 0, 1) &&
                     within(c->sampler.block_cache, 0, 1),
                 "sampler");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_bytes in = fuzz_begin(NULL, 0);
    char *text = fuzz_array(&in, size, 1);
    if (size) memcpy(text, data, size);
    ax_error err = {0};
    ax_model_config config = {0};
    const ax_status status =
        ax_model_config_parse(text, size, "/models/any", &config, &err);
    if (fuzz_succeeded(status, &err)) {
        check_parts(&config);
        check_ranges(&config);
    } else {
        FUZZ_REQUIRE(status == AX_ERR_MODEL, "status %d: %s", (int)status, err.message);
        FUZZ_REQUIRE(!config.name, "written although refused");
    }
    ax_model_config_free(&config);
    fuzz_end(&in);
    return 0;
}
