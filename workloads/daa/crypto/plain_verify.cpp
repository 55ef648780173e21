#include "workloads/daa/crypto/plain_verify.h"

#include <algorithm>

namespace workloads::daa::crypto {

using namespace field;

bool plain_verify(const Signed& one) {
  constexpr std::size_t multiples = 8;
  Bytes32 encoded[2] = {{}, one.key};  // of R and of the key: decoded together, they take as long as one
  Scalar s;
  std::copy_n(one.signature.begin(), 32, encoded[0].begin());
  std::copy_n(one.signature.begin() + 32, 32, s.begin());
  if (!is_reduced(s)) return false;
  const std::vector<std::optional<Point>> points = decode_all(encoded);
  for (const std::optional<Point>& point : points) {
    if (!point || is_of_small_order(*point)) return false;
  }
  static const Point base_of_all = base_point();
  const std::vector<Addend> base = odd_multiples(base_of_all, multiples), key = odd_multiples(*points[1], multiples);
  MultiScalar terms;
  terms.add(base, s);
  terms.add(key, negative(hash_to_scalar({encoded[0], one.key, one.message})));
  const Point sum = terms.sum(), &commitment = *points[0];  // whose z is 1
  return equal(sum.x, commitment.x * sum.z) && equal(sum.y, commitment.y * sum.z);
}

}  // namespace workloads::daa::crypto
