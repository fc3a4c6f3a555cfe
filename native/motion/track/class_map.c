#include "motion/track/class_map.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "motion/maps/colours.h"

/* Squared distance from white up to which a pixel is background. */
enum { MAX_BACKGROUND_DISTANCE2 = 48 };
enum { CACHE_SIZE = 4096 }; /* a power of two: see read_pixel */

struct ax_known_colour {
    uint32_t key; /* the colour + 1; 0: none */
    int32_t label;
    float likelihood;
};

ax_status ax_class_map_alloc(const ax_pose_maps *maps, ax_class_map *out,
                             ax_error *err) {
    const size_t height = (size_t)maps->height, pixels = (size_t)maps->width * height;
    *out = (ax_class_map){.joints = maps->joints,
                          .width = maps->width,
                          .height = maps->height,
                          .sigma = maps->sigma,
                          .colours = maps->colours};
    AX_TRY(AX_NEW(int16_t, pixels, "pixel classes", &out->label, err));
    AX_TRY(AX_NEW(float, pixels, "pixel classes", &out->label_likelihood, err));
    AX_TRY(AX_NEW(uint16_t, pixels, "foreground pixels", &out->foreground, err));
    AX_TRY(AX_NEW(int32_t, height + 1, "foreground pixels", &out->row, err));
    AX_TRY(AX_NEW(ax_known_colour, CACHE_SIZE, "known colours", &out->cache, err));
    for (size_t i = 0; i < pixels; i++) {
        out->label[i] = AX_LABEL_WHITE;
        out->label_likelihood[i] = 1;
    }
    return AX_OK;
}

void ax_class_map_free(ax_class_map *classes) {
    ax_free(classes->label);
    ax_free(classes->label_likelihood);
    ax_free(classes->foreground);
    ax_free(classes->row);
    ax_free(classes->cache);
    *classes = (ax_class_map){0};
}

/* The nearest of white, the lines' grey and the joints' colours; of equals the first.
 * */
static void classify(const ax_class_map *m, const uint8_t *pixel, int white_distance2,
                     ax_known_colour *out) {
    static const uint8_t grey[3] = {AX_LINE_GREY, AX_LINE_GREY, AX_LINE_GREY};
    const uint8_t *colour = m->colours;
    int label = AX_LABEL_WHITE, nearest = white_distance2;
    int distance2 = ax_colour_distance2(pixel, grey);
    if (distance2 < nearest) {
        nearest = distance2;
        label = AX_LABEL_LINE;
    }
    for (int j = 0; j < m->joints; j++, colour += 3) {
        distance2 = ax_colour_distance2(pixel, colour);
        if (distance2 < nearest) {
            nearest = distance2;
            label = j;
        }
    }
    out->label = label;
    out->likelihood = (float)exp(-0.5 * nearest / (m->sigma * m->sigma));
}

static void read_pixel(ax_class_map *m, size_t at, int column, int32_t *count) {
    static const uint8_t white[3] = {255, 255, 255};
    const uint8_t *p = m->pixels + 3 * at;
    const int white_distance2 = ax_colour_distance2(p, white);
    if (white_distance2 <= MAX_BACKGROUND_DISTANCE2) return;
    const uint32_t key = ((uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2]) + 1;
    /* Fibonacci hashing: the upper 12 bits choose one of CACHE_SIZE entries. */
    ax_known_colour *known = &m->cache[key * 2654435761u >> 20];
    if (known->key != key) {
        known->key = key;
        classify(m, p, white_distance2, known);
    }
    m->label[at] = (int16_t)known->label;
    m->label_likelihood[at] = known->likelihood;
    m->foreground[(*count)++] = (uint16_t)column;
    if (column < m->box[0]) m->box[0] = column;
    if (column > m->box[2]) m->box[2] = column;
}

/* Bytes of at least 252 each: eight pixels of background at once. */
static inline bool eight_are_background(const uint8_t *pixels) {
    const uint64_t high = 0xfcfcfcfcfcfcfcfcu;
    uint64_t a, b, c;
    memcpy(&a, pixels, 8);
    memcpy(&b, pixels + 8, 8);
    memcpy(&c, pixels + 16, 8);
    return (a & b & c & high) == high;
}

static int32_t read_row(ax_class_map *m, int y, int32_t count) {
    const int width = m->width;
    const size_t start = (size_t)y * (size_t)width;
    const int32_t before = count;
    for (int x = 0, end; x < width; x = end) {
        end = x + 8 < width ? x + 8 : width;
        if (end - x == 8 && eight_are_background(m->pixels + 3 * (start + (size_t)x)))
            continue;
        for (int i = x; i < end; i++) read_pixel(m, start + (size_t)i, i, &count);
    }
    if (count > before) {
        if (y < m->box[1]) m->box[1] = y;
        m->box[3] = y;
    }
    return count;
}

/* Makes the foreground of the map before background again. */
static void clear_foreground(ax_class_map *m) {
    for (int y = 0; y < m->height; y++) {
        const size_t start = (size_t)y * (size_t)m->width;
        for (int32_t k = m->row[y]; k < m->row[y + 1]; k++) {
            m->label[start + m->foreground[k]] = AX_LABEL_WHITE;
            m->label_likelihood[start + m->foreground[k]] = 1;
        }
    }
}

void ax_class_map_read(ax_class_map *m, const uint8_t *pixels) {
    int32_t count = 0;
    clear_foreground(m);
    m->pixels = pixels;
    m->box[0] = m->width;
    m->box[1] = m->height;
    m->box[2] = m->box[3] = -1;
    for (int y = 0; y < m->height; y++) {
        count = read_row(m, y, count);
        m->row[y + 1] = count;
    }
}
