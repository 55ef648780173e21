#include "workloads/swarm/store.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>

#include "workloads/swarm/written_bytes.h"

namespace workloads::swarm {
namespace {

namespace files = std::filesystem;
using wire::Bytes;

class StateStoreTest : public testing::Test {
 protected:
  StateStoreTest() {
    std::string name = (files::temp_directory_path() / "state-XXXXXX").string();
    folder = mkdtemp(name.data());
    path = folder + "/state.db";
  }
  ~StateStoreTest() override { files::remove_all(folder); }

  static Bytes filled(std::size_t bytes, int value) { return Bytes(bytes, std::byte(value)); }
  static bool save_one(StateStore& store, AgentId agent, const Bytes& state) {
    const StateChange change{agent, state};
    return store.save({&change, 1});
  }
  // By SQLite itself, as another program would.
  void run(const char* sql) {
    std::ofstream(path + ".sql") << sql;
    const std::string program =
        "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(open(sys.argv[2]).read())";
    EXPECT_EQ(std::system(("python3 -c '" + program + "' '" + path + "' '" + path + ".sql'").c_str()), 0) << sql;
  }
  std::string folder, path;
};

TEST_F(StateStoreTest, GivesBackWhatWasSavedLastHoweverOften) {
  std::mt19937 random(1);
  std::unordered_map<AgentId, Bytes> want;
  for (int opened = 0; opened < 3; ++opened) {
    StateStore store(path);
    ASSERT_EQ(store.problem(), "");
    for (int turn = 0; turn < 100; ++turn) {
      std::vector<StateChange> changes;
      for (AgentId agent = 0; agent < 7; ++agent) {
        Bytes& state = want[agent];
        if (turn % 40 == 0) state.resize(random() % 3000);  // grows and shrinks now and then, to nothing too
        for (int i = 0; i < 20 && !state.empty(); ++i) state[random() % state.size()] = std::byte(random() & 255);
        changes.push_back({agent, state});
      }
      ASSERT_TRUE(store.save(changes)) << store.problem();
    }
    for (const auto& [agent, state] : want) EXPECT_EQ(store.load(agent), state) << agent;
  }
  EXPECT_EQ(StateStore(path).load(99), std::nullopt);
  EXPECT_TRUE(StateStore(path).save({}));
}

TEST_F(StateStoreTest, KeepsALimitedNumberOfVersions) {
  StateStore store(path);
  std::mt19937 random(1);
  Bytes noise(100'000);
  for (int i = 0; i < 40; ++i) {
    for (std::byte& b : noise) b = std::byte(random() & 255);
    ASSERT_TRUE(save_one(store, 1, noise));
  }
  for (int i = 0; i < 200; ++i) {
    for (std::byte& b : noise) b = std::byte(random() & 255);
    ASSERT_TRUE(save_one(store, 1, noise));
  }
  EXPECT_LT(files::file_size(path), 45 * noise.size());
  EXPECT_EQ(StateStore(path).load(1), noise);
}

TEST_F(StateStoreTest, AKilledWriterLeavesAWholeTurn) {
  for (int trial = 0; trial < 5; ++trial) {
    int saved[2];
    ASSERT_EQ(pipe(saved), 0);
    const pid_t child = fork();
    if (child == 0) {
      StateStore store(path);
      for (int turn = 0;; ++turn) {
        const Bytes state = filled(5000, turn % 256);
        std::vector<StateChange> changes;
        for (AgentId agent = 0; agent < 10; ++agent) changes.push_back({agent, state});
        if (!store.save(changes)) _exit(1);
        if (turn == 0 && write(saved[1], "", 1) != 1) _exit(2);
      }
    }
    close(saved[1]);
    char byte;
    EXPECT_EQ(read(saved[0], &byte, 1), 1);  // the first turn is there
    close(saved[0]);
    usleep(useconds_t(2000 + 3000 * trial));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status));
    StateStore store(path);
    const std::optional<Bytes> first = store.load(0);
    ASSERT_TRUE(first) << store.problem();
    EXPECT_EQ(*first, filled(5000, int(first->front())));
    for (AgentId agent = 1; agent < 10; ++agent) EXPECT_EQ(store.load(agent), first) << agent;
  }
}

TEST_F(StateStoreTest, AFullDiskRefusesTheTurnAndKeepsTheLast) {
  StateStore store(path);
  ASSERT_TRUE(save_one(store, 1, filled(100, 1)));
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  rlimit before;
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit little = {files::file_size(path) + 8192, RLIM_INFINITY};
  setrlimit(RLIMIT_FSIZE, &little);
  std::mt19937 random(1);
  Bytes noise(1'000'000);
  for (std::byte& b : noise) b = std::byte(random() & 255);
  const Bytes few = filled(10, 2);
  const StateChange both[] = {{2, few}, {1, noise}};
  EXPECT_FALSE(store.save(both));
  EXPECT_NE(store.problem().find("cannot be written"), std::string::npos) << store.problem();
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, handler);
  EXPECT_EQ(store.load(1), filled(100, 1));
  EXPECT_EQ(store.load(2), std::nullopt);
  EXPECT_TRUE(store.save(both));
  EXPECT_EQ(store.load(1), noise);
  EXPECT_EQ(store.load(2), few);
}

TEST_F(StateStoreTest, AnAgentThatNeverChangesAgainIsKept) {
  {
    StateStore store(path);
    ASSERT_TRUE(save_one(store, 5, filled(500, 7)));
    for (int i = 0; i < 200; ++i) ASSERT_TRUE(save_one(store, 6, filled(100, i % 256)));
  }
  StateStore store(path);
  EXPECT_EQ(store.load(5), filled(500, 7));
  EXPECT_EQ(store.load(6), filled(100, 199));
}

TEST_F(StateStoreTest, ADamagedTurnIsNamed) {
  std::string noise = "begins here";
  for (std::mt19937 random(1); noise.size() < 1000;) noise += char(random() & 255);
  const auto* first = reinterpret_cast<const std::byte*>(noise.data());
  {
    StateStore store(path);
    ASSERT_TRUE(save_one(store, 1, {first, first + noise.size()}));
  }
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::size_t at = text.find("begins here");
  ASSERT_NE(at, std::string::npos);
  file.seekp(std::streamoff(at - 8)).put('\x7f');  // the size before it
  file.close();
  StateStore store(path);
  EXPECT_EQ(store.problem(), "agents' state: turn 1 is damaged");
  EXPECT_EQ(store.load(1), std::nullopt);
  EXPECT_FALSE(save_one(store, 1, filled(1, 1)));
}

// Whatever page is damaged: what is loaded is the last state, or the file is refused.
TEST_F(StateStoreTest, ADamagedPageIsNamedOrDoesNotMatter) {
  for (const int turns : {5, 40}) {
    Bytes noise(8 * 1024);
    path = folder + "/" + std::to_string(turns) + ".db";
    {
      std::mt19937 random(1);
      StateStore store(path);
      for (int turn = 0; turn < turns; ++turn) {
        for (std::byte& b : noise) b = std::byte(random() & 255);
        ASSERT_TRUE(save_one(store, 1, noise)) << store.problem();
      }
    }
    std::ifstream file(path, std::ios::binary);
    const std::string whole{std::istreambuf_iterator<char>(file), {}};
    const std::size_t pages = whole.size() / 4096;
    std::size_t named = 0;
    const std::string damaged_path = folder + "/damaged.db";
    for (std::size_t page = 1; page < pages; ++page) {
      for (const char filling : {'\0', '\xff'}) {
        std::string damaged = whole;
        std::memset(&damaged[page * 4096], filling, 4096);
        std::ofstream(damaged_path, std::ios::binary) << damaged;
        const StateStore store(damaged_path);
        const bool is_named = !store.problem().empty();
        named += is_named;
        EXPECT_EQ(store.load(1), is_named ? std::nullopt : std::optional(noise)) << turns << " turns, page " << page;
      }
    }
    EXPECT_GT(named, pages) << "of twice " << pages;
  }
}

TEST_F(StateStoreTest, TurnsThatAreMissingAreNamed) {
  {
    StateStore store(path);
    for (int turn = 0; turn < 40; ++turn) ASSERT_TRUE(save_one(store, 1, filled(100, turn)));
  }
  run("delete from turns where turn = 30");
  EXPECT_EQ(StateStore(path).problem(), "agents' state: some of the turns until 40 are missing");
  run("delete from turns where turn > 38");
  EXPECT_EQ(StateStore(path).problem(), "agents' state: some of the turns until 38 are missing");
}

TEST_F(StateStoreTest, AWriterThatFellBehindIsRefusedAndTheFileStaysGood) {
  for (const int turns : {1, 31, 32, 40}) {
    files::remove(path);
    StateStore old(path);
    ASSERT_TRUE(save_one(old, 1, filled(10, 1)));
    {
      StateStore fresh(path);
      for (int turn = 0; turn < turns; ++turn) ASSERT_TRUE(save_one(fresh, 1, filled(10, 2 + turn)));
    }
    EXPECT_FALSE(save_one(old, 1, filled(10, 99))) << turns;
    EXPECT_EQ(old.problem(), "agents' state: another program has saved since turn 1");
    StateStore next(path);
    EXPECT_EQ(next.problem(), "") << turns;
    EXPECT_EQ(next.load(1), filled(10, 1 + turns));
  }
}

TEST_F(StateStoreTest, WhatWasRefusedStopsNoOtherAgent) {
  StateStore store(path);
  const Bytes large = filled(65 << 20, 0), small = filled(10, 1);
  ASSERT_TRUE(save_one(store, 0, large));
  EXPECT_FALSE(save_one(store, 32, large));
  EXPECT_EQ(store.problem(), "agents' state: agents that are equal modulo 32 have more than 128 MiB");
  ASSERT_TRUE(save_one(store, 1, large));  // written whole in another turn
  for (int turn = 0; turn < 70; ++turn) ASSERT_TRUE(save_one(store, 5, small)) << turn << ' ' << store.problem();
  ASSERT_TRUE(save_one(store, 0, {}));
  EXPECT_TRUE(save_one(store, 32, large)) << "there is room again";
  StateStore again(path);
  EXPECT_EQ(again.problem(), "");
  EXPECT_EQ(again.load(1), large);
  EXPECT_EQ(again.load(32), large);
  EXPECT_EQ(again.load(0), Bytes());
}

// Agent 1 whole with two bytes, and then what differs in the second.
constexpr char before_checksums[] =
    "pragma application_id = 1398227282;"
    "create table turns(turn integer primary key, size_bytes integer, data blob);"
    "insert into turns values(1, 14, x'0100000002000000000000000709');"
    "insert into turns values(2, 14, x'0100000002000000010000000001');";

TEST_F(StateStoreTest, AFileFromBeforeTheChecksumsIsBroughtForward) {
  run(before_checksums);
  for (int opened = 0; opened < 2; ++opened) {
    StateStore store(path);
    ASSERT_EQ(store.problem(), "");
    EXPECT_EQ(store.load(1), (Bytes{std::byte(7), std::byte(8)}));
    EXPECT_TRUE(save_one(store, 2, filled(3, opened)));
  }
  run("update turns set data = x'0100000002000000010000000002' where turn = 2");
  EXPECT_EQ(StateStore(path).problem(), "agents' state: turn 2 is damaged");
}

TEST_F(StateStoreTest, RefusesWhatIsNotItsOwn) {
  EXPECT_NE(StateStore(folder + "/none/state.db").problem().find("cannot be opened"), std::string::npos);
  std::ofstream(path) << std::string(5000, 'x');
  StateStore text(path);
  EXPECT_NE(text.problem(), "");
  EXPECT_FALSE(save_one(text, 1, filled(1, 1)));
  EXPECT_EQ(text.load(1), std::nullopt);
}

TEST(WrittenBytes, AreWhatTheFileSaysOrNothing) {
  std::string path = (files::temp_directory_path() / "io-XXXXXX").string();
  close(mkstemp(path.data()));
  for (const auto& [text, want] : std::initializer_list<std::pair<const char*, std::optional<double>>>{
           {"rchar: 7\nwchar: 4711\nsyscr: 1\n", 4711},
           {"wchar: 0\n", 0},
           {"rchar: 7\n", std::nullopt},
           {"", std::nullopt},
       }) {
    std::ofstream(path) << text;
    EXPECT_EQ(written_bytes(path.c_str()), want) << text;
  }
  files::remove(path);
  EXPECT_EQ(written_bytes(path.c_str()), std::nullopt) << "no such file";
}

}  // namespace
}  // namespace workloads::swarm
