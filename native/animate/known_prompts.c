#include "animate/known_prompts.h"

#include <math.h>

#include "base/memory.h"
#include "tensor/safetensors.h"

enum { MAX_SENTENCES = 65536 };
static const double length_error = 0.01; /* of rows in F16 */

struct ax_known_prompts {
    int count, width;
    float *sentences; /* [count, width] */
    float *mean;      /* [width] scratch */
};

static double dot(const float *a, const float *b, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) sum += (double)a[i] * (double)b[i];
    return sum;
}

static ax_status load(ax_known_prompts *k, ax_weights *w, ax_error *err) {
    ax_tensor t;
    AX_TRY(ax_weights_shape(w, "sentences", 2, (int64_t[]){-1, k->width}, &t, err));
    if (t.shape[0] < 1 || t.shape[0] > MAX_SENTENCES)
        return ax_fail(err, AX_ERR_MODEL,
                       "the known prompts are %lld sentences; 1 to %d are allowed",
                       (long long)t.shape[0], (int)MAX_SENTENCES);
    AX_TRY(ax_weights_find(w, "sentences", 2, (int64_t[]){-1, k->width}, &t, err));
    k->count = (int)t.shape[0];
    const size_t numbers = (size_t)k->count * (size_t)k->width;
    AX_TRY(AX_NEW(float, numbers, "the known prompts", &k->sentences, err));
    AX_TRY(AX_NEW(float, (size_t)k->width, "the known prompts", &k->mean, err));
    AX_TRY(ax_weights_to_f32(&t, k->sentences, err));
    for (int n = 0; n < k->count; n++) {
        const float *row = k->sentences + (size_t)n * (size_t)k->width;
        const double length = sqrt(dot(row, row, k->width));
        if (fabs(length - 1) > length_error)
            return ax_fail(err, AX_ERR_MODEL,
                           "sentence %d of the known prompts (\"sentences\") has the "
                           "length %g; 1 is expected",
                           n, length);
    }
    return AX_OK;
}

ax_status ax_known_prompts_open(const char *path, int text_width,
                                ax_known_prompts **out, ax_error *err) {
    ax_known_prompts *k = NULL;
    ax_weights *w = NULL;
    AX_TRY(AX_NEW(ax_known_prompts, 1, "the known prompts", &k, err));
    k->width = text_width;
    ax_status status = ax_weights_open(path, &w, err);
    if (status == AX_OK) status = load(k, w, err);
    ax_weights_close(w);
    if (status == AX_OK)
        *out = k;
    else
        ax_known_prompts_close(k);
    return status;
}

void ax_known_prompts_close(ax_known_prompts *k) {
    if (!k) return;
    ax_free(k->sentences);
    ax_free(k->mean);
    ax_free(k);
}

float ax_known_prompts_nearest(ax_known_prompts *k, const float *states, int tokens) {
    for (int i = 0; i < k->width; i++) {
        double sum = 0;
        for (int t = 0; t < tokens; t++)
            sum += (double)states[(size_t)t * (size_t)k->width + (size_t)i];
        k->mean[i] = (float)(sum / tokens);
    }
    const double length = sqrt(dot(k->mean, k->mean, k->width));
    double best = -INFINITY;
    for (int n = 0; n < k->count; n++) {
        const float *row = k->sentences + (size_t)n * (size_t)k->width;
        best = fmax(best, dot(k->mean, row, k->width));
    }
    return length > 0 ? (float)fmin(fmax(best / length, -1), 1) : NAN;
}
