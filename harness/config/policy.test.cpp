#include "harness/config/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/config/config.h"
#include "harness/error.h"

namespace harness {
namespace {

TEST(Glob, CoversTheWholeName) {
  const struct {
    const char *pattern, *name;
    bool fits;
  } cases[] = {
      {"core/*", "core/gemm/n=10", true},
      {"core/*", "xcore/gemm", false},
      {"core", "core/gemm", false},
      {"", "anything", true},
      {"*", "", true},
      {"a?c", "abc", true},
      {"a?c", "ac", false},
      {"*ab*ab", "abxababab", true},
      {"*ab*ab", "abxa", false},
      {"a.c", "abc", false},
      {"b(1)[2]|3", "b(1)[2]|3", true},
  };
  for (const auto& c : cases) EXPECT_EQ(glob_matches(c.pattern, c.name), c.fits) << c.pattern << " on " << c.name;
  // What drives a backtracking matcher to exponential time.
  std::string stars;
  for (int i = 0; i < 50; ++i) stars += "*a";
  EXPECT_FALSE(glob_matches(stars + "b", std::string(2000, 'a')));
}

TEST(Rename, CarriesWhatTheStarStoodFor) {
  const std::vector<Rename> renames = {{"old", "new"}, {"core/*/f32", "kernels/f32/*"}, {"core/*", "late/*"}};
  EXPECT_EQ(new_name(renames, "old"), "new");
  EXPECT_EQ(new_name(renames, "core/gemm/f32"), "kernels/f32/gemm");
  EXPECT_EQ(new_name(renames, "core/gemm"), "late/gemm");
  EXPECT_EQ(new_name(renames, "core"), std::nullopt);
  EXPECT_EQ(new_name({{"ab*bc", "x*"}}, "abc"), std::nullopt) << "before and after must not overlap";
  EXPECT_EQ(old_name(renames, "kernels/f32/gemm"), "core/gemm/f32");
  EXPECT_EQ(old_name(renames, "older"), std::nullopt);
}

TEST(Units, MinimumIsATimeOrASize) {
  EXPECT_EQ(parse_minimum("20ns", "minimum").kind, "time");
  EXPECT_DOUBLE_EQ(parse_minimum("20ns", "minimum").value, 20e-9);
  EXPECT_EQ(parse_minimum("4 KiB", "minimum"), (Minimum{4096, "bytes"}));
  for (const char* wrong : {"20", "20 KB", "-1ns", "ns", "0s", "5%", "1e400s"}) {
    EXPECT_THROW(parse_minimum(wrong, "minimum"), Error) << wrong;
  }
}

const std::string suite = "schema = 1\n[[suite]]\nname = 'a'\ncommand = 'b'\n";

std::string complaint(const std::string& text, bool acknowledged = false) {
  try {
    if (acknowledged) {
      parse_acknowledgements(text, "a.toml");
    } else {
      parse_config(text, "b.toml", "");
    }
  } catch (const Error& error) {
    EXPECT_EQ(error.exit, Exit::usage);
    return error.what();
  }
  return "";
}

TEST(DidYouMean, ASlipOrTheBeginningOfOneName) {
  const std::vector<std::string> names = {"--db", "--dry-run", "--filter", "--file", "core/gemm/f32/n=1000"};
  const std::pair<const char*, const char*> rows[] = {
      {"--dry", "--dry-run"},  // though --db is nearer
      {"--fil", "--file"},     // the beginning of two
      {"--fliter", "--filter"}, {"core/gemm", "core/gemm/f32/n=1000"}, {"--d", "--db"}, {"--quiet", ""}, {"", ""}};
  for (const auto& [word, wanted] : rows) EXPECT_EQ(did_you_mean(word, names), wanted) << word;
}

TEST(BenchToml, ReadsThePolicy) {
  const Config c = parse_config(suite +
                                    "[gate]\nstrict = true\nbudget = '5m'\nmetrics = ['time', 'allocations']\n"
                                    "[[override]]\nbenchmarks = 'core/*'\nlane = 'node/*'\ntolerance = '10%'\n"
                                    "[[override]]\nbenchmarks = '*'\nminimum = '20ns'\n"
                                    "[[rename]]\nfrom = 'a*'\nto = 'b*'\n",
                                "b.toml", "");
  EXPECT_TRUE(c.policy.strict);
  EXPECT_EQ(c.policy.budget_s, 300);
  EXPECT_EQ(c.policy.metrics, (std::vector<std::string>{"time", "allocations"}));
  ASSERT_EQ(c.policy.overrides.size(), 2u);
  EXPECT_EQ(c.policy.overrides[0], (Override{"core/*", "node/*", 0.1, std::nullopt}));
  EXPECT_EQ(c.policy.overrides[1].minimum, (Minimum{20e-9, "time"}));
  ASSERT_EQ(c.renames.size(), 1u);
  EXPECT_EQ(c.renames[0].to, "b*");
}

TEST(BenchToml, RefusesWithLineAndColumn) {
  const struct {
    const char *text, *part;
  } cases[] = {
      {"[gate]\nstrict = 'yes'\n", "b.toml:6:10: strict must be true or false"},
      {"[gate]\nmetrics = ['time', 'cycles']\n", "'cycles' is none; there are time, instructions, allocations"},
      {"[gate]\nmetrics = []\n", "metrics: at least one of"},
      {"[gate]\nbudget = '5'\n", "such as 90s or 5m"},
      {"[[override]]\ntolerance = '5%'\n", "b.toml:5:1: an [[override]] needs benchmarks"},
      {"[[override]]\nbenchmarks = 'a'\n", "needs a tolerance, a critical or a minimum"},
      {"[[override]]\nbenchmark = 'a'\n",
       "b.toml:6:1: unknown key 'benchmark' in [[override]]; did you mean 'benchmarks'?"},
      {"[[override]]\nbenchmarks = 'a'\nminimum = '20'\n", "b.toml:7:11: minimum '20'"},
      {"[override]\nbenchmarks = 'a'\n", "write it [[override]]"},
      {"[[rename]]\nfrom = 'a*'\nto = 'b'\n", "one * on both sides"},
      {"[[rename]]\nfrom = 'a**'\nto = 'b**'\n", "one * on both sides"},
      {"[[rename]]\nfrom = 'a'\n", "needs from and to"},
  };
  for (const auto& c : cases) EXPECT_THAT(complaint(suite + c.text), testing::HasSubstr(c.part)) << c.text;
}

const std::string whole =
    "[[acknowledged]]\nbenchmarks = 'agents/*'\nreason = 'safer'\nowner = 'ann'\nlimit = '+12%'\nuntil = 2026-12-31\n";

TEST(Acknowledged, ReadsAll) {
  const auto read = parse_acknowledgements(whole, "a.toml");
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(read[0].owner, "ann");
  EXPECT_DOUBLE_EQ(read[0].limit, 0.12);
  EXPECT_EQ(date_text(read[0].until), "2026-12-31");
  EXPECT_TRUE(parse_acknowledgements("", "a.toml").empty());
}

TEST(Acknowledged, RefusesWhatIsMissingOrMisspelt) {
  const struct {
    const char *from, *to, *part;
  } cases[] = {
      {"owner = 'ann'\n", "", "a.toml:1:1: an [[acknowledged]] needs owner"},
      {"reason = 'safer'", "reason = ''", "needs reason"},
      {"limit = '+12%'\n", "", "needs a limit"},
      {"'+12%'", "12", "must be a string with its unit"},
      {"until = 2026-12-31\n", "", "needs until, such as 2026-12-31"},
      {"2026-12-31", "'2026-12-31'", "a.toml:6:9: until must be a date without quotes"},
      {"2026-12-31", "2026-02-30", "a.toml:6:"},
      {"owner", "onwer", "a.toml:4:1: unknown key 'onwer' in [[acknowledged]]; did you mean 'owner'?"},
      {"[[acknowledged]]", "[[acknowleged]]", "did you mean 'acknowledged'?"},
  };
  for (const auto& c : cases) {
    std::string text = whole;
    text.replace(text.find(c.from), std::string(c.from).size(), c.to);
    EXPECT_THAT(complaint(text, true), testing::HasSubstr(c.part)) << text;
  }
}

}  // namespace
}  // namespace harness
