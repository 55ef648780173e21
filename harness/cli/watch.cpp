// watch: what a session has measured so far, while it goes on elsewhere. It only reads the store, and ends with the
// session. Of a comparison it shows the new side: what that proves is the session's own
// to say.
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "harness/cli/summary_table.h"
#include "harness/cli/verb.h"
#include "harness/output/json.h"
#include "harness/store/liveness.h"
#include "harness/store/store.h"
#include "harness/suite/interrupt.h"

namespace cli {
namespace {

using namespace harness;

struct WatchOptions {
  Common common;
  bool once = false;
  double every_s = 1;
};

bool is_running(const Session& session) {
  return session.state == "running" && is_alive(session.process, session.process_started);
}

// The newest session that measures: what is imported was measured elsewhere.
Session newest(Store& store) {
  std::vector<Session> sessions = store.sessions();
  std::erase_if(sessions, [](const Session& session) { return session.kind == "import"; });
  const auto last = std::max_element(sessions.begin(), sessions.end(),
                                     [](const Session& a, const Session& b) { return a.id < b.id; });
  if (last == sessions.end()) throw Error(Exit::usage, "watch: nothing was measured into this store yet");
  return *last;
}

struct Seen {
  Session session;
  std::string state;  // running | interrupted | done | partial
  double elapsed_s = 0;
  std::vector<Launch> launches;
};

Seen look(Store& store, const Session& session) {
  Seen seen = {session, session.state, 0, store.launches(session.id)};
  std::erase_if(seen.launches, [](const Launch& launch) { return launch.side == "base"; });
  if (session.state == "running" && !is_running(session)) seen.state = "interrupted";
  const std::int64_t until_ns = seen.state == "running" ? now_ns() : session.ended_ns.value_or(session.started_ns);
  seen.elapsed_s = double(until_ns - session.started_ns) / 1e9;
  return seen;
}

std::string text_of(const Seen& seen) {
  const auto failed =
      std::count_if(seen.launches.begin(), seen.launches.end(), [](const Launch& l) { return !l.failure.empty(); });
  std::string head = fmt::format("session #{} {}: {}, {} launches", seen.session.id, seen.session.kind, seen.state,
                                 seen.launches.size());
  if (seen.elapsed_s > 0) head += fmt::format(" in {:.0f} s", seen.elapsed_s);
  if (failed > 0) head += fmt::format(", {} failed", failed);
  return head + "\n\n" + summary_table(summarise(seen.launches));
}

std::string json_of(const Seen& seen) {
  nlohmann::json out = json_head(seen.session.machine);
  out["session"] = {{"id", seen.session.id},
                    {"kind", seen.session.kind},
                    {"state", seen.state},
                    {"launches", seen.launches.size()},
                    {"elapsed_s", seen.elapsed_s}};
  out["results"] = summary_json(summarise(seen.launches));
  return json_text(out);
}

// Returns when so much time has passed; throws when a signal has come.
void wait_for(double seconds) {
  pollfd signal = {interrupt_fd(), POLLIN, 0};
  poll(&signal, 1, int(seconds * 1000));
  throw_if_interrupted();
}

Exit watch_verb(const WatchOptions& options) {
  const auto store = open_sqlite(store_path(options.common), Access::read);
  const std::int64_t watched = newest(*store).id;
  const bool redraws = isatty(STDOUT_FILENO) == 1;
  while (true) {
    const std::vector<Session> all = store->sessions();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Session& s) { return s.id == watched; });
    if (found == all.end()) throw Error(Exit::store, fmt::format("watch: session #{} is gone from the store", watched));
    const bool last = options.once || !is_running(*found);
    const bool draws = redraws && !options.once && !options.common.json;
    // Where nothing can be drawn over, only the end is printed.
    if (draws || last) {
      const Seen seen = look(*store, *found);
      fmt::print("{}{}", draws ? "\033[H\033[2J" : "", options.common.json ? json_of(seen) : text_of(seen));
    }
    std::fflush(stdout);
    if (last) return Exit::ok;
    wait_for(options.every_s);
  }
}

VERB("watch", "Show what a session has measured so far, until it ends", [](CLI::App& app) {
  auto options = std::make_shared<WatchOptions>();
  app.add_flag("--once", options->once, "print once and do not wait");
  app.add_option("--every", options->every_s, "seconds between two looks (default: 1)")->check(CLI::Range(0.1, 3600.0));
  options->common.add_store(app);
  app.add_flag("--json", options->common.json, "print one JSON object, at the end or with --once");
  return [options] { return watch_verb(*options); };
});

}  // namespace
}  // namespace cli
