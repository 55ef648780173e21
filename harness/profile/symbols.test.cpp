#include "harness/profile/symbols.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

namespace harness {
namespace {

namespace fs = std::filesystem;

TEST(FunctionName, IsWhatPeopleWrite) {
  const std::pair<const char*, const char*> cases[] = {
      {"main", "main"},
      {"_ZN3foo3barEi", "foo::bar"},
      {"_ZN3foo3barEi.isra.0", "foo::bar"},
      {"_ZN3foo3barEv.cold", "foo::bar"},
      {"_ZNK3foo3barERKSs", "foo::bar"},
      {"_ZN12_GLOBAL__N_13barEv", "(anonymous namespace)::bar"},
      {"_ZN3foo4tileILm6EEEvPKf", "void foo::tile<6ul>"},
      {"_ZNK3foo3barMUliE_clEi", "foo::bar::{lambda(int)#1}::operator()"},
      {"_Znwm", "operator new"},
      {"_ZTI", "_ZTI"},  // no name of anything
      {"memcpy@@GLIBC", "memcpy@@GLIBC"},
      {"", ""},
  };
  for (const auto& [symbol, name] : cases) EXPECT_EQ(function_name(symbol), name) << symbol;
}

std::string bytes_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The C library's stranger: a small executable of ours with few functions.
const std::string executable = SWARMPERF_BINARIES "/stranger";

std::size_t offset_of_main(const Symbols& symbols, std::size_t size) {
  for (std::size_t offset = 0; offset < size; offset += 16) {
    if (symbols.at(offset) == "main") return offset;
  }
  return 0;
}

TEST(Symbols, OfAnExecutableAreFoundByTheirPlaceInTheFile) {
  const Symbols symbols(executable);
  const std::size_t size = fs::file_size(executable);
  const std::size_t main = offset_of_main(symbols, size);
  ASSERT_NE(main, 0u);
  EXPECT_EQ(symbols.at(main + 1), "main") << "not only where it begins";
  EXPECT_EQ(symbols.at(0), "") << "the head of the file is no function";
  EXPECT_EQ(symbols.at(size + 1000), "");
  EXPECT_EQ(symbols.at(UINT64_MAX), "");
}

class DamagedFile : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }
  Symbols of(const std::string& bytes) {
    std::ofstream(path_, std::ios::binary) << bytes;
    return Symbols(path_);
  }
  const std::string folder_ = (fs::temp_directory_path() / ("symbols-" + std::to_string(getpid()))).string();
  const std::string path_ = folder_ + "/file";
};

TEST_F(DamagedFile, HasNoFunctionsAndDoesNoHarm) {
  EXPECT_TRUE(Symbols(folder_ + "/absent").empty());
  EXPECT_TRUE(Symbols(folder_).empty());
  EXPECT_TRUE(of("").empty());
  EXPECT_TRUE(of("#!/bin/sh\n").empty());
  EXPECT_TRUE(of("\177ELF").empty());
}

TEST_F(DamagedFile, MayBeCutAnywhere) {
  const std::string whole = bytes_of(executable);
  for (const std::size_t parts : {2, 3, 5, 17, 101}) {
    const Symbols symbols = of(whole.substr(0, whole.size() / parts));
    for (std::size_t offset = 0; offset < whole.size(); offset += 4093) symbols.at(offset);
  }
}

// Every field of the head of the file and of its tables, among others.
TEST_F(DamagedFile, MayLieInAnyField) {
  const std::string whole = bytes_of(executable);
  std::mt19937_64 random(7);
  for (int trial = 0; trial < 60; ++trial) {
    std::string damaged = whole;
    for (int i = 0; i < 40; ++i) damaged[random() % 64] = char(random());
    std::copy_n("\177ELF\2", 5, damaged.begin());
    for (int i = 0; i < 400; ++i) damaged[damaged.size() - 1 - random() % 4096] = char(random());
    const Symbols symbols = of(damaged);
    for (std::size_t offset = 0; offset < whole.size(); offset += 4093) symbols.at(offset);
  }
}

}  // namespace
}  // namespace harness
