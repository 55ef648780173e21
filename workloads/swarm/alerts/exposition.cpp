#include "workloads/swarm/alerts/exposition.h"

#include <cmath>
#include <cstdio>

namespace workloads::swarm {
namespace {

std::string escaped(const std::string& label) {
  std::string out;
  for (const char c : label) {
    if (c == '\\' || c == '"') out += '\\';
    out += c == '\n' ? "\\n" : std::string(1, c);
  }
  return out;
}

std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  char text[32];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

}  // namespace

std::string exposition_of(const Monitor& monitor) {
  std::string text = "# TYPE swarm_gauge gauge\n";
  for (const Gauge& gauge : monitor.gauges())
    text += "swarm_gauge{name=\"" + escaped(gauge.name) + "\"} " + number(gauge.value) + "\n";
  text += "# TYPE swarm_alert gauge\n";
  for (const Alert& alert : monitor.active())
    text +=
        "swarm_alert{gauge=\"" + escaped(alert.rule->gauge) + "\"} " + std::to_string(int(alert.severity) + 1) + "\n";
  return text;
}

bool write_exposition(const Monitor& monitor, const std::string& path) {
  const std::string part = path + ".part", text = exposition_of(monitor);
  std::FILE* file = std::fopen(part.c_str(), "we");
  if (file == nullptr) return false;
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  return std::fclose(file) == 0 && written && std::rename(part.c_str(), path.c_str()) == 0;
}

}  // namespace workloads::swarm
