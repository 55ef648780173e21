#include "harness/formats/json_records.h"

#include <fmt/format.h>

#include <cmath>

#include "harness/formats/format.h"

namespace harness {
namespace {

// nlohmann's messages, without its own numbers: "[json.exception.parse_error.101] parse error at line 1, column 2: ..."
[[noreturn]] void refuse(const json::exception& error) {
  std::string text = error.what();
  if (const auto end = text.find("] "); end != std::string::npos) text = text.substr(end + 2);
  if (text.starts_with("parse error at ")) text = text.substr(15);
  constexpr std::size_t longest = 300;
  std::string shown;
  for (const char c : text.substr(0, longest)) shown += c >= 32 && c < 127 ? c : '?';
  throw BadFormat(shown);
}

}  // namespace

bool looks_like(const std::string& text, char first, std::initializer_list<std::string_view> words) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos || text[begin] != first) return false;
  const std::string_view head = std::string_view(text).substr(begin, sniffed_bytes);
  return std::all_of(words.begin(), words.end(),
                     [&](std::string_view word) { return head.find(word) != std::string_view::npos; });
}

json parse_json(std::string_view text) {
  try {
    return json::parse(text);
  } catch (const json::exception& error) {
    refuse(error);
  }
}

json parse_records(const std::string& text, const std::string& list,
                   const std::function<void(std::size_t, json&)>& record) {
  std::size_t number = 0;
  std::string key;
  const int element_depth = list.empty() ? 1 : 2;
  const auto on_event = [&](int depth, json::parse_event_t event, json& parsed) {
    using Event = json::parse_event_t;
    if (event == Event::key && depth == 1) key = parsed.get<std::string>();
    const bool ended = event == Event::object_end || event == Event::array_end || event == Event::value;
    if (!ended || depth != element_depth || (!list.empty() && key != list)) return true;
    record(++number, parsed);
    return false;
  };
  try {
    return json::parse(text, on_event);
  } catch (const json::exception& error) {
    refuse(error);
  }
}

const json& member(const json& object, const char* key, const std::string& where) {
  if (object.is_object()) {
    if (const auto found = object.find(key); found != object.end()) return *found;
  }
  throw BadFormat(fmt::format("{}wants \"{}\"", where, key));
}

std::string text_of(const json& object, const char* key, const std::string& where) {
  const json& value = member(object, key, where);
  if (!value.is_string()) throw BadFormat(fmt::format("{}\"{}\" is no string", where, key));
  return value.get<std::string>();
}

double number_of(const json& value, const std::string& where) {
  if (value.is_number() && std::isfinite(value.get<double>())) return value.get<double>();
  throw BadFormat(where + "wants a finite number");
}

std::string name_of(const json& object, const char* key, const std::string& where) {
  std::string name = text_of(object, key, where);
  if (name.empty()) throw BadFormat(fmt::format("{}\"{}\" is empty", where, key));
  return name;
}

std::string at_record(std::size_t number, const std::string& name) {
  constexpr std::size_t longest = 60;
  std::string shown;
  for (const char c : name.substr(0, longest)) shown += c >= 32 && c < 127 ? c : '?';
  return fmt::format("record {} ('{}{}'): ", number, shown, name.size() > longest ? "..." : "");
}

}  // namespace harness
