/* The types that AnimaX's public functions share: statuses and errors, progress and
 * cancellation, cameras, skeletons and joints. Include animax.h, which brings them. */
#ifndef ANIMAX_TYPES_H
#define ANIMAX_TYPES_H

#include <stddef.h>
#include <stdint.h>

/* Marks what libanimax.so exports; all else in it is hidden. */
#if defined(__GNUC__)
#define AX_API __attribute__((visibility("default")))
#else
#define AX_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- statuses and errors ---- */

/* The numbers never change: they are also the exit statuses of the command line. */
typedef enum ax_status {
    AX_OK = 0,
    AX_ERR_INTERNAL = 1,   /* internal error: a bug in AnimaX, please report it */
    AX_ERR_USAGE = 2,      /* an argument is wrong */
    AX_ERR_INPUT = 3,      /* the rig, scene or file cannot be animated */
    AX_ERR_MODEL = 4,      /* the model cannot be loaded, or computes nonsense */
    AX_ERR_RESOURCE = 5,   /* memory or device: missing, or not enough of it */
    AX_ERR_CANCELLED = 130 /* cancelled by the caller */
} ax_status;

/* The constant's name, "AX_ERR_USAGE"; a static string, also for an unknown number. */
AX_API const char *ax_status_name(ax_status status);

/* An error record. Initialise it with AX_ERROR_INIT before its first use and after each
 * failure: functions write into a record without an error only, so that the first of
 * several failures is the one that is reported. */
typedef struct ax_error {
    ax_status code;
    int line;          /* of the source file that noticed it, for bug reports */
    const char *file;  /* a static string, or NULL */
    char message[512]; /* sentences in English, UTF-8: found, expected, what to do */
} ax_error;
#define AX_ERROR_INIT                                                                  \
    { AX_OK, 0, NULL, "" }

/* Frees memory that a function handed over to the caller; NULL is fine. */
AX_API void ax_free(void *memory);

/* ---- progress and cancellation ---- */

/* A flag that any thread may set, at any time, to stop the work that was given it.
 * Starts as {0}. To be used again, set it to {0} while no work has it. */
typedef struct ax_cancel {
    int requested; /* through the functions below only: they are atomic */
} ax_cancel;

AX_API void ax_cancel_set(ax_cancel *cancel);
AX_API int ax_cancel_is_set(const ax_cancel *cancel); /* 0 or 1 */

/* Called on the thread that called the engine, at least once a step, and in long steps
 * about once a second, where a layer ends, with the same step and another estimate.
 * `stage` is a static string ("denoise"); step counts from 0 (begun) to total;
 * seconds_left is an estimate for this stage, negative while unknown. It must not call
 * the engine that is at work; it may set the cancel flag. */
typedef void (*ax_progress_fn)(void *user, const char *stage, int step, int total,
                               double seconds_left);

/* Starts as {0}; then set what is wanted of the first three. One call at a time. */
typedef struct ax_progress {
    ax_progress_fn report; /* may be NULL */
    void *user;            /* passed to report */
    ax_cancel *cancel;     /* may be NULL; must outlive the call */
    /* The engine's own: */
    double started, reported;
    double part_from, part_share; /* of a step: what runs now is a part of it */
    const char *stage;
    int step, total;
} ax_progress;

/* ---- numbers ---- */

/* The type in which most of a model is computed. */
typedef enum ax_precision {
    AX_PRECISION_AUTO = 0, /* bf16 where the device is quick at it, else f32 */
    AX_PRECISION_F32,
    AX_PRECISION_BF16,
    AX_PRECISION_FP8 /* bf16, and 8-bit weights (E4M3) where that is precise enough;
                        on devices that have it */
} ax_precision;

/* ---- limits ---- of any model and of any request; a model's own (ax_model_info) are
 * narrower ---- */

enum {
    AX_MODEL_MAX_VIEWS = 16,
    AX_MODEL_MAX_FRAMES = 1024,
    AX_SAMPLER_MAX_STEPS = 1000,
    AX_MAX_GUIDANCE = 100,
    AX_MAX_AMPLITUDE = 4,
    AX_MAX_THREADS = 1024,
    AX_MAX_BONES = 20000,
    AX_MAX_IMAGE = 8192, /* pixels, width and height of a camera */
    /* Of the functions that work without a model: */
    AX_MAX_VIEWS = 64,
    AX_MAX_JOINTS = 4096,
    AX_MAX_FRAMES = 100000
};

/* ---- files of weights ---- */

/* What a safetensors file is, or the index of several (docs/model-format.md): told by
 * the names and shapes of its tensors. Strings are static and never NULL; sizes are 0
 * where they do not apply. */
typedef struct ax_weights_info {
    size_t size;         /* sizeof(ax_weights_info) */
    const char *kind;    /* "transformer", "vae", "adapter", "text" or "unknown" */
    const char *variant; /* of those that are published; "" */
    const char *problem; /* why this version cannot run it; "" */
    const char *names;   /* "diffusers" or "original" */
    const char *prefix;  /* before each name */
    int64_t files, tensors;
    int64_t width, ffn, layers, channels_in, channels_out, text_width;
    int has_image;      /* 1: keys and values of an image */
    int has_multi_view; /* AnimaX's layers and embeddings */
    int has_plucker, has_modality;
    int has_low_rank; /* low-rank changes: LoRA */
} ax_weights_info;

/* What became of an adapter of a model that is open. */
typedef struct ax_adapter_info {
    size_t size;      /* sizeof(ax_adapter_info) */
    const char *file; /* lives as long as the engine */
    double weight;
    int64_t changed;             /* tensors that it changes */
    int64_t added;               /* tensors that it has as a whole */
    int64_t matched, unmatched;  /* its keys: understood; of no use for this model */
    const char *first_unmatched; /* "" where there is none; as long as the engine */
} ax_adapter_info;

/* ---- prompts ---- */

/* What a model's text encoder makes of a prompt. Words are counted without punctuation
 * marks, and only those that the model reads. */
typedef struct ax_prompt_reading {
    int tokens;  /* of the prompt that the model reads; 0: it reads nothing of it */
    int words;   /* among them */
    int unknown; /* of these: not in the encoder's vocabulary, or only letter by letter.
                    All prompts of unknown words are alike to the model */
    int cut;     /* 1: the prompt is longer than the model reads; its rest is ignored */
    size_t unknown_at, unknown_bytes; /* the first unknown word, in the prompt */
} ax_prompt_reading;

/* ---- cameras ---- */

/* A pinhole camera: 18 doubles and nothing else, so an array of these is a float64
 * [V, 18] matrix. World: right-handed, z up, Blender's units. Camera: x right, y down,
 * z forward. Pixels: x right, y down, the centre of the first pixel at (0.5, 0.5). */
typedef struct ax_camera {
    double world_to_camera[12]; /* [3, 4] row-major, rotation | translation */
    double fx, fy, cx, cy;      /* focal lengths and principal point, pixels */
    double width, height;       /* pixels, whole numbers, 1..AX_MAX_IMAGE */
} ax_camera;

/* ---- skeletons and joints ---- N bones, J joints; matrices are row-major 4x4 ---- */

/* Flags of a bone. What is locked stays as in the rest pose. */
enum { AX_BONE_DEFORMS = 1, AX_BONE_LOCATION_LOCKED = 2, AX_BONE_ROTATION_LOCKED = 4 };

/* A rig. The arrays are the caller's and are only read. */
typedef struct ax_skeleton {
    int bones;                /* N, 1..AX_MAX_BONES */
    const int32_t *parents;   /* [N], -1 for a root; a parent precedes its children */
    const double *rest;       /* [N, 4, 4] world matrices of the rest pose: the bone's
                               head as translation, rotation orthonormal up to a
                               uniform scale */
    const double *lengths;    /* [N] head to tail, world units */
    const uint8_t *flags;     /* [N] sums of AX_BONE_... */
    const double *limits;     /* [N, 6] minimum x, y, z and maximum x, y, z of a bone's
                               rotation vector (axis times angle, radians, in its rest
                               frame); infinite where free. Kept softly. NULL: none */
    const double *directions; /* [N, 3] from head to tail, in the rest frame, of any
                                 length above 0. NULL: y axes, as Blender draws
                                 bones */
    const double *location_limits; /* [N, 6] minimum x, y, z and maximum x, y, z of a
                                      bone's location (ax_keyframes), ranges around 0;
                                      infinite where free. Kept. NULL: none */
} ax_skeleton;

/* What a joint is of its bone: its head; its tail; or a marker, a point beside its axis
 * and fixed in its frame, which shows its twist. */
enum { AX_JOINT_HEAD = 0, AX_JOINT_TAIL = 1, AX_JOINT_MARKER = 2 };

/* The joints that stand for a skeleton in pose maps: heads of bones, tails of leaf
 * bones, and last markers, whose parent is the joint at their bone's head. Parents
 * precede children. */
typedef struct ax_joints {
    int count, bones;    /* J, N */
    int32_t *bone;       /* [J] */
    uint8_t *tail;       /* [J] AX_JOINT_... */
    int32_t *parent;     /* [J] a joint, -1 for a root */
    int32_t *bone_joint; /* [N] the joint at the bone's head, or -1 */
    double *position;    /* [J, 3] in the rest pose, world */
} ax_joints;

#ifdef __cplusplus
}
#endif

#endif
