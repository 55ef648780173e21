// Values by key in three tiers. A value comes into the hot one; what has no room there falls to the warm one, and from
// there to files on disk. Whatever is asked for comes back to the hot tier.
//
//   hot    memory; the value that was not used for longest goes first (LRU)
//   warm   memory, as long as the program runs; the value that was used least often goes first, of such the older (LFU)
//   cold   files, which the next program finds again; what was not used for `cold_age_max` expires, and where that is
//          not enough the value that was not used for longest goes
//
// For one thread.
#pragma once

#include <list>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>

#include "kernels/memory/cold_files.h"

namespace kernels::memory {

// How much each tier may hold, and where the cold one lies.
struct TierPlan {
  std::size_t hot_bytes = 32u << 20, warm_bytes = 128u << 20, cold_bytes = 512u << 20;  // of values
  std::string folder = {};             // of the cold tier; empty: there is none
  std::uint64_t cold_age_max = ~0ull;  // in units of the clock; files of an earlier program are as new as this one
  std::uint64_t (*now)() = nullptr;    // the clock; without one every call counts as a unit
};

// Where a value was.
enum class Found { hot, warm, cold, nowhere };
inline constexpr std::size_t found_count = 4;

class Tiers {
 public:
  // What calls came to, and what the tiers hold now.
  struct Statistics {
    std::uint64_t found[found_count] = {};                      // what get() came to, indexed by Found
    std::size_t hot_bytes = 0, warm_bytes = 0, cold_bytes = 0;  // values in cold may be in another tier as well
    std::uint64_t dropped = 0;                                  // values that are in no tier any more
    std::uint64_t unwritten = 0, damaged = 0;  // values that the disk would not take or gave back wrong
    std::uint64_t unread = 0;                  // asked for while their file could not be read; they are kept
  };

  explicit Tiers(TierPlan plan);

  // Keeps a copy of the value in the place of an older one. False where it is larger than the hot tier.
  bool put(std::uint64_t key, std::span<const std::byte> value);
  // Returns the value, valid until the next call, and where it was: nowhere, too, while its file cannot be read.
  struct Value {
    std::span<const std::byte> bytes;
    Found found = Found::nowhere;
  };
  Value get(std::uint64_t key);
  void erase(std::uint64_t key);
  // From now on hot and warm hold so much, and what has no room falls. A value larger than the hot tier, asked for
  // again, is alone in it.
  void resize(std::size_t hot_bytes, std::size_t warm_bytes);
  // Hot values that were last used before `since` fall to warm.
  void cool_unused(std::uint64_t since);
  // Writes what is in memory to files, so that the next program finds it; hot and warm are empty then.
  void retire();
  const Statistics& statistics() const { return statistics_; }

 private:
  struct Entry {
    std::uint64_t key;
    std::vector<std::byte> value;
    std::uint64_t uses = 0, used_at = 0;
  };
  using Order = std::set<std::pair<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t>>;  // ((first, then), key)
  struct Cold {
    std::size_t size_bytes;
    std::uint64_t used_at;
  };

  std::uint64_t tick() { return plan_.now ? plan_.now() : ++calls_; }
  std::span<const std::byte> heat(Entry entry);
  void cool(Entry entry);
  void freeze(const Entry& entry);
  std::optional<Entry> from_hot(std::uint64_t key);
  std::optional<Entry> from_warm(std::uint64_t key);
  void take_out(std::uint64_t key);
  void touch_cold(std::uint64_t key, std::size_t size_bytes, std::uint64_t at);
  void forget_cold(std::uint64_t key);
  void expire(std::uint64_t now, std::size_t room_bytes);

  TierPlan plan_;
  std::optional<ColdFiles> files_;
  bool is_listed_ = true;  // all files of earlier programs are in cold_
  std::list<Entry> hot_;   // most recent first
  std::unordered_map<std::uint64_t, std::list<Entry>::iterator> hot_at_;
  std::unordered_map<std::uint64_t, Entry> warm_;
  Order warm_order_;  // by uses, then by time
  std::unordered_map<std::uint64_t, Cold> cold_;
  Order cold_order_;  // by time
  std::uint64_t calls_ = 0;
  Statistics statistics_;
};

}  // namespace kernels::memory
