// Tokens for a series of two thousand questions on a thousand contexts of 200 to 2000 tokens, put to ten agents whose
// memory holds a fifth of the contexts: one operation is the whole series from an empty memory. zipf is the law's alpha
// in hundredths: 0 is every context equally often, 70 is what people ask the web for. impl=plain sends everything
// always; impl=results and impl=contexts save in one way alone.
#include "workloads/swarm/desk.h"

#include "harness/bench/bench.h"
#include "workloads/latency.h"
#include "workloads/swarm/question_trace.h"

namespace {

using namespace bench;
using namespace workloads::swarm;

constexpr std::size_t contexts = 1000, tasks = 2000, questions_each = 5;

std::unique_ptr<Work> desk_case(const Params& p, DeskPlan plan) {
  struct Series {
    Library library{contexts, 200, 2000, 1};
    std::vector<Question> trace;
    std::vector<std::uint64_t> want;
    double tokens = 0;
  };
  auto series = std::make_shared<Series>();
  series->trace = question_trace(tasks, contexts, questions_each, double(p["zipf"]) / 100, 7);
  for (const Question& q : series->trace)
    series->want.push_back(Desk::answer(series->library.text(q.context), q.number));
  plan.memory = {.budget_bytes = contexts / 5 * 1100 * token_bytes, .floor_bytes = 16 << 10};
  return op([=] {
           Desk desk(series->library, plan, workloads::now_ns);
           std::size_t right = 0;
           for (std::size_t i = 0; i < tasks; ++i) right += desk.perform(series->trace[i]) == series->want[i];
           series->tokens = double(desk.statistics().tokens);
           return right;
         })
      .items(double(tasks))
      .metric("tokens", [series] { return series->tokens; })
      .expect([](std::size_t right) -> std::string {
        return right == tasks ? "" : std::to_string(right) + " of 2000 answers were right";
      });
}

const std::vector<Params> laws = grid("zipf", {0, 70, 100});
const std::vector<Metric> metrics = {{.name = "tokens", .unit = "1"}};

BENCH({.name = "daa/desk", .params = laws, .metrics = metrics, .make = [](const Params& p) {
         return desk_case(p, {});
       }});
BENCH({.name = "daa/desk", .params = laws, .metrics = metrics, .impl = "plain", .make = [](const Params& p) {
         return desk_case(p, {.keeps_results = false, .keeps_contexts = false, .routes = false});
       }});
BENCH({.name = "daa/desk", .params = laws, .metrics = metrics, .impl = "results", .make = [](const Params& p) {
         return desk_case(p, {.keeps_contexts = false, .routes = false});
       }});
BENCH({.name = "daa/desk", .params = laws, .metrics = metrics, .impl = "contexts", .make = [](const Params& p) {
         return desk_case(p, {.keeps_results = false});
       }});

}  // namespace
