#include "kernels/edwards25519.h"

#include "kernels/edwards25519_constants.h"
#include "kernels/intrinsics.h"

KERNEL_FUSED_BEGIN
namespace kernels::KERNEL_ISA {
namespace {

using Word = std::uint64_t;
constexpr size limbs = 5;
constexpr int bits_of_limb = 51;
constexpr Word mask = (Word(1) << bits_of_limb) - 1;
// Limbs of 4 p: added to what a number is taken off, so that no limb falls below 0.
constexpr Word four_p(size i) { return 4 * (i == 0 ? mask - 18 : mask); }

// Plain words: the products are 128 bits wide, so limbs may be as large as 2^54.2, and sums need no carry.
struct PlainWords {
  Word lane[4];

  static KERNEL_INLINE PlainWords of(Word one) { return {{one, one, one, one}}; }
  static KERNEL_INLINE PlainWords load(const Word* from) { return {{from[0], from[1], from[2], from[3]}}; }
  KERNEL_INLINE void store(Word* to) const { KERNEL_UNROLL for (size i = 0; i < 4; ++i) to[i] = lane[i]; }
  template <int a, int b, int c, int d>
  KERNEL_INLINE PlainWords pick() const {
    return {{a < 0 ? 0 : lane[a & 3], b < 0 ? 0 : lane[b & 3], c < 0 ? 0 : lane[c & 3], d < 0 ? 0 : lane[d & 3]}};
  }
};
KERNEL_INLINE PlainWords operator+(const PlainWords& a, const PlainWords& b) {
  return {{a.lane[0] + b.lane[0], a.lane[1] + b.lane[1], a.lane[2] + b.lane[2], a.lane[3] + b.lane[3]}};
}
KERNEL_INLINE PlainWords operator-(const PlainWords& a, const PlainWords& b) {
  return {{a.lane[0] - b.lane[0], a.lane[1] - b.lane[1], a.lane[2] - b.lane[2], a.lane[3] - b.lane[3]}};
}

template <class Words>
struct Four {
  Words limb[limbs];
};
using PlainFour = Four<PlainWords>;

KERNEL_INLINE PlainFour settled(const PlainFour& x) { return x; }

__extension__ typedef unsigned __int128 Wide;
// One number of the four.
struct Number {
  Word limb[limbs];

  KERNEL_INLINE Number(const PlainFour& x, size lane) {
    KERNEL_UNROLL for (size i = 0; i < limbs; ++i) limb[i] = x.limb[i].lane[lane];
  }
};
KERNEL_INLINE void carry(Wide (&t)[limbs], PlainFour& to, size lane) {
  KERNEL_UNROLL for (size i = 0; i + 1 < limbs; ++i) t[i + 1] += Word(t[i] >> bits_of_limb);
  const Word first = (Word(t[0]) & mask) + Word(t[4] >> bits_of_limb) * 19;
  to.limb[0].lane[lane] = first & mask;
  to.limb[1].lane[lane] = (Word(t[1]) & mask) + (first >> bits_of_limb);
  KERNEL_UNROLL for (size i = 2; i < limbs; ++i) to.limb[i].lane[lane] = Word(t[i]) & mask;
}
KERNEL_INLINE PlainFour product(const PlainFour& x, const PlainFour& y) {
  PlainFour out;
  KERNEL_UNROLL for (size lane = 0; lane < 4; ++lane) {
    const Number left(x, lane), right(y, lane);
    const Word *a = left.limb, *b = right.limb;
    const Word b1 = 19 * b[1], b2 = 19 * b[2], b3 = 19 * b[3], b4 = 19 * b[4];
    Wide t[limbs] = {
        Wide(a[0]) * b[0] + Wide(a[1]) * b4 + Wide(a[2]) * b3 + Wide(a[3]) * b2 + Wide(a[4]) * b1,
        Wide(a[0]) * b[1] + Wide(a[1]) * b[0] + Wide(a[2]) * b4 + Wide(a[3]) * b3 + Wide(a[4]) * b2,
        Wide(a[0]) * b[2] + Wide(a[1]) * b[1] + Wide(a[2]) * b[0] + Wide(a[3]) * b4 + Wide(a[4]) * b3,
        Wide(a[0]) * b[3] + Wide(a[1]) * b[2] + Wide(a[2]) * b[1] + Wide(a[3]) * b[0] + Wide(a[4]) * b4,
        Wide(a[0]) * b[4] + Wide(a[1]) * b[3] + Wide(a[2]) * b[2] + Wide(a[3]) * b[1] + Wide(a[4]) * b[0],
    };
    carry(t, out, lane);
  }
  return out;
}
KERNEL_INLINE PlainFour square(const PlainFour& x) {
  PlainFour out;
  KERNEL_UNROLL for (size lane = 0; lane < 4; ++lane) {
    const Number number(x, lane);
    const Word* a = number.limb;
    const Word d0 = 2 * a[0], d1 = 2 * a[1], d2 = 2 * a[2], f3 = 19 * a[3], f4 = 19 * a[4];
    Wide t[limbs] = {
        Wide(a[0]) * a[0] + Wide(d1) * f4 + Wide(d2) * f3,         Wide(d0) * a[1] + Wide(d2) * f4 + Wide(a[3]) * f3,
        Wide(d0) * a[2] + Wide(a[1]) * a[1] + Wide(2 * a[3]) * f4, Wide(d0) * a[3] + Wide(d1) * a[2] + Wide(a[4]) * f4,
        Wide(d0) * a[4] + Wide(d1) * a[3] + Wide(a[2]) * a[2],
    };
    carry(t, out, lane);
  }
  return out;
}

#if KERNEL_HAS_FUSED_WORDS
using FusedFour = Four<FusedWords>;

KERNEL_INLINE FusedWords nineteen_times(FusedWords x) { return (x << 4) + (x << 1) + x; }

// What each limb has beyond 51 bits goes to the next, and from the last, 19 times, to the first. Of limbs below 2^60
// these are below 2^51 + 2^14: a factor's have to be below 2^52.
KERNEL_INLINE FusedFour settled(const FusedFour& x) {
  const FusedWords kept = FusedWords::of(mask);
  FusedFour out;
  out.limb[0] = (x.limb[0] & kept) + nineteen_times(x.limb[4] >> bits_of_limb);
  KERNEL_UNROLL for (size i = 1; i < limbs; ++i) { out.limb[i] = (x.limb[i] & kept) + (x.limb[i - 1] >> bits_of_limb); }
  return out;
}

// Columns of 51 bits: the upper 52 bits of a product of limbs count twice in the next one. Below 2^55; folded 2^59.4.
struct Columns {
  FusedWords low[2 * limbs], high[2 * limbs];

  KERNEL_INLINE Columns() { KERNEL_UNROLL for (size k = 0; k < 2 * limbs; ++k) low[k] = high[k] = FusedWords::of(0); }
  KERNEL_INLINE void add(size k, FusedWords a, FusedWords b) {
    low[k] = add_low(low[k], a, b);
    high[k + 1] = add_high(high[k + 1], a, b);
  }
  KERNEL_INLINE FusedWords column(size k) const { return low[k] + (high[k] << 1); }
  KERNEL_INLINE FusedFour folded() const {
    FusedFour out;
    KERNEL_UNROLL for (size k = 0; k < limbs; ++k) out.limb[k] = column(k) + nineteen_times(column(k + limbs));
    return settled(out);
  }
};
KERNEL_INLINE FusedFour product(const FusedFour& a, const FusedFour& b) {
  Columns sum;
  KERNEL_UNROLL for (size i = 0; i < limbs; ++i) {
    KERNEL_UNROLL for (size j = 0; j < limbs; ++j) sum.add(i + j, a.limb[i], b.limb[j]);
  }
  return sum.folded();
}
KERNEL_INLINE FusedFour square(const FusedFour& a) {
  Columns sum;
  KERNEL_UNROLL for (size i = 0; i < limbs; ++i) {
    KERNEL_UNROLL for (size j = i + 1; j < limbs; ++j) sum.add(i + j, a.limb[i], a.limb[j]);
  }
  KERNEL_UNROLL for (size k = 0; k < 2 * limbs; ++k) {
    sum.low[k] = sum.low[k] << 1;
    sum.high[k] = sum.high[k] << 1;
  }
  KERNEL_UNROLL for (size i = 0; i < limbs; ++i) sum.add(2 * i, a.limb[i], a.limb[i]);
  return sum.folded();
}
#endif

template <class Words>
KERNEL_INLINE Four<Words> load_four(const Four25519& from) {
  Four<Words> out;
  KERNEL_UNROLL for (size i = 0; i < limbs; ++i) out.limb[i] = Words::load(from.limb[i]);
  return out;
}
template <class Words>
KERNEL_INLINE void store_four(const Four<Words>& x, Four25519& to) {
  KERNEL_UNROLL for (size i = 0; i < limbs; ++i) x.limb[i].store(to.limb[i]);
}
template <int a, int b, int c, int d, class Words>
KERNEL_INLINE Four<Words> pick(const Four<Words>& x) {
  Four<Words> out;
  KERNEL_UNROLL for (size i = 0; i < limbs; ++i) out.limb[i] = x.limb[i].template pick<a, b, c, d>();
  return out;
}
template <class Words>
KERNEL_INLINE Four<Words> plus(const Four<Words>& a, const Four<Words>& b) {
  Four<Words> out;
  KERNEL_UNROLL for (size i = 0; i < limbs; ++i) out.limb[i] = a.limb[i] + b.limb[i];
  return out;
}
// a - b + 4 p times `spare`, which is as much as b may exceed a product's limbs.
template <int spare = 1, class Words>
KERNEL_INLINE Four<Words> minus(const Four<Words>& a, const Four<Words>& b) {
  Four<Words> out;
  KERNEL_UNROLL for (size i = 0; i < limbs; ++i) out.limb[i] = a.limb[i] + Words::of(spare * four_p(i)) - b.limb[i];
  return out;
}

// X, Y, Z, T become Y - X, Y + X, T, Z.
template <class Words>
KERNEL_INLINE Four<Words> sides(const Four<Words>& p) {
  return settled(minus(plus(pick<1, 1, 3, 2>(p), pick<-1, 0, -1, -1>(p)), pick<0, -1, -1, -1>(p)));
}
// From Hisil's E, F, G, H: E F, G H, F G, E H.
template <class Words>
KERNEL_INLINE Four<Words> completed(const Four<Words>& efgh) {
  const Four<Words> x = settled(efgh);
  return product(pick<0, 2, 1, 0>(x), pick<1, 3, 2, 3>(x));
}
template <class Words>
KERNEL_INLINE Four<Words> sum(const Four<Words>& p, const Four<Words>& addend) {
  const Four<Words> abcd = product(sides(p), addend);
  return completed(minus(plus(pick<1, 3, 3, 1>(abcd), pick<-1, -1, 2, 0>(abcd)), pick<0, 2, -1, -1>(abcd)));
}
// What is taken off has its sides changed and its T negative, which changes F and G.
template <class Words>
KERNEL_INLINE Four<Words> difference(const Four<Words>& p, const Four<Words>& addend) {
  const Four<Words> abcd = product(sides(p), pick<1, 0, 2, 3>(addend));
  return completed(minus(plus(pick<1, 3, 3, 1>(abcd), pick<-1, 2, -1, 0>(abcd)), pick<0, -1, 2, -1>(abcd)));
}
// A, B, C and (X + Y)^2 give (X + Y)^2 - A - B, B - A - 2 C, B - A, -A - B.
template <class Words>
KERNEL_INLINE Four<Words> twice(const Four<Words>& p) {
  const Four<Words> abcs = square(settled(plus(pick<0, 1, 2, 0>(p), pick<-1, -1, -1, 1>(p))));
  const Four<Words> off = plus(plus(pick<0, 0, 0, 0>(abcs), pick<1, 2, -1, 1>(abcs)), pick<-1, 2, -1, -1>(abcs));
  return completed(minus<2>(pick<3, 1, 1, -1>(abcs), off));
}

template <class Words>
KERNEL_INLINE void add_digits(const Digits25519* digits, size count, Four25519* to) {
  Four<Words> total = load_four<Words>(neutral25519);
  for (size at = 0; at < count; ++at) {
    if (at > 0) total = twice(total);
    const Digits25519& here = digits[at];
    for (size i = 0; i < here.added_count; ++i) total = sum(total, load_four<Words>(*here.added[i]));
    for (size i = 0; i < here.taken_count; ++i) total = difference(total, load_four<Words>(*here.taken[i]));
  }
  store_four(total, *to);
}

template <class Words>
KERNEL_INLINE void multiply_odd(const Four25519& point, size count, Four25519* to) {
  const Four<Words> factors = load_four<Words>(addend_factors25519);
  Four<Words> at = load_four<Words>(point);
  const Four<Words> two = product(sides(twice(at)), factors);
  for (size i = 0;;) {
    store_four(product(sides(at), factors), to[i]);
    if (++i == count) return;
    at = sum(at, two);
  }
}

template <class Words>
KERNEL_INLINE Four<Words> squared(Four<Words> x, int times) {
  for (int i = 0; i < times; ++i) x = square(x);
  return x;
}
// x^(2^250 - 1) by the powers 2^k - 1 for k = 5, 10, ..., then two squares and x.
template <class Words>
KERNEL_INLINE void raise(const Four25519& from, Four25519* to) {
  const Four<Words> x = load_four<Words>(from);
  const Four<Words> two = product(squared(x, 1), x), four = product(squared(two, 2), two);
  const Four<Words> five = product(squared(four, 1), x), ten = product(squared(five, 5), five);
  const Four<Words> twenty = product(squared(ten, 10), ten), forty = product(squared(twenty, 20), twenty);
  const Four<Words> fifty = product(squared(forty, 10), ten), hundred = product(squared(fifty, 50), fifty);
  const Four<Words> most = product(squared(product(squared(hundred, 100), hundred), 50), fifty);
  store_four(product(squared(most, 2), x), *to);
}

#if KERNEL_HAS_FUSED_WORDS
void add_digits_fused(const Digits25519* digits, size count, Four25519* to) {
  add_digits<FusedWords>(digits, count, to);
}
void multiply_odd_fused(const Four25519& point, size count, Four25519* to) {
  multiply_odd<FusedWords>(point, count, to);
}
void raise_fused(const Four25519& from, Four25519* to) { raise<FusedWords>(from, to); }
#define KERNEL_WHERE_FUSED(call) \
  if (has_fused_words()) return call
#else
#define KERNEL_WHERE_FUSED(call)
#endif

}  // namespace

void sum_of_digits25519(const Digits25519* digits, size count, Four25519* to) {
  KERNEL_WHERE_FUSED(add_digits_fused(digits, count, to));
  add_digits<PlainWords>(digits, count, to);
}
void odd_multiples25519(const Four25519* point, size count, Four25519* multiples) {
  KERNEL_WHERE_FUSED(multiply_odd_fused(*point, count, multiples));
  multiply_odd<PlainWords>(*point, count, multiples);
}
void power_for_root25519(const Four25519* x, Four25519* power) {
  KERNEL_WHERE_FUSED(raise_fused(*x, power));
  raise<PlainWords>(*x, power);
}

}  // namespace kernels::KERNEL_ISA
KERNEL_FUSED_END

KERNEL_EXPORT(sum_of_digits25519)
KERNEL_EXPORT(odd_multiples25519)
KERNEL_EXPORT(power_for_root25519)
