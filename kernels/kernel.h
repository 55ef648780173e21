// Kernel<Signature>: a function with one variant per instruction set. k(x) runs the current one, k[Isa::avx2](x) a
// given one. Headers declare `extern const Kernel<float(...)> dot;`, x.simd.cpp defines dot() in namespace
// kernels::KERNEL_ISA and then says KERNEL_EXPORT(dot).
#pragma once

#include "kernels/isa.h"

namespace kernels {

template <class Signature>
class Kernel;

template <class Result, class... Arguments>
class Kernel<Result(Arguments...)> {
 public:
  using Function = Result (*)(Arguments...);
  struct Table {
    Function variant[isa_count];
  };
  constexpr explicit Kernel(const Table& table) : table_(table) {}

  Result operator()(Arguments... arguments) const { return table_.variant[int(current())](arguments...); }
  Function operator[](Isa isa) const { return table_.variant[int(isa)]; }

 private:
  Table table_;
};

}  // namespace kernels

// Only the scalar pass makes the table, because it runs everywhere. It is a constant: nothing runs before main, and a
// variant whose signature differs from the header's does not link. KERNEL_EXPORT stands outside every namespace.
#ifdef KERNEL_PASS_scalar
#define KERNEL_DECLARE_VARIANT(isa, kernel) \
  namespace isa {                           \
  decltype(scalar::kernel) kernel;          \
  }
#define KERNEL_VARIANT(isa, kernel) &isa::kernel,
#define KERNEL_EXPORT(kernel)                                                        \
  namespace kernels {                                                                \
  KERNEL_ISAS_WITH(KERNEL_DECLARE_VARIANT, kernel)                                   \
  constinit const decltype(kernels::kernel) kernel{                                  \
      decltype(kernels::kernel)::Table{{KERNEL_ISAS_WITH(KERNEL_VARIANT, kernel)}}}; \
  }
#else
#define KERNEL_EXPORT(kernel)
#endif
