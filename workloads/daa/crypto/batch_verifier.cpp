#include "workloads/daa/crypto/batch_verifier.h"

#include <algorithm>

namespace workloads::daa::crypto {
namespace {

// More multiples cost more to make and leave fewer digits: many for the base and for keys that are kept, few for what
// is used once.
constexpr std::size_t base_multiples = 64, kept_multiples = 32, multiples_once = 8, multiples_half = 4;
constexpr std::size_t together = 128;

}  // namespace

BatchVerifier::BatchVerifier(std::size_t kept_keys)
    : kept_keys_(kept_keys), base_(odd_multiples(base_point(), base_multiples)) {}

// Makes room for one more key by that of the one that was used longest ago; false where all are of this batch, which
// has their multiples in use.
bool BatchVerifier::make_room() {
  if (kept_.size() < kept_keys_) return true;
  if (by_use_.empty() || kept_.at(by_use_.front()).batch == batch_) return false;
  kept_.erase(by_use_.front());
  by_use_.pop_front();
  return true;
}

// The points of those that are not kept; those that are have been used by this batch from here on.
BatchVerifier::Points BatchVerifier::new_keys(std::span<const Signed> part) {
  Points points;
  for (const Signed& one : part) {
    const auto found = kept_.find(one.key);
    if (found == kept_.end()) {
      points.emplace(one.key, std::nullopt);
      continue;
    }
    found->second.batch = batch_;
    by_use_.splice(by_use_.end(), by_use_, found->second.place);
  }
  std::vector<Bytes32> encoded;
  for (const auto& [key, point] : points) encoded.push_back(key);
  const std::vector<std::optional<Point>> decoded = decode_all(encoded);
  auto next = decoded.begin();
  for (auto& [key, point] : points) point = *next++;
  return points;
}

// Null for a key that a batch cannot take. Multiples that are not kept live as long as the batch.
const BatchVerifier::Multiples* BatchVerifier::multiples_of(const PublicKey& key, const Points& new_points,
                                                            std::deque<Multiples>& of_this_batch) {
  if (const auto found = kept_.find(key); found != kept_.end()) return &found->second.multiples;
  const std::optional<Point>& point = new_points.at(key);
  if (!point || is_of_small_order(*point)) return nullptr;
  if (!make_room()) return &of_this_batch.emplace_back(odd_multiples(*point, multiples_once));
  const auto place = by_use_.insert(by_use_.end(), key);
  return &kept_.emplace(key, Kept{odd_multiples(*point, kept_multiples), batch_, place}).first->second.multiples;
}

// Collects in `odd` what has to be looked at by itself; false if the others do not fit together.
bool BatchVerifier::verify_together(std::span<const Signed> part, std::vector<std::size_t>& odd) {
  ++batch_;
  const Points new_points = new_keys(part);
  std::deque<Multiples> of_this_batch;
  const std::vector<Scalar> factors = random_halves(part.size());
  std::vector<Bytes32> encoded(part.size());
  for (std::size_t i = 0; i < part.size(); ++i) std::copy_n(part[i].signature.begin(), 32, encoded[i].begin());
  const std::vector<std::optional<Point>> commitments = decode_all(encoded);
  Scalar of_base{};
  for (std::size_t i = 0; i < part.size(); ++i) {
    const Signed& one = part[i];
    Scalar s;
    std::copy_n(one.signature.begin() + 32, 32, s.begin());
    const std::optional<Point>& commitment = commitments[i];
    const bool takes_part = is_reduced(s) && commitment && !is_of_small_order(*commitment);
    const Multiples* key = takes_part ? multiples_of(one.key, new_points, of_this_batch) : nullptr;
    if (key == nullptr) {
      odd.push_back(i);
      continue;
    }
    const Scalar &z = factors[i], h = hash_to_scalar({encoded[i], one.key, one.message});
    of_base = sum(of_base, product(z, s));
    terms_.add(of_this_batch.emplace_back(odd_multiples(*commitment, multiples_half)), z);
    terms_.add(*key, product(z, h));
  }
  terms_.add(base_, negative(of_base));
  return is_of_small_order(terms_.sum());
}

std::vector<std::size_t> BatchVerifier::invalid(std::span<const Signed> all) {
  std::vector<std::size_t> out;
  for (std::size_t begin = 0; begin < all.size(); begin += together) {
    const std::span<const Signed> part = all.subspan(begin, std::min(together, all.size() - begin));
    std::vector<std::size_t> alone;
    if (part.size() == 1 || !verify_together(part, alone)) {
      alone.clear();
      for (std::size_t i = 0; i < part.size(); ++i) alone.push_back(i);
    }
    verified_alone_ += alone.size();
    for (const std::size_t i : alone) {
      if (!verify(part[i].message, part[i].signature, part[i].key)) out.push_back(begin + i);
    }
  }
  return out;
}

}  // namespace workloads::daa::crypto
