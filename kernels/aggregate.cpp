#include "kernels/aggregate.h"

#include "kernels/check.h"

namespace kernels {

void trimmed_mean(const float* const* gradients, std::size_t count, std::size_t trim, float* mean, std::size_t n) {
  KERNEL_CHECK(count >= 1 && count <= aggregate_count_max, "trimmed_mean: give 1 to 64 gradients");
  KERNEL_CHECK(2 * trim < count, "trimmed_mean: nothing is left after trimming");
  trimmed_mean_in(gradients, count, trim, mean, n);
}

void column_median(const float* const* gradients, std::size_t count, float* median, std::size_t n) {
  KERNEL_CHECK(count >= 1 && count <= aggregate_count_max, "column_median: give 1 to 64 gradients");
  trimmed_mean_in(gradients, count, (count - 1) / 2, median, n);
}

}  // namespace kernels
