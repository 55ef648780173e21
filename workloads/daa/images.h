// Images to learn from: each is the picture of its class under noise. Which class, and all else, follows from the seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace workloads::daa {

struct Images {
  // `count` images of `pixels` values in `classes` kinds. `world` seeds the classes' pictures, `seed` the rest.
  Images(std::size_t count, std::size_t pixels, std::size_t classes, std::uint64_t world, std::uint64_t seed);
  std::vector<float> x;               // count x pixels
  std::vector<std::uint32_t> labels;  // count
};

}  // namespace workloads::daa
