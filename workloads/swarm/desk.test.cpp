#include "workloads/swarm/desk.h"

#include <gtest/gtest.h>

#include <set>

#include "workloads/swarm/question_trace.h"

namespace workloads::swarm {
namespace {

std::uint64_t ticks = 0;
std::uint64_t tick() { return ticks += 1000; }

std::uint64_t plain_tokens(const Library& library, const std::vector<Question>& trace) {
  std::uint64_t tokens = 0;
  for (const Question& q : trace)
    tokens += library.text(q.context).size() / token_bytes + q.question_tokens + q.answer_tokens;
  return tokens;
}

TEST(Desk, EveryWayOfSavingGivesTheSameAnswers) {
  const Library library(50, 100, 400, 1);
  const std::vector<Question> trace = question_trace(500, 50, 4, 0.7, 2);
  for (unsigned ways = 0; ways < 8; ++ways) {
    // Of so little memory that contexts and answers fall out and come again.
    DeskPlan plan = {.agents = 3, .memory = {.budget_bytes = 20'000, .floor_bytes = 2000}, .results_bytes = 8000};
    plan.keeps_results = ways & 1, plan.keeps_contexts = ways & 2, plan.routes = ways & 4;
    Desk desk(library, plan, tick);
    for (const Question& q : trace) ASSERT_EQ(desk.perform(q), Desk::answer(library.text(q.context), q.number));
    EXPECT_EQ(desk.statistics().tasks, trace.size());
    EXPECT_LE(desk.statistics().tokens, plain_tokens(library, trace));
    const bool saves = ways & 3;
    EXPECT_EQ(desk.statistics().tokens < plain_tokens(library, trace), saves);
  }
}

TEST(Desk, WithRoomEnoughNothingIsSentTwice) {
  const Library library(50, 100, 400, 1);
  const std::vector<Question> trace = question_trace(500, 50, 4, 0.7, 2);
  Desk desk(library, {.agents = 3}, tick);
  std::set<std::uint64_t> contexts;
  std::set<std::pair<std::uint64_t, std::uint64_t>> questions;
  std::uint64_t want = 0;
  for (const Question& q : trace) {
    desk.perform(q);
    if (!questions.insert({q.context, q.number}).second) continue;
    want += contexts.insert(q.context).second ? library.text(q.context).size() / token_bytes : reference_tokens;
    want += q.question_tokens + q.answer_tokens;
  }
  EXPECT_EQ(desk.statistics().tokens, want);
  EXPECT_EQ(desk.statistics().contexts_sent, contexts.size());
  EXPECT_EQ(desk.statistics().results_reused, trace.size() - questions.size());
}

TEST(Desk, WhereNothingRepeatsNothingIsSaved) {
  const Library library(200, 100, 400, 1);
  std::vector<Question> trace;
  for (std::uint64_t context = 0; context < 200; ++context) trace.push_back({context, 0, 20, 30});
  Desk desk(library, {}, tick);
  for (const Question& q : trace) desk.perform(q);
  EXPECT_EQ(desk.statistics().tokens, plain_tokens(library, trace));
}

TEST(Desk, AgentsWithoutRoomKeepNothing) {
  const Library library(1, 100, 100, 1);
  Desk desk(library, {.agents = 3, .memory = {.budget_bytes = 100, .floor_bytes = 64}, .keeps_results = false}, tick);
  for (int i = 0; i < 3; ++i) desk.perform({0, 0, 10, 10});
  EXPECT_EQ(desk.statistics().tokens, 3u * 120);
}

TEST(DeskDeathTest, WantsAgents) {
  const Library library(1, 1, 1, 1);
  EXPECT_DEATH(Desk(library, {.agents = 0}, tick), "no agents");
}

}  // namespace
}  // namespace workloads::swarm
