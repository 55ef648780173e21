#include "harness/bench/bench.h"

#include <algorithm>
#include <cstdlib>
#include <deque>

namespace bench {
namespace {

[[noreturn]] void mistake(const std::string& what) {
  std::fprintf(stderr, "benchmark declaration: %s\n", what.c_str());
  std::abort();
}

// A deque: Cases point at its elements, and registrations run in any order before main.
std::deque<Spec>& specs() {
  static std::deque<Spec> all;
  return all;
}

}  // namespace

std::int64_t Params::operator[](std::string_view key) const {
  for (const auto& [name, value] : values_) {
    if (name == key) return value;
  }
  mistake("no parameter '" + std::string(key) + "' in '" + suffix() + "'");
}

std::string Params::suffix() const {
  std::string text;
  for (const auto& [name, value] : values_) text += "/" + name + "=" + std::to_string(value);
  return text;
}

std::vector<Params> grid(const std::string& key, const std::vector<std::int64_t>& values) {
  std::vector<Params> out(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) out[i].add(key, values[i]);
  return out;
}

std::vector<Params> operator*(const std::vector<Params>& left, const std::vector<Params>& right) {
  std::vector<Params> out;
  for (const Params& a : left) {
    for (const Params& b : right) out.push_back(a.with(b));
  }
  return out;
}

Params Params::with(const Params& more) const {
  Params out = *this;
  out.values_.insert(out.values_.end(), more.values_.begin(), more.values_.end());
  return out;
}

Registration::Registration(Spec spec) {
  if (spec.name.empty() || !spec.make) mistake("a benchmark needs a name and a factory");
  specs().push_back(std::move(spec));
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const Spec& spec : specs()) {
    for (const Params& params : spec.params) {
      const std::string impl = spec.impl == "own" ? "" : "/impl=" + spec.impl;
      cases.push_back({&spec, params, spec.name + params.suffix() + impl});
    }
  }
  std::sort(cases.begin(), cases.end(), [](const Case& a, const Case& b) { return a.name < b.name; });
  for (std::size_t i = 1; i < cases.size(); ++i) {
    if (cases[i].name == cases[i - 1].name) mistake("two benchmarks are called '" + cases[i].name + "'");
  }
  return cases;
}

}  // namespace bench
