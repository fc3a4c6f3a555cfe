#include "motion/maps/pose_maps.h"

#include <math.h>

#include "motion/math/frame_count.h"
#include "motion/rig/pose_map_style.h"
#include "motion/rig/skeleton.h"

ax_status ax_pose_maps_check(const ax_pose_maps *m, ax_error *err) {
    AX_TRY(ax_frame_count_check(m->frames, 1, err));
    if (m->views < 1 || m->views > AX_MAX_VIEWS || m->joints < 1 ||
        m->joints > AX_MAX_JOINTS)
        return ax_fail(err, AX_ERR_USAGE,
                       "%d joints cannot be read from %d views of %d frames", m->joints,
                       m->views, m->frames);
    if (m->width < 1 || m->height < 1 || m->width > AX_MAX_IMAGE ||
        m->height > AX_MAX_IMAGE)
        return ax_fail(err, AX_ERR_USAGE, "pose maps of %d x %d pixels cannot be read",
                       m->width, m->height);
    if (!(m->radius >= 0 && m->radius < 1000) || !(m->sigma >= 0 && m->sigma < 1000) ||
        !(m->window >= 0 && m->window < AX_MAX_IMAGE) || !(fabs(m->line_width) < 1000))
        return ax_fail(err, AX_ERR_USAGE,
                       "radius %g, sigma %g, window %g and lines of %g are not what "
                       "maps are read with",
                       m->radius, m->sigma, m->window, m->line_width);
    return m->version == 0 ? AX_OK : ax_pose_map_version_check(m->version, err);
}

ax_status ax_pose_maps_check_cameras(const ax_pose_maps *maps,
                                     const ax_cameras *cameras, ax_error *err) {
    AX_TRY(ax_pose_maps_check(maps, err));
    AX_TRY(ax_cameras_check(cameras, err));
    if (cameras->count != maps->views || (int)cameras->view[0].width != maps->width ||
        (int)cameras->view[0].height != maps->height)
        return ax_fail(
            err, AX_ERR_USAGE,
            "%d pose maps of %d x %d pixels do not fit %d cameras of %g x %g",
            maps->views, maps->width, maps->height, cameras->count,
            cameras->view[0].width, cameras->view[0].height);
    return AX_OK;
}

ax_pose_maps ax_pose_maps_defaults(const ax_pose_maps *maps) {
    ax_pose_maps m = *maps;
    if (m.version == 0) m.version = AX_POSE_MAP_VERSION;
    if (m.radius == 0) m.radius = 2.5 * m.width / 128;
    if (m.sigma == 0) m.sigma = 30;
    if (m.window == 0) m.window = 14.0 * m.width / 128;
    if (m.line_width == 0) m.line_width = 1.5;
    if (m.radius < 0.75) m.radius = 0.75;
    if (m.sigma < 0.5) m.sigma = 0.5; /* colours are whole numbers */
    return m;
}
