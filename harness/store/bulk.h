// Many finished sessions at once: all of them in one transaction, or none. What is there already, by its uuid, is left
// as it is.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "harness/model.h"

namespace harness {

struct BulkAdded {
  std::int64_t id = 0;  // of the session in the store
  bool fresh = false;   // false: it was there
};

// Keeps each record exactly: state, times and identity are those of the record. A parent is looked up among the records
// and in the store. A store is made where there is none. Throws Error as a Store does, and Error(usage) for a series
// that the store has in another unit.
std::vector<BulkAdded> add_records(const std::string& path, std::span<const Record> records);

}  // namespace harness
