// From paired launches to differences. The direction is turned here, once: a positive difference is always worse.
#pragma once

#include <span>
#include <string_view>

namespace stats {

enum class Scale {
  ratio,       // times and bytes: log(head / base)
  difference,  // counts and shares: head - base
};

Scale scale_of(std::string_view kind);

// Returns the difference of one pair, turned so that positive is worse. On the ratio scale it is infinite from 0 or to
// 0, and NaN where a sign changes.
double difference(double base, double head, Scale scale, bool more_is_better);

// Returns the tolerance on the scale of the differences: log(1 + tolerance) for ratios; for counts that share of
// |base|; for shares of 1, percentage points.
double tolerance_on_scale(double tolerance, std::string_view kind, double base_median);
// Whether a difference can be told as a share: that of a count whose base is 0 cannot.
bool has_shares(std::string_view kind, double base_median);
// The tolerance that tolerance_on_scale() makes `on_scale` of; 0 where no share of a base of 0 does.
double tolerance_of_scale(double on_scale, std::string_view kind, double base_median);

}  // namespace stats
