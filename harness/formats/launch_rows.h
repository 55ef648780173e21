// Launches written as rows of named fields, the one form in which anybody can hand us samples of their own: csv and
// launches (JSON) differ in how a row is spelled, and in nothing else. docs/formats.md lists the fields.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/formats/csv_table.h"
#include "harness/model.h"

namespace harness {

// The names of all fields, in the order in which they are written.
const std::vector<std::string>& launch_fields();

class LaunchRows {
 public:
  // `place` is what a row is called where one is refused: "line", "record".
  LaunchRows(const std::string& path, const char* place);
  ~LaunchRows();

  // The first row names the fields, each further one holds them. Throws BadFormat.
  void take(const CsvRow& row);
  Record done();

 private:
  class Rows;
  std::unique_ptr<Rows> rows_;
};

}  // namespace harness
