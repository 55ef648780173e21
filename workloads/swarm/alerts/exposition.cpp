#include "workloads/swarm/alerts/exposition.h"

#include <algorithm>
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

// The format allows each name once: of several values the greatest, which is what rules look for.
void add(std::vector<Gauge>& series, const Gauge& one) {
  const auto known =
      std::find_if(series.begin(), series.end(), [&one](const Gauge& other) { return other.name == one.name; });
  if (known == series.end()) {
    series.push_back(one);
  } else {
    known->value = std::fmax(known->value, one.value);
  }
}

std::string text_of(const std::string& metric, const std::string& label, const std::vector<Gauge>& series) {
  std::string text = "# TYPE " + metric + " gauge\n";
  for (const Gauge& one : series)
    text += metric + "{" + label + "=\"" + escaped(one.name) + "\"} " + number(one.value) + "\n";
  return text;
}

}  // namespace

std::string exposition_of(const Monitor& monitor) {
  std::vector<Gauge> gauges, alerts;
  for (const Gauge& gauge : monitor.gauges()) add(gauges, gauge);
  for (const Alert& alert : monitor.active()) add(alerts, {alert.rule->gauge, double(alert.severity) + 1});
  return text_of("swarm_gauge", "name", gauges) + text_of("swarm_alert", "gauge", alerts);
}

bool write_exposition(const Monitor& monitor, const std::string& path) {
  const std::string part = path + ".part", text = exposition_of(monitor);
  std::FILE* file = std::fopen(part.c_str(), "we");
  if (file == nullptr) return false;
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  return std::fclose(file) == 0 && written && std::rename(part.c_str(), path.c_str()) == 0;
}

}  // namespace workloads::swarm
