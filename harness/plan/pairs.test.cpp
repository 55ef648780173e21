// Of two arms that run at once, the one that failed is named, whichever began. Suites are shell scripts.
#include "harness/plan/pairs.h"

#include <gtest/gtest.h>

#include "harness/suite/machine.h"

namespace harness {
namespace {

const std::string start =
    "for a; do case $a in --benchmark_out=*) o=${a#*=};; --lockstep=*) t=${a#*=}; i=${t%,*}; p=${t#*,};; esac; done; "
    "turn() { head -c 1 /proc/self/fd/$i >/dev/null; printf x >/proc/self/fd/$p; }; "
    "answer() { echo '{\"benchmarks\": [{\"name\":\"a\",\"iterations\":1,\"cpu_time\":5,\"real_time\":5}]}' >$o; }; ";
const std::string good = "answer";
const std::string taking_turns = "turn; turn; turn; answer";
const std::string hangs = "sleep 9";
const std::string hangs_later = "turn; head -c 1 /proc/self/fd/$i >/dev/null; sleep 9";
const std::string writes_on = "truncate -s 100M $o; sleep 9";
const std::string wrote_much = "truncate -s 100M $o";

Arm arm_of(const std::string& script, double limit_s) {
  Arm arm;
  arm.suite.name = "odd";
  arm.suite.command = {"/bin/sh", "-c", start + script, "sh"};
  arm.suite.limit_s = limit_s;
  arm.listing.lockstep = true;
  return arm;
}

struct Case {
  std::string base, head, pairing, failure;
  double base_limit_s = 0.5, head_limit_s = 0.5;
};

TEST(Pairs, TheArmThatFailedIsNamed) {
  const Case cases[] = {
      {good, good, "twin", "", 20, 20},
      {taking_turns, taking_turns, "lockstep", "", 20, 20},
      {good, writes_on, "twin", "head: its result file outgrew 64 MiB", 20, 20},
      {writes_on, good, "twin", "base: its result file outgrew 64 MiB", 20, 20},
      {good, wrote_much, "twin", "head: its result file outgrew 64 MiB", 20, 20},
      {good, wrote_much, "alternate", "head: its result file outgrew 64 MiB", 20, 20},
      {taking_turns, writes_on, "lockstep", "head: its result file outgrew 64 MiB", 20, 20},
      {good, hangs, "twin", "head: it did not end within 0.5 s", 20},
      {good, hangs, "alternate", "head: it did not end within 0.5 s", 20},
      {taking_turns, hangs, "lockstep", "head: it did not end within 0.5 s"},
      {hangs, taking_turns, "lockstep", "base: it did not end within 0.5 s"},
      {taking_turns, hangs_later, "lockstep", "head: it did not end within 0.5 s"},
      {taking_turns, hangs, "lockstep", "head: it did not end within 1 s", 0.5, 1},
  };
  Random random(7);
  for (const Case& c : cases) {
    const Arm base = arm_of(c.base, c.base_limit_s), head = arm_of(c.head, c.head_limit_s);
    PairedTask task;
    task.task.base.name = task.task.base.suite_name = "a";
    task.task.head = task.task.base;
    task.task.base_arm = &base;
    task.task.head_arm = &head;
    task.task.pairing = c.pairing;
    task.wanted = 1;
    const auto later = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    take_pairs(std::span(&task, 1), measuring_core(), random, later, [](PairedTask&, std::span<const Launch>) {});
    const std::string what = c.base + " | " + c.head + ", " + c.pairing;
    EXPECT_EQ(task.failure.substr(0, task.failure.find(" (limit")), c.failure) << what;
  }
}

}  // namespace
}  // namespace harness
