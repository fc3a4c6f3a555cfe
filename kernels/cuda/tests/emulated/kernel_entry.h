/* What the driver knows of a kernel: how it is called by its arguments' addresses, and
 * how those are kept for later. */
#pragma once
#include <memory>

struct emulated_kernel {
    void (*run)(void **arguments);
    std::shared_ptr<void *[]> (*keep)(void **arguments);
};
