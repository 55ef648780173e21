#include "workloads/swarm/wire/frame.h"

#include <xxhash.h>

#include <bit>
#include <cstring>

#include "kernels/byte_planes.h"

namespace workloads::swarm::wire {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they lie");
constexpr std::uint32_t magic = 0x324c5753;  // "SWL2"

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
  if (!holds(letter)) return false;
  if (raw_bytes() + letter_head_bytes + letter.payload.size() > raw_limit_bytes) return false;
  const std::uint32_t head[] = {letter.from, letter.to, letter.kind, std::uint32_t(letter.payload.size())};
  for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i].push_back(head[i]);
  raw_.insert(raw_.end(), letter.payload.begin(), letter.payload.end());
  return true;
}

void FrameWriter::finish(Bytes& out, std::size_t compress_from) {
  const std::size_t count = letters();
  if (count == 0) return;
  std::vector<std::uint32_t>& words = columns_[0];
  for (std::size_t i = 1; i < columns_.size(); ++i) words.insert(words.end(), columns_[i].begin(), columns_[i].end());
  const std::size_t payload = raw_.size(), before = out.size();
  raw_.resize(payload + count * letter_head_bytes);
  kernels::split_planes(reinterpret_cast<const std::uint8_t*>(words.data()),
                        reinterpret_cast<std::uint8_t*>(raw_.data() + payload), words.size());
  out.resize(before + head_bytes);
  if (raw_.size() < compress_from || !compress(raw_, out)) out.insert(out.end(), raw_.begin(), raw_.end());
  std::byte* head = &out[before];
  const View frame(head, out.size() - before);
  put(head, magic);
  put(head + 4, std::uint32_t(count));
  put(head + 8, std::uint32_t(raw_.size()));
  put(head + 12, std::uint32_t(frame.size() - head_bytes));
  put(head + 16, frame_checksum(frame));
  raw_.clear();
  for (std::vector<std::uint32_t>& column : columns_) column.clear();
}

void FrameReader::feed(View bytes) {
  stored_.erase(stored_.begin(), stored_.begin() + std::ptrdiff_t(read_));
  read_ = 0;
  stored_.insert(stored_.end(), bytes.begin(), bytes.end());
}

// Opens the next frame, if all of it is here and its letters fill it.
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
  const std::size_t heads = std::size_t(letters) * letter_head_bytes;
  if (heads > raw) return State::wrong_letters;
  heads_.resize(std::size_t(letters) * 4);
  kernels::join_planes(reinterpret_cast<const std::uint8_t*>(raw_.data() + raw - heads),
                       reinterpret_cast<std::uint8_t*>(heads_.data()), heads_.size());
  std::uint64_t payloads = 0;  // which never wraps
  for (std::size_t i = 3 * std::size_t(letters); i < heads_.size(); ++i) payloads += heads_[i];
  if (payloads != raw - heads) return State::wrong_letters;
  read_ += head_bytes + stored;
  at_ = taken_ = 0;
  letters_ = letters;
  return State::letter;
}

FrameReader::State FrameReader::next(Letter& letter) {
  if (broken_ != State::incomplete) return broken_;
  if (taken_ == letters_) {
    const State state = open();
    if (state == State::incomplete) return state;
    if (state != State::letter) return broken_ = state;
  }
  const std::uint32_t* head = heads_.data() + taken_++;
  letter = {head[0], head[letters_], head[2 * letters_], View(raw_.data() + at_, head[3 * letters_])};
  at_ += letter.payload.size();
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
