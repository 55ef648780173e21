// Loads that come at their instants whatever becomes of them wait for the next one here. Native only.
#pragma once

#include <time.h>

#include <cstdint>

namespace workloads {

// Sleeps until this instant of now_ns()'s clock; returns at once where it has passed.
inline void wait_until(std::uint64_t ns) {
  const timespec at = {time_t(ns / 1'000'000'000), long(ns % 1'000'000'000)};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, nullptr);
}

}  // namespace workloads
