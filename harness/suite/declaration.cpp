#include "harness/suite/declaration.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace harness {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

const std::string& one_of(const Words& allowed, const std::string& word, const std::string& what) {
  if (std::count(allowed.begin(), allowed.end(), word) > 0) return word;
  throw std::runtime_error(fmt::format("its declaration has {} \"{}\"; want {}", what, word, fmt::join(allowed, ", ")));
}

const std::string& name(const std::string& text, const std::string& what) {
  const bool is_printable =
      std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; });
  if (!text.empty() && is_printable) return text;
  throw std::runtime_error(fmt::format("its declaration has {} {}; want a text without control characters", what,
                                       json(text).dump(-1, ' ', false, json::error_handler_t::replace)));
}

void take_impl_from_name(Benchmark& b) {
  const std::size_t at = b.name.rfind("/impl=");
  if (at == std::string::npos) return;
  b.impl = b.name.substr(at + 6);
  b.name.erase(at);
}

MetricInfo metric_of(const json& from, const std::string& benchmark) {
  const std::string of = " of '" + benchmark + "'";
  MetricInfo metric = {from.at("name"),
                       from.value("unit", "1"),
                       from.value("better", "less"),
                       from.value("kind", "count"),
                       from.value("exact", false),
                       from.value("primary", false)};
  name(metric.name, "a metric" + of + " called");
  one_of({"less", "more"}, metric.better, "better" + of);
  one_of({"time", "bytes", "count", "share"}, metric.kind, "kind" + of);
  return metric;
}

Benchmark benchmark_of(const json& from, const std::string& threads) {
  Benchmark b;
  b.name = b.suite_name = from.at("name");
  take_impl_from_name(b);
  name(b.name, "a benchmark called");
  const std::string of = " of '" + b.suite_name + "'";
  name(b.impl, "an impl" + of + " called");
  b.version = from.value("version", std::int64_t{1});
  if (b.version < 1)
    throw std::runtime_error(fmt::format("its declaration has version {}{}; want 1 or more", b.version, of));
  b.tags = from.value("tags", Words());
  b.clock = one_of({"cpu", "process_cpu", "wall"}, from.value("clock", std::string("cpu")), "clock" + of);
  b.single_threaded = one_of({"single", "multi"}, from.value("threads", threads), "threads" + of) == "single";
  b.twin = b.single_threaded && b.clock != "wall";
  b.source = from.value("source", std::string());
  for (const json& metric : from.value("metrics", json::array())) b.metrics.push_back(metric_of(metric, b.suite_name));
  return b;
}

}  // namespace

void read_declaration(const std::string& text, Listing& listing) {
  const json declared = json::parse(text);
  if (declared.value("protocol", 0) != 1) throw std::runtime_error("it speaks another version of the suite protocol");
  listing.declared = true;
  listing.lane = name(declared.value("lane", std::string("native")), "a lane called");
  Words lanes;
  for (const json& lane : declared.value("lanes", json::array())) {
    lanes.push_back(name(lane.at("lane"), "a lane called"));
    listing.lanes.emplace_back(lanes.back(), lane.at("arguments").get<Words>());
  }
  // Who asked for no lane would be given none of it.
  if (!lanes.empty()) one_of(lanes, listing.lane, "the lane");
  const auto flags = declared.value("flags", Words());
  listing.fixed_iterations = std::count(flags.begin(), flags.end(), "iterations") > 0;
  listing.lockstep = std::count(flags.begin(), flags.end(), "lockstep") > 0;
  listing.pins_threads = std::count(flags.begin(), flags.end(), "pins-threads") > 0;
  listing.marks_batches = std::count(flags.begin(), flags.end(), "marked-batches") > 0;
  const auto threads = declared.value("threads", std::string("multi"));
  for (const json& from : declared.at("benchmarks")) listing.benchmarks.push_back(benchmark_of(from, threads));
}

}  // namespace harness
