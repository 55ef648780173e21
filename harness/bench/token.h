// The token of lockstep: two suite processes take turns, a batch each, so that the same milliseconds of the machine are
// shared out between them. Each waits for a byte on one pipe and passes it on by another; nobody else is in the loop.
#pragma once

namespace bench {

class Token {
 public:
  Token() = default;  // none: nothing waits
  Token(int in, int out);
  // Blocks until it is this process's turn. When the other process has ended there is no one to wait for.
  void wait() const;
  void pass() const;
  bool shared() const { return in_ >= 0; }

 private:
  int in_ = -1, out_ = -1;
};

}  // namespace bench
