/* Latents of a take of any length, window after window. */
#include <string.h>

#include "animate/job.h"

/* The arrays of a window; latents [V, M, C, f, h, w]. */
typedef struct scratch {
    float *latents; /* those of the take, where it is one window */
    float *own;     /* that are to be freed */
    float
        *context; /* like the take's latents: known frames as windows are given them */
    float *clean;
    uint8_t *given; /* [f] */
} scratch;

void job_copy_frame(const job *j, const float *from, int from_frames, int from_at,
                    float *to, int frames, int at) {
    const size_t plane = (size_t)(j->latent.height * j->latent.width);
    const size_t rows =
        (size_t)j->cameras.count * (size_t)j->modalities * (size_t)j->latent.channels;
    for (size_t r = 0; r < rows; r++)
        memcpy(to + (r * (size_t)frames + (size_t)at) * plane,
               from + (r * (size_t)from_frames + (size_t)from_at) * plane,
               plane * sizeof *to);
}

/* Fills in the window's known frames; false if there are none. */
static bool collect_known(const job *j, const ax_window *w, const scratch *s) {
    bool any = false;
    for (int n = 0; n < w->length; n++) {
        const int f = (w->start + n) % j->latent_frames;
        s->given[n] = j->known[f];
        if (!j->known[f]) continue;
        any = true;
        job_copy_frame(j, s->context, j->latent_frames, f, s->clean, w->length, n);
    }
    return any;
}

static void keep_new(const job *j, const ax_window *w, const float *window,
                     float *take) {
    for (int f = w->from; f < w->until; f++)
        if (!j->known[f])
            job_copy_frame(j, window, w->length, f - w->start, take, j->latent_frames,
                           f);
}

static ax_status generate_window(job *j, int index, const scratch *s,
                                 ax_correct_latents *correct, ax_correct_latents *clean,
                                 ax_error *err) {
    const ax_request *r = j->request;
    const ax_window *w = &j->windows[index];
    const job_text *text = &j->texts[job_segment_of(j, w->from)];
    const int steps = job_steps(j);
    const bool cleans = index + 1 < j->window_count && s->context != j->latents;
    const bool any = collect_known(j, w, s);
    ax_generate_request g = {.size = sizeof g,
                             .views = j->cameras.count,
                             .latent_frames = w->length,
                             .templates = j->template_latents,
                             .plucker = j->plucker,
                             .text = text->states,
                             .text_tokens = text->tokens,
                             .text_width = ax_text_width(j->engine->text),
                             .steps = r->steps,
                             .guidance_text = r->guidance_text,
                             .guidance_template = r->guidance_template,
                             .seed = r->seed,
                             .progress = r->progress,
                             .given = any ? s->given : NULL,
                             .clean = any ? s->clean : NULL,
                             .window = (uint64_t)index,
                             .first_step = index * steps,
                             .total_steps = j->window_count * steps};
    j->f = w->length;
    j->window = w;
    AX_TRY(ax_engine_generate_with(j->engine, &g, correct, j, s->latents, err));
    if (s->own) keep_new(j, w, s->latents, j->latents);
    if (cleans) {
        AX_TRY(clean(j, s->latents, err));
        keep_new(j, w, s->latents, s->context);
    } else if (j->shown) {
        AX_TRY(job_locate_joints(j, s->latents, err));
    }
    AX_TRY(job_tell_poses(j, err));
    job_keep_poses(j);
    memset(j->known + w->from, 1, (size_t)(w->until - w->from));
    return AX_OK;
}

static ax_status open_scratch(job *j, bool cleans, scratch *s, ax_error *err) {
    const int64_t V = j->cameras.count, M = j->modalities, C = j->latent.channels;
    const int64_t h = j->latent.height, w = j->latent.width;
    int64_t f = j->longest;
    const bool whole = j->window_count == 1 && j->windows[0].length == j->latent_frames;
    AX_TRY(ALLOCATE(uint8_t, &s->given, "given frames", err, f));
    if (j->window_count > 1 || j->given_count)
        AX_TRY(ALLOCATE(float, &s->clean, "given frames", err, V, M, C, f, h, w));
    if (!whole) AX_TRY(ALLOCATE(float, &s->own, "latents", err, V, M, C, f, h, w));
    s->latents = whole ? j->latents : s->own;
    s->context = j->latents;
    if (!cleans || j->window_count < 2) return AX_OK;
    s->context = NULL;
    f = j->latent_frames;
    AX_TRY(ALLOCATE(float, &s->context, "latents", err, V, M, C, f, h, w));
    memcpy(s->context, j->latents, (size_t)(V * M * C * f * h * w) * sizeof(float));
    return AX_OK;
}

ax_status job_generate(job *j, ax_correct_latents *correct, ax_correct_latents *clean,
                       ax_error *err) {
    scratch s = {0};
    ax_status status = open_scratch(j, clean != NULL, &s, err);
    if (status == AX_OK) status = job_begin_poses(j, err);
    for (int n = 0; n < j->window_count && status == AX_OK; n++) {
        status = generate_window(j, n, &s, correct, clean, err);
        j->result->first_frame[n] = j->windows[n].from;
        j->result->windows = n + 1;
    }
    j->f = j->latent_frames;
    ax_free(s.given);
    ax_free(s.clean);
    ax_free(s.own);
    if (s.context != j->latents) ax_free(s.context);
    return status;
}
