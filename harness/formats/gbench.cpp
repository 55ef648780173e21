// Google Benchmark's --benchmark_out: one process, so one launch, whose repetitions are the values of each series.
#include <fmt/format.h>

#include <map>

#include "harness/formats/convert.h"
#include "harness/formats/format.h"
#include "harness/formats/json_records.h"
#include "harness/suite/gbench_json.h"
#include "harness/suite/samples.h"

namespace harness {
namespace {

constexpr const char* lane = "native";  // as an executable of a stranger that we run ourselves

struct Named {
  std::vector<Entry> entries;
  Entry aggregate;  // its median, else its mean; used where repetitions were not reported
  std::size_t number = 0;
};

bool says(const std::string& name, const char* word) { return name.find(word) != std::string::npos; }

std::string clock_of(const std::string& name) {
  if (says(name, "/real_time") || says(name, "/manual_time") || says(name, "/threads:")) return "wall";
  return says(name, "/process_time") ? "process_cpu" : "cpu";
}

std::string machine_of(const json& context) {
  const auto number = [&](const char* key) {
    const auto found = context.find(key);
    return found != context.end() && found->is_number() ? found->get<double>() : 0.0;
  };
  const auto host = context.find("host_name");
  return fmt::format("{}, {:.0f} cpus of {:.0f} MHz",
                     host != context.end() && host->is_string() ? host->get<std::string>() : "unknown host",
                     number("num_cpus"), number("mhz_per_cpu"));
}

std::vector<Record> read(const Input& input) {
  // Bare NaN and Infinity are rare; looking for them is cheap, rewriting a large file is not.
  const bool bare = input.text.find("NaN") != std::string::npos || input.text.find("nan") != std::string::npos ||
                    input.text.find("inf") != std::string::npos || input.text.find("Inf") != std::string::npos;
  std::vector<std::string> order;
  std::map<std::string, Named> by_name;
  std::vector<Finding> findings;
  const auto on_entry = [&](std::size_t number, json& from) {
    if (!from.is_object()) throw BadFormat(fmt::format("record {}: it is no object", number));
    try {
      const bool aggregate = from.value("run_type", std::string("iteration")) != "iteration";
      const std::string kind = aggregate ? from.value("aggregate_name", std::string()) : "";
      if (aggregate && kind != "median" && kind != "mean") return;
      if (aggregate) from["name"] = from.value("run_name", std::string());
      const Entry entry = read_entry(from);
      if (entry.name.empty()) throw BadFormat(fmt::format("record {}: wants \"name\"", number));
      if (!entry.error.empty()) {
        findings.push_back({"W205", entry.name, "the file says of it: " + entry.error});
        return;
      }
      if (by_name.find(entry.name) == by_name.end()) order.push_back(entry.name);
      Named& named = by_name[entry.name];
      if (named.number == 0) named.number = number;
      if (!aggregate) named.entries.push_back(entry);
      if (aggregate && (kind == "median" || named.aggregate.name.empty())) named.aggregate = entry;
    } catch (const json::exception&) {
      throw BadFormat(at_record(number, from.contains("name") && from["name"].is_string() ? from["name"] : "") +
                      "a member is of the wrong type");
    } catch (const BadFormat&) {
      throw;
    } catch (const std::runtime_error& error) {
      throw BadFormat(at_record(number, from.value("name", std::string())) + error.what());
    }
  };
  const json rest = bare ? parse_records(without_bare_numbers(input.text), "benchmarks", on_entry)
                         : parse_records(input.text, "benchmarks", on_entry);
  if (!rest.is_object() || !rest.contains("benchmarks")) throw BadFormat("line 1: wants \"benchmarks\"");
  const json context = rest.value("context", json::object());

  Record record = import_record(input.path, machine_of(context));
  record.session.machine.details = context.dump(-1, ' ', false, json::error_handler_t::replace);
  if (context.contains("date") && context["date"].is_string()) {
    record.session.started_ns = parse_time(context["date"].get<std::string>()).value_or(0);
  }
  Launch launch = foreign_launch(0, lane);
  std::size_t aggregated = 0;
  for (const std::string& name : order) {
    Named& named = by_name[name];
    if (named.entries.empty()) {
      named.entries = {named.aggregate};
      ++aggregated;
    }
    Benchmark benchmark;
    benchmark.name = benchmark.suite_name = name;
    benchmark.clock = clock_of(name);
    try {
      for (Sample& sample : samples_of(benchmark, lane, named.entries)) launch.samples.push_back(std::move(sample));
    } catch (const std::runtime_error& error) {
      throw BadFormat(at_record(named.number, name) + error.what());
    }
    launch.benchmarks.push_back(name);
  }
  if (aggregated > 0) {
    findings.push_back(
        {"W205", "", fmt::format("{} benchmarks hold only aggregates: their median counts as one value", aggregated)});
  }
  if (!launch.samples.empty()) record.launches.push_back(std::move(launch));
  record.findings = std::move(findings);
  return only(std::move(record));
}

IMPORT({"gbench", "Google Benchmark's JSON (--benchmark_out)",
        [](const Input& in) {
          return looks_like(in.text, '{', {"\"benchmarks\""}) &&
                 (looks_like(in.text, '{', {"\"context\""}) || looks_like(in.text, '{', {"\"cpu_time\""}) ||
                  looks_like(in.text, '{', {"\"run_type\""}));
        },
        read});

}  // namespace
}  // namespace harness
