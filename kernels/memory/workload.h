// A pool made for what a program will do: how full it may be before it collects, and buffers laid in beforehand, so
// that the first round of work takes no longer than the others.
#pragma once

#include "kernels/memory/pool.h"

namespace kernels::memory {

enum class Workload { training, coordination };

// Of equal buffers, how many and how large.
struct Stock {
  std::size_t bytes, count;
};

// training      collects below 85 %; weights, gradients and activations of a 784-512-256-10 network, batch 32
// coordination  collects below 75 %; 256 messages of each of 64, 256 and 1024 bytes
double collect_below(Workload workload);
// Returns the stocks of a workload and how many there are.
struct Stocks {
  const Stock* first;
  std::size_t count;
};
Stocks stocks_of(Workload workload);

// Takes all of the stock at once and gives it back, touched. False, with what there was room for, where the pool
// refused. The pool's owner only.
bool lay_in(Pool& pool, Workload workload);

}  // namespace kernels::memory
