// RFC 4180: rows of fields, quoted or not, with the line each began on. The separator is that of the first line: a
// comma, a semicolon or a tab.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace harness {

struct CsvRow {
  std::size_t line = 0;
  std::vector<std::string> fields;
};

// Calls `row` for each row that is not blank, in order. Throws BadFormat with the line for a quote that is not closed,
// text after one, and bytes that are no UTF-8.
void read_csv(std::string_view text, const std::function<void(const CsvRow&)>& row);

// The field, quoted where it must be.
std::string csv_field(const std::string& text);

}  // namespace harness
