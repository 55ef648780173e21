#include "harness/formats/csv_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/formats/format.h"
#include "harness/output/utf8.h"

namespace harness {
namespace {

[[noreturn]] void refuse(std::size_t line, const char* what) {
  throw BadFormat(fmt::format("line {}: {}", line, what));
}

char separator_of(std::string_view text) {
  const std::string_view first = text.substr(0, text.find('\n'));
  for (const char candidate : {',', ';', '\t'}) {
    if (first.find(candidate) != std::string_view::npos) return candidate;
  }
  return ',';
}

void check_utf8(const std::string& field, std::size_t line) {
  for (std::string_view rest = field; !rest.empty();) {
    const Character c = first_character(rest);
    if (c.code == 0xFFFD && rest.substr(0, 3) != "\xEF\xBF\xBD") refuse(line, "bytes that are no UTF-8");
    rest.remove_prefix(c.bytes);
  }
}

}  // namespace

void read_csv(std::string_view text, const std::function<void(const CsvRow&)>& row) {
  const char separator = separator_of(text);
  std::size_t line = 1;
  for (std::size_t at = 0; at < text.size();) {
    CsvRow current;
    current.line = line;
    for (bool row_open = true; row_open;) {
      std::string field;
      if (at < text.size() && text[at] == '"') {
        ++at;
        while (true) {
          if (at >= text.size()) refuse(current.line, "a quote is not closed");
          if (text[at] == '"' && at + 1 < text.size() && text[at + 1] == '"') {
            ++at;
          } else if (text[at] == '"') {
            ++at;
            break;
          }
          if (text[at] == '\n') ++line;
          field += text[at++];
        }
        if (at < text.size() && text[at] != separator && text[at] != '\n' && text[at] != '\r')
          refuse(line, "text after a closed quote");
      } else {
        const std::size_t begin = at;
        while (at < text.size() && text[at] != separator && text[at] != '\n' && text[at] != '\r') ++at;
        field = text.substr(begin, at - begin);
      }
      check_utf8(field, line);
      current.fields.push_back(std::move(field));
      if (at < text.size() && text[at] == separator) {
        ++at;
        if (at == text.size()) current.fields.emplace_back();
        row_open = at < text.size();
        continue;
      }
      if (at < text.size() && text[at] == '\r') ++at;
      if (at < text.size() && text[at] == '\n') ++at, ++line;
      row_open = false;
    }
    const bool blank = current.fields.size() == 1 && current.fields[0].find_first_not_of(' ') == std::string::npos;
    if (!blank) row(current);
  }
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",;\t\"\r\n") == std::string::npos && !text.starts_with(' ')) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

}  // namespace harness
