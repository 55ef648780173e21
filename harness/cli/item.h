// One contrast of a comparison on its way to a verdict.
#pragma once

#include "harness/gate/decide.h"
#include "harness/plan/pairs.h"

namespace cli {

struct Item {
  harness::PairedTask measured;
  gate::Judged judged = {};
  double tolerance = 0;  // relative
  bool is_control = false;
};

inline gate::Contrast contrast_of(const harness::PairedTask& task) {
  harness::PairedValues values = harness::primary_values(task);
  return {values.series, values.base, values.head};
}

}  // namespace cli
