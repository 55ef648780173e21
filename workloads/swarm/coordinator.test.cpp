#include "workloads/swarm/coordinator.h"

#include <gtest/gtest.h>

#include <random>

namespace workloads::swarm {
namespace {

// Sends every message on to a random agent until it has been received `hops` times.
struct Hopper : Message {
  int hops_left = 0;
};

class Relay : public Agent {
 public:
  explicit Relay(AgentId agents, std::uint32_t seed) : agents_(agents), random_(seed) {}
  void receive(Message& message, Coordinator& coordinator) override {
    // Not atomic: an agent that ran on two threads at once would lose counts here, and the thread sanitizer objects.
    ++received;
    Hopper& hopper = static_cast<Hopper&>(message);
    if (--hopper.hops_left == 0) return;
    hopper.from = id();
    hopper.to = AgentId(random_() % agents_);
    coordinator.send(hopper);
  }
  long received = 0;

 private:
  AgentId agents_;
  std::mt19937 random_;
};

long hop(Coordinator& coordinator, AgentId agents, int messages, int hops) {
  std::vector<Relay*> relays;
  for (AgentId i = 0; i < agents; ++i) {
    auto relay = std::make_unique<Relay>(agents, i);
    relays.push_back(relay.get());
    coordinator.add(std::move(relay));
  }
  std::vector<Hopper> hoppers{std::size_t(messages)};
  for (std::size_t i = 0; i < hoppers.size(); ++i) {
    hoppers[i].hops_left = hops;
    hoppers[i].to = AgentId(i % agents);
    EXPECT_TRUE(coordinator.send(hoppers[i]));
  }
  coordinator.run();
  long received = 0;
  for (const Relay* relay : relays) received += relay->received;
  return received;
}

TEST(Coordinator, DeliversEveryMessageOnceWhateverTheWorkers) {
  for (int workers : {1, 2, 3, 4}) {
    for (AgentId agents : {1u, 2u, 5u, 50u}) {
      Coordinator coordinator(workers);
      EXPECT_EQ(hop(coordinator, agents, 20, 200), 20 * 200) << workers << " workers, " << agents << " agents";
    }
  }
}

TEST(Coordinator, RunsAgainAndWithNothingToDo) {
  Coordinator coordinator(2);
  coordinator.run();
  EXPECT_EQ(hop(coordinator, 3, 5, 10), 50);
  coordinator.run();
}

TEST(Coordinator, RefusesAnUnknownAddressee) {
  Coordinator coordinator(1);
  Message message;
  EXPECT_FALSE(coordinator.send(message));
  message.to = 7;
  hop(coordinator, 3, 1, 1);
  EXPECT_FALSE(coordinator.send(message));
  coordinator.run();
}

TEST(Coordinator, KeepsTheOrderOfOneSender) {
  struct Order : Agent {
    void receive(Message& message, Coordinator&) override { EXPECT_EQ(message.kind, expected++); }
    std::uint32_t expected = 0;
  };
  Coordinator coordinator(2);
  const AgentId to = coordinator.add(std::make_unique<Order>());
  std::vector<Message> messages(100);
  for (std::uint32_t i = 0; i < messages.size(); ++i) {
    messages[i].to = to;
    messages[i].kind = i;
    coordinator.send(messages[i]);
  }
  coordinator.run();
}

// A prototype had a flag "scheduled" beside the mailbox and lost wake-ups: the owner saw an empty mailbox, a message
// came, its sender saw the agent still scheduled, the owner cleared the flag; nobody ever looked again. One reader that
// constantly finishes its turn against writers that constantly post is that moment, over and over. A lost wake-up is a
// message that is never received: the reader below would wait for ever, so it gives up after many empty looks.
TEST(Mailbox, NoWakeUpIsLostBetweenEmptyAndIdle) {
#ifdef __SANITIZE_THREAD__
  constexpr int writers = 1, each = 20000;
#else
  constexpr int writers = 1, each = 100000;
#endif
  Mailbox mailbox;
  std::atomic<int> turns_due{0};  // how often a writer was told to schedule the agent
  std::atomic<bool> gave_up{false};
  struct Letter : Message {
    std::atomic<bool> received{true};
  };
  std::vector<Letter> letters(writers);
  std::vector<std::thread> threads;
  for (Letter& letter : letters) {
    threads.emplace_back([&] {
      for (int i = 0; i < each; ++i) {
        // One letter each under way, so that the mailbox is empty nearly every time the reader looks.
        // Spinning, because only threads that really run side by side meet in a moment of a few nanoseconds.
        for (int spin = 1; !letter.received.load(std::memory_order_acquire); ++spin) {
          if (gave_up) return;
          if (spin % 4096 == 0) std::this_thread::yield();
        }
        letter.received.store(false, std::memory_order_relaxed);
        if (mailbox.post(letter)) turns_due.fetch_add(1, std::memory_order_release);
      }
    });
  }
  int received = 0;
  long looks = 0;
  while (received < writers * each && looks < 200'000'000) {
    if (turns_due.load(std::memory_order_acquire) == 0) {
      if (++looks % 4096 == 0) std::this_thread::yield();
      continue;
    }
    looks = 0;
    EXPECT_EQ(turns_due.fetch_sub(1, std::memory_order_relaxed), 1) << "scheduled twice at once";
    do {
      for (Message* m = mailbox.take(); m != nullptr;) {
        Letter& letter = static_cast<Letter&>(*m);
        m = m->next;
        ++received;
        letter.received.store(true, std::memory_order_release);
      }
      // A delay that varies sweeps finish() over the moment in which the answering letter arrives.
      for (int delay = received % 97; delay > 0; --delay) asm volatile("");
    } while (!mailbox.finish());
  }
  gave_up = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(received, writers * each);
}

// The same for whole workers: with few messages under way they fall asleep and are woken all the time.
TEST(Coordinator, WorkersThatSleepAreWoken) {
  Coordinator coordinator(3);
  EXPECT_EQ(hop(coordinator, 2, 2, 5000), 10000);
  for (int round = 0; round < 200; ++round) {
    Coordinator fresh(2);
    ASSERT_EQ(hop(fresh, 4, 2, 3), 6);
  }
}

// run() looks for a while whether another worker comes to an end, and then sleeps: the last message must wake it.
TEST(Coordinator, RunReturnsThoughItSleptBeforeTheLastMessage) {
  struct Slow : Agent {
    void receive(Message& message, Coordinator&) override {
      for (int i = 0; i < 2'000'000 * int(message.kind); ++i) asm volatile("");
    }
  };
  Coordinator coordinator(2);
  std::vector<Message> messages(4);
  for (std::uint32_t i = 0; i < messages.size(); ++i) messages[i].to = coordinator.add(std::make_unique<Slow>());
  messages.front().kind = 1;
  messages.back().kind = 3;  // at home with the other worker, which has the time of the first to fetch it
  for (int round = 0; round < 20; ++round) {
    for (Message& message : messages) coordinator.send(message);
    coordinator.run();
  }
}

}  // namespace
}  // namespace workloads::swarm
