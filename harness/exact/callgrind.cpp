#include "harness/exact/callgrind.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <map>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace harness {
namespace {

constexpr std::string_view allocators[] = {"malloc",   "calloc",        "realloc",
                                           "memalign", "aligned_alloc", "posix_memalign"};

// The number at the start of the text.
double leading_number(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  double value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc() || value < 0) {
    throw std::runtime_error("the counter wrote '" + std::string(text.substr(0, 40)) + "' for a number");
  }
  return value;
}

// "16 400", "+3 400", "-3 400" and "* 400": a line of the source, maybe from the one before, and its cost.
bool is_place(const std::string& line) {
  return !line.empty() &&
         (std::isdigit(static_cast<unsigned char>(line[0])) || line[0] == '+' || line[0] == '-' || line[0] == '*');
}
std::string_view after_place(std::string_view line) { return line.substr(std::min(line.find(' '), line.size())); }

// A name is written once, as "(12) malloc", and then called "(12)"; 'N after it is a depth of recursion.
class Names {
 public:
  std::string of(const std::string& written) {
    const std::size_t end = written.find(')');
    if (written.empty() || written[0] != '(' || end == std::string::npos) return plain(written);
    std::string& name = known_[written.substr(0, end)];
    if (const std::size_t at = written.find_first_not_of(' ', end + 1); at != std::string::npos) {
      name = plain(written.substr(at));
    }
    return name;
  }

 private:
  static std::string plain(const std::string& name) { return name.substr(0, name.find('\'')); }
  std::map<std::string, std::string> known_;
};

}  // namespace

std::vector<std::string> counted(const std::vector<std::string>& command, const Extent& extent,
                                 const std::string& file) {
  std::vector<std::string> all = {"valgrind", "--tool=callgrind", "--callgrind-out-file=" + file};
  if (!extent.inside.empty()) all.push_back("--toggle-collect=" + extent.inside);
  if (!extent.from.empty()) all.insert(all.end(), {"--zero-before=" + extent.from, "--dump-before=" + extent.until});
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

std::vector<std::string> written(const Extent& extent, const std::string& file) {
  if (extent.from.empty()) return {file};
  std::vector<std::string> parts;  // FILE.1 and so on, one each time
  while (std::filesystem::exists(file + '.' + std::to_string(parts.size() + 1))) {
    parts.push_back(file + '.' + std::to_string(parts.size() + 1));
  }
  return parts;
}

Counts read_counts(std::istream& file) {
  Counts counts;
  Names names;
  std::string function, callee;
  const auto is_allocator = [](const std::string& name) {
    return std::find(std::begin(allocators), std::end(allocators), name) != std::end(allocators);
  };
  bool summed = false, of_instructions = false, is_inclusive = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("events:")) {
      of_instructions = line.starts_with("events: Ir");
    } else if (line.starts_with("fn=")) {
      function = names.of(line.substr(3));
    } else if (line.starts_with("cfn=")) {
      callee = names.of(line.substr(4));
    } else if (line.starts_with("calls=")) {
      const double calls = leading_number(line.substr(6));
      counts.calls[callee] += calls;
      // What one allocator asks of another is still one allocation: glibc's realloc(nullptr, n) calls malloc.
      if (is_allocator(callee) && !is_allocator(function)) counts.allocations += calls;
      is_inclusive = true;  // the next line is what those calls cost, which the callee's own lines say too
    } else if (line.starts_with("totals:")) {
      counts.instructions = leading_number(line.substr(7));
      summed = true;
    } else if (is_place(line)) {
      const double cost = leading_number(after_place(line));
      counts.inclusive[function] += cost;
      if (!std::exchange(is_inclusive, false)) counts.by_function[function] += cost;
    }
  }
  if (!summed || !of_instructions) throw std::runtime_error("the counter wrote no counts");
  if (counts.instructions == 0) throw std::runtime_error("the counter saw nothing of what is timed");
  return counts;
}

Counts per_operation(Counts all, std::int64_t operations) {
  const double count = double(operations);
  all.instructions /= count;
  all.allocations /= count;
  for (auto* by_name : {&all.by_function, &all.inclusive, &all.calls}) {
    for (auto& [name, value] : *by_name) value /= count;
  }
  return all;
}

std::string counting_obstacle() {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access((folder + "/valgrind").c_str(), X_OK) == 0) return "";
  }
  return "valgrind is not installed: apt-get install valgrind";
}

}  // namespace harness
