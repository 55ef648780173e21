// JSON of other tools, read strictly but with words: a large array is handed over element by element and never held as
// a whole, and what is wrong is told with its line or its record.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace harness {

using nlohmann::json;

// The first bytes in which a format shows itself.
inline constexpr std::size_t sniffed_bytes = 4096;

// Whether the text begins with `first` ('{' or '[') and one of its first bytes begin each word, in any order.
bool looks_like(const std::string& text, char first, std::initializer_list<std::string_view> words);

// Throws BadFormat with line and column where the text is no JSON.
json parse_json(std::string_view text);

// As parse_json, but calls `record(number from 1, element)` for each element of the top-level member `list` (of the
// top-level array where `list` is ""), which is left out of what is returned. Throws BadFormat, and what `record`
// throws.
json parse_records(const std::string& text, const std::string& list,
                   const std::function<void(std::size_t, json&)>& record);

// Members, or BadFormat("wants ..."); `where` stands before it.
const json& member(const json& object, const char* key, const std::string& where);
std::string text_of(const json& object, const char* key, const std::string& where);
double number_of(const json& value, const std::string& where);                       // finite
std::string name_of(const json& object, const char* key, const std::string& where);  // not empty

// "record 3 ('name'): ", the name shortened and printable.
std::string at_record(std::size_t number, const std::string& name);

}  // namespace harness
