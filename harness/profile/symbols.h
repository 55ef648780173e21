// The functions of an executable or library, from the symbol tables of its ELF file (System V ABI, chapter 4): .symtab,
// or what a stripped file keeps for the linker, .dynsym.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace harness {

class Symbols {
 public:
  // A file that is absent, is not 64-bit ELF or is damaged has no functions; whatever is in it, nothing else happens.
  explicit Symbols(const std::string& file);

  // The mangled name of the function that holds this place of the file, "" where none is known to.
  std::string at(std::uint64_t offset) const;
  bool empty() const { return functions_.empty(); }

 private:
  struct Function {
    std::uint64_t start, size;
    std::string name;
  };
  struct Segment {
    std::uint64_t offset, size, address;
  };
  std::vector<Function> functions_;  // sorted by start
  std::vector<Segment> segments_;
};

// A name as people write it, without its arguments and without what the compiler adds to a copy of a function:
// "_ZN3foo3barEi.isra.0" -> "foo::bar".
std::string function_name(const std::string& symbol);

}  // namespace harness
