#include "harness/stats/contrast.h"

#include <cmath>

namespace stats {

Scale scale_of(std::string_view kind) { return kind == "time" || kind == "bytes" ? Scale::ratio : Scale::difference; }

double difference(double base, double head, Scale scale, bool more_is_better) {
  if (base == head) return 0;  // 0 / 0 too
  const double d = scale == Scale::ratio ? std::log(head / base) : head - base;
  return more_is_better ? -d : d;
}

double tolerance_on_scale(double tolerance, std::string_view kind, double base_median) {
  if (scale_of(kind) == Scale::ratio) return std::log1p(tolerance);
  return kind == "share" ? tolerance : tolerance * std::abs(base_median);
}

bool has_shares(std::string_view kind, double base_median) {
  return scale_of(kind) == Scale::ratio || kind == "share" || base_median != 0;
}

double tolerance_of_scale(double on_scale, std::string_view kind, double base_median) {
  if (scale_of(kind) == Scale::ratio) return std::expm1(on_scale);
  if (kind == "share") return on_scale;
  return has_shares(kind, base_median) ? on_scale / std::abs(base_median) : 0;
}

}  // namespace stats
