#include "harness/suite/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

namespace harness {
namespace {

namespace fs = std::filesystem;

Command script(const std::string& text, bool measured = true) {
  Command command;
  command.arguments = {"/bin/sh", "-c", text};
  command.output = Command::Keep::whole;
  command.measured = measured;
  return command;
}

TEST(Process, HoldsTheMemoryThatIsItsOwnAndNotTheHarness) {
  constexpr std::int64_t most_bytes = 96 << 20;
  const std::vector<char> of_the_harness(std::size_t(most_bytes), 1);
  EXPECT_EQ(of_the_harness.back(), 1);
  const std::int64_t little = run(script("exit 0"), {}).peak_rss_bytes;
  EXPECT_GT(little, 0);
  EXPECT_LT(little, most_bytes / 3);
  // What a child of it held counts too: tail keeps all that it may have to print.
  const std::int64_t much = run(script("head -c 48000000 /dev/zero | tail -c 48000000 > /dev/null"), {}).peak_rss_bytes;
  EXPECT_GT(much, 48'000'000);
  EXPECT_LT(much, most_bytes);
  EXPECT_EQ(run(script("exit 0", false), {}).peak_rss_bytes, 0) << "not measured";
}

TEST(Process, EndsAsItDoesWithoutALauncher) {
  for (const char* text : {"exit 0", "exit 7", "kill -SEGV $$", "kill -KILL $$", "kill -TERM $$", "kill -PIPE $$",
                           "echo out; echo err >&2", "exec ls /proc/self/fd", "trap '' TERM; kill -TERM $$; exit 3",
                           "ulimit -s; pwd; echo $PATH; grep Cpus_allowed_list /proc/self/status"}) {
    const Outcome with = run(script(text), {}), without = run(script(text, false), {});
    EXPECT_EQ(with.exit, without.exit) << text;
    EXPECT_EQ(with.output, without.output) << text;
    EXPECT_EQ(with.errors, without.errors) << text;
    EXPECT_EQ(with.failure, "") << text;
    EXPECT_GT(with.elapsed_ns, 0) << text;
  }
  Command absent;
  absent.arguments = {"./no-such-program"};
  absent.measured = true;
  const Outcome outcome = run(absent, {});
  EXPECT_THAT(outcome.failure, testing::StartsWith("cannot start ./no-such-program: No such file"));
  EXPECT_EQ(outcome.exit, 127);
}

TEST(Process, ItsTimeIsWhatItTakes) {
  const Outcome outcome = run(script("i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done"), {});
  EXPECT_GT(outcome.user_ns + outcome.system_ns, 10'000'000);
  EXPECT_GE(outcome.elapsed_ns * 11 / 10, outcome.user_ns + outcome.system_ns);
}

bool runs(int process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/stat");
  std::string number, name, state;
  return (status >> number >> name >> state) && state != "Z";  // what is a zombie waits to be collected
}
// What becomes true in a moment, or does not in five seconds.
template <class What>
bool comes(What what) {
  for (int i = 0; i < 500 && !what(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return what();
}

// Where a script writes the number of a process that it leaves.
class LeftBehind : public testing::Test {
 protected:
  ~LeftBehind() override { fs::remove(file_); }
  int number() const {
    int found = 0;
    std::ifstream(file_) >> found;
    return found;
  }
  const std::string file_ = (fs::temp_directory_path() / ("process-test-" + std::to_string(getpid()))).string();
};

TEST_F(LeftBehind, IsEndedAtTheLimit) {
  const Outcome outcome = run(script("sleep 100 & echo $! > " + file_ + "; sleep 100"), {0.3, "", 0});
  EXPECT_TRUE(outcome.took_too_long);
  ASSERT_GT(number(), 0);
  EXPECT_TRUE(comes([&] { return !runs(number()); }));
}

TEST_F(LeftBehind, IsEndedWithTheHarness) {
  const pid_t harness = fork();
  if (harness == 0) {
    run(script("echo $$ > " + file_ + ".new; mv " + file_ + ".new " + file_ + "; exec sleep 100"), {});
    _exit(0);
  }
  ASSERT_TRUE(comes([&] { return number() > 0; }));
  kill(harness, SIGKILL);
  waitpid(harness, nullptr, 0);
  EXPECT_TRUE(comes([&] { return !runs(number()); }));
}

}  // namespace
}  // namespace harness
