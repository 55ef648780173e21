// pin_threads() by sched_setaffinity(2) on what /proc/self/task lists.
#include <dirent.h>
#include <sched.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "harness/bench/thread_cores.h"

namespace bench {
namespace {

// In the order in which they were started.
std::vector<pid_t> threads() {
  std::vector<pid_t> found;
  DIR* folder = opendir("/proc/self/task");
  if (folder == nullptr) return found;
  while (const dirent* entry = readdir(folder)) {
    if (const long id = std::atol(entry->d_name); id > 0) found.push_back(pid_t(id));
  }
  closedir(folder);
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

void pin_threads() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  std::vector<std::size_t> cores;
  for (std::size_t core = CPU_SETSIZE; core-- > 0;) {
    if (CPU_ISSET(core, &allowed)) cores.push_back(core);
  }
  std::size_t next = 0;
  for (const pid_t thread : threads()) {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cores[next++ % cores.size()], &one);
    sched_setaffinity(thread, sizeof one, &one);
  }
}

}  // namespace bench
