// Bound by memory: every array is read and written once.
#include "kernels/optimizer.h"

#include "kernels/vec.h"

namespace kernels::KERNEL_ISA {
namespace {

// Calls whole(i) for whole vectors, `together` of them in a round of the loop, then part(i, count) for what is left.
template <size together, class Whole, class Part>
KERNEL_INLINE void sweep(size n, Whole whole, Part part) {
  constexpr size step = lanes<float>;
  size i = 0;
  for (; i + together * step <= n; i += together * step) {
    KERNEL_UNROLL for (size k = 0; k < together; ++k) whole(i + k * step);
  }
  for (; i + step <= n; i += step) whole(i);
  if (i < n) part(i, n - i);
}

// b^n by squaring; this file may not call the standard library.
float power(float b, int n) {
  float result = 1;
  for (; n > 0; n /= 2, b *= b) {
    if (n % 2 == 1) result *= b;
  }
  return result;
}

// Of few enough that no sum grows large beside what is added to it.
KERNEL_INLINE float squares_of_block(const float* x, size n, float scale) {
  constexpr size chains = 4, step = lanes<float>;
  vec<float> total[chains];
  KERNEL_UNROLL for (size c = 0; c < chains; ++c) total[c] = vec<float>(0.0f);
  size i = 0;
  for (; i + chains * step <= n; i += chains * step) {
    KERNEL_UNROLL for (size c = 0; c < chains; ++c) {
      const vec<float> v = load(x + i + c * step) * vec<float>(scale);
      total[c] = fma(v, v, total[c]);
    }
  }
  float result = sum((total[0] + total[1]) + (total[2] + total[3]));
  for (; i < n; ++i) result += (x[i] * scale) * (x[i] * scale);
  return result;
}

double squares(const float* x, size n, float scale) {
  constexpr size block = 1024 * lanes<float>;
  double total = 0;
  for (size i = 0; i < n; i += block) total += double(squares_of_block(x + i, n - i < block ? n - i : block, scale));
  return total;
}

}  // namespace

void axpy(float alpha, const float* x, float* y, std::size_t n) {
  const vec<float> a(alpha);
  sweep<4>(
      n, [=](size i) { store(y + i, fma(a, load(x + i), load(y + i))); },
      [=](size i, size k) { store_some(y + i, fma(a, load_some(x + i, k), load_some(y + i, k)), k); });
}

float norm(const float* x, std::size_t n) {
  const double plain = squares(x, n, 1);
  if (plain > 0x1p-80 && plain < 0x1p120) return __builtin_sqrtf(float(plain));
  // Scaled by powers of two, which changes no digit; NaN and infinity pass through either way.
  if (plain >= 0x1p120) return __builtin_sqrtf(float(squares(x, n, 0x1p-80f))) * 0x1p80f;
  return __builtin_sqrtf(float(squares(x, n, 0x1p100f))) * 0x1p-100f;
}

void momentum_step(const Momentum& how, const float* gradient, float* velocity, float* weights, std::size_t n) {
  const vec<float> rate(-how.rate), momentum(how.momentum);
  sweep<4>(
      n,
      [=](size i) {
        const vec<float> v = fma(momentum, load(velocity + i), load(gradient + i));
        store(velocity + i, v);
        store(weights + i, fma(rate, v, load(weights + i)));
      },
      [=](size i, size k) {
        const vec<float> v = fma(momentum, load_some(velocity + i, k), load_some(gradient + i, k));
        store_some(velocity + i, v, k);
        store_some(weights + i, fma(rate, v, load_some(weights + i, k)), k);
      });
}

void adam_step(const Adam& how, const float* gradient, float* first, float* second, float* weights, std::size_t n) {
  const vec<float> b1(how.b1), b2(how.b2), rest1(1 - how.b1), rest2(1 - how.b2), epsilon(how.epsilon);
  const vec<float> rate(-how.rate / (1 - power(how.b1, how.step)));
  const vec<float> unbias(1 / (1 - power(how.b2, how.step)));
  const auto step = [=](vec<float> g, vec<float>& m, vec<float>& v, vec<float>& w) {
    m = fma(b1, m, rest1 * g);
    v = fma(b2, v, rest2 * (g * g));
    w = fma(rate, m / (sqrt(v * unbias) + epsilon), w);
  };
  sweep<1>(
      n,
      [=](size i) {
        vec<float> m = load(first + i), v = load(second + i), w = load(weights + i);
        step(load(gradient + i), m, v, w);
        store(first + i, m);
        store(second + i, v);
        store(weights + i, w);
      },
      [=](size i, size k) {
        vec<float> m = load_some(first + i, k), v = load_some(second + i, k), w = load_some(weights + i, k);
        step(load_some(gradient + i, k), m, v, w);
        store_some(first + i, m, k);
        store_some(second + i, v, k);
        store_some(weights + i, w, k);
      });
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(axpy)
KERNEL_EXPORT(norm)
KERNEL_EXPORT(momentum_step)
KERNEL_EXPORT(adam_step)
