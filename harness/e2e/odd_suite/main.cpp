// A suite on our native host whose benchmarks go wrong in the ways they can: for tests of what is then written and
// said.
#include <limits>
#include <memory>
#include <string>

#include "harness/bench/bench.h"
#include "harness/bench/native_host.h"

namespace {

using namespace bench;

std::uint64_t spin(std::uint64_t n) {
  std::uint64_t h = 1;
  for (std::uint64_t i = 0; i < n; ++i) h = h * 6364136223846793005ULL + i;
  return h;
}

std::string right(std::uint64_t got) { return got == spin(1000) ? "" : "another value"; }

BENCH({.name = "odd/good",
       .make = [](const Params&) -> std::unique_ptr<Work> { return op([] { return spin(1000); }).expect(right); }});

BENCH({.name = "odd/wrong",
       .make = [](const Params&) -> std::unique_ptr<Work> { return op([] { return spin(999); }).expect(right); }});

BENCH({.name = "odd/wrong_later", .make = [](const Params&) -> std::unique_ptr<Work> {
         auto calls = std::make_shared<int>(0);
         return op([calls] { return spin(++*calls < 20 ? 1000 : 999); }).expect(right);
       }});

BENCH({.name = "odd/lazy", .make = [](const Params&) -> std::unique_ptr<Work> {
         auto done = std::make_shared<std::int64_t>(0);
         return op([done] {
                  if (*done < 5) ++*done;
                  return spin(1000);
                })
             .expect(right)
             .counts([done] { return *done; }, 1);
       }});

BENCH({.name = "odd/nan",
       .metrics = {{.name = "share", .unit = "1"}},
       .make = [](const Params&) -> std::unique_ptr<Work> {
         return op([] { return spin(1000); }).expect(right).metric("share", [] {
           return std::numeric_limits<double>::quiet_NaN();
         });
       }});

}  // namespace

int main(int argc, char** argv) {
  const auto only = [](const std::string& isa) { return isa == "scalar"; };
  return native_main(argc, argv, {{"scalar"}, only, [] { return std::string("scalar"); }});
}
