// Every code that a finding or a note can carry, with its long text: what, how much it matters, what to do.
#pragma once

#include <map>
#include <string>

namespace cli {

struct Code {
  std::string title, text;
};
const std::map<std::string, Code>& codes();

}  // namespace cli
