#include "workloads/swarm/wire/frame.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <random>

namespace workloads::swarm::wire {
namespace {

using State = FrameReader::State;

Bytes bytes_of(std::size_t size, std::uint32_t seed, bool repeats) {
  std::mt19937 random(seed);
  Bytes out(size);
  for (std::size_t i = 0; i < size; ++i) out[i] = std::byte(repeats ? i / 16 : random());
  return out;
}

struct Kept {
  AgentId from, to;
  std::uint32_t kind;
  Bytes payload;
  bool operator==(const Kept&) const = default;
};

std::vector<Kept> letters(std::size_t count, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Kept> out;
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back({AgentId(random()), AgentId(random()), std::uint32_t(random()),
                   bytes_of(random() % 300, std::uint32_t(random()), random() % 2 == 0)});
  }
  return out;
}

Bytes framed(const std::vector<Kept>& all, std::size_t per_frame, std::size_t compress_from) {
  FrameWriter writer;
  Bytes out;
  for (const Kept& one : all) {
    EXPECT_TRUE(writer.add({one.from, one.to, one.kind, one.payload}));
    if (writer.letters() == per_frame) writer.finish(out, compress_from);
  }
  writer.finish(out, compress_from);
  return out;
}

State read_all(FrameReader& reader, std::vector<Kept>& out) {
  Letter letter;
  State state;
  while ((state = reader.next(letter)) == State::letter) {
    out.push_back({letter.from, letter.to, letter.kind, {letter.payload.begin(), letter.payload.end()}});
  }
  return state;
}

TEST(Frame, LettersArriveAsTheyWereWhateverThePieces) {
  for (const std::size_t count : {0, 1, 2, 100}) {
    const std::vector<Kept> want = letters(count, std::uint32_t(count));
    for (const std::size_t per_frame : {1, 7, 1000}) {
      for (const std::size_t compress_from : {std::size_t(0), std::size_t(1000), SIZE_MAX}) {
        const Bytes bytes = framed(want, per_frame, compress_from);
        for (const std::size_t piece : {std::size_t(1), std::size_t(13), std::size_t(4096), bytes.size() + 1}) {
          FrameReader reader;
          std::vector<Kept> got;
          for (std::size_t at = 0; at < bytes.size(); at += piece) {
            reader.feed(View(bytes).subspan(at, std::min(piece, bytes.size() - at)));
            ASSERT_EQ(read_all(reader, got), State::incomplete);
          }
          EXPECT_EQ(got, want) << count << " letters, " << per_frame << " a frame, in pieces of " << piece;
        }
      }
    }
  }
}

TEST(Frame, WhatRepeatsShrinksAndWhatDoesNotIsKept) {
  for (const bool repeats : {true, false}) {
    const std::vector<Kept> one = {{1, 2, 3, bytes_of(4000, 1, repeats)}};
    const std::size_t size = framed(one, 1, 0).size();
    if (repeats) {
      EXPECT_LT(size, 2000u);
    } else {
      EXPECT_EQ(size, head_bytes + letter_head_bytes + 4000);
    }
  }
}

TEST(Frame, AFrameHasALimit) {
  FrameWriter writer;
  const Bytes half(raw_limit_bytes / 2), more(raw_limit_bytes);
  EXPECT_FALSE(writer.add({1, 2, 3, more}));
  EXPECT_TRUE(writer.add({1, 2, 3, half}));
  EXPECT_FALSE(writer.add({1, 2, 3, half}));
  EXPECT_EQ(writer.letters(), 1u);
  Bytes out;
  writer.finish(out, 0);
  writer.finish(out, 0);
  FrameReader reader;
  reader.feed(out);
  std::vector<Kept> got;
  EXPECT_EQ(read_all(reader, got), State::incomplete);
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].payload, half);
}

void put(Bytes& bytes, std::size_t at, std::uint32_t value) { std::memcpy(&bytes[at], &value, sizeof value); }

TEST(Frame, EveryFieldOfTheHeadIsLookedAt) {
  const Bytes good = framed(letters(3, 5), 3, SIZE_MAX);
  const auto state_with = [&](std::size_t at, std::uint32_t value) {
    Bytes bytes = good;
    put(bytes, at, value);
    FrameReader reader;
    reader.feed(bytes);
    std::vector<Kept> got;
    const State state = read_all(reader, got);
    EXPECT_TRUE(got.empty());
    EXPECT_EQ(reader.next(*std::make_unique<Letter>()), state) << "the answer stays";
    return state;
  };
  const auto raw = std::uint32_t(good.size() - head_bytes);
  EXPECT_EQ(state_with(0, 0x314c5753), State::wrong_head) << "another version";
  EXPECT_EQ(state_with(4, 0), State::wrong_head);
  EXPECT_EQ(state_with(4, 4), State::wrong_checksum);
  EXPECT_EQ(state_with(8, raw - 1), State::wrong_head) << "larger when compressed";
  EXPECT_EQ(state_with(8, 0xffffffff), State::too_large);
  EXPECT_EQ(state_with(12, raw - 1), State::wrong_checksum);
  EXPECT_EQ(state_with(16, 0), State::wrong_checksum);
  EXPECT_EQ(state_with(head_bytes, 0), State::wrong_checksum);
}

void reseal(Bytes& frame) {
  const std::uint64_t checksum = frame_checksum(frame);
  std::memcpy(&frame[16], &checksum, sizeof checksum);
}

// Checksums are right here, so that what lies behind them is reached.
TEST(Frame, LettersThatDoNotFillTheirFrameAreRefused) {
  struct Row {
    std::size_t letters;
    std::uint32_t payload_bytes;  // what the first letter says of its 8
    State want;
  };
  for (const Row& row : {Row{1, 8, State::incomplete}, Row{1, 7, State::wrong_letters}, Row{1, 9, State::wrong_letters},
                         Row{1, 0xffffffff, State::wrong_letters}, Row{2, 8, State::incomplete},
                         Row{2, 0xfffffff0, State::wrong_letters}}) {
    FrameWriter writer;
    const Bytes payload(8);
    for (std::size_t i = 0; i < row.letters; ++i) ASSERT_TRUE(writer.add({1, 2, 3, payload}));
    Bytes bytes;
    writer.finish(bytes, SIZE_MAX);
    // The first word of the last of four columns, a byte in each plane.
    const std::size_t words = 4 * row.letters, heads = head_bytes + row.letters * payload.size();
    for (std::size_t plane = 0; plane < 4; ++plane) {
      bytes[heads + plane * words + 3 * row.letters] = std::byte(row.payload_bytes >> (8 * plane));
    }
    reseal(bytes);
    FrameReader reader;
    reader.feed(bytes);
    std::vector<Kept> got;
    EXPECT_EQ(read_all(reader, got), row.want) << row.letters << " letters, " << row.payload_bytes;
  }
}

TEST(Frame, MoreLettersThanTheirHeadsHaveRoomAreRefused) {
  for (const std::uint32_t claimed : {2u, 0x10000000u, 0xffffffffu}) {
    Bytes bytes = framed({{1, 2, 3, Bytes(8)}}, 1, SIZE_MAX);
    put(bytes, 4, claimed);
    reseal(bytes);
    FrameReader reader;
    reader.feed(bytes);
    std::vector<Kept> got;
    EXPECT_EQ(read_all(reader, got), State::wrong_letters) << claimed;
    EXPECT_TRUE(got.empty());
  }
}

// Behind the right checksum anything may stand: what is decompressed and read as letters stays within the frame.
TEST(Frame, HostileFramesWithTheRightChecksumStayWithinTheirBytes) {
  std::mt19937 random(8);
  const std::vector<Kept> some = letters(20, 7);
  int refused = 0;
  for (int round = 0; round < 4000; ++round) {
    Bytes bytes = framed(some, 20, round % 2 == 0 ? 0 : SIZE_MAX);
    for (int i = 0; i < 4; ++i)
      bytes[head_bytes + random() % (bytes.size() - head_bytes)] ^= std::byte(1 << random() % 8);
    if (round % 5 == 0) put(bytes, 8, std::uint32_t(bytes.size() + random() % 100000));
    reseal(bytes);
    FrameReader reader;
    reader.feed(bytes);
    std::vector<Kept> got;
    refused += read_all(reader, got) != State::incomplete;
    ASSERT_LE(got.size(), some.size());
  }
  EXPECT_GT(refused, 100);
}

TEST(Frame, RandomBytesAndFlippedBitsNeverLeaveTheBuffer) {
  std::mt19937 random(4);
  const std::vector<Kept> want = letters(40, 6);
  for (int round = 0; round < 3000; ++round) {
    Bytes bytes = framed(want, 10, round % 2 == 0 ? 0 : SIZE_MAX);
    const int flips = 1 + int(random() % 3);
    for (int i = 0; i < flips; ++i) bytes[random() % bytes.size()] ^= std::byte(1 << random() % 8);
    if (round % 3 == 0) bytes.resize(random() % bytes.size());
    FrameReader reader;
    reader.feed(bytes);
    std::vector<Kept> got;
    const State state = read_all(reader, got);
    ASSERT_LE(got.size(), want.size());
    for (std::size_t i = 0; i < got.size(); ++i) ASSERT_EQ(got[i], want[i]) << name_of(state);
  }
}

}  // namespace
}  // namespace workloads::swarm::wire
