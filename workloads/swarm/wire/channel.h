// Letters over a connected stream socket, gathered into frames: one system call and one compression for many. A letter
// waits until the frame holds `letters` or `bytes`, or is as old as `age`; a frame is on its way before the next
// begins.
//
//   Channel channel(socket, {});                       // either end
//   channel.send({.from = 1, .to = 2, .kind = 7, .payload = bytes}, now_ns);
//   channel.turn(now_ns, [](const Letter& letter) { ... });   // writes what is due, hands out what came
//
// Not for two threads at a time. The socket is made non-blocking, used by nobody else, and closed with the channel; one
// that is not open ends the program.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "workloads/swarm/wire/frame.h"

namespace workloads::swarm::wire {

// When a frame is full, and when it is compressed.
struct Batching {
  std::size_t letters = 256;                  // 1: every letter is a frame of its own
  std::size_t bytes = 32 * 1024;              // raw
  std::uint64_t age_ns = 1'000'000;           // of the oldest letter; the clock is the caller's
  std::size_t compress_from = 256;            // raw bytes; SIZE_MAX: never
  std::size_t unsent_limit_bytes = 4u << 20;  // what the other end has not taken yet
};

class Channel {
 public:
  // ended: by the other end; broken: what came is no frame, or the end came before that of one.
  enum class State { open, ended, failed, broken };
  Channel(int socket, const Batching& batching);
  ~Channel();
  Channel(const Channel&) = delete;

  // Adds a letter. False, and nothing happens, if it is larger than a frame may be, the channel is not open, or the
  // other end does not read: then take a turn and try again.
  bool send(const Letter& letter, std::uint64_t now_ns);
  // Sends what waits, without looking at its age.
  void flush();
  // When the oldest letter that waits is due: the next turn should be no later. UINT64_MAX if none waits.
  std::uint64_t due_ns() const;
  // Sends what is due, then reads and hands out all letters that have come. What came before the end is handed out.
  State turn(std::uint64_t now_ns, const std::function<void(const Letter&)>& receive);

  // As the last call found it.
  State state() const { return state_; }
  // Why it is not open, in words.
  std::string problem() const;
  std::uint64_t written_bytes() const { return written_bytes_; }
  std::size_t unsent_bytes() const { return out_.size() - sent_; }

 private:
  void write();
  void read(const std::function<void(const Letter&)>& receive);

  int socket_;
  Batching batching_;
  State state_ = State::open;
  int error_ = 0;
  FrameReader::State frame_ = FrameReader::State::incomplete;
  FrameWriter writer_;
  FrameReader reader_;
  std::uint64_t oldest_ns_ = 0, written_bytes_ = 0;
  Bytes out_, in_;
  std::size_t sent_ = 0;  // of out_
};

}  // namespace workloads::swarm::wire
