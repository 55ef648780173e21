// One SQLite file that is open: schema, refusals, prepared statements and what binds and reads them. A rollback journal
// keeps the file one file that can be copied while nothing writes.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/model.h"
#include "harness/store/store.h"

namespace harness {

// Throws Error(store) that names the file, what happened, and what to do.
[[noreturn]] void refuse(const std::string& path, const SQLite::Exception& error);

std::string text(const SQLite::Column& column);
std::optional<std::int64_t> whole(const SQLite::Column& column);
std::optional<double> real(const SQLite::Column& column);
std::vector<double> doubles(const SQLite::Column& column);

// What `read_series` reads, in its order.
extern const char* const series_columns;
Series read_series(SQLite::Statement& row, int first_column);

template <class Value>
void bind_one(SQLite::Statement& statement, int index, const Value& value) {
  if constexpr (requires { value.has_value(); }) {
    value ? statement.bind(index, *value) : statement.bind(index);
  } else {
    statement.bind(index, value);
  }
}

// Binds the values in order, optionals as NULL.
template <class... Values>
SQLite::Statement& bound(SQLite::Statement& statement, const Values&... values) {
  int index = 0;
  (bind_one(statement, ++index, values), ...);
  return statement;
}

class Connection {
 public:
  // Opens `path`; writers create it where absent and bring it to this schema, readers too where it is of an older one.
  Connection(const std::string& path, Access access);

  SQLite::Database& database() { return database_; }

  // Prepared once per text, ready to be bound. Not for two uses of one text at the same time.
  SQLite::Statement& prepared(const std::string& sql);
  template <class... Values>
  void run(const std::string& sql, const Values&... values) {
    bound(prepared(sql), values...).exec();
  }
  template <class... Values>
  SQLite::Statement& query(const std::string& sql, const Values&... values) {
    return bound(prepared(sql), values...);
  }

  // Calls `work`; SQLite's exceptions leave as ours.
  template <class F>
  auto guarded(F&& work) -> decltype(work()) {
    try {
      return work();
    } catch (const SQLite::Exception& error) {
      refuse(path_, error);
    }
  }

 private:
  void prepare_schema(Access access);
  void migrate(int version, bool empty);
  void keep_copy(int version);

  std::string path_;
  SQLite::Database database_;
  std::unordered_map<std::string, std::unique_ptr<SQLite::Statement>> statements_;
};

}  // namespace harness
