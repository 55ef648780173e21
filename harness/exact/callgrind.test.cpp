// Files as Callgrind writes them, whole, cut short and by others.
#include "harness/exact/callgrind.h"

#include <gtest/gtest.h>

#include <sstream>
#include <stdexcept>

namespace harness {
namespace {

const std::string head = "# callgrind format\nversion: 1\npositions: line\nevents: Ir\nsummary: 4312\n\n";

Counts read(const std::string& text) {
  std::istringstream file(text);
  return read_counts(file);
}

TEST(Callgrind, CallsOfEveryAllocatorAreCountedOnce) {
  const Counts counts = read(head +
                             "fn=(1) work\n16 400\n"
                             "cfn=(2) operator new(unsigned long)\ncalls=7 0 \n16 90\n"
                             "cfn=(3) calloc\ncalls=2 0 \n16 30\n"
                             "fn=(2)\n12 70\ncfn=(4) malloc\ncalls=7 0 \n12 300\n"
                             "fn=(4)\n1 200\ncfn=(5) _int_malloc\ncalls=7 0 \n1 100\n"
                             "fn=(7) arena\ncfn=(6) memalign'2\ncalls=1 0 \n1 1\n"
                             "fn=(1)\ncfn=(4)\ncalls=5 +3 \n1 1\n\ntotals: 4312\n");
  EXPECT_EQ(counts.instructions, 4312);
  EXPECT_EQ(counts.allocations, 7 + 2 + 1 + 5);
  EXPECT_EQ(counts.by_function.at("work"), 400) << "of its calls nothing";
  EXPECT_EQ(counts.by_function.at("malloc"), 200);
  EXPECT_EQ(counts.calls.at("_int_malloc"), 7);
}

// glibc's realloc(NULL, n) calls malloc: one allocation.
TEST(Callgrind, WhatAnAllocatorCallsIsNotAnotherAllocation) {
  const Counts counts =
      read(head +
           "fn=(1) work\n16 400\ncfn=(2) realloc\ncalls=1000 0 \n16 90\ncfn=(3) malloc\ncalls=5 0 \n16 9\n"
           "fn=(2)\n12 70\ncfn=(3)\ncalls=1000 0 \n12 300\ncfn=(4) free\ncalls=2 0 \n12 3\n"
           "fn=(5) posix_memalign\n1 2\ncfn=(6) memalign'2\ncalls=7 0 \n1 1\n\ntotals: 4312\n");
  EXPECT_EQ(counts.allocations, 1000 + 5);
  EXPECT_EQ(counts.calls.at("malloc"), 1005) << "a call it is";
}

TEST(Callgrind, PlacesAreWrittenFromTheOneBefore) {
  const Counts counts = read(head +
                             "fl=(1) a.cpp\nfn=(1) f\n16 400\n+3 20\nfi=(2) b.h\n-7 5\n* 1\nfe=(1)\n"
                             "calls=1 0\n* 900\n+1 2\n\ntotals: 428\n");
  EXPECT_EQ(counts.by_function.at("f"), 428);
}

TEST(Callgrind, ANameMayBeMetFirstAsTheFunctionItself) {
  EXPECT_EQ(read(head + "fn=(9) malloc\n1 5\nfn=(1) f\ncfn=(9)\ncalls=3 0 \n1 15\ntotals: 20\n").allocations, 3);
  EXPECT_EQ(read(head + "fn=f\ncfn=malloc\ncalls=3 0 \n1 15\ntotals: 20\n").allocations, 3);
}

TEST(Callgrind, WhatIsNoCountIsRefused) {
  for (const std::string& text :
       {std::string(), std::string("no such file"), head, head + "fn=(1) f\n1 400\n", head + "totals: 0\n",
        head + "totals: many\n", head + "totals: -4\n", head + "totals:\n",
        head + "cfn=(1) malloc\ncalls=\ntotals: 4\n", std::string("events: Dr\ntotals: 4\n")}) {
    EXPECT_THROW(read(text), std::runtime_error) << text;
  }
}

TEST(Callgrind, TheCommandFollowsWithItsOwnArguments) {
  const auto all =
      counted({"./suite", "--isa=avx2"}, {.inside = "swarmperf_batch", .from = "", .until = ""}, "/tmp/a b");
  ASSERT_EQ(all.size(), 6u);
  EXPECT_EQ(all[0], "valgrind");
  EXPECT_EQ(all[2], "--callgrind-out-file=/tmp/a b");
  EXPECT_EQ(all[3], "--toggle-collect=swarmperf_batch");
  EXPECT_EQ(all[5], "--isa=avx2");
  const auto parts = counted({"./suite"}, {.inside = "", .from = "f(int)", .until = "g()"}, "/tmp/a");
  EXPECT_EQ(parts.at(3), "--zero-before=f(int)");
  EXPECT_EQ(parts.at(4), "--dump-before=g()");
}

}  // namespace
}  // namespace harness
