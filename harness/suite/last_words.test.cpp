#include "harness/suite/last_words.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

TEST(LastWords, SayWhyAProgramEnded) {
  const std::pair<std::string, std::string> cases[] = {
      {"", ""},
      {" \n\n", ""},
      {"one\ntwo \r\n\n", "two"},
      {"Error: an old one\nno such device\n", "no such device"},
      {"\x1b[2mpale\x1b[22m and \x1b[1;31mred\x1b[0m\n", "pale and red"},
      {"Traceback (most recent call last):\n  File \"a.py\", line 1\nValueError: bad\n", "ValueError: bad"},
      {"Error: no modules\n    at find (file:///a.mjs:1:2)\nsuite: no modules\n", "suite: no modules"},
      {"suite: no modules\n    at async Module.main (file:///a.mjs:1:2)\n", "suite: no modules"},
      {"file:///a.mjs:3\n  throw x;\n  ^\n\nTypeError [ERR_X]: bad\n    at f (a.mjs:3:1) {\n  code: "
       "'ERR_X'\n}\n\nNode.js v20.1\n",
       "TypeError [ERR_X]: bad"},
      {"<--- Last few GCs --->\n\nFATAL ERROR: Reached heap limit Allocation failed\n----- Native stack trace -----\n\n"
       " 1: 0xca5580 node::Abort() [node]\n20: 0x7f29ba1c7d90  [/lib/libc.so.6]\n",
       "FATAL ERROR: Reached heap limit Allocation failed"},
      {"2026-11-29T23:00:00+00:00\nRunning ./a\nRun on (2 X 2000 MHz CPU s)\nLoad Average: 1.00, 2.00, 3.00\n"
       "***WARNING*** Library was built as DEBUG. Timings may be affected.\n",
       ""},
      {"Load Average: 1.00\n***WARNING*** Library was built as DEBUG.\nfree(): invalid pointer\n",
       "free(): invalid pointer"},
  };
  for (const auto& [errors, want] : cases) EXPECT_EQ(last_words(errors), want) << errors;
  EXPECT_EQ(last_words(std::string(60000, 'x')).substr(0, 4), "xxxx");
}

TEST(LastWords, SignalsHaveNames) {
  EXPECT_EQ(signal_name(6), "signal 6 (SIGABRT)");
  EXPECT_EQ(signal_name(11), "signal 11 (SIGSEGV)");
  EXPECT_EQ(signal_name(250), "signal 250");
}

}  // namespace
}  // namespace harness
