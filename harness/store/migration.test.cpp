#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "harness/error.h"
#include "harness/store/schema.h"
#include "harness/store/store.h"

namespace harness {
namespace {

namespace fs = std::filesystem;

// A database as the first version of swarmperf left it: one gate session with a pair, its verdict and a finding.
class OldFile : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_);
    SQLite::Database db(path_, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    db.exec(schemas[0]);
    db.exec(fmt::format("PRAGMA application_id = {}", 0x53574D50));
    db.exec("PRAGMA user_version = 1");
    db.exec(R"(
      INSERT INTO machine VALUES (1, 'f1', 'a machine', '{}');
      INSERT INTO build VALUES (1, 'k1', 'main', 'abc', 1700000000, 0, '{}'), (2, 'k2', 'work', '', NULL, 1, '{}');
      INSERT INTO session VALUES (1, 'u1', 'gate', 'done', NULL, 1, 5, 6, 7, 8, 9, 1, 2, '0.1.0', '{}');
      INSERT INTO arm VALUES (1, 1, 'own', 'native'), (2, 2, 'own', 'native');
      INSERT INTO series VALUES (1, 'b', 1, 'time', 's', 'less', 'time', 0, 1, 1, 'own', 'native', 'cpu', 'time',
                                 'a machine');
      INSERT INTO launch VALUES (1, 1, 1, 0, 'base', 0, 'time', 'twin', 1, NULL, 1, 2, 1, 0.9, 0, 1, 1, 1, 0, 0, '', 'b'),
                                (2, 1, 2, 0, 'head', 1, 'time', 'twin', 1, NULL, 1, 2, 1, 0.9, 0, 1, 1, 1, 0, 0, '', 'b');
      INSERT INTO sample VALUES (1, 1, 10, x'000000000000f03f'), (2, 1, 10, x'0000000000000040');
      INSERT INTO verdict VALUES (1, 1, 1, 'slower', 'critical', 8, 1, 2, 0.69, 0.6, 0.7, 0.004, 0.001, 0.05, 0.02, 1, '');
      INSERT INTO finding VALUES (1, 1, 'W110', '', 'text');)");
  }
  void TearDown() override {
    fs::permissions(folder_, fs::perms::owner_all);
    fs::remove_all(folder_);
  }
  int version(const std::string& path) {
    return SQLite::Database(path, SQLite::OPEN_READONLY).execAndGet("PRAGMA user_version").getInt();
  }

  const std::string folder_ = (fs::temp_directory_path() / ("old-store-" + std::to_string(getpid()))).string();
  const std::string path_ = folder_ + "/x.db", copy_ = path_ + ".schema-1";
};

TEST_F(OldFile, IsCopiedAndBroughtForward) {
  auto store = open_sqlite(path_, Access::write);
  EXPECT_EQ(version(path_), int(schemas.size()));
  EXPECT_EQ(version(copy_), 1);
  EXPECT_EQ(store->launches(1).size(), 2u);
  EXPECT_EQ(store->launches(1)[1].samples[0].values[0], 2.0);
  const Verdict v = store->verdicts(1).at(0);
  EXPECT_EQ(v.verdict, "slower");
  EXPECT_EQ(v.pairing, "twin") << "read off its launches";
  EXPECT_FALSE(v.spread);
  EXPECT_EQ(store->findings(1).size(), 1u);
}

TEST_F(OldFile, TakesProfilesAfterwardsAndNoOtherNewKind) {
  const auto store = open_sqlite(path_, Access::write);
  Session session = store->sessions().at(0);
  session.uuid = "u2";
  session.kind = "profile";
  EXPECT_EQ(store->begin(session), 2);
  session.uuid = "u3";
  session.kind = "another";
  EXPECT_THROW(store->begin(session), Error);
}

TEST_F(OldFile, IsBroughtForwardByAReaderToo) {
  EXPECT_EQ(open_sqlite(path_, Access::read)->verdicts(1).size(), 1u);
  EXPECT_EQ(version(path_), int(schemas.size()));
}

TEST_F(OldFile, IsLikeANewOneAfterwards) {
  open_sqlite(path_, Access::write);
  open_sqlite(folder_ + "/new.db", Access::write);
  const auto texts = [](const std::string& path) {
    SQLite::Database db(path, SQLite::OPEN_READONLY);
    SQLite::Statement row(db, "SELECT coalesce(sql, name) FROM sqlite_master ORDER BY name");
    std::vector<std::string> out;
    while (row.executeStep()) out.push_back(row.getColumn(0).getString());
    return out;
  };
  EXPECT_EQ(texts(path_), texts(folder_ + "/new.db"));
}

TEST_F(OldFile, StaysAsItWasWhereTheMigrationFails) {
  {
    SQLite::Database db(path_, SQLite::OPEN_READWRITE);
    db.exec("CREATE TABLE scorecard (x)");  // in the way of the new one
  }
  EXPECT_THROW(open_sqlite(path_, Access::write), Error);
  EXPECT_EQ(version(path_), 1);
  SQLite::Database db(path_, SQLite::OPEN_READONLY);
  EXPECT_EQ(db.execAndGet("SELECT count(*) FROM pragma_table_info('verdict') WHERE name = 'spread'").getInt(), 0);
}

}  // namespace
}  // namespace harness
