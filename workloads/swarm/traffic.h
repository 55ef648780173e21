// Whether messages are under way. One count for all would be a cache line that every message takes from core to core
// twice, so each worker counts for itself what it sent and what it received, and whoever asks adds them up: first
// everything received, then everything sent. If both sums are equal, nothing is under way (Mattern 1987, "Algorithms
// for distributed termination detection", the four counters): a message is counted as sent before it can be received,
// and as received after everything that it led to was sent, so what the first sum knows the second one knows too.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace workloads::swarm {

class Traffic {
 public:
  explicit Traffic(std::size_t workers) : of_workers_(workers) {}

  // Makes the calling thread worker number `worker` as long as it lives. Others may send, too.
  class Seat {
   public:
    Seat(Traffic& traffic, std::size_t worker);
    ~Seat();
    Seat(const Seat&) = delete;

   private:
    const Traffic* outer_traffic_;
    std::size_t outer_worker_;
  };

  // The worker that the calling thread is, `otherwise` if it is none.
  std::size_t worker_or(std::size_t otherwise) const;
  // Counts a message, before it is posted.
  void sent();
  // Counts `messages`, after whatever they led to. Only who sits in that seat.
  void received(std::size_t worker, std::size_t messages);
  // Whether every message was received that the calling thread, or one of the workers on account of it, sent.
  bool is_over() const;

 private:
  struct alignas(64) Count {
    std::atomic<std::uint64_t> sent{0}, received{0};
  };
  std::vector<Count> of_workers_;
  Count of_others_;
};

}  // namespace workloads::swarm
