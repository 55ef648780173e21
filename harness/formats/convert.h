// What the readers share: units of other tools in our base units, moments as text, and launches made of values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/model.h"

namespace harness {

struct ForeignUnit {
  std::string unit;    // s, B, 1, 1/s, or as it was written
  std::string kind;    // time | bytes | count | share
  std::string better;  // less | more
  double factor = 1;   // to the base unit: value * factor / divisor, since 1e-9 is no exact double and 1e9 is
  double divisor = 1;

  double in_base(double value) const { return value * factor / divisor; }
};

// "ns/iter", "us", "ops/sec", "MiB", "%" ...; what is not known stays as it is, a count of which less is better.
ForeignUnit foreign_unit(const std::string& text);

// RFC 3339, or "2026-11-22 10:00:00.123"; a time without a zone is taken as UTC. Nanoseconds since 1970.
std::optional<std::int64_t> parse_time(const std::string& text);

// A session of kind "import" whose build is what `label` calls it.
Record import_record(const std::string& label, const std::string& machine_class);

// A list of this one, which is moved: an initializer list would copy every value.
std::vector<Record> only(Record record);

Series foreign_series(const std::string& benchmark, const std::string& metric, const ForeignUnit& unit,
                      const std::string& lane);

// The values in base units of `unit`. Throws BadFormat, beginning with `where`, for what is not finite, and for a time
// or size that is not above 0.
Sample foreign_sample(Series series, std::vector<double> values, const ForeignUnit& unit, const std::string& where,
                      std::int64_t iterations = 1);

Launch foreign_launch(std::int64_t round, const std::string& lane);

// Exact text of a double: the shortest that reads back as the same.
std::string exact_text(double value);

}  // namespace harness
