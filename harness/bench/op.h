// The timed operation of a benchmark. op(f) wraps a callable so that one virtual call performs a whole batch: the loop
// around f is inlined, hence the same object can be timed by Google Benchmark and by a host in JavaScript.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace bench {

// A case that is set up and ready to run.
class Work {
 public:
  virtual ~Work() = default;
  // Performs n operations and returns how many were really performed; a host refuses a batch where they differ.
  virtual std::int64_t run(std::int64_t n) = 0;
  // Returns "" when the last result is right, else what is wrong with it.
  virtual std::string check() = 0;

  double bytes_per_op = 0;
  double items_per_op = 0;
  // Values beside time, read once after the last batch; each name is declared in Spec::metrics.
  std::vector<std::pair<std::string, std::function<double()>>> metrics;
};

// Keeps a value alive without costing more than a register.
template <class T>
inline void keep(const T& value) {
  if constexpr (std::is_trivially_copyable_v<T> && sizeof(T) <= sizeof(void*)) {
    asm volatile("" : : "r"(value) : "memory");
  } else {
    asm volatile("" : : "r"(&value) : "memory");
  }
}
inline void keep(float value) { asm volatile("" : : "r"(__builtin_bit_cast(std::int32_t, value)) : "memory"); }
inline void keep(double value) { asm volatile("" : : "r"(__builtin_bit_cast(std::int64_t, value)) : "memory"); }

// A check of a number: relative distance to `want` of at most `tolerance` (absolute where want is 0).
inline auto near(double want, double tolerance) {
  return [=](double got) -> std::string {
    if (std::abs(got - want) <= tolerance * (want == 0 ? 1 : std::abs(want))) return "";
    char text[128];
    std::snprintf(text, sizeof text, "got %.9g, want %.9g within %.1e", got, want, tolerance);
    return text;
  };
}

namespace detail {
template <class F, bool returns_value = !std::is_void_v<std::invoke_result_t<F&>>>
struct LastValue {
  using Check = std::function<std::string(const std::decay_t<std::invoke_result_t<F&>>&)>;
  std::optional<std::decay_t<std::invoke_result_t<F&>>> value;
  void call(F& f) {
    value.emplace(f());
    keep(*value);
  }
  std::string check(const Check& expected) const { return value ? expected(*value) : "check before any run"; }
};
template <class F>
struct LastValue<F, false> {
  using Check = std::function<std::string()>;
  void call(F& f) {
    f();
    asm volatile("" : : : "memory");
  }
  std::string check(const Check& expected) const { return expected(); }
};

template <class F>
class OpWork final : public Work {
 public:
  explicit OpWork(F f) : f_(std::move(f)) {}
  std::int64_t run(std::int64_t n) override {
    const std::int64_t before = counter ? counter() : 0;
    std::int64_t done = 0;
    for (; done < n; ++done) last_.call(f_);
    return counter ? (counter() - before) / units_per_op : done;
  }
  std::string check() override { return expected ? last_.check(expected) : "the benchmark has no expect()"; }

  typename LastValue<F>::Check expected;
  std::function<std::int64_t()> counter;
  std::int64_t units_per_op = 1;

 private:
  F f_;
  LastValue<F> last_;
};
}  // namespace detail

// The builder that op() returns; converts to what Spec::make must return.
template <class F>
class Op {
 public:
  explicit Op(F f) : work_(std::make_unique<detail::OpWork<F>>(std::move(f))) {}
  Op bytes(double per_op) && { return work_->bytes_per_op = per_op, std::move(*this); }
  Op items(double per_op) && { return work_->items_per_op = per_op, std::move(*this); }
  // `check` takes the value that f returned (nothing where f returns nothing); it returns "" or what is wrong.
  Op expect(typename detail::LastValue<F>::Check check) && {
    return work_->expected = std::move(check), std::move(*this);
  }
  // Work that counts itself: `counter` must grow by units_per_op with every operation, else the batch is refused.
  Op counts(std::function<std::int64_t()> counter, std::int64_t units_per_op) && {
    work_->counter = std::move(counter);
    work_->units_per_op = units_per_op;
    return std::move(*this);
  }
  // Attaches the value of a metric that Spec::metrics declares.
  Op metric(std::string name, std::function<double()> read) && {
    work_->metrics.emplace_back(std::move(name), std::move(read));
    return std::move(*this);
  }
  operator std::unique_ptr<Work>() && { return std::move(work_); }  // NOLINT: the factory returns the builder

 private:
  std::unique_ptr<detail::OpWork<F>> work_;
};

template <class F>
Op<F> op(F f) {
  return Op<F>(std::move(f));
}

}  // namespace bench
