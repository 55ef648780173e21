// neural.wasm: the kernels as a module for JavaScript. Memory is the caller's: malloc, write, call, read, free. Arrays
// are single-precision floats, matrices are dense and row-major.
#include <emscripten/emscripten.h>

#include <cstddef>

#include "kernels/gemm.h"
#include "kernels/reduce.h"
#include "kernels/relu.h"
#include "kernels/sigmoid.h"
#include "kernels/stencil.h"
#include "kernels/tanh.h"

extern "C" {

// c = a * b; a is m x k, b is k x n, c is m x n.
EMSCRIPTEN_KEEPALIVE void neural_matmul(const float* a, const float* b, float* c, std::size_t m, std::size_t n,
                                        std::size_t k) {
  kernels::gemm({.m = m, .n = n, .k = k, .a = a, .a_stride = k, .b = b, .b_stride = n, .c = c, .c_stride = n});
}

// The same with b packed once, for many products with it.
EMSCRIPTEN_KEEPALIVE kernels::PackedMatrix* neural_pack(const float* b, std::size_t n, std::size_t k) {
  return new kernels::PackedMatrix(b, n, k, n);
}
EMSCRIPTEN_KEEPALIVE void neural_pack_again(kernels::PackedMatrix* packed, const float* b) {
  packed->assign(b, packed->n());
}
EMSCRIPTEN_KEEPALIVE void neural_matmul_packed(const float* a, const kernels::PackedMatrix* packed, float* c,
                                               std::size_t m) {
  kernels::gemm({.m = m,
                 .n = packed->n(),
                 .k = packed->k(),
                 .a = a,
                 .a_stride = packed->k(),
                 .b = nullptr,
                 .b_stride = 0,
                 .c = c,
                 .c_stride = packed->n(),
                 .packed = packed});
}

EMSCRIPTEN_KEEPALIVE void neural_relu(const float* x, float* y, std::size_t n) { kernels::relu(x, y, n); }
EMSCRIPTEN_KEEPALIVE void neural_sigmoid(const float* x, float* y, std::size_t n) { kernels::sigmoid(x, y, n); }
EMSCRIPTEN_KEEPALIVE void neural_tanh(const float* x, float* y, std::size_t n) { kernels::tanh(x, y, n); }

// `count` products one after the other, each of m x k by k x n, dense.
EMSCRIPTEN_KEEPALIVE void neural_matmuls(const float* a, const float* b, float* c, std::size_t count, std::size_t m,
                                         std::size_t n, std::size_t k) {
  for (std::size_t i = 0; i < count; ++i) neural_matmul(a + i * m * k, b + i * k * n, c + i * m * n, m, n, k);
}
EMSCRIPTEN_KEEPALIVE float neural_sum(const float* x, std::size_t n) { return kernels::reduce_sum(x, n); }
EMSCRIPTEN_KEEPALIVE float neural_max(const float* x, std::size_t n) { return kernels::reduce_max(x, n); }
EMSCRIPTEN_KEEPALIVE void neural_stencil(const float* x, float* y, std::size_t rows, std::size_t columns, float centre,
                                         float edge) {
  kernels::stencil5(x, y, rows, columns, centre, edge);
}

}  // extern "C"
