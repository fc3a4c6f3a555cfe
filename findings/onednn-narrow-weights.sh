#!/usr/bin/env bash
# oneDNN 3.2: packed weights of a matmul with 3 columns take as much memory as with 64.
#
# Expected: with `format_tag_any` oneDNN chooses a layout for the weights [K, N]; for narrow
#   ones (N = 3, a projection to RGB) it pads N to a vector's 16 floats at most.
# Seen: on processors with AVX-512 N is padded to a multiple of 64, so weights of 3 columns
#   take 21 times their size (and N = 65 as much as N = 128). Plain layouts stay as small.
# Exit status: 0 still so, 1 no longer, 2 cannot be tried here.
set -uo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cannot() { echo "cannot be tried: $*"; exit 2; }

grep -qw avx512bw /proc/cpuinfo || cannot "this processor has no AVX-512"
python3 -m venv "$folder/venv" &&
    "$folder/venv/bin/pip" install -q --disable-pip-version-check \
        onednn-cpu-gomp==2023.2.0 onednn-devel-cpu-gomp==2023.2.0 || cannot "no oneDNN"

cat > "$folder/narrow.c" << 'C'
#include <oneapi/dnnl/dnnl.h>
#include <stdio.h>

enum { M = 4096, K = 256 };

/* Columns of float32 that the weights take in the layout that oneDNN asks for. */
static size_t packed_columns(dnnl_engine_t engine, int n) {
    dnnl_memory_desc_t x, w, y;
    dnnl_primitive_desc_t made;
    dnnl_memory_desc_create_with_tag(&x, 2, (dnnl_dims_t){M, K}, dnnl_f32, dnnl_ab);
    dnnl_memory_desc_create_with_tag(&w, 2, (dnnl_dims_t){K, n}, dnnl_f32,
                                     dnnl_format_tag_any);
    dnnl_memory_desc_create_with_tag(&y, 2, (dnnl_dims_t){M, n}, dnnl_f32, dnnl_ab);
    if (dnnl_matmul_primitive_desc_create(&made, engine, x, w, NULL, y, NULL)) return 0;
    const_dnnl_memory_desc_t asked =
        dnnl_primitive_desc_query_md(made, dnnl_query_weights_md, 0);
    return dnnl_memory_desc_get_size(asked) / sizeof(float) / K;
}

int main(void) {
    static const int sizes[] = {1, 3, 16, 64, 65};
    dnnl_engine_t engine;
    if (dnnl_engine_create(&engine, dnnl_cpu, 0)) return 2;
    const dnnl_version_t *v = dnnl_version();
    printf("oneDNN %d.%d.%d\n", v->major, v->minor, v->patch);
    int changed = 0;
    for (int i = 0; i < 5; i++) {
        const int n = sizes[i], vectors = (n + 15) / 16 * 16;
        const size_t seen = packed_columns(engine, n);
        printf("N = %2d: expected at most %2d columns, seen %3zu\n", n, vectors, seen);
        changed |= seen != (size_t)((n + 63) / 64 * 64);
    }
    return changed;
}
C
gcc -I"$folder/venv/include" "$folder/narrow.c" -o "$folder/narrow" \
    -L"$folder/venv/lib" -ldnnl -Wl,-rpath,"$folder/venv/lib" || cannot "no gcc"
ONEDNN_MAX_CPU_ISA=AVX512_CORE "$folder/narrow"
