// Before every block and gap stands a line that tells its size and that of its left neighbour. A gap is listed by the
// class of its size, so whatever is found from the class above a request's on is large enough; its own class is looked
// through for one that is, a few gaps deep.
#include "kernels/memory/gaps.h"

#include <bit>
#include <new>

#include "kernels/memory/poison.h"

namespace kernels::memory {
namespace {

constexpr std::size_t line_bytes = 64, smallest_gap_bytes = 128;
constexpr int looked_through = 8;  // gaps of a request's own class

}  // namespace

struct alignas(line_bytes) Gaps::Head {
  std::size_t bytes;       // with this line
  std::size_t left_bytes;  // 0 at a chunk's begin
  bool is_gap, is_last;
  Head *previous, *next;  // of a gap, in its list

  char* begin() { return reinterpret_cast<char*>(this); }
  char* block() { return begin() + line_bytes; }
  Head* right() { return is_last ? nullptr : reinterpret_cast<Head*>(begin() + bytes); }
  Head* left() { return left_bytes == 0 ? nullptr : reinterpret_cast<Head*>(begin() - left_bytes); }
};

std::size_t Gaps::class_of(std::size_t bytes) {
  const int shift = int(std::bit_width(bytes)) - 5;
  const std::size_t size_class = std::size_t(shift) * 16 + ((bytes >> shift) & 15);
  return size_class < class_count ? size_class : class_count - 1;
}

void Gaps::insert(Head* gap) {
  Head*& first = lists_[class_of(gap->bytes)];
  gap->is_gap = true, gap->previous = nullptr, gap->next = first;
  if (first != nullptr) first->previous = gap;
  first = gap;
  ASAN_POISON_MEMORY_REGION(gap->block(), gap->bytes - line_bytes);
}

void Gaps::remove(Head* gap) {
  (gap->previous != nullptr ? gap->previous->next : lists_[class_of(gap->bytes)]) = gap->next;
  if (gap->next != nullptr) gap->next->previous = gap->previous;
  gap->is_gap = false;
}

Gaps::Head* Gaps::join(Head* left, Head* right) {
  left->bytes += right->bytes, left->is_last = right->is_last;
  if (Head* beyond = left->right()) beyond->left_bytes = left->bytes;
  return left;
}

void Gaps::add(void* chunk, std::size_t bytes) {
  ASAN_UNPOISON_MEMORY_REGION(chunk, line_bytes);
  insert(::new (chunk) Head{bytes, 0, true, true, nullptr, nullptr});
}

void* Gaps::take(std::size_t bytes) {
  const std::size_t wanted = line_bytes + (bytes + line_bytes - 1) / line_bytes * line_bytes;
  Head* found = nullptr;
  Head* at = lists_[class_of(wanted)];
  for (int i = 0; i < looked_through && at != nullptr; ++i, at = at->next) {
    if (at->bytes >= wanted && (found == nullptr || at->bytes < found->bytes)) found = at;
  }
  for (std::size_t c = class_of(wanted) + 1; found == nullptr && c < class_count; ++c) found = lists_[c];
  if (found == nullptr || found->bytes < wanted) return nullptr;
  remove(found);
  if (found->bytes - wanted >= smallest_gap_bytes) {
    char* rest = found->begin() + wanted;
    ASAN_UNPOISON_MEMORY_REGION(rest, line_bytes);
    Head* gap = ::new (rest) Head{found->bytes - wanted, wanted, true, found->is_last, nullptr, nullptr};
    found->bytes = wanted, found->is_last = false;
    if (Head* beyond = gap->right()) beyond->left_bytes = gap->bytes;
    insert(gap);
  }
  ASAN_UNPOISON_MEMORY_REGION(found->block(), found->bytes - line_bytes);
  return found->block();
}

void Gaps::give(void* block) {
  Head* gap = reinterpret_cast<Head*>(static_cast<char*>(block) - line_bytes);
  if (Head* right = gap->right(); right != nullptr && right->is_gap) {
    remove(right);
    join(gap, right);
  }
  if (Head* left = gap->left(); left != nullptr && left->is_gap) {
    remove(left);
    gap = join(left, gap);
  }
  insert(gap);
}

void* Gaps::take_empty_chunk() {
  for (Head* gap : lists_) {
    for (; gap != nullptr; gap = gap->next) {
      if (gap->left_bytes != 0 || !gap->is_last) continue;
      remove(gap);
      return gap;
    }
  }
  return nullptr;
}

}  // namespace kernels::memory
