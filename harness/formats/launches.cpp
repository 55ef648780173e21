// Launches as JSON: a list of objects, or {"launches": [...]}, each with the fields of the CSV; one value an object.
#include <fmt/format.h>

#include <set>

#include "harness/formats/format.h"
#include "harness/formats/json_records.h"
#include "harness/formats/launch_rows.h"

namespace harness {
namespace {

std::string field_text(const json& value, const std::string& where) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number() || value.is_boolean()) return value.dump();
  if (value.is_null()) return "";
  throw BadFormat(where + "a field is neither text nor a number nor true or false");
}

std::vector<Record> read(const Input& input) {
  std::vector<json> objects;
  std::set<std::string> keys;
  const bool bare = input.text[input.text.find_first_not_of(" \t\r\n")] == '[';
  parse_records(input.text, bare ? "" : "launches", [&](std::size_t number, json& object) {
    if (!object.is_object()) throw BadFormat(fmt::format("record {}: it is no object", number));
    for (const auto& [key, value] : object.items()) keys.insert(key);
    objects.push_back(std::move(object));
  });
  if (objects.empty()) throw BadFormat("it holds no launch");
  LaunchRows rows(input.path, "record");
  rows.take({1, {keys.begin(), keys.end()}});
  for (std::size_t i = 0; i < objects.size(); ++i) {
    CsvRow row{i + 1, {}};
    for (const std::string& key : keys) {
      const auto found = objects[i].find(key);
      row.fields.push_back(found == objects[i].end() ? "" : field_text(*found, fmt::format("record {}: ", i + 1)));
    }
    rows.take(row);
  }
  std::vector<Record> records;
  records.push_back(rows.done());
  return records;
}

bool fits(const Input& in) {
  return (looks_like(in.text, '[', {"\"benchmark\"", "\"value\""}) && !looks_like(in.text, '[', {"\"mode\""})) ||
         (looks_like(in.text, '{', {"\"launches\"", "\"value\""}) && !looks_like(in.text, '{', {"\"sessions\""}));
}

IMPORT({"launches", "JSON list of launches, with the fields of the CSV", fits, read});

}  // namespace
}  // namespace harness
