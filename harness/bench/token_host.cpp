// The pipes of the native host; the WebAssembly host has its own in JavaScript (node/token.mjs).
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "harness/bench/token.h"

namespace bench {

Token::Token(int in, int out) : in_(in), out_(out) {
  std::signal(SIGPIPE, SIG_IGN);  // the other may end first
}

void Token::wait() const {
  char byte = 0;
  while (in_ >= 0 && read(in_, &byte, 1) < 0 && errno == EINTR) {
  }
}

void Token::pass() const {
  const char byte = 1;
  while (out_ >= 0 && write(out_, &byte, 1) < 0 && errno == EINTR) {
  }
}

}  // namespace bench
