// What becomes of the gradients and votes of many agents. Sizes may be 0; operands overlap nowhere.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/kernel.h"

namespace kernels {

// mean[i] = the sum over s of weights[s] * gradients[s][i], divided by the sum of the weights, i in [0, n). count >= 1,
// the weights' sum not 0. Off by at most about count roundings.
extern const Kernel<void(const float* const* gradients, const float* weights, std::size_t count, float* mean,
                         std::size_t n)>
    weighted_mean;

// Robust means, column by column (Yin et al., "Byzantine-Robust Distributed Learning", 2018). A value that is NaN or
// infinite counts as 0, "no change": one broken agent moves a median no further than one that abstains.
// trimmed_mean leaves out the `trim` least and greatest of each column; count from 1 to aggregate_count_max and
// 2 * trim < count, else the program ends. The median is the mean of the middle one or two.
inline constexpr std::size_t aggregate_count_max = 64;
void trimmed_mean(const float* const* gradients, std::size_t count, std::size_t trim, float* mean, std::size_t n);
void column_median(const float* const* gradients, std::size_t count, float* median, std::size_t n);
// The same, unchecked.
extern const Kernel<void(const float* const* gradients, std::size_t count, std::size_t trim, float* mean,
                         std::size_t n)>
    trimmed_mean_in;

// Ballots are bits, voter v in bit v % 64 of word v / 64; bits from `voters` on are ignored. vote_count counts the yes
// votes, stake_tally adds their stakes, exactly: at most 2^32 voters.
extern const Kernel<std::uint64_t(const std::uint64_t* ballots, std::size_t voters)> vote_count;
extern const Kernel<std::uint64_t(const std::uint64_t* ballots, const std::uint32_t* stakes, std::size_t voters)>
    stake_tally;

// q[i] = the nearest whole number to x[i] / scale, in [-127, 127], with scale = max |x| / 127, which is returned: 0
// where all are 0 or so near it, below 1.5e-36, that the scale would be denormal; q is 0 then. For finite x; x is then
// recovered within scale / 2 (and a rounding) by dequantise, y[i] = q[i] * scale.
extern const Kernel<float(const float* x, std::int8_t* q, std::size_t n)> quantise;
extern const Kernel<void(const std::int8_t* q, float scale, float* y, std::size_t n)> dequantise;

// difference[i] = x[i] - reference[i]: what an agent sends of a state that its receiver has an older copy of.
extern const Kernel<void(const float* x, const float* reference, float* difference, std::size_t n)> delta;

}  // namespace kernels
