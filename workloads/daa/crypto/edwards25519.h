// Points of the twisted Edwards curve -x^2 + y^2 = 1 + d x^2 y^2, d = -121665/121666, modulo 2^255 - 19: the group that
// Ed25519 signs in. Not constant-time: for public data only.
// Sources: RFC 8032, 5.1 (curve and encoding). Sums are the kernel's.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "workloads/daa/crypto/field25519.h"

namespace workloads::daa::crypto {

// x = X / Z, y = Y / Z, T = X Y / Z. As made: the neutral point.
struct Point {
  Field x = field::number(0), y = field::number(1), z = field::number(1), t = field::number(0);
};
// A point that is added often.
using Addend = kernels::Four25519;

bool is_neutral(const Point& a);
// Order 1, 2, 4 or 8.
bool is_of_small_order(const Point& a);

// From X, Y, Z and T as the kernel has them.
Point point_of(const kernels::Four25519& xyzt);

// Nothing where the bytes are no point, or not its one encoding. Four at once cost little more than one.
std::optional<Point> decode(const Bytes32& bytes);
std::vector<std::optional<Point>> decode_all(std::span<const Bytes32> all);
Bytes32 encode(const Point& a);
Point base_point();

// a, 3 a, 5 a, ..., (2 count - 1) a.
std::vector<Addend> odd_multiples(const Point& a, std::size_t count);

}  // namespace workloads::daa::crypto
