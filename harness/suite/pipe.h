// Both ends of a pipe, closed with it and in what is started, unless that is told to keep one.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "harness/error.h"

namespace harness {

class Pipe {
 public:
  // Throws Error(internal) where the process has too many files open.
  Pipe() {
    if (pipe2(ends_, O_CLOEXEC) != 0) throw Error(Exit::internal, std::string("pipe: ") + std::strerror(errno));
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close_read();
    close_write();
  }
  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  void close_read() { shut(ends_[0]); }
  void close_write() { shut(ends_[1]); }

 private:
  static void shut(int& fd) {
    if (fd >= 0) close(fd);
    fd = -1;
  }
  int ends_[2] = {-1, -1};
};

}  // namespace harness
