// What makes a gradient shorter before it is sent: bytes for floats and back, the greatest hundredth, the difference
// from an older copy. A message of 64 Ki values, and a million.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <numeric>

#include "harness/bench/bench.h"
#include "kernels/aggregate.h"
#include "kernels/buffers.h"
#include "kernels/top_k.h"

namespace {

using namespace bench;
using kernels::Buffer;

float naive_quantise(const float* x, std::int8_t* q, std::size_t n) {
  float top = 0;
  for (std::size_t i = 0; i < n; ++i) top = std::max(top, std::abs(x[i]));
  const float scale = top / 127;
  for (std::size_t i = 0; i < n; ++i) q[i] = std::int8_t(std::lround(x[i] / scale));
  return scale;
}
void naive_dequantise(const std::int8_t* q, float scale, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = float(q[i]) * scale;
}
std::size_t naive_top_k(const float* x, std::size_t n, std::size_t k, std::uint32_t* indices) {
  std::vector<std::uint32_t> all(n);
  std::iota(all.begin(), all.end(), 0u);
  std::nth_element(all.begin(), all.begin() + std::ptrdiff_t(k), all.end(),
                   [x](std::uint32_t a, std::uint32_t b) { return std::abs(x[a]) > std::abs(x[b]); });
  std::sort(all.begin(), all.begin() + std::ptrdiff_t(k));
  std::copy_n(all.begin(), k, indices);
  return k;
}
void naive_delta(const float* x, const float* reference, float* difference, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) difference[i] = x[i] - reference[i];
}

struct Message {
  explicit Message(std::size_t n) : x(n, 0), y(n, 1), z(n, 2), q(n) {
    x.randomise(1);
    y.randomise(2);
  }
  Buffer x, y, z;
  std::vector<std::int8_t> q;
};

template <class Quantise>
std::unique_ptr<Work> quantise_case(const Params& p, Quantise quantise) {
  const auto n = std::size_t(p["n"]);
  auto s = std::make_shared<Message>(n);
  return op([=] { return quantise(s->x.data(), s->q.data(), n); })
      .bytes(5.0 * double(n))
      .items(double(n))
      .expect([=](float scale) -> std::string {
        for (std::size_t i = 0; i < n; ++i) {
          if (!(std::abs(float(s->q[i]) * scale - s->x.data()[i]) <= 0.5001f * scale))
            return near(s->x.data()[i], 0)(s->q[i]);
        }
        return "";
      });
}

template <class Dequantise>
std::unique_ptr<Work> dequantise_case(const Params& p, Dequantise dequantise) {
  const auto n = std::size_t(p["n"]);
  auto s = std::make_shared<Message>(n);
  for (std::size_t i = 0; i < n; ++i) s->q[i] = std::int8_t(i * 37 % 255 - 127);
  return op([=] { dequantise(s->q.data(), 0.25f, s->y.data(), n); })
      .bytes(5.0 * double(n))
      .items(double(n))
      .expect([=]() -> std::string {
        for (std::size_t i = 0; i < n; ++i) {
          if (s->y.data()[i] != 0.25f * float(s->q[i])) return near(0.25 * s->q[i], 0)(s->y.data()[i]);
        }
        return "";
      });
}

template <class TopK>
std::unique_ptr<Work> top_k_case(const Params& p, TopK top_k) {
  const auto n = std::size_t(p["n"]), k = n / 100;
  auto s = std::make_shared<Message>(n);
  auto indices = std::make_shared<std::vector<std::uint32_t>>(k);
  return op([=] { return top_k(s->x.data(), n, k, indices->data()); })
      .items(double(n))
      .expect([=](std::size_t got) -> std::string {
        std::vector<float> all(s->x.data(), s->x.data() + n);
        for (float& v : all) v = std::abs(v);
        std::nth_element(all.begin(), all.begin() + std::ptrdiff_t(k - 1), all.end(), std::greater<>());
        for (const std::uint32_t i : *indices) {
          if (std::abs(s->x.data()[i]) < all[k - 1]) return "an index of a smaller entry";
        }
        const bool ascending =
            std::adjacent_find(indices->begin(), indices->end(), std::greater_equal<>()) == indices->end();
        return got != k ? "not k of them" : ascending ? "" : "an index twice, or out of order";
      });
}

template <class Delta>
std::unique_ptr<Work> delta_case(const Params& p, Delta delta) {
  const auto n = std::size_t(p["n"]);
  auto s = std::make_shared<Message>(n);
  return op([=] { delta(s->x.data(), s->y.data(), s->z.data(), n); })
      .bytes(12.0 * double(n))
      .items(double(n))
      .expect([=]() -> std::string {
        for (std::size_t i = 0; i < n; ++i) {
          const float want = s->x.data()[i] - s->y.data()[i];
          if (s->z.data()[i] != want) return near(want, 0)(s->z.data()[i]);
        }
        return "";
      });
}

#define COMPRESSION_BENCH(subject)                                                                             \
  BENCH({.name = "daa/" #subject, .params = grid("n", {65536, 1000000}), .make = [](const Params& p) {         \
           return subject##_case(p, [](auto... x) { return kernels::subject(x...); });                         \
         }});                                                                                                  \
  BENCH({.name = "daa/" #subject, .params = grid("n", {65536}), .impl = "naive", .make = [](const Params& p) { \
           return subject##_case(p, naive_##subject);                                                          \
         }});

COMPRESSION_BENCH(quantise)
COMPRESSION_BENCH(dequantise)
COMPRESSION_BENCH(top_k)
COMPRESSION_BENCH(delta)

}  // namespace
