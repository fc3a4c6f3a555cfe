/* Functions compiled once for AVX-512, once for AVX2 and once for any x86-64; the
 * processor's own is picked when the library is loaded. OpenMP loops stay outside of
 * them, because gcc does not clone what it outlines from them; what they call should be
 * AX_INLINE. */
#ifndef AX_BASE_SIMD_DISPATCH_H
#define AX_BASE_SIMD_DISPATCH_H

/* The sanitizers' start-up and ifunc resolvers do not get along; Clang has other names
 * for processors. */
#if defined(__SANITIZE_ADDRESS__) || defined(__clang__) || !defined(__x86_64__)
#define AX_TARGET_CLONES
#else
#define AX_TARGET_CLONES                                                               \
    __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif
#define AX_INLINE static inline __attribute__((always_inline))

#endif
