#include "diffusion/vae.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "diffusion/vae_impl.h"
#include "tensor/counting.h"

enum { MAX_SIDE = 1 << 14, MAX_FRAMES = 1 << 20 };
static const size_t default_scratch = (size_t)24 << 20;

/* ---- opening ---- */

static ax_status copy_statistics(ax_vae *vae, const ax_vae_options *options,
                                 ax_error *err) {
    const int n = vae->channels;
    AX_TRY(AX_NEW(float, n, "the latents' mean", &vae->mean, err));
    AX_TRY(AX_NEW(float, n, "the latents' deviation", &vae->std, err));
    if (options->count != 0 && options->count != n) {
        return ax_fail(
            err, AX_ERR_MODEL,
            "vae.latents_mean and latents_std of model.json have %d numbers, "
            "but the VAE has %d latent channels",
            options->count, n);
    }
    for (int i = 0; i < n; i++) {
        vae->mean[i] = options->count ? options->latents_mean[i] : 0.0f;
        vae->std[i] = options->count ? options->latents_std[i] : 1.0f;
        if (!isfinite(vae->mean[i]) || !isfinite(vae->std[i]) || vae->std[i] <= 0.0f) {
            return ax_fail(err, AX_ERR_MODEL,
                           "latent channel %d has mean %g and deviation %g", i,
                           (double)vae->mean[i], (double)vae->std[i]);
        }
    }
    return AX_OK;
}

ax_status ax_vae_open(const ax_ops *ops, ax_device *dev, const char *path,
                      const ax_vae_options *options, ax_vae **out, ax_error *err) {
    ax_checkpoint *weights = NULL;
    ax_vae *vae = NULL;
    ax_status status = AX_NEW(ax_vae, 1, "the VAE", &vae, err);
    if (status != AX_OK) return status;
    vae->ops = ops;
    vae->dev = dev;
    vae->scratch_limit =
        options->scratch_limit ? options->scratch_limit : default_scratch;
    vae->together = options->together;
    char *const files[] = {(char *)(uintptr_t)path};
    status = ax_checkpoint_open(1, files, 0, NULL, &weights, err);
    if (status == AX_OK && ax_is_counting(ops)) ax_checkpoint_shapes_only(weights);
    if (status == AX_OK) status = vae_load(vae, weights, path, err);
    if (status == AX_OK) status = copy_statistics(vae, options, err);
    ax_checkpoint_close(weights);
    if (status != AX_OK) {
        ax_vae_close(vae);
        return status;
    }
    *out = vae;
    return AX_OK;
}

void ax_vae_close(ax_vae *vae) {
    if (!vae) return;
    vae_net_free(vae->ops, vae->dev, &vae->encoder);
    vae_net_free(vae->ops, vae->dev, &vae->decoder);
    ax_free(vae->mean);
    ax_free(vae->std);
    ax_free(vae);
}

int ax_vae_latent_channels(const ax_vae *vae) {
    return vae->channels;
}
int ax_vae_spatial_factor(const ax_vae *vae) {
    return vae->encoder.space;
}
int ax_vae_temporal_factor(const ax_vae *vae) {
    return vae->encoder.time;
}
bool ax_vae_frames_independent(const ax_vae *vae) {
    return vae->encoder.independent && vae->decoder.independent;
}

/* ---- sizes ---- */

ax_clips ax_vae_latent_size(const ax_vae *vae, ax_clips image) {
    const int space = vae->encoder.space, time = vae->encoder.time;
    image.frames = image.frames > 0 ? 1 + (image.frames - 1) / time : 0;
    image.height /= space;
    image.width /= space;
    return image;
}

ax_clips ax_vae_image_size(const ax_vae *vae, ax_clips latent) {
    const int space = vae->decoder.space, time = vae->decoder.time;
    latent.frames = latent.frames > 0 ? 1 + (latent.frames - 1) * time : 0;
    latent.height *= space;
    latent.width *= space;
    return latent;
}

static bool size_in_range(ax_clips c) {
    return c.clips > 0 && c.clips <= MAX_FRAMES && c.frames > 0 &&
           c.frames <= MAX_FRAMES && c.height > 0 && c.height <= MAX_SIDE &&
           c.width > 0 && c.width <= MAX_SIDE;
}

/* One direction of the VAE over clips: its input frames go through `run` in chunks. */
typedef struct job {
    ax_vae *vae;
    const vae_net *net;
    ax_clips in, out;
    int64_t chunk; /* input frames in a chunk; the first of a causal clip has 1 */
    vae_run run;
    float *input, *output; /* staging: [frames of a chunk, h, w, channels] */
    size_t input_count, output_count;
    /* The caller's arrays; one of each pair is NULL. */
    const uint8_t *bytes_in;
    const float *floats_in;
    uint8_t *bytes_out;
    float *floats_out;
    float *latents_out;
    const float *latents_in;
} job;

static bool plan_chunk(job *j, int64_t frames, bool first) {
    const vae_net *net = j->net;
    if (!vae_run_plan(j->vae, net, frames, j->in.height, j->in.width, first, &j->run))
        return false;
    const ax_frames out = vae_net_output(net, frames, j->in.height, j->in.width, first);
    const int64_t in_channels = net->layer[0].in;
    j->chunk = frames;
    j->input_count = (size_t)(frames * j->in.height * j->in.width * in_channels);
    j->output_count = (size_t)(out.frames * out.height * out.width * out.channels);
    return true;
}

static size_t job_bytes(const job *j) {
    return j->run.bytes + (j->input_count + j->output_count) * sizeof(float);
}

/* Chooses the chunk: the fewest frames that causal layers allow; of independent frames
 * as many as the scratch limit allows, distributed evenly over the passes. */
static bool plan(job *j) {
    const bool encode = j->net == &j->vae->encoder;
    if (!size_in_range(j->in) || !size_in_range(j->out)) return false;
    if (!j->net->independent) {
        const bool single = j->in.frames == 1;
        return plan_chunk(j, single || !encode ? 1 : j->net->time, single);
    }
    if (!plan_chunk(j, 1, true)) return false;
    const int64_t total = j->in.clips * j->in.frames;
    int64_t max_frames = (int64_t)(j->vae->scratch_limit / job_bytes(j));
    if (max_frames <= 1) return true;
    if (max_frames > total) max_frames = total;
    const int64_t passes = (total + max_frames - 1) / max_frames;
    return plan_chunk(j, (total + passes - 1) / passes, true);
}

static job encode_job(const ax_vae *vae, ax_clips image) {
    return (job){.vae = (ax_vae *)(uintptr_t)vae,
                 .net = &vae->encoder,
                 .in = image,
                 .out = ax_vae_latent_size(vae, image)};
}

static job decode_job(const ax_vae *vae, ax_clips latent) {
    job j = {.vae = (ax_vae *)(uintptr_t)vae, .net = &vae->decoder, .in = latent};
    if (size_in_range(latent)) j.out = ax_vae_image_size(vae, latent);
    return j;
}

size_t ax_vae_encode_bytes(const ax_vae *vae, ax_clips image) {
    job j = encode_job(vae, image);
    return plan(&j) ? job_bytes(&j) : 0;
}

size_t ax_vae_decode_bytes(const ax_vae *vae, ax_clips latent) {
    job j = decode_job(vae, latent);
    return plan(&j) ? job_bytes(&j) : 0;
}

/* ---- conversion of the caller's arrays; `at` counts the frames of all clips ---- */

static void read_images(const job *j, int64_t at, int64_t frames) {
    const size_t one = (size_t)(j->in.height * j->in.width * VAE_IMAGE_CHANNELS);
    const size_t count = (size_t)frames * one, from = (size_t)at * one;
    if (j->floats_in) {
        memcpy(j->input, j->floats_in + from, count * sizeof(float));
        return;
    }
    for (size_t i = 0; i < count; i++) {
        j->input[i] = (float)j->bytes_in[from + i] / 127.5f - 1.0f;
    }
}

static void write_images(const job *j, int64_t at, int64_t frames) {
    const size_t one = (size_t)(j->out.height * j->out.width * VAE_IMAGE_CHANNELS);
    const size_t count = (size_t)frames * one, from = (size_t)at * one;
    for (size_t i = 0; i < count; i++) {
        float v = j->output[i];
        v = v > -1.0f ? v : -1.0f; /* NaN becomes black */
        v = v < 1.0f ? v : 1.0f;
        if (j->floats_out) {
            j->floats_out[from + i] = v;
        } else {
            j->bytes_out[from + i] = (uint8_t)((v + 1.0f) * 127.5f + 0.5f);
        }
    }
}

/* Latents are [B, C, f, h, w] for the caller, [f, h, w, C] in the network. */
static void read_latents(const job *j, int64_t at, int64_t frames) {
    const int64_t cells = j->in.height * j->in.width, channels = j->vae->channels;
    for (int64_t i = 0; i < frames; i++) {
        const int64_t clip = (at + i) / j->in.frames, frame = (at + i) % j->in.frames;
        for (int64_t c = 0; c < channels; c++) {
            const float mean = j->vae->mean[c], std = j->vae->std[c];
            const float *from =
                j->latents_in + ((clip * channels + c) * j->in.frames + frame) * cells;
            float *to = j->input + i * cells * channels + c;
            for (int64_t k = 0; k < cells; k++) to[k * channels] = from[k] * std + mean;
        }
    }
}

static void write_latents(const job *j, int64_t at, int64_t frames) {
    const int64_t cells = j->out.height * j->out.width, channels = j->vae->channels;
    for (int64_t i = 0; i < frames; i++) {
        const int64_t clip = (at + i) / j->out.frames, frame = (at + i) % j->out.frames;
        for (int64_t c = 0; c < channels; c++) {
            const float mean = j->vae->mean[c], std = j->vae->std[c];
            const float *from = j->output + i * cells * channels + c;
            float *to = j->latents_out +
                        ((clip * channels + c) * j->out.frames + frame) * cells;
            for (int64_t k = 0; k < cells; k++)
                to[k] = (from[k * channels] - mean) / std;
        }
    }
}

/* ---- running ---- */

/* Pixels are clamped and rounded: what is not finite would become some colour. */
static ax_status check_numbers(const job *j, const ax_frames *made, ax_error *err) {
    const float limit = 1e5f; /* pixels end at 1, latents have a deviation of about 1 */
    const size_t count =
        (size_t)(made->frames * made->height * made->width * made->channels);
    if (ax_all_within(j->output, count, limit)) return AX_OK;
    return ax_fail(
        err, AX_ERR_MODEL,
        "The VAE made no finite numbers, or such as no trained one makes: its "
        "weights are damaged, or what it was given is not finite. Fetch the "
        "model again or choose another one.");
}

static ax_status run_chunks(job *j, ax_progress *progress, ax_error *err) {
    const bool encode = j->net == &j->vae->encoder, causal = !j->net->independent;
    const int64_t total = j->in.clips * j->in.frames;
    for (int64_t at = 0, to = 0; at < total;) {
        const bool first = !causal || at % j->in.frames == 0;
        int64_t frames = first && causal ? 1 : j->chunk;
        if (frames > total - at) frames = total - at;
        if (first) vae_run_reset(&j->run);
        if (encode) {
            read_images(j, at, frames);
        } else {
            read_latents(j, at, frames);
        }
        ax_frames made;
        if (progress) progress->part_share = (double)frames; /* a step is a frame */
        AX_TRY(vae_run_chunk(&j->run, j->input, frames, first, j->output, &made, err));
        AX_TRY(check_numbers(j, &made, err));
        if (encode) {
            write_latents(j, to, made.frames);
        } else {
            write_images(j, to, made.frames);
        }
        at += frames;
        to += made.frames;
        AX_TRY(ax_progress_step(progress, (int)at, err));
    }
    return AX_OK;
}

static ax_status open_job(job *j, ax_error *err) {
    const bool encode = j->net == &j->vae->encoder;
    const int space = j->vae->encoder.space, time = j->vae->encoder.time;
    if (!plan(j) || j->in.clips * j->in.frames > INT32_MAX ||
        (encode &&
         (j->in.height % space || j->in.width % space || (j->in.frames - 1) % time))) {
        return ax_fail(err, AX_ERR_USAGE,
                       "the VAE cannot %s %" PRId64 " clips of %" PRId64
                       " frames of %" PRId64 " x %" PRId64 " (images must be multiples "
                       "of %d pixels, clips 1 + a multiple of %d frames)",
                       encode ? "encode" : "decode", j->in.clips, j->in.frames,
                       j->in.width, j->in.height, space, time);
    }
    AX_TRY(vae_run_begin(&j->run, err));
    AX_TRY(AX_NEW(float, j->input_count, "the VAE's input", &j->input, err));
    return AX_NEW(float, j->output_count, "the VAE's output", &j->output, err);
}

static void close_job(job *j) {
    ax_free(j->output);
    ax_free(j->input);
    if (j->run.ops) vae_run_end(&j->run); /* which a plan that failed has not begun */
}

static ax_status run_job(job *j, ax_progress *progress, ax_error *err) {
    const bool encode = j->net == &j->vae->encoder;
    ax_status status = open_job(j, err);
    if (status == AX_OK)
        status = ax_progress_begin(progress, encode ? "encode" : "decode",
                                   (int)(j->in.clips * j->in.frames), err);
    j->run.progress = progress;
    if (status == AX_OK) status = run_chunks(j, progress, err);
    close_job(j);
    return status;
}

/* The first chunk of a clip, and another one as many times as there are others. */
static ax_status count_chunks(job *j, ax_error *err) {
    ax_work *work = ax_counting_work(j->vae->dev);
    const ax_work before = *work;
    const bool causal = !j->net->independent;
    const int64_t clips = causal ? j->in.clips : 1;
    const int64_t frames = causal ? j->in.frames : j->in.clips * j->in.frames;
    const int64_t first = causal ? 1 : j->chunk, left = frames - first;
    ax_frames made;
    AX_TRY(vae_run_chunk(&j->run, j->input, first, true, j->output, &made, err));
    if (left > 0) {
        const ax_work one = *work;
        AX_TRY(
            vae_run_chunk(&j->run, j->input, j->chunk, !causal, j->output, &made, err));
        ax_counting_repeat(j->vae->dev, &one, (double)left / (double)j->chunk);
    }
    ax_counting_repeat(j->vae->dev, &before, (double)clips);
    return AX_OK;
}

static ax_status count_job(job *j, ax_error *err) {
    ax_status status = open_job(j, err);
    if (status == AX_OK) status = count_chunks(j, err);
    close_job(j);
    return status;
}

ax_status ax_vae_encode_count(ax_vae *vae, ax_clips image, ax_error *err) {
    job j = encode_job(vae, image);
    return count_job(&j, err);
}

ax_status ax_vae_decode_count(ax_vae *vae, ax_clips latent, ax_error *err) {
    job j = decode_job(vae, latent);
    return count_job(&j, err);
}

ax_status ax_vae_encode(ax_vae *vae, const uint8_t *images, ax_clips image,
                        float *latents, ax_progress *progress, ax_error *err) {
    job j = encode_job(vae, image);
    j.bytes_in = images;
    j.latents_out = latents;
    return run_job(&j, progress, err);
}

ax_status ax_vae_encode_f32(ax_vae *vae, const float *images, ax_clips image,
                            float *latents, ax_progress *progress, ax_error *err) {
    job j = encode_job(vae, image);
    j.floats_in = images;
    j.latents_out = latents;
    return run_job(&j, progress, err);
}

ax_status ax_vae_decode(ax_vae *vae, const float *latents, ax_clips latent,
                        uint8_t *images, ax_progress *progress, ax_error *err) {
    job j = decode_job(vae, latent);
    j.latents_in = latents;
    j.bytes_out = images;
    return run_job(&j, progress, err);
}

ax_status ax_vae_decode_f32(ax_vae *vae, const float *latents, ax_clips latent,
                            float *images, ax_progress *progress, ax_error *err) {
    job j = decode_job(vae, latent);
    j.latents_in = latents;
    j.floats_out = images;
    return run_job(&j, progress, err);
}
