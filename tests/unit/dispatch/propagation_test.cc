#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/trace/propagation_log.h"
#include "tests/unit/test_engine.h"

// What redis-server 7.0 propagates is recorded in tests/propagation; here is what the stories
// cannot show: the other targets, and who watches.

namespace luarig::test {
namespace {

using Lines = std::vector<std::string>;

// An engine that is watched from the start.
class Watched : public TestEngine {
 public:
  explicit Watched(std::string_view target = "redis-7.0") : TestEngine(target) {
    engine.AddObserver(log_);
  }

  // What `command` is propagated as; "aof: " or "replicas: " where only those get it.
  Lines Told(std::string_view command) {
    lines_.clear();
    Run(command);
    return lines_;
  }
  Lines Told() const { return lines_; }
  void StopWatching() { engine.RemoveObserver(log_); }

 private:
  void Note(const PropagationLog::Entry& entry) {
    std::string line;
    if (entry.to != kAllRecipients) line = entry.to.Has(Recipient::kAof) ? "aof: " : "replicas: ";
    for (const std::string& word : entry.words)
      line += (&word == entry.words.data() ? "" : " ") + word;
    lines_.push_back(line);
  }

  Lines lines_;
  PropagationLog log_{[this](const PropagationLog::Entry& entry) { Note(entry); }};
};

}  // namespace

TEST_CASE("who watches is told of what is propagated from then on, and until it stops") {
  TestEngine redis;
  std::vector<PropagationLog::Entry> told;
  PropagationLog log([&](PropagationLog::Entry entry) { told.push_back(std::move(entry)); });
  redis.Run("SET k v");
  redis.engine.AddObserver(log);
  redis.Run("SET k w");
  redis.engine.RemoveObserver(log);
  redis.Run("SET k x");
  REQUIRE(told.size() == 1);
  CHECK(told[0].words == Lines{"SET", "k", "w"});
}

TEST_CASE("nothing of a watch that has ended comes up in the next one") {
  Watched redis;
  redis.Run("SPOP none 1");
  redis.StopWatching();
  redis.Run("MULTI");
  redis.Run("SET k v");
  redis.Run("EXEC");
  Watched other;
  CHECK(other.Told("SET k v") == Lines{"SET k v"});
}

TEST_CASE("SELECT stands where the database of one recipient changes, and for that one") {
  Watched redis;
  redis.Run("SELECT 1");
  CHECK(redis.Told("PUBLISH c m") == Lines{"replicas: SELECT 1", "replicas: PUBLISH c m"});
  CHECK(redis.Told("SET k v") == Lines{"aof: SELECT 1", "SET k v"});
}

TEST_CASE("servers since 7.2 select the database behind MULTI") {
  const auto multi = [](Watched redis) {
    redis.Run("SELECT 1");
    return redis.Told("EVAL \"redis.call('SET', 'a', 1) redis.call('SET', 'b', 1)\" 0");
  };
  CHECK(multi(Watched("redis-7.0")) == Lines{"SELECT 1", "MULTI", "SET a 1", "SET b 1", "EXEC"});
  CHECK(multi(Watched("redis-7.2")) == Lines{"MULTI", "SELECT 1", "SET a 1", "SET b 1", "EXEC"});
}

TEST_CASE("servers since 7.2 propagate SPOP with a count as one removal of many members") {
  Watched redis("redis-7.2");
  redis.Run("SADD s 1 1 1");
  redis.Run("SADD s 2 3");
  const Lines told = redis.Told("SPOP s 2");
  REQUIRE(told.size() == 1);
  CHECK(told[0].starts_with("SREM s "));
  CHECK(told[0].size() == std::string("SREM s 1 2").size());
}

TEST_CASE("Valkey unlinks where Redis deletes, as its directives are on from the start") {
  Watched redis("redis-7.4");
  Watched valkey("valkey-8.0");
  for (const std::string_view command : {"GETEX k EXAT 1", "GETDEL k", "EXPIRE k -1", "SPOP s 9"}) {
    for (Watched* server : {&redis, &valkey}) {
      server->Run("SET k v");
      server->Run("SADD s 1");
    }
    const bool set = command.starts_with("SPOP");
    CHECK(redis.Told(command) == Lines{set ? "DEL s" : "DEL k"});
    CHECK(valkey.Told(command) == Lines{set ? "UNLINK s" : "UNLINK k"});
  }
}

TEST_CASE("HEXPIRE and its kind are propagated as times for the fields that got one") {
  Watched redis("redis-7.4");
  redis.Run("HSET h a 1 b 2 c 3");
  CHECK(redis.Told("HEXPIRE h 10 FIELDS 2 a none") ==
        Lines{"HPEXPIREAT h 1700000010000 FIELDS 1 a"});
  CHECK(redis.Told("HPEXPIRE h 5000 NX FIELDS 2 a b") ==
        Lines{"HPEXPIREAT h 1700000005000 NX FIELDS 1 b"});
  CHECK(redis.Told("HEXPIREAT h 1800000000 FIELDS 1 a") ==
        Lines{"HPEXPIREAT h 1800000000000 FIELDS 1 a"});
  CHECK(redis.Told("hpexpireat h 1800000000000 FIELDS 1 a") ==
        Lines{"hpexpireat h 1800000000000 FIELDS 1 a"});
  CHECK(redis.Told("HEXPIRE h 10 NX FIELDS 1 a").empty());
  CHECK(redis.Told("HPERSIST h FIELDS 1 a") == Lines{"HPERSIST h FIELDS 1 a"});
  CHECK(redis.Told("HPERSIST h FIELDS 1 a").empty());
}

TEST_CASE("fields whose time is over at once are propagated as removed") {
  Watched redis("redis-7.4");
  redis.Run("HSET h a 1 b 2 c 3");
  CHECK(redis.Told("HEXPIREAT h 1 FIELDS 1 a") == Lines{"HDEL h a"});
  CHECK(redis.Told("HEXPIREAT h 0 FIELDS 2 b c") == Lines{"MULTI", "HDEL h b", "HDEL h c", "EXEC"});
}

TEST_CASE("fields that end are propagated as removed, each by itself") {
  Watched redis("redis-7.4");
  redis.Run("HSET h a 1 b 2 c 3");
  redis.Run("HPEXPIRE h 5 FIELDS 1 a");
  redis.Run("HPEXPIRE h 6 FIELDS 1 b");
  redis.clock.Advance(10'000);
  CHECK(redis.Told("SET k v") == Lines{"HDEL h a", "HDEL h b", "SET k v"});
}

TEST_CASE("keys that expire are propagated as removed before the command that came later") {
  Watched redis;
  redis.Run("SET a v PX 5");
  redis.Run("SET b v PX 5");
  redis.clock.Advance(10'000);
  const Lines told = redis.Told("SET k v");
  REQUIRE(told.size() == 3);
  CHECK(told[2] == "SET k v");
}

// Has another client say something while a script runs.
class Intruder final : public Interrupt {
 public:
  explicit Intruder(Engine& engine) : engine_(engine), session_(engine.NewSession()) {}
  void WhileScriptRuns(bool /*busy*/) override {
    if (!std::exchange(spoke_, true)) engine_.Run(*session_, {"SCRIPT", "KILL"});
  }
  bool spoke() const { return spoke_; }

 private:
  Engine& engine_;
  std::unique_ptr<Session> session_;
  bool spoke_ = false;
};

class FastStopwatch final : public Stopwatch {
 public:
  int64_t ElapsedMicros() override { return now_ += 10'000; }

 private:
  int64_t now_ = 0;
};

TEST_CASE("what another client says meanwhile does not cut a script's unit in two") {
  ManualClock clock{1'700'000'000'000'000};
  FastStopwatch stopwatch;
  Engine engine({.target = FindTarget("redis-7.0"), .clock = &clock, .stopwatch = &stopwatch});
  Lines told;
  PropagationLog log([&](const PropagationLog::Entry& entry) { told.push_back(entry.words[0]); });
  engine.AddObserver(log);
  Intruder intruder(engine);
  engine.state().interrupt = &intruder;
  engine.Run(
      engine.default_session(),
      {"EVAL", "redis.call('SET', 'a', 1) for i = 1, 1e6 do end redis.call('SET', 'b', 1)", "0"});
  engine.state().interrupt = nullptr;
  CHECK(intruder.spoke());
  CHECK(told == Lines{"MULTI", "SET", "SET", "EXEC"});
}

TEST_CASE("in a cluster messages have a bus of their own") {
  Watched redis;
  redis.engine.state().conditions.cluster = true;
  CHECK(redis.Told("PUBLISH c m").empty());
}

}  // namespace luarig::test
