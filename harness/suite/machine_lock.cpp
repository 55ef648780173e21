#include "harness/suite/machine_lock.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/suite/interrupt.h"

namespace harness {
namespace {

// In /tmp and open to all users: the machine is what is locked.
constexpr const char* lock_path = "/tmp/swarmperf.lock";
constexpr int retry_ms = 200;

}  // namespace

MachineLock::MachineLock(const std::function<void(const std::string&)>& say) {
  // First without O_CREAT: the kernel refuses that on another user's file in /tmp (fs.protected_regular).
  fd_ = open(lock_path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd_ < 0) fd_ = open(lock_path, O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (fd_ < 0) {
    say(std::string("note: cannot open ") + lock_path + "; not protected against a second measurement");
    return;
  }
  fchmod(fd_, 0666);
  bool told = false;
  while (flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    if (!told) say("another swarmperf is measuring on this machine; waiting for it");
    told = true;
    pollfd interrupt = {interrupt_fd(), POLLIN, 0};
    poll(&interrupt, 1, retry_ms);
    throw_if_interrupted();
  }
}

MachineLock::~MachineLock() {
  if (fd_ >= 0) close(fd_);
}

}  // namespace harness
