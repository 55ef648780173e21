#include "workloads/swarm/task.h"

#include <cstring>

#include "kernels/dot.h"
#include "kernels/gemm.h"
#include "kernels/gradient_mean.h"
#include "kernels/relu.h"
#include "kernels/sigmoid.h"
#include "kernels/tanh.h"
#include "workloads/random.h"

namespace workloads::swarm {
namespace {

constexpr std::size_t world_floats = 16384, input_floats = 2048, input_step = 16;

// A hash of the bits of `n` floats, a multiple of 4; two chains, because one would wait for its multiplications.
std::uint64_t hash(const float* values, std::size_t n) {
  std::uint64_t chain[2] = {1, 2};
  for (std::size_t i = 0; i < n; i += 4) {
    std::uint64_t word[2];
    std::memcpy(word, values + i, sizeof word);
    for (int c = 0; c < 2; ++c) {
      chain[c] = (chain[c] ^ word[c]) * 0x9e3779b97f4a7c15u;
      chain[c] ^= chain[c] >> 32;
    }
  }
  return chain[0] ^ mix(chain[1]);
}

}  // namespace

World::World(std::uint64_t seed) : values_(world_floats) {
  for (std::size_t i = 0; i < values_.size(); ++i) {
    values_[i] = float(std::int64_t(mix(seed + i) >> 40)) * 0x1p-23f - 1.0f;
  }
}

const float* World::input(std::uint64_t task, std::uint64_t which) const {
  constexpr std::uint64_t places = (world_floats - input_floats) / input_step;
  return values_.data() + mix(task * 16 + which) % places * input_step;
}

void Task::assign(std::uint64_t number) {
  number_ = number;
  kind = first_half;
}

void Task::do_first_half(const World& world) {
  kernels::gemm({side, side, side, world.input(number_, 0), side, world.input(number_, 1), side, product_, side});
  kernels::sigmoid(world.input(number_, 2), chances_, chances);
  similarity_ = kernels::dot(world.input(number_, 3), world.input(number_, 4), length);
}

void Task::do_second_half(const World& world) {
  kernels::tanh(product_, bounded_, side * side);
  kernels::relu(world.input(number_, 5), positive_, length);
  const float* gradients[] = {chances_, positive_, world.input(number_, 6), world.input(number_, 7)};
  kernels::gradient_mean(gradients, 4, mean_, chances);
  const float sums[4] = {similarity_, kernels::dot(mean_, chances_, chances), float(number_ % 4096), 0};
  result_ = mix(hash(mean_, chances / 2) ^ mix(hash(bounded_, side * side)) ^ hash(sums, 4));
}

}  // namespace workloads::swarm
