// One pass over memory; what is left of a row after whole vectors is one partial load and store.
#include "kernels/activation.h"

#include "kernels/vec_math.h"

namespace kernels::KERNEL_ISA {
namespace {

// y[i] = f(a[i], b[i]), so many vectors at a time.
template <size together, class F>
KERNEL_INLINE void map_two(const float* a, const float* b, float* y, size n, F f) {
  constexpr size step = lanes<float>;
  size i = 0;
  for (; i + together * step <= n; i += together * step) {
    vec<float> v[together];
    KERNEL_UNROLL for (size k = 0; k < together; ++k) v[k] = f(load(a + i + k * step), load(b + i + k * step));
    KERNEL_UNROLL for (size k = 0; k < together; ++k) store(y + i + k * step, v[k]);
  }
  for (; i + step <= n; i += step) store(y + i, f(load(a + i), load(b + i)));
  if (i < n) store_some(y + i, f(load_some(a + i, n - i), load_some(b + i, n - i)), n - i);
}

template <class F>
KERNEL_INLINE void each_row(const float* x, const float* bias, float* y, size rows, size columns, size stride, F f) {
  for (size r = 0; r < rows; ++r) map_two<2>(x + r * stride, bias, y + r * stride, columns, f);
}

}  // namespace

void bias_activation(const float* x, const float* bias, float* y, std::size_t rows, std::size_t columns,
                     std::size_t stride, Activation activation) {
  using V = vec<float>;
  switch (activation) {
    case Activation::identity:
      return each_row(x, bias, y, rows, columns, stride, [](V v, V b) { return v + b; });
    case Activation::relu:
      return each_row(x, bias, y, rows, columns, stride, [](V v, V b) { return max(V(0.0f), v + b); });
    case Activation::sigmoid:
      return each_row(x, bias, y, rows, columns, stride, [](V v, V b) { return sigmoid_of(v + b); });
    case Activation::tanh:
      return each_row(x, bias, y, rows, columns, stride, [](V v, V b) { return tanh_of(v + b); });
  }
}

void activation_gradient(const float* y, float* gradient, std::size_t n, Activation activation) {
  using V = vec<float>;
  switch (activation) {
    case Activation::identity:
      return;
    case Activation::relu:
      return map_two<4>(y, gradient, gradient, n, [](V v, V g) { return where_positive(v, g); });
    case Activation::sigmoid:
      return map_two<4>(y, gradient, gradient, n, [](V v, V g) { return g * (v * (constant(1.0f) - v)); });
    case Activation::tanh:
      return map_two<4>(y, gradient, gradient, n,
                        [](V v, V g) { return g * ((constant(1.0f) - v) * (constant(1.0f) + v)); });
  }
}

void column_sums(const float* x, float* sums, std::size_t rows, std::size_t columns, std::size_t stride) {
  constexpr size step = lanes<float>;
  for (size c = 0; c < columns; c += step) {
    const size width = columns - c < step ? columns - c : step;
    vec<float> total(0.0f);
    for (size r = 0; r < rows; ++r) {
      const float* from = x + r * stride + c;
      total += width == step ? load(from) : load_some(from, width);
    }
    if (width == step) {
      store(sums + c, total);
    } else {
      store_some(sums + c, total, width);
    }
  }
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(bias_activation)
KERNEL_EXPORT(activation_gradient)
KERNEL_EXPORT(column_sums)
