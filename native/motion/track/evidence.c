#include "motion/track/evidence.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "motion/maps/colours.h"

/* A colour farther than this from a joint's says nothing for it; in sigmas, squared. */
static const double reach_squared = 9;
/* Squared distance up to which a colour counts as white. */
enum { PLAIN = 48 };
enum { FARTHEST = 3 * 255 * 255, KNOWN_COLOURS = 4096 };

/* Drawn maps have few colours, and the same in all frames. */
struct ax_known_colour {
    uint32_t key; /* the colour + 1; 0: none */
    int32_t label;
    float claim;
};

static inline float disc_cover(float dx, float dy, float radius, float edge) {
    const float d2 = dx * dx + dy * dy, in = radius - 0.5f * edge,
                out = radius + 0.5f * edge;
    if (d2 >= out * out) return 0;
    if (in > 0 && d2 <= in * in) return 1;
    return fminf((radius - sqrtf(d2)) / edge + 0.5f, 1);
}

/* The cover of a disc at the middle of a sample, without a margin of zeros. */
static void make_disc(ax_evidence *e) {
    const float step = (float)e->stride, radius = (float)e->style.radius;
    int half = (int)floor((e->style.radius + 0.5) / e->stride);
    while (half > 0 && disc_cover((float)half * step, 0, radius, step) == 0) half--;
    e->half = half < AX_DISC_HALF ? half : AX_DISC_HALF;
    float *cover = e->disc;
    for (int y = -e->half; y <= e->half; y++)
        for (int x = -e->half; x <= e->half; x++) {
            *cover = disc_cover((float)x * step, (float)y * step, radius, step);
            e->area += *cover++;
        }
}

static ax_status make_likelihood(ax_evidence *e, ax_error *err) {
    const double variance = e->style.sigma * e->style.sigma;
    e->reach = (int)fmin(reach_squared * variance, FARTHEST);
    AX_TRY(AX_NEW(float, e->reach + 1, "likelihoods", &e->like, err));
    for (int d = 0; d <= e->reach; d++) e->like[d] = expf((float)(-0.5 * d / variance));
    return AX_OK;
}

static ax_status alloc_all(ax_evidence *e, ax_error *err) {
    const size_t width = (size_t)e->style.width, height = (size_t)e->style.height;
    const size_t stride = (size_t)e->stride, pixels = width * height;
    const size_t grid =
        (width / stride + 1 + AX_DISC_SPAN) * (height / stride + 1 + AX_DISC_SPAN);
    AX_TRY(AX_NEW(int16_t, pixels, "pixel labels", &e->label, err));
    AX_TRY(AX_NEW(float, pixels, "pixel labels", &e->claim, err));
    AX_TRY(AX_NEW(uint16_t, pixels, "pixels with ink", &e->ink, err));
    AX_TRY(AX_NEW(int32_t, height + 1, "pixels with ink", &e->row, err));
    AX_TRY(AX_NEW(float, grid, "joint scores", &e->gain, err));
    AX_TRY(AX_NEW(float, grid, "joint scores", &e->sum, err));
    AX_TRY(AX_NEW(int32_t, grid, "joint scores", &e->candidate, err));
    AX_TRY(AX_NEW(ax_known_colour, KNOWN_COLOURS, "known colours", &e->known, err));
    AX_TRY(AX_NEW(float, e->style.joints + 2, "the order of discs", &e->drawn, err));
    /* Version 2: of joints that are all drawn at once any may hide any. */
    for (int label = AX_LABEL_LINE; label < e->style.joints; label++)
        e->drawn[label + 2] =
            (float)(ax_pose_map_style_of(e->style.version).disc_order ==
                                AX_DISCS_FAR_TO_NEAR &&
                            label > 0
                        ? 0
                        : label);
    for (size_t i = 0; i < pixels; i++) {
        e->label[i] = AX_LABEL_WHITE;
        e->claim[i] = 1;
    }
    return make_likelihood(e, err);
}

ax_status ax_evidence_alloc(const ax_map_style *style, ax_evidence *out,
                            ax_error *err) {
    ax_evidence made = {.style = *style};
    made.stride = style->radius > 3.75 ? (int)lround(style->radius / 2.5) : 1;
    make_disc(&made);
    const ax_status status = alloc_all(&made, err);
    if (status != AX_OK) {
        ax_evidence_free(&made);
        return status;
    }
    *out = made;
    return AX_OK;
}

void ax_evidence_free(ax_evidence *evidence) {
    ax_free(evidence->label);
    ax_free(evidence->claim);
    ax_free(evidence->ink);
    ax_free(evidence->row);
    ax_free(evidence->like);
    ax_free(evidence->known);
    ax_free(evidence->drawn);
    ax_free(evidence->gain);
    ax_free(evidence->sum);
    ax_free(evidence->candidate);
    *evidence = (ax_evidence){0};
}

void ax_evidence_order(ax_evidence *e, const double *depth, double slack) {
    if (ax_pose_map_style_of(e->style.version).disc_order != AX_DISCS_FAR_TO_NEAR)
        return;
    e->drawn[AX_LABEL_LINE + 2] = e->drawn[AX_LABEL_WHITE + 2] = -INFINITY;
    e->slack = (float)slack;
    for (int j = 0; j < e->style.joints; j++)
        e->drawn[j + 2] = (float)-fmin(fmax(depth[j], -FLT_MAX), FLT_MAX);
}

/* The nearest of white, the lines' grey and the joints' colours; of equals the first.
 */
static void find_nearest(const ax_evidence *e, const uint8_t *pixel, int white,
                         ax_known_colour *out) {
    static const uint8_t grey[3] = {AX_LINE_GREY, AX_LINE_GREY, AX_LINE_GREY};
    const uint8_t *c = e->style.colours;
    int best = AX_LABEL_WHITE, near = white, d = ax_colour_distance2(pixel, grey);
    if (d < near) {
        near = d;
        best = AX_LABEL_LINE;
    }
    for (int j = 0; j < e->style.joints; j++, c += 3) {
        d = ax_colour_distance2(pixel, c);
        if (d < near) {
            near = d;
            best = j;
        }
    }
    out->label = best;
    out->claim = (float)exp(-0.5 * near / (e->style.sigma * e->style.sigma));
}

static void read_pixel(ax_evidence *e, size_t at, int column, int32_t *count) {
    static const uint8_t paper[3] = {255, 255, 255};
    const uint8_t *p = e->pixels + 3 * at;
    const int white = ax_colour_distance2(p, paper);
    if (white <= PLAIN) return;
    const uint32_t key = ((uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2]) + 1;
    ax_known_colour *known = &e->known[key * 2654435761u >> 20];
    if (known->key != key) {
        known->key = key;
        find_nearest(e, p, white, known);
    }
    e->label[at] = (int16_t)known->label;
    e->claim[at] = known->claim;
    e->ink[(*count)++] = (uint16_t)column;
    if (column < e->box[0]) e->box[0] = column;
    if (column > e->box[2]) e->box[2] = column;
}

/* Eight pixels at once are plain white if each byte is at least 252. */
static inline bool eight_are_plain(const uint8_t *pixels) {
    const uint64_t high = 0xfcfcfcfcfcfcfcfcu;
    uint64_t a, b, c;
    memcpy(&a, pixels, 8);
    memcpy(&b, pixels + 8, 8);
    memcpy(&c, pixels + 16, 8);
    return (a & b & c & high) == high;
}

static int32_t read_row(ax_evidence *e, int y, int32_t count) {
    const int width = e->style.width;
    const size_t start = (size_t)y * (size_t)width;
    const int32_t before = count;
    for (int x = 0, end; x < width; x = end) {
        end = x + 8 < width ? x + 8 : width;
        if (end - x == 8 && eight_are_plain(e->pixels + 3 * (start + (size_t)x)))
            continue;
        for (int i = x; i < end; i++) read_pixel(e, start + (size_t)i, i, &count);
    }
    if (count > before) {
        if (y < e->box[1]) e->box[1] = y;
        e->box[3] = y;
    }
    return count;
}

static void forget_ink(ax_evidence *e) {
    for (int y = 0; y < e->style.height; y++) {
        const size_t start = (size_t)y * (size_t)e->style.width;
        for (int32_t k = e->row[y]; k < e->row[y + 1]; k++) {
            e->label[start + e->ink[k]] = AX_LABEL_WHITE;
            e->claim[start + e->ink[k]] = 1;
        }
    }
}

void ax_evidence_read(ax_evidence *e, const uint8_t *pixels) {
    int32_t count = 0;
    forget_ink(e);
    e->pixels = pixels;
    e->box[0] = e->style.width;
    e->box[1] = e->style.height;
    e->box[2] = e->box[3] = -1;
    for (int y = 0; y < e->style.height; y++) {
        count = read_row(e, y, count);
        e->row[y + 1] = count;
    }
}

double ax_evidence_score(const ax_evidence *e, int joint, const double at[2]) {
    const ax_map_style *s = &e->style;
    const double radius = s->radius;
    float sum = 0, area = 0;
    if (!(at[0] > -radius && at[0] < s->width + radius && at[1] > -radius &&
          at[1] < s->height + radius))
        return 0;
    const int half = (int)floor((radius + 0.5) / e->stride);
    const int x0 = (int)floor(at[0]), y0 = (int)floor(at[1]);
    const float fx = (float)(x0 + 0.5 - at[0]), fy = (float)(y0 + 0.5 - at[1]);
    for (int oy = -half; oy <= half; oy++)
        for (int ox = -half; ox <= half; ox++) {
            const int x = x0 + ox * e->stride, y = y0 + oy * e->stride;
            const float cover =
                disc_cover(fx + (float)(ox * e->stride), fy + (float)(oy * e->stride),
                           (float)radius, (float)e->stride);
            if (cover == 0) continue;
            area += cover;
            if (x < 0 || y < 0 || x >= s->width || y >= s->height) continue;
            const size_t pixel = (size_t)y * (size_t)s->width + (size_t)x;
            sum += cover * (ax_evidence_likeness(e, joint, pixel) -
                            ax_evidence_against(e, joint, pixel));
        }
    return area > 0 ? (double)(sum / area) : 0;
}
