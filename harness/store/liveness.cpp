#include "harness/store/liveness.h"

#include <chrono>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>

namespace harness {

std::int64_t now_ns() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

std::int64_t process_start(std::int64_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  std::getline(file, line);
  const std::size_t after_name = line.rfind(')');  // the name may hold spaces and brackets
  if (after_name == std::string::npos) return 0;
  std::istringstream fields(line.substr(after_name + 2));
  std::string field;
  for (int i = 3; i <= 22; ++i) fields >> field;  // proc(5): field 22 is starttime
  std::string boot;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> boot;
  const auto ticks = std::stoll(field);
  return ticks + std::int64_t(std::hash<std::string>{}(boot) >> 16);
}

bool is_alive(std::int64_t process, std::int64_t started) { return started != 0 && process_start(process) == started; }

}  // namespace harness
