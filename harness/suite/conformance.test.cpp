// docs/suite-protocol.md, held against real suites: our two hosts, a stranger's plain Google Benchmark executable, and
// a script in another language. To add one, add a line to `subjects`.
#include <gtest/gtest.h>

#include <filesystem>

#include "harness/error.h"
#include "harness/suite/suite.h"

namespace harness {
namespace {

namespace fs = std::filesystem;

struct Subject {
  const char* name;
  std::string command;
  std::string needs;  // a file without which it is skipped
  bool declares;
};
const Subject subjects[] = {
    {"native", SWARMPERF_BINARIES "/suite", "", true},
    {"node", "node " SWARMPERF_SOURCES "/build/wasm/suite.mjs", SWARMPERF_SOURCES "/build/wasm/suite.mjs", true},
    {"stranger", SWARMPERF_BINARIES "/stranger", "", false},
    {"python", "python3 " SWARMPERF_SOURCES "/harness/suite/example_suite.py", "", true},
};

LaunchRequest request_for(const Benchmark& b) {
  LaunchRequest request;
  request.benchmarks = {b};
  request.min_time_s = 0.002;
  return request;
}

class SuiteConformance : public testing::TestWithParam<Subject> {
 protected:
  void SetUp() override {
    if (!GetParam().needs.empty() && !fs::exists(GetParam().needs)) GTEST_SKIP() << "needs " << GetParam().needs;
    spec_.name = GetParam().name;
    spec_.command = split_arguments(GetParam().command);
    listing_ = list_suite(spec_);
    ASSERT_FALSE(listing_.benchmarks.empty());
  }

  const Benchmark& quick() const {
    for (const Benchmark& b : listing_.benchmarks) {
      for (const char* name : {"core/dot/f32/n=1024", "mix/1024", "core/sum"}) {
        if (b.suite_name == name) return b;
      }
    }
    return listing_.benchmarks[0];
  }
  Launch launch(const Benchmark& b, std::int64_t iterations, std::int64_t batches) {
    LaunchRequest request;
    request.benchmarks = {b};
    request.iterations = iterations;
    request.batches = batches;
    request.min_time_s = 0.002;
    const PreparedLaunch prepared(spec_, listing_, request);
    return prepared.finish(run(prepared.command(), prepared.limits()));
  }

  SuiteSpec spec_;
  Listing listing_;
};

TEST_P(SuiteConformance, ListsUniqueNamesAndSaysWhatItIs) {
  EXPECT_EQ(listing_.declared, GetParam().declares);
  EXPECT_FALSE(listing_.lane.empty());
  EXPECT_EQ(listing_.fixed_iterations, listing_.declared);
}

TEST_P(SuiteConformance, WhatNeedsTwoThreadsIsNotPinnedToOneCore) {
  for (const Benchmark& b : listing_.benchmarks) {
    if (b.name.find("/threads=2") == std::string::npos) continue;
    EXPECT_FALSE(b.single_threaded && b.clock == "wall" && !listing_.pins_threads) << b.name;
    EXPECT_FALSE(b.twin) << b.name;
  }
}

TEST_P(SuiteConformance, MeasuresExactlyWhatWasAsked) {
  const Launch l = launch(quick(), 5, 3);
  ASSERT_EQ(l.failure, "");
  EXPECT_EQ(l.exit, 0);
  ASSERT_FALSE(l.samples.empty());
  const Sample& time = l.samples[0];
  EXPECT_EQ(time.series.benchmark, quick().name);
  EXPECT_EQ(time.series.metric, "time");
  EXPECT_EQ(time.values.size(), 3u) << "one value per batch";
  EXPECT_TRUE(time.iterations == 5 || !listing_.fixed_iterations) << time.iterations;
  for (const double value : time.values) EXPECT_GT(value, 0);
  EXPECT_GT(l.peak_rss_bytes, 0);
}

TEST_P(SuiteConformance, ANameThatItDoesNotHaveIsAFailureAndNotAnEmptySuccess) {
  Benchmark absent = quick();
  absent.suite_name += ".no.such";
  EXPECT_NE(launch(absent, 5, 1).failure, "");
}

TEST_P(SuiteConformance, AnUnknownFlagIsRefused) {
  SuiteSpec odd = spec_;
  odd.command.push_back("--no-such-flag=1");
  EXPECT_THROW(
      {
        const Listing listing = list_suite(odd);
        PreparedLaunch prepared(odd, listing, request_for(quick()));
        const Launch l = prepared.finish(run(prepared.command(), prepared.limits()));
        if (!l.failure.empty()) throw Error(Exit::benchmark, l.failure);
      },
      Error);
}

INSTANTIATE_TEST_SUITE_P(Suites, SuiteConformance, testing::ValuesIn(subjects),
                         [](const auto& p) { return p.param.name; });

// Suites that do not keep to it: each is a shell command.
Launch launch_of(const std::string& script, double limit_s = 10) {
  SuiteSpec spec;
  spec.name = "odd";
  spec.command = {"/bin/sh", "-c", script, "sh"};
  spec.limit_s = limit_s;
  Listing listing;
  Benchmark b;
  b.name = b.suite_name = "a";
  const PreparedLaunch prepared(spec, listing, request_for(b));
  return prepared.finish(run(prepared.command(), prepared.limits()));
}
// What such a script needs to know: where the result goes.
const std::string out = "for a; do case $a in --benchmark_out=*) o=${a#*=};; esac; done; ";

TEST(OddSuites, EachFailureHasItsName) {
  const std::vector<std::tuple<std::string, std::string>> cases = {
      {"exit 0", "wrote nothing"},
      {"exit 3", "exit code 3"},
      {"echo no such device >&2; exit 4", "no such device"},
      {"kill -SEGV $$", "signal 11"},
      {out + "echo garbage > $o", "not JSON"},
      {out + "printf '{\"benchmarks\": [{\"name\": \"a\", ' > $o", "cut short"},
      {out + "echo '{\"benchmarks\": []}' > $o", "did not report it"},
      {out + "echo '{\"benchmarks\": [{\"name\":\"a\",\"iterations\":1,\"cpu_time\":0,\"real_time\":1}]}' > $o",
       "not a positive"},
      {out + "echo '{\"benchmarks\": [{\"name\":\"a\",\"iterations\":1,\"cpu_time\":NaN,\"real_time\":1}]}' > $o",
       "not a positive"},
      {out + "echo '{\"benchmarks\": [{\"name\":\"a\",\"iterations\":1,\"cpu_time\":-2,\"real_time\":1}]}' > $o",
       "not a positive"},
      {out + "echo '{\"benchmarks\": [{\"name\":\"a\",\"error_occurred\":true,\"error_message\":\"wrong result: "
             "3\"}]}' > $o",
       "wrong result: 3"},
      {out + "head -c 200000000 /dev/zero > $o; sleep 9", "outgrew"},
  };
  for (const auto& [script, part] : cases) {
    const Launch l = launch_of(script);
    EXPECT_NE(l.failure.find(part), std::string::npos) << script << " -> '" << l.failure << "'";
    EXPECT_TRUE(l.samples.empty()) << script;
  }
}

TEST(OddSuites, OneThatHangsIsEndedWithItsChildren) {
  const Launch l = launch_of("sleep 100 & sleep 100", 0.3);
  EXPECT_NE(l.failure.find("did not end within"), std::string::npos) << l.failure;
  EXPECT_LT(l.elapsed_ns, 5'000'000'000);
}

TEST(OddSuites, OneThatHangsIsAskedToEndFirstSoThatItCanEndItsOwn) {
  const std::string asked = temporary_file();
  const Launch l = launch_of("trap 'echo yes > " + asked + "; exit' TERM; sleep 100 & wait", 0.3);
  EXPECT_NE(l.failure.find("did not end within 0.3 s"), std::string::npos) << l.failure;
  EXPECT_GT(fs::file_size(asked), 0u);
  fs::remove(asked);
}

TEST(OddSuites, AnEndlessStdoutIsDroppedAndAnEndlessStderrKeepsItsEnd) {
  const Launch l = launch_of("yes | head -c 100000000; yes | head -c 10000000 >&2; echo the last word >&2; exit 1");
  EXPECT_NE(l.failure.find("the last word"), std::string::npos) << l.failure;
}

TEST(OddSuites, ACommandThatIsNotThere) {
  SuiteSpec spec;
  spec.name = "absent";
  spec.command = {"./no-such-program"};
  try {
    list_suite(spec);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit, Exit::benchmark);
    EXPECT_NE(std::string(error.what()).find("cannot start ./no-such-program"), std::string::npos) << error.what();
  }
}

TEST(Arguments, SplitAsAShellWouldWithoutExpansion) {
  using V = std::vector<std::string>;
  EXPECT_EQ(split_arguments("a  b\tc"), (V{"a", "b", "c"}));
  EXPECT_EQ(split_arguments("'a b' \"c d\" e\\ f"), (V{"a b", "c d", "e f"}));
  EXPECT_EQ(split_arguments("$HOME *.cpp `x`"), (V{"$HOME", "*.cpp", "`x`"}));
  EXPECT_EQ(split_arguments("x''y ''"), (V{"xy", ""}));
  EXPECT_TRUE(split_arguments("  ").empty());
  EXPECT_THROW(split_arguments("a 'b"), Error);
}

}  // namespace
}  // namespace harness
