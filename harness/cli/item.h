// One contrast of a comparison on its way to a verdict.
#pragma once

#include "harness/gate/decide.h"
#include "harness/plan/pairs.h"

namespace cli {

struct Item {
  harness::PairedTask measured;
  gate::Judged judged = {};
  gate::Tolerance tolerance = 0.0;
  double precision = 0;  // --precision on the scale of the differences; 0: none was asked for
  bool is_control = false;
};

inline gate::Contrast contrast_of(const harness::PairedTask& task) {
  harness::PairedValues values = harness::primary_values(task);
  return {values.series, values.base, values.head};
}

}  // namespace cli
