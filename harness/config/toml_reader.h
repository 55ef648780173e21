// The toml++ door: strict reading of a table. Every key is asked for by name and type, what was not asked for is
// refused, and every complaint names line and column.
#pragma once

#include <fmt/format.h>
#include <toml++/toml.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/config/config.h"
#include "harness/error.h"

namespace harness {

// Throws Error(usage) on text that is no TOML.
inline toml::table parse_toml(const std::string& text, const std::string& path) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    throw Error(Exit::usage, fmt::format("{}:{}:{}: {}", path, error.source().begin.line, error.source().begin.column,
                                         std::string(error.description())));
  }
}

class TomlReader {
 public:
  TomlReader(std::string path, const toml::table& table, std::string section)
      : path_(std::move(path)), table_(table), section_(std::move(section)) {}

  [[noreturn]] void fail(const toml::source_region& where, const std::string& what) const {
    throw Error(Exit::usage, fmt::format("{}:{}:{}: {}", path_, where.begin.line, where.begin.column, what));
  }

  // Call after every key has been asked for.
  void refuse_unknown_keys() const {
    for (const auto& [key, value] : table_) {
      const std::string name(key.str());
      if (known_.contains(name)) continue;
      const std::string near = did_you_mean(name, {known_.begin(), known_.end()});
      fail(key.source(), fmt::format("unknown key '{}' in {}{}", name, section_,
                                     near.empty() ? "" : "; did you mean '" + near + "'?"));
    }
  }

  std::string text(const char* key, const std::string& otherwise) {
    const toml::node* node = find(key);
    if (node == nullptr) return otherwise;
    const auto value = node->value_exact<std::string>();
    if (!value) fail(node->source(), fmt::format("{} must be a string in quotes", key));
    return *value;
  }
  std::vector<std::string> texts(const char* key, const std::vector<std::string>& otherwise) {
    const toml::node* node = find(key);
    if (node == nullptr) return otherwise;
    std::vector<std::string> out;
    const toml::array* array = node->as_array();
    if (array == nullptr) fail(node->source(), fmt::format("{} must be a list of strings: [\"...\"]", key));
    for (const toml::node& item : *array) {
      const auto value = item.value_exact<std::string>();
      if (!value) fail(item.source(), fmt::format("{} must hold strings", key));
      out.push_back(*value);
    }
    return out;
  }
  bool flag(const char* key, bool otherwise) {
    const toml::node* node = find(key);
    if (node == nullptr) return otherwise;
    const auto value = node->value_exact<bool>();
    if (!value) fail(node->source(), fmt::format("{} must be true or false", key));
    return *value;
  }
  // Calls `parse` with the text and the key; what it throws gets its place in the file.
  template <class Parse>
  auto parsed(const char* key, Parse parse) -> std::optional<decltype(parse("", key))> {
    const toml::node* node = find(key);
    if (node == nullptr) return std::nullopt;
    const auto value = node->value_exact<std::string>();
    if (!value) fail(node->source(), fmt::format("{} must be a string with its unit", key));
    try {
      return parse(*value, key);
    } catch (const Error& error) {
      fail(node->source(), error.what());
    }
  }
  template <class Parse>
  double unit(const char* key, double otherwise, Parse parse) {
    return parsed(key, parse).value_or(otherwise);
  }
  // One reader per table of [[key]].
  std::vector<TomlReader> tables(const char* key) {
    std::vector<TomlReader> out;
    const toml::node* node = find(key);
    if (node == nullptr) return out;
    const toml::array* array = node->as_array();
    if (array == nullptr || !array->is_array_of_tables()) fail(node->source(), fmt::format("write it [[{}]]", key));
    for (const toml::node& item : *array) out.emplace_back(path_, *item.as_table(), fmt::format("[[{}]]", key));
    return out;
  }
  std::optional<TomlReader> section(const char* key) {
    const toml::node* node = find(key);
    if (node == nullptr) return std::nullopt;
    if (node->as_table() == nullptr) fail(node->source(), fmt::format("{0} must be a table: [{0}]", key));
    return TomlReader(path_, *node->as_table(), fmt::format("[{}]", key));
  }
  const toml::node* find(const char* key) {
    known_.insert(key);
    return table_.get(key);
  }
  [[noreturn]] void fail_here(const std::string& what) const { fail(table_.source(), what); }

 private:
  std::string path_;
  const toml::table& table_;
  std::string section_;
  std::set<std::string> known_;
};

}  // namespace harness
