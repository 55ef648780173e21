#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "workloads/swarm/alerts/channels.h"
#include "workloads/swarm/alerts/exposition.h"
#include "workloads/swarm/alerts/rules_file.h"
#include "workloads/swarm/responder.h"

namespace workloads::swarm {
namespace {

namespace files = std::filesystem;

class AlertsTest : public testing::Test {
 protected:
  AlertsTest() {
    std::string name = (files::temp_directory_path() / "alerts-XXXXXX").string();
    folder = mkdtemp(name.data());
    monitor.watch("share", [this] { return share; });
  }
  ~AlertsTest() override { files::remove_all(folder); }
  static std::string text_of(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  std::string folder;
  double share = NAN;
  Monitor monitor{read_rules(R"([{"gauge": "share", "above": 0.85, "until": 0.5, "escalates_after": 1,
                                 "actions": ["pray", "trim", "stop"], "impact": "a \"full\" heap"}])")
                      .rules};
};

TEST(RulesFile, EveryKeyIsRead) {
  const RulesFile file = read_rules(R"([{"gauge": "g", "above": 2.5, "until": 1, "samples": 3, "escalates_after": 4,
      "severity": "critical", "impact": "i", "actions": ["a", "b"], "gain": 0.25, "confidence": 0.5},
      {"gauge": "h", "above": 7}])");
  ASSERT_EQ(file.problem, "");
  ASSERT_EQ(file.rules.size(), 2u);
  const Rule& rule = file.rules[0];
  EXPECT_EQ(rule.gauge, "g");
  EXPECT_EQ(rule.above, 2.5);
  EXPECT_EQ(rule.until, 1);
  EXPECT_EQ(rule.samples, 3u);
  EXPECT_EQ(rule.escalates_after, 4u);
  EXPECT_EQ(rule.severity, Severity::critical);
  EXPECT_EQ(rule.impact, "i");
  EXPECT_EQ(rule.actions, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(rule.gain, 0.25);
  EXPECT_EQ(rule.confidence, 0.5);
  EXPECT_EQ(file.rules[1].until, 7);
  EXPECT_TRUE(read_rules("[]").problem.empty());
}

TEST(RulesFile, WhatIsWrongIsNamed) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "want a list"},
      {"{}", "want a list"},
      {"[{\"gauge\": \"g\"", "want a list"},
      {"[1]", "rule 1: no object"},
      {R"([{"gauge": "g"}])", "rule 1: gauge and above"},
      {R"([{"gauge": "g", "above": 1}, {"gauge": "g", "above": "1"}])", "rule 2: above: a value of another kind"},
      {R"([{"gauge": "g", "above": 1, "beyond": 2}])", "no such key: beyond"},
      {R"([{"gauge": "g", "above": 1, "until": 2}])", "well again"},
      {R"([{"gauge": "", "above": 1}])", "has a gauge"},
      {R"([{"gauge": "g", "above": 1, "samples": 0}])", "at least one sample"},
      {R"([{"gauge": "g", "above": 1, "samples": -1}])", "samples: a value"},
      {R"([{"gauge": "g", "above": 1, "severity": "low"}])", "severity: a value"},
      {R"([{"gauge": "g", "above": 1, "actions": ["a", 1]}])", "actions: a value"},
      {R"([{"gauge": "g", "above": 1e999}])", "want a list"},
  };
  for (const auto& [text, problem] : cases) {
    const RulesFile file = read_rules(text);
    EXPECT_NE(file.problem.find(problem), std::string::npos) << text << ": " << file.problem;
    EXPECT_TRUE(file.rules.empty());
  }
}

TEST_F(AlertsTest, RecordsHoldEverythingAndStayInTheFile) {
  Channels channels;
  channels.add(file_channel(folder + "/alerts.jsonl"));
  share = 0.9;
  channels.tell(monitor.sample(1000));
  EXPECT_EQ(channels.exit_code(), 1);
  const std::string first = text_of(folder + "/alerts.jsonl");
  EXPECT_EQ(first, R"({"above":0.85,"actions":["pray","trim","stop"],"confidence":0.0,"gain":0.0,"gauge":"share",)"
                   R"("impact":"a \"full\" heap","now_ns":1000,"severity":"medium","since_ns":1000,"turn":"begun",)"
                   R"("until":0.5,"value":0.9})"
                   "\n");
  channels.tell(monitor.sample(2000));
  share = 0.4;
  channels.tell(monitor.sample(3000));
  EXPECT_EQ(channels.exit_code(), 0);
  Channels again;  // of another run, behind what is there
  again.add(file_channel(folder + "/alerts.jsonl"));
  share = 0.9;
  again.tell(monitor.sample(4000));
  const std::string all = text_of(folder + "/alerts.jsonl");
  EXPECT_EQ(all.substr(0, first.size()), first);
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 4);
  EXPECT_EQ(channels.lost() + again.lost(), 0u);
}

TEST_F(AlertsTest, ARecordBehindATornOneHasItsOwnLine) {
  const std::string path = folder + "/alerts.jsonl";
  std::ofstream(path) << "{\"n\":1}\n{\"n\"";
  Channels channels;
  channels.add(file_channel(path));
  share = 0.9;
  channels.tell(monitor.sample(1000));
  const std::string all = text_of(path);
  EXPECT_EQ(all.substr(0, 14), "{\"n\":1}\n{\"n\"\n{");
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 3);
}

TEST_F(AlertsTest, AChannelThatFailsIsCountedAndStopsNoOther) {
  Channels channels;
  channels.add(file_channel(folder + "/none/alerts.jsonl"));
  channels.add(webhook_channel("127.0.0.1", 1, "/"));  // nobody listens there
  channels.add(file_channel("/dev/full"));
  channels.add(file_channel(folder + "/alerts.jsonl"));
  share = 1;
  channels.tell(monitor.sample(1));
  EXPECT_EQ(channels.lost(), 3u);
  EXPECT_NE(text_of(folder + "/alerts.jsonl"), "");
}

TEST_F(AlertsTest, TheBestActionThatCanBeDoneIsDoneAndThenTheNext) {
  std::vector<std::string> done;
  Responder responder;
  for (const char* action : {"stop", "trim", "unknown"})
    responder.can(action, [&done, action] { done.push_back(action); });
  responder.respond(monitor.sample(0));  // nothing to tell
  share = 0.9;
  for (std::uint64_t t = 1; t <= 4; ++t) responder.respond(monitor.sample(t));
  EXPECT_EQ(done, (std::vector<std::string>{"trim", "stop"}));  // "pray" cannot be done, and then nothing is left
  share = 0.1;
  responder.respond(monitor.sample(5));
  share = 0.9;
  responder.respond(monitor.sample(6));
  const std::vector<Responder::Done> want = {{"share", "trim", 1}, {"share", "stop", 2}, {"share", "trim", 6}};
  EXPECT_EQ(responder.log(), want);
}

TEST_F(AlertsTest, PrometheusCanReadWhatStands) {
  monitor.watch("odd \"name\"\\\n", [] { return HUGE_VAL; });
  EXPECT_NE(exposition_of(monitor).find("{name=\"share\"} NaN\n"), std::string::npos);
  share = 0.9;
  monitor.sample(1);
  const std::string want =
      "# TYPE swarm_gauge gauge\n"
      "swarm_gauge{name=\"share\"} 0.90000000000000002\n"
      "swarm_gauge{name=\"odd \\\"name\\\"\\\\\\n\"} +Inf\n"
      "# TYPE swarm_alert gauge\n"
      "swarm_alert{gauge=\"share\"} 1\n";
  EXPECT_EQ(exposition_of(monitor), want);
  ASSERT_TRUE(write_exposition(monitor, folder + "/metrics.prom"));
  EXPECT_EQ(text_of(folder + "/metrics.prom"), want);
  EXPECT_FALSE(write_exposition(monitor, folder + "/none/metrics.prom"));
  EXPECT_FALSE(write_exposition(monitor, folder));
}

TEST(Exposition, EachNameStandsOnceWithTheGreatestValue) {
  Monitor monitor(read_rules(R"([{"gauge": "a", "above": 0.7}, {"gauge": "b", "above": 0},
                                 {"gauge": "a", "above": 0.85, "severity": "critical"},
                                 {"gauge": "a", "above": 0.8, "severity": "high"}])")
                      .rules);
  for (const double value : {0.5, 0.9, double(NAN)}) monitor.watch("a", [value] { return value; });
  monitor.watch("b", [] { return 1; });
  EXPECT_EQ(exposition_of(monitor),
            "# TYPE swarm_gauge gauge\nswarm_gauge{name=\"a\"} NaN\nswarm_gauge{name=\"b\"} NaN\n"
            "# TYPE swarm_alert gauge\n");
  monitor.sample(1);
  EXPECT_EQ(exposition_of(monitor),
            "# TYPE swarm_gauge gauge\nswarm_gauge{name=\"a\"} 0.90000000000000002\nswarm_gauge{name=\"b\"} 1\n"
            "# TYPE swarm_alert gauge\nswarm_alert{gauge=\"a\"} 3\nswarm_alert{gauge=\"b\"} 1\n");
}

}  // namespace
}  // namespace workloads::swarm
