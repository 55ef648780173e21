// From a checkout to a build that can be measured: the project's own commands, with flags that keep a change in one
// function from moving the others, and a cache of what was built.
#pragma once

#include <functional>
#include <string>

#include "harness/config/config.h"
#include "harness/model.h"
#include "harness/refs/repository.h"

namespace harness {

struct Built {
  Build build;
  std::string folder;  // holds the artefacts at their relative paths
  bool from_cache = false;
};

enum class Layout { aligned, as_built };

// Checks out, runs the commands of `recipe`, moves the artefacts away and returns where they are. Throws
// Error(build) with the last lines of the compiler. `say` is told what is being done.
Built build_ref(Repository& repository, const Checkout& checkout, const BuildRecipe& recipe, Layout layout,
                const std::function<void(const std::string&)>& say);

// Where clones and builds are kept: $SWARMPERF_CACHE, else $XDG_CACHE_HOME/swarmperf, else ~/.cache/swarmperf.
std::string cache_folder();

}  // namespace harness
