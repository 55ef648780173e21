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

// For the keys that are new, before multiples of any are in use.
void BatchVerifier::make_room(std::span<const Signed> part) {
  const auto is_new = [&](const Signed& one) { return !multiples_.contains(one.key); };
  const auto wanted = std::min(std::size_t(std::count_if(part.begin(), part.end(), is_new)), kept_keys_);
  for (; multiples_.size() + wanted > kept_keys_; by_age_.pop_front()) multiples_.erase(by_age_.front());
}

// The points of those that are not kept.
BatchVerifier::Points BatchVerifier::new_keys(std::span<const Signed> part) const {
  Points points;
  for (const Signed& one : part) {
    if (!multiples_.contains(one.key)) points.emplace(one.key, std::nullopt);
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
  if (const auto found = multiples_.find(key); found != multiples_.end()) return &found->second;
  const std::optional<Point>& point = new_points.at(key);
  if (!point || is_of_small_order(*point)) return nullptr;
  if (multiples_.size() >= kept_keys_) {
    return &of_this_batch.emplace_back(odd_multiples(*point, multiples_once));
  }
  by_age_.push_back(key);
  return &multiples_.emplace(key, odd_multiples(*point, kept_multiples)).first->second;
}

// Collects in `odd` what has to be looked at by itself; false if the others do not fit together.
bool BatchVerifier::verify_together(std::span<const Signed> part, std::vector<std::size_t>& odd) {
  make_room(part);
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
