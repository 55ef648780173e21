// Blocks of many sizes cut from chunks so that little is left over: neighbours that are free become one gap, and a
// request takes a gap that hardly exceeds it. Dearer than lists of equal blocks, for pools that have to be small.
// Source: D. E. Knuth, "The Art of Computer Programming" 1, 2.5 (boundary tags, by which neighbours are found).
#pragma once

#include <cstddef>

namespace kernels::memory {

class Gaps {
 public:
  // Memory from here on, aligned to 64 bytes, a multiple of 64 and at least 256. It stays the caller's.
  void add(void* chunk, std::size_t bytes);
  // Returns a block aligned to 64 bytes; nullptr where no gap is large enough. Some gaps that just are may be missed.
  void* take(std::size_t bytes);
  void give(void* block);
  // Forgets and returns a chunk of which nothing is taken; nullptr where there is none.
  void* take_empty_chunk();

 private:
  struct Head;
  static constexpr std::size_t class_count = 16 * 24;  // sixteen to a power of two
  static std::size_t class_of(std::size_t bytes);
  void insert(Head* gap);
  void remove(Head* gap);
  Head* join(Head* left, Head* right);

  Head* lists_[class_count] = {};
};

}  // namespace kernels::memory
