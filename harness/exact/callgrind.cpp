#include "harness/exact/callgrind.h"

#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

namespace harness {
namespace {

const std::set<std::string, std::less<>> allocators = {"malloc",   "calloc",        "realloc",
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

std::vector<std::string> counted(const std::vector<std::string>& command, const std::string& function,
                                 const std::string& file) {
  std::vector<std::string> all = {"valgrind", "--tool=callgrind", "--callgrind-out-file=" + file};
  if (!function.empty()) all.push_back("--toggle-collect=" + function);
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

Counts read_counts(std::istream& file) {
  Counts counts;
  Names names;
  std::string callee;
  bool summed = false, of_instructions = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("events:")) of_instructions = line.starts_with("events: Ir");
    if (line.starts_with("fn=")) names.of(line.substr(3));
    if (line.starts_with("cfn=")) callee = names.of(line.substr(4));
    if (line.starts_with("calls=") && allocators.contains(callee)) counts.allocations += leading_number(line.substr(6));
    if (line.starts_with("totals:")) {
      counts.instructions = leading_number(line.substr(7));
      summed = true;
    }
  }
  if (!summed || !of_instructions) throw std::runtime_error("the counter wrote no counts");
  if (counts.instructions == 0) throw std::runtime_error("the counter saw nothing of what is timed");
  return counts;
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
