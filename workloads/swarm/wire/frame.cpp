#include "workloads/swarm/wire/frame.h"

#include <xxhash.h>

#include <bit>
#include <cstring>

namespace workloads::swarm::wire {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they lie");
constexpr std::uint32_t magic = 0x314c5753;  // "SWL1"

template <class T>
T get(const std::byte* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}
template <class T>
void put(std::byte* to, T value) {
  std::memcpy(to, &value, sizeof value);
}

}  // namespace

std::uint64_t frame_checksum(View frame) {
  const View stored = frame.subspan(head_bytes);
  return XXH3_64bits_withSeed(stored.data(), stored.size(), XXH3_64bits(frame.data() + 4, 12));
}

bool FrameWriter::add(const Letter& letter) {
  const std::size_t before = raw_.size();
  if (letter.payload.size() > raw_limit_bytes) return false;
  if (before + letter_head_bytes + letter.payload.size() > raw_limit_bytes) return false;
  raw_.resize(before + letter_head_bytes);
  std::byte* to = &raw_[before];
  put(to, letter.from);
  put(to + 4, letter.to);
  put(to + 8, letter.kind);
  put(to + 12, std::uint32_t(letter.payload.size()));
  raw_.insert(raw_.end(), letter.payload.begin(), letter.payload.end());
  ++letters_;
  return true;
}

void FrameWriter::finish(Bytes& out, std::size_t compress_from) {
  if (letters_ == 0) return;
  const std::size_t before = out.size();
  out.resize(before + head_bytes);
  if (raw_.size() < compress_from || !compress(raw_, out)) out.insert(out.end(), raw_.begin(), raw_.end());
  std::byte* head = &out[before];
  const View frame(head, out.size() - before);
  put(head, magic);
  put(head + 4, letters_);
  put(head + 8, std::uint32_t(raw_.size()));
  put(head + 12, std::uint32_t(frame.size() - head_bytes));
  put(head + 16, frame_checksum(frame));
  raw_.clear();
  letters_ = 0;
}

void FrameReader::feed(View bytes) {
  stored_.erase(stored_.begin(), stored_.begin() + std::ptrdiff_t(read_));
  read_ = 0;
  stored_.insert(stored_.end(), bytes.begin(), bytes.end());
}

// Opens the next frame, if all of it is here: then its letters are in raw_.
FrameReader::State FrameReader::open() {
  const std::size_t here = stored_.size() - read_;
  if (here < head_bytes) return State::incomplete;
  const std::byte* head = stored_.data() + read_;
  const auto letters = get<std::uint32_t>(head + 4), raw = get<std::uint32_t>(head + 8),
             stored = get<std::uint32_t>(head + 12);
  if (get<std::uint32_t>(head) != magic || letters == 0 || stored > raw) return State::wrong_head;
  if (raw > raw_limit_bytes) return State::too_large;
  if (here - head_bytes < stored) return State::incomplete;
  const View body(head + head_bytes, stored);
  if (get<std::uint64_t>(head + 16) != frame_checksum({head, head_bytes + stored})) return State::wrong_checksum;
  if (stored == raw) {
    raw_.assign(body.begin(), body.end());
  } else {
    raw_.resize(raw);
    if (!decompress(body, raw_)) return State::wrong_compression;
  }
  read_ += head_bytes + stored;
  at_ = 0;
  left_ = letters;
  return State::letter;
}

FrameReader::State FrameReader::next(Letter& letter) {
  if (broken_ != State::incomplete) return broken_;
  if (left_ == 0) {
    const State state = open();
    if (state == State::incomplete) return state;
    if (state != State::letter) return broken_ = state;
  }
  const std::size_t here = raw_.size() - at_;
  if (here < letter_head_bytes) return broken_ = State::wrong_letters;
  const std::byte* from = raw_.data() + at_;
  const std::size_t payload = get<std::uint32_t>(from + 12);
  if (here - letter_head_bytes < payload) return broken_ = State::wrong_letters;
  letter = {get<AgentId>(from), get<AgentId>(from + 4), get<std::uint32_t>(from + 8),
            View(from + letter_head_bytes, payload)};
  at_ += letter_head_bytes + payload;
  if (--left_ == 0 && at_ != raw_.size()) return broken_ = State::wrong_letters;
  return State::letter;
}

const char* name_of(FrameReader::State state) {
  constexpr const char* names[] = {"incomplete",
                                   "a letter",
                                   "not a frame",
                                   "a frame above the limit",
                                   "wrong checksum",
                                   "not the compressed bytes it says",
                                   "letters that do not fill the frame"};
  return names[std::size_t(state)];
}

}  // namespace workloads::swarm::wire
