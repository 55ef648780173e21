// Sizes are rounded up to classes, eight per power of two (multiples of 16 bytes up to 128), so at most 1/9 of a block
// is lost. Small and medium blocks are cut from chunks, large ones are chunks of their own. Medium and large blocks are
// few and their sizes vary, so they may serve a smaller request; a word before them says how large they really are.
// A pool that collects has no room for that: its medium blocks come from gaps, new large ones are as large as asked
// for.
#include "kernels/memory/pool.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <unordered_map>

#include "kernels/memory/poison.h"
#ifdef __GLIBC__
#include <malloc.h>
#endif

#if !defined(NDEBUG) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define POOL_DETECTS_MISUSE 1
#else
#define POOL_DETECTS_MISUSE 0
#endif

namespace kernels::memory {
namespace {

constexpr bool detects_misuse_here = POOL_DETECTS_MISUSE;
constexpr std::size_t line_bytes = 64, smallest_block_bytes = 16, wide_block_bytes = 512;
constexpr std::size_t chunk_bytes[2] = {64 * 1024, 512 * 1024};
// How many classes above its own a medium or large request looks for a free block: up to 1.6 times its size.
constexpr std::size_t classes_above = 5;
// Where memory is dear: chunks of which little is lost when one block stays, and by which part a large block may exceed
// what was asked for when its class has none (one of its class may by a quarter; refusing those cost half as much time
// again and held no less).
constexpr std::size_t tight_chunk_bytes = 112 * 1024, tight_part = 8;
constexpr std::size_t largest_block_bytes = std::size_t(1) << (sizeof(std::size_t) == 8 ? 40 : 30);

constexpr std::size_t class_of(std::size_t bytes) {
  if (bytes <= 128) return (std::max<std::size_t>(bytes, 1) + 15) / 16 - 1;
  const int shift = int(std::bit_width(bytes - 1)) - 4;
  return std::size_t(shift - 4) * 8 + ((bytes - 1) >> shift);
}
constexpr std::size_t block_bytes_of(std::size_t size_class) {
  if (size_class < 8) return 16 * (size_class + 1);
  return (size_class % 8 + 9) << ((size_class - 8) / 8 + 4);
}
static_assert(class_of(0) == 0 && class_of(128) == 7 && class_of(129) == 8 && class_of(256) == 15);
static_assert(block_bytes_of(8) == 144 && block_bytes_of(15) == 256 && block_bytes_of(16) == 288);
static_assert(block_bytes_of(class_of(small_limit_bytes)) == small_limit_bytes);

// Of small blocks, by their multiple of 16 bytes: a look-up instead of a calculation.
constexpr auto small_classes = [] {
  std::array<std::uint8_t, small_limit_bytes / 16 + 1> table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = std::uint8_t(class_of(16 * i));
  return table;
}();
constexpr std::size_t small_class_of(std::size_t bytes) { return small_classes[(bytes + 15) / 16]; }

constexpr std::size_t last_small_class = class_of(small_limit_bytes), last_medium_class = class_of(medium_limit_bytes);
constexpr std::size_t largest_medium_bytes = block_bytes_of(last_medium_class);
constexpr std::size_t lines(std::size_t bytes) { return (bytes + line_bytes - 1) / line_bytes * line_bytes; }
// The class that straddles the medium limit serves medium blocks only: large ones are kept in another way.
constexpr std::size_t own_class_of(std::size_t bytes) {
  const bool moved = bytes > medium_limit_bytes && bytes <= largest_medium_bytes;
  return class_of(moved ? largest_medium_bytes + 1 : bytes);
}
constexpr std::size_t smallest_large_bytes = block_bytes_of(last_medium_class + 1);
// The class whose blocks are no larger than this one.
constexpr std::size_t class_within(std::size_t bytes) {
  const std::size_t size_class = class_of(bytes);
  return block_bytes_of(size_class) > bytes ? size_class - 1 : size_class;
}
static_assert(class_within(smallest_large_bytes + 1) == last_medium_class + 1);
// The word before a medium or large block.
std::size_t& real_bytes(void* block) { return static_cast<std::size_t*>(block)[-1]; }

// The address of a thread-local object names a thread, and costs less than asking for its id.
const void* this_thread() {
  thread_local char name;
  return &name;
}

[[noreturn]] void misuse(const char* what, const void* block, std::size_t bytes) {
  std::fprintf(stderr, "pool: %s: block %p of %zu bytes\n", what, block, bytes);
  std::abort();
}

}  // namespace

// What a free block holds.
struct Pool::Free {
  Free* next;
  std::size_t bytes;  // only in the list of other threads
};
static_assert(sizeof(void*) + sizeof(std::size_t) <= smallest_block_bytes);

// The head of memory obtained from the system; blocks begin a line later.
struct Pool::Chunk {
  Chunk *previous, *next;
  Tier tier;
  std::size_t bytes;
  char *at, *end;  // what is not cut yet

  char* first() { return reinterpret_cast<char*>(this) + line_bytes; }
};

struct Pool::Watch {
  std::unordered_map<const void*, std::size_t> live;
};

Tier tier_of(std::size_t bytes) {
  return bytes <= small_limit_bytes ? Tier::small : bytes <= medium_limit_bytes ? Tier::medium : Tier::large;
}

std::size_t PoolStatistics::live_bytes() const { return tier[0].live_bytes + tier[1].live_bytes + tier[2].live_bytes; }
std::size_t PoolStatistics::committed_bytes() const {
  return tier[0].committed_bytes + tier[1].committed_bytes + tier[2].committed_bytes;
}

bool Pool::detects_misuse() { return detects_misuse_here; }

Pool::Pool(std::size_t limit_bytes, double collect_below)
    : limit_bytes_(limit_bytes), collect_below_(collect_below), owner_(this_thread()) {
  static_assert(sizeof(Chunk) + sizeof(std::size_t) <= line_bytes);
  static_assert(class_of(largest_block_bytes) < class_count);
  if (detects_misuse_here) watch_ = std::make_unique<Watch>();
}

Pool::~Pool() {
  while (chunks_ != nullptr) release(chunks_);
}

// Small blocks from their list stay in this function, which then needs no stack.
void* Pool::allocate(std::size_t bytes) {
  if (detects_misuse_here && owner_ != this_thread()) misuse("allocate() by another thread", nullptr, bytes);
  void* block = bytes <= small_limit_bytes ? pop(small_class_of(bytes)) : nullptr;
  return block == nullptr ? allocate_other(bytes) : allocated(block, bytes);
}

[[gnu::noinline]] void* Pool::allocate_other(std::size_t bytes) {
  if (bytes > largest_block_bytes) return nullptr;
  const std::size_t size_class = own_class_of(bytes);
  void* block = pop(size_class);
  if (block == nullptr) block = refill(size_class, bytes);
  if (block == nullptr) return nullptr;
  if (bytes > small_limit_bytes) statistics_.tier[int(tier_of(bytes))].live_bytes += bytes;
  return allocated(block, bytes);
}

inline void* Pool::allocated(void* block, std::size_t bytes) {
  ASAN_UNPOISON_MEMORY_REGION(block, bytes);
  if (detects_misuse_here) watch_->live[block] = bytes;
  live_bytes_ += bytes;
  if (live_bytes_ > statistics_.high_water_bytes) [[unlikely]]
    statistics_.high_water_bytes = live_bytes_;
  return block;
}

inline void Pool::put(void* block, std::size_t bytes) {
  if (detects_misuse_here) {
    const auto found = watch_->live.find(block);
    if (found == watch_->live.end()) misuse("freed twice, or not of this pool", block, bytes);
    if (found->second != bytes) misuse("freed with another size than it was allocated with", block, bytes);
    watch_->live.erase(found);
  }
  live_bytes_ -= bytes;
  if (bytes > small_limit_bytes) return put_other(block, bytes);
  push(block, block_bytes_of(small_class_of(bytes)), small_class_of(bytes));
}

void Pool::free(void* block, std::size_t bytes) {
  if (block == nullptr) return;
  if (owner_ == this_thread()) return put(block, bytes);
  ASAN_UNPOISON_MEMORY_REGION(block, sizeof(Free));
  Free* node = ::new (block) Free{remote_.load(std::memory_order_relaxed), bytes};
  // Release: what this thread did with the block comes before its next use. The list is only ever taken as a whole, so
  // that a head that left and came back does no harm.
  while (!remote_.compare_exchange_weak(node->next, node, std::memory_order_release, std::memory_order_relaxed)) {
  }
}

[[gnu::noinline]] void Pool::put_other(void* block, std::size_t bytes) {
  statistics_.tier[int(tier_of(bytes))].live_bytes -= bytes;
  if (is_tight() && bytes <= medium_limit_bytes) return gaps_.give(block);
  push(block, real_bytes(block), class_within(real_bytes(block)));
}

inline void Pool::push(void* block, std::size_t block_bytes, std::size_t size_class) {
  ASAN_UNPOISON_MEMORY_REGION(block, sizeof(Free));
  auto* free = ::new (block) Free;
  free->next = lists_[size_class];
  lists_[size_class] = free;
  ASAN_POISON_MEMORY_REGION(block, block_bytes);
}

inline void* Pool::pop(std::size_t size_class) {
  Free* block = lists_[size_class];
  if (block == nullptr) return nullptr;
  ASAN_UNPOISON_MEMORY_REGION(block, sizeof(Free));
  lists_[size_class] = block->next;
  ASAN_POISON_MEMORY_REGION(block, sizeof(Free));
  return block;
}

bool Pool::collect() {
  if (remote_.load(std::memory_order_relaxed) == nullptr) return false;
  Free* node = remote_.exchange(nullptr, std::memory_order_acquire);
  while (node != nullptr) {
    const Free taken = *node;
    put(node, taken.bytes);
    node = taken.next;
  }
  return true;
}

void* Pool::refill(std::size_t size_class, std::size_t bytes) {
  if (collect()) {
    if (void* block = pop(size_class)) return block;
  }
  const std::size_t block_bytes = block_bytes_of(size_class);
  if (size_class <= last_small_class) return cut(block_bytes, Tier::small);
  const bool medium = size_class <= last_medium_class;
  if (is_tight()) return medium ? from_gap(bytes) : large_of(std::max(lines(bytes), smallest_large_bytes));
  const std::size_t last = std::min(size_class + classes_above, medium ? last_medium_class : class_count - 1);
  for (std::size_t c = size_class + 1; c <= last; ++c) {
    if (void* block = pop(c)) return block;
  }
  if (medium) return cut(block_bytes, Tier::medium);
  return commit_large(block_bytes);
}

void* Pool::commit_large(std::size_t bytes) {
  Chunk* chunk = commit(line_bytes + bytes, Tier::large);
  if (chunk == nullptr) return nullptr;
  real_bytes(chunk->first()) = bytes;
  return chunk->first();
}

// A free one that hardly exceeds what is asked for, or a new one.
void* Pool::large_of(std::size_t bytes) {
  const std::size_t most = bytes + bytes / tight_part;
  for (std::size_t c = class_within(bytes); c <= class_within(most); ++c) {
    for (Free** at = &lists_[c]; *at != nullptr;) {
      Free* block = *at;
      ASAN_UNPOISON_MEMORY_REGION(block, sizeof(Free));
      Free** next = &block->next;
      if (real_bytes(block) < bytes || real_bytes(block) > most) {
        at = next;
        continue;
      }
      *at = block->next;
      return block;
    }
  }
  return commit_large(bytes);
}

void* Pool::from_gap(std::size_t bytes) {
  if (void* block = gaps_.take(bytes)) return block;
  Chunk* chunk = commit(tight_chunk_bytes, Tier::medium);
  if (chunk == nullptr) return nullptr;
  gaps_.add(chunk->first(), tight_chunk_bytes - line_bytes);
  return gaps_.take(bytes);
}

// Takes a new block from the tier's chunk. A medium block has a line before it, in which its size stands.
void* Pool::cut(std::size_t block_bytes, Tier tier) {
  Chunk*& chunk = cutting_[int(tier)];
  const auto start = [&] {
    if (tier == Tier::medium) return chunk->at + line_bytes;
    const auto beyond = reinterpret_cast<std::uintptr_t>(chunk->at) % line_bytes;
    return block_bytes < wide_block_bytes || beyond == 0 ? chunk->at : chunk->at + (line_bytes - beyond);
  };
  if (chunk == nullptr || start() + block_bytes > chunk->end) {
    Chunk* fresh = commit(chunk_bytes[int(tier)], tier);
    if (fresh == nullptr) return nullptr;
    if (chunk != nullptr && tier == Tier::medium) keep_rest(*chunk);
    chunk = fresh;
  }
  char* block = start();
  chunk->at = block + block_bytes;
  if (tier == Tier::medium) {
    ASAN_UNPOISON_MEMORY_REGION(block - sizeof(std::size_t), sizeof(std::size_t));
    real_bytes(block) = block_bytes;
  }
  return block;
}

// What is left of a medium chunk becomes the largest block that fits.
void Pool::keep_rest(Chunk& chunk) {
  const auto rest = std::size_t(chunk.end - chunk.at);
  std::size_t size_class = last_medium_class;
  while (size_class > last_small_class && block_bytes_of(size_class) + line_bytes > rest) --size_class;
  if (size_class == last_small_class) return;
  char* block = chunk.at + line_bytes;
  ASAN_UNPOISON_MEMORY_REGION(block - sizeof(std::size_t), sizeof(std::size_t));
  real_bytes(block) = block_bytes_of(size_class);
  push(block, real_bytes(block), size_class);
  chunk.at = block + block_bytes_of(size_class);
}

// Gives free large blocks back, the largest first, and empty chunks, while `bytes` more exceed the limit or what is
// live would be too small a share of it all.
void Pool::make_room(std::size_t bytes) {
  const auto enough = [this, bytes] {
    return bytes <= limit_bytes_ - committed_bytes_ &&
           double(live_bytes_ + bytes) >= collect_below_ * double(committed_bytes_ + bytes);
  };
  for (std::size_t c = class_count; c-- > last_medium_class + 1 && !enough();) {
    while (void* block = enough() ? nullptr : pop(c)) release(chunk_of(block));
  }
  while (void* empty = enough() ? nullptr : gaps_.take_empty_chunk()) release(chunk_of(empty));
}

Pool::Chunk* Pool::commit(std::size_t bytes, Tier tier) {
  if (bytes > limit_bytes_) return nullptr;
  make_room(bytes);
  if (bytes > limit_bytes_ - committed_bytes_) return nullptr;
  void* memory = ::operator new(bytes, std::align_val_t(line_bytes), std::nothrow);
  if (memory == nullptr) return nullptr;
  char* end = static_cast<char*>(memory) + bytes;
  auto* chunk = ::new (memory) Chunk{nullptr, chunks_, tier, bytes, nullptr, end};
  chunk->at = chunk->first();
  if (chunks_ != nullptr) chunks_->previous = chunk;
  chunks_ = chunk;
  committed_bytes_ += bytes;
  statistics_.tier[int(tier)].committed_bytes += bytes;
  ASAN_POISON_MEMORY_REGION(chunk->first(), bytes - line_bytes);
  return chunk;
}

Pool::Chunk* Pool::chunk_of(void* first) { return reinterpret_cast<Chunk*>(static_cast<char*>(first) - line_bytes); }

void Pool::release(Chunk* chunk) {
  (chunk->previous != nullptr ? chunk->previous->next : chunks_) = chunk->next;
  if (chunk->next != nullptr) chunk->next->previous = chunk->previous;
  committed_bytes_ -= chunk->bytes;
  statistics_.tier[int(chunk->tier)].committed_bytes -= chunk->bytes;
  ASAN_UNPOISON_MEMORY_REGION(chunk->first(), chunk->bytes - line_bytes);
  ::operator delete(chunk, std::align_val_t(line_bytes));
}

PoolStatistics Pool::statistics() {
  collect();
  PoolStatistics now = statistics_;
  now.tier[int(Tier::small)].live_bytes = live_bytes_ - now.live_bytes();  // counted nowhere else: they are many
  return now;
}

void Pool::trim() {
  collect();
  while (void* empty = gaps_.take_empty_chunk()) release(chunk_of(empty));
  for (std::size_t c = last_medium_class + 1; c < class_count; ++c) {
    while (void* block = pop(c)) release(chunk_of(block));
  }
#ifdef __GLIBC__
  malloc_trim(0);  // what was given back would stay with the process
#endif
}

}  // namespace kernels::memory
