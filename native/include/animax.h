/* AnimaX: motion for any rig from a sentence. Input: a skeleton, cameras around it and
 * images of its rest pose. Output: keyframes. For C (C99 and later) and C++ alike; how
 * to install and link: docs/c-api.md.
 *
 *     ax_engine *engine = NULL;
 *     ax_result *result = NULL;
 *     ax_error err = AX_ERROR_INIT;
 *     ax_status status = ax_engine_open(model, NULL, &engine, &err);
 *     if (status == AX_OK) {
 *         ax_model_info info = ax_engine_model_info(engine);
 *         ax_camera cameras[AX_MODEL_MAX_VIEWS];
 *         place_cameras(&info, cameras); // around the skeleton, as the header says
 *         size_t bytes = (size_t)info.views * info.height * info.width * 3;
 *         uint8_t *templates = (uint8_t *)malloc(bytes);
 *         if (templates) memset(templates, 255, bytes); // or renders of the rest pose
 *
 *         ax_request request = ax_request_default();
 *         request.views = info.views;
 *         request.templates = templates;
 *         request.cameras = cameras;
 *         request.skeleton = skeleton;
 *         request.prompt = prompt;
 *         request.seed = 1;
 *         status = ax_animate(engine, &request, &result, &err);
 *         free(templates);
 *     }
 *     if (status == AX_OK)
 *         print_keys(result, 3); // result->rotation, result->location ...
 *     else
 *         fprintf(stderr, "%s: %s\n", ax_status_name(status), err.message);
 *     ax_result_free(result);
 *     ax_engine_close(engine);
 *
 * This is from examples/animate.c, where place_cameras, print_keys and a skeleton are.
 *
 * Threads: one call at a time on an engine; several engines, on threads of their own,
 * are fine. Cancelling works from any thread (ax_cancel_set).
 *
 * Errors: a function that can fail returns an ax_status, leaves its last out-parameter
 * untouched and writes sentences into `err`, which may be NULL. Nothing aborts or
 * prints. After running out of memory, and after cancelling, the engine is usable.
 *
 * Structs that begin with `size` grow in later versions: get them from their function,
 * which fills in size and defaults, and set fields by name. */
#ifndef ANIMAX_H
#define ANIMAX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "animax/types.h" /* ax_status, ax_error, ax_camera, ax_skeleton ... */

#ifdef __cplusplus
extern "C" {
#endif

#define AX_VERSION "0.1.0"
/* The version of the library that is loaded; AX_VERSION is that of this header. */
AX_API const char *ax_version(void);

/* ==== Before a model is opened: what it is, and what it makes of a prompt ==== */

/* Reads and checks the model.json of a folder, and with `files` that the files of
 * weights that it names are there; reads none of these. *json: its text,
 * zero-terminated, to be freed with ax_free; json may be NULL. AX_ERR_MODEL with the
 * field and what is allowed. */
AX_API ax_status ax_model_check(const char *model_dir, bool files, char **json,
                                ax_error *err);
/* What the model's text encoder makes of a prompt (UTF-8); of the encoder it reads the
 * vocabulary alone. */
AX_API ax_status ax_model_read_prompt(const char *model_dir, const char *prompt,
                                      ax_prompt_reading *out, ax_error *err);

/* What a file of weights is, or the index of several; reads headers alone.
 * AX_ERR_MODEL where it cannot be read as weights, with what it is instead. */
AX_API ax_status ax_model_describe_weights(const char *path, ax_weights_info *out,
                                           ax_error *err);
/* A tensor of the model's transformer by diffusers' name, as float32, however its files
 * name it, with the model's adapters merged. *values: ax_free; shape: [6], *rank of
 * them filled. */
AX_API ax_status ax_model_read_weights(const char *model_dir, const char *name,
                                       float **values, int *rank, int64_t *shape,
                                       ax_error *err);

/* ==== Before a take is made: what it would take ==== */

/* The sizes of a take. From ax_plan_request_default. */
typedef struct ax_plan_request {
    size_t size;         /* sizeof(ax_plan_request) */
    int views, frames;   /* default 0: the model's */
    int width, height;   /* of frames, pixels; default 0: the model's */
    int steps;           /* default 0: the model's */
    float guidance_text; /* default NaN: the model's */
    float guidance_template;
    int bones, joints; /* of the rig; default 0: 100 bones, as many joints as the model
                          takes */
    bool preview;      /* default false */
    bool
        timed; /* estimate the time from products of the model's shapes, which are timed
                   on the device: up to a second; default false: from what other
                   machines take, which may be off by a factor of 3 */
    uint64_t room_bytes; /* memory that may be used; default 0: what the machine has
                            available, at most the limit of the options */
} ax_plan_request;

AX_API ax_plan_request ax_plan_request_default(void);

enum { AX_PLAN_STAGES = 7 };

/* What a take would take. Bytes are those of the engine (its peak_memory_bytes),
 * besides what the process has without it. */
typedef struct ax_plan {
    int views, frames, width, height, steps, windows; /* what was asked for */
    int forwards; /* passes of the transformer, in all */
    /* Weights in memory, and those that are read from their file for each prompt. */
    uint64_t transformer_bytes, vae_bytes, text_bytes, other_bytes, streamed_bytes;
    /* Stage by stage: "load", then those of ax_result. The most that is in use at once
     * in each, weights included; seconds are estimates. */
    const char *stage_names[AX_PLAN_STAGES];
    uint64_t stage_bytes[AX_PLAN_STAGES];
    double stage_seconds[AX_PLAN_STAGES];
    uint64_t peak_bytes;    /* on the host */
    uint64_t device_bytes;  /* on a graphics card; else 0 */
    uint64_t library_bytes; /* about what oneDNN takes for itself besides */
    uint64_t process_bytes; /* what this process has in memory now */
    double seconds;         /* in all */
    uint64_t room_bytes;    /* of the request, or found; 0: not known */
    bool stream; /* with ax_engine_options.stream: asked for, or since it does not fit
                    without */
    bool fits;
    /* Where it does not: with what alone changed it would; 0: with none. */
    int fit_frames, fit_views, fit_width, fit_height;
    char advice[480]; /* both, in sentences; "" where it fits */
} ax_plan;

struct ax_engine_options; /* below */

/* Plans a take with a model, of which no weights are read, on a device, of which little
 * more is used than its name. AX_ERR_USAGE and AX_ERR_MODEL as ax_engine_open and
 * ax_animate have them; that it does not fit is no error. `options` as for
 * ax_engine_open. */
AX_API ax_status ax_model_plan(const char *model_dir,
                               const struct ax_engine_options *options,
                               const ax_plan_request *request, ax_plan *out,
                               ax_error *err);

/* ==== Simple: open a model, animate, close ==== */

/* A model, loaded, and the device that it runs on. */
typedef struct ax_engine ax_engine;
typedef struct ax_engine_options ax_engine_options; /* below */

/* Opens a model folder (docs/model-format.md); `options` NULL: the defaults. The caller
 * closes *out. AX_ERR_MODEL where the model cannot be loaded, AX_ERR_RESOURCE where it
 * does not fit or the device is missing, AX_ERR_USAGE for options out of range. */
AX_API ax_status ax_engine_open(const char *model_dir, const ax_engine_options *options,
                                ax_engine **out, ax_error *err);
/* NULL is fine. Results outlive the engine. */
AX_API void ax_engine_close(ax_engine *engine);

/* A prompt, and the frame before which it ends; they ascend. The last one's is F, or 0
 * for F. */
typedef struct ax_segment {
    const char *prompt;
    int until_frame;
} ax_segment;

/* What is being made, after a step: the poses that the model now expects. Belongs to
 * the engine and ends with the call. */
typedef struct ax_poses {
    size_t size;     /* sizeof(ax_poses) */
    int step, steps; /* 1..steps are done; of all windows, as progress counts them */
    int first_frame; /* of the take: number 0 of the window's frames; of a loop, those
                        beyond the last frame of the take are its first ones */
    int frames, joints; /* F of the window, J */
    int take_frames;    /* of the take */
    const double
        *positions; /* [F, J, 3] in the world of the request. Of frames that are
                                given: the given poses. Bones are not solved: lengths
                                change a little, most in the first steps; and nothing
                                is amplified yet (ax_request.amplitude) */
    const ax_joints *selection; /* which bones the joints stand for */
} ax_poses;

/* Called on the thread that called the engine; as ax_progress_fn it must not call the
 * engine that is at work, and may set the cancel flag of the request's progress. */
typedef void (*ax_poses_fn)(void *user, const ax_poses *poses);

/* What to animate. Get one from ax_request_default and fill in the first part; all that
 * it points to is the caller's, is only read, and must live until ax_animate returns.
 *
 * The world is right-handed with z up, in Blender's units, and the rig faces -Y. It may
 * stand anywhere and be of any size: models see the rig in a box scaled to 1. */
typedef struct ax_request {
    size_t size; /* sizeof(ax_request) */

    int views; /* V, min_views..max_views of the model */
    /* [V, H, W, 3] the rest pose as each camera sees it, rows from the top: 8-bit sRGB,
     * textured and evenly lit without shadows, on white (255, 255, 255), not
     * premultiplied or dithered. H and W are the model's. A model without
     * `uses_templates` does not look at them. */
    const uint8_t *templates;
    /* [V, H, W, 3] the pose maps of the rest pose, in the place of those that are drawn
     * from the skeleton. They must show its joints where the cameras see them, in the
     * colours of the model. Like `templates` of a model with `uses_templates` alone;
     * default NULL: drawn */
    const uint8_t *pose_templates;
    const ax_camera *cameras;    /* [V], placed as ax_model_info says */
    const ax_skeleton *skeleton; /* in the same world as the cameras */
    const char *prompt;          /* UTF-8, zero-terminated; cut at the model's length
                                    (ax_model_read_prompt). "": none */

    int frames; /* F, 1..the model's max_frames, at its fps; with a temporal VAE only
                   1 + a multiple of its factor. Default 0: the model's frames, or those
                   of the segments */
    int steps;  /* 1..AX_SAMPLER_MAX_STEPS; default 0: the model's steps */
    float guidance_text;     /* 0..AX_MAX_GUIDANCE; default NaN: the model's */
    float guidance_template; /* likewise */
    uint64_t seed;           /* default 0. Equal seeds give equal takes */
    bool preview;            /* keep the decoded frames; default false */
    bool contacts;           /* feet that stand still stay put; default true */
    ax_progress *progress;   /* default NULL */

    /* The rest is for models with `given_frames`. */

    /* [F] nonzero: the frame's pose is given, and the take goes through it. At least
     * one frame is not given. Default NULL: none */
    const uint8_t *given;
    const double *given_rotation; /* [F, N, 4] and [F, N, 3], of which only given frames
                                     are read: keys as in ax_result, which has them */
    const double *given_location; /* just so (but for the signs of quaternions) */
    /* Prompts one after another, in the place of `prompt`; default NULL */
    const ax_segment *segments;
    int segment_count;
    int context; /* how many frames of a window the next one is given, 1..the model's
                    frames - 1; default 0: the model's */
    bool loop; /* the take, 4 frames or longer, is made to be repeated: frame 0 follows
                    its last; default false */

    /* Called once after each step of a model of pose fields, whose joints are found
     * along the way. Of other models never: to decode their latents takes longer than
     * a step. The take is the same with and without. Default NULL */
    ax_poses_fn poses;
    void *poses_user; /* passed to poses */

    /* Of a model of pose fields: how far joints depart from the middle of their motion,
     * times what was generated, 0 to AX_MAX_AMPLITUDE; given frames stay. Default NaN:
     * 1, but takes that are slower than their prompt suggests are brought near to
     * that, at most by the model's `critic.amplify`. Of other models: NaN or 1 */
    double amplitude;
} ax_request;

AX_API ax_request ax_request_default(void);

enum { AX_STAGE_COUNT = 8 };

/* A take. All arrays belong to the result and end with it. */
typedef struct ax_result {
    int views, frames, bones, joints, width, height; /* V, F, N, J, W, H */
    double fps;                                      /* of the frames */
    /* Keys: pose channels as Blender has them, in a bone's own rest frame:
     * pose = parent_pose parent_rest^-1 rest T(location) R(rotation). */
    double *rotation; /* [F, N, 4] unit quaternions w x y z, signs continuous in time */
    double
        *location; /* [F, N, 3] world units; 0 but where a bone moves the whole rig */
    /* What the keys make of the joints, and how far to trust them. */
    double *positions;   /* [F, J, 3] world */
    float *confidence;   /* [F, J] the probability that a joint lies within 2 % of the
                            rest pose's box diagonal of the truth; 0: no view shows it,
                            its place is a guess */
    float *residual_px;  /* [F, J] reprojection error, root mean square over the views,
                            pixels */
    ax_joints selection; /* which bones the joints stand for */
    uint8_t *pose_template; /* [V, H, W, 3] the pose maps of the rest pose */
    /* With `preview`, else NULL: */
    uint8_t *pose_preview;   /* [V, F, H, W, 3] generated pose maps; of a model of pose
                                fields, drawn from its joints */
    double *points;          /* [V, F, J, 2] where the views show the joints, pixels,
                                before anything is solved */
    float *point_confidence; /* [V, F, J] weights -1..1: the share of the joint's disc
                                that is seen; negative: hidden by others' */
    uint8_t *rgb_preview; /* [V, F, H, W, 3]; NULL, too, for a model of poses alone */
    /* What the model's critic says of the take, and of a take of several segments of
     * the one that matches least; NaN where the model has no critic or the take (the
     * segment) is shorter than its window. */
    float match; /* of take and prompt: cosine, -1..1, higher is better */
    float speed; /* mean of the joints', longest sides of the rest box a frame */
    float expected_speed; /* what the prompt suggests, likewise */
    float amplified; /* how many times as far as generated the take moves; of several
                             segments, the one that was changed most. Its joints are
                             those after it */
    /* Cosine of the prompt and the nearest sentence that the model learnt from, -1..1;
     * of several prompts the least; NaN where the model does not say what it knows. */
    float prompt_known;
    int windows;          /* how many windows the take was generated in */
    int32_t *first_frame; /* [windows] from which on each made the take's frames */
    const char *stage_names[AX_STAGE_COUNT]; /* static strings; NULL beyond the last */
    double stage_seconds[AX_STAGE_COUNT];
    /* The maximum that this engine had allocated at once on the host during the call:
     * weights, working memory and results that are not freed yet. */
    size_t peak_memory_bytes;
    /* Gaits are made in place. What must be added to the roots so that feet on the
     * ground stand and the rig goes where they walk; 0 where the take has no gait. */
    double *travel;           /* [F, 3] world, since the first frame */
    double travel_confidence; /* 0..1: how clearly the feet walk; 0 without a gait */
} ax_result;

/* Makes a take; the caller frees *out. AX_ERR_USAGE: views, frames, steps, guidance or
 * cameras out of range, a prompt of which the text encoder reads nothing; AX_ERR_INPUT:
 * a rig that cannot be animated; AX_ERR_MODEL: the model made numbers that are not
 * finite; AX_ERR_RESOURCE; AX_ERR_CANCELLED. */
AX_API ax_status ax_animate(ax_engine *engine, const ax_request *request,
                            ax_result **out, ax_error *err);
AX_API void ax_result_free(ax_result *result); /* NULL is fine */

/* ==== Context: what a model is made for; device, precision and memory ==== */

/* What a model was trained for. Its cameras stand on a circle around the rig, look at
 * the centre of the joints' bounding box (for most rigs, the bones'; markers do not
 * count) and keep z up.
 * With `size` = the box's longest side times `margin`:
 *     distance to the centre = radius * size
 *     position = centre + distance * (sin a cos e, -cos a cos e, sin e),
 *                a = azimuth_deg[v], e = elevation_deg
 *     fx = fy = min(width, height) / 2 / tan(fov_deg / 2)
 *     cx = width / 2, cy = height / 2
 * For V other than `views`, azimuths are azimuth_deg[0] + 360 v / V. */
typedef struct ax_model_info {
    size_t size;                                        /* sizeof(ax_model_info) */
    const char *name, *version, *licence, *description; /* the engine's; never NULL */
    int width, height;                                  /* of views, pixels */
    int frames; /* of a window: generated at once; the default */
    double fps;
    int views, min_views, max_views; /* the default, and what a request may have */
    double azimuth_deg[AX_MODEL_MAX_VIEWS]; /* [views]; 0: in front, at -Y; 90: at +X */
    double elevation_deg, fov_deg, radius, margin;
    int max_joints; /* beyond these, joints are left out; 0: no limit */
    int steps;      /* the defaults of a request */
    double guidance_text, guidance_template;
    bool uses_templates; /* reads ax_request.templates, and makes rgb_preview */
    int max_frames;      /* `frames`, or more in several windows */
    bool given_frames;   /* takes given frames, segments and loops */
    int context;         /* the default of a request; 0 without given_frames */
} ax_model_info;

AX_API ax_model_info ax_engine_model_info(const ax_engine *engine);
/* The text of its model.json, as it was when it was opened. The engine's string. */
AX_API const char *ax_engine_model_json(const ax_engine *engine);
/* The model's adapters: how many, and what became of number i (all zero beyond the
 * last one). */
AX_API int ax_engine_adapters(const ax_engine *engine);
AX_API ax_adapter_info ax_engine_adapter(const ax_engine *engine, int i);
/* One line for users: processor or card, instruction set, precision, threads. The
 * engine's string. */
AX_API const char *ax_engine_describe(const ax_engine *engine);

/* A device is a backend: the CPU's is part of this library, the others are libraries of
 * their own that are looked for beside it. */
typedef enum ax_device_kind {
    AX_DEVICE_AUTO = 0, /* the CPU: other backends only by name */
    AX_DEVICE_CPU,
    AX_DEVICE_CUDA
} ax_device_kind;

struct ax_engine_options {
    size_t size;                 /* sizeof(ax_engine_options) */
    ax_device_kind device;       /* default AX_DEVICE_AUTO */
    int threads;                 /* 1..AX_MAX_THREADS; default 0: as many as the process
                                    may use */
    ax_precision precision;      /* default AX_PRECISION_AUTO */
    uint64_t memory_limit_bytes; /* of host memory; default 0: none. A take that would
                                    need more is refused at its start */
    /* The transformer's blocks are read from their files and packed each time that
     * they are used, two in memory at a time: the same numbers, less memory, and longer
     * where a pass is short. Default false */
    bool stream;
};

AX_API ax_engine_options ax_engine_options_default(void);

/* Names for settings and command lines: "auto", "cpu", "cuda"; "auto", "f32", "bf16",
 * "fp8". AX_ERR_USAGE, with the names that there are, for another one. */
AX_API ax_status ax_device_kind_of(const char *name, ax_device_kind *out,
                                   ax_error *err);
AX_API ax_status ax_precision_of(const char *name, ax_precision *out, ax_error *err);

/* ==== Advanced: the stages one by one, for training and benchmarks ====
 * In animax_advanced.h. */

#ifdef __cplusplus
}
#endif

#endif
