#include "motion/fit/bundle_problem.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "motion/math/geometry.h"
#include "motion/track/reprojection.h"

/* Spread (standard deviation) of the prior, in diagonals from the rest location. */
static const double translation_spread = 0.03;
/* A bone that is not a root translates from here on, in diagonals. */
static const double translation_threshold = 0.004;
/* How many times further than a single joint's path (ax_smooth_spread) the path of a
 * joint on a skeleton may bend. */
static const double curvature_slack = 3;
/* Diagonals: a joint nearer to a bone's head does not constrain the bone's rotation. */
static const double min_joint_distance = 2e-3;
/* Cosine of 10 degrees: directions nearer to each other count as one. */
static const double collinear_cosine = 0.985;

/* ---- memory ---- */

static ax_status state_alloc(const ax_bundle *b, ax_bundle_state *s, ax_error *err) {
    const size_t rows = b->frames * b->bones;
    AX_TRY(AX_NEW(double, 4 * rows, "poses", &s->rotation, err));
    AX_TRY(AX_NEW(double, 3 * rows, "poses", &s->location, err));
    AX_TRY(AX_NEW(double, 9 * rows, "poses", &s->local_axes, err));
    AX_TRY(AX_NEW(double, 3 * rows, "poses", &s->head, err));
    return AX_NEW(double, 3 * b->frames * b->joint_count, "poses", &s->joint, err);
}

static void state_free(ax_bundle_state *s) {
    ax_free(s->rotation);
    ax_free(s->location);
    ax_free(s->local_axes);
    ax_free(s->head);
    ax_free(s->joint);
}

ax_status ax_bundle_alloc(ax_bundle *b, ax_error *err) {
    const size_t bones = b->bones, joints = b->frames * b->joint_count;
    const size_t rows = b->groups * bones;
    ax_lanes **vectors[] = {&b->rhs,       &b->step,    &b->residual,
                            &b->direction, &b->product, &b->precond_residual};
    AX_TRY(AX_NEW(double, 16 * bones, "rest matrices", &b->rest_relative, err));
    AX_TRY(AX_NEW(double, 3 * b->joint_count, "joints of bones", &b->joint_local, err));
    AX_TRY(AX_NEW(double, bones, "scales", &b->bone_scale, err));
    AX_TRY(AX_NEW(double, bones, "priors", &b->translation_prior, err));
    AX_TRY(AX_NEW(double, 16 * bones, "pose matrices", &b->pose, err));
    AX_TRY(AX_NEW(uint8_t, bones, "degrees of freedom", &b->dof_mask, err));
    AX_TRY(AX_NEW(uint8_t, bones, "degrees of freedom", &b->direction_rank, err));
    AX_TRY(AX_NEW(double, 3 * bones, "degrees of freedom", &b->twist_axis, err));
    AX_TRY(AX_NEW(ax_bone_prior, rows, "normal equations", &b->bone_prior, err));
    AX_TRY(state_alloc(b, &b->current, err));
    AX_TRY(state_alloc(b, &b->candidate, err));
    AX_TRY(AX_NEW(double, 9 * joints, "normal equations", &b->view_hessian, err));
    AX_TRY(AX_NEW(double, 9 * joints, "normal equations", &b->precond_hessian, err));
    AX_TRY(AX_NEW(double, 3 * joints, "normal equations", &b->joint_rhs, err));
    AX_TRY(AX_NEW(double, 3 * joints, "normal equations", &b->joint_delta, err));
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
        AX_TRY(AX_NEW(ax_lanes, b->vector_size, "normal equations", vectors[i], err));
    b->temporal = (ax_temporal){.frames = b->frames,
                                .joints = b->joint_count,
                                .parent = b->observations->parent,
                                .diagonal = b->diagonal,
                                .max_spread = curvature_slack *
                                              ax_smooth_spread(b->observations)};
    AX_TRY(ax_temporal_alloc(&b->temporal, err));
    AX_TRY(ax_ties_find(b->skeleton, b->joints, b->frames, b->diagonal, &b->ties, err));
    AX_TRY(AX_NEW(ax_lanes, 36 * bones, "normal equations", &b->scratch, err));
    AX_TRY(
        AX_NEW(ax_lanes, 9 * b->joint_count, "normal equations", &b->joint_lanes, err));
    AX_TRY(AX_NEW(ax_lanes, 3 * rows, "normal equations", &b->parent_offset, err));
    AX_TRY(AX_NEW(ax_lanes, 3 * b->groups * b->joint_count, "normal equations",
                  &b->joint_offset, err));
    return AX_NEW(ax_bone_factor, rows, "normal equations", &b->factor, err);
}

void ax_bundle_free(ax_bundle *b) {
    void *arrays[] = {
        b->rest_relative, b->translation_prior, b->joint_local,   b->bone_scale,
        b->pose,          b->twist_axis,        b->view_hessian,  b->precond_hessian,
        b->joint_rhs,     b->joint_delta,       b->rhs,           b->step,
        b->residual,      b->direction,         b->product,       b->precond_residual,
        b->scratch,       b->joint_lanes,       b->parent_offset, b->joint_offset,
        b->dof_mask,      b->direction_rank,    b->bone_prior,    b->factor};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) ax_free(arrays[i]);
    ax_temporal_free(&b->temporal);
    ax_ties_free(&b->ties);
    state_free(&b->current);
    state_free(&b->candidate);
}

void ax_bundle_copy_keys(const ax_bundle *b, const ax_bundle_state *from,
                         const ax_bundle_state *to) {
    memcpy(to->rotation, from->rotation, 4 * b->frames * b->bones * sizeof(double));
    memcpy(to->location, from->location, 3 * b->frames * b->bones * sizeof(double));
}

/* ---- degrees of freedom, start ---- */

/* Bones whose rotation moves a joint, and bones that translate in the start. */
static void choose_dofs(ax_bundle *b, const ax_keyframes *keys) {
    const ax_skeleton *s = b->skeleton;
    for (int j = 0; j < b->joints->count; j++)
        for (int n = b->joints->bone[j]; n >= 0; n = s->parents[n]) {
            double head[3];
            ax_bone_head(s, n, head);
            if (!(s->flags[n] & AX_BONE_ROTATION_LOCKED) &&
                ax_distance3(head, b->joints->position + 3 * j) >
                    min_joint_distance * b->diagonal)
                b->dof_mask[n] |= AX_DOF_ROTATION;
        }
    for (size_t at = 0; at < b->frames * b->bones; at++) {
        const double *l = keys->location + 3 * at;
        const size_t n = at % b->bones;
        const double threshold =
            ax_bundle_is_root(b, n) ? 0 : translation_threshold * b->diagonal;
        if (sqrt(ax_dot3(l, l)) * b->bone_scale[n] > threshold &&
            !(s->flags[n] & AX_BONE_LOCATION_LOCKED))
            b->dof_mask[n] |= AX_DOF_TRANSLATION;
    }
}

/* Twist about the line through a bone's head and its joints is not observed, where
 * they all lie on one. A joint counts for the nearest bone above it whose head is
 * elsewhere. A marker is off that line, however long the bone is: markers come last. */
static void find_twist_axes(ax_bundle *b) {
    const ax_skeleton *s = b->skeleton;
    for (int j = 0; j < b->joints->count; j++)
        for (int n = b->joints->bone[j]; n >= 0; n = s->parents[n]) {
            double at[3], inverse[16], *axis = b->twist_axis + 3 * (size_t)n;
            ax_matrix4_invert(s->rest + 16 * (size_t)n, inverse);
            ax_matrix4_transform(inverse, b->joints->position + 3 * j, at);
            const double length = sqrt(ax_dot3(at, at));
            if (!(b->dof_mask[n] & AX_DOF_ROTATION) ||
                length * b->bone_scale[n] <= min_joint_distance * b->diagonal)
                continue;
            for (int i = 0; i < 3; i++) at[i] /= length;
            if (b->direction_rank[n] == 0) memcpy(axis, at, sizeof at);
            if (b->direction_rank[n] == 1 &&
                (fabs(ax_dot3(axis, at)) < collinear_cosine ||
                 b->joints->tail[j] == AX_JOINT_MARKER))
                b->direction_rank[n] = 2;
            if (b->direction_rank[n] == 0) b->direction_rank[n] = 1;
            break;
        }
    for (int n = 0; n < (int)b->bones; n++)
        if (b->direction_rank[n] == 2)
            memset(b->twist_axis + 3 * (size_t)n, 0, 3 * sizeof(double));
}

/* The spread is translation_spread, or the root mean square translation in the start if
 * that is larger: the prior must not draw such a bone back. */
static void set_translation_priors(ax_bundle *b) {
    for (size_t n = 0; n < b->bones; n++) {
        double sum = 0;
        for (size_t f = 0; f < b->frames; f++) {
            const double *l = b->current.location + 3 * (f * b->bones + n);
            sum += b->bone_scale[n] * b->bone_scale[n] * ax_dot3(l, l);
        }
        const double spread = translation_spread * b->diagonal;
        b->translation_prior[n] = 1 / fmax(spread * spread, sum / (double)b->frames);
    }
}

void ax_bundle_start(ax_bundle *b, const ax_keyframes *keys) {
    ax_rest_relative(b->skeleton, b->rest_relative);
    for (size_t n = 0; n < b->bones; n++) {
        const double *rest = b->skeleton->rest + 16 * n;
        b->bone_scale[n] =
            sqrt(rest[1] * rest[1] + rest[5] * rest[5] + rest[9] * rest[9]);
    }
    for (size_t j = 0; j < b->joint_count; j++) {
        double inverse[16];
        ax_matrix4_invert(b->skeleton->rest + 16 * (size_t)b->joints->bone[j], inverse);
        ax_matrix4_transform(inverse, b->joints->position + 3 * j,
                             b->joint_local + 3 * j);
    }
    choose_dofs(b, keys);
    find_twist_axes(b);
    const ax_bundle_state start = {.rotation = keys->rotation,
                                   .location = keys->location};
    ax_bundle_copy_keys(b, &start, &b->current);
    for (size_t at = 0; at < b->frames * b->bones; at++)
        if (!(b->dof_mask[at % b->bones] & AX_DOF_TRANSLATION))
            memset(b->current.location + 3 * at, 0, 3 * sizeof *b->current.location);
        else
            ax_clamp_location(b->skeleton, (int)(at % b->bones),
                              b->current.location + 3 * at);
    set_translation_priors(b);
}
