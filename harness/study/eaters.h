// Neighbours that eat the processor: one endless loop per core, for as long as the object lives. What the harness
// claims of busy machines is measured beside them.
#pragma once

#include <sys/types.h>

#include <vector>

namespace study {

class CpuEaters {
 public:
  explicit CpuEaters(const std::vector<int>& cores);
  ~CpuEaters();
  CpuEaters(const CpuEaters&) = delete;
  CpuEaters& operator=(const CpuEaters&) = delete;

 private:
  std::vector<pid_t> processes_;
};

}  // namespace study
