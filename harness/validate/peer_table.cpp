// The rules of other tools beside ours. On our interleaved launches they are flattered, since their tools run base and
// then head; so both are shown.
#include "harness/stats/summary.h"
#include "harness/validate/peers.h"
#include "harness/validate/session.h"
#include "harness/validate/study.h"

namespace validate {
namespace {

constexpr std::size_t most_launches = 50;

struct Samples {
  std::vector<double> base, head;
};

Samples one_after_the_other(const Benchmark& benchmark, std::size_t launches, std::uint64_t seed) {
  Launches source(*benchmark.kind, benchmark.scale, benchmark.change, seed);
  Samples samples;
  for (std::size_t i = 0; i < launches; ++i) samples.base.push_back(source.base());
  for (std::size_t i = 0; i < launches; ++i) samples.head.push_back(source.head());
  return samples;
}

PeerRow row(const NoiseKind& kind, const Scale& scale, bool interleaved, double change, std::size_t n,
            std::uint64_t seed) {
  PeerRow r{.kind = kind.name, .interleaved = interleaved, .change = change};
  r.peers.resize(peers().size());
  Random random(seed);
  const Benchmark benchmark{&kind, scale, change};
  std::vector<double> pairs;
  for (std::size_t i = 0; i < n; ++i) {
    Outcome o = simulate({&benchmark, 1}, tolerance, random())[0];
    r.slower += {o.verdict.verdict == "slower", 1};
    r.unsure += {o.verdict.verdict == "unsure", 1};
    pairs.push_back(double(o.pairs + o.fresh));
    o.measured.until(most_launches);
    const std::uint64_t block_seed = random();
    for (std::size_t p = 0; p < peers().size(); ++p) {
      const Peer& peer = peers()[p];
      const Samples samples = interleaved ? Samples{o.measured.contrast().base, o.measured.contrast().head}
                                          : one_after_the_other(benchmark, peer.launches, block_seed);
      const auto first = [&](const std::vector<double>& v) { return std::span(v).first(peer.launches); };
      r.peers[p] += {peer.slower(first(samples.base), first(samples.head), random), 1};
    }
  }
  r.median_pairs = stats::median(pairs);
  return r;
}

}  // namespace

std::vector<PeerRow> peer_table(const StudySize& size) {
  std::vector<PeerRow> rows;
  Random seeds(size.seed + 3);
  for (const bool interleaved : {true, false}) {
    for (const std::string_view name :
         {"quiet", "heavy tail", "drift", "autocorrelated", "two levels", "all of them"}) {
      const NoiseKind& kind = noise_kind(name);
      const Scale scale = scale_of(kind, settled_spread);
      for (const double change : peer_changes) {
        rows.push_back(row(kind, scale, interleaved, change, size.sessions, seeds()));
      }
    }
  }
  return rows;
}

}  // namespace validate
