#include "workloads/swarm/wire/channel.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "kernels/check.h"

namespace workloads::swarm::wire {
namespace {

constexpr std::size_t read_bytes = 64 * 1024;

bool is_for_later(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

}  // namespace

Channel::Channel(int socket, const Batching& batching) : socket_(socket), batching_(batching), in_(read_bytes) {
  const int flags = fcntl(socket, F_GETFL);
  KERNEL_CHECK(flags >= 0 && fcntl(socket, F_SETFL, flags | O_NONBLOCK) == 0, "Channel: this is no open socket");
}

Channel::~Channel() { close(socket_); }

bool Channel::send(const Letter& letter, std::uint64_t now_ns) {
  if (state_ != State::open || unsent_bytes() >= batching_.unsent_limit_bytes || !FrameWriter::holds(letter))
    return false;
  if (writer_.letters() > 0 && writer_.raw_bytes() + letter_head_bytes + letter.payload.size() > batching_.bytes)
    flush();
  if (!writer_.add(letter)) return false;
  if (writer_.letters() == 1) oldest_ns_ = now_ns;
  if (writer_.letters() >= batching_.letters || writer_.raw_bytes() >= batching_.bytes) flush();
  return true;
}

void Channel::flush() {
  writer_.finish(out_, batching_.compress_from);
  write();
}

std::uint64_t Channel::due_ns() const { return writer_.letters() == 0 ? UINT64_MAX : oldest_ns_ + batching_.age_ns; }

void Channel::write() {
  while (state_ == State::open && sent_ < out_.size()) {
    const ssize_t wrote = ::send(socket_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0 && is_for_later(errno)) break;
    if (wrote < 0) {
      state_ = errno == EPIPE || errno == ECONNRESET ? State::ended : State::failed;
      error_ = errno;
      break;
    }
    sent_ += std::size_t(wrote);
    written_bytes_ += std::uint64_t(wrote);
  }
  // What was sent makes room once it is the greater part: each byte is moved once at most.
  if (2 * sent_ < out_.size()) return;
  out_.erase(out_.begin(), out_.begin() + std::ptrdiff_t(sent_));
  sent_ = 0;
}

void Channel::read(const std::function<void(const Letter&)>& receive) {
  for (;;) {
    const ssize_t came = ::recv(socket_, in_.data(), in_.size(), 0);
    if (came < 0 && errno == EINTR) continue;
    if (came < 0 && is_for_later(errno)) return;
    if (came <= 0) {
      if (state_ != State::open) return;
      error_ = came == 0 ? 0 : errno;
      const bool is_end = came == 0 || errno == ECONNRESET;
      state_ = !is_end ? State::failed : reader_.waiting_bytes() > 0 ? State::broken : State::ended;
      return;
    }
    reader_.feed({in_.data(), std::size_t(came)});
    Letter letter;
    while ((frame_ = reader_.next(letter)) == FrameReader::State::letter) receive(letter);
    if (frame_ != FrameReader::State::incomplete) {
      state_ = State::broken;
      return;
    }
    if (std::size_t(came) < in_.size()) return;  // all that is there now
  }
}

Channel::State Channel::turn(std::uint64_t now_ns, const std::function<void(const Letter&)>& receive) {
  if (now_ns >= due_ns()) flush();
  if (unsent_bytes() > 0) write();
  if (state_ != State::broken) read(receive);
  return state_;
}

std::string Channel::problem() const {
  switch (state_) {
    case State::open:
      return "";
    case State::broken:
      if (frame_ == FrameReader::State::incomplete) return "the other end has closed in the middle of a frame";
      return std::string("what came is no letter: ") + name_of(frame_);
    default:
      return error_ == 0 ? "the other end has closed" : std::string("the socket: ") + std::strerror(error_);
  }
}

}  // namespace workloads::swarm::wire
