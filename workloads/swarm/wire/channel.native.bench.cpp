// Letters between two ends of a socket. The payload is what agents tell each other about their state, a line of text
// with a few numbers that change: it shrinks to about a third when many are compressed together.
//
// messages/burst: one operation is 256 letters at once, until the last one has arrived, on one thread. impl=single
// sends each in a frame and a system call of its own, uncompressed; impl=batches gathers them and compresses nothing.
//
// messages/paced: agents that send at a steady rate, whatever becomes of their letters (an open loop). A latency runs
// from the instant at which a letter was to be sent, not from when the sender came to it: a sender that is late cannot
// make its letters look fast (G. Tene, "How not to measure latency", 2013).
#include "workloads/swarm/wire/channel.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <thread>

#include "harness/bench/bench.h"
#include "workloads/latency.h"
#include "workloads/open_loop.h"

namespace {

using namespace bench;
using namespace workloads::swarm;
using workloads::now_ns, workloads::percentile, workloads::wait_until;
using namespace workloads::swarm::wire;

std::array<int, 2> sockets() {
  std::array<int, 2> ends{-1, -1};
  socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data());
  return ends;
}

Bytes state_line(unsigned agent, unsigned number) {
  std::array<char, 160> text{};
  const unsigned mixed = (agent * 7919 + number) * 2654435761u;
  const int size = std::snprintf(text.data(), text.size(),
                                 "agent=%u task=%u state=%s loss=0.%06u tokens=%u neighbours=%u,%u,%u queue=%u", agent,
                                 number, mixed % 5 == 0 ? "waiting" : "working", mixed % 1000000, mixed % 9000,
                                 agent + 1, agent + 2, agent + 5, mixed % 7);
  const auto* first = reinterpret_cast<const std::byte*>(text.data());
  return {first, first + size};
}

struct Burst {
  static constexpr unsigned letters = 256;
  explicit Burst(const Batching& batching) : ends(sockets()), here(ends[0], batching), there(ends[1], {}) {
    for (unsigned i = 0; i < letters; ++i) payloads.push_back(state_line(i % 50, i));
  }
  // Returns how many arrived as they were sent.
  unsigned run() {
    unsigned right = 0, came = 0;
    for (unsigned i = 0; i < letters; ++i) here.send({.from = i, .to = 1, .kind = 2, .payload = payloads[i]}, 0);
    here.flush();
    while (came < letters && there.state() == Channel::State::open) {
      here.turn(0, [](const Letter&) {});
      there.turn(0, [&](const Letter& letter) {
        const Bytes& want = payloads[came];
        right += letter.from == came && letter.payload.size() == want.size() &&
                 std::memcmp(letter.payload.data(), want.data(), want.size()) == 0;
        ++came;
      });
    }
    return right;
  }

  std::array<int, 2> ends;
  Channel here, there;
  std::vector<Bytes> payloads;
};

std::unique_ptr<Work> burst(const Batching& batching) {
  auto burst = std::make_shared<Burst>(batching);
  auto written = std::make_shared<std::uint64_t>(0);
  return op([burst, written] {
           const std::uint64_t before = burst->here.written_bytes();
           const unsigned right = burst->run();
           *written = burst->here.written_bytes() - before;
           return right;
         })
      .items(Burst::letters)
      .metric("written_bytes", [written] { return double(*written); })
      .expect([](unsigned right) -> std::string {
        return right == Burst::letters ? "" : std::to_string(right) + " of 256 letters arrived as they were sent";
      });
}

const Metric written_bytes = {.name = "written_bytes", .unit = "B", .kind = Kind::bytes, .exact = true};
BENCH({.name = "scalability/messages/burst", .metrics = {written_bytes}, .make = [](const Params&) {
         return burst({});
       }});
BENCH({.name = "scalability/messages/burst", .metrics = {written_bytes}, .impl = "batches", .make = [](const Params&) {
         return burst({.compress_from = SIZE_MAX});
       }});
BENCH({.name = "scalability/messages/burst", .metrics = {written_bytes}, .impl = "single", .make = [](const Params&) {
         return burst({.letters = 1, .compress_from = SIZE_MAX});
       }});

class Pace {
 public:
  static constexpr std::uint64_t period_ns = 200'000'000;
  Pace(unsigned agents, unsigned rate, const Batching& batching)
      : agents_(agents), letters_(agents * rate * period_ns / 1'000'000'000), batching_(batching) {
    latencies_ns.reserve(letters_);
  }

  // Returns how many of the letters were answered for.
  std::uint64_t run() {
    latencies_ns.clear();
    const auto ends = sockets();
    Channel here(ends[0], batching_);
    const std::uint64_t start_ns = now_ns() + 1'000'000;
    std::thread receiver([&, socket = ends[1]] { receive(socket, start_ns); });
    for (std::uint64_t i = 0; i < letters_; ++i) {
      const unsigned agent = unsigned(i % agents_);
      const std::uint64_t due_ns = start_ns + due(i);
      for (std::uint64_t now = now_ns(); now < due_ns; now = now_ns()) {
        here.turn(now, [](const Letter&) {});
        wait_until(std::min(due_ns, here.due_ns()));
      }
      here.send({.from = agent, .to = std::uint32_t(i), .kind = 1, .payload = state_line(agent, unsigned(i))},
                now_ns());
    }
    here.flush();
    while (here.unsent_bytes() > 0 && here.state() == Channel::State::open) {
      wait_for(ends[0], POLLOUT);
      here.turn(now_ns(), [](const Letter&) {});
    }
    shutdown(ends[0], SHUT_WR);
    receiver.join();
    elapsed_ns = now_ns() - start_ns;
    written_bytes = here.written_bytes();
    return latencies_ns.size();
  }
  std::uint64_t letters() const { return letters_; }
  double a_second(double of_all) const { return of_all * 1e9 / double(elapsed_ns); }

  std::vector<std::uint64_t> latencies_ns;
  std::uint64_t elapsed_ns = 1, written_bytes = 0;

 private:
  std::uint64_t due(std::uint64_t letter) const { return letter * period_ns / letters_; }
  static void wait_for(int socket, short event) {
    pollfd one = {socket, event, 0};
    poll(&one, 1, -1);
  }
  void receive(int socket, std::uint64_t start_ns) {
    Channel there(socket, {});
    Channel::State state = Channel::State::open;
    while (state == Channel::State::open) {
      wait_for(socket, POLLIN);
      state = there.turn(0, [&](const Letter& letter) {
        if (letter.to == latencies_ns.size()) latencies_ns.push_back(now_ns() - start_ns - due(letter.to));
      });
    }
  }

  unsigned agents_;
  std::uint64_t letters_;
  Batching batching_;
};

std::unique_ptr<Work> paced(const Params& p) {
  auto pace = std::make_shared<Pace>(unsigned(p["agents"]), unsigned(p["rate"]), Batching{});
  const double agents = double(p["agents"]);
  return op([pace] { return pace->run(); })
      .items(double(pace->letters()))
      .metric("latency_p99_ns", [pace] { return percentile(pace->latencies_ns, 0.99); })
      .metric("latency_p50_ns", [pace] { return percentile(pace->latencies_ns, 0.50); })
      .metric("written", [pace] { return pace->a_second(double(pace->written_bytes)); })
      .metric("letters_of_an_agent",
              [pace, agents] { return pace->a_second(double(pace->latencies_ns.size()) / agents); })
      .expect([pace](std::uint64_t came) -> std::string {
        return came == pace->letters() ? "" : std::to_string(came) + " letters of " + std::to_string(pace->letters());
      });
}

BENCH({.name = "scalability/messages/paced",
       .params = grid("agents", {10, 50}) * grid("rate", {100, 200}),
       .clock = Clock::wall,
       .metrics = {{.name = "latency_p99_ns", .unit = "ns", .kind = Kind::time, .primary = true},
                   {.name = "latency_p50_ns", .unit = "ns", .kind = Kind::time},
                   {.name = "written", .unit = "B/s", .kind = Kind::bytes},
                   {.name = "letters_of_an_agent", .unit = "1/s", .better = Better::more}},
       .make = paced});

}  // namespace
