// How numbers and tables look to a person: base units in, three or four digits with a unit out; the decimal point stays
// a point in every locale.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/model.h"

namespace harness {

// 4.128e-7 s -> "412.8 ns"; 2097152 B -> "2.00 MiB"; counts plain; shares as per cent.
std::string with_unit(double value, const std::string& unit);
// 0.0953 on the log scale of times and bytes -> "+10.0 %"; counts keep their unit.
std::string change_text(double change, const Series& series);
// The change as a share: expm1 of a log ratio; points for shares; unchanged for counts.
double change_value(double change, const Series& series);
std::string duration_text(double seconds);
// Column positions a string takes on a terminal (UTF-8, no wide characters).
std::size_t width(const std::string& text);

struct Column {
  std::string title;
  bool right = false;
};
// Lines of equal columns, two spaces apart; nothing is cut.
std::string table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows);

// Colour means direction only: worse is orange, better is blue. Off unless stdout is a terminal and NO_COLOR is unset.
enum class Direction { none, better, worse };
std::string coloured(const std::string& text, Direction direction);

// "[+1.2 %, +3.4 %]", "exact", or nothing where nothing was measured.
std::string interval_text(const Verdict& verdict);
// The word that people read: that of the verdict, or "acknowledged".
std::string shown_as(const Verdict& verdict);
// "▲ slower", or "^ slower" where it is not to be UTF-8; by the locale, where that is not said.
std::string verdict_word(const std::string& verdict, bool utf8);
std::string verdict_word(const std::string& verdict);

}  // namespace harness
