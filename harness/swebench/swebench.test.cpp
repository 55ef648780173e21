#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "harness/swebench/report.h"
#include "harness/swebench/test_log.h"

namespace harness::swebench {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(TestLog, NamesWhatPassed) {
  struct Row {
    const char* log;
    std::vector<std::string> passed;
  };
  const std::vector<Row> rows = {
      {"", {}},
      {"PASSED", {}},
      {"PASSED a.py::x\nFAILED a.py::y - assert 1 == 2\n", {"a.py::x"}},
      {"PASSED a.py::x\r\nXFAIL a.py::y - known\r\n", {"a.py::x", "a.py::y"}},
      {"SKIPPED [1] a.py:3: why\nXPASS a.py::y\nERROR a.py - ImportError\n", {}},
      {"PASSED a.py::x[a b]\n", {"a.py::x[a", "a.py::x[a b]"}},
      {"PASSED a.py::x[a - b]\n", {"a.py::x[a", "a.py::x[a - b]"}},
      // Known by the same part, of two states: only the whole name is sure.
      {"PASSED a.py::x[a b]\nFAILED a.py::x[a c] - why\n", {"a.py::x[a b]"}},
      {"FAILED a.py::x - why\nPASSED a.py::x\n", {}},
      {"the tests PASSED a.py::x\n  PASSED a.py::y\n", {}},
  };
  for (const Row& row : rows) EXPECT_THAT(passed_tests(row.log), testing::ElementsAreArray(row.passed)) << row.log;
}

Report report(const std::vector<std::pair<std::string, Resolution>>& outcomes) {
  Report r;
  r.total = 9;
  for (const auto& [id, resolution] : outcomes) r.add(id, resolution);
  return r;
}

TEST(Report, ComesBackFromItsFile) {
  const std::string path = std::filesystem::temp_directory_path() / ("report" + std::to_string(getpid()) + ".json");
  const Report written = report({{"a", Resolution::resolved},
                                 {"b", Resolution::unresolved},
                                 {"c", Resolution::empty_patch},
                                 {"d", Resolution::error}});
  std::ofstream(path) << report_text(written);
  const Report read = read_report(path);
  std::filesystem::remove(path);
  EXPECT_EQ(read.total, 9);
  EXPECT_THAT(read.submitted, ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(read.resolved, ElementsAre("a"));
  EXPECT_THAT(read.unresolved, ElementsAre("b"));
  EXPECT_THAT(read.empty_patch, ElementsAre("c"));
  EXPECT_THAT(read.error, ElementsAre("d"));
}

TEST(Report, TwoAreSetSideBySideWhereBothWereAsked) {
  const Contrast c = contrast(report({{"a", Resolution::resolved},
                                      {"b", Resolution::resolved},
                                      {"c", Resolution::error},
                                      {"d", Resolution::unresolved},
                                      {"x", Resolution::resolved}}),
                              report({{"a", Resolution::resolved},
                                      {"b", Resolution::empty_patch},
                                      {"c", Resolution::resolved},
                                      {"d", Resolution::error},
                                      {"y", Resolution::resolved}}));
  EXPECT_EQ(c.both, 1);
  EXPECT_EQ(c.neither, 1);
  EXPECT_THAT(c.only_base, ElementsAre("b"));
  EXPECT_THAT(c.only_head, ElementsAre("c"));
  EXPECT_THAT(c.missing_head, ElementsAre("x"));
  EXPECT_THAT(c.missing_base, ElementsAre("y"));
  EXPECT_THAT(contrast({}, {}).only_head, IsEmpty());
}

}  // namespace
}  // namespace harness::swebench
