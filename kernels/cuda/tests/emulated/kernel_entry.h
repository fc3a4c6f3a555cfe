/* What the emulated driver needs of a kernel: a call with the addresses of its
 * arguments, and a way to copy these for later. */
#pragma once
#include <memory>

struct emulated_kernel {
    void (*run)(void **arguments);
    std::shared_ptr<void *[]> (*keep)(void **arguments);
};
