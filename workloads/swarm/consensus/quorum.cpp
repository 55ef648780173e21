// Rounds of proposal, prevote and precommit. The rules are those of the paper's algorithm 1; each says its lines.
// Letters count as signed: nobody can speak for another, and a certificate, the precommits of a quorum, can be shown to
// others.
#include <array>
#include <deque>

#include "kernels/aggregate.h"
#include "workloads/swarm/consensus/network.h"
#include "workloads/swarm/consensus/protocols.h"

namespace workloads::swarm::consensus {
namespace {

enum Kind : std::uint16_t {
  proposal,
  prevote,
  precommit,
  certificate,
  propose_timeout,
  prevote_timeout,
  precommit_timeout
};
constexpr std::uint32_t nothing = 0;  // the vote for no value
constexpr std::uint64_t timeout_us = 20'000;

struct Voters {
  std::array<std::uint64_t, 2> bits{};
  void add(unsigned who) { bits[who / 64] |= std::uint64_t(1) << who % 64; }
  void add(const Voters& others) {
    for (std::size_t i = 0; i < bits.size(); ++i) bits[i] |= others.bits[i];
  }
  unsigned count() const { return unsigned(kernels::vote_count(bits.data(), 128)); }
};

// Votes of one kind in one round. Sound participants vote once, so there are few values.
struct Tally {
  Voters anyone;
  std::vector<std::pair<std::uint32_t, Voters>> by_value;
  template <class Who>
  void add(std::uint32_t value, const Who& who) {
    anyone.add(who);
    for (auto& [known, voters] : by_value) {
      if (known == value) return voters.add(who);
    }
    by_value.push_back({value, {}});
    by_value.back().second.add(who);
  }
  Voters of(std::uint32_t value) const {
    for (const auto& [known, voters] : by_value) {
      if (known == value) return voters;
    }
    return {};
  }
  unsigned count(std::uint32_t value) const { return of(value).count(); }
};

struct Round {
  Tally prevotes, precommits;
  Voters heard;
  std::uint32_t value = nothing;  // the proposal, the first that came
  int valid_round = -1;
  bool prevote_timer = false, precommit_timer = false, seen_valid = false;
};

struct Meeting {
  explicit Meeting(const ConsensusPlan& wanted)
      : plan(wanted), network(wanted.loss, wanted.seed), quorum(2 * wanted.participants / 3 + 1) {}
  // Drawn, so that a band cannot have the turns one after the other.
  unsigned proposer(int round) const {
    const std::uint64_t drawn = (plan.seed + 1) * 0x9e3779b97f4a7c15u + std::uint64_t(round) * 0xd1342543de82ef95u;
    return unsigned((drawn >> 40) % plan.participants);
  }
  bool faulty(unsigned who) const { return who < plan.faulty; }
  void broadcast(Letter letter) {
    for (unsigned to = 0; to < plan.participants; ++to) {
      letter.to = std::uint16_t(to);
      if (to != letter.from) network.send(letter);
    }
  }
  // Each participant proposes a value of its own, a faulty one also a second.
  bool is_a_proposal(std::uint32_t value) const { return value >= 1 && value <= plan.participants + plan.faulty; }

  const ConsensusPlan& plan;
  Network network;
  Minutes minutes;
  unsigned quorum;
};

class Participant {
 public:
  Participant(Meeting& meeting, unsigned id) : meeting_(meeting), id_(id) {}

  // Lines 11 to 21.
  void start(int round) {
    round_ = round;
    step_ = Step::propose;
    if (meeting_.proposer(round) == id_) {
      const std::uint32_t value = valid_value_ != nothing ? valid_value_ : id_ + 1;
      say(proposal, value, valid_round_);
    } else {
      wait(propose_timeout);
    }
    consider(round);
  }

  void receive(const Letter& letter) {
    if (decided_) return;
    const int round = letter.round;
    switch (letter.kind) {
      case proposal:
        if (letter.from != meeting_.proposer(round) || at(round).value != nothing) break;
        at(round).value = letter.value;
        at(round).valid_round = letter.valid_round;
        if (letter.valid_round >= 0 && letter.valid_round < round)
          at(letter.valid_round).prevotes.add(letter.value, Voters{letter.proof});
        break;
      case prevote:
        at(round).prevotes.add(letter.value, letter.from);
        break;
      case precommit:
        at(round).precommits.add(letter.value, letter.from);
        break;
      case certificate:
        at(round).precommits.add(letter.value, Voters{letter.proof});
        if (at(round).precommits.count(letter.value) >= meeting_.quorum) return decide(letter.value, round);
        break;
      case propose_timeout:  // lines 57 to 60
        if (round == round_ && step_ == Step::propose) vote(prevote, nothing);
        break;
      case prevote_timeout:  // lines 61 to 64
        if (round == round_ && step_ == Step::prevote) vote(precommit, nothing);
        break;
      case precommit_timeout:  // lines 65 to 67
        if (round == round_) return start(round_ + 1);
        break;
    }
    if (letter.from != id_) at(round).heard.add(letter.from);
    consider(round);
  }
  bool decided() const { return decided_; }

 private:
  enum class Step { propose, prevote, precommit };

  Round& at(int round) {
    while (rounds_.size() <= std::size_t(round)) rounds_.emplace_back();
    return rounds_[std::size_t(round)];
  }
  void say(Kind kind, std::uint32_t value, int valid_round = -1) {
    const Letter letter{.from = std::uint16_t(id_),
                        .to = std::uint16_t(id_),
                        .kind = kind,
                        .round = round_,
                        .valid_round = valid_round,
                        .value = value,
                        .proof = valid_round < 0 ? Voters{}.bits : at(valid_round).prevotes.of(value).bits};
    meeting_.broadcast(letter);
    meeting_.network.wake(letter, 0);  // to itself, at once
  }
  void wait(Kind kind) {
    meeting_.network.wake({.from = std::uint16_t(id_), .to = std::uint16_t(id_), .kind = kind, .round = round_},
                          timeout_us * std::uint64_t(round_ + 1));
  }
  void vote(Kind kind, std::uint32_t value) {
    step_ = kind == prevote ? Step::prevote : Step::precommit;
    say(kind, value);
  }
  void decide(std::uint32_t value, int round) {
    decided_ = true;
    meeting_.minutes.note(value, meeting_.is_a_proposal(value), unsigned(round) + 1, meeting_.network.now_us());
    meeting_.broadcast({.from = std::uint16_t(id_),
                        .kind = certificate,
                        .round = round,
                        .value = value,
                        .proof = at(round).precommits.of(value).bits});
  }

  // Applies every rule that what came for `round` may have made true.
  void consider(int round) {
    const unsigned quorum = meeting_.quorum, few = meeting_.plan.participants - quorum + 1;
    Round& past = at(round);
    // Lines 49 to 54.
    if (past.value != nothing && past.precommits.count(past.value) >= quorum) return decide(past.value, round);
    // Lines 55 and 56.
    if (round > round_ && past.heard.count() >= few) return start(round);
    Round& now = at(round_);
    if (step_ == Step::propose && now.value != nothing) {
      // Lines 22 to 27, and 28 to 33 for a value that an earlier round had found valid.
      const bool fresh = now.valid_round < 0;
      if (fresh || (now.valid_round < round_ && at(now.valid_round).prevotes.count(now.value) >= quorum)) {
        const bool free = locked_value_ == now.value || (fresh ? locked_round_ < 0 : locked_round_ <= now.valid_round);
        vote(prevote, free && meeting_.is_a_proposal(now.value) ? now.value : nothing);
      }
    }
    const unsigned for_value = now.value != nothing ? now.prevotes.count(now.value) : 0;
    // Lines 36 to 43.
    if (for_value >= quorum && step_ != Step::propose && !now.seen_valid) {
      now.seen_valid = true;
      valid_value_ = now.value;
      valid_round_ = round_;
      if (step_ == Step::prevote) {
        locked_value_ = now.value;
        locked_round_ = round_;
        vote(precommit, now.value);
      }
    }
    // Lines 44 to 46, then 34 and 35.
    if (step_ == Step::prevote && now.prevotes.count(nothing) >= quorum) vote(precommit, nothing);
    if (step_ == Step::prevote && !now.prevote_timer && now.prevotes.anyone.count() >= quorum) {
      now.prevote_timer = true;
      wait(prevote_timeout);
    }
    // Lines 47 and 48.
    if (!now.precommit_timer && now.precommits.anyone.count() >= quorum) {
      now.precommit_timer = true;
      wait(precommit_timeout);
    }
  }

  Meeting& meeting_;
  unsigned id_;
  int round_ = 0, locked_round_ = -1, valid_round_ = -1;
  Step step_ = Step::propose;
  std::uint32_t locked_value_ = nothing, valid_value_ = nothing;
  bool decided_ = false;
  std::deque<Round> rounds_;  // references stay while rounds are added
};

// One of a band: proposes one value to one half and another to the other; and whatever a fellow proposes it seconds to
// each half, where a sound participant proposes it seconds that to one half and no value to the other.
class TwoFaced {
 public:
  TwoFaced(Meeting& meeting, unsigned id) : meeting_(meeting), id_(id) {}
  void receive(const Letter& letter) {
    if (letter.round < next_ || letter.kind > precommit) return;
    next_ = letter.round + 1;
    const unsigned proposer = meeting_.proposer(letter.round);
    const bool fellow = meeting_.faulty(proposer);
    const std::uint32_t even = fellow ? proposer + 1 : letter.value;
    const std::uint32_t odd = fellow ? meeting_.plan.participants + proposer + 1 : nothing;
    if (proposer == id_) tell(proposal, letter.round, even, odd);
    for (const Kind kind : {prevote, precommit}) tell(kind, letter.round, even, odd);
  }

 private:
  void tell(Kind kind, int round, std::uint32_t even, std::uint32_t odd) {
    for (unsigned to = 0; to < meeting_.plan.participants; ++to) {
      if (to == id_) continue;
      meeting_.network.send({.from = std::uint16_t(id_),
                             .to = std::uint16_t(to),
                             .kind = kind,
                             .round = round,
                             .value = to % 2 == 0 ? even : odd});
    }
  }
  Meeting& meeting_;
  unsigned id_;
  int next_ = 0;
};

}  // namespace

Decision decide_by_quorum(const ConsensusPlan& plan) {
  Meeting meeting(plan);
  std::vector<Participant> sound;
  std::vector<TwoFaced> two_faced;
  for (unsigned id = 0; id < plan.participants; ++id) {
    sound.emplace_back(meeting, id);
    two_faced.emplace_back(meeting, id);
  }
  for (unsigned id = plan.faulty; id < plan.participants; ++id) sound[id].start(0);
  if (plan.fault == Fault::two_faced && meeting.faulty(meeting.proposer(0))) two_faced[meeting.proposer(0)].receive({});
  Letter letter;
  while (meeting.minutes.decision.decided < plan.participants - plan.faulty &&
         meeting.network.next(letter, minute_us)) {
    if (!meeting.faulty(letter.to)) {
      sound[letter.to].receive(letter);
    } else if (plan.fault == Fault::two_faced) {
      two_faced[letter.to].receive(letter);
    }
  }
  meeting.minutes.decision.letters = meeting.network.letters();
  return meeting.minutes.decision;
}

}  // namespace workloads::swarm::consensus
