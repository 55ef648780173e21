#include "harness/suite/gbench_json.h"

#include <gtest/gtest.h>

#include "harness/suite/samples.h"

namespace harness {
namespace {

std::string entry(const std::string& rest) {
  return R"({"benchmarks":[{"name":"a/1","run_type":"iteration","iterations":10,"time_unit":"us",)" + rest + "}]}";
}

TEST(GbenchJson, ReadsTimesInSeconds) {
  const auto out = parse_gbench_json(entry(R"("real_time":2.5,"cpu_time":2.0,"hits":7)"));
  ASSERT_EQ(out.entries.size(), 1u);
  EXPECT_EQ(out.entries[0].name, "a/1");
  EXPECT_DOUBLE_EQ(out.entries[0].real_time_s, 2.5e-6);
  EXPECT_EQ(out.entries[0].counters.at("hits"), 7);
}

TEST(GbenchJson, BareNanAndInfinityAreAbsentButStringsAreLeftAlone) {
  const auto out =
      parse_gbench_json(entry(R"("real_time":1,"cpu_time":1,"a":NaN,"b":-Infinity,"c":inf,"label":"NaN \" Infinity")"));
  EXPECT_TRUE(out.entries[0].counters.empty());
}

TEST(GbenchJson, AStringThatHoldsJsonIsLeftAlone) {
  // A benchmark called odd/nan was listed as odd/null: the escaped quote seemed to end the string.
  const auto out =
      parse_gbench_json(R"({"context":{"swarmperf":"{\"name\":\"odd/nan\", \"x\": inf}"},"benchmarks":[]})");
  EXPECT_EQ(out.declaration, R"({"name":"odd/nan", "x": inf})");
}

TEST(GbenchJson, AggregatesAreLeftOutAndErrorsKept) {
  const auto out = parse_gbench_json(R"({"benchmarks":[
    {"name":"a","run_type":"aggregate","iterations":1,"real_time":1,"cpu_time":1,"time_unit":"ns"},
    {"name":"b","run_type":"iteration","error_occurred":true,"error_message":"bad"}]})");
  ASSERT_EQ(out.entries.size(), 1u);
  EXPECT_EQ(out.entries[0].error, "bad");
}

TEST(GbenchJson, WhatFailedHasAnErrorThoughItSaidNothing) {
  const std::string times = R"("real_time":1,"cpu_time":1,)";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"("error_occurred":true,"error_message":"bad")", "bad"},
      {R"("error_occurred":true,"error_message":"")", "no message"},
      {R"("error_occurred":true)", "no message"},
      {R"("skipped":true,"skip_message":"no GPU")", "no GPU"},
      {R"("skipped":true,"skip_message":"")", "no message"},
      {R"("skipped":true)", "no message"},
      {R"("error_occurred":false,"skipped":false,"error_message":"","skip_message":"")", ""},
  };
  for (const auto& [text, error] : cases) {
    EXPECT_EQ(parse_gbench_json(entry(times + text)).entries[0].error, error) << text;
  }
}

TEST(GbenchJson, RefusesByName) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "wrote nothing"},
      {"hello", "not JSON"},
      {R"({"benchmarks":[{"name":"a)", "cut short"},
      {"[]", "not Google Benchmark"},
      {R"({"context":{}})", "not Google Benchmark"},
      {entry(R"("real_time":1,"cpu_time":1,"time_unit":"weeks")"), "time_unit"},
  };
  for (const auto& [text, part] : cases) {
    try {
      parse_gbench_json(text);
      ADD_FAILURE() << "no refusal of: " << text;
    } catch (const std::runtime_error& error) {
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
  }
}

Benchmark benchmark() {
  Benchmark b;
  b.name = b.suite_name = "a";
  b.metrics = {{"in_use", "KiB", "less", "bytes", true, false}};
  return b;
}
Entry good() {
  Entry e;
  e.name = "a";
  e.iterations = 5;
  e.real_time_s = 2;
  e.cpu_time_s = 1;
  e.counters = {{"in_use", 3}, {"other", 4}};
  return e;
}

TEST(Samples, DeclaredClockIsPrimaryAndCountersAreScaledOrLeftUnjudged) {
  const auto samples = samples_of(benchmark(), "lane", {good(), good()});
  ASSERT_EQ(samples.size(), 4u);
  EXPECT_TRUE(samples[0].series.primary);
  EXPECT_EQ(samples[0].values, (std::vector<double>{1, 1}));
  EXPECT_EQ(samples[1].series.clock, "wall");
  EXPECT_FALSE(samples[1].series.judged);
  EXPECT_EQ(samples[2].values[0], 3 * 1024.0);
  EXPECT_EQ(samples[2].series.unit, "B");
  EXPECT_FALSE(samples[3].series.judged) << "nobody declared it";
}

TEST(Samples, AnythingThatIsNoMeasurementIsRefused) {
  std::vector<Entry> bad(5, good());
  bad[0].cpu_time_s = 0;
  bad[1].cpu_time_s = -1;
  bad[2].cpu_time_s = std::numeric_limits<double>::quiet_NaN();
  bad[3].error = "wrong result";
  bad[4].counters["time"] = 1;
  for (const Entry& e : bad) EXPECT_THROW(samples_of(benchmark(), "lane", {good(), e}), std::runtime_error);
  EXPECT_THROW(samples_of(benchmark(), "lane", {}), std::runtime_error) << "an empty success";
  Benchmark unbounded = benchmark();
  unbounded.metrics[0].unit = "GiB";
  Entry large = good();
  large.counters["in_use"] = 1e305;
  EXPECT_THROW(samples_of(unbounded, "lane", {large}), std::runtime_error) << "bytes without end";
  Benchmark timed = benchmark();
  timed.metrics[0] = {"in_use", "ms", "less", "time", false, false};
  Entry still = good();
  still.counters["in_use"] = 0;
  EXPECT_THROW(samples_of(timed, "lane", {still}), std::runtime_error) << "a declared time of nothing";
  EXPECT_EQ(samples_of(benchmark(), "lane", {still})[2].values[0], 0) << "no bytes are a size";
  Entry without = good();
  without.counters.erase("in_use");
  EXPECT_THROW(samples_of(benchmark(), "lane", {without}), std::runtime_error) << "a declared metric is missing";
  EXPECT_EQ(samples_of(benchmark(), "lane", {without, good()}).size(), 4u) << "it belongs to the last batch only";
}

}  // namespace
}  // namespace harness
