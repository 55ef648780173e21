#include "kernels/memory/cold_files.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace kernels::memory {
namespace {

namespace files = std::filesystem;

constexpr char unfinished[] = ".part";

bool is_key(const std::string& name) {
  return name.size() == 16 && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

struct Head {
  std::uint64_t key, size_bytes, check;
};

// Against damage, not against an enemy: eight bytes at a time, multiplied and folded.
std::uint64_t check_of(std::uint64_t key, std::span<const std::byte> value) {
  std::uint64_t sum = (key ^ value.size()) * 0x9e3779b97f4a7c15u;
  for (std::size_t i = 0; i < value.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, value.data() + i, std::min<std::size_t>(8, value.size() - i));
    sum = (sum ^ word) * 0x9e3779b97f4a7c15u;
    sum ^= sum >> 32;
  }
  return sum;
}

struct File {
  File(const std::string& path, const char* mode) : handle(std::fopen(path.c_str(), mode)) {}
  ~File() { close(); }
  bool close() {
    std::FILE* open = std::exchange(handle, nullptr);
    return open != nullptr && std::fclose(open) == 0;
  }
  std::FILE* handle;
};

}  // namespace

ColdFiles::ColdFiles(std::string folder) : folder_(std::move(folder)) {
  std::error_code ignored;
  std::vector<files::path> left;
  for (files::directory_iterator at(folder_, ignored), end; at != end && !ignored; at.increment(ignored)) {
    const files::path& path = at->path();
    if (path.extension() == unfinished && is_key(path.stem().string())) left.push_back(path);
  }
  for (const files::path& path : left) files::remove(path, ignored);
}

std::string ColdFiles::path(std::uint64_t key) const {
  char name[24];
  std::snprintf(name, sizeof name, "/%016llx", static_cast<unsigned long long>(key));
  return folder_ + name;
}

bool ColdFiles::write(std::uint64_t key, std::span<const std::byte> value) const {
  const std::string whole = path(key), part = whole + unfinished;
  const Head head{key, value.size(), check_of(key, value)};
  File file(part, "wb");
  const bool written = file.handle != nullptr && std::fwrite(&head, sizeof head, 1, file.handle) == 1 &&
                       (value.empty() || std::fwrite(value.data(), value.size(), 1, file.handle) == 1);
  // What the buffer holds is written when it is closed, and may find no room either.
  if (file.close() && written && std::rename(part.c_str(), whole.c_str()) == 0) return true;
  std::remove(part.c_str());
  return false;
}

ColdFiles::Outcome ColdFiles::read(std::uint64_t key, std::vector<std::byte>& value) const {
  const std::string name = path(key);
  File file(name, "rb");
  if (file.handle == nullptr) return errno == ENOENT ? Outcome::gone : Outcome::not_now;
  std::error_code problem;
  const std::uintmax_t size_bytes = files::file_size(name, problem);
  if (problem) return Outcome::not_now;
  Head head;
  bool right = std::fread(&head, sizeof head, 1, file.handle) == 1 && head.key == key &&
               head.size_bytes == size_bytes - sizeof head;
  if (right) {
    value.resize(std::size_t(head.size_bytes));
    right =
        std::fread(value.data(), 1, value.size(), file.handle) == value.size() && head.check == check_of(key, value);
  }
  if (right) return Outcome::read;
  if (std::ferror(file.handle) != 0) return Outcome::not_now;
  remove(key);
  return Outcome::gone;
}

void ColdFiles::remove(std::uint64_t key) const { std::remove(path(key).c_str()); }

void ColdFiles::touch(std::uint64_t key) const {
  std::error_code ignored;
  files::last_write_time(path(key), files::file_time_type::clock::now(), ignored);
}

std::optional<std::vector<std::pair<std::uint64_t, std::size_t>>> ColdFiles::list() const {
  struct Found {
    files::file_time_type changed;
    std::uint64_t key;
    std::size_t size_bytes;
  };
  std::vector<Found> found;
  std::error_code problem;
  for (files::directory_iterator at(folder_, problem), end; at != end && !problem; at.increment(problem)) {
    const std::string name = at->path().filename().string();
    if (!is_key(name)) continue;
    std::error_code gone;
    const std::uintmax_t size_bytes = at->file_size(gone);
    const files::file_time_type changed = at->last_write_time(gone);
    if (gone || size_bytes < sizeof(Head)) continue;
    found.push_back({changed, std::strtoull(name.c_str(), nullptr, 16), std::size_t(size_bytes - sizeof(Head))});
  }
  if (problem) return std::nullopt;
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return a.changed != b.changed ? a.changed < b.changed : a.key < b.key;
  });
  std::vector<std::pair<std::uint64_t, std::size_t>> listed;
  for (const Found& one : found) listed.push_back({one.key, one.size_bytes});
  return listed;
}

}  // namespace kernels::memory
