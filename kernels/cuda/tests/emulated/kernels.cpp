/* The kernels, compiled for the CPU, by name. */
#include "emulator.h"

#include "kernels.h"

#include "attention.cu"
#include "frames.cu"
#include "rows.cu"

#include <array>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "kernel_entry.h"

std::map<std::string, emulated_kernel> &emulated_kernels();

namespace {
template <class... Arguments, std::size_t... I>
void call(void (*kernel)(Arguments...), void **arguments, std::index_sequence<I...>) {
    kernel(*(Arguments *)arguments[I]...);
}
/* Copies of arguments, and their addresses. */
template <class... Arguments> struct copies {
    std::tuple<Arguments...> values;
    std::array<void *, sizeof...(Arguments)> addresses;
    template <std::size_t... I>
    copies(void **arguments, std::index_sequence<I...>)
        : values(*(Arguments *)arguments[I]...), addresses{
                                                     (void *)&std::get<I>(values)...} {}
};
template <auto kernel> struct entry;
template <class... Arguments, void (*kernel)(Arguments...)> struct entry<kernel> {
    static constexpr auto each = std::index_sequence_for<Arguments...>{};
    static void run(void **arguments) { call(kernel, arguments, each); }
    static std::shared_ptr<void *[]> keep(void **arguments) {
        auto kept = std::make_shared<copies<Arguments...>>(arguments, each);
        return {kept, kept->addresses.data()};
    }
};
struct registration {
    registration() {
#define REGISTER(module, name)                                                         \
    emulated_kernels()[#name] = {entry<&name>::run, entry<&name>::keep};
        AX_KERNELS(REGISTER)
#undef REGISTER
    }
} all;
} // namespace
