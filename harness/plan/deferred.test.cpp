#include "harness/plan/deferred.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace harness {
namespace {

TEST(Deferred, IsDoneOnceAndWhenAskedFor) {
  int done = 0;
  Deferred deferred;
  deferred.now();
  deferred.set([&] { ++done; });
  EXPECT_EQ(done, 0);
  deferred.now();
  deferred.now();
  EXPECT_EQ(done, 1);
}

TEST(Deferred, TheLastOneIsDoneWhenTheLoopEnds) {
  std::vector<int> done;
  Deferred deferred;
  finishing(deferred, [&] {
    for (int i = 0; i < 3; ++i) {
      deferred.now();
      deferred.set([&done, i] { done.push_back(i); });
    }
  });
  EXPECT_EQ(done, (std::vector<int>{0, 1, 2}));
}

TEST(Deferred, TheLastOneIsDoneWhenTheLoopThrows) {
  int done = 0;
  Deferred deferred;
  const auto interrupted = [&] {
    deferred.set([&] { ++done; });
    throw std::runtime_error("interrupted");
  };
  EXPECT_THROW(finishing(deferred, interrupted), std::runtime_error);
  EXPECT_EQ(done, 1);
}

}  // namespace
}  // namespace harness
