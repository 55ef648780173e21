// From the entries of one benchmark in one launch to samples in base units.
#pragma once

#include <string>
#include <vector>

#include "harness/model.h"
#include "harness/suite/gbench_json.h"
#include "harness/suite/suite.h"

namespace harness {

// Takes out of the entries when their batches were measured (counters batch_start_s and batch_end_s, on
// CLOCK_MONOTONIC); nothing where one of them does not say it, or says what cannot be.
std::vector<Launch::Batch> take_batches(std::vector<Entry>& entries);

// Returns the samples of `benchmark`, from its entries in order: its time on either clock, declared metrics, and other
// counters. Throws std::runtime_error in a few words when there is no entry, an error, a time or metric that is no
// number, or a counter that is called as the time is.
std::vector<Sample> samples_of(const Benchmark& benchmark, const std::string& lane, const std::vector<Entry>& entries);

}  // namespace harness
