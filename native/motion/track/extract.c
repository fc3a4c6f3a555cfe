#include "motion/track/extract.h"

#include <string.h>

#include "base/memory.h"
#include "motion/track/evidence.h"

static const double hidden = 0.2; /* discs: below this a joint counts as not seen */
static const double clear = 0.5;  /* discs: from this on it is believed anywhere */

/* Where the joint is searched next: along its last movement. */
static void predict(const double *points, int frame, int joints, int joint,
                    double out[2]) {
    size_t row = 2 * (size_t)joints, at = (size_t)frame * row + 2 * (size_t)joint;
    for (size_t i = 0; i < 2; i++) {
        double last = points[at - row + i];
        double before = frame > 1 ? points[at - 2 * row + i] : last;
        out[i] = last + 0.7 * (last - before);
    }
}

/* Takes the best place about `place`; if hardly anything of the disc is there, the best
 * of the whole map, if that one is clear. */
static void find(const ax_pose_maps *m, ax_evidence *e, int joint, double window,
                 double place[2]) {
    ax_peak peak = {.score = 0}, elsewhere;
    double start[2] = {place[0], place[1]};
    if (ax_evidence_peaks(e, joint, start, window, 0.25, 1, &peak) > 0 &&
        peak.score > 0)
        memcpy(place, peak.at, sizeof peak.at);
    if (peak.score < hidden &&
        ax_evidence_peaks(e, joint, start, m->width, 0.25, 1, &elsewhere) > 0 &&
        elsewhere.score > clear)
        memcpy(place, elsewhere.at, sizeof elsewhere.at);
}

static void extract_view(const ax_pose_maps *m, ax_evidence *e, const uint8_t *pixels,
                         const double *start, double *points, float *confidence) {
    size_t bytes = (size_t)m->width * (size_t)m->height * 3, joints = (size_t)m->joints;
    for (int f = 0; f < m->frames; f++) {
        ax_evidence_read(e, pixels + (size_t)f * bytes);
        for (int j = 0; j < m->joints; j++) {
            size_t at = (size_t)f * joints + (size_t)j;
            double *out = points + 2 * at, window = m->window;
            if (f == 0) {
                memcpy(out, start + 2 * j, 2 * sizeof *out);
                window = 0.5 * m->width;
            } else {
                predict(points, f, m->joints, j, out);
                /* Lost in the frame before: it may be farther away by now. */
                if (confidence[at - joints] < 0.1f) window *= 2;
            }
            find(m, e, j, window, out);
            confidence[at] = (float)ax_evidence_refine(e, j, out);
            if (confidence[at] == 0 && f > 0) /* waits where it was last seen */
                memcpy(out, out - 2 * joints, 2 * sizeof *out);
        }
    }
}

ax_status ax_extract(const ax_pose_maps *maps, const double *template_points,
                     double *points, float *confidence, ax_error *err) {
    AX_TRY(ax_pose_maps_check(maps, err));
    ax_pose_maps m = ax_pose_maps_defaults(maps);
    ax_evidence evidence[AX_MAX_VIEWS] = {{.stride = 0}};
    ax_map_style style = {m.joints, m.colours, m.width,  m.height,
                          m.radius, m.sigma,   m.version};
    size_t frames = (size_t)m.frames, joints = (size_t)m.joints;
    size_t bytes = (size_t)m.width * (size_t)m.height * 3 * frames;
    ax_status status = AX_OK;
    for (int v = 0; v < m.views && status == AX_OK; v++)
        status = ax_evidence_alloc(&style, &evidence[v], err);
    if (status != AX_OK) goto done;
#pragma omp parallel for schedule(dynamic) if (m.views > 1)
    for (int v = 0; v < m.views; v++) {
        size_t view = (size_t)v;
        extract_view(&m, &evidence[v], m.pixels + view * bytes,
                     template_points + view * joints * 2,
                     points + view * frames * joints * 2,
                     confidence + view * frames * joints);
    }
done:
    for (int v = 0; v < m.views; v++) ax_evidence_free(&evidence[v]);
    return status;
}
