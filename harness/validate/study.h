// The simulation study: the tables of docs/validation.md as values. One seed makes all of it; a table's cells draw from
// seeds of their own, so that a longer table does not change the others.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace validate {

struct StudySize {
  std::size_t sessions = 50;  // of 50 benchmarks, per kind of noise
  std::uint64_t seed = 1;

  std::size_t per_cell() const { return 5 * sessions; }       // judgements per kind, spread and change
  std::size_t per_interval() const { return 40 * sessions; }  // intervals per kind and number of pairs
};

constexpr double tolerance = 0.05;
constexpr double settled_spread = 0.03;  // up to here the targets hold
// Here the interval of 40 pairs is about as wide as the tolerance: only confirmation keeps what looks slower from being
// so.
constexpr double hard_spread = 0.06;
constexpr std::size_t session_benchmarks = 50;

// `hits` of `of`, and its Wilson interval: what the true share may be.
struct Share {
  std::size_t hits = 0, of = 0;

  double value() const { return of == 0 ? 0 : double(hits) / double(of); }
  Share& operator+=(const Share& other);
};
struct Range {
  double lo, hi;
};
Range wilson(const Share& share, double z = 2.576);  // 99 %

// One benchmark alone in its session.
struct PowerCell {
  std::string_view kind;
  double spread, change;
  Share suspect = {}, slower = {}, faster = {}, same = {}, unsure = {};  // suspect: before confirmation
  Share covered = {};                       // true changes inside of the interval that the verdict tells
  Share slower_by_16 = {};                  // confirmed, the first session having taken at most 16 pairs
  double median_pairs = 0, mean_fresh = 0;  // fresh: over those that were confirmed or refused
  double mean_error = 0, standard_error = 0, mean_absolute_error = 0;  // of the reported size, in points
};
std::vector<PowerCell> power_table(const StudySize& size);

// Sessions of 50 benchmarks that share their shocks. With spreads of 1, 2 and 3 % nothing changed, or one is 10 %
// slower; with a spread of 6 % nothing changed, and many are suspects.
struct SessionRow {
  std::string_view kind;
  bool hard = false;
  Share with_suspect = {}, with_slower = {}, with_faster = {};  // of unchanged sessions
  Share benchmarks_suspect = {}, benchmarks_same = {};          // of their benchmarks
  double pairs_per_benchmark = 0;                               // confirmation included
  Share planted_alone = {};  // of sessions with one planted: it is slower, and nothing else; none where hard
};
std::vector<SessionRow> session_table(const StudySize& size);

// The fixed-n 95 % interval of a true change of 3 %.
struct CoverageRow {
  std::string_view kind;
  bool continuous;
  std::vector<Share> covered;  // by coverage_pairs
};
extern const std::vector<std::size_t> coverage_pairs;
std::vector<CoverageRow> coverage_table(const StudySize& size);

// The peers' rules at a spread of 3 %: share called slower. `interleaved`: on the very launches our rule judged; else
// as their tools measure, base first and then head.
struct PeerRow {
  std::string_view kind;
  bool interleaved;
  double change;
  Share slower = {}, unsure = {};  // ours
  double median_pairs = 0;         // fresh ones included
  std::vector<Share> peers = {};   // in the order of peers()
};
std::vector<PeerRow> peer_table(const StudySize& size);

// Seconds to judge 500 benchmarks of 40 pairs, from levels to verdicts.
double judging_time_s(std::uint64_t seed);

extern const std::vector<double> spreads, changes, peer_changes;

}  // namespace validate
