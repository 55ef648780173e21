// What docs/data-model.md promises, held against every backend: to add one, add a line to `backends`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>

#include "harness/error.h"
#include "harness/store/liveness.h"
#include "harness/store/store.h"

namespace harness {
namespace {

namespace fs = std::filesystem;

struct Backend {
  const char* name;
  std::function<std::unique_ptr<Store>(const std::string& folder, Access)> open;
};
const Backend backends[] = {
    {"sqlite", [](const std::string& folder, Access a) { return open_sqlite(folder + "/x.db", a); }}};

class Conformance : public testing::TestWithParam<Backend> {
 protected:
  void SetUp() override {
    folder_ = (fs::temp_directory_path() / ("store-test-" + std::to_string(getpid()))).string();
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::unique_ptr<Store> open(Access access = Access::write) { return GetParam().open(folder_, access); }
  std::string folder_;
};

Session session(const std::string& uuid) {
  Session s;
  s.uuid = uuid;
  s.kind = "gate";
  s.machine = {"f1", "a machine", "{\"cores\":2}"};
  s.started_ns = 123456789;
  s.process = getpid();
  s.process_started = process_start(getpid());
  s.seed = 42;
  s.base = Build{"k1", "main", "abc", 1700000000, false, "{}"};
  s.head = Build{"k2", "work tree", "def", std::nullopt, true, "{}"};
  s.tool = "test";
  return s;
}

Launch launch(const std::string& side, double value) {
  Launch l;
  l.round = 3;
  l.side = side;
  l.slot = side == "base" ? 0 : 1;
  l.lane = "native/avx2";
  l.pairing = "twin";
  l.seed = 7;
  l.started_ns = 1;
  l.elapsed_ns = 2;
  l.core = 1;
  l.overlap = 0.97;
  l.user_ns = 5;
  l.peak_rss_bytes = 4096;
  l.benchmarks = {"core/x/n=1"};
  Sample time;
  time.series.benchmark = "core/x/n=1";
  time.series.lane = "native/avx2";
  time.iterations = 1000;
  time.values = {value, value * 1.25, 0x1.fffffffffffffp-40};
  l.samples = {time};
  return l;
}

TEST_P(Conformance, GivesBackWhatItWasGiven) {
  auto store = open();
  const auto id = store->begin(session("u1"));
  const std::vector<Launch> pair = {launch("base", 1e-9), launch("head", 2e-9)};
  store->add(id, pair);
  Verdict v;
  v.series = pair[1].samples[0].series;
  v.verdict = "slower";
  v.severity = "warning";
  v.change = 0.0953;
  v.confirmed = true;
  v.pairs = 8;
  v.pairing = "twin";
  v.spread = 0.021;
  store->add(id, v);
  store->add(id, Finding{"W110", "x", "quotes ' \" and \n lines"});
  store->end(id, "done");

  store = open(Access::read);
  const auto sessions = store->sessions();
  ASSERT_EQ(sessions.size(), 1u);
  EXPECT_EQ(sessions[0].uuid, "u1");
  EXPECT_EQ(sessions[0].state, "done");
  EXPECT_EQ(sessions[0].base->commit_time_s, 1700000000);
  EXPECT_TRUE(sessions[0].head->dirty);
  EXPECT_FALSE(sessions[0].head->commit_time_s);
  const auto launches = store->launches(sessions[0].id);
  ASSERT_EQ(launches.size(), 2u);
  EXPECT_EQ(launches[1].side, "head");
  EXPECT_EQ(launches[1].core, 1);
  EXPECT_FALSE(launches[1].steal);
  EXPECT_EQ(launches[1].benchmarks, pair[1].benchmarks);
  ASSERT_EQ(launches[1].samples.size(), 1u);
  EXPECT_EQ(launches[1].samples[0].values, pair[1].samples[0].values) << "to the last bit";
  EXPECT_EQ(launches[1].samples[0].series.machine_class, "a machine") << "taken from the session";
  const auto verdicts = store->verdicts(sessions[0].id);
  ASSERT_EQ(verdicts.size(), 1u);
  EXPECT_EQ(verdicts[0].change, 0.0953);
  EXPECT_EQ(verdicts[0].confirmed, true);
  EXPECT_FALSE(verdicts[0].p);
  EXPECT_EQ(verdicts[0].pairing, "twin");
  EXPECT_EQ(verdicts[0].spread, 0.021);
  EXPECT_FALSE(verdicts[0].layout_spread);
  EXPECT_EQ(store->findings(sessions[0].id)[0].text, "quotes ' \" and \n lines");
}

TEST_P(Conformance, AVerdictOfTheSameSeriesReplacesTheOldOne) {
  auto store = open();
  const auto id = store->begin(session("u1"));
  Verdict v;
  v.series.benchmark = "b";
  v.verdict = "unsure";
  store->add(id, v);
  v.verdict = "same";
  store->add(id, v);
  ASSERT_EQ(store->verdicts(id).size(), 1u);
  EXPECT_EQ(store->verdicts(id)[0].verdict, "same");
}

TEST_P(Conformance, SeriesThatDifferInAnythingAreKeptApart) {
  auto store = open();
  const auto id = store->begin(session("u1"));
  Launch l = launch("head", 1);
  for (const auto& change : std::vector<std::function<void(Series&)>>{
           [](Series& s) { s.version = 2; }, [](Series& s) { s.metric = "bytes"; }, [](Series& s) { s.impl = "naive"; },
           [](Series& s) { s.lane = "native/scalar"; }, [](Series& s) { s.clock = "wall"; },
           [](Series& s) { s.mode = "insn"; }}) {
    l.samples.push_back(l.samples[0]);
    change(l.samples.back().series);
  }
  store->add(id, std::span(&l, 1));
  EXPECT_EQ(store->launches(id)[0].samples.size(), 7u);
}

TEST_P(Conformance, WhatAFailedLaunchMeasuredIsNoPoint) {
  auto store = open();
  for (const char* second : {"", "exit code 3"}) {
    const auto id = store->begin(session(std::string("after ") + second));
    std::vector<Launch> launches = {launch("solo", 1), launch("solo", 50)};
    launches[1].failure = second;
    store->add(id, launches);
    store->end(id, "done");
  }
  const auto points = store->history().points(store->history().series().at(0).id);
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points[0].launches.size(), 2u);
  EXPECT_EQ(points[1].launches.size(), 1u);
  EXPECT_EQ(store->history().newest(store->history().series().at(0).id)->launches, points[1].launches);
}

TEST_P(Conformance, TheNewestFailureOfEachBenchmarkIsKnown) {
  auto store = open();
  for (const char* why : {"first", "second"}) {
    const auto id = store->begin(session(why));
    std::vector<Launch> launches = {launch("solo", 1), launch("solo", 1), launch("head", 1), launch("solo", 1)};
    for (Launch& l : launches) l.failure = why;
    launches[0].samples.clear();
    launches[0].benchmarks = {"a", "b"};
    launches[1].impl = "naive";
    launches[3].mode = "insn";  // what the counter cannot run may run well without it
    store->add(id, launches);
    store->end(id, "done");
  }
  const auto running = store->begin(session("now"));
  const Launch last = launch("solo", 1);
  store->add(running, std::span(&last, 1));
  std::map<std::string, std::string> found;
  for (const FailedLaunch& f : store->history().failures("a machine"))
    found[f.benchmark + " " + f.impl + " " + f.lane] = f.why + " of " + f.commit + " in " + std::to_string(f.session);
  EXPECT_EQ(found, (std::map<std::string, std::string>{{"a own native/avx2", "second of def in 2"},
                                                       {"b own native/avx2", "second of def in 2"},
                                                       {"core/x/n=1 naive native/avx2", "second of def in 2"}}));
  EXPECT_TRUE(store->history().failures("another").empty());
}

TEST_P(Conformance, WhatGateOrTrendJudgedIsKnown) {
  auto store = open();
  Verdict v;
  for (const char* verdict : {"unsure", "failed", "new", "missing", "incomparable", "same", "slower", "faster"}) {
    const auto id = store->begin(session(verdict));
    v.series.benchmark = v.verdict = verdict;
    store->add(id, v);
  }
  Session comparison = session("ab");
  comparison.kind = "ab";
  v.series.benchmark = "ab";
  v.verdict = "same";
  store->add(store->begin(comparison), v);
  const auto names = [&](const std::string& machine_class) {
    std::vector<std::string> out;
    for (const Judged& j : store->history().judged(machine_class))
      out.push_back(std::to_string(j.series) + " by " + j.by + " in " + std::to_string(j.session));
    return out;
  };
  EXPECT_EQ(names("a machine"), (std::vector<std::string>{"6 by gate in 6", "7 by gate in 7", "8 by gate in 8"}));
  store->history().trend_looked(7, 9, 1);
  store->history().trend_looked(7, 1, 2);
  EXPECT_EQ(names("a machine"),
            (std::vector<std::string>{"7 by trend in 1", "6 by gate in 6", "7 by gate in 7", "8 by gate in 8"}));
  EXPECT_TRUE(names("another").empty());
}

TEST_P(Conformance, ASessionWhoseProcessIsGoneBecomesPartialAtTheNextStart) {
  auto store = open();
  Session dead = session("dead");
  dead.process_started -= 1;  // the id was taken again by another process
  store->begin(dead);
  store->begin(session("alive"));
  const auto second = store->begin(session("next"));
  EXPECT_GT(second, 0);
  const auto sessions = store->sessions();
  EXPECT_EQ(sessions[0].state, "partial");
  EXPECT_EQ(sessions[1].state, "running");
}

TEST_P(Conformance, WhatWasAddedSurvivesAnotherReaderAndAReopening) {
  auto store = open();
  const auto id = store->begin(session("u1"));
  const Launch l = launch("base", 1);
  store->add(id, std::span(&l, 1));
  EXPECT_EQ(open(Access::read)->launches(id).size(), 1u) << "while it is being written";
}

TEST_P(Conformance, APartialSessionGoesOnWhereItStopped) {
  std::int64_t id = 0;
  const Launch first = launch("base", 1), second = launch("head", 2);
  {
    auto store = open();
    id = store->begin(session("u1"));
    store->add(id, std::span(&first, 1));
    store->end(id, "partial");
  }
  auto store = open();
  const Session again = store->reopen(id, "f1");
  EXPECT_EQ(again.state, "running");
  EXPECT_EQ(again.seed, 42);
  EXPECT_FALSE(again.ended_ns);
  EXPECT_EQ(store->sessions()[0].process, getpid());
  store->add(id, std::span(&second, 1));
  store->begin(session("u2"));
  EXPECT_EQ(store->sessions()[0].state, "running") << "it lives in this process";
  store->end(id, "done");
  EXPECT_EQ(store->launches(id).size(), 2u);
  EXPECT_EQ(store->launches(id)[1].samples[0].series.machine_class, "a machine");
}

TEST_P(Conformance, WhatCannotGoOnIsRefused) {
  auto store = open();
  const auto done = store->begin(session("done")), partial = store->begin(session("partial"));
  const auto running = store->begin(session("running"));
  store->end(done, "done");
  store->end(partial, "partial");
  const auto refusal = [&](std::int64_t id, const std::string& machine) {
    try {
      store->reopen(id, machine);
    } catch (const Error& error) {
      return std::to_string(int(error.exit)) + " " + error.what();
    }
    return std::string("none");
  };
  EXPECT_THAT(refusal(done, "f1"), testing::AllOf(testing::StartsWith("2 "), testing::HasSubstr("it is done")));
  EXPECT_THAT(refusal(running, "f1"), testing::HasSubstr("still running"));
  EXPECT_THAT(refusal(99, "f1"), testing::HasSubstr("#99: no such session"));
  EXPECT_THAT(refusal(partial, "f2"), testing::AllOf(testing::StartsWith("4 "), testing::HasSubstr("another machine")));
}

INSTANTIATE_TEST_SUITE_P(Stores, Conformance, testing::ValuesIn(backends), [](const auto& p) { return p.param.name; });

// SQLite's own refusals: each names the file and ends with exit code 7.
class Refusal : public testing::Test {
 protected:
  std::string path_ = (fs::temp_directory_path() / ("store-refusal-" + std::to_string(getpid()) + ".db")).string();
  void TearDown() override { fs::remove(path_); }
  void expect(Access access, const std::string& part) {
    try {
      open_sqlite(path_, access);
      FAIL() << "no refusal";
    } catch (const Error& error) {
      EXPECT_EQ(error.exit, Exit::store);
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
      EXPECT_NE(std::string(error.what()).find(path_), std::string::npos) << error.what();
    }
  }
};

TEST_F(Refusal, AbsentFileForReading) { expect(Access::read, "not found"); }
TEST_F(Refusal, AFileThatIsNoDatabase) {
  std::ofstream(path_) << std::string(5000, 'x');
  expect(Access::write, "not a swarmperf database");
}
TEST_F(Refusal, SomebodyElsesDatabase) {
  open_sqlite(path_, Access::write);
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(68) << "abcd";  // application_id, by SQLite's file format
  file.close();
  expect(Access::write, "another program");
}
TEST_F(Refusal, ANewerSchema) {
  open_sqlite(path_, Access::write);
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(60) << std::string("\0\0\0\x63", 4);  // user_version
  file.close();
  expect(Access::write, "schema is version 99");
}
TEST_F(Refusal, AFolderThatIsNotThere) {
  path_ = "/nonexistent/x.db";
  expect(Access::write, "folder exists");
}

}  // namespace
}  // namespace harness
