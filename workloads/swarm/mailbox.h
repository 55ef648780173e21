// A mailbox that many write and one reads, and that knows whether its agent is scheduled. Both are one atomic word:
//   idle        nobody wrote since the agent was last found finished: the next writer schedules it
//   nullptr     scheduled, nothing new
//   otherwise   scheduled, a stack of messages, newest first
// With a separate flag there is a moment between "is the mailbox empty?" and "not scheduled any more" in which a
// message can arrive and wake nobody. Here that moment does not exist.
#pragma once

#include <atomic>
#include <cstdint>

namespace workloads::swarm {

using AgentId = std::uint32_t;

// What agents send. Whoever made it owns its memory and must keep it until it was received; it can be in one mailbox at
// a time. Derive from it to carry more.
struct Message {
  AgentId from = 0, to = 0;
  std::uint32_t kind = 0;
  Message* next = nullptr;  // the mailbox's
};

class Mailbox {
 public:
  // Adds a message; returns true if the caller must now schedule the agent. Any thread.
  bool post(Message& message) {
    Message* newest = newest_.load(std::memory_order_relaxed);
    do {
      message.next = newest == idle() ? nullptr : newest;
    } while (!newest_.compare_exchange_weak(newest, &message, std::memory_order_acq_rel, std::memory_order_relaxed));
    return newest == idle();
  }

  // Returns all messages, oldest first, linked by next. Only whoever runs the scheduled agent.
  Message* take() {
    Message* newest = newest_.exchange(nullptr, std::memory_order_acquire);
    Message* oldest = nullptr;
    while (newest != nullptr) {
      Message* older = newest->next;
      newest->next = oldest;
      oldest = newest;
      newest = older;
    }
    return oldest;
  }

  // Ends the agent's turn; false if messages have come, and then it stays scheduled. What the agent did is visible to
  // whoever runs it next.
  bool finish() {
    Message* empty = nullptr;
    return newest_.compare_exchange_strong(empty, idle(), std::memory_order_release, std::memory_order_relaxed);
  }

 private:
  // An address that no message has.
  Message* idle() { return reinterpret_cast<Message*>(this); }

  std::atomic<Message*> newest_{idle()};
};

}  // namespace workloads::swarm
