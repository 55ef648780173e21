#include "harness/swebench/instances.h"

#include <fmt/format.h>

#include <set>
#include <sstream>

#include "harness/error.h"
#include "harness/formats/format.h"
#include "harness/formats/json_records.h"
#include "harness/whole_file.h"

namespace harness::swebench {
namespace {

// Calls `record(where, object)` for each; a file is an array, or one object a line.
template <class Record>
void each_record(const std::string& path, Record record) {
  const auto text = whole_file(path);
  if (!text) throw Error(Exit::usage, fmt::format("reading {}: no such file", path));
  try {
    if (const auto first = text->find_first_not_of(" \t\r\n"); first != std::string::npos && (*text)[first] == '[') {
      parse_records(*text, "",
                    [&](std::size_t number, json& object) { record(fmt::format("record {}: ", number), object); });
      return;
    }
    std::istringstream lines(*text);
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
      const std::string where = fmt::format("line {}: ", ++number);
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      json object;
      try {
        object = parse_json(line);
      } catch (const BadFormat& error) {
        throw BadFormat(where + error.what());
      }
      record(where, object);
    }
  } catch (const BadFormat& error) {
    throw Error(Exit::usage, fmt::format("reading {}: {}", path, error.what()));
  }
}

// The dataset keeps its lists of tests as JSON in a string.
std::vector<std::string> tests_of(const json& object, const char* key, const std::string& where) {
  const json& given = member(object, key, where);
  const json list = given.is_string() ? parse_json(given.get<std::string>()) : given;
  std::vector<std::string> tests;
  if (!list.is_array()) throw BadFormat(fmt::format("{}\"{}\" is no list of tests", where, key));
  for (const json& test : list) {
    if (!test.is_string()) throw BadFormat(fmt::format("{}\"{}\" is no list of tests", where, key));
    tests.push_back(test.get<std::string>());
  }
  return tests;
}

// "" where the member is absent or null.
std::string text_or_none(const json& object, const char* key, const std::string& where) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? "" : text_of(object, key, where);
}

}  // namespace

std::vector<Instance> read_instances(const std::string& path) {
  std::vector<Instance> instances;
  std::set<std::string> seen;
  each_record(path, [&](const std::string& where, const json& object) {
    Instance i;
    i.id = name_of(object, "instance_id", where);
    i.repo = name_of(object, "repo", where);
    i.base_commit = name_of(object, "base_commit", where);
    // They become places and arguments of other programs.
    if (i.repo.find("..") != std::string::npos || i.repo.front() == '/' || i.base_commit.front() == '-')
      throw BadFormat(where + "\"repo\" or \"base_commit\" is none");
    i.patch = text_or_none(object, "patch", where);
    i.test_patch = text_or_none(object, "test_patch", where);
    i.fail_to_pass = tests_of(object, "FAIL_TO_PASS", where);
    i.pass_to_pass = tests_of(object, "PASS_TO_PASS", where);
    if (i.fail_to_pass.empty()) throw BadFormat(where + "no test is to turn: anything would resolve it");
    if (!seen.insert(i.id).second) throw BadFormat(fmt::format("{}{} is there twice", where, i.id));
    instances.push_back(std::move(i));
  });
  if (instances.empty()) throw Error(Exit::usage, fmt::format("reading {}: no instance is in it", path));
  return instances;
}

Predictions read_predictions(const std::string& path) {
  Predictions predictions;
  each_record(path, [&](const std::string& where, const json& object) {
    const std::string id = name_of(object, "instance_id", where), model = text_of(object, "model_name_or_path", where);
    if (predictions.patches.empty()) predictions.model = model;
    if (model != predictions.model)
      throw BadFormat(
          fmt::format("{}of {}, the ones before of {}: evaluate each apart", where, model, predictions.model));
    if (!predictions.patches.emplace(id, text_or_none(object, "model_patch", where)).second)
      throw BadFormat(fmt::format("{}{} is there twice", where, id));
  });
  return predictions;
}

Predictions right_patches(const std::vector<Instance>& instances) {
  Predictions predictions = {"gold", {}};
  for (const Instance& i : instances) predictions.patches[i.id] = i.patch;
  return predictions;
}

}  // namespace harness::swebench
