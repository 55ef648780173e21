// Three passes over a row that stays in the first-level cache: greatest value, exponentials and their sum, division.
// Rows as narrow as a classifier's last layer lie side by side, one in each lane: sums across a vector would be most of
// their work, and a row that is stored would stand in the way of loading the next one.
#include "kernels/softmax.h"

#include "kernels/vec_math.h"

namespace kernels::KERNEL_ISA {
namespace {

constexpr float infinity = __builtin_inff();

// Lanes beyond `count` hold `filler`.
KERNEL_INLINE vec<float> load_up_to(const float* from, size count, float filler) {
  return count >= lanes<float> ? load(from) : load_some(from, count, filler);
}

// NaN is not found: it shows in the sum.
float greatest(const float* x, size n) {
  vec<float> best(-infinity);
  for (size i = 0; i < n; i += lanes<float>) best = max(load_up_to(x + i, n - i, -infinity), best);
  return greatest(best);
}

KERNEL_INLINE void store_up_to(float* to, vec<float> x, size count) {
  if (count >= lanes<float>) {
    store(to, x);
  } else {
    store_some(to, x, count);
  }
}

constexpr size narrow = 32;

// As many narrow rows as there are lanes, turned: a vector for each column.
struct Turned {
  vec<float> column[narrow];

  KERNEL_INLINE Turned(const float* x, size columns) {
    for (size c = 0; c < columns; c += lanes<float>) {
      vec<float> square[lanes<float>];
      KERNEL_UNROLL for (size r = 0; r < lanes<float>; ++r) {
        square[r] = load_up_to(x + r * columns + c, columns - c, 0);
      }
      transpose(square);
      KERNEL_UNROLL for (size r = 0; r < lanes<float>; ++r) column[c + r] = square[r];
    }
  }
  KERNEL_INLINE void turn_back(float* y, size columns) const {
    for (size c = 0; c < columns; c += lanes<float>) {
      vec<float> square[lanes<float>];
      KERNEL_UNROLL for (size r = 0; r < lanes<float>; ++r) square[r] = column[c + r];
      transpose(square);
      KERNEL_UNROLL for (size r = 0; r < lanes<float>; ++r) {
        store_up_to(y + r * columns + c, square[r], columns - c);
      }
    }
  }
};

void softmax_side_by_side(const float* x, float* y, size columns) {
  Turned rows(x, columns);
  vec<float> top(-infinity), total(0.0f);
  for (size c = 0; c < columns; ++c) top = max(rows.column[c], top);
  for (size c = 0; c < columns; ++c) total += rows.column[c] = exp_of_negative(rows.column[c] - top);
  const vec<float> scale = vec<float>(1.0f) / total;
  for (size c = 0; c < columns; ++c) rows.column[c] = rows.column[c] * scale;
  rows.turn_back(y, columns);
}

// Of rows that fit one vector: here only the sums are turned.
void gradient_side_by_side(const float* y, float* gradient, size columns) {
  vec<float> kept[lanes<float>], products[lanes<float>];
  KERNEL_UNROLL for (size r = 0; r < lanes<float>; ++r) {
    kept[r] = load_up_to(gradient + r * columns, columns, 0);
    products[r] = load_up_to(y + r * columns, columns, 0) * kept[r];
  }
  transpose(products);
  vec<float> inner = products[0];
  KERNEL_UNROLL for (size c = 1; c < lanes<float>; ++c) inner += products[c];
  float inner_of[lanes<float>];
  store(inner_of, inner);
  KERNEL_UNROLL for (size r = 0; r < lanes<float>; ++r) {
    const vec<float> g = kept[r] - vec<float>(inner_of[r]);
    store_up_to(gradient + r * columns, load_up_to(y + r * columns, columns, 0) * g, columns);
  }
}

void gradient_of_row(const float* y, float* gradient, size columns) {
  vec<float> total(0.0f);
  for (size i = 0; i < columns; i += lanes<float>) {
    total = fma(load_up_to(y + i, columns - i, 0), load_up_to(gradient + i, columns - i, 0), total);
  }
  const vec<float> inner(sum(total));
  for (size i = 0; i < columns; i += lanes<float>) {
    const vec<float> g = load_up_to(gradient + i, columns - i, 0) - inner;
    store_up_to(gradient + i, load_up_to(y + i, columns - i, 0) * g, columns - i);
  }
}

struct IsRest {
  float lane[2 * lanes<float>] = {};
  constexpr IsRest() {
    for (size l = lanes<float>; l < 2 * lanes<float>; ++l) lane[l] = 1;
  }
};
constexpr IsRest is_rest;

// The last `rest` columns with some before them, which make a whole vector of them: they are summed once, and written
// twice with the same values.
void gradient_with_rest(const float* y, float* gradient, size columns, size rest) {
  const size last = columns - lanes<float>;
  const vec<float> y_last = load(y + last), g_last = load(gradient + last);
  vec<float> total = y_last * load(is_rest.lane + rest) * g_last;
  for (size i = 0; i <= last; i += lanes<float>) total = fma(load(y + i), load(gradient + i), total);
  const vec<float> inner(sum(total));
  for (size i = 0; i <= last; i += lanes<float>) store(gradient + i, load(y + i) * (load(gradient + i) - inner));
  store(gradient + last, y_last * (g_last - inner));
}

// How many rows are worked on side by side at first.
size side_by_side(size rows, size columns, size columns_max) {
  return lanes<float> > 1 && columns <= columns_max ? rows / lanes<float> * lanes<float> : 0;
}

}  // namespace

void softmax(const float* x, float* y, std::size_t rows, std::size_t columns) {
  const size together = side_by_side(rows, columns, narrow);
  for (size r = 0; r < together; r += lanes<float>) softmax_side_by_side(x + r * columns, y + r * columns, columns);
  x += together * columns;
  y += together * columns;
  for (size r = together; r < rows; ++r, x += columns, y += columns) {
    const vec<float> top(greatest(x, columns));
    vec<float> total(0.0f);
    for (size i = 0; i < columns; i += lanes<float>) {
      // What fills the last vector is -inf and adds exp(-inf) = 0; a row of -inf alone is 0 / 0, as in the definition.
      const vec<float> e = exp_of_negative(load_up_to(x + i, columns - i, -infinity) - top);
      total += e;
      store_up_to(y + i, e, columns - i);
    }
    const vec<float> scale(1.0f / sum(total));
    for (size i = 0; i < columns; i += lanes<float>) {
      store_up_to(y + i, load_up_to(y + i, columns - i, 0) * scale, columns - i);
    }
  }
}

void softmax_gradient(const float* y, float* gradient, std::size_t rows, std::size_t columns) {
  if (columns == 0) return;
  const size together = side_by_side(rows, columns, lanes<float>);
  for (size r = 0; r < together; r += lanes<float>) {
    gradient_side_by_side(y + r * columns, gradient + r * columns, columns);
  }
  y += together * columns;
  gradient += together * columns;
  const size rest = columns % lanes<float>;
  for (size r = together; r < rows; ++r, y += columns, gradient += columns) {
    if (rest > 0 && columns > lanes<float>) {
      gradient_with_rest(y, gradient, columns, rest);
    } else {
      gradient_of_row(y, gradient, columns);
    }
  }
}

}  // namespace kernels::KERNEL_ISA

KERNEL_EXPORT(softmax)
KERNEL_EXPORT(softmax_gradient)
