#include "workloads/swarm/traffic.h"

namespace workloads::swarm {
namespace {

// Whose worker this thread is.
thread_local const Traffic* seated_traffic = nullptr;
thread_local std::size_t seated_worker = 0;

}  // namespace

Traffic::Seat::Seat(Traffic& traffic, std::size_t worker)
    : outer_traffic_(seated_traffic), outer_worker_(seated_worker) {
  seated_traffic = &traffic;
  seated_worker = worker;
}

Traffic::Seat::~Seat() {
  seated_traffic = outer_traffic_;
  seated_worker = outer_worker_;
}

std::size_t Traffic::worker_or(std::size_t otherwise) const {
  return seated_traffic == this ? seated_worker : otherwise;
}

void Traffic::sent() {
  if (seated_traffic != this) {
    of_others_.sent.fetch_add(1);
    return;
  }
  std::atomic<std::uint64_t>& own = of_workers_[seated_worker].sent;
  own.store(own.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

// Sequentially consistent, because who counts looks next whether somebody sleeps, and who falls asleep looks next
// whether all is over: one of the two has to see the other.
void Traffic::received(std::size_t worker, std::size_t messages) {
  std::atomic<std::uint64_t>& own = of_workers_[worker].received;
  own.store(own.load(std::memory_order_relaxed) + messages);
}

bool Traffic::is_over() const {
  std::uint64_t received = 0, sent = 0;
  for (const Count& count : of_workers_) received += count.received.load();
  for (const Count& count : of_workers_) sent += count.sent.load();
  return received == sent + of_others_.sent.load();
}

}  // namespace workloads::swarm
