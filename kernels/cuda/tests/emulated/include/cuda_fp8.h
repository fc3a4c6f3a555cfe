/* Replaces CUDA's header where kernels are compiled for the CPU. */
#pragma once
#include "../emulator.h"
