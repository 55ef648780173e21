#include "workloads/swarm/written_bytes.h"

#include <cstdio>

namespace workloads::swarm {

std::optional<double> written_bytes(const char* path) {
  std::FILE* file = std::fopen(path, "r");
  if (file == nullptr) return std::nullopt;
  char line[128];
  unsigned long long bytes = 0;
  bool is_there = false;
  while (!is_there && std::fgets(line, sizeof line, file) != nullptr) {
    is_there = std::sscanf(line, "wchar: %llu", &bytes) == 1;
  }
  std::fclose(file);
  return is_there ? std::optional(double(bytes)) : std::nullopt;
}

}  // namespace workloads::swarm
