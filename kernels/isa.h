// The instruction sets that kernels were compiled for, and which of them runs. The list comes from isa.cmake;
// Isa::scalar always exists and is what runs until detection has finished, so code before main() is safe.
#pragma once

#include <atomic>
#include <optional>
#include <string_view>
#include <vector>

#include "kernels/isa_table.h"

namespace kernels {

#define KERNEL_ISA_MEMBER(name) name,
// Worst first.
enum class Isa : int { KERNEL_ISAS(KERNEL_ISA_MEMBER) };
#undef KERNEL_ISA_MEMBER

#define KERNEL_ISA_ONE(name) +1
inline constexpr int isa_count = 0 KERNEL_ISAS(KERNEL_ISA_ONE);
#undef KERNEL_ISA_ONE

// Returns "scalar", "avx2", ...
std::string_view name(Isa isa);
// Returns the set called `name` if this program has it, supported here or not.
std::optional<Isa> find_isa(std::string_view name);
// Returns what processor and operating system can run, best first; never empty.
const std::vector<Isa>& supported();
// Returns the best supported one.
Isa best();
// Makes every later kernel call use this one; false, changing nothing, if it is unknown or not supported here.
bool force(std::string_view name);

namespace detail {
extern std::atomic<Isa> current_isa;
}
// Returns the one that runs: the best, unless the environment variable SWARMPERF_ISA or force() named another.
inline Isa current() { return detail::current_isa.load(std::memory_order_relaxed); }

}  // namespace kernels
