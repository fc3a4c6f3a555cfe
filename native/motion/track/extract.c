#include "motion/track/extract.h"

#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "motion/math/parallel.h"
#include "motion/track/disc_fit.h"
#include "motion/track/peaks.h"

/* Scores, in whole discs: below this a joint is searched in the whole map ... */
static const double min_score = 0.2;
/* ... and moved to a place that has more than this. */
static const double min_score_elsewhere = 0.5;
/* A joint seen less is searched in a wider window in the next frame. */
static const float min_confidence = 0.1f;
static const double velocity_damping = 0.7; /* as in tracker.c */

/* One view. */
typedef struct reader {
    ax_joint_likelihood likelihood;
    ax_peak_search search;
} reader;

/* Where the joint is searched next: along its last movement. */
static void predict(const double *points, int frame, int joints, int joint,
                    double out[2]) {
    size_t row = 2 * (size_t)joints, at = (size_t)frame * row + 2 * (size_t)joint;
    for (size_t i = 0; i < 2; i++) {
        double last = points[at - row + i];
        double before = frame > 1 ? points[at - 2 * row + i] : last;
        out[i] = last + velocity_damping * (last - before);
    }
}

/* Moves `at` to the best place about it, or, if hardly anything of the disc is there,
 * to the best of the whole map. */
static void find(reader *r, int joint, double window, double at[2]) {
    const double start[2] = {at[0], at[1]};
    const int width = r->likelihood.classes.width;
    ax_peak peak = {.score = 0}, elsewhere;
    if (ax_find_peaks(&r->likelihood, &r->search, joint, start, window, 1, &peak) > 0 &&
        peak.score > 0)
        memcpy(at, peak.at, sizeof peak.at);
    if (peak.score < min_score &&
        ax_find_peaks(&r->likelihood, &r->search, joint, start, width, 1, &elsewhere) >
            0 &&
        elsewhere.score > min_score_elsewhere)
        memcpy(at, elsewhere.at, sizeof elsewhere.at);
}

static void extract_view(const ax_pose_maps *m, reader *r, const uint8_t *pixels,
                         const double *start, double *points, float *confidence) {
    size_t bytes = (size_t)m->width * (size_t)m->height * 3, joints = (size_t)m->joints;
    for (int f = 0; f < m->frames; f++) {
        ax_joint_likelihood_read(&r->likelihood, pixels + (size_t)f * bytes);
        for (int j = 0; j < m->joints; j++) {
            size_t at = (size_t)f * joints + (size_t)j;
            double *out = points + 2 * at;
            if (f == 0)
                memcpy(out, start + 2 * j, 2 * sizeof *out);
            else
                predict(points, f, m->joints, j, out);
            const bool lost = f > 0 && confidence[at - joints] < min_confidence;
            find(r, j, f == 0 ? 0.5 * m->width : lost ? 2 * m->window : m->window, out);
            confidence[at] = (float)ax_disc_fit(&r->likelihood, j, out);
            if (confidence[at] == 0 && f > 0) /* waits where it was last seen */
                memcpy(out, out - 2 * joints, 2 * sizeof *out);
        }
    }
}

ax_status ax_extract(const ax_pose_maps *maps, const double *template_points,
                     double *points, float *confidence, ax_error *err) {
    AX_TRY(ax_pose_maps_check(maps, err));
    const ax_pose_maps m = ax_pose_maps_defaults(maps);
    reader readers[AX_MAX_VIEWS] = {{.search = {NULL, NULL, NULL}}};
    size_t frames = (size_t)m.frames, joints = (size_t)m.joints;
    size_t bytes = (size_t)m.width * (size_t)m.height * 3 * frames;
    ax_status status = AX_OK;
    for (int v = 0; v < m.views && status == AX_OK; v++) {
        reader *r = &readers[v];
        status = ax_joint_likelihood_alloc(&m, &r->likelihood, err);
        if (status == AX_OK)
            status = ax_peak_search_alloc(&r->likelihood, &r->search, err);
    }
    if (status == AX_OK) status = ax_parallel_begin(m.views > 1, err);
    if (status != AX_OK) goto done;
#pragma omp parallel for schedule(dynamic) if (m.views > 1)
    for (int v = 0; v < m.views; v++) {
        size_t view = (size_t)v;
        extract_view(&m, &readers[v], m.pixels + view * bytes,
                     template_points + view * joints * 2,
                     points + view * frames * joints * 2,
                     confidence + view * frames * joints);
    }
done:
    for (int v = 0; v < m.views; v++) {
        ax_joint_likelihood_free(&readers[v].likelihood);
        ax_peak_search_free(&readers[v].search);
    }
    return status;
}
