#include "motion/gait/plant.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "motion/gait/gait.h"
#include "motion/gait/leg.h"
#include "motion/math/frame_count.h"
#include "motion/math/geometry.h"

/* Diagonals: a foot's points that are so much higher than its lowest one count e times
 * less for where it touches the ground. */
static const double contact_depth = 0.004;
/* By how much a foot is moved, and a body goes down for its leg to reach the ground, of
 * the leg's length, and the seconds in which it does. A foot stands no longer than that
 * does. */
static const double max_shift = 0.2;
static const double max_lowering = 0.1, lowering_seconds = 0.08;
/* In which what a foot does against the ground when it lifts off fades. */
static const double fade_seconds = 0.15;
enum { MAX_TRIMS = 8 };

typedef struct planting {
    const ax_skeleton *s;
    const ax_keyframes *keys;
    ax_feet feet;
    ax_gait gait;
    double *relative; /* [N, 16] */
    double *pose;     /* [N, 16] world, of one frame */
    double *point;    /* [2, P, 3] the feet's points in the last frame and this one */
    double *shift;    /* [K, F, 2] by which feet are moved, world */
    ax_leg_ends *leg; /* [K, F] */
    double *lowering, *scratch; /* [F] by which the body goes down, world units */
    size_t points;
} planting;

/* ---- where the feet go ---- */

static void pose_frame(const planting *p, size_t frame) {
    const size_t bones = (size_t)p->s->bones;
    for (size_t n = 0; n < bones; n++) {
        double q[4], basis[16], *out = p->pose + 16 * n;
        const size_t at = frame * bones + n;
        memcpy(q, p->keys->rotation + 4 * at, sizeof q);
        ax_quaternion_normalise(q);
        ax_matrix4_compose(p->keys->location + 3 * at, q, basis);
        if (p->s->parents[n] < 0)
            memcpy(out, p->relative + 16 * n, 16 * sizeof *out);
        else
            ax_matrix4_multiply(p->pose + 16 * (size_t)p->s->parents[n],
                                p->relative + 16 * n, out);
        ax_matrix4_multiply(out, basis, out);
    }
}

/* The foot's height, and how far its lowest points have gone since the last frame. */
static void measure_foot(planting *p, size_t foot, size_t frame) {
    const ax_foot *k = &p->feet.foot[foot];
    const double *now = p->point + 3 * p->points, *before = p->point;
    double lowest = INFINITY, mean[2] = {0}, sum = 0;
    for (size_t i = (size_t)k->first_point; i < (size_t)(k->first_point + k->points);
         i++)
        lowest = fmin(lowest, now[3 * i + 2] - k->floor);
    p->gait.height[foot * p->gait.frames + frame] = lowest;
    if (frame == 0) return;
    for (size_t i = (size_t)k->first_point; i < (size_t)(k->first_point + k->points);
         i++) {
        /* The mean of both frames' heights. */
        const double height = 0.5 * (now[3 * i + 2] + before[3 * i + 2]) - k->floor;
        const double last = p->gait.height[foot * p->gait.frames + frame - 1];
        const double above = height - 0.5 * (lowest + last);
        const double weight =
            exp(-fmin(above / (contact_depth * p->feet.diagonal), 500));
        for (size_t a = 0; a < 2; a++)
            mean[a] += weight * (now[3 * i + a] - before[3 * i + a]);
        sum += weight;
    }
    double *step = p->gait.step + 2 * (foot * p->gait.frames + frame - 1);
    for (size_t a = 0; a < 2; a++) step[a] = mean[a] / sum;
}

static void measure(planting *p) {
    for (size_t f = 0; f < p->gait.frames; f++) {
        pose_frame(p, f);
        memcpy(p->point, p->point + 3 * p->points, 3 * p->points * sizeof *p->point);
        for (size_t i = 0; i < p->points; i++)
            ax_matrix4_transform(p->pose + 16 * (size_t)p->feet.point[i].bone,
                                 p->feet.point[i].local,
                                 p->point + 3 * (p->points + i));
        for (size_t k = 0; k < p->gait.feet; k++) measure_foot(p, k, f);
    }
}

/* ---- by how much feet are moved ---- */

/* In a stance [first, last] the shift makes up for what the foot does against the
 * ground; its mean is 0. */
static void shift_stance(planting *p, size_t foot, size_t first, size_t last) {
    const ax_gait *g = &p->gait;
    double *shift = p->shift + 2 * foot * g->frames, mean[2] = {0};
    shift[2 * first] = shift[2 * first + 1] = 0;
    for (size_t f = first; f < last; f++)
        for (size_t a = 0; a < 2; a++) {
            const double step = g->step[2 * (foot * g->frames + f) + a];
            shift[2 * f + 2 + a] =
                shift[2 * f + a] + g->velocity[2 * f + a] / g->fps - step;
            mean[a] += shift[2 * f + 2 + a] / (double)(last - first + 1);
        }
    for (size_t f = first; f <= last; f++)
        for (size_t a = 0; a < 2; a++) shift[2 * f + a] -= mean[a];
}

/* What a slope at the start adds at t: a cubic that ends after `length`. */
static double fade(double slope, double t, double length) {
    const double s = t / length;
    return s < 1 ? slope * t * (1 - s) * (1 - s) : 0;
}

/* From one stance to the next: evenly, with the velocities of both ends, which fade
 * fast, so that the foot is not swung beyond. Before the first and after the last
 * stance the shift fades out. */
static void shift_swing(const planting *p, double *shift, size_t from, size_t to,
                        bool has_from, bool has_to) {
    const size_t frames = p->gait.frames;
    const double length = (double)(to - from);
    const double near = fmin(length, fmax(1, fade_seconds * p->gait.fps));
    double start[2] = {0}, end[2] = {0}, leave[2] = {0}, arrive[2] = {0};
    for (size_t a = 0; a < 2; a++) {
        if (has_from) {
            start[a] = shift[2 * from + a];
            if (from > 0) leave[a] = start[a] - shift[2 * from - 2 + a];
        }
        if (has_to) {
            end[a] = shift[2 * to + a];
            if (to + 1 < frames) arrive[a] = shift[2 * to + 2 + a] - end[a];
        }
    }
    for (size_t f = from + has_from; f < to + !has_to; f++) {
        const double t = (double)(f - from) / length;
        for (size_t a = 0; a < 2; a++)
            shift[2 * f + a] = start[a] + t * t * (3 - 2 * t) * (end[a] - start[a]) +
                               fade(leave[a], (double)(f - from), near) +
                               fade(-arrive[a], (double)(to - f), near);
    }
}

static void find_shifts(planting *p) {
    const size_t frames = p->gait.frames;
    memset(p->shift, 0, 2 * p->gait.feet * frames * sizeof *p->shift);
    for (size_t k = 0; k < p->gait.feet; k++) {
        const uint8_t *planted = p->gait.planted + k * frames;
        double *shift = p->shift + 2 * k * frames;
        bool any = false;
        size_t last = 0; /* of the stance before */
        for (size_t f = 0; f < frames; f++) {
            size_t end = f;
            while (planted[end]) end++;
            if (end == f) continue;
            shift_stance(p, k, f, end);
            if (f > last) shift_swing(p, shift, last, f, any, true);
            any = true;
            last = f = end;
        }
        if (any && last + 1 < frames)
            shift_swing(p, shift, last, frames - 1, true, false);
    }
}

/* ---- all of it ---- */

static bool is_below(const ax_skeleton *s, int bone, int above) {
    while (bone > above) bone = s->parents[bone];
    return bone == above;
}

/* How far the body must go down for a foot to stand where it is to. */
static double missing(const ax_leg_ends *leg, const double shift[2]) {
    const double reach = leg->reach;
    double across = 0;
    for (int a = 0; a < 2; a++) {
        const double way = leg->end[a] + shift[a] - leg->hip[a];
        across += way * way;
    }
    const double below = reach * reach - across, down = leg->hip[2] - leg->end[2];
    return down - (below > 0 ? sqrt(below) : 0);
}

/* The largest, then twice the mean, of the frames up to `radius` away: smooth, and
 * nowhere less than before. */
static void smooth_above(double *x, double *scratch, size_t frames, size_t radius) {
    for (int pass = 0; pass < 3; pass++) {
        const size_t r = pass == 0 ? 2 * radius : radius;
        for (size_t f = 0; f < frames; f++) {
            double sum = 0, top = 0;
            for (size_t i = 0; i <= 2 * r; i++) {
                const size_t at = f + i < r            ? 0
                                  : f + i - r < frames ? f + i - r
                                                       : frames - 1;
                sum += x[at];
                top = fmax(top, x[at]);
            }
            scratch[f] = pass == 0 ? top : sum / (double)(2 * r + 1);
        }
        memcpy(x, scratch, frames * sizeof *x);
    }
}

static void measure_legs(planting *p) {
    for (size_t f = 0; f < p->gait.frames; f++) {
        pose_frame(p, f);
        for (size_t k = 0; k < p->gait.feet; k++)
            if (p->feet.foot[k].segments)
                p->leg[k * p->gait.frames + f] =
                    ax_leg_measure(&p->feet.foot[k], p->pose);
    }
}

static bool in_stance(const planting *p, size_t foot, size_t f) {
    const uint8_t *planted = p->gait.planted + foot * p->gait.frames;
    return planted[f] || (f > 0 && planted[f - 1]);
}

static bool is_out_of_reach(const planting *p, size_t foot, size_t f) {
    const size_t at = foot * p->gait.frames + f;
    const double *shift = p->shift + 2 * at;
    return p->feet.foot[foot].segments &&
           (hypot(shift[0], shift[1]) > max_shift * p->leg[at].length ||
            missing(&p->leg[at], p->shift + 2 * at) > max_lowering * p->leg[at].length);
}

/* Feet lift off, and touch down, where the ground is out of reach. */
static bool trim_stances(planting *p) {
    const size_t frames = p->gait.frames;
    bool any = false;
    for (size_t k = 0; k < p->gait.feet; k++) {
        uint8_t *planted = p->gait.planted + k * frames;
        for (size_t f = 0; f < frames; f++) {
            size_t first = f, end = f;
            while (planted[end]) end++;
            f = end;
            for (; first < end && is_out_of_reach(p, k, first); any = true)
                planted[first++] = 0;
            for (; first < end && is_out_of_reach(p, k, end); any = true)
                planted[--end] = 0;
        }
    }
    return any;
}

/* By how much the body goes down so that legs reach the ground. */
static void find_lowering(planting *p, int carrier) {
    const size_t frames = p->gait.frames;
    for (size_t f = 0; f < frames; f++) {
        p->lowering[f] = 0;
        for (size_t k = 0; k < p->gait.feet; k++) {
            const ax_foot *foot = &p->feet.foot[k];
            const size_t at = k * frames + f;
            if (!foot->segments || foot->carrier != carrier || !in_stance(p, k, f))
                continue;
            const double by = fmin(missing(&p->leg[at], p->shift + 2 * at),
                                   max_lowering * p->leg[at].length);
            p->lowering[f] = fmax(p->lowering[f], by);
        }
    }
    const size_t radius = ax_gait_frames(&p->gait, lowering_seconds);
    smooth_above(p->lowering, p->scratch, frames, radius ? radius : 1);
}

static void move_feet(planting *p, size_t f, int carrier) {
    const size_t bones = (size_t)p->s->bones;
    double *rotation = p->keys->rotation + 4 * f * bones;
    double *location = p->keys->location + 3 * f * bones;
    const double down[3] = {0, 0, -p->lowering[f]};
    pose_frame(p, f);
    if (down[2] < 0) {
        ax_bone_shift(p->s, carrier, p->pose, down, rotation + 4 * carrier,
                      location + 3 * carrier);
        ax_clamp_location(p->s, carrier, location + 3 * carrier);
        pose_frame(p, f);
    }
    for (size_t k = 0; k < p->gait.feet; k++) {
        const ax_foot *foot = &p->feet.foot[k];
        const double *shift = p->shift + 2 * (k * p->gait.frames + f);
        const double up = foot->carrier == carrier ? p->lowering[f] : 0;
        const double by[3] = {shift[0], shift[1], up};
        const double own[3] = {
            shift[0], shift[1],
            foot->moves && is_below(p->s, foot->top[0], carrier) ? p->lowering[f] : 0};
        if (by[0] == 0 && by[1] == 0 && by[2] == 0) continue;
        ax_leg_move(p->s, foot, p->pose, by, own, rotation, location);
    }
}

static void hold_feet(planting *p) {
    int carrier = -1;
    for (size_t k = 0; k < p->gait.feet && carrier < 0; k++)
        carrier = p->feet.foot[k].carrier;
    measure_legs(p);
    find_shifts(p);
    for (int i = 0; i < MAX_TRIMS && trim_stances(p); i++) find_shifts(p);
    if (carrier >= 0) find_lowering(p, carrier);
    for (size_t f = 0; f < p->gait.frames; f++) move_feet(p, f, carrier);
    ax_keyframes_align_signs(p->keys);
}

static void write_result(const planting *p, ax_planting *out) {
    const size_t frames = p->gait.frames;
    for (size_t f = 0; f + 1 < frames; f++)
        for (size_t a = 0; a < 2; a++)
            out->travel[3 * f + 3 + a] =
                out->travel[3 * f + a] - p->gait.velocity[2 * f + a] / p->gait.fps;
    memcpy(out->planted, p->gait.planted, p->gait.feet * frames);
    for (size_t k = 0; k < p->gait.feet; k++) {
        const ax_foot *foot = &p->feet.foot[k];
        out->foot_bone[k] = foot->tops ? foot->top[0] : foot->leg[0];
    }
    out->confidence = p->gait.confidence;
}

static ax_status allocate(planting *p, ax_planting *out, ax_error *err) {
    const size_t frames = (size_t)p->keys->frames, bones = (size_t)p->s->bones;
    AX_TRY(ax_feet_find(p->s, &p->feet, err));
    const size_t feet = (size_t)p->feet.count;
    for (size_t k = 0; k < feet; k++) p->points += (size_t)p->feet.foot[k].points;
    AX_TRY(ax_gait_alloc(feet, frames, &p->gait, err));
    AX_TRY(AX_NEW(double, 16 * bones, "poses", &p->relative, err));
    AX_TRY(AX_NEW(double, 16 * bones, "poses", &p->pose, err));
    AX_TRY(AX_NEW(double, 6 * p->points, "feet", &p->point, err));
    AX_TRY(AX_NEW(double, 2 * feet * frames, "feet", &p->shift, err));
    AX_TRY(AX_NEW(ax_leg_ends, feet * frames, "feet", &p->leg, err));
    AX_TRY(AX_NEW(double, frames, "feet", &p->lowering, err));
    AX_TRY(AX_NEW(double, frames, "feet", &p->scratch, err));
    *out = (ax_planting){.feet = p->feet.count, .frames = p->keys->frames};
    AX_TRY(AX_NEW(double, 3 * frames, "the travel", &out->travel, err));
    AX_TRY(AX_NEW(int32_t, feet, "feet", &out->foot_bone, err));
    return AX_NEW(uint8_t, feet * frames, "feet", &out->planted, err);
}

ax_status ax_plant_feet(const ax_skeleton *skeleton, const ax_keyframes *keys,
                        double fps, bool hold, bool steady, ax_planting *out,
                        ax_error *err) {
    planting p = {.s = skeleton, .keys = keys};
    *out = (ax_planting){.feet = 0};
    AX_TRY(ax_skeleton_check(skeleton, err));
    AX_TRY(ax_frame_count_check(keys->frames, 0, err));
    if (keys->bones != skeleton->bones || !(fps > 0) || !isfinite(fps))
        return ax_fail(err, AX_ERR_USAGE,
                       "%d frames of %d bones at %g a second do not fit a skeleton of "
                       "%d bones",
                       keys->frames, keys->bones, fps, skeleton->bones);
    AX_TRY(ax_keyframes_check(keys, err));
    ax_status status = allocate(&p, out, err);
    if (status == AX_OK) {
        p.gait.fps = fps;
        p.gait.diagonal = p.feet.diagonal;
        ax_rest_relative(skeleton, p.relative);
        measure(&p);
        ax_gait_find(&p.gait, steady);
        if (hold && p.gait.confidence > 0) hold_feet(&p);
        write_result(&p, out);
    }
    ax_free(p.relative);
    ax_free(p.pose);
    ax_free(p.point);
    ax_free(p.shift);
    ax_free(p.leg);
    ax_free(p.lowering);
    ax_free(p.scratch);
    ax_gait_free(&p.gait);
    ax_feet_free(&p.feet);
    return status;
}

void ax_planting_free(ax_planting *made) {
    ax_free(made->travel);
    ax_free(made->planted);
    ax_free(made->foot_bone);
    *made = (ax_planting){.feet = 0};
}
