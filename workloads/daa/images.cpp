#include "workloads/daa/images.h"

#include <cmath>

#include "workloads/random.h"

namespace workloads::daa {
namespace {

// Pictures lie as far from each other whatever their size. At this distance, beside noise of -1 to 1 in each pixel, a
// network learns from some thousand images, and not from some hundred.
constexpr float distance = 4.2f;

float unit(std::uint32_t bits) { return float(std::int32_t(bits)) * 0x1p-31f; }

}  // namespace

Images::Images(std::size_t count, std::size_t pixels, std::size_t classes, std::uint64_t world, std::uint64_t seed)
    : x(count * pixels), labels(count) {
  const float picture = distance / std::sqrt(float(pixels));
  std::vector<float> pictures(classes * pixels);
  Random drawing{world};
  for (float& value : pictures) value = picture * unit(std::uint32_t(drawing.next()));
  Random random{seed ^ (world << 32)};
  for (std::size_t i = 0; i < count; ++i) {
    labels[i] = std::uint32_t(random.next() % classes);
    const float* shown = pictures.data() + labels[i] * pixels;
    for (std::size_t p = 0; p < pixels; ++p) x[i * pixels + p] = shown[p] + unit(std::uint32_t(random.next() >> 32));
  }
}

}  // namespace workloads::daa
