#include "harness/suite/machine.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

namespace harness {
namespace {

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string cpu_field(const std::string& key) {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(key)) {
      const std::size_t colon = line.find(": ");
      return colon == std::string::npos ? "" : line.substr(colon + 2);
    }
  }
  return "";
}

std::string os_name() {
  std::ifstream file("/etc/os-release");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("PRETTY_NAME=")) return line.substr(13, line.size() - 14);
  }
  return "unknown system";
}

}  // namespace

Machine this_machine() {
  utsname kernel = {};
  uname(&kernel);
  struct sysinfo memory = {};
  sysinfo(&memory);
  const double memory_gib = double(memory.totalram) * memory.mem_unit / double(1 << 30);
  const auto cores = allowed_cores().size();
  const bool is_virtual = cpu_field("flags").find("hypervisor") != std::string::npos;
  const std::string model =
      fmt::format("{} family {} model {}", cpu_field("model name"), cpu_field("cpu family"), cpu_field("model\t"));
  Machine machine;
  machine.machine_class =
      fmt::format("{}, {} {}, {:.0f} GiB, {}", model, cores, cores == 1 ? "core" : "cores", memory_gib, os_name());
  const std::string governor = first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
  machine.details = nlohmann::json{{"cpu", cpu_field("model name")},
                                   {"cores", cores},
                                   {"memory_gib", memory_gib},
                                   {"system", os_name()},
                                   {"kernel", kernel.release},
                                   {"virtual", is_virtual},
                                   {"governor", governor.empty() ? "not visible" : governor},
                                   {"l2", first_line("/sys/devices/system/cpu/cpu0/cache/index2/size")},
                                   {"l3", first_line("/sys/devices/system/cpu/cpu0/cache/index3/size")},
                                   {"aslr", first_line("/proc/sys/kernel/randomize_va_space")}}
                        .dump();
  machine.fingerprint = fmt::format("{:016x}", std::hash<std::string>{}(machine.machine_class + machine.details));
  return machine;
}

std::vector<int> allowed_cores() {
  // As they were before leave_core() took one away.
  static const cpu_set_t at_start = [] {
    cpu_set_t now;
    CPU_ZERO(&now);
    sched_getaffinity(0, sizeof now, &now);
    return now;
  }();
  std::vector<int> cores;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(std::size_t(core), &at_start)) cores.push_back(core);
  }
  return cores;
}

std::string beside_this_executable(const std::string& name) {
  namespace fs = std::filesystem;
  std::error_code none;
  const fs::path path = fs::read_symlink("/proc/self/exe", none).parent_path() / name;
  return fs::exists(path, none) ? path.string() : "";
}

int measuring_core() { return allowed_cores().back(); }

void leave_core(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  int others = 0;
  for (const int other : allowed_cores()) {
    if (other == core) continue;
    CPU_SET(std::size_t(other), &set);
    ++others;
  }
  if (others > 0) sched_setaffinity(0, sizeof set, &set);
}

StealMeter::StealMeter(int core) : core_(core), before_(read(core)) {}

std::optional<double> StealMeter::share() const {
  const auto now = read(core_);
  if (!before_ || !now || now->total <= before_->total) return std::nullopt;
  return (now->steal - before_->steal) / (now->total - before_->total);
}

std::optional<StealMeter::Ticks> StealMeter::read(int core) {
  std::ifstream file("/proc/stat");
  const std::string name = "cpu" + std::to_string(core) + " ";
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(name)) continue;
    std::istringstream fields(line.substr(name.size()));
    Ticks ticks;
    double value = 0;
    for (int i = 0; fields >> value && i < 8; ++i) {  // proc(5): user nice system idle iowait irq softirq steal
      ticks.total += value;
      if (i == 7) ticks.steal = value;
    }
    return ticks;
  }
  return std::nullopt;
}

}  // namespace harness
