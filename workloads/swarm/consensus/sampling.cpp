// Everybody asks a few others again and again, and leans to what most of them say. Two values are proposed, and at
// first a third of the participants prefer the second.
#include <algorithm>
#include <cmath>
#include <vector>

#include "workloads/swarm/consensus/network.h"
#include "workloads/swarm/consensus/protocols.h"

namespace workloads::swarm::consensus {
namespace {

enum Kind : std::uint16_t { question, answer, timeout };
constexpr std::uint64_t timeout_us = 35'000;  // a letter that was lost twice

struct Asking {
  int round = 0;
  unsigned votes[2] = {0, 0};
  unsigned confidence[2] = {0, 0};
  unsigned in_a_row = 0, last = 0;
  unsigned preferred = 0;
  bool decided = false;
};

// The fewest of those asked that are such a share; 0.56 * 25 is a little more than 14.
unsigned needed(double share, unsigned asked) { return unsigned(std::ceil(share * asked * (1 - 1e-12))); }

class Meeting {
 public:
  explicit Meeting(const ConsensusPlan& plan)
      : plan_(plan),
        network_(plan.loss, plan.seed),
        asked_(std::min(plan.sample, (plan.participants + 1) / 2)),
        needed_(needed(plan.agreement, asked_)),
        all_(plan.participants) {
    for (unsigned id = 0; id < plan.participants; ++id) all_[id].preferred = id % 3 == 0;
  }

  Decision run() {
    for (unsigned id = plan_.faulty; id < plan_.participants; ++id) ask(id);
    Letter letter;
    while (minutes_.decision.decided < plan_.participants - plan_.faulty && network_.next(letter, minute_us)) {
      if (letter.kind == question) {
        reply(letter);
      } else if (letter.round == all_[letter.to].round && !all_[letter.to].decided) {
        if (letter.kind == timeout) {
          close(letter.to);
        } else {
          hear(letter.to, letter.value);
        }
      }
    }
    minutes_.decision.letters = network_.letters();
    return minutes_.decision;
  }

 private:
  bool faulty(unsigned who) const { return who < plan_.faulty; }

  void ask(unsigned id) {
    Asking& one = all_[id];
    ++one.round;
    one.votes[0] = one.votes[1] = 0;
    // The first of a shuffle of all others.
    others_.clear();
    for (unsigned who = 0; who < plan_.participants; ++who) {
      if (who != id) others_.push_back(std::uint16_t(who));
    }
    Letter letter{.from = std::uint16_t(id), .kind = question, .round = one.round, .value = one.preferred};
    for (unsigned i = 0; i < asked_; ++i) {
      std::swap(others_[i], others_[i + network_.random() % (others_.size() - i)]);
      letter.to = others_[i];
      network_.send(letter);
    }
    network_.wake({.from = letter.from, .to = letter.from, .kind = timeout, .round = letter.round}, timeout_us);
  }

  void reply(const Letter& asked) {
    std::uint32_t value = all_[asked.to].preferred;
    if (faulty(asked.to)) {
      if (plan_.fault == Fault::silent) return;
      value = asked.from % 2;
    }
    network_.send({.from = asked.to, .to = asked.from, .kind = answer, .round = asked.round, .value = value});
  }

  void hear(unsigned id, std::uint32_t value) {
    Asking& one = all_[id];
    ++one.votes[value];
    if (one.votes[value] >= needed_ || one.votes[0] + one.votes[1] == asked_) close(id);
  }

  void close(unsigned id) {
    Asking& one = all_[id];
    if (std::max(one.votes[0], one.votes[1]) < needed_) {
      one.in_a_row = 0;
      return ask(id);
    }
    const unsigned value = one.votes[1] >= needed_;
    if (++one.confidence[value] > one.confidence[one.preferred]) one.preferred = value;
    one.in_a_row = value == one.last ? one.in_a_row + 1 : 1;
    one.last = value;
    if (one.in_a_row < plan_.streak) return ask(id);
    one.decided = true;
    one.preferred = value;
    minutes_.note(value, true, unsigned(one.round), network_.now_us());
  }

  const ConsensusPlan& plan_;
  Network network_;
  Minutes minutes_;
  unsigned asked_, needed_;
  std::vector<Asking> all_;
  std::vector<std::uint16_t> others_;
};

}  // namespace

Decision decide_by_sampling(const ConsensusPlan& plan) { return Meeting(plan).run(); }

}  // namespace workloads::swarm::consensus
