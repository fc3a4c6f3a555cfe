/* Animates a small skeleton after a sentence and prints some of its keys.
 *
 *     cc animate.c $(pkg-config --cflags --libs animax) -lm -o animate
 *     ./animate assets/nano "a dog wagging its tail"
 *
 * It is C and C++ alike. What lies between the two lines of dashes is the usage example
 * of animax.h. */
#include <animax.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Heads and tails of the bones of an animal that faces -Y: parents before children. */
enum { BONES = 9 };
static const struct {
    int parent;
    double head[3], tail[3];
} animal[BONES] = {
    {-1, {0.0, 0.4, 0.6}, {0.0, -0.3, 0.6}},   /* body */
    {0, {0.0, -0.3, 0.6}, {0.0, -0.5, 0.8}},   /* neck */
    {1, {0.0, -0.5, 0.8}, {0.0, -0.8, 0.8}},   /* head */
    {0, {0.0, 0.4, 0.6}, {0.0, 0.6, 0.7}},     /* tail, first half */
    {3, {0.0, 0.6, 0.7}, {0.0, 0.8, 0.9}},     /* tail, second half */
    {0, {0.15, -0.3, 0.6}, {0.15, -0.3, 0.0}}, /* legs */
    {0, {-0.15, -0.3, 0.6}, {-0.15, -0.3, 0.0}},
    {0, {0.15, 0.4, 0.6}, {0.15, 0.4, 0.0}},
    {0, {-0.15, 0.4, 0.6}, {-0.15, 0.4, 0.0}},
};

static void cross(const double a[3], const double b[3], double out[3]) {
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

static double normalize(double v[3]) {
    const double length = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    for (int i = 0; i < 3; i++) v[i] /= length;
    return length;
}

/* A bone's rest matrix: its y axis points from head to tail. Returns its length. */
static double rest_matrix(const double head[3], const double tail[3], double m[16]) {
    double x[3], y[3], z[3];
    for (int i = 0; i < 3; i++) y[i] = tail[i] - head[i];
    const double length = normalize(y);
    const double up[3] = {0, 0, 1}, front[3] = {0, -1, 0};
    cross(y, fabs(y[2]) < 0.9 ? up : front, x);
    normalize(x);
    cross(x, y, z);
    for (int i = 0; i < 3; i++) {
        m[4 * i] = x[i];
        m[4 * i + 1] = y[i];
        m[4 * i + 2] = z[i];
        m[4 * i + 3] = head[i];
        m[12 + i] = 0;
    }
    m[15] = 1;
    return length;
}

/* The cameras that the model was trained with, around the skeleton's bounding box. */
static void place_cameras(const ax_model_info *model, ax_camera *cameras) {
    double low[3] = {1e9, 1e9, 1e9}, high[3] = {-1e9, -1e9, -1e9}, longest = 0;
    for (int n = 0; n < BONES; n++)
        for (int i = 0; i < 3; i++) {
            low[i] = fmin(low[i], fmin(animal[n].head[i], animal[n].tail[i]));
            high[i] = fmax(high[i], fmax(animal[n].head[i], animal[n].tail[i]));
        }
    for (int i = 0; i < 3; i++) longest = fmax(longest, high[i] - low[i]);

    const double degree = acos(-1.0) / 180, up[3] = {0, 0, 1};
    const double distance = model->radius * longest * model->margin;
    const double tilt = model->elevation_deg * degree;
    const double shorter = fmin(model->width, model->height);
    for (int v = 0; v < model->views; v++) {
        const double turn = model->azimuth_deg[v] * degree;
        const double out[3] = {sin(turn) * cos(tilt), -cos(turn) * cos(tilt),
                               sin(tilt)};
        double axis[3][3]; /* right, down, forward */
        for (int i = 0; i < 3; i++) axis[2][i] = -out[i];
        cross(axis[2], up, axis[0]);
        normalize(axis[0]);
        cross(axis[2], axis[0], axis[1]);
        ax_camera *c = &cameras[v];
        for (int row = 0; row < 3; row++) {
            double *r = c->world_to_camera + 4 * row;
            r[3] = 0;
            for (int i = 0; i < 3; i++) {
                const double eye = (low[i] + high[i]) / 2 + distance * out[i];
                r[i] = axis[row][i];
                r[3] -= r[i] * eye;
            }
        }
        c->fx = c->fy = shorter / 2 / tan(model->fov_deg * degree / 2);
        c->width = model->width;
        c->height = model->height;
        c->cx = c->width / 2;
        c->cy = c->height / 2;
    }
}

static void print_keys(const ax_result *result, int bone) {
    printf("%d frames at %g a second; rotations of bone %d (w x y z):\n",
           result->frames, result->fps, bone);
    for (int f = 0; f < result->frames; f++) {
        const double *q = result->rotation + 4 * (f * result->bones + bone);
        printf("%3d  %+.3f %+.3f %+.3f %+.3f\n", f, q[0], q[1], q[2], q[3]);
    }
}

static int animate(const char *model, const char *prompt, const ax_skeleton *skeleton) {
    // ------------------------------------------------------------------------------
    ax_engine *engine = NULL;
    ax_result *result = NULL;
    ax_error err = AX_ERROR_INIT;
    ax_status status = ax_engine_open(model, NULL, &engine, &err);
    if (status == AX_OK) {
        ax_model_info info = ax_engine_model_info(engine);
        ax_camera cameras[AX_MODEL_MAX_VIEWS];
        place_cameras(&info, cameras); // around the skeleton, as the header says
        size_t bytes = (size_t)info.views * info.height * info.width * 3;
        uint8_t *templates = (uint8_t *)malloc(bytes);
        if (templates) memset(templates, 255, bytes); // or renders of the rest pose

        ax_request request = ax_request_default();
        request.views = info.views;
        request.templates = templates;
        request.cameras = cameras;
        request.skeleton = skeleton;
        request.prompt = prompt;
        request.seed = 1;
        status = ax_animate(engine, &request, &result, &err);
        free(templates);
    }
    if (status == AX_OK)
        print_keys(result, 3); // result->rotation, result->location ...
    else
        fprintf(stderr, "%s: %s\n", ax_status_name(status), err.message);
    ax_result_free(result);
    ax_engine_close(engine);
    // ------------------------------------------------------------------------------
    return (int)status;
}

int main(int argc, char **argv) {
    int32_t parents[BONES];
    double rest[BONES][16], lengths[BONES];
    uint8_t flags[BONES];
    for (int n = 0; n < BONES; n++) {
        parents[n] = animal[n].parent;
        lengths[n] = rest_matrix(animal[n].head, animal[n].tail, rest[n]);
        flags[n] = AX_BONE_DEFORMS | (n > 0 ? AX_BONE_LOCATION_LOCKED : 0);
    }
    const ax_skeleton skeleton = {BONES, parents, rest[0], lengths,
                                  flags, NULL,    NULL,    NULL};
    if (argc < 2) {
        fprintf(stderr, "usage: %s MODEL_FOLDER [PROMPT]\n", argv[0]);
        return AX_ERR_USAGE;
    }
    return animate(argv[1], argc > 2 ? argv[2] : "a dog wagging its tail", &skeleton);
}
