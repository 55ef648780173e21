#include "workloads/swarm/store.h"

#include <sqlite3.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>

namespace workloads::swarm {
namespace {

using wire::Bytes, wire::View;

// Every agent is written whole once in so many turns, so older ones are not needed.
constexpr std::int64_t turns_kept = 32;
constexpr int application = 0x53574152;  // "SWAR"
// What is changed in a turn, and what is due in it, may each be half of it.
constexpr std::size_t turn_bytes_max = 256u << 20;

// One row for a turn, appended: rows of agents would lie apart, and each would have a page of 4 KiB written for its 60
// bytes. A turn is entries one after the other, compressed as a whole where that makes it smaller than `size_bytes`.
// SQLite notices where a damaged page is no page; what was damaged inside of a row is noticed by the row's checksum.
constexpr char make_schema[] =
    "begin immediate;"
    "create table if not exists turns(turn integer primary key, size_bytes integer, data blob, checksum integer);"
    "pragma user_version = 1;"
    "commit";
// Until version 1 a row had no checksum.
constexpr char bring_forward[] =
    "begin immediate;"
    "alter table turns add column checksum integer;"
    "update turns set checksum = checksum_of(turn, size_bytes, data);"
    "pragma user_version = 1;"
    "commit";

struct Entry {
  std::uint32_t agent, size_bytes, is_difference;
};

// checksum_of() of the statements.
void checksum_of(sqlite3_context* to, int, sqlite3_value** row) {
  const std::int64_t numbers[] = {sqlite3_value_int64(row[0]), sqlite3_value_int64(row[1])};
  const void* data = sqlite3_value_blob(row[2]);
  const XXH64_hash_t seed = XXH3_64bits(numbers, sizeof numbers);
  const auto size_bytes = std::size_t(sqlite3_value_bytes(row[2]));
  sqlite3_result_int64(to, std::int64_t(XXH3_64bits_withSeed(data, size_bytes, seed)));
}

// Among those that are written whole in the same turns.
std::size_t class_of(AgentId agent) { return agent % std::size_t(turns_kept); }
std::size_t entry_bytes(std::size_t state_bytes) { return sizeof(Entry) + state_bytes; }

void append(Bytes& turn, AgentId agent, View state, const Bytes* before) {
  const Entry entry{agent, std::uint32_t(state.size()), before != nullptr};
  const std::size_t at = turn.size();
  turn.resize(at + sizeof entry + state.size());
  std::memcpy(&turn[at], &entry, sizeof entry);
  for (std::size_t i = 0; i < state.size(); ++i)
    turn[at + sizeof entry + i] = before ? state[i] ^ (*before)[i] : state[i];
}

// Replays a turn's entries; false where it is no such. Differences to what only turns before the kept ones had whole
// are passed over: a later turn has that agent whole.
bool replay(View turn, std::map<AgentId, Bytes>& states) {
  while (!turn.empty()) {
    Entry entry;
    if (turn.size() < sizeof entry) return false;
    std::memcpy(&entry, turn.data(), sizeof entry);
    turn = turn.subspan(sizeof entry);
    if (turn.size() < entry.size_bytes) return false;
    const auto known = states.find(entry.agent);
    if (!entry.is_difference) {
      states[entry.agent].assign(turn.begin(), turn.begin() + entry.size_bytes);
    } else if (known != states.end()) {
      if (known->second.size() != entry.size_bytes) return false;
      for (std::size_t i = 0; i < entry.size_bytes; ++i) known->second[i] ^= turn[i];
    }
    turn = turn.subspan(entry.size_bytes);
  }
  return true;
}

}  // namespace

struct StateStore::Parts {
  ~Parts() {
    for (sqlite3_stmt* statement : {insert, thin, newest}) sqlite3_finalize(statement);
    sqlite3_close(database);
  }
  bool run(const char* sql) { return sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK; }
  bool fail(const char* what) {
    problem = std::string("agents' state: ") + what + ": " + sqlite3_errmsg(database);
    return false;
  }
  bool prepare(const char* sql, sqlite3_stmt*& statement) {
    return sqlite3_prepare_v2(database, sql, -1, &statement, nullptr) == SQLITE_OK || fail("cannot be read");
  }

  bool open(const std::string& path) {
    if (sqlite3_open(path.c_str(), &database) != SQLITE_OK) return fail("cannot be opened");
    sqlite3_busy_timeout(database, 5000);
    sqlite3_stmt* whose = nullptr;
    if (!prepare("select (select count(*) from sqlite_schema), application_id, user_version"
                 " from pragma_application_id, pragma_user_version",
                 whose))
      return false;
    const bool known = sqlite3_step(whose) == SQLITE_ROW || fail("cannot be read");
    const bool unversioned = sqlite3_column_int(whose, 2) == 0;
    const bool is_new = unversioned && sqlite3_column_int(whose, 0) == 0, older = unversioned && !is_new;
    const bool foreign = !is_new && sqlite3_column_int(whose, 1) != application;
    sqlite3_finalize(whose);
    if (!known) return false;
    if (foreign) {
      problem = "agents' state: " + path + " is another program's database";
      return false;
    }
    sqlite3_create_function(database, "checksum_of", 3, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr, checksum_of,
                            nullptr, nullptr);
    const std::string mark = "pragma application_id = " + std::to_string(application);
    if (!run("pragma journal_mode = wal") || !run("pragma synchronous = normal") ||
        (is_new && !(run(mark.c_str()) && run(make_schema))) || (older && !run(bring_forward))) {
      fail(older ? "cannot be brought forward" : "cannot be made");
      run("rollback");
      return false;
    }
    return prepare("insert into turns values(?1, ?2, ?3, checksum_of(?1, ?2, ?3))", insert) &&
           prepare("delete from turns where turn <= ?", thin) &&
           prepare("select coalesce(max(turn), 0) from turns", newest) && read();
  }

  // `row`: turn, size, data, and whether the checksum is theirs.
  bool replay_row(sqlite3_stmt* row) {
    last = sqlite3_column_int64(row, 0);
    if (sqlite3_column_int(row, 3) != 1) return false;
    const auto size_bytes = std::size_t(sqlite3_column_int64(row, 1));
    const View stored(static_cast<const std::byte*>(sqlite3_column_blob(row, 2)),
                      std::size_t(sqlite3_column_bytes(row, 2)));
    if (stored.size() == size_bytes) return replay(stored, states);
    Bytes turn(size_bytes <= turn_bytes_max ? size_bytes : 0);
    return size_bytes <= turn_bytes_max && wire::decompress(stored, turn) && replay(turn, states);
  }

  bool read() {
    sqlite3_stmt* rows = nullptr;
    if (!prepare(
            "select turn, size_bytes, data, checksum = checksum_of(turn, size_bytes, data) from turns order by turn",
            rows))
      return false;
    std::int64_t turns = 0;
    int step = SQLITE_ROW;
    while ((step = sqlite3_step(rows)) == SQLITE_ROW && replay_row(rows)) ++turns;
    if (step == SQLITE_ROW) {
      problem = "agents' state: turn " + std::to_string(last) + " is damaged";
    } else if (step != SQLITE_DONE) {
      fail("cannot be read");
    } else if (turns != std::min(last, turns_kept)) {
      problem = "agents' state: some of the turns until " + std::to_string(last) + " are missing";
    }
    sqlite3_finalize(rows);
    for (const auto& [agent, state] : states) class_bytes[class_of(agent)] += entry_bytes(state.size());
    return problem.empty();
  }

  bool write(const Bytes& turn) {
    Bytes small;
    const Bytes& data = wire::compress(turn, small) ? small : turn;
    if (!run("begin immediate")) return fail("is locked");
    const bool is_mine = sqlite3_step(newest) == SQLITE_ROW && sqlite3_column_int64(newest, 0) == last;
    sqlite3_reset(newest);
    if (!is_mine) {
      problem = "agents' state: another program has saved since turn " + std::to_string(last);
      run("rollback");
      return false;
    }
    sqlite3_bind_int64(insert, 1, last + 1);
    sqlite3_bind_int64(insert, 2, std::int64_t(turn.size()));
    sqlite3_bind_blob64(insert, 3, data.data(), data.size(), SQLITE_STATIC);
    sqlite3_bind_int64(thin, 1, last + 1 - turns_kept);
    const bool written = sqlite3_step(insert) == SQLITE_DONE && sqlite3_step(thin) == SQLITE_DONE && run("commit");
    if (!written) fail("cannot be written");
    sqlite3_reset(insert);
    sqlite3_reset(thin);
    if (!written) run("rollback");
    return written;
  }

  sqlite3* database = nullptr;
  sqlite3_stmt *insert = nullptr, *thin = nullptr, *newest = nullptr;
  std::map<AgentId, Bytes> states;
  std::array<std::size_t, turns_kept> class_bytes{};  // of the entries of all its agents
  std::int64_t last = 0;                              // turn
  std::string problem;
  bool usable = false;
};

StateStore::StateStore(const std::string& path) : parts_(std::make_unique<Parts>()) {
  parts_->usable = parts_->open(path);
}
StateStore::~StateStore() = default;

const std::string& StateStore::problem() const { return parts_->problem; }

bool StateStore::save(std::span<const StateChange> changes) {
  Parts& p = *parts_;
  if (!p.usable) return false;
  std::map<AgentId, View> wanted;
  for (const StateChange& change : changes) wanted[change.agent] = change.state;
  std::array<std::size_t, turns_kept> class_bytes = p.class_bytes;
  std::size_t size_bytes = 0;
  for (const auto& [agent, state] : wanted) {
    const auto known = p.states.find(agent);
    if (known != p.states.end()) class_bytes[class_of(agent)] -= entry_bytes(known->second.size());
    class_bytes[class_of(agent)] += entry_bytes(state.size());
    size_bytes += entry_bytes(state.size());
  }
  const bool fits = std::all_of(wanted.begin(), wanted.end(), [&](const auto& one) {
    return class_bytes[class_of(one.first)] <= turn_bytes_max / 2;
  });
  if (!fits || size_bytes > turn_bytes_max / 2) {
    p.problem = fits ? "agents' state: a turn of more than 128 MiB"
                     : "agents' state: agents that are equal modulo 32 have more than 128 MiB";
    return false;
  }
  // Agents take turns at being written whole, those too that do not change.
  const auto due = [&p](AgentId agent) { return (p.last + 1 + agent) % turns_kept == 0; };
  for (const auto& [agent, state] : p.states) {
    if (due(agent)) wanted.emplace(agent, state);
  }
  Bytes turn;
  for (const auto& [agent, state] : wanted) {
    const auto known = p.states.find(agent);
    const bool whole = due(agent) || known == p.states.end() || known->second.size() != state.size();
    append(turn, agent, state, whole ? nullptr : &known->second);
  }
  if (!p.write(turn)) return false;
  ++p.last;
  p.class_bytes = class_bytes;
  for (const StateChange& change : changes) p.states[change.agent].assign(change.state.begin(), change.state.end());
  return true;
}

std::optional<wire::Bytes> StateStore::load(AgentId agent) const {
  const auto known = parts_->states.find(agent);
  if (!parts_->usable || known == parts_->states.end()) return std::nullopt;
  return known->second;
}

}  // namespace workloads::swarm
