#include "kernels/memory/tiers.h"

#include <algorithm>

namespace kernels::memory {

Tiers::Tiers(TierPlan plan) : plan_(std::move(plan)) {
  if (plan_.folder.empty()) return;
  files_.emplace(plan_.folder);
  const auto listed = files_->list();
  is_listed_ = listed.has_value();
  if (!listed) return;
  for (const auto& [key, size_bytes] : *listed) touch_cold(key, size_bytes, tick());
  expire(tick(), 0);
}

bool Tiers::put(std::uint64_t key, std::span<const std::byte> value) {
  if (value.size() > plan_.hot_bytes) return false;
  take_out(key);
  heat({key, {value.begin(), value.end()}, 0, tick()});
  return true;
}

Tiers::Value Tiers::get(std::uint64_t key) {
  const std::uint64_t now = tick();
  const auto answer = [&](Found found, Entry entry) {
    ++statistics_.found[std::size_t(found)];
    ++entry.uses;
    entry.used_at = now;
    return Value{heat(std::move(entry)), found};
  };
  if (const auto at = hot_at_.find(key); at != hot_at_.end()) {
    hot_.splice(hot_.begin(), hot_, at->second);
    Entry& entry = hot_.front();
    ++statistics_.found[std::size_t(Found::hot)];
    ++entry.uses;
    entry.used_at = now;
    return {entry.value, Found::hot};
  }
  if (std::optional<Entry> entry = from_warm(key)) return answer(Found::warm, std::move(*entry));
  expire(now, 0);
  if (const auto at = cold_.find(key); at != cold_.end()) {
    Entry entry{key, {}};
    switch (files_->read(key, entry.value)) {
      case ColdFiles::Outcome::read:
        touch_cold(key, entry.value.size(), now);
        return answer(Found::cold, std::move(entry));
      case ColdFiles::Outcome::gone:
        ++statistics_.damaged;
        forget_cold(key);
        break;
      case ColdFiles::Outcome::not_now:
        ++statistics_.unread;
    }
  }
  ++statistics_.found[std::size_t(Found::nowhere)];
  return {};
}

void Tiers::erase(std::uint64_t key) { take_out(key); }

void Tiers::resize(std::size_t hot_bytes, std::size_t warm_bytes) {
  plan_.hot_bytes = hot_bytes;
  plan_.warm_bytes = warm_bytes;
  while (statistics_.hot_bytes > hot_bytes) cool(*from_hot(hot_.back().key));
  while (statistics_.warm_bytes > warm_bytes) freeze(*from_warm(warm_order_.begin()->second));
}

void Tiers::cool_unused(std::uint64_t since) {
  while (!hot_.empty() && hot_.back().used_at < since) cool(*from_hot(hot_.back().key));
}

// In the order of their last use, by which the next program lets them go; a value that has its file from before did not
// write it when it was used.
void Tiers::retire() {
  std::vector<Entry> entries;
  while (!hot_.empty()) entries.push_back(*from_hot(hot_.back().key));
  while (!warm_.empty()) entries.push_back(*from_warm(warm_.begin()->first));
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.used_at < b.used_at; });
  for (const Entry& entry : entries) freeze(entry);
  for (const auto& [when, key] : cold_order_) files_->touch(key);
}

// A value that resize() left no room for is alone.
std::span<const std::byte> Tiers::heat(Entry entry) {
  statistics_.hot_bytes += entry.value.size();
  hot_.push_front(std::move(entry));
  hot_at_[hot_.front().key] = hot_.begin();
  while (hot_.size() > 1 && statistics_.hot_bytes > plan_.hot_bytes) cool(*from_hot(hot_.back().key));
  return hot_.front().value;
}

void Tiers::cool(Entry entry) {
  if (entry.value.size() > plan_.warm_bytes) return freeze(entry);
  while (statistics_.warm_bytes + entry.value.size() > plan_.warm_bytes)
    freeze(*from_warm(warm_order_.begin()->second));
  statistics_.warm_bytes += entry.value.size();
  warm_order_.insert({{entry.uses, entry.used_at}, entry.key});
  warm_.emplace(entry.key, std::move(entry));
}

// A value that came from a file and did not change has its file still.
void Tiers::freeze(const Entry& entry) {
  if (cold_.count(entry.key) > 0) return touch_cold(entry.key, entry.value.size(), entry.used_at);
  if (!files_ || entry.value.size() > plan_.cold_bytes) {
    ++statistics_.dropped;
    return;
  }
  expire(entry.used_at, entry.value.size());
  if (files_->write(entry.key, entry.value)) return touch_cold(entry.key, entry.value.size(), entry.used_at);
  ++statistics_.unwritten;
}

std::optional<Tiers::Entry> Tiers::from_hot(std::uint64_t key) {
  const auto at = hot_at_.find(key);
  if (at == hot_at_.end()) return std::nullopt;
  Entry entry = std::move(*at->second);
  hot_.erase(at->second);
  hot_at_.erase(at);
  statistics_.hot_bytes -= entry.value.size();
  return entry;
}

std::optional<Tiers::Entry> Tiers::from_warm(std::uint64_t key) {
  const auto at = warm_.find(key);
  if (at == warm_.end()) return std::nullopt;
  Entry entry = std::move(at->second);
  warm_.erase(at);
  warm_order_.erase({{entry.uses, entry.used_at}, key});
  statistics_.warm_bytes -= entry.value.size();
  return entry;
}

void Tiers::take_out(std::uint64_t key) {
  from_hot(key);
  from_warm(key);
  // What could not be listed at the start would come back in the next program.
  if (cold_.count(key) == 0 && is_listed_) return;
  if (files_) files_->remove(key);
  forget_cold(key);
}

void Tiers::touch_cold(std::uint64_t key, std::size_t size_bytes, std::uint64_t at) {
  forget_cold(key);
  cold_[key] = {size_bytes, at};
  cold_order_.insert({{at, 0}, key});
  statistics_.cold_bytes += size_bytes;
}

void Tiers::forget_cold(std::uint64_t key) {
  const auto at = cold_.find(key);
  if (at == cold_.end()) return;
  statistics_.cold_bytes -= at->second.size_bytes;
  cold_order_.erase({{at->second.used_at, 0}, key});
  cold_.erase(at);
}

void Tiers::expire(std::uint64_t now, std::size_t room_bytes) {
  while (!cold_order_.empty()) {
    const auto [when, key] = *cold_order_.begin();
    const bool old = when.first < now && now - when.first > plan_.cold_age_max;
    if (!old && statistics_.cold_bytes + room_bytes <= plan_.cold_bytes) return;
    files_->remove(key);
    forget_cold(key);
    statistics_.dropped += hot_at_.count(key) + warm_.count(key) == 0;
  }
}

}  // namespace kernels::memory
