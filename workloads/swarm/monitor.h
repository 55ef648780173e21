// Watches gauges while a program runs, and says when one has been where it should not be: an alert begins after so many
// samples in a row, grows more severe when it lasts, and ends where the gauge is back beyond a second limit, so that
// one that wavers does not begin again and again.
//
//   Monitor monitor(usual_rules());
//   monitor.watch("memory_share", [&] { return live / committed; });
//   for (const Alert& alert : monitor.sample(now_ns)) tell(alert);     // what has changed
//   monitor.suggestions();                                             // what to do first
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace workloads::swarm {

enum class Severity { medium, high, critical };

// When a gauge is where it should not be, and what to do about it.
struct Rule {
  std::string gauge;
  double above = 0;              // beyond which it should not be
  double until = 0;              // at or below which it is well again: at most `above`
  unsigned samples = 1;          // in a row, before an alert begins
  unsigned escalates_after = 0;  // samples more, again and again; 0: never
  Severity severity = Severity::medium;
  std::string impact;
  std::vector<std::string> actions;  // what may help, the best first
  double gain = 0, confidence = 0;   // what they are expected to give, as shares
};

// The strategy's two: memory above 85 % is high, coordination above 20 ms is medium. Gauges memory_share and
// coordination_latency_ns.
std::vector<Rule> usual_rules();

struct Alert {
  enum class Turn { begun, escalated, ended };
  const Rule* rule = nullptr;  // of the monitor
  Turn turn = Turn::begun;
  Severity severity = Severity::medium;  // now
  double value = 0;                      // of the gauge, now
  std::uint64_t since_ns = 0, now_ns = 0;
};

// What a gauge showed when it was read last; NaN where it never did.
struct Gauge {
  std::string name;
  double value = 0;
};
// Adds what one shows, or where its name is there already, the greater value.
void add_greatest(std::vector<Gauge>& gauges, const Gauge& one);

// What to do, with what it is expected to give.
struct Suggestion {
  std::string action;
  double expected = 0;  // gain times confidence
};

class Monitor {
 public:
  // Ends the program on rules that problem() would name.
  explicit Monitor(std::vector<Rule> rules);
  Monitor(const Monitor&) = delete;

  // Returns what is wrong with a rule, or nullptr.
  static const char* problem(const Rule& rule);

  // Adds a gauge; rules for gauges that nobody adds never speak. A value that is NaN says nothing: nothing changes. Of
  // several gauges of one name the greatest counts.
  void watch(std::string gauge, std::function<double()> read);
  // Reads every gauge once and returns what has changed.
  std::vector<Alert> sample(std::uint64_t now_ns);
  // What stands now, and what its rules say to do: by what it is expected to give, each action once.
  std::vector<Alert> active() const;
  std::vector<Suggestion> suggestions() const;
  std::vector<Gauge> gauges() const;

 private:
  struct Watched {
    std::string gauge;
    std::function<double()> read;
    double last;
  };
  struct Standing {
    unsigned in_a_row = 0, lasted = 0;
    bool active = false;
    Alert alert;
  };
  std::vector<Rule> rules_;
  std::vector<Standing> standing_;  // of each rule
  std::vector<Watched> watched_;
};

}  // namespace workloads::swarm
