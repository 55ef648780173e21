// Three passes over a row that stays in the first-level cache: greatest value, exponentials and their sum, division.
#include "kernels/softmax.h"

#include "kernels/vec_math.h"

namespace kernels::KERNEL_ISA {
namespace {

constexpr float infinity = __builtin_inff();

// Lanes beyond `count` hold `filler`.
KERNEL_INLINE vec<float> load_up_to(const float* from, size count, float filler) {
  return count >= lanes<float> ? load(from) : load_some(from, count, filler);
}

// NaN is not found: it shows in the sum.
float greatest(const float* x, size n) {
  vec<float> best(-infinity);
  for (size i = 0; i < n; i += lanes<float>) best = max(load_up_to(x + i, n - i, -infinity), best);
  return greatest(best);
}

KERNEL_INLINE void store_up_to(float* to, vec<float> x, size count) {
  if (count >= lanes<float>) {
    store(to, x);
  } else {
    store_some(to, x, count);
  }
}

}  // namespace

void softmax(const float* x, float* y, std::size_t rows, std::size_t columns) {
  for (size r = 0; r < rows; ++r, x += columns, y += columns) {
    const vec<float> top(greatest(x, columns));
    vec<float> total(0.0f);
    for (size i = 0; i < columns; i += lanes<float>) {
      // What fills the last vector is -inf and adds exp(-inf) = 0; a row of -inf alone is 0 / 0, as in the definition.
      const vec<float> e = exp_of_negative(load_up_to(x + i, columns - i, -infinity) - top);
      total += e;
      store_up_to(y + i, e, columns - i);
    }
    const vec<float> scale(1.0f / sum(total));
    for (size i = 0; i < columns; i += lanes<float>) {
      store_up_to(y + i, load_up_to(y + i, columns - i, 0) * scale, columns - i);
    }
  }
}

void softmax_gradient(const float* y, float* gradient, std::size_t rows, std::size_t columns) {
  for (size r = 0; r < rows; ++r, y += columns, gradient += columns) {
    vec<float> total(0.0f);
    for (size i = 0; i < columns; i += lanes<float>) {
      total = fma(load_up_to(y + i, columns - i, 0), load_up_to(gradient + i, columns - i, 0), total);
    }
    const vec<float> inner(sum(total));
    for (size i = 0; i < columns; i += lanes<float>) {
      const vec<float> g = load_up_to(gradient + i, columns - i, 0) - inner;
      store_up_to(gradient + i, load_up_to(y + i, columns - i, 0) * g, columns - i);
    }
  }
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(softmax)
KERNEL_EXPORT(softmax_gradient)
