// swarmperf-launch REPORT FILE ARGUMENTS...: starts FILE, waits for it and writes what it used to the file descriptor
// REPORT; the arguments begin with its name. Linux tells the most memory that a process ever held as no less than what
// its parent held when it was started: exec() keeps the mark, and fork() begins with the parent's. So what is measured
// is started by this program, which holds less than any of them, and not by the harness, which holds more than most.
//
// It is in the way of every launch, so it does without the C library, whose start asks the processor what it can: in a
// virtual machine that takes 0.5 ms, four times what all of this does. Hence Linux on x86-64 only.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <ctime>

#include "harness/launch/report.h"

namespace {

long call(long number, long a = 0, long b = 0, long c = 0, long d = 0) {
  register long fourth asm("r10") = d;
  asm volatile("syscall" : "+a"(number) : "D"(a), "S"(b), "d"(c), "r"(fourth) : "rcx", "r11", "memory");
  return number;  // or minus an errno
}
template <class T>
long at(const T* pointer) {
  return reinterpret_cast<long>(pointer);
}
[[noreturn]] void end(int code) {
  while (true) call(SYS_exit_group, code);
}

// As the kernel has it; nothing but a handler that ignores or is the default is set here.
struct Action {
  std::uintptr_t handler, flags, restorer, mask;
};

// Static, so that it is all zeroes without a memset().
harness::LaunchReport report;
Action asked, before;

std::int64_t now_ns() {
  timespec now;
  call(SYS_clock_gettime, CLOCK_MONOTONIC, at(&now));
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

void write_report(int to) { call(SYS_write, to, at(&report), sizeof report); }

[[noreturn]] void become(int to, const char** command, char** environment, long launcher) {
  call(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
  if (call(SYS_getppid) != launcher) end(127);  // it is gone already
  call(SYS_rt_sigaction, SIGTERM, at(&before), 0, sizeof before.mask);
  long failed = call(SYS_execve, at(command[0]), at(command + 1), at(environment));
  if (failed == -ENOEXEC) {  // a script that does not say by what: as execvp() does
    command[1] = command[0];
    command[0] = "/bin/sh";
    failed = call(SYS_execve, at(command[0]), at(command), at(environment));
  }
  report.error = int(-failed);
  report.status = harness::not_started;
  write_report(to);  // the first one is read
  end(127);
}

}  // namespace

// The stack as the kernel leaves it: how many arguments, they, nothing, and the environment.
extern "C" [[noreturn]] void launch(long* stack) {
  const long count = stack[0];
  auto* const arguments = reinterpret_cast<char**>(stack + 1);
  if (count < 4) end(2);
  int to = 0;
  for (const char* digit = arguments[1]; *digit != 0; ++digit) to = 10 * to + (*digit - '0');
  call(SYS_fcntl, to, F_SETFD, FD_CLOEXEC);
  asked.handler = reinterpret_cast<std::uintptr_t>(SIG_IGN);
  // The whole group is asked to end, and this ends when what it started has.
  call(SYS_rt_sigaction, SIGTERM, at(&asked), at(&before), sizeof asked.mask);
  const long launcher = call(SYS_getpid);
  const std::int64_t started_ns = now_ns();
  const long process = call(SYS_fork);
  if (process == 0) become(to, const_cast<const char**>(arguments + 2), arguments + count + 1, launcher);
  if (process < 0) end(1);
  while (call(SYS_wait4, process, at(&report.status), 0, at(&report.used)) == -EINTR) continue;
  report.elapsed_ns = now_ns() - started_ns;
  write_report(to);
  end(0);
}

asm(".globl _start\n_start: mov %rsp, %rdi\n and $-16, %rsp\n call launch\n");
