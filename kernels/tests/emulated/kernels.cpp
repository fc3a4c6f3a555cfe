/* Our kernels, compiled for the CPU, under their names. */
#include "emulator.h"

#include "kernels.h"

#include "attention.cu"
#include "frames.cu"
#include "rows.cu"

#include <map>
#include <string>
#include <utility>

std::map<std::string, void (*)(void **)> &emulated_kernels();

namespace {
template <class... Arguments, std::size_t... I>
void call(void (*kernel)(Arguments...), void **arguments, std::index_sequence<I...>) {
    kernel(*(Arguments *)arguments[I]...);
}
template <auto kernel> struct entry;
template <class... Arguments, void (*kernel)(Arguments...)> struct entry<kernel> {
    static void run(void **arguments) {
        call(kernel, arguments, std::index_sequence_for<Arguments...>{});
    }
};
struct registration {
    registration() {
#define REGISTER(module, name) emulated_kernels()[#name] = entry<&name>::run;
        AX_KERNELS(REGISTER)
#undef REGISTER
    }
} all;
} // namespace
