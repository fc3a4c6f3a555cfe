/* A call of ax_animate, for the files of this layer: animate.c (the stages), requests.c
 * (what is refused), given.c (frames that are given), generate.c (window after window),
 * solve.c (keyframes). */
#ifndef AX_ANIMATE_JOB_H
#define AX_ANIMATE_JOB_H

#include "animate/engine.h"
#include "animate/windows.h"
#include "motion/maps/pose_map.h"
#include "motion/math/camera.h"

/* A segment's token states: the engine's, or from another segment, or its own. */
typedef struct job_text {
    const float *states;
    int tokens;
    float *own;
} job_text;

/* What the call borrows, its intermediate arrays, its result. Letters as in
 * animax_advanced.h; f counts latent frames of the take or, while a window is
 * generated, those of the window. */
typedef struct job {
    ax_engine *engine;
    const ax_request *request;
    ax_result *result;
    ax_cameras cameras;
    ax_frame frame; /* of normalised coordinates; set when the template is drawn */
    int modalities, latent_frames, frames;
    ax_latent_shape latent;  /* of one frame */
    uint8_t *colours;        /* [J, 3] */
    int32_t *base;           /* [J], of markers (ax_joints_bases) */
    float *plucker;          /* [V, 6, h, w] */
    float *template_latents; /* [V, M, C, h, w] */
    float *latents;          /* [V, M, C, f, h, w] of the take */
    uint8_t *pose;           /* [V, F, H, W, 3]: decoded pose maps; NULL: not wanted */
    uint8_t *rgb;            /* likewise, where it was asked for */

    ax_window *windows;
    int window_count;
    int longest; /* latent frames: of a window or the take, what the next have room
                       for */
    int f;       /* latent frames that they hold */
    float *one_modality;     /* [V, C, f, h, w]: one modality of latents */
    double *points;          /* [V, F, J, 2]: joints found in the maps */
    float *point_confidence; /* [V, F, J] */

    uint8_t *given;       /* [F]; NULL: none are given */
    uint8_t *known;       /* [f] of the take: given, or generated */
    double *given_joints; /* [F, J, 3] of given frames */
    int given_count;
    job_text *texts; /* [segments, at least 1] */

    const ax_window *window; /* the one that is generated */
    int step;                /* of all windows: whose poses were told last */
    double *shown; /* [F, J, 3]: joints of known frames; NULL: nobody wants poses */

    int stages;
    double stage_started;
} job;

/* Allocates an array, zeroed, of the product of `sizes` items; checks for overflow. */
ax_status job_allocate(size_t item, const char *what, const int64_t *sizes, int count,
                       void *out, ax_error *err);
#define ALLOCATE(type, out, what, err, ...)                                            \
    job_allocate(sizeof(type), (what), (const int64_t[]){__VA_ARGS__},                 \
                 (int)(sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t)), (out),     \
                 (err))

static inline bool job_uses_fields(const job *j) {
    return j->engine->config.field.grid > 0;
}

/* Of a window. */
static inline int job_steps(const job *j) {
    return j->request->steps ? j->request->steps : j->engine->config.sampler.steps;
}

static inline bool job_is_given(const job *j, int frame) {
    return j->given && j->given[frame];
}

static inline ax_draw_params job_draw_params(const job *j) {
    const ax_model_config *config = &j->engine->config;
    return (ax_draw_params){config->pose_map.version, config->pose_map.radius,
                            config->pose_map.line_width};
}

/* animate.c; plan.c counts with them what a call takes. The arrays of all stages, for
 * the sizes of the job and r->selection.count joints. */
ax_status job_allocate_arrays(job *j, ax_error *err);
void job_free(job *j); /* what the job owns, its result among it */
bool job_needs_images(const job *j);
/* About what solving takes besides. */
size_t job_solver_bytes(const job *j);
/* Of a model of pose fields: the joints that latents [V, M, C, f, h, w] show, to the
 * result's positions (and confidence and residual_px), [f, J, 3]. */
ax_status job_locate_joints(job *j, const float *latents, ax_error *err);
/* Of a model with a VAE. */
ax_status job_encode_template(job *j, ax_error *err);
ax_status job_decode_images(job *j, ax_error *err);

/* requests.c. AX_ERR_USAGE with a sentence; sets cameras, frames, latent_frames,
 * given_count and the windows. */
ax_status job_check_request(job *j, ax_error *err);
/* Sets the windows, for frames and latent_frames. */
ax_status job_plan_windows(job *j, ax_error *err);
/* The segment that a frame belongs to. */
int job_segment_of(const job *j, int frame);

/* given.c. Poses the skeleton in given frames and sets given_joints; AX_ERR_USAGE where
 * a view does not see the rig there. */
ax_status job_pose_given(job *j, ax_error *err);
/* After the solution: gives the given frames their own keys, joints and confidence, and
 * lets the frames beside them follow. */
ax_status job_keep_given(job *j, ax_error *err);

/* generate.c. Copies latent frame `from_at` of [V, M, C, from_frames, h, w] to frame
 * `at` of [V, M, C, frames, h, w]. */
void job_copy_frame(const job *j, const float *from, int from_frames, int from_at,
                    float *to, int frames, int at);
/* j->latents, of which the known frames are there already. correct: changes the
 * estimate of a window's latents in each step but the last; clean: changes a window's
 * latents to what the next ones are given of them. Both may be NULL. */
ax_status job_generate(job *j, ax_correct_latents *correct, ax_correct_latents *clean,
                       ax_error *err);

/* poses.c. For ax_request.poses; all do nothing where it is NULL or the model has no
 * pose fields. Before the first window: */
ax_status job_begin_poses(job *j, ax_error *err);
/* Of the window w, after a step: tells what is in the result's positions, of which
 * known frames are set. AX_ERR_CANCELLED. */
ax_status job_tell_poses(job *j, ax_error *err);
/* After the window, before its frames are marked as known. */
void job_keep_poses(job *j);

/* animate.c. The frame before which the segment of frame `first` ends. */
int job_segment_end(const job *j, int first);
/* What the critic, which there is, says of the frames [first, end) of one segment, at
 * least as many as its window. */
ax_status job_ask_critic(const job *j, int first, int end, ax_critic_verdict *verdict,
                         ax_error *err);

/* amplitude.c. Of a model of pose fields, after job_locate_joints for the whole take:
 * moves the result's positions and j->points so that the take moves as the request
 * says, and sets `amplified`. Given frames stay. */
ax_status job_amplify(job *j, ax_error *err);

/* solve.c. From pose maps or points to the result's keys. */
ax_status job_solve(job *j, ax_error *err);

#endif
