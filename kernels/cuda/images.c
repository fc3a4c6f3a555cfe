/* The compiled kernels, a fat binary a module, as bytes of this library. */
#include "images.h"

#define IMAGE(name)                                                                    \
    __asm__(".section .nv_fatbin, \"a\"\n"                                             \
            ".balign 64\n"                                                             \
            ".global ax_image_" #name "\n"                                             \
            ".hidden ax_image_" #name "\n"                                             \
            "ax_image_" #name ":\n"                                                    \
            ".incbin \"" #name ".fatbin\"\n"                                           \
            ".byte 0\n"                                                                \
            ".previous\n");                                                            \
    extern const unsigned char ax_image_##name[];
AX_MODULES(IMAGE)
#undef IMAGE

const void *ax_cuda_image(int module) {
#define ADDRESS(name) ax_image_##name,
    static const unsigned char *const images[] = {AX_MODULES(ADDRESS)};
#undef ADDRESS
    return images[module];
}
