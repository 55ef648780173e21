// The program's benchmarks as a plain C interface of a reactor module: no main, no generated JavaScript. The host that
// times them is harness/bench/node; one instance holds one prepared benchmark at a time. Numbers cross as doubles
// because JavaScript has no other; text crosses as the address of a terminated string, valid until the next call.
#include "harness/bench/wasm_host.h"

#include <emscripten/emscripten.h>

#include <memory>
#include <string>
#include <vector>

#include "harness/bench/bench.h"

namespace bench {
namespace {

const std::vector<Case>& cases() {
  static const std::vector<Case> all = all_cases();
  return all;
}

std::unique_ptr<Work>& work() {
  static std::unique_ptr<Work> current;
  return current;
}

const char* text(std::string value) {
  static std::string kept;
  kept = std::move(value);
  return kept.c_str();
}

// Names, units and paths are ours and hold no control characters: quotes and backslashes are all there is to escape.
std::string quoted(const std::string& value) {
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

const char* word(bool value) { return value ? "true" : "false"; }

std::string declaration(const Metric& metric) {
  constexpr const char* kinds[] = {"time", "bytes", "count", "share"};
  return "{\"name\":" + quoted(metric.name) + ",\"unit\":" + quoted(metric.unit) + ",\"better\":\"" +
         (metric.better == Better::less ? "less" : "more") + "\",\"kind\":\"" + kinds[int(metric.kind)] +
         "\",\"exact\":" + word(metric.exact) + ",\"primary\":" + word(metric.primary) + "}";
}

// The entry of one benchmark in what docs/suite-protocol.md calls the declaration.
std::string declaration(const Case& declared) {
  constexpr const char* clocks[] = {"cpu", "process_cpu", "wall"};
  const Spec& spec = *declared.spec;
  std::string tags, metrics;
  for (const std::string& tag : spec.tags) tags += (tags.empty() ? "" : ",") + quoted(tag);
  for (const Metric& metric : spec.metrics) metrics += (metrics.empty() ? "" : ",") + declaration(metric);
  return "{\"name\":" + quoted(declared.name) + ",\"version\":" + std::to_string(spec.version) + ",\"tags\":[" + tags +
         "],\"clock\":\"" + clocks[int(spec.clock)] +
         "\",\"source\":" + quoted(std::string(spec.file) + ":" + std::to_string(spec.line)) + ",\"metrics\":[" +
         metrics + "]}";
}

}  // namespace
}  // namespace bench

extern "C" {

// How many benchmarks there are; they are numbered from 0 in the order of their names.
EMSCRIPTEN_KEEPALIVE int suite_count() { return int(bench::cases().size()); }
EMSCRIPTEN_KEEPALIVE const char* suite_declaration(int i) {
  return bench::text(bench::declaration(bench::cases()[std::size_t(i)]));
}
EMSCRIPTEN_KEEPALIVE bool suite_select(bool simd) { return bench::select_wasm_lane(simd); }

// Sets one benchmark up; the calls below are about the one prepared last.
EMSCRIPTEN_KEEPALIVE void suite_prepare(int i) {
  const bench::Case& chosen = bench::cases()[std::size_t(i)];
  bench::work() = chosen.spec->make(chosen.params);
}
EMSCRIPTEN_KEEPALIVE double suite_run(double n) { return double(bench::work()->run(std::int64_t(n))); }
EMSCRIPTEN_KEEPALIVE const char* suite_check() { return bench::text(bench::work()->check()); }
EMSCRIPTEN_KEEPALIVE double suite_bytes_per_op() { return bench::work()->bytes_per_op; }
EMSCRIPTEN_KEEPALIVE double suite_items_per_op() { return bench::work()->items_per_op; }
EMSCRIPTEN_KEEPALIVE int suite_metric_count() { return int(bench::work()->metrics.size()); }
EMSCRIPTEN_KEEPALIVE const char* suite_metric_name(int k) {
  return bench::work()->metrics[std::size_t(k)].first.c_str();
}
EMSCRIPTEN_KEEPALIVE double suite_metric(int k) { return bench::work()->metrics[std::size_t(k)].second(); }

}  // extern "C"
