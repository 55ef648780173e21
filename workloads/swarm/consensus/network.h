// The network of a consensus, in virtual time: letters take half a millisecond to one and a half, and one that is lost
// is sent again ten milliseconds later, until it comes. Timers are letters to oneself.
#pragma once

#include <array>
#include <cstdint>
#include <queue>
#include <vector>

#include "workloads/random.h"

namespace workloads::swarm::consensus {

// What participants send, whatever the protocol.
struct Letter {
  std::uint64_t due_us = 0;
  std::uint32_t number = 0;  // letters that are due at once come in the order in which they were sent
  std::uint16_t from = 0, to = 0;
  std::uint16_t kind = 0;
  std::int32_t round = 0, valid_round = -1;
  std::uint32_t value = 0;
  std::array<std::uint64_t, 2> proof{};  // whose votes it shows, a bit for each
};

class Network {
 public:
  static constexpr std::uint64_t latency_min_us = 500, latency_max_us = 1500, resend_us = 10'000;

  Network(double loss, std::uint64_t seed) : lost_below_(std::uint64_t(loss * 4294967296.0)), random_(seed) {}

  // Sends it on its way, once or as often as it is lost.
  void send(Letter letter) {
    std::uint64_t delay_us = latency_min_us + random() % (latency_max_us - latency_min_us);
    for (++letters_; random() >> 32 < lost_below_; ++letters_) delay_us += resend_us;
    post(letter, delay_us);
  }
  // Has a letter come back after `delay_us`: never lost, nor counted.
  void wake(Letter timer, std::uint64_t delay_us) { post(timer, delay_us); }
  // Takes the next letter and moves the time to it; false where there is none, or none before `end_us`.
  bool next(Letter& letter, std::uint64_t end_us) {
    if (waiting_.empty() || waiting_.top().due_us > end_us) return false;
    letter = waiting_.top();
    waiting_.pop();
    now_us_ = letter.due_us;
    return true;
  }
  // The next number of this network's own seed.
  std::uint64_t random() { return random_.next(); }
  std::uint64_t now_us() const { return now_us_; }
  std::uint64_t letters() const { return letters_; }

 private:
  struct Later {
    bool operator()(const Letter& a, const Letter& b) const {
      return a.due_us != b.due_us ? a.due_us > b.due_us : a.number > b.number;
    }
  };
  void post(Letter letter, std::uint64_t delay_us) {
    letter.due_us = now_us_ + delay_us;
    letter.number = posted_++;
    waiting_.push(letter);
  }

  std::priority_queue<Letter, std::vector<Letter>, Later> waiting_;
  std::uint64_t lost_below_, now_us_ = 0, letters_ = 0;
  Random random_;
  std::uint32_t posted_ = 0;
};

}  // namespace workloads::swarm::consensus
