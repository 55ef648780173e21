#include "harness/profile/self_time.h"

#include <algorithm>
#include <filesystem>

namespace harness {

std::string FunctionNames::of(const Hit& hit, const std::vector<Mapping>& mappings) {
  if (hit.in_kernel) return "[kernel]";
  if (hit.in_child) return "[another process]";
  // What was mapped last hides what was there before.
  const auto found = std::find_if(mappings.rbegin(), mappings.rend(),
                                  [&](const Mapping& m) { return hit.address >= m.start && hit.address < m.end; });
  if (found == mappings.rend() || found->file.starts_with("//anon")) return "[made while running]";
  if (!found->file.starts_with('/')) return found->file;
  auto& symbols = files_[found->file];
  if (!symbols) symbols = std::make_unique<Symbols>(found->file);
  const std::string symbol = symbols->at(hit.address - found->start + found->offset);
  return symbol.empty() ? "[" + std::filesystem::path(found->file).filename().string() + "]" : function_name(symbol);
}

const Sample& time_sample(const Launch& launch) {
  // samples_of() puts the declared clock first.
  return *std::find_if(launch.samples.begin(), launch.samples.end(),
                       [](const Sample& s) { return s.series.metric == "time"; });
}

SelfTime self_time(const Watched& watched, const std::vector<Launch::Batch>& batches, FunctionNames& names) {
  SelfTime found;
  for (const Hit& hit : watched.hits) {
    const bool timed = batches.empty() || std::any_of(batches.begin(), batches.end(), [&](const Launch::Batch& b) {
                         return hit.at_s >= b.start_s && hit.at_s <= b.end_s;
                       });
    if (!timed) continue;
    ++found.hits;
    found.shares[names.of(hit, watched.mappings)] += 1;
  }
  for (auto& [name, share] : found.shares) share /= double(found.hits);
  return found;
}

}  // namespace harness
