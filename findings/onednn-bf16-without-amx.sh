#!/usr/bin/env bash
# oneDNN 3.2: `fpmath_mode` bf16 does nothing on a processor that has AVX512-BF16 but no AMX.
#
# Expected: allowed to round to bf16 (dnnl_fpmath_mode_bf16), float32 products use the bf16
#   instructions of AVX512-BF16, as they use AMX where there is AMX.
# Seen: the implementation is the one for float32, `avx512_core`. Only with AMX is it another.
#   Nor are tensors that are bf16 to begin with faster there: a Sapphire Rapids with AMX
#   masked takes about twice float32's time (the rates below are shown, not judged).
# Exit status: 0 still so, 1 no longer, 2 cannot be tried here.
set -uo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cannot() { echo "cannot be tried: $*"; exit 2; }

grep -qw avx512_bf16 /proc/cpuinfo || cannot "this processor has no AVX512-BF16"
python3 -m venv "$folder/venv" &&
    "$folder/venv/bin/pip" install -q --disable-pip-version-check \
        onednn-cpu-gomp==2023.2.0 onednn-devel-cpu-gomp==2023.2.0 || cannot "no oneDNN"

cat > "$folder/mode.c" << 'C'
#include <oneapi/dnnl/dnnl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { N = 512 }; /* of an N x N times N x N product */

/* Returns the implementation's name. */
static const char *product(dnnl_engine_t cpu, dnnl_data_type_t type,
                           dnnl_fpmath_mode_t mode, const char *label) {
    const char *name = "";
    dnnl_memory_desc_t md;
    dnnl_primitive_attr_t attr;
    dnnl_primitive_desc_t made;
    dnnl_primitive_t matmul;
    dnnl_stream_t stream;
    dnnl_memory_t m[3];
    dnnl_memory_desc_create_with_tag(&md, 2, (dnnl_dims_t){N, N}, type, dnnl_ab);
    dnnl_primitive_attr_create(&attr);
    dnnl_primitive_attr_set_fpmath_mode(attr, mode);
    dnnl_matmul_primitive_desc_create(&made, cpu, md, md, NULL, md, attr);
    dnnl_primitive_desc_query(made, dnnl_query_impl_info_str, 0, &name);
    dnnl_primitive_create(&matmul, made);
    dnnl_stream_create(&stream, cpu, 0);
    for (int i = 0; i < 3; i++) dnnl_memory_create(&m[i], md, cpu, DNNL_MEMORY_ALLOCATE);
    const dnnl_exec_arg_t args[] = {
        {DNNL_ARG_SRC, m[0]}, {DNNL_ARG_WEIGHTS, m[1]}, {DNNL_ARG_DST, m[2]}};
    for (int i = 0; i < 5; i++) dnnl_primitive_execute(matmul, stream, 3, args);
    const clock_t start = clock();
    for (int i = 0; i < 50; i++) dnnl_primitive_execute(matmul, stream, 3, args);
    dnnl_stream_wait(stream);
    const double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    printf("%-20s %-24s %5.0f GFLOP/s\n", label, name, 1e-7 * N * N * N / seconds);
    return name;
}

int main(void) {
    dnnl_engine_t cpu;
    if (dnnl_engine_create(&cpu, dnnl_cpu, 0)) return 2;
    const char *strict = product(cpu, dnnl_f32, dnnl_fpmath_mode_strict, "float32");
    const char *loose = product(cpu, dnnl_f32, dnnl_fpmath_mode_bf16, "float32, may round");
    product(cpu, dnnl_bf16, dnnl_fpmath_mode_strict, "bf16");
    return strcmp(strict, loose) != 0; /* 0: the same, the mode does nothing */
}
C
gcc -O2 -I"$folder/venv/include" "$folder/mode.c" -o "$folder/mode" \
    -L"$folder/venv/lib" -ldnnl -Wl,-rpath,"$folder/venv/lib" || cannot "no gcc"
echo "oneDNN 3.2 without AMX:"
OMP_NUM_THREADS=1 ONEDNN_MAX_CPU_ISA=AVX512_CORE_BF16 "$folder/mode"
