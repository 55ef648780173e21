#include "harness/study/eaters.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>

namespace study {
namespace {

[[noreturn]] void eat(int core) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const int signal_number : {SIGINT, SIGTERM}) signal(signal_number, SIG_DFL);
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(std::size_t(core), &set);
  sched_setaffinity(0, sizeof set, &set);
  for (volatile std::uint64_t sum = 0;;) sum = sum + 1;
}

}  // namespace

CpuEaters::CpuEaters(const std::vector<int>& cores) {
  for (const int core : cores) {
    const pid_t process = fork();
    if (process == 0) eat(core);
    if (process > 0) processes_.push_back(process);
  }
}

CpuEaters::~CpuEaters() {
  for (const pid_t process : processes_) {
    kill(process, SIGKILL);
    waitpid(process, nullptr, 0);
  }
}

}  // namespace study
