#include "workloads/swarm/wire/channel.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <random>
#include <thread>

namespace workloads::swarm::wire {
namespace {

std::array<int, 2> sockets() {
  std::array<int, 2> ends{};
  EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
  return ends;
}

Bytes payload_of(std::uint32_t number) {
  std::mt19937 random(number);
  Bytes out(random() % 200);
  for (std::byte& b : out) b = std::byte(random() % 4);
  return out;
}

// Takes turns of both ends until `receiver` has as many letters, and checks each.
void expect_letters(Channel& sender, Channel& receiver, std::uint32_t first, std::uint32_t count, std::uint64_t now) {
  std::uint32_t number = first;
  for (int turn = 0; turn < 1000 && number < first + count; ++turn) {
    sender.turn(now, [](const Letter&) { FAIL() << "nothing was sent this way"; });
    receiver.turn(now, [&](const Letter& letter) {
      EXPECT_EQ(letter.from, number);
      EXPECT_EQ(letter.kind, number % 5);
      const Bytes want = payload_of(number);
      EXPECT_TRUE(std::equal(letter.payload.begin(), letter.payload.end(), want.begin(), want.end()));
      ++number;
    });
  }
  EXPECT_EQ(number, first + count);
}

bool send(Channel& channel, std::uint32_t number, std::uint64_t now) {
  const Bytes payload = payload_of(number);
  return channel.send({number, 1, number % 5, payload}, now);
}

TEST(Channel, LettersComeInOrderInBatchesOfAnySize) {
  for (const std::size_t letters : {1, 3, 256}) {
    const auto ends = sockets();
    Channel here(ends[0], {.letters = letters}), there(ends[1], {});
    for (std::uint32_t i = 0; i < 1000; ++i) ASSERT_TRUE(send(here, i, 0));
    here.flush();
    expect_letters(here, there, 0, 1000, 0);
    for (std::uint32_t i = 0; i < 10; ++i) ASSERT_TRUE(send(there, i, 0));
    there.flush();
    expect_letters(there, here, 0, 10, 0);
  }
}

TEST(Channel, ALetterWaitsForItsAgeAndNoLonger) {
  const auto ends = sockets();
  Channel here(ends[0], {.age_ns = 1000}), there(ends[1], {});
  int came = 0;
  const auto turn = [&](std::uint64_t now) {
    here.turn(now, [](const Letter&) {});
    there.turn(now, [&](const Letter&) { ++came; });
    return came;
  };
  EXPECT_EQ(here.due_ns(), UINT64_MAX);
  ASSERT_TRUE(send(here, 1, 5000));
  ASSERT_TRUE(send(here, 2, 5900));
  EXPECT_EQ(here.due_ns(), 6000u);
  EXPECT_EQ(turn(5999), 0);
  EXPECT_EQ(turn(6000), 2) << "the oldest decides";
  ASSERT_TRUE(send(here, 3, 6500));
  EXPECT_EQ(turn(7000), 2);
  here.flush();
  EXPECT_EQ(turn(7001), 3);
}

TEST(Channel, WhoDoesNotReadStopsTheSenderAndNothingIsLost) {
  const auto ends = sockets();
  Channel here(ends[0], {.compress_from = SIZE_MAX, .unsent_limit_bytes = 100'000}), there(ends[1], {});
  std::uint32_t sent = 0;
  while (sent < 1'000'000 && send(here, sent, 0)) ++sent;
  EXPECT_LT(sent, 1'000'000u);
  EXPECT_LT(here.unsent_bytes(), 200'000u);
  here.flush();
  expect_letters(here, there, 0, sent, 1'000'000'000);
  EXPECT_TRUE(send(here, sent, 0)) << "there is room again";
}

TEST(Channel, TheOtherEndsDeathIsToldAfterWhatItSent) {
  const auto ends = sockets();
  Channel there(ends[1], {});
  {
    Channel here(ends[0], {});
    ASSERT_TRUE(send(here, 0, 0));
    here.flush();
  }
  int came = 0;
  EXPECT_EQ(there.turn(0, [&](const Letter&) { ++came; }), Channel::State::open);
  EXPECT_EQ(there.turn(0, [&](const Letter&) { ++came; }), Channel::State::ended);
  EXPECT_EQ(came, 1);
  EXPECT_EQ(there.problem(), "the other end has closed");
  EXPECT_FALSE(send(there, 1, 0));
}

TEST(Channel, AnEndInTheMiddleOfAFrameIsNoCleanEnd) {
  Bytes frame;
  FrameWriter writer;
  const Bytes payload(300);
  writer.add({1, 2, 3, payload});
  writer.finish(frame, SIZE_MAX);
  for (const std::size_t lacking : {std::size_t(1), std::size_t(100), frame.size() - 1}) {
    const auto ends = sockets();
    Channel there(ends[1], {});
    const std::size_t sent = frame.size() - lacking;
    ASSERT_EQ(write(ends[0], frame.data(), sent), ssize_t(sent));
    close(ends[0]);
    there.turn(0, [](const Letter&) { FAIL(); });
    EXPECT_EQ(there.turn(0, [](const Letter&) { FAIL(); }), Channel::State::broken) << lacking;
    EXPECT_EQ(there.problem(), "the other end has closed in the middle of a frame");
  }
}

TEST(Channel, ALetterThatIsTooLargeSendsNothingThatWaits) {
  const auto ends = sockets();
  Channel here(ends[0], {}), there(ends[1], {});
  ASSERT_TRUE(send(here, 0, 0));
  const Bytes large(raw_limit_bytes - letter_head_bytes + 1);
  EXPECT_FALSE(here.send({1, 2, 3, large}, 0));
  EXPECT_EQ(here.written_bytes(), 0u);
  there.turn(0, [](const Letter&) { FAIL() << "it has not waited long enough"; });
}

TEST(Channel, ALetterToTheDeadIsNoSignal) {
  const auto ends = sockets();
  Channel here(ends[0], {});
  close(ends[1]);
  ASSERT_TRUE(send(here, 0, 0));
  here.flush();
  EXPECT_EQ(here.state(), Channel::State::ended);
  EXPECT_NE(here.problem(), "");
}

TEST(Channel, ForeignBytesBreakItByName) {
  const auto ends = sockets();
  Channel here(ends[0], {});
  ASSERT_EQ(write(ends[1], "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 27), 27);
  EXPECT_EQ(here.turn(0, [](const Letter&) { FAIL(); }), Channel::State::broken);
  EXPECT_EQ(here.problem(), "what came is no letter: not a frame");
  EXPECT_FALSE(send(here, 1, 0));
  close(ends[1]);
}

// Another process sends every letter back; it ends when we do.
TEST(Channel, AgentsOfTwoProcesses) {
  const auto ends = sockets();
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    close(ends[0]);
    Channel there(ends[1], {.age_ns = 0});
    Channel::State state = Channel::State::open;
    while (state == Channel::State::open) {
      state = there.turn(1, [&](const Letter& letter) {
        while (!there.send(letter, 0) && there.state() == Channel::State::open) there.flush();
      });
    }
    _exit(state == Channel::State::ended ? 0 : 1);
  }
  close(ends[1]);
  std::uint32_t back = 0;
  {
    Channel here(ends[0], {});
    std::uint32_t sent = 0;
    while (back < 2000 && here.state() == Channel::State::open) {
      if (sent < 2000 && send(here, sent, 0)) ++sent;
      here.turn(1'000'000, [&](const Letter& letter) {
        EXPECT_EQ(letter.from, back);
        ++back;
      });
    }
  }
  EXPECT_EQ(back, 2000u);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST(Channel, EndsOnTwoThreads) {
  const auto ends = sockets();
  std::thread other([&] {
    Channel there(ends[1], {.letters = 7});
    std::uint32_t sent = 0;
    while (sent < 3000) {
      if (send(there, sent, 0)) ++sent;
      there.turn(0, [](const Letter&) {});
    }
    there.flush();
    while (there.unsent_bytes() > 0) there.turn(0, [](const Letter&) {});
  });
  Channel here(ends[0], {});
  std::uint32_t came = 0;
  while (here.turn(0, [&](const Letter& letter) { EXPECT_EQ(letter.from, came++); }) == Channel::State::open) {
  }
  other.join();
  EXPECT_EQ(came, 3000u);
  EXPECT_EQ(here.state(), Channel::State::ended);
}

}  // namespace
}  // namespace workloads::swarm::wire
