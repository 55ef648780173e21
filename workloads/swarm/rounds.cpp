#include "workloads/swarm/rounds.h"

#include <algorithm>
#include <vector>

#include "kernels/check.h"
#include "workloads/swarm/coordinator.h"

namespace workloads::swarm {
namespace {

struct Word : Message {
  static constexpr std::uint32_t begin = 0, share = 1, result = 2;  // Message::kind
  std::uint64_t value = 0;
};

// Knows what it holds and what it has heard; agents are numbered as they were added.
class Member : public Agent {
 public:
  void begin(std::uint64_t value) {
    sum = value;
    heard = sent = 0;
    informed = false;
  }
  std::uint64_t sum = 0, heard = 0, sent = 0;
  bool informed = false;
  Word starting;

 protected:
  void tell(Word& word, AgentId to, std::uint32_t kind, std::uint64_t value, Coordinator& coordinator) {
    word.from = id();
    word.to = to;
    word.kind = kind;
    word.value = value;
    ++sent;
    coordinator.send(word);
  }
};

// What it tells is its own value, so the sum that grows meanwhile is another.
class MeshMember : public Member {
 public:
  explicit MeshMember(std::size_t agents) : words_(agents) {}

  void receive(Message& message, Coordinator& coordinator) override {
    const Word& word = static_cast<Word&>(message);
    if (word.kind == Word::begin) {
      for (std::size_t to = 0; to < words_.size(); ++to) {
        if (to != id()) tell(words_[to], AgentId(to), Word::share, word.value, coordinator);
      }
    } else {
      sum += word.value;
      ++heard;
    }
    informed = heard == words_.size() - 1;
  }

 private:
  std::vector<Word> words_;
};

// Sums of those below come up; when all have, its own goes up, or the result down.
class TreeMember : public Member {
 public:
  explicit TreeMember(std::size_t agents) : agents_(agents) {}

  void receive(Message& message, Coordinator& coordinator) override {
    const Word& word = static_cast<Word&>(message);
    if (word.kind == Word::result) {
      sum = word.value;
      return inform(coordinator);
    }
    if (word.kind == Word::share) sum += word.value;
    if (++heard < 1 + children()) return;
    if (id() == 0) return inform(coordinator);
    tell(up_, AgentId((id() - 1) / tree_children), Word::share, sum, coordinator);
  }

 private:
  std::size_t first_child() const { return id() * tree_children + 1; }
  std::size_t children() const {
    return first_child() >= agents_ ? 0 : std::min(tree_children, agents_ - first_child());
  }
  void inform(Coordinator& coordinator) {
    informed = true;
    for (std::size_t c = 0; c < children(); ++c)
      tell(down_[c], AgentId(first_child() + c), Word::result, sum, coordinator);
  }

  std::size_t agents_;
  Word up_, down_[tree_children];
};

}  // namespace

struct Rounds::Parts {
  explicit Parts(int workers) : coordinator(workers) {}
  Coordinator coordinator;
  std::vector<Member*> members;
};

Rounds::Rounds(std::size_t agents, int workers, Topology topology) : parts_(std::make_unique<Parts>(workers)) {
  KERNEL_CHECK(agents > 0, "Rounds: no agents");
  for (std::size_t i = 0; i < agents; ++i) {
    std::unique_ptr<Member> member;
    if (topology == Topology::mesh) member = std::make_unique<MeshMember>(agents);
    if (topology == Topology::tree) member = std::make_unique<TreeMember>(agents);
    parts_->members.push_back(member.get());
    parts_->coordinator.add(std::move(member));
  }
}
Rounds::~Rounds() = default;

Rounds::Outcome Rounds::run(std::span<const std::uint64_t> values) {
  Parts& p = *parts_;
  KERNEL_CHECK(values.size() == p.members.size(), "Rounds: want one value for each agent");
  for (std::size_t i = 0; i < values.size(); ++i) p.members[i]->begin(values[i]);
  for (std::size_t i = 0; i < values.size(); ++i) {
    Word& word = p.members[i]->starting;
    word.to = p.members[i]->id();
    word.value = values[i];
    p.coordinator.send(word);
  }
  p.coordinator.run();
  Outcome outcome;
  outcome.sum = p.members.front()->sum;
  for (const Member* member : p.members) {
    outcome.informed += member->informed && member->sum == outcome.sum;
    outcome.messages += member->sent;
  }
  return outcome;
}

}  // namespace workloads::swarm
