// Where the linker puts functions changes how fast some loops run, by several per cent and for no reason of their own.
// So an executable that we built is linked again and again with its sections in random order: what layout does to a
// benchmark becomes spread between pairs, which the interval knows how to treat, instead of a bias that repeats itself.
// Source: C. Curtsinger and E. D. Berger, "STABILIZER: statistically sound performance evaluation", 2013.
#pragma once

#include <string>
#include <vector>

namespace harness {

struct Layouts {
  std::vector<std::string> files;  // absolute paths beside the executable
  std::string obstacle;            // why there are none, or ""
};

// Links `executable` (absolute, built by Ninja in one of the folders above it) `count` times with lld, each with
// another order of its text sections. The link command is the build system's own.
Layouts shuffle_layouts(const std::string& executable, int count);

}  // namespace harness
