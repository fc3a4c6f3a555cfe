/* The instructions of tensor cores (PTX, sm_80 and later). */
#ifndef AX_KERNELS_TENSOR_CORE_CUH
#define AX_KERNELS_TENSOR_CORE_CUH

/* Four 8x8 matrices of bf16 from shared memory; each lane names a row of one. */
static __device__ __forceinline__ void load_matrices(unsigned out[4],
                                                     const __nv_bfloat16 *row) {
    const unsigned at = (unsigned)__cvta_generic_to_shared(row);
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(out[0]), "=r"(out[1]), "=r"(out[2]), "=r"(out[3])
                 : "r"(at)
                 : "memory");
}
static __device__ __forceinline__ void load_transposed(unsigned out[4],
                                                       const __nv_bfloat16 *row) {
    const unsigned at = (unsigned)__cvta_generic_to_shared(row);
    asm volatile(
        "ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
        : "=r"(out[0]), "=r"(out[1]), "=r"(out[2]), "=r"(out[3])
        : "r"(at)
        : "memory");
}

/* c[16, 8] += a[16, 16] b[16, 8] */
static __device__ __forceinline__ void multiply(float c[4], const unsigned a[4],
                                                unsigned b0, unsigned b1) {
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 "
                 "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                 : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

#endif
