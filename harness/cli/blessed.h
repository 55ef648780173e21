// Blessed baselines: one small reviewed file per machine class (baselines/blessed/*.toml), a line per series. And the
// runs that deserve to be one.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/stored.h"
#include "harness/model.h"
#include "harness/store/store.h"

namespace cli {

inline constexpr const char* blessed_folder = "baselines/blessed";

// "amd-epyc-9r14-2-cores-8-gib-linux": the file name of a machine class.
std::string slug(const std::string& machine_class);

// Primary series of a run as the text of a file, sorted; values are medians of launches with five digits. What a series
// is stands in one line, a word each; words with spaces are in quotes.
std::string blessed_text(const StoredRun& run);
// The run that a text holds. Throws Error(usage).
StoredRun parse_blessed(const std::string& text, const std::string& shown_as);

// The blessed run of this project for `machine_class`. Throws Error(usage) where nothing is blessed,
// Error(incomparable) where only other machines are.
StoredRun blessed_run(const std::string& machine_class);

// The newest runs, newest first, at most `most`, that are fit to compare with: done, clean, of this machine class, no
// launch failed, and begun before any regression that is still open was first seen.
std::vector<harness::Session> last_good(harness::Store& store, const std::string& machine_class, std::size_t most);

}  // namespace cli
