// What an agent's network costs to send: all of it, against text as many programs send it; and what has changed of it,
// a hundredth. `sent` is the payload's size.
#include "workloads/swarm/wire/tensor.h"

#include <cstring>
#include <nlohmann/json.hpp>
#include <random>

#include "harness/bench/bench.h"
#include "kernels/byte_planes.h"

namespace {

using namespace bench;
using namespace workloads::swarm::wire;

constexpr std::size_t count = 65536;
const Metric sent = {.name = "sent", .unit = "B", .kind = Kind::bytes};

struct Letter {
  Letter() : values(count), back(count) {
    std::mt19937 random(1);
    std::normal_distribution<float> weight(0, 0.05f);
    for (float& x : values) x = weight(random);
    after = values;
    for (std::size_t i = 0; i < count / 100; ++i) after[random() % count] += 0.5f;
  }
  std::vector<float> values, after, back;
  Bytes payload;
  std::string text;
  bool right = true;
};

template <class Run, class Want>
auto letter_case(Run run, Want want) {
  auto letter = std::make_shared<Letter>();
  return op([=] { run(*letter); })
      .bytes(4.0 * double(count))
      .items(double(count))
      .metric("sent", [letter] { return double(std::max(letter->payload.size(), letter->text.size())); })
      .expect([=]() -> std::string {
        if (!letter->right) return "refused";
        return std::memcmp(letter->back.data(), want(*letter).data(), 4 * count) == 0 ? ""
                                                                                      : "a value came back otherwise";
      });
}
const auto all = [](const Letter& letter) -> const std::vector<float>& { return letter.values; };

BENCH({.name = "scalability/tensor", .metrics = {sent}, .make = [](const Params&) -> std::unique_ptr<Work> {
         return letter_case(
             [](Letter& letter) {
               letter.payload.clear();
               letter.right = write_tensor(letter.values, letter.payload) && read_tensor(letter.payload, letter.back);
             },
             all);
       }});
BENCH({.name = "scalability/tensor",
       .metrics = {sent},
       .impl = "json",
       .make = [](const Params&) -> std::unique_ptr<Work> {
         return letter_case(
             [](Letter& letter) {
               letter.text = nlohmann::json(letter.values).dump();
               letter.back = nlohmann::json::parse(letter.text).get<std::vector<float>>();
             },
             all);
       }});
// Without LZ4, which has no arms: what vectors do for the codec.
BENCH({.name = "scalability/tensor/planes", .make = [](const Params&) -> std::unique_ptr<Work> {
         return letter_case(
             [](Letter& letter) {
               letter.payload.resize(4 * count);
               auto* planes = reinterpret_cast<std::uint8_t*>(letter.payload.data());
               kernels::split_planes(reinterpret_cast<const std::uint8_t*>(letter.values.data()), planes, count);
               kernels::join_planes(planes, reinterpret_cast<std::uint8_t*>(letter.back.data()), count);
             },
             all);
       }});

BENCH({.name = "scalability/delta", .metrics = {sent}, .make = [](const Params&) -> std::unique_ptr<Work> {
         return letter_case(
             [](Letter& letter) {
               letter.payload.clear();
               letter.back = letter.values;
               letter.right =
                   write_delta(letter.values, letter.after, letter.payload) && apply_delta(letter.payload, letter.back);
             },
             [](const Letter& letter) -> const std::vector<float>& { return letter.after; });
       }});

}  // namespace
