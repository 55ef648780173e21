// Launches as CSV, one value a row: what anybody can write by hand to have samples of their own stored or judged, and
// what is exported.
#include <fmt/format.h>

#include "harness/formats/convert.h"
#include "harness/formats/csv_table.h"
#include "harness/formats/format.h"
#include "harness/formats/launch_rows.h"

namespace harness {
namespace {

std::vector<Record> read(const Input& input) {
  LaunchRows reader(input.path, "line");
  read_csv(input.text, [&](const CsvRow& row) { reader.take(row); });
  return only(reader.done());
}

std::string write(const std::vector<Record>& records) {
  std::string out;
  for (const std::string& name : launch_fields()) out += (out.empty() ? "" : ",") + name;
  out += "\n";
  for (const Record& record : records) {
    for (const Launch& launch : record.launches) {
      if (!launch.failure.empty()) continue;  // a row has no word for it, and would read back as good
      for (const Sample& sample : launch.samples) {
        const Series& s = sample.series;
        const std::string head =
            fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},", csv_field(s.benchmark), csv_field(s.impl),
                        csv_field(s.lane), csv_field(s.metric), csv_field(s.unit), s.kind, s.better, s.clock, s.version,
                        s.primary, launch.side, launch.round, sample.iterations);
        for (const double one : sample.values) out += head + exact_text(one) + "\n";
      }
    }
  }
  return out;
}

bool fits(const Input& in) {
  std::string first = in.text.substr(0, in.text.find_first_of("\r\n"));
  for (char& c : first) c = c >= 'A' && c <= 'Z' ? char(c + 32) : c;
  return first.find('{') == std::string::npos && first.find("benchmark") != std::string::npos &&
         first.find("value") != std::string::npos;
}

IMPORT({"csv", "CSV of launches: benchmark, value, and optionally side, round, metric, unit ...", fits, read});
EXPORT({"csv", "CSV, one row a value, in base units", write});

}  // namespace
}  // namespace harness
