#include "harness/store/connection.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "harness/error.h"
#include "harness/store/schema.h"

namespace harness {
namespace {

constexpr int application_id = 0x53574D50;  // "SWMP"
constexpr int busy_timeout_ms = 5000;

}  // namespace

void refuse(const std::string& path, const SQLite::Exception& error) {
  std::string what = error.what();
  std::string remedy = "run it again";
  switch (error.getErrorCode() & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      remedy = "another process holds it; wait for it, or give another file with --db";
      break;
    case SQLITE_FULL:
      remedy = "free some space; what had finished is kept";
      break;
    case SQLITE_READONLY:
      remedy = "it is read-only; give another file with --db";
      break;
    case SQLITE_CANTOPEN:
      remedy = "check that the folder exists and can be written, or give another file with --db";
      break;
    case SQLITE_NOTADB:
      remedy = "it is not a swarmperf database; give another file with --db";
      break;
    case SQLITE_CORRUPT:
      remedy = "it is damaged; restore a copy, or give another file with --db";
      break;
    default:
      break;
  }
  throw Error(Exit::store, fmt::format("database {}: {}; {}", path, what, remedy));
}

std::string text(const SQLite::Column& column) { return column.isNull() ? "" : column.getString(); }
std::optional<std::int64_t> whole(const SQLite::Column& column) {
  return column.isNull() ? std::nullopt : std::optional<std::int64_t>(column.getInt64());
}
std::optional<double> real(const SQLite::Column& column) {
  return column.isNull() ? std::nullopt : std::optional<double>(column.getDouble());
}

std::vector<double> doubles(const SQLite::Column& column) {
  std::vector<double> values(std::size_t(column.getBytes()) / sizeof(double));
  if (!values.empty()) std::memcpy(values.data(), column.getBlob(), values.size() * sizeof(double));
  return values;
}

const char* const series_columns =
    "series.benchmark, series.version, series.metric, series.unit, series.better, series.kind, series.exact, "
    "series.is_primary, series.judged, series.impl, series.lane, series.clock, series.mode, series.machine_class";

Series read_series(SQLite::Statement& row, int at) {
  Series s;
  s.benchmark = text(row.getColumn(at));
  s.version = row.getColumn(at + 1).getInt64();
  s.metric = text(row.getColumn(at + 2));
  s.unit = text(row.getColumn(at + 3));
  s.better = text(row.getColumn(at + 4));
  s.kind = text(row.getColumn(at + 5));
  s.exact = row.getColumn(at + 6).getInt() != 0;
  s.primary = row.getColumn(at + 7).getInt() != 0;
  s.judged = row.getColumn(at + 8).getInt() != 0;
  s.impl = text(row.getColumn(at + 9));
  s.lane = text(row.getColumn(at + 10));
  s.clock = text(row.getColumn(at + 11));
  s.mode = text(row.getColumn(at + 12));
  s.machine_class = text(row.getColumn(at + 13));
  return s;
}

Connection::Connection(const std::string& path, Access access) try
    : path_(path),
      database_(path, access == Access::read ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
                busy_timeout_ms) {
  database_.exec("PRAGMA cache_size = -65536");  // KiB: the inner pages of a long history stay in memory
  prepare_schema(access);
} catch (const SQLite::Exception& error) {
  refuse(path, error);
}

SQLite::Statement& Connection::prepared(const std::string& sql) {
  std::unique_ptr<SQLite::Statement>& statement = statements_[sql];
  if (!statement) statement = std::make_unique<SQLite::Statement>(database_, sql);
  statement->tryReset();
  statement->clearBindings();
  return *statement;
}

void Connection::prepare_schema(Access access) {
  const int application = database_.execAndGet("PRAGMA application_id").getInt();
  const int version = database_.execAndGet("PRAGMA user_version").getInt();
  const bool empty = database_.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0;
  if (!empty && application != application_id) {
    throw Error(Exit::store,
                fmt::format("database {}: it belongs to another program; give another file with --db", path_));
  }
  if (version > int(schemas.size())) {
    throw Error(Exit::store,
                fmt::format("database {}: its schema is version {}, this swarmperf knows {}; use a newer swarmperf",
                            path_, version, schemas.size()));
  }
  if (access == Access::read) {
    if (empty) throw Error(Exit::store, fmt::format("database {}: it is empty; measure first: swarmperf run", path_));
    if (version < int(schemas.size())) Connection(path_, Access::write);
    return;
  }
  database_.exec("PRAGMA journal_mode = TRUNCATE");
  database_.exec("PRAGMA synchronous = FULL");
  database_.exec("PRAGMA foreign_keys = ON");
  if (version < int(schemas.size())) migrate(version, empty);
}

// Runs the schemas that are missing, all in one transaction: a kill leaves the old file as it was.
void Connection::migrate(int version, bool empty) {
  if (!empty) keep_copy(version);
  SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
  // Another process may have come first.
  for (auto n = std::size_t(database_.execAndGet("PRAGMA user_version").getInt()); n < schemas.size(); ++n)
    database_.exec(schemas[n]);
  database_.exec(fmt::format("PRAGMA application_id = {}", application_id));
  database_.exec(fmt::format("PRAGMA user_version = {}", schemas.size()));
  transaction.commit();
}

// The copy is made under another name and renamed when it is whole; one that is there already is the older one.
void Connection::keep_copy(int version) {
  const std::string copy = fmt::format("{}.schema-{}", path_, version);
  if (std::filesystem::exists(copy)) return;
  const std::string unfinished = fmt::format("{}.{}", copy, getpid());
  std::filesystem::remove(unfinished);
  run("VACUUM INTO ?", unfinished);
  std::filesystem::rename(unfinished, copy);
}

}  // namespace harness
