// redis.conf and redis-server's words, as texts.

#include "engine/dispatch/config_file.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

std::string Value(TestEngine& redis, std::string_view name) {
  const Reply reply = redis.Run({"CONFIG", "GET", name});
  return reply.elements.size() == 2 ? reply.elements[1].text : "(none)";
}

std::string Problem(std::string_view text) {
  TestEngine redis;
  const auto problems = ApplyConfigText(redis.engine.state(), text);
  if (problems.empty()) return "";
  return StrCat(problems[0].where.line, ": ", problems[0].message);
}

}  // namespace

TEST_CASE("a configuration sets what CONFIG SET may not") {
  TestEngine redis;
  const auto problems = ApplyConfigText(redis.engine.state(),
                                        "# comment\n\n  hz   \"20\"\nHZ 30\r\n"
                                        "databases 4\nsave 300 10\nsave 60 5\n"
                                        "client-output-buffer-limit pubsub 1mb 2kb 3\n"
                                        "notify-keyspace-events KEA\nunixsocketperm 755\n");
  CHECK(problems.empty());
  CHECK(Value(redis, "hz") == "30");
  CHECK(Value(redis, "databases") == "4");
  CHECK(Value(redis, "save") == "300 10 60 5");
  CHECK(Value(redis, "client-output-buffer-limit") ==
        "normal 0 0 0 slave 268435456 67108864 60 pubsub 1048576 2048 3");
  CHECK(Value(redis, "notify-keyspace-events") == "AKE");
  CHECK(Value(redis, "unixsocketperm") == "755");
  CHECK(redis.Run("SELECT 3") == Ok());
  CHECK(redis.Run("SELECT 4") == Error("ERR DB index is out of range"));
}

TEST_CASE("what is wrong with a line, in the server's words") {
  CHECK(Problem("\nfoo bar\n") == "2: Bad directive or wrong number of arguments");
  CHECK(Problem("hz") == "1: wrong number of arguments");
  CHECK(Problem("hz 1 2") == "1: wrong number of arguments");
  CHECK(Problem("hz \"10") == "1: Unbalanced quotes in configuration line");
  CHECK(Problem("databases 0") == "1: argument must be between 1 and 2147483647 inclusive");
  CHECK(Problem("unixsocketperm 999") == "1: argument couldn't be parsed as an octal number");
  CHECK(Problem("save 900") == "1: Invalid save parameters");
  CHECK(Problem("replicaof 1.2.3.4 x") == "1: Invalid master port");
  CHECK(Problem("include other.conf") == "1: include: no files can be read here");
  CHECK(Problem("list-max-ziplist-entries 5\nhash-max-zipmap-entries 5") ==
        "2: Bad directive or wrong number of arguments");
}

TEST_CASE("users are defined when all else is set") {
  TestEngine redis;
  const auto problems = ApplyConfigText(redis.engine.state(),
                                        "user alice on >secret ~a* +@all -flushall\n"
                                        "user default on nopass ~* +@read\n");
  CHECK(problems.empty());
  CHECK(redis.Run("ACL WHOAMI").text.starts_with("NOPERM "));
  CHECK(redis.Run("AUTH alice secret") == Ok());
  CHECK(redis.Run("GET b").text.starts_with("NOPERM "));
  CHECK(redis.Run("SET a 1") == Ok());

  CHECK(Problem("hz 10\nuser alice on +@nosuch") ==
        "2: the rules of the user alice: Error in ACL SETUSER modifier '+@nosuch': Unknown command "
        "or category name in ACL");
  CHECK(Problem("user a on\nuser a off") == "2: the user a is defined twice");
  CHECK(Problem("user") == "1: Bad directive or wrong number of arguments");
}

TEST_CASE("include reads what its reader gives") {
  TestEngine redis;
  const auto read = [](const std::string& path) -> std::optional<std::string> {
    if (path != "more.conf") return std::nullopt;
    return "hz 40\nbad\n";
  };
  const auto problems = ApplyConfigText(
      redis.engine.state(), "include more.conf\ninclude none.conf\n", read, "main.conf");
  CHECK(Value(redis, "hz") == "40");
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].where.file == "more.conf");
  CHECK(problems[1].message == "include: cannot read none.conf");
}

TEST_CASE("the words of a command line") {
  TestEngine redis;
  const std::vector<std::string> words = {
      "--hz", "20", "--save", "900", "1", "--proc-title-template", "--x", "--maxmemory", "1mb"};
  CHECK(ApplyConfigArgs(redis.engine.state(), words).empty());
  CHECK(Value(redis, "hz") == "20");
  CHECK(Value(redis, "save") == "900 1");
  CHECK(Value(redis, "proc-title-template") == "--x");
  CHECK(Value(redis, "maxmemory") == "1048576");
  const std::vector<std::string> bare = {"--save", "--hz", "x"};
  const auto problems = ApplyConfigArgs(redis.engine.state(), bare);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].command == std::vector<std::string>{"hz \"x\""});
  CHECK(Value(redis, "save").empty());
}

TEST_CASE("directives that refuse commands") {
  TestEngine redis;
  redis.Run("CONFIG SET min-replicas-to-write 1");
  CHECK(redis.Run("SET k v") == Error("NOREPLICAS Not enough good replicas to write."));
  redis.Run("CONFIG SET min-replicas-to-write 0");
  redis.engine.state().conditions.disk_error = true;
  CHECK(redis.Run("SET k v").text.starts_with("MISCONF "));
  redis.Run("CONFIG SET stop-writes-on-bgsave-error no");
  CHECK(redis.Run("SET k v") == Ok());
  ApplyConfigText(redis.engine.state(), "enable-debug-command no\nenable-protected-configs no");
  CHECK(redis.Run("DEBUG SLEEP 0").text.starts_with("ERR DEBUG command not allowed."));
  CHECK(redis.Run("CONFIG SET dir /") ==
        Error("ERR CONFIG SET failed (possibly related to argument 'dir') - can't set protected "
              "config"));
}

TEST_CASE("each target has its own directives and defaults") {
  TestEngine valkey("valkey-8.0");
  CHECK(Value(valkey, "lazyfree-lazy-expire") == "yes");
  CHECK(Value(valkey, "primaryuser").empty());
  CHECK(Value(valkey, "masteruser").empty());
  CHECK(Value(valkey, "server-cpulist").empty());
  TestEngine redis;
  CHECK(Value(redis, "lazyfree-lazy-expire") == "no");
  CHECK(Value(redis, "server-cpulist") == "(none)");
  CHECK(Value(redis, "set-max-listpack-entries") == "(none)");
}

}  // namespace luarig::test
