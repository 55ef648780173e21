#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>

#include "harness/formats/convert.h"
#include "harness/formats/format.h"

namespace harness {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class Formats : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = (fs::temp_directory_path() / ("formats-test-" + std::to_string(getpid()))).string();
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::vector<Record> read(const std::string& text, const std::string& format = "") {
    const std::string path = folder_ + "/file";
    std::ofstream(path, std::ios::binary) << text;
    return read_records(path, format);
  }
  std::string refusal(const std::string& text, const std::string& format = "") {
    try {
      read(text, format);
    } catch (const BadFormat& error) {
      return error.what();
    }
    return "no refusal";
  }
  std::string folder_;
};

const Sample& first(const Launch& launch) { return launch.samples.at(0); }

constexpr const char* gbench =
    R"({"context":{"date":"2026-11-22T10:00:00+01:00","host_name":"box","num_cpus":8,"mhz_per_cpu":3000},
 "benchmarks":[
  {"name":"BM_x/8","run_type":"iteration","iterations":100,"real_time":5,"cpu_time":4,"time_unit":"us","hits":NaN},
  {"name":"BM_x/8","run_type":"iteration","iterations":100,"real_time":6,"cpu_time":5,"time_unit":"us"},
  {"name":"BM_y/real_time","run_type":"iteration","iterations":100,"real_time":7,"cpu_time":1,"time_unit":"ns"},
  {"name":"BM_z","run_type":"iteration","error_occurred":true,"error_message":"bad"},
  {"name":"BM_a_median","run_name":"BM_a","run_type":"aggregate","aggregate_name":"median","iterations":3,"real_time":9,"cpu_time":8,"time_unit":"ns"}
 ]})";

TEST_F(Formats, GoogleBenchmarkIsOneLaunchWhoseRepetitionsAreValues) {
  const auto records = read(gbench);
  ASSERT_EQ(records.size(), 1u);
  const Record& r = records[0];
  EXPECT_EQ(r.session.started_ns, 1795338000'000000000);
  EXPECT_THAT(r.session.machine.machine_class, HasSubstr("8 cpus"));
  ASSERT_EQ(r.launches.size(), 1u);
  const Launch& launch = r.launches[0];
  EXPECT_THAT(launch.benchmarks, ElementsAre("BM_x/8", "BM_y/real_time", "BM_a"));
  EXPECT_EQ(first(launch).series.clock, "cpu");
  EXPECT_THAT(first(launch).values, ElementsAre(testing::DoubleEq(4e-6), testing::DoubleEq(5e-6)));
  const auto wall = std::find_if(launch.samples.begin(), launch.samples.end(), [](const Sample& s) {
    return s.series.benchmark == "BM_y/real_time" && s.series.primary;
  });
  EXPECT_EQ(wall->series.clock, "wall");
  EXPECT_THAT(r.findings, testing::SizeIs(2)) << "what was skipped, and what was only an aggregate";
}

TEST_F(Formats, HyperfineRunsAreLaunchesAndFailuresStay) {
  const auto r = read(R"({"results":[{"command":"sleep 0.1","times":[0.1,0.2,0.3],"exit_codes":[0,0,1],
                          "memory_usage_byte":[1000,2000,3000]}]})")[0];
  ASSERT_EQ(r.launches.size(), 3u);
  EXPECT_EQ(first(r.launches[1]).values[0], 0.2);
  EXPECT_EQ(r.launches[1].peak_rss_bytes, 2000);
  EXPECT_TRUE(r.launches[2].samples.empty());
  EXPECT_EQ(r.launches[2].failure, "exit code 1");
}

TEST_F(Formats, PyperfRunsAreLaunchesAndCalibrationIsNone) {
  const auto r = read(R"({"version":"1.0","metadata":{"name":"loads","unit":"second"},"benchmarks":[{"runs":[
    {"warmups":[[1,1e-5]]},{"metadata":{"date":"2024-01-01 10:00:01.5"},"values":[1e-5,2e-5]}]}]})")[0];
  ASSERT_EQ(r.launches.size(), 1u);
  EXPECT_THAT(first(r.launches[0]).values, ElementsAre(1e-5, 2e-5));
  EXPECT_EQ(r.session.started_ns, 1704103201'500000000);
}

TEST_F(Formats, JmhForksAreLaunchesParametersNamesAndHistogramsMedians) {
  const auto r = read(R"([{"benchmark":"org.Y.z","mode":"avgt","params":{"n":"10"},"primaryMetric":{"score":5,
    "scoreError":"NaN","scoreUnit":"ns/op","rawData":[[5.0,6.0],[7.0,8.0]]}},
    {"benchmark":"org.Y.s","mode":"sample","primaryMetric":{"scoreUnit":"us/op","rawDataHistogram":[[[[1.0,2],[3.0,5],[9.0,1]]]]}},
    {"benchmark":"org.Y.t","mode":"thrpt","primaryMetric":{"scoreUnit":"ops/ms","rawData":[[2.0]]}}])")[0];
  ASSERT_EQ(r.launches.size(), 4u);
  EXPECT_EQ(first(r.launches[0]).series.benchmark, "org.Y.z/n=10");
  EXPECT_THAT(first(r.launches[1]).values, ElementsAre(7e-9, 8e-9));
  EXPECT_EQ(first(r.launches[2]).values[0], 3e-6);
  EXPECT_EQ(first(r.launches[3]).values[0], 2000.0);
  EXPECT_EQ(first(r.launches[3]).series.better, "more");
}

TEST_F(Formats, CriterionIsReadFromItsFolderAndFromLines) {
  fs::create_directories(folder_ + "/criterion/fib/new");
  std::ofstream(folder_ + "/criterion/fib/new/sample.json") << R"({"iters":[10,20],"times":[1000,2400]})";
  std::ofstream(folder_ + "/criterion/fib/new/benchmark.json") << R"({"full_id":"fib 20"})";
  const auto from_folder = read_records(folder_ + "/criterion", "")[0];
  const auto from_lines = read(
      R"({"reason":"benchmark-complete","id":"fib 20","iteration_count":[10,20],"measured_values":[1000,2400],"unit":"ns"})"
      "\n\n"
      R"({"reason":"group-complete"})")[0];
  for (const Record& r : {from_folder, from_lines}) {
    EXPECT_EQ(first(r.launches.at(0)).series.benchmark, "fib 20");
    EXPECT_THAT(first(r.launches.at(0)).values, ElementsAre(1e-7, 1.2e-7));
  }
}

TEST_F(Formats, ANameThatCriterionMeasuredAgainIsAFurtherLaunch) {
  const std::string a =
      R"({"reason":"benchmark-complete","id":"a","iteration_count":[1],"measured_values":[1],"unit":"ns"})";
  const std::string b =
      R"({"reason":"benchmark-complete","id":"b","iteration_count":[1],"measured_values":[2],"unit":"ns"})";
  const auto launches = read(a + "\n" + b + "\n" + a + "\n")[0].launches;
  ASSERT_EQ(launches.size(), 2u);
  EXPECT_THAT(launches[0].benchmarks, ElementsAre("a", "b"));
  EXPECT_THAT(launches[1].benchmarks, ElementsAre("a"));
  EXPECT_EQ(launches[1].round, 1);
}

TEST_F(Formats, ANameThatDataJsHasTwiceGivesOneSampleOfEachMetric) {
  const auto entry = [](const char* benches) {
    return std::string(R"(window.BENCHMARK_DATA = {"entries":{"R":[{"commit":{"id":"a"},"date":1,"benches":[)") +
           benches + "]}]}}";
  };
  const auto r = read(entry(R"({"name":"f","value":1,"unit":"ns"},{"name":"f","value":0,"unit":"ns"},
                               {"name":"f","value":3,"unit":"B"},{"name":"f","value":2,"unit":"ns"})"))[0];
  ASSERT_EQ(r.launches.at(0).samples.size(), 2u);
  EXPECT_THAT(first(r.launches[0]).values, ElementsAre(1e-9, 2e-9));
  EXPECT_THAT(r.launches[0].samples[1].values, ElementsAre(3));
  EXPECT_EQ(r.findings.size(), 1u);
  const auto two = read(entry(R"({"name":"f","value":1,"unit":"B"},{"name":"f","value":2,"unit":"pages"})"))[0];
  EXPECT_THAT(two.launches.at(0).samples, testing::SizeIs(2));
}

// Whatever of the history the file still holds.
TEST_F(Formats, DataJsThatGoesOnInAnotherUnitIsAnotherSeriesFromThere) {
  const auto entry = [](const char* tool, const char* unit) {
    return fmt::format(
        R"({{"commit":{{"id":"a"}},"date":1,"tool":"{}","benches":[{{"name":"f","value":7,"unit":"{}"}}]}})", tool,
        unit);
  };
  std::vector<std::string> series;
  for (const auto& [tool, unit] : {std::pair{"customSmallerIsBetter", "points"},
                                   {"customSmallerIsBetter", "pts"},
                                   {"customBiggerIsBetter", "pts"},
                                   {"cargo", "ns"},
                                   {"customSmallerIsBetter", ""}}) {
    const Series s =
        first(read(fmt::format(R"({{"entries":{{"R":[{}]}}}})", entry(tool, unit)))[0].launches.at(0)).series;
    series.push_back(fmt::format("{} v{} {}", s.metric, s.version, s.better));
  }
  EXPECT_THAT(series, ElementsAre("points v1 less", "pts v1 less", "pts v2 more", "time v1 less", "value v1 less"));
}

TEST_F(Formats, DataJsGivesASessionPerCommit) {
  const auto records = read(R"(window.BENCHMARK_DATA = {"lastUpdate":1,"entries":{"Rust":[
    {"commit":{"id":"abc","message":"m","timestamp":"2019-11-08T16:33:03+09:00","url":"u"},"date":1573198480535,"tool":"cargo",
     "benches":[{"name":"fib","value":255,"range":"+/- 3","unit":"ns/iter"}]},
    {"commit":{"id":"def","timestamp":"2019-11-09T16:33:03+09:00"},"date":1573298480535,"tool":"customBiggerIsBetter",
     "benches":[{"name":"fib","value":7,"unit":"points"},{"name":"zero","value":0,"unit":"ns"}]}]}};
)");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].session.head->commit, "abc");
  EXPECT_EQ(records[0].session.head->commit_time_s, 1573198383);
  EXPECT_EQ(records[0].session.started_ns, 1573198480535'000000);
  EXPECT_EQ(first(records[0].launches[0]).values[0], 255e-9);
  EXPECT_EQ(first(records[1].launches[0]).series.better, "more");
  EXPECT_EQ(records[1].findings.size(), 1u) << "a time of 0 is left out, and said";
}

TEST_F(Formats, BmfIsReadAndWritten) {
  const auto records =
      read(R"({"b":{"latency":{"value":88.5},"throughput":{"value":5}},"bin":{"file-size":{"value":42}}})");
  const auto& samples = records[0].launches[0].samples;
  ASSERT_EQ(samples.size(), 3u);
  EXPECT_EQ(samples[0].values[0], 88.5e-9);
  EXPECT_TRUE(samples[0].series.primary && !samples[1].series.primary && samples[2].series.primary);
  const auto written = nlohmann::json::parse(export_format("bmf").write(records));
  EXPECT_EQ(written["b"]["latency"]["value"], 88.5);
  EXPECT_EQ(written["bin"]["file-size"]["value"], 42);
}

// Eight launches of head; what happened to the last four is said, and their values are wrong.
TEST_F(Formats, LaunchesThatFailedOrWereSetAsideAreNotWrittenAsGood) {
  for (const char* failure : {"repeated: disturbed", "apart: taken to see what layouts do", "exit code 3"}) {
    Record r = import_record("x", "class");
    for (int i = 0; i < 8; ++i) {
      Launch launch = foreign_launch(i, "native");
      launch.side = "head";
      launch.benchmarks = {"x"};
      const bool wrong = i >= 4;
      if (wrong) launch.failure = failure;
      launch.samples = {{foreign_series("x", "time", foreign_unit("s"), "native"), 1, {wrong ? 50.0 : 1.0}}};
      r.launches.push_back(launch);
    }
    EXPECT_EQ(nlohmann::json::parse(export_format("bmf").write({r}))["x"]["latency"]["value"], 1e9) << failure;
    EXPECT_EQ(read(export_format("csv").write({r}))[0].launches.size(), 4u) << failure;
    EXPECT_EQ(read(export_format("csv").write({r}))[0].launches.back().samples[0].values[0], 1.0) << failure;
  }
}

TEST_F(Formats, CsvGroupsLaunchesBySideAndRound) {
  const auto r =
      read("benchmark,side,round,value,unit\nx,base,0,1,ns\n\"x\",head,0,2,ns\nx,base,1,3,ns\nx,base,1,5,ns\n")[0];
  ASSERT_EQ(r.launches.size(), 3u);
  EXPECT_EQ(r.launches[0].side, "base");
  EXPECT_EQ(r.launches[0].pairing, "alternate");
  EXPECT_THAT(first(r.launches[2]).values, ElementsAre(3e-9, 5e-9)) << "two rows of a launch are batches";
  EXPECT_EQ(read("Benchmark;Value\nx;1.5\nx;2.5\n")[0].launches.size(), 2u) << "without rounds each row is a launch";
  EXPECT_EQ(read("benchmark\tvalue\n\"a\"\"b\nc\"\t1\n")[0].launches[0].benchmarks[0], "a\"b\nc");
}

TEST_F(Formats, LaunchesAsJsonAreTheSameAsCsv) {
  const auto r = read(
      R"([{"benchmark":"x","side":"base","round":0,"value":0.1},{"benchmark":"x","side":"head","round":0,"value":0.2}])")
      [0];
  const auto same = read(R"({"launches":[{"benchmark":"x","side":"base","round":0,"value":0.1},
                             {"benchmark":"x","side":"head","round":0,"value":"0.2","unit":null}]})")[0];
  for (const Record& one : {r, same}) {
    ASSERT_EQ(one.launches.size(), 2u);
    EXPECT_EQ(one.launches[1].pairing, "alternate");
    EXPECT_EQ(first(one.launches[0]).values[0], 0.1);
  }
}

// What a hostile or broken file says, and what is answered: line or record first.
TEST_F(Formats, RefusalsNameLineOrRecord) {
  const std::vector<std::array<std::string, 3>> cases = {
      {"", "", "empty"},
      {"hello", "", "none of"},
      {R"({"benchmarks":[{"name":"a","run_type":"iteration","iterations":1,)", "gbench", "line 1, column"},
      {R"({"context":{},"benchmarks":[{"name":"a","iterations":1,"real_time":1,"cpu_time":1,"time_unit":"weeks"}]})",
       "", "record 1 ('a'): unknown time_unit"},
      {R"({"context":{},"benchmarks":[{"name":"a","iterations":1,"real_time":1,"cpu_time":1},{"name":"b","iterations":1,"real_time":0,"cpu_time":0}]})",
       "", "record 2 ('b'): its CPU time"},
      {R"({"context":{},"benchmarks":[7]})", "", "record 1: it is no object"},
      {R"({"context":{},"benchmarks":[{"name":7}]})", "", "record 1"},
      {R"({"context":{},"benchmarks":[]})", "", "no measurement"},
      {R"({"context":{},"benchmarks":[{"name":"a","iterations":1,"real_time":1e999,"cpu_time":1}]})", "", "1e999"},
      {R"({"results":[{"command":"x","times":[0.1,-1]}]})", "", "record 1 ('x'): run 2: a time must be above 0"},
      {R"({"results":[{"command":"x","times":["0.1"]}]})", "", "run 1: wants a finite number"},
      {R"({"results":[{"command":"","times":[1]}]})", "", "\"command\" is empty"},
      {R"({"version":"1.0","benchmarks":[{"runs":[{"values":[1]}]}]})", "pyperf",
       "record 1: its metadata have no name"},
      {R"([{"benchmark":"a","mode":"avgt","primaryMetric":{"scoreUnit":"ns/op","rawData":[["NaN"]]}}])", "",
       "record 1 ('a'): wants a finite"},
      {R"([{"benchmark":"a","mode":"avgt"}])", "", "wants \"primaryMetric\""},
      {"{\"reason\":\"group-complete\"}\n{\"reason\":", "", "line 2: "},
      {R"({"reason":"benchmark-complete","id":"f","iteration_count":[0],"measured_values":[1],"unit":"ns"})", "",
       "line 1: a number of iterations"},
      {R"(window.BENCHMARK_DATA = {"entries":{"a":[{"commit":{"id":"x"},"date":"soon","benches":[]}]}})", "",
       "record 1 ('a'): \"date\""},
      {R"(window.BENCHMARK_DATA = {"entries":)", "", "line 1, column"},
      {R"({"b":{"latency":{"value":"x"}}})", "", "record 1 ('b'): latency: wants a finite number"},
      {R"({"b":{"latency":{"value":-1}}})", "", "a time must be above 0"},
      {R"({"a":{"time":{"value":1}},"b":{"latency":{"value":1},"time":{"value":2}}})", "",
       "record 2 ('b'): time: it is the same metric as \"latency\""},
      {R"({"context":{},"benchmarks":[{"name":"a","iterations":1,"real_time":1,"cpu_time":1,"time":5}]})", "",
       "record 1 ('a'): it has a counter time"},
      {"benchmark,value\nx,1\nx,nan\n", "", "line 3: value 'nan' is not a finite number"},
      {"benchmark,value\nx,1,2\n", "", "line 2: 3 fields"},
      {"benchmark,value\nx,0\n", "", "line 2: value '0': a time must be above 0"},
      {"benchmark,value\nx,1;5\n", "", "line 2: value '1;5'"},
      {"benchmark,value,sied\nx,1,base\n", "", "line 1: no column 'sied'"},
      {"benchmark,value,side\nx,1,left\n", "", "line 2: side 'left': want base, head, solo"},
      {"benchmark,value,round\nx,1,\n", "", "line 2: round"},
      {"benchmark,value,primary\nx,1,yes\n", "", "line 2: primary 'yes': want true, false"},
      {"benchmark,value,round,primary\nx,1,0,true\nx,1,0,false\n", "", "line 3: its unit, kind or better differ"},
      {"benchmark,value\n\"x,1\n", "", "line 2: a quote is not closed"},
      {"benchmark,value\n\xff\xfe,1\n", "", "line 2: bytes that are no UTF-8"},
      {"benchmark,value\n,1\n", "", "line 2: a benchmark needs a name"},
      {"benchmark,value,unit\nx,1,ns\n", "launches", "line 1, column"},
      {"benchmark,value,unit,round\nx,1,ns,0\nx,1,B,0\n", "", "line 3: its unit, kind or better differ"},
      {R"([{"benchmark":"a","value":1},{"benchmark":"a","value":"NaN"}])", "", "record 2: value 'NaN' is not a finite"},
      {R"([{"benchmark":"a","value":1,"sied":"base"}])", "", "record 1: no column 'sied'"},
      {R"([{"benchmark":"a","value":[1]}])", "", "record 1: a field is neither"},
      {R"({"schema":1,"sessions":[{"uuid":"u"}]})", "", "session 1: wants \"kind\""},
      {R"({"schema":2,"sessions":[]})", "", "\"schema\" is not 1"},
      {std::string(200'000, '['), "jmh", "line 1, column"},
      {std::string("{\"context\":{},\"benchmarks\":\"") + std::string(50, '\0') + "\"}", "gbench", "line 1"},
  };
  for (const auto& [text, format, part] : cases)
    EXPECT_THAT(refusal(text, format), HasSubstr(part)) << text.substr(0, 90);
  EXPECT_THAT(refusal("x", "nonsense"), HasSubstr("there are bmf, criterion"));
  EXPECT_THROW(read_records(folder_ + "/absent", ""), BadFormat);
}

Record whole() {
  Record r;
  r.session.uuid = "0123456789abcdef";
  r.session.kind = "gate";
  r.session.state = "partial";
  r.parent_uuid = "fedcba";
  r.session.machine = {"f", "class", R"({"b":1,"a":2})"};
  r.session.started_ns = 1795338000'123456789;
  r.session.ended_ns = 1795338001'000000001;
  r.session.seed = std::numeric_limits<std::int64_t>::max();
  r.session.base = Build{"k1", "main", "abc", -5, true, "{}"};
  r.session.head = Build{"k2", "<b>\n\"\xF0\x9F\x9A\x80\u202e", "", std::nullopt, false, "not JSON"};
  r.session.tool = "0";
  Launch launch;
  launch.side = "base";
  launch.pairing = "twin";
  launch.layout_seed = -1;
  launch.core = 1;
  launch.overlap = 0.1 + 0.2;
  launch.exit = -11;
  launch.failure = "signal";
  launch.benchmarks = {"a", ""};
  Sample sample;
  sample.series.benchmark = "a";
  sample.series.machine_class = "class";
  sample.values = {0.1, 1e-300, 5e-324, -0.0, std::numeric_limits<double>::infinity(), 1.7976931348623157e308};
  launch.samples = {sample};
  r.launches = {launch, Launch{}};
  Verdict v;
  v.series = sample.series;
  v.verdict = "slower";
  v.change = 0.1 + 0.2;
  v.lo = -std::numeric_limits<double>::infinity();
  v.confirmed = false;
  v.pairing = "twin";
  v.spread = 0.01;
  v.acknowledged = "ann";
  v.source = "a.cpp:3";
  r.verdicts = {v};
  r.findings = {{"W201", "", "text"}};
  return r;
}

// Whatever the bytes, in whatever format they are said to be: read, or refused in words.
TEST_F(Formats, MutatedAndMistakenFilesAreReadOrRefused) {
  const std::vector<std::string> seeds = {
      gbench,
      R"({"results":[{"command":"a","times":[0.1,0.2],"exit_codes":[0,null],"memory_usage_byte":[1,2]}]})",
      R"({"version":"1.0","metadata":{"name":"l","unit":"second"},"benchmarks":[{"runs":[{"values":[1e-5]}]}]})",
      R"([{"benchmark":"z","mode":"sample","params":{"n":"1"},"primaryMetric":{"scoreUnit":"ns/op","rawDataHistogram":[[[[1.0,2]]]]}}])",
      R"({"reason":"benchmark-complete","id":"f","iteration_count":[1],"measured_values":[1],"unit":"ns"})",
      R"(window.BENCHMARK_DATA = {"entries":{"R":[{"commit":{"id":"a"},"date":1,"tool":"go","benches":[{"name":"f","value":1,"unit":"ns"}]}]}})",
      R"({"b":{"latency":{"value":1.5,"lower_value":1}}})",
      "benchmark,side,round,value\nx,base,0,1\n\"y\",head,0,2\n",
      R"([{"benchmark":"x","side":"base","round":0,"value":0.1}])",
      export_format("json").write({whole()}),
  };
  const std::vector<std::string> scraps = {"null",
                                           "[]",
                                           "{}",
                                           "-1",
                                           "1e999",
                                           "\"",
                                           "NaN",
                                           "\xff",
                                           "true",
                                           ",",
                                           "}",
                                           "0",
                                           "7",
                                           "[[1]]",
                                           "\n",
                                           std::string(1, '\0'),
                                           "9223372036854775808"};
  std::mt19937 random(1);
  const auto below = [&](std::size_t n) { return std::size_t(random() % n); };
  std::size_t taken = 0, refused = 0;
  for (int i = 0; i < 4000; ++i) {
    std::string text = seeds[below(seeds.size())];
    for (std::size_t cuts = below(4); cuts > 0; --cuts) {
      const std::size_t at = below(text.size());
      text.replace(at, below(8), scraps[below(scraps.size())]);
    }
    const std::string name = i % 2 == 0 ? "" : import_formats()[below(import_formats().size())].name;
    try {
      read(text, name);
      ++taken;
    } catch (const BadFormat& error) {
      EXPECT_GT(std::string(error.what()).size(), 5u);
      ++refused;
    }
  }
  EXPECT_GT(taken, 100u);
  EXPECT_GT(refused, 100u);
}

TEST_F(Formats, OurOwnJsonReadsBackAsTheSame) {
  const std::string written = export_format("json").write({whole()});
  const std::string again = export_format("json").write(read(written));
  EXPECT_EQ(written, again);
  const Record back = read(written)[0];
  EXPECT_EQ(back.launches[0].samples[0].values, whole().launches[0].samples[0].values);
  EXPECT_TRUE(std::signbit(back.launches[0].samples[0].values[3]));
  EXPECT_EQ(back.launches[0].samples[0].series, whole().launches[0].samples[0].series);
  EXPECT_EQ(*back.launches[0].overlap, 0.1 + 0.2);
  EXPECT_EQ(back.session.head->label, whole().session.head->label);
  EXPECT_EQ(back.session.seed, whole().session.seed);
}

TEST_F(Formats, EveryFieldOfOurJsonIsWantedAndChecked) {
  const auto document = nlohmann::json::parse(export_format("json").write({whole()}));
  std::size_t refused = 0, fields = 0;
  const auto session = document["sessions"][0].flatten();
  for (const auto& [path, value] : session.items()) {
    auto broken = document;
    auto& at = broken["sessions"][0][nlohmann::json::json_pointer(path)];
    ++fields;
    at = value.is_string() ? nlohmann::json(1.5) : nlohmann::json("a word");
    refused += refusal(broken.dump()) != "no refusal";
  }
  // "parent" of a session and absent numbers may be words or numbers: null stands for them.
  EXPECT_GE(refused + 2, fields);
}

// Twice is what the store would take for one: same key, whatever else differs.
TEST_F(Formats, OurJsonHasASeriesOnce) {
  std::vector<Record> twice(2, whole());
  twice[0].launches[0].samples.push_back(twice[0].launches[0].samples[0]);
  twice[0].launches[0].samples[1].series.unit = "ms";
  twice[0].launches[0].samples[1].series.machine_class = "";
  twice[1].verdicts.push_back(twice[1].verdicts[0]);
  const auto refused = [&](const Record& r) { return refusal(export_format("json").write({r})); };
  EXPECT_THAT(refused(twice[0]), HasSubstr("session 1: launch 1: one series is there twice"));
  EXPECT_THAT(refused(twice[1]), HasSubstr("session 1: verdict 2: one series is there twice"));
  Record r = whole();
  r.verdicts[0].tolerance = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(refused(r), HasSubstr("verdict 1: \"tolerance\" is no number"));
}

TEST_F(Formats, CsvKeepsEveryDigit) {
  Record r = whole();
  r.launches[0].failure = "";
  r.launches[0].samples[0].values = {0.1, 1e-300, 0.30000000000000004};
  r.launches.resize(1);
  const Record back = read(export_format("csv").write({r}))[0];
  EXPECT_EQ(back.launches[0].samples[0].values, r.launches[0].samples[0].values);
}

TEST_F(Formats, CsvKeepsWhatIsPrimary) {
  Record r = import_record("x", "class");
  Launch launch = foreign_launch(0, "native");
  for (const char* clock : {"cpu", "wall"}) {
    Series series = foreign_series("x", "time", foreign_unit("s"), "native");
    series.clock = clock;
    series.primary = series.clock == "cpu";
    launch.samples.push_back({series, 1, {1}});
  }
  r.launches = {launch};
  const std::string written = export_format("csv").write({r});
  const auto back = read(written)[0].launches.at(0).samples;
  ASSERT_EQ(back.size(), 2u);
  EXPECT_TRUE(back[0].series.primary && !back[1].series.primary) << written;
  EXPECT_TRUE(first(read("benchmark,value\nx,1\n")[0].launches[0]).series.primary) << "who has no column means it";
  EXPECT_FALSE(first(read(R"([{"benchmark":"x","value":1,"primary":false}])")[0].launches[0]).series.primary);
}

TEST_F(Formats, JUnitAndSarifSayWhatFailsAndWhere) {
  Record r = whole();
  r.verdicts[0].acknowledged = "";
  r.verdicts[0].change = std::log(1.1);
  r.verdicts[0].series.benchmark = "a<\x01&\"";
  Verdict same = r.verdicts[0];
  same.verdict = "same";
  r.verdicts.push_back(same);
  const std::string junit = export_format("junit").write({r});
  EXPECT_THAT(junit, HasSubstr("tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\""));
  EXPECT_THAT(junit, HasSubstr("name=\"a&lt;\uFFFD&amp;&quot;\" file=\"a.cpp\" line=\"3\""));
  EXPECT_THAT(junit, HasSubstr("<failure type=\"slower\" message=\"slower +10.0 %"));
  const auto sarif = nlohmann::json::parse(export_format("sarif").write({r}));
  const auto& results = sarif["runs"][0]["results"];
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0]["ruleId"], "slower");
  EXPECT_EQ(results[0]["locations"][0]["physicalLocation"]["region"]["startLine"], 3);
  EXPECT_EQ(results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "a.cpp");
  Verdict counted = r.verdicts[0];
  counted.series.metric = "instructions", counted.series.primary = false;
  r.verdicts = {counted};
  EXPECT_THAT(export_format("junit").write({r}), HasSubstr("\uFFFD&amp;&quot; [instructions]\" file="));
  r.verdicts.clear();
  EXPECT_THAT(export_format("junit").write({r}), HasSubstr("<error type=\"failed\" message=\"signal\">"));
}

TEST(Convert, Units) {
  const auto is = [](const char* text, const char* unit, const char* kind, const char* better, double one) {
    const ForeignUnit found = foreign_unit(text);
    EXPECT_EQ(found.unit, unit) << text;
    EXPECT_EQ(found.kind, kind) << text;
    EXPECT_EQ(found.better, better) << text;
    EXPECT_DOUBLE_EQ(found.in_base(1), one) << text;
  };
  is("ns/iter", "s", "time", "less", 1e-9);
  is("us", "s", "time", "less", 1e-6);
  is("µs", "s", "time", "less", 1e-6);
  is("ops/sec", "1/s", "count", "more", 1);
  is("ops/ms", "1/s", "count", "more", 1000);
  is("MB/s", "B/s", "count", "more", 1e6);
  is("KiB", "B", "bytes", "less", 1024);
  is("%", "1", "share", "less", 0.01);
  is("bananas", "bananas", "count", "less", 1);
  EXPECT_EQ(foreign_unit("ns").in_base(101.0214), 1.010214e-07) << "no digit is made up";
}

TEST(Convert, Times) {
  EXPECT_EQ(parse_time("1970-01-01T00:00:01Z"), 1'000'000'000);
  EXPECT_EQ(parse_time("1970-01-01 02:00:00.25+0200"), 250'000'000);
  EXPECT_EQ(parse_time("2026-11-22T10:00:00.123456789123-08:30"), 1795372200'123456789);
  for (const char* none : {"", "yesterday", "2026-11-22", "0001-01-01T00:00:00"})
    EXPECT_FALSE(parse_time(none)) << none;
}

}  // namespace
}  // namespace harness
