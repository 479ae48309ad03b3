// SAVE and its kind: what they do with the host's hook, and what INFO tells afterwards. Source:
// what redis-server 7.0.15 says where its folder cannot be written, and where it can.

#include "engine/server/config.h"
#include "tests/unit/server/test_client.h"

namespace luarig::test {
namespace {

// The value of a line of INFO.
std::string Line(TestEngine& redis, std::string_view name) {
  const std::string info = redis.Run("INFO everything").text;
  const std::string start = StrCat("\n", name, ":");
  const size_t at = info.find(start);
  if (at == std::string::npos) return "(none)";
  return info.substr(at + start.size(), info.find('\r', at) - at - start.size());
}

}  // namespace

TEST_CASE("saving counts the changes anew, and says when it was") {
  TestEngine redis;
  int saved = 0;
  redis.engine.state().save = [&] {
    ++saved;
    return std::string();
  };
  CHECK(redis.Run("LASTSAVE") == Int(1'700'000'000));
  redis.Run("SET a 1");
  redis.Run("SET b 1");
  CHECK(Line(redis, "rdb_changes_since_last_save") == "2");
  redis.clock.Advance(5'000'000);
  CHECK(redis.Run("SAVE") == Ok());
  CHECK(saved == 1);
  CHECK(redis.Run("LASTSAVE") == Int(1'700'000'005));
  CHECK(Line(redis, "rdb_last_save_time") == "1700000005");
  CHECK(Line(redis, "rdb_changes_since_last_save") == "0");
  CHECK(Line(redis, "rdb_saves") == "1");
  CHECK(Line(redis, "rdb_last_bgsave_time_sec") == "-1");

  redis.Run("SET a 2");
  CHECK(redis.Run("BGSAVE") == Status("Background saving started"));
  CHECK(saved == 2);
  CHECK(Line(redis, "rdb_saves") == "2");
  CHECK(Line(redis, "rdb_last_bgsave_time_sec") == "0");
  CHECK(Line(redis, "rdb_bgsave_in_progress") == "0");
  CHECK(Line(redis, "rdb_changes_since_last_save") == "0");
  CHECK(redis.Run("BGREWRITEAOF") == Status("Background append only file rewriting started"));
  CHECK(saved == 2);
  CHECK(Line(redis, "aof_rewrites") == "1");
  CHECK(Line(redis, "aof_last_rewrite_time_sec") == "0");
  CHECK(Line(redis, "total_forks") == "2");
  redis.Run("CONFIG RESETSTAT");
  CHECK(Line(redis, "rdb_saves") == "0");
  CHECK(Line(redis, "total_forks") == "0");
}

TEST_CASE("where nobody keeps the data, saving works") {
  TestEngine redis;
  redis.Run("SET a 1");
  CHECK(redis.Run("SAVE") == Ok());
  CHECK(redis.Run("BGSAVE SCHEDULE") == Status("Background saving started"));
  CHECK(Line(redis, "rdb_changes_since_last_save") == "0");
}

TEST_CASE("a snapshot that fails in the background stops writes, if there are to be snapshots") {
  TestEngine redis;
  std::string why = "no room";
  redis.engine.state().save = [&] { return why; };
  redis.Run("SET k v");
  CHECK(redis.Run("SAVE") == Error("ERR"));
  CHECK(Line(redis, "rdb_last_bgsave_status") == "ok");
  CHECK(Line(redis, "rdb_changes_since_last_save") == "1");

  CHECK(redis.Run("BGSAVE") == Status("Background saving started"));
  CHECK(Line(redis, "rdb_last_bgsave_status") == "err");
  CHECK(Line(redis, "rdb_saves") == "2");
  CHECK(redis.Run("SET k v") == Ok());

  redis.Run("CONFIG SET save '3600 1'");
  CHECK(redis.Run("SET k v").text.starts_with("MISCONF Redis is configured to save"));
  redis.Run({"CONFIG", "SET", "save", ""});
  CHECK(redis.Run("SET k v") == Ok());
  redis.Run("CONFIG SET save '3600 1'");
  CHECK(redis.Run("SAVE") == Error("ERR"));
  CHECK(redis.Run("SET k v").text.starts_with("MISCONF"));
  why.clear();
  CHECK(redis.Run("SAVE") == Ok());
  CHECK(redis.Run("SET k v") == Ok());
  CHECK(Line(redis, "rdb_last_bgsave_status") == "ok");

  why = "no room";
  redis.Run("BGSAVE");
  CHECK(redis.Run("SET k v").text.starts_with("MISCONF"));
}

TEST_CASE("DEBUG RELOAD saves and loads") {
  TestEngine redis;
  redis.Run("MSET a 1 b 2");
  redis.Run("DEBUG RELOAD");
  CHECK(Line(redis, "rdb_changes_since_last_save") == "0");
  CHECK(Line(redis, "rdb_last_load_keys_loaded") == "2");
  CHECK(Line(redis, "rdb_saves") == "0");
}

}  // namespace luarig::test
