// Reads text that may be anything as UTF-8: what is no valid character comes out as U+FFFD.
#pragma once

#include <string_view>

namespace harness {

struct Character {
  char32_t code = 0;
  std::size_t bytes = 0;  // taken from the text; at least 1
};

// The character at the beginning of a text that is not empty.
Character first_character(std::string_view text);

}  // namespace harness
