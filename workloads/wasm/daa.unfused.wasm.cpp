// daa.wasm: what becomes of many agents' votes and gradients, as a module for JavaScript; daa.mjs is what a caller
// uses.
#include <emscripten/emscripten.h>

#include <cstddef>
#include <vector>

#include "kernels/aggregate.h"
#include "kernels/gradient_mean.h"

extern "C" {

EMSCRIPTEN_KEEPALIVE double daa_stake_tally(const std::uint64_t* ballots, const std::uint32_t* stakes,
                                            std::size_t voters) {
  return double(kernels::stake_tally(ballots, stakes, voters));
}

// `count` gradients of n floats, one after the other. how: 0 mean, 1 median, 2 mean without the `trim` least and
// greatest of each column.
EMSCRIPTEN_KEEPALIVE void daa_merge(const float* gradients, std::size_t count, std::size_t n, int how, std::size_t trim,
                                    float* merged) {
  std::vector<const float*> each(count);
  for (std::size_t i = 0; i < count; ++i) each[i] = gradients + i * n;
  if (how == 0) kernels::gradient_mean(each.data(), count, merged, n);
  if (how == 1) kernels::column_median(each.data(), count, merged, n);
  if (how == 2) kernels::trimmed_mean(each.data(), count, trim, merged, n);
}

}  // extern "C"
