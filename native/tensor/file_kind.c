#include "tensor/file_kind.h"

#include <string.h>

/* Fits into an ax_error beside a path. What torch.load reads it reads without running
 * code of the file; clones, since safetensors stores no tensor that shares memory. */
#define CONVERT                                                                        \
    "python3 -c \"import sys, torch; from safetensors.torch import save_file; "        \
    "d = torch.load(sys.argv[1], 'cpu', weights_only=True); "                          \
    "save_file({k: v.clone().contiguous() for k, v in d.items()}, sys.argv[2])\" "     \
    "FILE NEW.safetensors"

static bool begins(const unsigned char *start, size_t count, const char *with) {
    const size_t length = strlen(with);
    return count >= length && memcmp(start, with, length) == 0;
}

/* Pickles since protocol 2 start with their protocol; torch.save writes them into a zip
 * archive since PyTorch 1.6. */
static bool is_pickle(const unsigned char *start, size_t count) {
    return begins(start, count, "PK\003\004") ||
           (count >= 3 && start[0] == 0x80 && start[1] >= 2 && start[1] <= 5);
}

ax_status ax_file_kind_refuse(const char *path, const unsigned char *start,
                              size_t count, ax_error *err) {
    if (is_pickle(start, count))
        return ax_fail(err, AX_ERR_MODEL,
                       "%.150s is a PyTorch pickle, which can run code when it is "
                       "read; convert it, where PyTorch is: " CONVERT,
                       path);
    if (begins(start, count, "GGUF"))
        return ax_fail(err, AX_ERR_MODEL,
                       "%.200s is a GGUF file, whose weights are quantised; get the "
                       "safetensors file with weights in BF16, F16 or F32.",
                       path);
    if (begins(start, count, "version https://"))
        return ax_fail(err, AX_ERR_MODEL,
                       "%.200s is a Git LFS pointer, not the file itself; fetch it "
                       "with \"git lfs pull\" in its folder.",
                       path);
    if (begins(start, count, "<"))
        return ax_fail(err, AX_ERR_MODEL,
                       "%.200s is a web page, not a safetensors file; download it "
                       "again (some sites ask to accept a licence first).",
                       path);
    if (begins(start, count, "{"))
        return ax_fail(err, AX_ERR_MODEL,
                       "%.200s is JSON, not a safetensors file; where it is the index "
                       "of several files, its name must end with .json.",
                       path);
    return AX_OK;
}

const char *ax_quantised_by_name(const char *tensor) {
    static const struct {
        const char *end, *what;
    } kinds[] = {{"scaled_fp8", "fp8 weights with scales"},
                 {".scale_weight", "fp8 weights with scales"},
                 {".weight_scale", "fp8 weights with scales"},
                 {".weight_scale_inv", "fp8 weights with scales"},
                 {".weight_scale_2", "fp4 weights with scales"},
                 {".comfy_quant", "ComfyUI's quantised weights"},
                 {".weight.absmax", "bitsandbytes' quantised weights"},
                 {".weight.quant_map", "bitsandbytes' quantised weights"},
                 {".weight.SCB", "bitsandbytes' 8-bit weights"},
                 {".qweight", "GPTQ's or AWQ's quantised weights"},
                 {".qzeros", "GPTQ's or AWQ's quantised weights"},
                 {".wscales", "Nunchaku's quantised weights"}};
    const size_t length = strlen(tensor);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const size_t end = strlen(kinds[i].end);
        if (length >= end && strcmp(tensor + length - end, kinds[i].end) == 0)
            return kinds[i].what;
    }
    return NULL;
}

const char *ax_dtype_words(const char *dtype) {
    if (strncmp(dtype, "F8", 2) == 0) return "8-bit floating point";
    if (strncmp(dtype, "F6", 2) == 0) return "6-bit floating point";
    if (strncmp(dtype, "F4", 2) == 0) return "4-bit floating point";
    if (dtype[0] == 'C') return "complex numbers";
    if (strcmp(dtype, "F64") == 0) return "64-bit floating point";
    return "integers";
}
