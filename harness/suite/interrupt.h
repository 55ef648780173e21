// Ctrl-C and SIGTERM: the handlers only note the signal and wake whoever waits; the code that waits then throws.
#pragma once

namespace harness {

// Installs the handlers. A second signal of the same kind ends the process at once.
void watch_interrupts();
// A file descriptor that becomes readable when a signal arrived; -1 before watch_interrupts().
int interrupt_fd();
// Throws Error with exit code 130 or 143 when a signal has arrived.
void throw_if_interrupted();

}  // namespace harness
