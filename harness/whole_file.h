// What a file holds. Whoever asks says what was wanted of it: a file that cannot be read is often no error.
#pragma once

#include <fstream>
#include <optional>
#include <string>

namespace harness {

// Nothing for a file that is not there, a folder, or what cannot be read to its end.
inline std::optional<std::string> whole_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text;
  for (char part[1 << 16]; file.read(part, sizeof part), file.gcount() > 0;)
    text.append(part, std::size_t(file.gcount()));
  if (file.bad()) return std::nullopt;
  return text;
}

}  // namespace harness
