// neural.wasm: the kernels as a module for JavaScript. Memory is the caller's: malloc, write, call, read, free.
#include <emscripten/emscripten.h>

#include <cstddef>

#include "kernels/dot.h"

extern "C" {
EMSCRIPTEN_KEEPALIVE float neural_dot(const float* a, const float* b, std::size_t n) { return kernels::dot(a, b, n); }
}
