#include "motion/fit/bundle.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "motion/fit/bundle_problem.h"
#include "motion/fit/contacts.h"
#include "motion/math/geometry.h"
#include "motion/rig/bend.h"
#include "motion/track/reprojection.h"

static const double initial_damping = 1e-3;      /* of the mean curvature */
static const double relative_min_damping = 1e-5; /* of the initial damping */

/* A step that removes less than this part of the cost ends a round, and the last one.
 * */
static const double round_gain = 3e-2, final_gain = 3e-3;
/* After each round the temporal terms are estimated anew. */
enum { ROUNDS = 3, MAX_LM_STEPS = 16 };

/* ---- Levenberg-Marquardt ---- */

/* candidate = current + step, projected onto the limits of locations: rotations by the
 * exponential map. The step's axes are the world's, the keys' those of the bone. */
static void take_step(const ax_bundle *b) {
    for (size_t at = 0; at < b->frames * b->bones; at++) {
        const double *axes = b->current.local_axes + 9 * at;
        size_t lane;
        const ax_lanes *step =
            b->step + 6 * ax_bundle_slot(b, at / b->bones, at % b->bones, &lane);
        double local[3] = {0}, delta[4], angle, *q = b->candidate.rotation + 4 * at;
        for (size_t i = 0; i < 3; i++)
            for (size_t a = 0; a < 3; a++) {
                local[i] += axes[3 * a + i] * step[a][lane];
                b->candidate.location[3 * at + i] +=
                    axes[3 * a + i] * step[3 + a][lane] / b->bone_scale[at % b->bones];
            }
        angle = sqrt(ax_dot3(local, local));
        delta[0] = cos(0.5 * angle);
        for (int i = 0; i < 3; i++)
            delta[1 + i] =
                angle > 1e-12 ? sin(0.5 * angle) / angle * local[i] : 0.5 * local[i];
        ax_quaternion_multiply(delta, b->current.rotation + 4 * at, q);
        ax_quaternion_normalise(q);
        ax_clamp_location(b->skeleton, (int)(at % b->bones),
                          b->candidate.location + 3 * at);
    }
}

/* Mean diagonal of the views' Hessian; where nothing is observed, of the rotation
 * prior's by world units. The first damping is relative to it. */
static double mean_curvature(const ax_bundle *b) {
    const size_t joints = b->frames * b->joint_count;
    double sum = 0;
    for (size_t i = 0; i < joints; i++)
        for (size_t a = 0; a < 3; a++) sum += b->view_hessian[9 * i + 4 * a];
    return fmax(sum / (3 * (double)joints),
                b->rotation_prior / (b->diagonal * b->diagonal));
}

/* Re-estimates the spread of second differences and the contacts from the current
 * state, and its cost with them. */
static ax_status update_temporal_terms(ax_bundle *b, ax_error *err) {
    ax_temporal_estimate_spread(&b->temporal, b->current.joint);
    if (b->detect_contacts) {
        ax_bundle_linearise_points(b);
        AX_TRY(ax_contacts_find(b->observations, b->current.joint, b->view_hessian,
                                b->joint_rhs, b->temporal.in_contact, err));
    }
    ax_bundle_evaluate_cost(b, &b->current);
    return AX_OK;
}

/* One damped Gauss-Newton step; false if the candidate's cost is not lower. gain: the
 * part of the cost that the step removes. */
static bool try_step(ax_bundle *b, double *gain) {
    ax_bundle_linearise(b);
    if (b->damping == 0) b->damping = initial_damping * mean_curvature(b);
    ax_bundle_add_priors(b);
    ax_bundle_factorise(b);
    ax_bundle_solve(b);
    ax_bundle_copy_keys(b, &b->current, &b->candidate);
    take_step(b);
    ax_bundle_pose(b, &b->candidate);
    ax_bundle_evaluate_cost(b, &b->candidate);
    if (!(b->candidate.cost < b->current.cost)) return false;
    *gain = (b->current.cost - b->candidate.cost) / (b->current.cost + 1e-12);
    const ax_bundle_state before = b->current;
    b->current = b->candidate;
    b->candidate = before;
    return true;
}

static ax_status minimise(ax_bundle *b, ax_error *err) {
    double min_damping = 0;
    ax_bundle_evaluate_cost(b, &b->current);
    for (int i = 0, round = 0; i < MAX_LM_STEPS; i++) {
        double gain = 1;
        const bool accepted = try_step(b, &gain);
        if (i == 0) min_damping = relative_min_damping * b->damping;
        b->damping = accepted ? fmax(0.1 * b->damping, min_damping) : 10 * b->damping;
        if (accepted && gain >= (round + 1 < ROUNDS ? round_gain : final_gain))
            continue;
        if (accepted && ++round == ROUNDS) break;
        if (accepted) AX_TRY(update_temporal_terms(b, err));
    }
    return AX_OK;
}

static ax_status check(const ax_skeleton *skeleton, const ax_joints *joints,
                       const ax_observations *o, const ax_keyframes *keys,
                       ax_error *err) {
    AX_TRY(ax_skeleton_check(skeleton, err));
    AX_TRY(ax_joints_check(joints, skeleton, err));
    AX_TRY(ax_observations_check(o, err));
    if (keys->frames != o->frames || keys->bones != skeleton->bones ||
        joints->count != o->joints)
        return ax_fail(err, AX_ERR_USAGE,
                       "keys of %d frames and %d bones do not fit %d joints seen in %d "
                       "frames",
                       keys->frames, keys->bones, o->joints, o->frames);
    const size_t rows = (size_t)keys->frames * (size_t)keys->bones;
    for (size_t i = 0; i < 4 * rows; i++)
        if (!isfinite(keys->rotation[i]))
            return ax_fail(err, AX_ERR_INPUT,
                           "keys hold a rotation that is not finite");
    return ax_keyframes_check(keys, err);
}

/* Bones whose rotation is not observed take over a part of their parents'
 * (rig/bend.h). */
static void propagate_unobserved(const ax_bundle *b) {
    const ax_skeleton *s = b->skeleton;
    for (size_t at = 0; at < b->frames * b->bones; at++) {
        const size_t n = at % b->bones;
        if (b->dof_mask[n] & AX_DOF_ROTATION || s->flags[n] & AX_BONE_ROTATION_LOCKED ||
            s->parents[n] < 0)
            continue;
        const double *parent =
            b->current.rotation + 4 * (at - n + (size_t)s->parents[n]);
        ax_bend_follow(s, (int)n, parent, b->current.rotation + 4 * at);
    }
}

static void write_result(const ax_bundle *b, const ax_keyframes *keys,
                         double *positions) {
    const ax_bundle_state out = {.rotation = keys->rotation,
                                 .location = keys->location};
    ax_bundle_copy_keys(b, &b->current, &out);
    ax_keyframes_align_signs(keys);
    memcpy(positions, b->current.joint,
           3 * b->frames * b->joint_count * sizeof *positions);
}

ax_status ax_bundle_adjust(const ax_skeleton *skeleton, const ax_joints *joints,
                           const ax_observations *observations,
                           const ax_keyframes *keys, bool contacts, double *positions,
                           ax_error *err) {
    AX_TRY(check(skeleton, joints, observations, keys, err));
    ax_bundle b = {.skeleton = skeleton,
                   .joints = joints,
                   .observations = observations,
                   .detect_contacts = contacts,
                   .frames = (size_t)keys->frames,
                   .bones = (size_t)keys->bones,
                   .joint_count = (size_t)joints->count,
                   .groups = ((size_t)keys->frames + AX_LANES - 1) / AX_LANES,
                   .diagonal = ax_rest_diagonal(observations)};
    b.vector_size = 6 * b.groups * b.bones;
    if (b.frames * b.bones > AX_BUNDLE_LIMIT ||
        b.frames * b.joint_count > AX_BUNDLE_LIMIT)
        return AX_OK;
    ax_status status = ax_bundle_alloc(&b, err);
    if (status != AX_OK) goto done;
    ax_bundle_start(&b, keys);
    ax_bundle_set_spreads(&b);
    status = minimise(&b, err);
    if (status != AX_OK) goto done;
    propagate_unobserved(&b);
    ax_ties_pull_roots(skeleton, joints, b.frames, b.current.joint, b.current.head,
                       b.current.location);
    ax_bundle_pose(&b, &b.current);
    write_result(&b, keys, positions);
done:
    ax_bundle_free(&b);
    return status;
}
