#include "harness/suite/interrupt.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>

#include "harness/error.h"

namespace harness {
namespace {

volatile std::sig_atomic_t caught = 0;
int wake[2] = {-1, -1};

void note(int signal) {
  if (caught != 0) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
  caught = signal;
  const char byte = 1;
  [[maybe_unused]] const auto written = write(wake[1], &byte, 1);
}

}  // namespace

void watch_interrupts() {
  if (wake[0] >= 0 || pipe2(wake, O_CLOEXEC | O_NONBLOCK) != 0) return;
  struct sigaction action = {};
  action.sa_handler = note;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int interrupt_fd() { return wake[0]; }

void throw_if_interrupted() {
  if (caught == SIGINT) throw Error(Exit::interrupted, "interrupted; what had finished is kept");
  if (caught == SIGTERM) throw Error(Exit::terminated, "terminated; what had finished is kept");
}

}  // namespace harness
