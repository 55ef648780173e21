// A memory pool for one thread: blocks up to 1 KiB, up to 100 KiB and above are kept apart, come from lists of equal
// blocks, and are handed back with their size, so that small blocks carry no header. Other threads may free too: their
// blocks wait in a list that the owner empties. Memory returns to the system by trim(), with the pool, and where the
// pool collects: it gives what is free back before it takes more, so that what is live stays a share of what it holds,
// and fits blocks closely.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "kernels/memory/gaps.h"

namespace kernels::memory {

enum class Tier { small, medium, large };
// The largest blocks of two tiers, and the tier of a block.
inline constexpr std::size_t tier_count = 3, small_limit_bytes = 1024, medium_limit_bytes = 100 * 1024;
Tier tier_of(std::size_t bytes);

// Of one tier, and of all together.
struct TierStatistics {
  std::size_t live_bytes = 0;       // as asked for, and not yet given back
  std::size_t committed_bytes = 0;  // obtained from the system
};

struct PoolStatistics {
  TierStatistics tier[tier_count];
  std::size_t high_water_bytes = 0;  // the most that was live at any time
  // Sums over the tiers.
  std::size_t live_bytes() const;
  std::size_t committed_bytes() const;
};

// Shares below which a pool collects. Collecting costs time: blocks that went come back from the system.
inline constexpr double collect_never = 0, collect_for_coordination = 0.75, collect_for_training = 0.85;

class Pool {
 public:
  // A pool of the calling thread that commits at most `limit_bytes`; free large blocks go before it refuses.
  explicit Pool(std::size_t limit_bytes = SIZE_MAX, double collect_below = collect_never);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Returns a block aligned to 16 bytes, from 512 bytes on to 64; nullptr when the limit or the system forbids it.
  // Owner only. A size of 0 counts as 1.
  void* allocate(std::size_t bytes);
  // Takes back a block of this pool; `bytes` is what was asked for, nullptr is allowed. Any thread.
  void free(void* block, std::size_t bytes);
  // Returns the numbers after taking in what other threads freed; their blocks count as live until then. Owner only.
  PoolStatistics statistics();
  // Gives the free large blocks back to the system, and chunks of medium ones if the pool collects. Owner only.
  void trim();

  // True in builds that end the program on a double free, a wrong size, a foreign block, or an owner's call elsewhere.
  static bool detects_misuse();

 private:
  struct Free;
  struct Chunk;
  struct Watch;                                       // what is live, in builds that detect misuse
  static constexpr std::size_t class_count = 8 * 34;  // blocks up to 2^40 bytes

  void* allocate_other(std::size_t bytes);
  void* allocated(void* block, std::size_t bytes);
  void* pop(std::size_t size_class);
  bool is_tight() const { return collect_below_ > 0; }
  void* refill(std::size_t size_class, std::size_t bytes);
  void* cut(std::size_t block_bytes, Tier tier);
  void keep_rest(Chunk& chunk);
  void push(void* block, std::size_t block_bytes, std::size_t size_class);
  void* from_gap(std::size_t bytes);
  void* large_of(std::size_t bytes);
  void* commit_large(std::size_t bytes);
  void make_room(std::size_t bytes);
  Chunk* commit(std::size_t bytes, Tier tier);
  void release(Chunk* chunk);
  static Chunk* chunk_of(void* first);
  void put(void* block, std::size_t bytes);
  void put_other(void* block, std::size_t bytes);
  bool collect();

  Free* lists_[class_count] = {};
  Gaps gaps_;               // medium blocks of a pool that collects
  Chunk* cutting_[2] = {};  // where new small and medium blocks are cut from
  Chunk* chunks_ = nullptr;
  PoolStatistics statistics_;
  std::size_t live_bytes_ = 0, committed_bytes_ = 0, limit_bytes_;
  double collect_below_;
  const void* owner_;
  std::unique_ptr<Watch> watch_;
  alignas(64) std::atomic<Free*> remote_{nullptr};  // on a line of its own: other threads write it
};

}  // namespace kernels::memory
