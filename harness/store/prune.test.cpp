// What is left of a session whose launches did not all count.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <limits>

#include "harness/store/bulk.h"
#include "harness/store/maintenance.h"
#include "harness/store/store.h"

namespace harness {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

constexpr std::int64_t any_age = std::numeric_limits<std::int64_t>::max();

class Prune : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = (fs::temp_directory_path() / ("prune-test-" + std::to_string(getpid()))).string();
    fs::create_directories(folder_);
    path_ = folder_ + "/x.db";
  }
  void TearDown() override { fs::remove_all(folder_); }

  // A run of one launch for each failure; the launches that count took 1 s, the others 50.
  void store(const std::string& uuid, const std::vector<std::string>& failures) {
    Record r;
    r.session.uuid = uuid;
    r.session.kind = "run";
    r.session.state = "done";
    r.session.machine = {"f", "class", "{}"};
    r.session.head = Build{"k", "main", "abc", 7, false, "{}"};
    for (const std::string& failure : failures) {
      Launch l;
      l.round = std::int64_t(r.launches.size());
      l.failure = failure;
      l.benchmarks = {"x"};
      l.samples = {{Series{}, 1, {failure.empty() ? 1.0 : 50.0}}};
      l.samples[0].series.benchmark = "x";
      r.launches.push_back(l);
    }
    add_records(path_, std::vector<Record>{r});
  }
  std::string folder_, path_;
};

TEST_F(Prune, LaunchesThatDoNotCountLeaveTheirRecordAndNoValue) {
  store("u1", {"", "repeated: disturbed", "apart: taken to see what layouts do", "exit code 3", ""});
  const Pruned pruned = prune(path_, any_age, 0, false);
  EXPECT_EQ(pruned.launches, 2);
  const auto store = open_sqlite(path_, Access::read);
  std::vector<std::string> failures;
  std::vector<double> values;
  for (const Launch& launch : store->launches(1)) {
    if (!launch.failure.empty()) failures.push_back(launch.failure);
    for (const Sample& sample : launch.samples) values.insert(values.end(), sample.values.begin(), sample.values.end());
  }
  EXPECT_THAT(failures, ElementsAre("repeated: disturbed", "apart: taken to see what layouts do", "exit code 3"));
  EXPECT_THAT(values, ElementsAre(1, 1));
}

TEST_F(Prune, WhatIsThinnedIsThinnedOnce) {
  store("u1", {"", "exit code 3"});
  store("u2", {"exit code 3"});
  EXPECT_EQ(prune(path_, any_age, 0, true).sessions, 2);
  const Pruned pruned = prune(path_, any_age, 0, false);
  EXPECT_EQ(pruned.sessions, 2);
  EXPECT_EQ(pruned.launches, 1) << "nothing of the second can become a median";
  EXPECT_EQ(prune(path_, any_age, 0, false).sessions, 0);
  const auto store = open_sqlite(path_, Access::read);
  EXPECT_EQ(store->launches(1).size(), 2u);
  ASSERT_EQ(store->launches(2).size(), 1u);
  EXPECT_TRUE(store->launches(2)[0].samples.empty()) << "but its values go, too";
}

}  // namespace
}  // namespace harness
