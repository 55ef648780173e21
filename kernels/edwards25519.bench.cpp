// Sums of points of Ed25519's curve, as verifying a batch of signatures asks for them: 256 powers of two with four
// addends each; multiples of a point; the power from which roots are taken. daa/signature measures them at work.
#include "kernels/edwards25519.h"

#include "harness/bench/bench.h"

namespace {

using namespace bench;
using kernels::Four25519;

__extension__ typedef unsigned __int128 Wide;
constexpr std::uint64_t limb_mask = (std::uint64_t(1) << 51) - 1;

struct Number {
  std::uint64_t limb[5];
};
Number of(const Four25519& four, std::size_t lane) {
  Number n;
  for (std::size_t i = 0; i < 5; ++i) n.limb[i] = four.limb[i][lane];
  return n;
}
// Modulo 2^255 - 19, limbs below 2^52 again.
Number operator*(const Number& a, const Number& b) {
  Wide sums[5] = {};
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = 0; j < 5; ++j) sums[(i + j) % 5] += Wide(a.limb[i]) * b.limb[j] * (i + j < 5 ? 1 : 19);
  }
  Number out;
  Wide carry = 0;
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < 5; ++i) {
      const Wide sum = (round == 0 ? sums[i] : Wide(out.limb[i])) + carry;
      out.limb[i] = std::uint64_t(sum) & limb_mask;
      carry = sum >> 51;
    }
    carry *= 19;
  }
  out.limb[0] += std::uint64_t(carry);
  return out;
}
bool operator==(Number a, Number b) {
  const auto canonical = [](Number& n) {
    for (int round = 0; round < 3; ++round) {  // n + 19 reaches 2^255 where n is p or more
      std::uint64_t carry = 19;
      for (const std::uint64_t limb : n.limb) carry = (limb + carry) >> 51;
      std::uint64_t add = 19 * carry;
      for (std::uint64_t& limb : n.limb) {
        limb += add;
        add = limb >> 51;
        limb &= limb_mask;
      }
    }
  };
  canonical(a);
  canonical(b);
  for (std::size_t i = 0; i < 5; ++i) {
    if (a.limb[i] != b.limb[i]) return false;
  }
  return true;
}

// The base point of RFC 8032, 5.1, with Z = 1.
constexpr Four25519 base = {{{0x62d608f25d51a, 0x6666666666658, 1, 0x68ab3a5b7dda3},
                             {0x412a4b4f6592a, 0x4cccccccccccc, 0, 0xeea2a5eadbb},
                             {0x75b7171a4b31d, 0x1999999999999, 0, 0x2af8df483c27e},
                             {0x1ff60527118fe, 0x3333333333333, 0, 0x332b375274732},
                             {0x216936d3cd6e5, 0x6666666666666, 0, 0x67875f0fd78b7}}};

// P + 3 P - 3 P - P at every power: all of it is added, and the sum is the neutral point.
std::unique_ptr<Work> sums(const Params& p) {
  struct Sums {
    Four25519 multiples[2], sum;
    const Four25519 *added[2] = {&multiples[0], &multiples[1]}, *taken[2] = {&multiples[1], &multiples[0]};
    std::vector<kernels::Digits25519> digits;
  };
  auto s = std::make_shared<Sums>();
  kernels::odd_multiples25519(&base, 2, s->multiples);
  s->digits.assign(std::size_t(p["powers"]), {s->added, 2, s->taken, 2});
  return op([s] { kernels::sum_of_digits25519(s->digits.data(), s->digits.size(), &s->sum); })
      .items(4.0 * double(s->digits.size()))
      .expect([s] {
        const Number zero = {};
        const bool neutral = of(s->sum, 0) == zero && of(s->sum, 1) == of(s->sum, 2) && of(s->sum, 3) == zero;
        return neutral && !(of(s->sum, 2) == zero) ? "" : "the sum is not the neutral point";
      });
}

// T Z = X Y of each: here Y - X, Y + X, 2 d T and 2 Z, so that ((Y + X)^2 - (Y - X)^2) d = (2 d T) (2 Z).
std::unique_ptr<Work> multiples(const Params& p) {
  auto made = std::make_shared<std::vector<Four25519>>(std::size_t(p["multiples"]));
  return op([made] { kernels::odd_multiples25519(&base, made->size(), made->data()); })
      .items(double(made->size()))
      .expect([made]() -> std::string {
        const Number d = {{0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff}};
        for (const Four25519& a : *made) {
          const Number plus = of(a, 1) * of(a, 1) * d, minus = of(a, 0) * of(a, 0) * d;
          Number right = of(a, 2) * of(a, 3);
          for (std::size_t i = 0; i < 5; ++i) right.limb[i] += minus.limb[i];
          if (!(right == plus)) return "a multiple is not on the curve's form";
        }
        return "";
      });
}

// x^((p - 5) / 8) to the eighth, times x^5, is x^p, and that is x.
std::unique_ptr<Work> power(const Params&) {
  struct Powers {
    Four25519 x = base, power;
  };
  auto s = std::make_shared<Powers>();
  return op([s] { kernels::power_for_root25519(&s->x, &s->power); }).items(4).expect([s]() -> std::string {
    for (std::size_t lane = 0; lane < 4; ++lane) {
      const Number x = of(s->x, lane), once = of(s->power, lane), twice = once * once, four = twice * twice;
      if (!(four * four * x * x * x * x * x == x)) return "the power of lane " + std::to_string(lane) + " is wrong";
    }
    return "";
  });
}

BENCH({.name = "daa/curve/sum", .params = grid("powers", {32, 256}), .make = sums});
BENCH({.name = "daa/curve/multiples", .params = grid("multiples", {8, 64}), .make = multiples});
BENCH({.name = "daa/curve/power", .make = power});

}  // namespace
