// neural.wasm: the kernels as a module for JavaScript. Memory is the caller's: malloc, write, call, read, free. Arrays
// are single-precision floats, matrices are dense and row-major.
#include <emscripten/emscripten.h>

#include <cstddef>

#include "kernels/dot.h"
#include "kernels/gemm.h"
#include "kernels/relu.h"
#include "kernels/sigmoid.h"
#include "kernels/tanh.h"

extern "C" {

EMSCRIPTEN_KEEPALIVE float neural_dot(const float* a, const float* b, std::size_t n) { return kernels::dot(a, b, n); }

// c = a * b; a is m x k, b is k x n, c is m x n.
EMSCRIPTEN_KEEPALIVE void neural_matmul(const float* a, const float* b, float* c, std::size_t m, std::size_t n,
                                        std::size_t k) {
  kernels::gemm({.m = m, .n = n, .k = k, .a = a, .a_stride = k, .b = b, .b_stride = n, .c = c, .c_stride = n});
}

EMSCRIPTEN_KEEPALIVE void neural_relu(const float* x, float* y, std::size_t n) { kernels::relu(x, y, n); }
EMSCRIPTEN_KEEPALIVE void neural_sigmoid(const float* x, float* y, std::size_t n) { kernels::sigmoid(x, y, n); }
EMSCRIPTEN_KEEPALIVE void neural_tanh(const float* x, float* y, std::size_t n) { kernels::tanh(x, y, n); }

}  // extern "C"
