#include "harness/store/bulk.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "harness/error.h"
#include "harness/store/store.h"

namespace harness {
namespace {

namespace fs = std::filesystem;

class Bulk : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = (fs::temp_directory_path() / ("bulk-test-" + std::to_string(getpid()))).string();
    fs::create_directories(folder_);
    path_ = folder_ + "/x.db";
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string folder_, path_;
};

Record record(const std::string& uuid, const std::string& parent = "") {
  Record r;
  r.session.uuid = uuid;
  r.session.kind = "gate";
  r.session.state = "partial";
  r.parent_uuid = parent;
  r.session.machine = {"f", "class", "{}"};
  r.session.started_ns = 5;
  r.session.ended_ns = 9;
  r.session.base = Build{"k1", "main", "abc", 7, false, "{}"};
  r.session.head = Build{"k2", "tree", "def", std::nullopt, true, "{}"};
  for (const char* side : {"base", "head"}) {
    Launch l;
    l.side = side;
    l.benchmarks = {"a"};
    l.samples = {{Series{}, 3, {1, 2}}};
    l.samples[0].series.benchmark = "a";
    r.launches.push_back(l);
  }
  Verdict v;
  v.series = r.launches[0].samples[0].series;
  v.verdict = "same";
  v.pairing = "twin";
  r.verdicts = {v};
  r.findings = {{"W1", "s", "t"}};
  return r;
}

TEST_F(Bulk, KeepsRecordsExactlyAndOnlyOnce) {
  const std::vector<Record> records = {record("u1"), record("u2", "u1")};
  const auto added = add_records(path_, records);
  ASSERT_EQ(added.size(), 2u);
  EXPECT_TRUE(added[0].fresh && added[1].fresh);
  const auto store = open_sqlite(path_, Access::read);
  const auto sessions = store->sessions();
  ASSERT_EQ(sessions.size(), 2u);
  EXPECT_EQ(sessions[0].state, "partial");
  EXPECT_EQ(sessions[0].ended_ns, 9);
  EXPECT_EQ(sessions[1].parent, sessions[0].id);
  EXPECT_EQ(sessions[1].head->label, "tree");
  EXPECT_EQ(store->launches(added[1].id).at(1).samples.at(0).values, (std::vector<double>{1, 2}));
  EXPECT_EQ(store->launches(added[0].id)[0].samples[0].series.machine_class, "class");
  EXPECT_EQ(store->verdicts(added[0].id).at(0).pairing, "twin");
  EXPECT_EQ(store->findings(added[0].id).at(0).text, "t");
  const auto again = add_records(path_, records);
  EXPECT_FALSE(again[0].fresh || again[1].fresh);
  EXPECT_EQ(again[1].id, added[1].id);
  EXPECT_EQ(store->sessions().size(), 2u);
}

TEST_F(Bulk, ASeriesKeepsTheUnitAndDirectionItCameWith) {
  add_records(path_, std::vector<Record>{record("u1")});
  for (const auto& change :
       std::vector<void (*)(Series&)>{[](Series& s) { s.unit = "pages"; }, [](Series& s) { s.kind = "count"; },
                                      [](Series& s) { s.better = "more"; }}) {
    Record other = record("u2");
    for (Launch& launch : other.launches) change(launch.samples[0].series);
    EXPECT_THROW(add_records(path_, std::vector<Record>{other}), Error);
  }
  EXPECT_EQ(open_sqlite(path_, Access::read)->sessions().size(), 1u);
  Record another = record("u3");
  for (Launch& launch : another.launches) launch.samples[0].series.version = 2, launch.samples[0].series.unit = "pages";
  EXPECT_TRUE(add_records(path_, std::vector<Record>{another})[0].fresh) << "another version is another series";
}

TEST_F(Bulk, WhichMetricIsThePrimaryOneTheLastThatCameSays) {
  add_records(path_, std::vector<Record>{record("u1")});
  Record other = record("u2");
  for (Launch& launch : other.launches) launch.samples[0].series.primary = !launch.samples[0].series.primary;
  add_records(path_, std::vector<Record>{other});
  const auto store = open_sqlite(path_, Access::read);
  for (const std::int64_t session : {1, 2})
    EXPECT_EQ(store->launches(session)[0].samples[0].series.primary, other.launches[0].samples[0].series.primary);
}

TEST_F(Bulk, AllOrNothing) {
  std::vector<Record> records = {record("u1"), record("u2")};
  records[1].launches[1].side = "left";  // no such side
  EXPECT_THROW(add_records(path_, records), Error);
  EXPECT_TRUE(open_sqlite(path_, Access::read)->sessions().empty());
}

}  // namespace
}  // namespace harness
