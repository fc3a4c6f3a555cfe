#include "diffusion/model_config.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"

static ax_status copy_string(const char *from, char **out, ax_error *err) {
    size_t bytes = strlen(from) + 1;
    AX_TRY(ax_malloc(bytes, 1, "a string of model.json", (void **)out, err));
    memcpy(*out, from, bytes);
    return AX_OK;
}

/* `path`, the value of `key`, against the model folder, unless it is absolute. */
static ax_status resolve(const char *dir, const char *key, const char *path, char **out,
                         ax_error *err) {
    if (path[0] == '\0')
        return ax_fail(err, AX_ERR_MODEL,
                       "model.json: \"%s\" is empty; it names a file or a folder.",
                       key);
    if (path[0] == '/') return copy_string(path, out, err);
    size_t bytes = strlen(dir) + strlen(path) + 2;
    AX_TRY(ax_malloc(bytes, 1, "a path of model.json", (void **)out, err));
    snprintf(*out, bytes, "%s/%s", dir, path);
    return AX_OK;
}

static ax_status read_path(const ax_json *doc, const char *key, const char *dir,
                           char **out, ax_error *err) {
    const char *text = NULL;
    AX_TRY(ax_json_string(doc, key, &text, err));
    return resolve(dir, key, text, out, err);
}

/* A text that is only displayed: may be absent. */
static ax_status read_label(const ax_json *doc, const char *key, char **out,
                            ax_error *err) {
    const char *text = "";
    if (ax_json_has(doc, key)) AX_TRY(ax_json_string(doc, key, &text, err));
    return copy_string(text, out, err);
}

static ax_status read_int(const ax_json *doc, const char *key, int low, int high,
                          int *out, ax_error *err) {
    int64_t value = 0;
    AX_TRY(ax_json_integer(doc, key, low, high, &value, err));
    *out = (int)value;
    return AX_OK;
}

static ax_status read_bool(const ax_json *doc, const char *key, bool fallback,
                           bool *out, ax_error *err) {
    const cJSON *value = ax_json_find(doc, key);
    if (value && !cJSON_IsBool(value))
        return ax_fail(err, AX_ERR_MODEL, "model.json: \"%s\" must be true or false.",
                       key);
    *out = value ? cJSON_IsTrue(value) != 0 : fallback;
    return AX_OK;
}

static ax_status read_modalities(const ax_json *doc, ax_transformer_config *t,
                                 ax_error *err) {
    const char *name[AX_MODEL_MAX_MODALITIES] = {NULL};
    size_t count = 0;
    AX_TRY(
        ax_json_strings(doc, "modalities", AX_MODEL_MAX_MODALITIES, name, &count, err));
    if (count == 0)
        return ax_fail(err, AX_ERR_MODEL,
                       "model.json: \"modalities\" is empty; it must list \"rgb\", "
                       "\"pose\" or both.");
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name[i], "rgb") == 0) {
            t->modality[i] = AX_MODALITY_RGB;
        } else if (strcmp(name[i], "pose") == 0) {
            t->modality[i] = AX_MODALITY_POSE;
        } else {
            return ax_fail(
                err, AX_ERR_MODEL,
                "model.json: \"modalities\" names \"%.40s\"; known are \"rgb\" "
                "and \"pose\".",
                name[i]);
        }
    }
    if (count == 2 && t->modality[0] == t->modality[1])
        return ax_fail(err, AX_ERR_MODEL,
                       "model.json: \"modalities\" names \"%s\" twice.", name[0]);
    t->modalities = (int)count;
    return AX_OK;
}

/* "adapters": [{"file": ..., "weight": 1}, ...] */
static ax_status read_adapters(const ax_json *doc, const char *dir,
                               ax_transformer_config *t, ax_error *err) {
    const cJSON *list = ax_json_find(doc, "adapters");
    if (!list) return AX_OK;
    const int count = cJSON_IsArray(list) ? cJSON_GetArraySize(list) : -1;
    if (count < 0 || count > AX_MODEL_MAX_ADAPTERS)
        return ax_fail(err, AX_ERR_MODEL,
                       "model.json: \"adapters\" must be a list of at most %d objects "
                       "with \"file\" and \"weight\".",
                       (int)AX_MODEL_MAX_ADAPTERS);
    const cJSON *entry;
    cJSON_ArrayForEach(entry, list) {
        const cJSON *file = cJSON_GetObjectItemCaseSensitive(entry, "file");
        const cJSON *weight = cJSON_GetObjectItemCaseSensitive(entry, "weight");
        ax_adapter_config *a = &t->adapter[t->adapters];
        if (!cJSON_IsString(file))
            return ax_fail(err, AX_ERR_MODEL,
                           "model.json: \"adapters\" %d: \"file\" must be a string.",
                           t->adapters);
        a->weight = weight ? weight->valuedouble : 1.0;
        if (weight && !(cJSON_IsNumber(weight) && fabs(a->weight) <= 10))
            return ax_fail(err, AX_ERR_MODEL,
                           "model.json: \"adapters\" %d: \"weight\" must be a number "
                           "from -10 to 10.",
                           t->adapters);
        AX_TRY(resolve(dir, "adapters", file->valuestring, &a->file, err));
        t->adapters++;
    }
    return AX_OK;
}

static ax_status read_transformer(const ax_json *doc, const char *dir,
                                  ax_transformer_config *t, ax_error *err) {
    const char *file[AX_MODEL_MAX_FILES] = {NULL};
    size_t files = 0;
    AX_TRY(read_modalities(doc, t, err));
    AX_TRY(ax_json_strings(doc, "transformer.files", AX_MODEL_MAX_FILES, file, &files,
                           err));
    if (files == 0)
        return ax_fail(err, AX_ERR_MODEL,
                       "model.json: \"transformer.files\" is empty.");
    for (size_t i = 0; i < files; i++) {
        AX_TRY(resolve(dir, "transformer.files", file[i], &t->file[i], err));
        t->files = (int)i + 1;
    }
    AX_TRY(read_adapters(doc, dir, t, err));
    AX_TRY(read_int(doc, "transformer.heads", 1, 256, &t->heads, err));
    AX_TRY(
        ax_json_number(doc, "transformer.rope_theta", 1.0, 1e9, &t->rope_theta, err));
    AX_TRY(ax_json_number(doc, "transformer.eps", 1e-12, 0.1, &t->eps, err));
    AX_TRY(read_bool(doc, "transformer.template", true, &t->has_template, err));
    AX_TRY(read_bool(doc, "transformer.template_frame", true, &t->has_template_frame,
                     err));
    return read_int(doc, "text.max_tokens", 3, 4096, &t->max_text_tokens, err);
}

static ax_status read_vae(const ax_json *doc, const char *dir, ax_model_config *c,
                          ax_error *err) {
    double mean[AX_MODEL_MAX_CHANNELS], deviation[AX_MODEL_MAX_CHANNELS];
    size_t means = 0, deviations = 0;
    AX_TRY(read_path(doc, "vae.file", dir, &c->vae_file, err));
    AX_TRY(ax_json_numbers(doc, "vae.latents_mean", AX_MODEL_MAX_CHANNELS, mean, &means,
                           err));
    AX_TRY(ax_json_numbers(doc, "vae.latents_std", AX_MODEL_MAX_CHANNELS, deviation,
                           &deviations, err));
    if (means == 0 || means != deviations)
        return ax_fail(
            err, AX_ERR_MODEL,
            "model.json: \"vae.latents_mean\" has %zu numbers and "
            "\"vae.latents_std\" %zu; both need one for each latent channel.",
            means, deviations);
    for (size_t i = 0; i < means; i++) {
        if (!(fabs(mean[i]) <= 1e6) || !(deviation[i] >= 1e-6 && deviation[i] <= 1e6))
            return ax_fail(err, AX_ERR_MODEL,
                           "model.json: the latents of channel %zu have mean %g and "
                           "deviation %g; a deviation must be between 1e-6 and 1e6.",
                           i, mean[i], deviation[i]);
        c->latents_mean[i] = (float)mean[i];
        c->latents_std[i] = (float)deviation[i];
    }
    c->latent_channels = (int)means;
    return AX_OK;
}

/* A model of displacement fields, which has no VAE. ax_pose_field_check knows the rest
 * of the limits. */
static ax_status read_field(const ax_json *doc, ax_model_config *c, ax_error *err) {
    AX_TRY(read_int(doc, "pose_field.grid", 1, 64, &c->field.grid, err));
    AX_TRY(read_int(doc, "pose_field.layers", 1, 4, &c->field.layers, err));
    AX_TRY(ax_json_number(doc, "pose_field.length", 0.05, 64, &c->field.length, err));
    AX_TRY(ax_json_number(doc, "pose_field.noise", 1e-6, 1, &c->field.noise, err));
    AX_TRY(ax_json_number(doc, "pose_field.std", 1e-3, 1e3, &c->field.std, err));
    c->field.marker_gain = 3;
    if (ax_json_has(doc, "pose_field.marker_layers"))
        AX_TRY(read_int(doc, "pose_field.marker_layers", 0, 1, &c->field.marker_layers,
                        err));
    if (ax_json_has(doc, "pose_field.marker_gain"))
        AX_TRY(ax_json_number(doc, "pose_field.marker_gain", 0.1, 100,
                              &c->field.marker_gain, err));
    if (c->transformer.modalities == 1 &&
        c->transformer.modality[0] == AX_MODALITY_POSE)
        return AX_OK;
    return ax_fail(err, AX_ERR_MODEL,
                   "model.json: a model with \"pose_field\" makes poses alone, but "
                   "\"modalities\" is not [\"pose\"].");
}

static ax_status read_text(const ax_json *doc, const char *dir, ax_model_config *c,
                           ax_error *err) {
    const char *type = NULL;
    AX_TRY(ax_json_string(doc, "text.type", &type, err));
    AX_TRY(copy_string(type, &c->text_type, err));
    return read_path(doc, "text.dir", dir, &c->text_dir, err);
}

static ax_status read_cameras(const ax_json *doc, ax_model_config *c, ax_error *err) {
    size_t count = 0;
    AX_TRY(ax_json_numbers(doc, "cameras.azimuths_deg", AX_MODEL_MAX_VIEWS,
                           c->cameras.azimuth_deg, &count, err));
    for (size_t i = 0; i < count; i++)
        if (!(fabs(c->cameras.azimuth_deg[i]) <= 720.0))
            return ax_fail(
                err, AX_ERR_MODEL,
                "model.json: \"cameras.azimuths_deg\" has %g; angles must lie "
                "between -720 and 720.",
                c->cameras.azimuth_deg[i]);
    c->cameras.count = (int)count;
    AX_TRY(ax_json_number(doc, "cameras.elevation_deg", -89.0, 89.0,
                          &c->cameras.elevation_deg, err));
    AX_TRY(
        ax_json_number(doc, "cameras.fov_deg", 1.0, 120.0, &c->cameras.fov_deg, err));
    AX_TRY(ax_json_number(doc, "cameras.radius", 0.1, 100.0, &c->cameras.radius, err));
    AX_TRY(ax_json_number(doc, "cameras.margin", 1.0, 10.0, &c->cameras.margin, err));
    AX_TRY(read_int(doc, "cameras.min_views", 2, AX_MODEL_MAX_VIEWS,
                    &c->cameras.min_views, err));
    AX_TRY(read_int(doc, "cameras.max_views", 2, AX_MODEL_MAX_VIEWS,
                    &c->cameras.max_views, err));
    if (c->cameras.min_views > c->cameras.count ||
        c->cameras.count > c->cameras.max_views)
        return ax_fail(
            err, AX_ERR_MODEL,
            "model.json: \"cameras.azimuths_deg\" lists %d azimuths, which must lie "
            "between \"cameras.min_views\" (%d) and \"cameras.max_views\" (%d).",
            c->cameras.count, c->cameras.min_views, c->cameras.max_views);
    return AX_OK;
}

/* 0..1; unchanged if the key is absent. */
static ax_status read_share(const ax_json *doc, const char *path, double *out,
                            ax_error *err) {
    return ax_json_has(doc, path) ? ax_json_number(doc, path, 0.0, 1.0, out, err)
                                  : AX_OK;
}

static ax_status read_given(const ax_json *doc, ax_model_config *c, ax_error *err) {
    const int most = c->video.frames - 1;
    AX_TRY(read_bool(doc, "given_frames", false, &c->given_frames, err));
    if (!c->given_frames) {
        int unused;
        return ax_json_has(doc, "context_frames")
                   ? read_int(doc, "context_frames", 1, AX_MODEL_MAX_FRAMES, &unused,
                              err)
                   : AX_OK;
    }
    if (most < 1)
        return ax_fail(err, AX_ERR_MODEL,
                       "model.json: with \"given_frames\", \"video.frames\" must be 2 "
                       "or more.");
    c->context_frames = most < 3 ? most : 3;
    return ax_json_has(doc, "context_frames")
               ? read_int(doc, "context_frames", 1, most, &c->context_frames, err)
               : AX_OK;
}

static ax_status read_critic(const ax_json *doc, const char *dir, ax_model_config *c,
                             ax_error *err) {
    c->critic_low = -1;
    c->critic_high = 1;
    c->critic_amplify = 1;
    if (!ax_json_has(doc, "critic")) return AX_OK;
    AX_TRY(read_path(doc, "critic.file", dir, &c->critic_file, err));
    if (ax_json_has(doc, "critic.amplify"))
        AX_TRY(ax_json_number(doc, "critic.amplify", 1, AX_MAX_AMPLITUDE,
                              &c->critic_amplify, err));
    if (!ax_json_has(doc, "critic.low") && !ax_json_has(doc, "critic.high"))
        return AX_OK;
    AX_TRY(ax_json_number(doc, "critic.low", -1, 1, &c->critic_low, err));
    AX_TRY(ax_json_number(doc, "critic.high", -1, 1, &c->critic_high, err));
    if (c->critic_high > c->critic_low) return AX_OK;
    return ax_fail(err, AX_ERR_MODEL,
                   "model.json: \"critic.high\" (%g) must be larger than "
                   "\"critic.low\" (%g).",
                   c->critic_high, c->critic_low);
}

static ax_status read_known_prompts(const ax_json *doc, const char *dir,
                                    ax_model_config *c, ax_error *err) {
    if (!ax_json_has(doc, "known_prompts")) return AX_OK;
    AX_TRY(read_path(doc, "known_prompts.file", dir, &c->known_prompts_file, err));
    return ax_json_number(doc, "known_prompts.low", -1, 1, &c->known_prompts_low, err);
}

static ax_status read_pose_map(const ax_json *doc, ax_model_config *c, ax_error *err) {
    AX_TRY(read_int(doc, "pose_map.version", 1, 2, &c->pose_map.version, err));
    AX_TRY(ax_json_number(doc, "pose_map.radius", 0.5, 64.0, &c->pose_map.radius, err));
    AX_TRY(ax_json_number(doc, "pose_map.line_width", 0.0, 64.0,
                          &c->pose_map.line_width, err));
    AX_TRY(read_int(doc, "pose_map.max_joints", 0, 4096, &c->pose_map.max_joints, err));
    if (c->pose_map.max_joints == 1)
        return ax_fail(
            err, AX_ERR_MODEL,
            "model.json: \"pose_map.max_joints\" is 1; a pose needs 2 joints "
            "or more (0: no limit).");
    AX_TRY(ax_json_number(doc, "pose_map.merge", 0.0, 0.5, &c->pose_map.merge, err));
    if (ax_json_has(doc, "pose_map.max_markers"))
        AX_TRY(read_int(doc, "pose_map.max_markers", 0, 4096, &c->pose_map.max_markers,
                        err));
    if (!ax_json_has(doc, "pose_map.tails")) return AX_OK;
    const char *tails;
    AX_TRY(ax_json_string(doc, "pose_map.tails", &tails, err));
    if (strcmp(tails, "box") == 0 || strcmp(tails, "reach") == 0) return AX_OK;
    return ax_fail(err, AX_ERR_MODEL,
                   "model.json: \"pose_map.tails\" is \"%.40s\"; this version supports "
                   "\"box\" and \"reach\".",
                   tails);
}

static ax_status read_prediction(const ax_json *doc, ax_model_config *c,
                                 ax_error *err) {
    if (!ax_json_has(doc, "sampler.prediction")) return AX_OK;
    const char *name = NULL;
    AX_TRY(ax_json_string(doc, "sampler.prediction", &name, err));
    c->sampler.predicts_sample = strcmp(name, "sample") == 0;
    if (c->sampler.predicts_sample || strcmp(name, "flow_prediction") == 0)
        return AX_OK;
    return ax_fail(err, AX_ERR_MODEL,
                   "model.json: \"sampler.prediction\" is \"%.40s\"; this version "
                   "supports \"flow_prediction\" and \"sample\".",
                   name);
}

static ax_status read_sampler(const ax_json *doc, ax_model_config *c, ax_error *err) {
    const char *type = NULL;
    AX_TRY(ax_json_string(doc, "sampler.type", &type, err));
    ax_error why = {0};
    if (ax_sampler_type_of(type, &c->sampler.type, &why) != AX_OK)
        return ax_fail(err, AX_ERR_MODEL, "model.json: \"sampler.type\": %.400s",
                       why.message);
    AX_TRY(read_int(doc, "sampler.steps", 1, AX_SAMPLER_MAX_STEPS, &c->sampler.steps,
                    err));
    AX_TRY(ax_json_number(doc, "sampler.shift", 0.01, 100.0, &c->sampler.shift, err));
    AX_TRY(ax_json_number(doc, "sampler.guidance_text", 0.0, 100.0,
                          &c->sampler.guidance_text, err));
    AX_TRY(ax_json_number(doc, "sampler.guidance_template", 0.0, 100.0,
                          &c->sampler.guidance_template, err));
    AX_TRY(read_prediction(doc, c, err));
    AX_TRY(read_share(doc, "sampler.guidance_until", &c->sampler.guidance_until, err));
    return read_share(doc, "sampler.block_cache", &c->sampler.block_cache, err);
}

static ax_status read_rest(const ax_json *doc, const char *dir, ax_model_config *c,
                           ax_error *err) {
    AX_TRY(read_int(doc, "video.width", 16, 4096, &c->video.width, err));
    AX_TRY(read_int(doc, "video.height", 16, 4096, &c->video.height, err));
    AX_TRY(
        read_int(doc, "video.frames", 1, AX_MODEL_MAX_FRAMES, &c->video.frames, err));
    AX_TRY(ax_json_number(doc, "video.fps", 0.1, 240.0, &c->video.fps, err));
    AX_TRY(read_given(doc, c, err));
    AX_TRY(read_critic(doc, dir, c, err));
    AX_TRY(read_known_prompts(doc, dir, c, err));
    AX_TRY(read_pose_map(doc, c, err));
    return read_sampler(doc, c, err);
}

static ax_status read_all(const ax_json *doc, const char *dir, ax_model_config *c,
                          ax_error *err) {
    int format = 0;
    AX_TRY(read_int(doc, "format", 0, 1 << 20, &format, err));
    if (format != 1)
        return ax_fail(err, AX_ERR_MODEL,
                       "model.json: \"format\" is %d; this version reads format 1%s.",
                       format, format > 1 ? " (a newer AnimaX may read it)" : "");
    AX_TRY(copy_string(dir, &c->dir, err));
    AX_TRY(read_label(doc, "name", &c->name, err));
    AX_TRY(read_label(doc, "version", &c->version, err));
    AX_TRY(read_label(doc, "licence", &c->licence, err));
    AX_TRY(read_label(doc, "description", &c->description, err));
    AX_TRY(read_transformer(doc, dir, &c->transformer, err));
    if (!ax_json_has(doc, "pose_field") && !ax_json_has(doc, "vae"))
        return ax_fail(
            err, AX_ERR_MODEL,
            "model.json: \"vae\" and \"pose_field\" are missing; a model has "
            "one of them.");
    if (ax_json_has(doc, "pose_field"))
        AX_TRY(read_field(doc, c, err));
    else
        AX_TRY(read_vae(doc, dir, c, err));
    AX_TRY(read_text(doc, dir, c, err));
    AX_TRY(read_cameras(doc, c, err));
    AX_TRY(read_rest(doc, dir, c, err));
    if (!c->field.grid || c->video.width == c->video.height) return AX_OK;
    return ax_fail(err, AX_ERR_MODEL,
                   "model.json: \"video.width\" is %d and \"video.height\" %d; a model "
                   "with \"pose_field\" needs square frames.",
                   c->video.width, c->video.height);
}

/* Closes the document. */
static ax_status read_document(ax_json *doc, const char *dir, ax_model_config *out,
                               ax_error *err) {
    ax_model_config config = {0};
    ax_status status = read_all(doc, dir, &config, err);
    ax_json_close(doc);
    if (status == AX_OK)
        *out = config;
    else
        ax_model_config_free(&config);
    return status;
}

ax_status ax_model_config_parse(const char *json, size_t length, const char *dir,
                                ax_model_config *out, ax_error *err) {
    ax_json *doc = NULL;
    AX_TRY(ax_json_parse("model.json", json, length, &doc, err));
    return read_document(doc, dir, out, err);
}

ax_status ax_model_config_read(const char *dir, ax_model_config *out, ax_error *err) {
    char *path = NULL, *text = NULL;
    size_t bytes = 0;
    ax_json *doc = NULL;
    AX_TRY(resolve(dir, "model.json", "model.json", &path, err));
    ax_status status = AX_OK;
    if (access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR))
        status = ax_fail(err, AX_ERR_MODEL,
                         "There is no model at %s; choose a folder that contains "
                         "model.json.",
                         dir);
    if (status == AX_OK)
        status =
            ax_read_file(path, AX_JSON_MAX_BYTES, AX_ERR_MODEL, &text, &bytes, err);
    if (status == AX_OK) status = ax_json_parse(path, text, bytes, &doc, err);
    ax_free(path);
    if (status == AX_OK) status = read_document(doc, dir, out, err);
    if (status == AX_OK)
        out->json = text;
    else
        ax_free(text);
    return status;
}

void ax_model_config_free(ax_model_config *c) {
    if (!c) return;
    for (int i = 0; i < AX_MODEL_MAX_FILES; i++) ax_free(c->transformer.file[i]);
    for (int i = 0; i < c->transformer.adapters; i++)
        ax_free(c->transformer.adapter[i].file);
    char *const strings[] = {c->json,
                             c->dir,
                             c->name,
                             c->version,
                             c->licence,
                             c->description,
                             c->vae_file,
                             c->critic_file,
                             c->text_type,
                             c->text_dir,
                             c->known_prompts_file};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) ax_free(strings[i]);
    *c = (ax_model_config){0};
}

double ax_model_config_azimuth(const ax_model_config *c, int view, int views) {
    if (views == c->cameras.count) return c->cameras.azimuth_deg[view];
    return c->cameras.azimuth_deg[0] + 360.0 * view / views;
}
