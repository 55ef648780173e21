// Detection asks the compiler's run-time library, which also asks whether the operating system saves the registers;
// xsimd 8.1's own detection does not and reads some bits from the wrong place.
#include "kernels/isa.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace kernels {

constinit std::atomic<Isa> detail::current_isa{Isa::scalar};

namespace {

bool runs_here(Isa isa) {
  switch (isa) {
#define KERNEL_ISA_CASE(name) \
  case Isa::name:             \
    return KERNEL_ISA_RUNS_HERE_##name;
    KERNEL_ISAS(KERNEL_ISA_CASE)
#undef KERNEL_ISA_CASE
  }
  return false;
}

std::vector<Isa> detect() {
#ifndef __EMSCRIPTEN__
  __builtin_cpu_init();
#endif
  std::vector<Isa> found;
  for (int i = isa_count - 1; i >= 0; --i) {
    if (runs_here(Isa(i))) found.push_back(Isa(i));
  }
  return found;
}

// Ends the program on a wrong name: going on would label measurements with something that did not run.
bool choose_at_start() {
  const char* wanted = std::getenv("SWARMPERF_ISA");
  if (wanted == nullptr || *wanted == '\0') {
    detail::current_isa = best();
  } else if (!force(wanted)) {
    std::fprintf(stderr, "SWARMPERF_ISA=%s: this program or machine has no such instruction set; it has", wanted);
    for (Isa isa : supported()) std::fprintf(stderr, " %s", name(isa).data());
    std::fprintf(stderr, "\n");
    std::_Exit(2);
  }
  return true;
}

const bool chosen_at_start = choose_at_start();

}  // namespace

std::string_view name(Isa isa) {
#define KERNEL_ISA_NAME(name) #name,
  constexpr std::string_view names[] = {KERNEL_ISAS(KERNEL_ISA_NAME)};
#undef KERNEL_ISA_NAME
  return names[int(isa)];
}

std::optional<Isa> find_isa(std::string_view wanted) {
  for (int i = 0; i < isa_count; ++i) {
    if (name(Isa(i)) == wanted) return Isa(i);
  }
  return std::nullopt;
}

const std::vector<Isa>& supported() {
  static const std::vector<Isa> found = detect();
  return found;
}

Isa best() { return supported().front(); }

bool force(std::string_view wanted) {
  const std::optional<Isa> isa = find_isa(wanted);
  if (!isa || std::find(supported().begin(), supported().end(), *isa) == supported().end()) return false;
  detail::current_isa = *isa;
  return true;
}

}  // namespace kernels
