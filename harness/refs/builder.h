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
};

// shuffled: functions aligned, and the suites' executables linked in many random orders; as_built: the project's own
// flags and order.
enum class Layout { shuffled, as_built };

// Checks out, runs the build commands of `config`, moves the artefacts away and returns where they are, with the
// layouts of its suites beside them. Throws Error(build) with the last lines of the compiler. `say` is told what is
// being done.
Built build_ref(Repository& repository, const Checkout& checkout, const Config& config, Layout layout,
                const std::function<void(const std::string&)>& say);

// The shuffled layouts of an executable in a build folder, relative to it; empty where it could not be linked anew.
std::vector<std::string> layouts_of(const std::string& folder, const std::string& executable);

// Why it has none, as far as the build knows.
std::string layouts_obstacle(const std::string& folder, const std::string& executable);

// Where clones and builds are kept: $SWARMPERF_CACHE, else $XDG_CACHE_HOME/swarmperf, else ~/.cache/swarmperf.
std::string cache_folder();

// The repository of the project here, or of this folder where there is none, with its clone in the cache folder.
// `store` is the database in use.
Repository repository_here(const std::string& store);

}  // namespace harness
