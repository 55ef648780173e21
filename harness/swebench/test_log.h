// Which tests passed, by what pytest says with -rA: a line per test that begins with its state. A test that no line
// names has not passed.
#pragma once

#include <set>
#include <string>

namespace harness::swebench {

// Those that passed, or failed as they are marked to (XFAIL). The dataset cuts names at the first blank ("test[a" of
// "test[a b]"), so a name is known by that part too; one that is found with two states has not passed.
std::set<std::string> passed_tests(const std::string& log);

}  // namespace harness::swebench
