#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "harness/output/annotations.h"
#include "harness/output/markdown.h"

namespace harness {
namespace {

using testing::HasSubstr;
using testing::Not;

Verdict verdict(const std::string& word, const std::string& name, double change = 0.2) {
  Verdict v;
  v.series.benchmark = name;
  v.verdict = word;
  v.change = change;
  v.lo = change - 0.01, v.hi = change + 0.01, v.error = 0.01;
  v.base_median = 1e-6, v.head_median = 1.2e-6;
  v.pairs = 8;
  return v;
}

GatePage page_with(std::vector<Verdict> verdicts) {
  GatePage page;
  page.conclusion = "FAIL";
  page.summary = "1 slower; tolerance 5 %; exit 1";
  page.base = "main", page.head = "work tree";
  page.verdicts = std::move(verdicts);
  page.environment = {{"machine", "some CPU"}};
  page.command = "swarmperf gate --base abc --seed 1";
  return page;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

TEST(MarkdownText, LeavesNoCharacterItsMeaning) {
  const struct {
    std::string text, escaped;
  } cases[] = {
      {"core/gemm/f32/n=1000 +10.0 %", "core/gemm/f32/n=1000 +10.0 %"},
      {"a|b", "a&#124;b"},
      {"<img src=x>", "&#60;img src=x&#62;"},
      {"`x` *y* _z_ [l](u) # \\ ~ !", "&#96;x&#96; &#42;y&#42; &#95;z&#95; &#91;l&#93;(u) &#35; &#92; &#126; &#33;"},
      {"a\nb\r\tc", "a b  c"},
      {"@ann", "&#64;&#8203;ann"},
      {"&lt;", "&#38;lt;"},
      {"Größe µs", "Größe µs"},
      {"bad \xff\xc3", "bad \uFFFD\uFFFD"},
      {"\u202Etxt", "\uFFFDtxt"},
  };
  for (const auto& c : cases) EXPECT_EQ(markdown_text(c.text, 1000), c.escaped);
  EXPECT_EQ(markdown_text("abcdef", 3), "abc…");
  EXPECT_EQ(markdown_text("äöü", 3), "äöü");
}

TEST(Markdown, BeginsWithTheMarkerAndTheVerdictAndFoldsWhatIsSame) {
  const std::string text =
      markdown(page_with({verdict("slower", "hot"), verdict("same", "calm", 0)}), comment_limit_bytes);
  EXPECT_TRUE(text.starts_with("<!-- swarmperf:gate -->\n**FAIL** 1 slower; tolerance 5 %; exit 1\n"));
  const std::size_t fold = text.find("<details>");
  ASSERT_NE(fold, std::string::npos);
  EXPECT_LT(text.find("<code>hot</code>"), fold);
  EXPECT_GT(text.find("<code>calm</code>"), fold);
  EXPECT_GT(text.find("swarmperf gate --base abc"), fold);
  EXPECT_TRUE(text.ends_with("</details>\n"));
}

TEST(Markdown, ARowStaysARowWhateverTheNamesSay) {
  const std::string evil = "x | y\n\n</details><script>`\n| slower | " + std::string(10000, '`');
  Verdict v = verdict("slower", evil);
  v.note = v.series.lane = evil;
  GatePage page = page_with({v});
  page.findings = {{"P405", evil, evil}};
  page.base = evil;
  const std::string text = markdown(page, comment_limit_bytes);
  EXPECT_EQ(count(text, "</details>"), 1u);
  EXPECT_THAT(text, Not(HasSubstr("<script>")));
  EXPECT_LT(text.size(), 20000u);
  std::size_t rows = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("|")) continue;
    ++rows;
    EXPECT_EQ(count(line, "|"), 10u) << line;
  }
  EXPECT_EQ(rows, 3u) << "head, rule, one row";
}

TEST(Markdown, KeepsBelowTheLimitAndSaysWhatWasCut) {
  std::vector<Verdict> verdicts;
  for (int i = 0; i < 3000; ++i) verdicts.push_back(verdict(i < 1500 ? "slower" : "same", "b" + std::to_string(i)));
  GatePage page = page_with(verdicts);
  for (int i = 0; i < 1000; ++i) page.findings.push_back({"W120", "b", std::string(200, '|')});
  const std::string text = markdown(page, comment_limit_bytes);
  EXPECT_LT(text.size(), comment_limit_bytes);
  EXPECT_GT(text.size(), comment_limit_bytes / 2);
  const std::regex cut("([0-9]+) more changed rows did not fit");
  std::smatch found;
  ASSERT_TRUE(std::regex_search(text, found, cut));
  EXPECT_EQ(std::stoul(found[1]) + count(text, "▲ slower"), 1500u) << "told or counted";
  EXPECT_THAT(text, HasSubstr("more findings did not fit"));
  EXPECT_THAT(text, HasSubstr("swarmperf gate --base abc"));
  EXPECT_TRUE(text.ends_with("</details>\n"));
  EXPECT_LT(markdown(page, summary_limit_bytes).size(), summary_limit_bytes);
}

TEST(Markdown, AnErrorIsAPageToo) {
  const std::string text = markdown_error("NO VERDICT, exit 6", std::string(1000000, '<'), comment_limit_bytes);
  EXPECT_TRUE(text.starts_with(markdown_marker));
  EXPECT_THAT(text, HasSubstr("**NO VERDICT, exit 6**"));
  EXPECT_LT(text.size(), comment_limit_bytes);
}

TEST(Annotations, NineOfAKindAndACount) {
  std::vector<Verdict> verdicts;
  for (int i = 0; i < 25; ++i) verdicts.push_back(verdict("slower", "s" + std::to_string(i)));
  for (int i = 0; i < 9; ++i) verdicts.push_back(verdict("faster", "f" + std::to_string(i)));
  for (int i = 0; i < 4; ++i) verdicts.push_back(verdict("same", "e" + std::to_string(i)));
  GatePage page = page_with(verdicts);
  page.findings = {{"P402", "bench.toml", "edited"}, {"W120", "b", "iterations differ"}};
  const std::string text = annotations(page);
  EXPECT_EQ(count(text, "::error "), 10u);
  EXPECT_THAT(text, HasSubstr("s0"));
  EXPECT_THAT(text, HasSubstr("and 16 more"));
  EXPECT_EQ(count(text, "::notice "), 9u);
  EXPECT_EQ(count(text, "::warning "), 1u);
  EXPECT_THAT(text, HasSubstr("::warning file=bench.toml,title=P402%3A bench.toml::edited\n"));
}

TEST(Annotations, PointToTheDeclarationInsideTheRepository) {
  const struct {
    const char *source, *place;
  } cases[] = {{"src/a.cpp:12", "file=src/a.cpp,line=12,"},
               {"a,b:c.cpp:3", "file=a%2Cb%3Ac.cpp,line=3,"},
               {"/usr/a.cpp:12", ""},
               {"a.cpp", ""},
               {"a.cpp:x", ""},
               {"", ""}};
  for (const auto& c : cases) {
    Verdict v = verdict("failed", "b");
    v.source = c.source;
    EXPECT_TRUE(annotations(page_with({v})).starts_with(std::string("::error ") + c.place + "title=")) << c.source;
  }
}

TEST(Annotations, OneCommandPerLineWhateverTheNamesSay) {
  Verdict v = verdict("slower", "x\n::add-mask::y\r%0A\xff");
  v.note = v.series.benchmark;
  v.source = "a\nb.cpp:1";
  const std::string text = annotations(page_with({v}));
  EXPECT_EQ(count(text, "\n"), 1u);
  EXPECT_EQ(count(text, "\r"), 0u);
  EXPECT_THAT(text, HasSubstr("%0A::add-mask::y%0D%250A\uFFFD"));
  EXPECT_EQ(count(annotation_error("NO VERDICT, exit 6", "a\nb"), "\n"), 1u);
  Verdict accepted = verdict("slower", "b");
  accepted.acknowledged = "by ann";
  EXPECT_TRUE(annotations(page_with({accepted})).starts_with("::warning "));
}

}  // namespace
}  // namespace harness
