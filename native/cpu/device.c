#include "cpu/device.h"

#include <cpuid.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/threads.h"

/* ---- open, close ---- */

/* "Intel(R) Xeon(R) Processor", without the leading spaces that some processors
 * have. */
static void processor_name(char out[static 49]) {
    unsigned words[12] = {0};
    unsigned last = __get_cpuid_max(0x80000000u, NULL);
    for (unsigned i = 0; i < 3 && last >= 0x80000004u; i++) {
        unsigned *w = words + 4 * i;
        (void)__get_cpuid(0x80000002u + i, w, w + 1, w + 2, w + 3);
    }
    char name[sizeof words + 1] = {0};
    memcpy(name, words, sizeof words);
    const char *start = name + strspn(name, " ");
    (void)snprintf(out, 49, "%s", *start ? start : "processor");
}

/* Whether processor and operating system allow AMX tiles, which a process has to ask
 * Linux for. */
static bool amx_usable(void) {
    enum { REQUEST_PERMISSION = 0x1023, TILE_DATA = 18 };
    return __builtin_cpu_supports("amx-bf16") && __builtin_cpu_supports("avx512bf16") &&
           syscall(SYS_arch_prctl, REQUEST_PERMISSION, TILE_DATA) == 0;
}

/* Whether bf16 products are faster than F32. With AVX512-BF16 alone they are on AMD's
 * processors, while on Intel's they run at half the speed of F32 (measured on one
 * without AMX: 84 against 165 GFLOP/s per core), where only AMX is faster. Decided by
 * vendor and not by timing, so that two runs on one machine never differ. */
static bool bf16_is_faster(void) {
    unsigned eax, ebx = 0, ecx = 0, edx = 0;
    (void)__get_cpuid(0, &eax, &ebx, &ecx, &edx);
    const bool intel = ebx == signature_INTEL_ebx && edx == signature_INTEL_edx &&
                       ecx == signature_INTEL_ecx;
    return ax_dnnl_has_bf16() && (!intel || ax_dnnl_has_amx());
}

static void fill_line(ax_device *dev, int precision) {
    char name[49];
    processor_name(name);
    const char *dtype = dev->dtype == AX_BF16           ? "bf16"
                        : precision == AX_PRECISION_F32 ? "f32"
                        : ax_dnnl_has_bf16()            ? "f32 (faster than bf16)"
                                                        : "f32 (no bf16 instructions)";
    (void)snprintf(dev->line, sizeof dev->line, "CPU: %s, %s, %s, %d thread%s", name,
                   ax_dnnl_isa(), dtype, dev->threads, dev->threads == 1 ? "" : "s");
}

ax_status ax_cpu_open(const ax_device_options *options, ax_device **out,
                      ax_error *err) {
    static const ax_device_options defaults = {sizeof(ax_device_options), 0,
                                               AX_PRECISION_AUTO};
    const ax_device_options *o = options ? options : &defaults;
    if (o->size != sizeof *o || o->threads < 0 || o->threads > 4096 ||
        (unsigned)o->precision > AX_PRECISION_FP8) {
        return ax_fail(err, AX_ERR_USAGE, "device options: %d threads, precision %d",
                       o->threads, (int)o->precision);
    }
    if (o->precision == AX_PRECISION_FP8)
        return ax_fail(err, AX_ERR_USAGE,
                       "The precision \"fp8\" is for the device \"cuda\": choose "
                       "\"auto\", \"f32\" or \"bf16\".");
    AX_TRY(ax_headroom_check(err));
    AX_TRY(ax_threads_check(err));
    ax_device *dev;
    AX_TRY(AX_NEW(ax_device, 1, "the CPU backend", &dev, err));
    ax_status status = AX_NEW(ax_cpu_primitive_entry, AX_CPU_PRIMITIVES,
                              "the primitive cache", &dev->primitives, err);
    if (status != AX_OK) goto done;
    status = ax_dnnl_open(&dev->dnnl, err);
    if (status != AX_OK) goto done;
    dev->threads = o->threads ? o->threads : omp_get_num_procs();
    dev->spin_guard = ax_omp_spin_guard_begin(dev->threads);
    bool bf16 = o->precision == AX_PRECISION_AUTO ? bf16_is_faster()
                                                  : o->precision == AX_PRECISION_BF16;
    dev->dtype = bf16 && ax_dnnl_has_bf16() ? AX_BF16 : AX_F32;
    dev->amx = dev->dtype == AX_BF16 && amx_usable();
    dev->long_macs = 5e10; /* at most a second on slow processors */
    fill_line(dev, o->precision);
    *out = dev;
    dev = NULL;
done:
    ax_cpu_close(dev);
    return status;
}

static void clear_primitives(ax_device *dev) {
    for (int i = 0; dev->primitives && i < AX_CPU_PRIMITIVES; i++) {
        ax_dnnl_primitive_free(dev->primitives[i].primitive);
        dev->primitives[i].primitive = NULL;
    }
    dev->primitive_count = 0;
}

void ax_cpu_close(ax_device *dev) {
    if (!dev) return;
    clear_primitives(dev);
    ax_free(dev->primitives);
    for (int i = 0; i < AX_CPU_SLOTS; i++) ax_free(dev->scratch[i].data);
    ax_dnnl_close(dev->dnnl);
    ax_omp_spin_guard_end(dev->spin_guard);
    ax_free(dev);
}

/* ---- scratch ---- */

ax_status ax_cpu_scratch(ax_device *dev, ax_cpu_slot slot, size_t bytes, void **out,
                         ax_error *err) {
    ax_cpu_block *block = &dev->scratch[slot];
    if (bytes > block->bytes || !block->data) {
        /* Freed first: the old contents are not needed, and both might not fit. */
        ax_free(block->data);
        *block = (ax_cpu_block){0};
        AX_TRY(ax_malloc(bytes, 1, "operator scratch", &block->data, err));
        block->bytes = bytes;
    }
    *out = block->data;
    return AX_OK;
}

ax_status ax_cpu_as_compute(ax_device *dev, ax_mat x, ax_mat *out, ax_error *err) {
    if (x.dtype == dev->dtype) {
        *out = x;
        return AX_OK;
    }
    size_t count, bytes;
    void *data;
    if (!ax_size_mul((size_t)x.rows, (size_t)x.cols, &count) ||
        !ax_size_mul(count, ax_dtype_size(dev->dtype), &bytes)) {
        return ax_fail(err, AX_ERR_RESOURCE, "a matrix too large to convert");
    }
    AX_TRY(ax_cpu_scratch(dev, AX_CPU_SLOT_INPUT, bytes, &data, err));
    *out = ax_mat_of(data, dev->dtype, x.rows, x.cols);
    return ax_cpu_activate(dev, x, AX_ACT_NONE, *out, err);
}

/* ---- the primitive cache ---- */

static uint64_t hash_key(const ax_cpu_primitive_key *key) {
    const unsigned char *bytes = (const unsigned char *)key;
    uint64_t hash = 1469598103934665603u; /* FNV-1a, eight bytes at a time */
    for (size_t i = 0; i + 8 <= sizeof *key; i += 8) {
        uint64_t word;
        memcpy(&word, bytes + i, 8);
        hash = (hash ^ word) * 1099511628211u;
        hash ^= hash >> 29;
    }
    return hash;
}

ax_status ax_cpu_primitive(ax_device *dev, ax_cpu_primitive_key *key,
                           ax_dnnl_primitive **out, ax_error *err) {
    _Static_assert(sizeof *key % 8 == 0, "the hash reads whole words");
    const uint64_t mask = AX_CPU_PRIMITIVES - 1;
    key->threads = omp_get_max_threads();
    uint64_t at = hash_key(key) & mask;
    while (dev->primitives[at].primitive) {
        if (memcmp(&dev->primitives[at].key, key, sizeof *key) == 0) {
            *out = dev->primitives[at].primitive;
            return AX_OK;
        }
        at = (at + 1) & mask;
    }
    /* Emptied when three quarters full: shapes vary little within a run. */
    if (dev->primitive_count >= AX_CPU_PRIMITIVES / 4 * 3) {
        clear_primitives(dev);
        at = hash_key(key) & mask;
    }
    ax_dnnl_primitive *primitive;
    AX_TRY(ax_headroom_check(err));
    if (key->conv) {
        AX_TRY(ax_dnnl_conv_new(dev->dnnl, &key->convolution, &primitive, err));
    } else {
        AX_TRY(ax_dnnl_matmul_new(dev->dnnl, &key->matmul, &primitive, err));
    }
    memcpy(&dev->primitives[at].key, key, sizeof *key);
    dev->primitives[at].primitive = primitive;
    dev->primitive_count++;
    *out = primitive;
    return AX_OK;
}
