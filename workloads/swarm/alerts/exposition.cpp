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

std::string text_of(const std::string& metric, const std::string& label, const std::vector<Gauge>& series) {
  std::string text = "# TYPE " + metric + " gauge\n";
  for (const Gauge& one : series)
    text += metric + "{" + label + "=\"" + escaped(one.name) + "\"} " + number(one.value) + "\n";
  return text;
}

}  // namespace

std::string exposition_of(const Monitor& monitor) {
  std::vector<Gauge> alerts;  // the format allows each name once
  for (const Alert& alert : monitor.active()) add_greatest(alerts, {alert.rule->gauge, double(alert.severity) + 1});
  return text_of("swarm_gauge", "name", monitor.gauges()) + text_of("swarm_alert", "gauge", alerts);
}

bool write_exposition(const Monitor& monitor, const std::string& path) {
  const std::string part = path + ".part", text = exposition_of(monitor);
  std::FILE* file = std::fopen(part.c_str(), "we");
  if (file == nullptr) return false;
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  return std::fclose(file) == 0 && written && std::rename(part.c_str(), path.c_str()) == 0;
}

}  // namespace workloads::swarm
