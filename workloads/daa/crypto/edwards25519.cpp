#include "workloads/daa/crypto/edwards25519.h"

#include <algorithm>

namespace workloads::daa::crypto {
namespace {

using namespace field;

struct Constants {
  Field d = (number(0) - number(121665)) * inverse(number(121666)), root = root_of_minus_one();
};
const Constants& constants() {
  static const Constants all;
  return all;
}

// x from y: the root of u / v = (y^2 - 1) / (d y^2 + 1), by the power of u v^7 (RFC 8032, 5.1.3).
struct Root {
  explicit Root(const Bytes32& encoded) : bytes(encoded), y(from_bytes(encoded)) {
    const Field y2 = square(y);
    u = y2 - number(1);
    v = y2 * constants().d + number(1);
    const Field v3 = square(v) * v;
    uv3 = u * v3;
    radicand = u * square(v3) * v;
  }

  std::optional<Point> point(const Field& power) const {
    const Bytes32 canonical = to_bytes(y);
    const bool odd = bytes[31] >> 7;
    for (std::size_t i = 0; i < 32; ++i) {
      if (canonical[i] != (i == 31 ? bytes[i] & 0x7f : bytes[i])) return std::nullopt;
    }
    Field x = uv3 * power;
    const Field check = v * square(x);
    if (!equal(check, u)) {
      if (!equal(check + u, number(0))) return std::nullopt;
      x = x * constants().root;
    }
    if (equal(x, number(0)) && odd) return std::nullopt;
    if (is_odd(x) != odd) x = (number(0) - x) * number(1);
    return Point{x, y, number(1), x * y};
  }

  Bytes32 bytes;
  Field y, u, v, uv3, radicand;
};

}  // namespace

bool is_neutral(const Point& p) { return equal(p.x, number(0)) && equal(p.y, p.z); }

// x is 0 at order 1 and 2, y at 4; the double of a point has y = 0 where x^2 + y^2 is 0.
bool is_of_small_order(const Point& p) { return equal(p.x * p.y * (square(p.x) + square(p.y)), number(0)); }

Point point_of(const kernels::Four25519& xyzt) {
  const std::array<Field, 4> numbers = apart(xyzt);
  return {numbers[0], numbers[1], numbers[2], numbers[3]};
}

std::optional<Point> decode(const Bytes32& bytes) { return decode_all({&bytes, 1})[0]; }

std::vector<std::optional<Point>> decode_all(std::span<const Bytes32> all) {
  std::vector<std::optional<Point>> out;
  out.reserve(all.size());
  for (std::size_t begin = 0; begin < all.size(); begin += 4) {
    const auto at = [&](std::size_t i) { return Root(all[std::min(begin + i, all.size() - 1)]); };
    const Root roots[] = {at(0), at(1), at(2), at(3)};
    const std::array<Field, 4> powers =
        power_for_root({roots[0].radicand, roots[1].radicand, roots[2].radicand, roots[3].radicand});
    for (std::size_t i = 0; i < std::min<std::size_t>(4, all.size() - begin); ++i) {
      out.push_back(roots[i].point(powers[i]));
    }
  }
  return out;
}

Bytes32 encode(const Point& p) {
  const Field z = inverse(p.z);
  Bytes32 bytes = to_bytes(p.y * z);
  if (is_odd(p.x * z)) bytes[31] |= 0x80;
  return bytes;
}

Point base_point() {
  Bytes32 four_fifths = to_bytes(number(4) * inverse(number(5)));
  return *decode(four_fifths);
}

std::vector<Addend> odd_multiples(const Point& a, std::size_t count) {
  std::vector<Addend> out(count);
  const kernels::Four25519 point = side_by_side({a.x, a.y, a.z, a.t});
  kernels::odd_multiples25519(&point, count, out.data());
  return out;
}

}  // namespace workloads::daa::crypto
