// Letters between agents of different processes, as bytes. A frame holds one or many:
//
//   offset  bytes  all little-endian
//        0      4  "SWL2"
//        4      4  how many letters
//        8      4  raw bytes: all letters
//       12      4  stored bytes: fewer than raw if they are compressed, otherwise as many
//       16      8  XXH3 of the stored bytes, seeded with that of the 12 bytes from 4 on
//       24         stored bytes; raw they are all payloads, one after the other, then all heads: every letter's from,
//                  then every letter's to, kind and payload bytes, words of 4 bytes, split into planes (byte_planes.h)
//
// Heads stand apart, alike beside alike, because between payloads they break what a compressor could copy: of lines of
// text a seventh of its time, and a seventh of its output (Abadi, Madden, Ferreira, "Integrating compression and
// execution in column-oriented database systems", 2006).
// A frame of other bytes is refused by name and never read past its end.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "workloads/swarm/mailbox.h"
#include "workloads/swarm/wire/compression.h"

namespace workloads::swarm::wire {

// Of the frame's head, and of each letter's.
inline constexpr std::size_t head_bytes = 24, letter_head_bytes = 16;
inline constexpr std::size_t raw_limit_bytes = 16u << 20;  // of one frame

struct Letter {
  AgentId from = 0, to = 0;
  std::uint32_t kind = 0;
  View payload;  // of a frame that was read: valid until the reader is used again
};

// The heads of letters: from, to, kind, payload bytes.
using Columns = std::array<std::vector<std::uint32_t>, 4>;

// Gathers letters into frames.
class FrameWriter {
 public:
  // Whether a frame can hold it at all.
  static bool holds(const Letter& letter) { return letter.payload.size() <= raw_limit_bytes - letter_head_bytes; }
  // Adds a letter; false if the frame would grow past raw_limit_bytes, and then it is as before.
  bool add(const Letter& letter);
  std::size_t letters() const { return columns_[0].size(); }
  std::size_t raw_bytes() const { return raw_.size() + letters() * letter_head_bytes; }
  // Appends the frame to `out` and begins a new one. Frames from `compress_from` raw bytes on are compressed where that
  // makes them smaller. Nothing is appended for no letters.
  void finish(Bytes& out, std::size_t compress_from);

 private:
  Bytes raw_;  // payloads
  Columns columns_;
};

// Takes frames apart, from bytes that need not be any.
class FrameReader {
 public:
  enum class State { incomplete, letter, wrong_head, too_large, wrong_checksum, wrong_compression, wrong_letters };
  // Appends what came, in pieces of any size.
  void feed(View bytes);
  // Takes the next letter, or says why there is none. After anything but `incomplete` and `letter` the stream cannot be
  // trusted: the answer stays.
  State next(Letter& letter);
  // Bytes of a frame that is not whole yet.
  std::size_t waiting_bytes() const { return stored_.size() - read_; }

 private:
  State open();
  Bytes stored_, raw_;
  std::vector<std::uint32_t> heads_;     // of the open frame, by columns
  std::size_t read_ = 0;                 // bytes of stored_ that are used up
  std::size_t at_ = 0;                   // in raw_
  std::size_t letters_ = 0, taken_ = 0;  // of the open frame
  State broken_ = State::incomplete;
};
// The state in words.
const char* name_of(FrameReader::State state);

// What bytes 16 to 23 of a whole frame must hold.
std::uint64_t frame_checksum(View frame);

}  // namespace workloads::swarm::wire
