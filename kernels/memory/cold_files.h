// Values by key in a folder, one file each: what is kept when it is too much for memory. A file appears whole or not at
// all, and one that was damaged since is not given out but removed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace kernels::memory {

class ColdFiles {
 public:
  // Uses `folder`, which has to be there, and removes what a write of its own that was cut short has left in it.
  explicit ColdFiles(std::string folder);

  // False where the disk is full or the folder refuses; a value that was there before is then gone or as it was.
  bool write(std::uint64_t key, std::span<const std::byte> value) const;
  // `gone`: there is no such file, or it was not what was written and is removed. `not_now`: the system would not open
  // or read it, for want of file descriptors, say; it is left as it is.
  enum class Outcome { read, gone, not_now };
  Outcome read(std::uint64_t key, std::vector<std::byte>& value) const;
  void remove(std::uint64_t key) const;
  // From now on the file counts as changed last, in list().
  void touch(std::uint64_t key) const;
  // Keys and the sizes of their values, in the order of their last change; nothing where the folder cannot be read.
  std::optional<std::vector<std::pair<std::uint64_t, std::size_t>>> list() const;

 private:
  std::string path(std::uint64_t key) const;
  std::string folder_;
};

}  // namespace kernels::memory
