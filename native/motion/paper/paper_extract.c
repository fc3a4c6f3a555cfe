#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "motion/paper/paper_solver.h"
#include "motion/track/class_map.h"

static const double default_threshold = 20; /* RGB units off a joint's colour */

/* Sum of the positions of a joint's pixels. */
typedef struct cluster {
    double x, y;
    size_t pixels;
} cluster;

static void sum_clusters(const ax_class_map *m, double threshold, cluster *clusters) {
    size_t at = 0;
    memset(clusters, 0, (size_t)m->joints * sizeof *clusters);
    for (int y = 0; y < m->height; y++)
        for (int x = 0; x < m->width; x++, at++) {
            const int label = m->label[at];
            if (label < 0) continue;
            const int d =
                ax_colour_distance2(m->pixels + 3 * at, m->colours + 3 * label);
            if (d > threshold * threshold) continue;
            cluster *c = &clusters[label];
            c->x += x + 0.5;
            c->y += y + 0.5;
            c->pixels++;
        }
}

ax_status ax_paper_extract(const ax_pose_maps *maps, double *points, float *confidence,
                           ax_error *err) {
    AX_TRY(ax_pose_maps_check(maps, err));
    const ax_pose_maps defaults = ax_pose_maps_defaults(maps);
    double threshold = maps->sigma > 0 ? maps->sigma : default_threshold;
    size_t images = (size_t)maps->views * (size_t)maps->frames;
    size_t joints = (size_t)maps->joints;
    size_t bytes = (size_t)maps->width * (size_t)maps->height * 3;
    ax_class_map classes = {.joints = 0};
    cluster *clusters = NULL;
    ax_status status = ax_class_map_alloc(&defaults, &classes, err);
    if (status == AX_OK)
        status = AX_NEW(cluster, joints, "clusters of colours", &clusters, err);
    if (status != AX_OK) goto done;
    for (size_t n = 0; n < images; n++) {
        ax_class_map_read(&classes, maps->pixels + n * bytes);
        sum_clusters(&classes, threshold, clusters);
        for (size_t j = 0; j < joints; j++) {
            const cluster *c = &clusters[j];
            double *out = points + 2 * (n * joints + j);
            out[0] = c->pixels ? c->x / (double)c->pixels : NAN;
            out[1] = c->pixels ? c->y / (double)c->pixels : NAN;
            confidence[n * joints + j] = c->pixels ? 1 : 0;
        }
    }
done:
    ax_class_map_free(&classes);
    ax_free(clusters);
    return status;
}
