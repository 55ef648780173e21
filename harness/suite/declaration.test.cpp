// What a declaration may not say is refused when it is read, by name and with what is allowed.
#include "harness/suite/declaration.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace harness {
namespace {

std::string declared(const std::string& benchmark, const std::string& rest = R"("lane":"odd")") {
  return R"({"protocol":1,)" + rest + R"(,"benchmarks":[)" + benchmark + "]}";
}
std::string with_metric(const std::string& members) {
  return declared(R"({"name":"a","metrics":[{"name":"m",)" + members + "}]}");
}

TEST(Declaration, IsReadWithItsDefaults) {
  Listing listing;
  read_declaration(declared(R"({"name":"a/n=1/impl=peer","clock":"process_cpu","threads":"single",
                                "metrics":[{"name":"m","better":"more","kind":"share"}]},{"name":"b","version":7})",
                            R"("lane":"x","lanes":[{"lane":"w","arguments":[]},{"lane":"x","arguments":["--x"]}])"),
                   listing);
  ASSERT_EQ(listing.benchmarks.size(), 2u);
  const Benchmark &a = listing.benchmarks[0], &b = listing.benchmarks[1];
  EXPECT_EQ(a.name, "a/n=1");
  EXPECT_EQ(a.suite_name, "a/n=1/impl=peer");
  EXPECT_EQ(a.impl, "peer");
  EXPECT_TRUE(a.twin);
  EXPECT_EQ(a.metrics[0].better, "more");
  EXPECT_EQ(b.version, 7);
  EXPECT_EQ(b.clock, "cpu");
  EXPECT_FALSE(b.single_threaded);
  EXPECT_EQ(listing.lane, "x");
}

TEST(Declaration, WhatCouldNotBeStoredIsRefusedByName) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {with_metric(R"("better":"lower")"), "better of 'a' \"lower\"; want less, more"},
      {with_metric(R"("kind":"memory")"), "kind of 'a' \"memory\"; want time, bytes, count, share"},
      {declared(R"({"name":"a","metrics":[{"name":""}]})"), "a metric of 'a' called \"\"; want a text"},
      {declared(R"({"name":"a","clock":"gpu"})"), "clock of 'a' \"gpu\"; want cpu, process_cpu, wall"},
      {declared(R"({"name":"a","threads":"two"})"), "threads of 'a' \"two\"; want single, multi"},
      {declared(R"({"name":""})"), "a benchmark called \"\"; want a text"},
      {declared(R"({"name":"/impl=b"})"), "a benchmark called \"\"; want a text"},
      {declared(R"({"name":"a/impl="})"), "an impl of 'a/impl=' called \"\"; want a text"},
      {declared(R"({"name":"a\nb"})"), R"(a benchmark called "a\nb"; want a text)"},
      {declared(R"({"name":"a\u007f"})"), "a benchmark called"},
      {declared(R"({"name":"a","version":-3})"), "version -3 of 'a'; want 1 or more"},
      {declared(R"({"name":"a","version":0})"), "version 0 of 'a'; want 1 or more"},
      {declared(R"({"name":"a"})", R"("lane":"")"), "a lane called \"\""},
      {declared(R"({"name":"a"})", R"("lane":"x","lanes":[{"lane":"y","arguments":[]}])"), "the lane \"x\"; want y"},
      {R"({"protocol":2})", "another version"},
  };
  for (const auto& [text, part] : cases) {
    Listing listing;
    try {
      read_declaration(text, listing);
      ADD_FAILURE() << "no refusal of: " << text;
    } catch (const std::runtime_error& error) {
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace harness
