#include "harness/profile/symbols.h"

#include <cxxabi.h>
#include <elf.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "harness/whole_file.h"

namespace harness {
namespace {

// The bytes of a file, of which none beyond its end is ever read.
class Bytes {
 public:
  explicit Bytes(const std::string& file) {
    std::error_code none;
    if (std::filesystem::is_regular_file(file, none)) bytes_ = whole_file(file).value_or("");
  }
  template <class T>
  std::optional<T> at(std::uint64_t offset) const {
    if (offset > bytes_.size() || bytes_.size() - offset < sizeof(T)) return std::nullopt;
    T found;
    std::memcpy(&found, bytes_.data() + offset, sizeof found);
    return found;
  }
  std::string text(std::uint64_t offset) const {
    if (offset >= bytes_.size()) return "";
    const char* start = bytes_.data() + offset;
    return {start, strnlen(start, bytes_.size() - offset)};
  }

 private:
  std::string bytes_;
};

// The parts of a table of `count` entries, as far as they lie in the file.
template <class T>
std::vector<T> table_of(const Bytes& bytes, std::uint64_t offset, std::uint64_t count) {
  std::vector<T> found;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto entry = bytes.at<T>(offset + i * sizeof(T));
    if (!entry) break;
    found.push_back(*entry);
  }
  return found;
}

bool is_code(const Elf64_Sym& symbol, const std::vector<Elf64_Shdr>& sections) {
  const int type = ELF64_ST_TYPE(symbol.st_info);
  if (type != STT_FUNC && type != STT_GNU_IFUNC && type != STT_NOTYPE) return false;
  return symbol.st_shndx < sections.size() && (sections[symbol.st_shndx].sh_flags & SHF_EXECINSTR) != 0;
}

}  // namespace

Symbols::Symbols(const std::string& file) {
  const Bytes bytes(file);
  const auto head = bytes.at<Elf64_Ehdr>(0);
  if (!head || std::memcmp(head->e_ident, ELFMAG, SELFMAG) != 0 || head->e_ident[EI_CLASS] != ELFCLASS64) return;
  for (const Elf64_Phdr& part : table_of<Elf64_Phdr>(bytes, head->e_phoff, head->e_phnum)) {
    if (part.p_type == PT_LOAD) segments_.push_back({part.p_offset, part.p_filesz, part.p_vaddr});
  }
  const auto sections = table_of<Elf64_Shdr>(bytes, head->e_shoff, head->e_shnum);
  for (const std::uint32_t kind : {SHT_SYMTAB, SHT_DYNSYM}) {
    for (const Elf64_Shdr& section : sections) {
      if (section.sh_type != kind || section.sh_link >= sections.size()) continue;
      const std::uint64_t names = sections[section.sh_link].sh_offset;
      for (const Elf64_Sym& symbol :
           table_of<Elf64_Sym>(bytes, section.sh_offset, section.sh_size / sizeof(Elf64_Sym))) {
        if (!is_code(symbol, sections)) continue;
        functions_.push_back({symbol.st_value, symbol.st_size, bytes.text(names + symbol.st_name)});
      }
    }
    if (!functions_.empty()) break;
  }
  // Of several names for one place the one that has a size comes last, where at() looks first.
  std::stable_sort(functions_.begin(), functions_.end(), [](const Function& a, const Function& b) {
    return a.start != b.start ? a.start < b.start : a.size < b.size;
  });
}

std::string Symbols::at(std::uint64_t offset) const {
  for (const Segment& s : segments_) {
    if (offset < s.offset || offset - s.offset >= s.size) continue;
    const std::uint64_t address = offset - s.offset + s.address;
    const auto next = std::upper_bound(functions_.begin(), functions_.end(), address,
                                       [](std::uint64_t a, const Function& f) { return a < f.start; });
    if (next == functions_.begin()) return "";
    const Function& found = *std::prev(next);
    // Hand-written code has no size: it goes on until the next name.
    return found.size == 0 || address - found.start < found.size ? found.name : "";
  }
  return "";
}

std::string function_name(const std::string& symbol) {
  const std::string original = symbol.starts_with("_Z") ? symbol.substr(0, symbol.find('.')) : symbol;
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> plain(
      abi::__cxa_demangle(original.c_str(), nullptr, nullptr, &status), &std::free);
  if (status != 0) return original;
  std::string name = plain.get();
  for (const std::string_view end : {" const", " &", " &&", " volatile"}) {
    if (name.ends_with(end)) name.resize(name.size() - end.size());
  }
  if (!name.ends_with(')')) return name;
  int depth = 0;
  for (std::size_t i = name.size(); i-- > 0;) {
    depth += name[i] == ')' ? 1 : name[i] == '(' ? -1 : 0;
    if (depth == 0) return i == 0 ? name : name.substr(0, i);
  }
  return name;
}

}  // namespace harness
