#include "harness/profile/sampler.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/perf_event.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>

#include "harness/error.h"
#include "harness/suite/machine.h"

namespace harness {
namespace {

const std::string watching = "watching where the benchmark spends its time: ";
constexpr std::uint64_t period_ns = 1'000'000;
constexpr std::size_t ring_bytes = 512 << 10;  // what every user may lock for each core

perf_event_attr wanted(bool with_kernel) {
  perf_event_attr attributes = {};
  attributes.size = sizeof attributes;
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.config = PERF_COUNT_SW_CPU_CLOCK;
  attributes.sample_period = period_ns;
  attributes.sample_type = PERF_SAMPLE_IP | PERF_SAMPLE_TID | PERF_SAMPLE_TIME;
  attributes.disabled = attributes.enable_on_exec = attributes.inherit = 1;
  attributes.mmap = attributes.mmap2 = 1;
  attributes.exclude_kernel = attributes.exclude_hv = !with_kernel;
  attributes.use_clockid = 1;
  attributes.clockid = CLOCK_MONOTONIC;
  return attributes;
}

std::string not_allowed(const char* what) {
  return fmt::format(
      "{}: {}; allow it with sysctl kernel.perf_event_paranoid=2, in a container also by its seccomp profile", what,
      std::strerror(errno));
}

}  // namespace

// The samples of one core, which the kernel writes.
class Sampler::Ring {
 public:
  Ring(int process, int core) {
    for (const bool with_kernel : {true, false}) {
      perf_event_attr attributes = wanted(with_kernel);
      event_ = int(syscall(SYS_perf_event_open, &attributes, process, core, -1, PERF_FLAG_FD_CLOEXEC));
      if (event_ >= 0 || (errno != EACCES && errno != EPERM)) break;
    }
    if (event_ < 0) throw Error(Exit::no_verdict, watching + not_allowed("perf_event_open"));
    memory_ = mmap(nullptr, whole(), PROT_READ | PROT_WRITE, MAP_SHARED, event_, 0);
    if (memory_ != MAP_FAILED) return;
    close(event_);
    throw Error(Exit::no_verdict, watching + not_allowed("room for its samples"));
  }
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;
  ~Ring() {
    munmap(memory_, whole());
    close(event_);
  }

  void read_into(Watched& watched, int process) const {
    const auto* head = static_cast<const perf_event_mmap_page*>(memory_);
    const std::uint64_t written = __atomic_load_n(&head->data_head, __ATOMIC_ACQUIRE);
    for (std::uint64_t at = 0; at + sizeof(perf_event_header) <= written;) {
      const auto header = value<perf_event_header>(at);
      if (header.size < sizeof header || at + header.size > written) break;
      if (header.type == PERF_RECORD_SAMPLE) {
        const std::uint64_t body = at + sizeof header;
        const auto kernel = header.misc & PERF_RECORD_MISC_CPUMODE_MASK;
        watched.hits.push_back({value<std::uint64_t>(body), double(value<std::uint64_t>(body + 16)) * 1e-9,
                                kernel == PERF_RECORD_MISC_KERNEL, int(value<std::uint32_t>(body + 8)) != process});
      } else if (header.type == PERF_RECORD_MMAP2 && int(value<std::uint32_t>(at + 8)) == process) {
        watched.mappings.push_back(mapping(at, header.size));
      }
      at += header.size;
    }
    watched.full = watched.full || written + 256 > ring_bytes;
  }

 private:
  static std::size_t whole() { return ring_bytes + std::size_t(sysconf(_SC_PAGESIZE)); }

  void copy(std::uint64_t from, void* to, std::size_t size) const {
    const char* data = static_cast<const char*>(memory_) + sysconf(_SC_PAGESIZE);
    for (std::size_t i = 0; i < size; ++i) static_cast<char*>(to)[i] = data[(from + i) % ring_bytes];
  }
  template <class T>
  T value(std::uint64_t at) const {
    T found;
    copy(at, &found, sizeof found);
    return found;
  }
  // After the header: process and thread, then where, how long, offset; 32 bytes on, the name of the file.
  Mapping mapping(std::uint64_t at, std::size_t size) const {
    constexpr std::size_t name_at = 72;
    Mapping found;
    found.start = value<std::uint64_t>(at + 16);
    found.end = found.start + value<std::uint64_t>(at + 24);
    found.offset = value<std::uint64_t>(at + 32);
    if (size <= name_at) return found;
    std::string name(size - name_at, '\0');
    copy(at + name_at, name.data(), name.size());
    found.file = name.c_str();
    return found;
  }

  int event_ = -1;
  void* memory_ = nullptr;
};

std::string Sampler::obstacle() {
  try {
    Ring(getpid(), allowed_cores().front());
  } catch (const Error& error) {
    return std::string(error.what()).substr(watching.size());
  }
  return "";
}

Sampler::Sampler() = default;
Sampler::~Sampler() { close_pipes(); }

void Sampler::close_pipes() {
  for (int* fd : {&its_number_[0], &its_number_[1], &go_[0], &go_[1]}) {
    if (*fd >= 0) close(*fd);
    *fd = -1;
  }
}

Command Sampler::instead_of(const Command& command) {
  if (pipe2(its_number_, O_CLOEXEC) != 0 || pipe2(go_, O_CLOEXEC) != 0)
    throw Error(Exit::internal, std::string("pipe: ") + std::strerror(errno));
  cores_ = command.cores.empty() ? allowed_cores() : command.cores;
  Command held = command;
  held.inherited.insert(held.inherited.end(), {its_number_[1], go_[0]});
  held.arguments = {"/bin/sh", "-c",
                    fmt::format("echo $$ >/dev/fd/{}; read -r _ </dev/fd/{}; exec \"$@\"", its_number_[1], go_[0]),
                    "sh"};
  held.arguments.insert(held.arguments.end(), command.arguments.begin(), command.arguments.end());
  return held;
}

void Sampler::started() {
  close(its_number_[1]);  // so that a shell that is gone ends the reading
  its_number_[1] = -1;
  std::string number;
  for (char c = 0; read(its_number_[0], &c, 1) == 1 && c != '\n';) number += c;
  if (number.empty()) return;  // its outcome says why
  process_ = std::stoi(number);
  for (const int core : cores_) rings_.push_back(std::make_unique<Ring>(process_, core));
  [[maybe_unused]] const auto sent = write(go_[1], "\n", 1);
  close_pipes();
}

Watched Sampler::take() {
  Watched watched;
  for (const auto& ring : rings_) ring->read_into(watched, process_);
  rings_.clear();
  return watched;
}

}  // namespace harness
