/* What can be known of a model before its weights are read. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "animate/engine.h"
#include "diffusion/checkpoint.h"
#include "diffusion/describe.h"

/* A file that model.json names as `field`. */
static ax_status check_file(const char *field, const char *path, ax_error *err) {
    struct stat info;
    if (stat(path, &info) != 0)
        return ax_fail(err, AX_ERR_MODEL,
                       "model.json: \"%s\" names %.300s, which cannot be read: %s.",
                       field, path, strerror(errno));
    if (S_ISREG(info.st_mode)) return AX_OK;
    return ax_fail(err, AX_ERR_MODEL,
                   "model.json: \"%s\" names %.300s, which is not a regular file.",
                   field, path);
}

static ax_status check_files(const ax_model_config *c, ax_error *err) {
    for (int i = 0; i < c->transformer.files; i++)
        AX_TRY(check_file("transformer.files", c->transformer.file[i], err));
    for (int i = 0; i < c->transformer.adapters; i++)
        AX_TRY(check_file("adapters", c->transformer.adapter[i].file, err));
    if (c->vae_file) AX_TRY(check_file("vae.file", c->vae_file, err));
    if (c->critic_file) AX_TRY(check_file("critic.file", c->critic_file, err));
    if (c->known_prompts_file)
        AX_TRY(check_file("known_prompts.file", c->known_prompts_file, err));
    return AX_OK;
}

static ax_status copy_text(const char *text, char **out, ax_error *err) {
    const size_t bytes = strlen(text) + 1;
    AX_TRY(AX_NEW(char, bytes, "the text of model.json", out, err));
    memcpy(*out, text, bytes);
    return AX_OK;
}

/* Keys are solved from pose maps; without them there is nothing to solve. */
static ax_status check_modalities(const ax_model_config *c, ax_error *err) {
    for (int i = 0; i < c->transformer.modalities; i++)
        if (c->transformer.modality[i] == AX_MODALITY_POSE) return AX_OK;
    return ax_fail(err, AX_ERR_MODEL,
                   "The model \"%.80s\" makes no pose maps (\"modalities\" of its "
                   "model.json lists \"rgb\" alone), and keyframes are solved from "
                   "these. A plain video model needs an AnimaX adapter: name it under "
                   "\"adapters\", and \"rgb\" and \"pose\" as modalities.",
                   c->name[0] ? c->name : c->dir);
}

ax_status ax_engine_check_modalities(const ax_engine *engine, ax_error *err) {
    return check_modalities(&engine->config, err);
}

ax_status ax_model_check(const char *model_dir, bool files, char **json,
                         ax_error *err) {
    ax_model_config config;
    if (!model_dir) return ax_fail(err, AX_ERR_USAGE, "No model folder was named.");
    AX_TRY(ax_model_config_read(model_dir, &config, err));
    ax_status status = ax_text_check_type(config.text_type, err);
    if (status == AX_OK) status = check_modalities(&config, err);
    if (status == AX_OK && files) status = check_files(&config, err);
    if (status == AX_OK && json) status = copy_text(config.json, json, err);
    ax_model_config_free(&config);
    return status;
}

ax_status ax_model_read_prompt(const char *model_dir, const char *prompt,
                               ax_prompt_reading *out, ax_error *err) {
    ax_model_config config;
    if (!model_dir || !prompt)
        return ax_fail(err, AX_ERR_USAGE, "No model folder, or no prompt, was named.");
    AX_TRY(ax_model_config_read(model_dir, &config, err));
    const ax_status status =
        ax_text_read_from(config.text_type, config.text_dir,
                          config.transformer.max_text_tokens, prompt, out, err);
    ax_model_config_free(&config);
    return status;
}

ax_status ax_model_describe_weights(const char *path, ax_weights_info *out,
                                    ax_error *err) {
    if (!path) return ax_fail(err, AX_ERR_USAGE, "No file was named.");
    return ax_describe_weights(path, out, err);
}

static ax_status read_tensor(const ax_transformer_config *t, const char *name,
                             float **values, int *rank, int64_t *shape, ax_error *err) {
    ax_checkpoint *c = NULL;
    ax_tensor found;
    float *out = NULL;
    AX_TRY(ax_checkpoint_open(t->files, t->file, t->adapters, t->adapter, &c, err));
    ax_status status = ax_checkpoint_find(c, name, -1, NULL, &found, err);
    if (status == AX_OK)
        status = AX_NEW(float, ax_tensor_count(&found), "a tensor", &out, err);
    if (status == AX_OK) status = ax_weights_to_f32(&found, out, err);
    if (status == AX_OK) {
        *values = out;
        *rank = found.rank;
        memcpy(shape, found.shape, (size_t)found.rank * sizeof *shape);
        out = NULL;
    }
    ax_free(out);
    ax_checkpoint_close(c);
    return status;
}

ax_status ax_model_read_weights(const char *model_dir, const char *name, float **values,
                                int *rank, int64_t *shape, ax_error *err) {
    ax_model_config config;
    if (!model_dir || !name)
        return ax_fail(err, AX_ERR_USAGE, "No model folder, or no tensor, was named.");
    AX_TRY(ax_model_config_read(model_dir, &config, err));
    const ax_status status =
        read_tensor(&config.transformer, name, values, rank, shape, err);
    ax_model_config_free(&config);
    return status;
}

int ax_engine_adapters(const ax_engine *engine) {
    int count = 0;
    while (ax_transformer_adapter(engine->transformer, count)) count++;
    return count;
}

ax_adapter_info ax_engine_adapter(const ax_engine *engine, int i) {
    const ax_adapter_report *r = ax_transformer_adapter(engine->transformer, i);
    if (!r) return (ax_adapter_info){0};
    return (ax_adapter_info){.size = sizeof(ax_adapter_info),
                             .file = r->file,
                             .weight = r->weight,
                             .changed = (int64_t)r->changed,
                             .added = (int64_t)r->added,
                             .matched = (int64_t)r->matched,
                             .unmatched = (int64_t)r->unmatched,
                             .first_unmatched = r->first_unmatched};
}

const char *ax_engine_model_json(const ax_engine *engine) {
    return engine->config.json;
}

ax_status ax_engine_check_prompt(const ax_engine *engine, const char *prompt,
                                 ax_error *err) {
    ax_prompt_reading reading;
    if (!prompt || !prompt[0]) return AX_OK;
    AX_TRY(ax_text_read(engine->text, prompt, &reading, err));
    if (reading.tokens > 0) return AX_OK;
    return ax_fail(err, AX_ERR_USAGE,
                   "The model's text encoder reads nothing of the prompt \"%.60s\": it "
                   "has no visible characters. Describe what the rig should do.",
                   prompt);
}
