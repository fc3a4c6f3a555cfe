#include "cpu/dnnl_compat.h"

#include <oneapi/dnnl/dnnl.h>

#include "base/memory.h"
#include "base/threads.h"

#if DNNL_VERSION_MAJOR != 2 && DNNL_VERSION_MAJOR != 3
#error "written for oneDNN 2.x and 3.x; support for other versions belongs in this file"
#endif

enum { MAX_LAYOUTS = 4, TYPICAL_ROWS = 512 };

/* `md` is a memory descriptor that this file owns, zero until made: a struct in 2.x, a
 * handle in 3.x. `md_ref` is a borrowed one, valid as long as the md, memory or
 * primitive that it comes from. */
typedef dnnl_memory_desc_t md;
#if DNNL_VERSION_MAJOR == 2
typedef const dnnl_memory_desc_t *md_ref;
#else
typedef const_dnnl_memory_desc_t md_ref;
#endif

struct ax_dnnl {
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    dnnl_primitive_attr_t attr; /* scratch memory is passed by the caller */
};

typedef struct layout {
    dnnl_memory_t memory;
    void *data;
} layout;

struct ax_dnnl_weights {
    int count;
    bool row_major; /* layouts[0] is the unpacked source, in no primitive's layout */
    layout layouts[MAX_LAYOUTS];
};

struct ax_dnnl_primitive {
    dnnl_primitive_t primitive;
    dnnl_memory_t x, y, bias, scratch;
    md_ref weights; /* borrowed from `primitive`, as is the name */
    size_t scratch_bytes;
    const char *name;
};

/* The operands of a primitive; a bias of zero: none. */
typedef struct operands {
    md x, weights, bias, y;
} operands;

typedef struct conv_steps {
    dnnl_dims_t strides, before, after;
} conv_steps;

static ax_status fail(dnnl_status_t status, const char *what, ax_error *err) {
    bool memory = status == dnnl_out_of_memory;
    return ax_fail(err, memory ? AX_ERR_RESOURCE : AX_ERR_INTERNAL,
                   memory ? "out of memory in oneDNN: %s (status %d)"
                          : "oneDNN refused %s (status %d)",
                   what, (int)status);
}

/* Evaluates a oneDNN call and jumps to `done` when it fails. */
#define DNNL_TRY(call, what)                                                           \
    do {                                                                               \
        dnnl_status_t dnnl_status_ = (call);                                           \
        if (dnnl_status_ != dnnl_success) {                                            \
            status = fail(dnnl_status_, (what), err);                                  \
            goto done;                                                                 \
        }                                                                              \
    } while (0)

/* DNNL_TRY with a check before it, for calls that make or run something: oneDNN 2.6
 * reads through a null pointer where its code generator gets no memory, and a thread
 * that starts may take an arena of 64 MB after any earlier check. */
#define DNNL_TRY_ROOM(call, what)                                                      \
    do {                                                                               \
        status = ax_headroom_check(err);                                               \
        if (status != AX_OK) goto done;                                                \
        DNNL_TRY(call, what);                                                          \
    } while (0)

static dnnl_data_type_t type_of(ax_dtype dtype) {
    return dtype == AX_BF16 ? dnnl_bf16 : dnnl_f32;
}

/* ---- where 2.x and 3.x differ ---- */

static const dnnl_dims_t undilated = {0};

#if DNNL_VERSION_MAJOR == 2

static md_ref ref(const md *m) {
    return m;
}

static void md_free(md *m) {
    (void)m;
}

static dnnl_status_t md_by_tag(md *out, int rank, const dnnl_dims_t dims,
                               ax_dtype dtype, dnnl_format_tag_t tag) {
    return dnnl_memory_desc_init_by_tag(out, rank, dims, type_of(dtype), tag);
}

static dnnl_status_t md_by_strides(md *out, int rank, const dnnl_dims_t dims,
                                   ax_dtype dtype, const dnnl_dims_t strides) {
    return dnnl_memory_desc_init_by_strides(out, rank, dims, type_of(dtype), strides);
}

static dnnl_status_t matmul_pd(ax_dnnl *dnnl, const operands *o,
                               dnnl_primitive_desc_t *out) {
    dnnl_matmul_desc_t op;
    dnnl_status_t status =
        dnnl_matmul_desc_init(&op, &o->x, &o->weights, &o->bias, &o->y);
    if (status != dnnl_success) return status;
    return dnnl_primitive_desc_create(out, &op, dnnl->attr, dnnl->engine, NULL);
}

static dnnl_status_t conv_pd(ax_dnnl *dnnl, const operands *o, const conv_steps *s,
                             dnnl_primitive_desc_t *out) {
    dnnl_convolution_desc_t op;
    dnnl_status_t status = dnnl_dilated_convolution_forward_desc_init(
        &op, dnnl_forward_inference, dnnl_convolution_direct, &o->x, &o->weights,
        &o->bias, &o->y, s->strides, undilated, s->before, s->after);
    if (status != dnnl_success) return status;
    return dnnl_primitive_desc_create(out, &op, dnnl->attr, dnnl->engine, NULL);
}

#else

static md_ref ref(const md *m) {
    return *m;
}

static void md_free(md *m) {
    if (*m) dnnl_memory_desc_destroy(*m);
    *m = NULL;
}

static dnnl_status_t md_by_tag(md *out, int rank, const dnnl_dims_t dims,
                               ax_dtype dtype, dnnl_format_tag_t tag) {
    return dnnl_memory_desc_create_with_tag(out, rank, dims, type_of(dtype), tag);
}

static dnnl_status_t md_by_strides(md *out, int rank, const dnnl_dims_t dims,
                                   ax_dtype dtype, const dnnl_dims_t strides) {
    return dnnl_memory_desc_create_with_strides(out, rank, dims, type_of(dtype),
                                                strides);
}

static dnnl_status_t matmul_pd(ax_dnnl *dnnl, const operands *o,
                               dnnl_primitive_desc_t *out) {
    return dnnl_matmul_primitive_desc_create(out, dnnl->engine, o->x, o->weights,
                                             o->bias, o->y, dnnl->attr);
}

static dnnl_status_t conv_pd(ax_dnnl *dnnl, const operands *o, const conv_steps *s,
                             dnnl_primitive_desc_t *out) {
    return dnnl_convolution_forward_primitive_desc_create(
        out, dnnl->engine, dnnl_forward_inference, dnnl_convolution_direct, o->x,
        o->weights, o->bias, o->y, s->strides, undilated, s->before, s->after,
        dnnl->attr);
}

#endif

static void operands_free(operands *o) {
    md_free(&o->x);
    md_free(&o->weights);
    md_free(&o->bias);
    md_free(&o->y);
}

/* ---- open, close ---- */

/* Builds for SYCL, as the newest wheel called onednn is, reach the processor through an
 * OpenCL driver. Theirs lies next to them, but is not found unless it is named. */
static ax_status check_engines(ax_error *err) {
    if (dnnl_engine_get_count(dnnl_cpu) > 0) return AX_OK;
    const dnnl_version_t *v = dnnl_version();
    return ax_fail(
        err, AX_ERR_RESOURCE,
        "oneDNN %d.%d.%d finds no processor to compute on: such a build needs "
        "Intel's OpenCL driver; set OCL_ICD_FILENAMES to the path of the "
        "libintelocl.so that came with it, or install a oneDNN that uses "
        "OpenMP (Debian: libdnnl)",
        v->major, v->minor, v->patch);
}

ax_status ax_dnnl_open(ax_dnnl **out, ax_error *err) {
    ax_status status;
    ax_dnnl *dnnl;
    AX_TRY(check_engines(err));
    AX_TRY(AX_NEW(ax_dnnl, 1, "oneDNN's state", &dnnl, err));
    status = AX_OK;
    DNNL_TRY_ROOM(dnnl_engine_create(&dnnl->engine, dnnl_cpu, 0), "an engine");
    DNNL_TRY_ROOM(
        dnnl_stream_create(&dnnl->stream, dnnl->engine, dnnl_stream_default_flags),
        "a stream");
    DNNL_TRY_ROOM(dnnl_primitive_attr_create(&dnnl->attr), "attributes");
    DNNL_TRY(
        dnnl_primitive_attr_set_scratchpad_mode(dnnl->attr, dnnl_scratchpad_mode_user),
        "scratch memory of the caller");
    *out = dnnl;
    dnnl = NULL;
done:
    ax_dnnl_close(dnnl);
    return status;
}

void ax_dnnl_close(ax_dnnl *dnnl) {
    if (!dnnl) return;
    if (dnnl->attr) dnnl_primitive_attr_destroy(dnnl->attr);
    if (dnnl->stream) dnnl_stream_destroy(dnnl->stream);
    if (dnnl->engine) dnnl_engine_destroy(dnnl->engine);
    ax_free(dnnl);
}

/* ISA values are bit sets: an instruction set is there if all of its bits are. */
static bool has_isa(dnnl_cpu_isa_t isa) {
    return ((unsigned)dnnl_get_effective_cpu_isa() & (unsigned)isa) == (unsigned)isa;
}

bool ax_dnnl_has_bf16(void) {
    return has_isa(dnnl_cpu_isa_avx512_core_bf16);
}

bool ax_dnnl_has_amx(void) {
    return has_isa(dnnl_cpu_isa_avx512_core_amx);
}

const char *ax_dnnl_isa(void) {
    if (ax_dnnl_has_amx()) return "AMX";
    if (has_isa(dnnl_cpu_isa_avx512_core_bf16)) return "AVX-512 BF16";
    if (has_isa(dnnl_cpu_isa_avx512_core)) return "AVX-512";
    if (has_isa(dnnl_cpu_isa_avx2)) return "AVX2";
    return "SSE4.1";
}

/* ---- packed weights ---- */

static void layout_free(layout *l) {
    if (l->memory) dnnl_memory_destroy(l->memory);
    ax_free(l->data);
    *l = (layout){0};
}

void ax_dnnl_weights_free(ax_dnnl_weights *weights) {
    if (!weights) return;
    for (int i = 0; i < weights->count; i++) layout_free(&weights->layouts[i]);
    ax_free(weights);
}

static md_ref md_of(dnnl_memory_t memory) {
    md_ref out = NULL;
    (void)dnnl_memory_get_memory_desc(memory, &out);
    return out;
}

/* A copy of `source` in the layout `to`. */
static ax_status layout_make(ax_dnnl *dnnl, dnnl_memory_t source, md_ref to,
                             layout *out, ax_error *err) {
    layout made = {0};
    dnnl_primitive_desc_t pd = NULL;
    dnnl_primitive_t reorder = NULL;
    /* oneDNN writes all of it, padding included. */
    ax_status status =
        ax_malloc(dnnl_memory_desc_get_size(to), 1, "packed weights", &made.data, err);
    if (status != AX_OK) goto done;
    DNNL_TRY_ROOM(dnnl_memory_create(&made.memory, to, dnnl->engine, made.data),
                  "memory");
    DNNL_TRY_ROOM(dnnl_reorder_primitive_desc_create(&pd, md_of(source), dnnl->engine,
                                                     to, dnnl->engine, NULL),
                  "to pack weights");
    DNNL_TRY_ROOM(dnnl_primitive_create(&reorder, pd), "to pack weights");
    dnnl_exec_arg_t args[] = {{DNNL_ARG_FROM, source}, {DNNL_ARG_TO, made.memory}};
    DNNL_TRY_ROOM(dnnl_primitive_execute(reorder, dnnl->stream, 2, args),
                  "to pack weights");
    DNNL_TRY(dnnl_stream_wait(dnnl->stream), "to pack weights");
    *out = made;
    made = (layout){0};
done:
    if (reorder) dnnl_primitive_destroy(reorder);
    if (pd) dnnl_primitive_desc_destroy(pd);
    layout_free(&made);
    return status;
}

/* A copy of the F32 array, laid out as `from`, in the layout `to`. */
static ax_status pack(ax_dnnl *dnnl, const float *row_major, md_ref from, md_ref to,
                      ax_dnnl_weights **out, ax_error *err) {
    dnnl_memory_t source = NULL;
    ax_dnnl_weights *weights = NULL;
    ax_status status = AX_NEW(ax_dnnl_weights, 1, "packed weights", &weights, err);
    if (status != AX_OK) goto done;
    DNNL_TRY_ROOM(
        dnnl_memory_create(&source, from, dnnl->engine, (void *)(uintptr_t)row_major),
        "memory");
    status = layout_make(dnnl, source, to, &weights->layouts[0], err);
    if (status != AX_OK) goto done;
    weights->count = 1;
    *out = weights;
    weights = NULL;
done:
    if (source) dnnl_memory_destroy(source);
    ax_dnnl_weights_free(weights);
    return status;
}

/* The weights in the layout `wanted`, packed from another layout if necessary. The
 * row-major copy is freed once the first primitive has determined a layout. */
static ax_status find_layout(ax_dnnl *dnnl, ax_dnnl_weights *weights, md_ref wanted,
                             dnnl_memory_t *out, ax_error *err) {
    for (int i = 0; i < weights->count; i++) {
        if (dnnl_memory_desc_equal(md_of(weights->layouts[i].memory), wanted)) {
            *out = weights->layouts[i].memory;
            return AX_OK;
        }
    }
    layout made;
    AX_TRY(layout_make(dnnl, weights->layouts[0].memory, wanted, &made, err));
    if (weights->count == MAX_LAYOUTS) layout_free(&weights->layouts[--weights->count]);
    if (weights->row_major) layout_free(&weights->layouts[--weights->count]);
    weights->row_major = false;
    weights->layouts[weights->count++] = made;
    *out = made.memory;
    return AX_OK;
}

/* ---- primitives ---- */

void ax_dnnl_primitive_free(ax_dnnl_primitive *primitive) {
    if (!primitive) return;
    if (primitive->x) dnnl_memory_destroy(primitive->x);
    if (primitive->y) dnnl_memory_destroy(primitive->y);
    if (primitive->bias) dnnl_memory_destroy(primitive->bias);
    if (primitive->scratch) dnnl_memory_destroy(primitive->scratch);
    if (primitive->primitive) dnnl_primitive_destroy(primitive->primitive);
    ax_free(primitive);
}

size_t ax_dnnl_primitive_scratch(const ax_dnnl_primitive *primitive) {
    return primitive->scratch_bytes;
}
const char *ax_dnnl_primitive_name(const ax_dnnl_primitive *primitive) {
    return primitive->name;
}

/* A memory object without data; the pointer is set when the primitive runs. */
static ax_status unbound_memory(ax_dnnl *dnnl, const_dnnl_primitive_desc_t pd,
                                dnnl_query_t what, int index, dnnl_memory_t *out,
                                ax_error *err) {
    dnnl_status_t status =
        dnnl_memory_create(out, dnnl_primitive_desc_query_md(pd, what, index),
                           dnnl->engine, DNNL_MEMORY_NONE);
    return status == dnnl_success ? AX_OK : fail(status, "memory", err);
}

static ax_status primitive_new(ax_dnnl *dnnl, dnnl_primitive_desc_t pd, bool bias,
                               ax_dnnl_primitive **out, ax_error *err) {
    const_dnnl_primitive_desc_t own;
    ax_dnnl_primitive *p = NULL;
    ax_status status = AX_NEW(ax_dnnl_primitive, 1, "a primitive", &p, err);
    if (status != AX_OK) goto done;
    DNNL_TRY_ROOM(dnnl_primitive_create(&p->primitive, pd), "a primitive");
    /* Descriptors queried from `own` live as long as the primitive; those from `pd`
     * only as long as `pd`. */
    DNNL_TRY(dnnl_primitive_get_primitive_desc(p->primitive, &own), "a primitive");
    p->weights = dnnl_primitive_desc_query_md(own, dnnl_query_weights_md, 0);
    (void)dnnl_primitive_desc_query(own, dnnl_query_impl_info_str, 0, &p->name);
    status = unbound_memory(dnnl, own, dnnl_query_scratchpad_md, 0, &p->scratch, err);
    if (status != AX_OK) goto done;
    p->scratch_bytes = dnnl_memory_desc_get_size(md_of(p->scratch));
    status = unbound_memory(dnnl, own, dnnl_query_src_md, 0, &p->x, err);
    if (status != AX_OK) goto done;
    status = unbound_memory(dnnl, own, dnnl_query_dst_md, 0, &p->y, err);
    if (status != AX_OK) goto done;
    if (bias) {
        status = unbound_memory(dnnl, own, dnnl_query_weights_md, 1, &p->bias, err);
        if (status != AX_OK) goto done;
    }
    *out = p;
    p = NULL;
done:
    ax_dnnl_primitive_free(p);
    return status;
}

ax_status ax_dnnl_primitive_run(ax_dnnl *dnnl, ax_dnnl_primitive *primitive,
                                ax_dnnl_weights *weights, const void *x,
                                const float *bias, void *y, void *scratch,
                                ax_error *err) {
    ax_status status;
    dnnl_memory_t packed = NULL;
    status = find_layout(dnnl, weights, primitive->weights, &packed, err);
    if (status != AX_OK) return status;
    DNNL_TRY(dnnl_memory_set_data_handle(primitive->x, (void *)(uintptr_t)x), "memory");
    DNNL_TRY(dnnl_memory_set_data_handle(primitive->y, y), "memory");
    DNNL_TRY(dnnl_memory_set_data_handle(primitive->scratch, scratch), "memory");
    dnnl_exec_arg_t args[] = {{DNNL_ARG_SRC, primitive->x},
                              {DNNL_ARG_WEIGHTS, packed},
                              {DNNL_ARG_DST, primitive->y},
                              {DNNL_ARG_SCRATCHPAD, primitive->scratch},
                              {DNNL_ARG_BIAS, primitive->bias}};
    if (primitive->bias) {
        DNNL_TRY(dnnl_memory_set_data_handle(primitive->bias, (void *)(uintptr_t)bias),
                 "memory");
    }
    DNNL_TRY_ROOM(dnnl_primitive_execute(primitive->primitive, dnnl->stream,
                                         primitive->bias ? 5 : 4, args),
                  "to run a primitive");
    DNNL_TRY(dnnl_stream_wait(dnnl->stream), "to run a primitive");
done:
    return status;
}

/* ---- matrix products ---- */

static dnnl_status_t matmul_operands(const ax_dnnl_matmul *d, operands *o) {
    dnnl_dims_t x_dims = {d->m, d->k}, w_dims = {d->k, d->n}, y_dims = {d->m, d->n};
    dnnl_dims_t x_strides = {d->x_stride, 1}, y_strides = {d->y_stride, 1};
    dnnl_dims_t bias_dims = {1, d->n};
    dnnl_status_t status = md_by_strides(&o->x, 2, x_dims, d->x, x_strides);
    if (status != dnnl_success) return status;
    dnnl_dims_t w_strides = {1, d->k};
    status = d->plain ? md_by_strides(&o->weights, 2, w_dims, d->x, w_strides)
                      : md_by_tag(&o->weights, 2, w_dims, d->x, dnnl_format_tag_any);
    if (status != dnnl_success) return status;
    status = md_by_strides(&o->y, 2, y_dims, d->y, y_strides);
    if (status != dnnl_success || !d->bias) return status;
    return md_by_tag(&o->bias, 2, bias_dims, AX_F32, dnnl_ab);
}

ax_status ax_dnnl_matmul_new(ax_dnnl *dnnl, const ax_dnnl_matmul *desc,
                             ax_dnnl_primitive **out, ax_error *err) {
    ax_status status = AX_OK;
    operands o = {0};
    dnnl_primitive_desc_t pd = NULL;
    DNNL_TRY(matmul_operands(desc, &o), "a matrix product");
    DNNL_TRY_ROOM(matmul_pd(dnnl, &o, &pd), "a matrix product of these shapes");
    status = primitive_new(dnnl, pd, desc->bias, out, err);
done:
    if (pd) dnnl_primitive_desc_destroy(pd);
    operands_free(&o);
    return status;
}

ax_status ax_dnnl_pack_matmul(ax_dnnl *dnnl, int64_t n, int64_t k,
                              const float *row_major, ax_dtype dtype,
                              ax_dnnl_weights **out, ax_error *err) {
    md from = {0};
    ax_dnnl_primitive *primitive = NULL;
    ax_dnnl_matmul desc = {TYPICAL_ROWS, k, n, k, n, dtype, dtype, true, false};
    ax_status status = ax_dnnl_matmul_new(dnnl, &desc, &primitive, err);
    if (status != AX_OK) return status;
    dnnl_dims_t dims = {k, n}, strides = {1, k};
    DNNL_TRY(md_by_strides(&from, 2, dims, AX_F32, strides), "weights");
    status = pack(dnnl, row_major, ref(&from), primitive->weights, out, err);
done:
    md_free(&from);
    ax_dnnl_primitive_free(primitive);
    return status;
}

ax_status ax_dnnl_borrow_matmul(ax_dnnl *dnnl, int64_t n, int64_t k, const void *data,
                                ax_dtype dtype, ax_dnnl_weights **out, ax_error *err) {
    md plain = {0};
    ax_dnnl_weights *weights = NULL;
    dnnl_dims_t dims = {k, n}, strides = {1, k};
    ax_status status = AX_NEW(ax_dnnl_weights, 1, "borrowed weights", &weights, err);
    if (status != AX_OK) goto done;
    DNNL_TRY(md_by_strides(&plain, 2, dims, dtype, strides), "weights");
    DNNL_TRY_ROOM(dnnl_memory_create(&weights->layouts[0].memory, ref(&plain),
                                     dnnl->engine, (void *)(uintptr_t)data),
                  "memory");
    weights->count = 1;
    *out = weights;
    weights = NULL;
done:
    md_free(&plain);
    ax_dnnl_weights_free(weights);
    return status;
}

/* ---- convolutions ---- */

/* Dimensions in oneDNN's order (batch or outputs, channels, [time,] height, width); a
 * 2D convolution leaves time out. */
static int conv_dims(bool planar, int64_t a, int64_t b, int64_t t, int64_t h, int64_t w,
                     dnnl_dims_t dims) {
    int n = 0;
    dims[n++] = a;
    dims[n++] = b;
    if (!planar) dims[n++] = t;
    dims[n++] = h;
    dims[n++] = w;
    return n;
}

ax_status ax_dnnl_pack_conv(ax_dnnl *dnnl, const ax_conv_shape *s, bool planar,
                            const float *row_major, ax_dtype dtype,
                            ax_dnnl_weights **out, ax_error *err) {
    ax_status status = AX_OK;
    dnnl_dims_t dims;
    md from = {0}, to = {0};
    int rank = conv_dims(planar, s->out, s->in, s->kt, s->kh, s->kw, dims);
    dnnl_format_tag_t tag = planar ? dnnl_abcd : dnnl_abcde;
    DNNL_TRY(md_by_tag(&from, rank, dims, AX_F32, tag), "weights");
    DNNL_TRY(md_by_tag(&to, rank, dims, dtype, tag), "weights");
    status = pack(dnnl, row_major, ref(&from), ref(&to), out, err);
    if (status == AX_OK) (*out)->row_major = true;
done:
    md_free(&from);
    md_free(&to);
    return status;
}

static dnnl_status_t conv_operands(const ax_dnnl_conv *d, operands *o) {
    const ax_conv_shape *s = &d->shape;
    bool planar = d->planar;
    dnnl_format_tag_t last = planar ? dnnl_nhwc : dnnl_ndhwc;
    dnnl_dims_t dims;
    int rank = conv_dims(planar, planar ? d->x_frames : 1, s->in, d->x_frames,
                         d->x_height, d->x_width, dims);
    dnnl_status_t status = md_by_tag(&o->x, rank, dims, d->x, last);
    if (status != dnnl_success) return status;
    conv_dims(planar, planar ? d->y_frames : 1, s->out, d->y_frames, d->y_height,
              d->y_width, dims);
    status = md_by_tag(&o->y, rank, dims, d->y, last);
    if (status != dnnl_success) return status;
    conv_dims(planar, s->out, s->in, s->kt, s->kh, s->kw, dims);
    status = md_by_tag(&o->weights, rank, dims, d->x, dnnl_format_tag_any);
    if (status != dnnl_success || !d->bias) return status;
    return md_by_tag(&o->bias, 1, dims, AX_F32, dnnl_a);
}

static conv_steps conv_steps_of(const ax_dnnl_conv *d) {
    const ax_conv_desc *c = &d->shape.desc;
    conv_steps s = {0};
    int n = 0;
    if (!d->planar) {
        s.strides[n] = c->stride_t;
        s.before[n++] = d->pad_front;
    }
    s.strides[n] = c->stride_h;
    s.before[n] = c->pad_top;
    s.after[n++] = c->pad_bottom;
    s.strides[n] = c->stride_w;
    s.before[n] = c->pad_left;
    s.after[n] = c->pad_right;
    return s;
}

ax_status ax_dnnl_conv_new(ax_dnnl *dnnl, const ax_dnnl_conv *d,
                           ax_dnnl_primitive **out, ax_error *err) {
    ax_status status = AX_OK;
    operands o = {0};
    dnnl_primitive_desc_t pd = NULL;
    const conv_steps steps = conv_steps_of(d);
    DNNL_TRY(conv_operands(d, &o), "a convolution");
    DNNL_TRY_ROOM(conv_pd(dnnl, &o, &steps, &pd), "a convolution of these shapes");
    status = primitive_new(dnnl, pd, d->bias, out, err);
done:
    if (pd) dnnl_primitive_desc_destroy(pd);
    operands_free(&o);
    return status;
}

bool ax_dnnl_sgemm(bool b_transposed, int64_t m, int64_t n, int64_t k, float alpha,
                   const float *a, int64_t lda, const float *b, int64_t ldb, float beta,
                   float *c, int64_t ldc) {
    return dnnl_sgemm('N', b_transposed ? 'T' : 'N', m, n, k, alpha, a, lda, b, ldb,
                      beta, c, ldc) == dnnl_success;
}
