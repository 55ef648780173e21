// KERNEL_CHECK(condition, sentence): a caller's mistake ends the program with the place and the sentence, in every
// build type. It stands at the doors, once per call, never in a loop over elements.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace kernels {

// Prints both on stderr and aborts.
[[noreturn]] inline void end_on_mistake(const char* place, const char* sentence) {
  std::fprintf(stderr, "%s: %s\n", place, sentence);
  std::abort();
}

}  // namespace kernels

#define KERNEL_CHECK_TEXT2(x) #x
#define KERNEL_CHECK_TEXT(x) KERNEL_CHECK_TEXT2(x)
#define KERNEL_CHECK(condition, sentence) \
  (void)((condition) || (::kernels::end_on_mistake(__FILE__ ":" KERNEL_CHECK_TEXT(__LINE__), sentence), false))
