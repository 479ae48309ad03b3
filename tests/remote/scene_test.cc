#include "engine/fixture/diff_text.h"
#include "engine/testing/runner.h"
#include "tests/remote/remote_fixture.h"

namespace luarig::test {
namespace {

constexpr const char* kFixture = R"({
  "keys": {
    "stock:lamp": {"hash": {"left": 3, "name": "lamp"}},
    "queue": {"list": ["a", "b"]},
    "board": {"zset": {"ann": 10, "bob": 7.5}},
    "tags": {"set": ["x", "y"]},
    "log": {"stream": [{"id": "1-1", "fields": {"k": "v"}}], "groups": {"readers": {"last_id": "1-1"}}},
    "count": 41,
    "session": {"string": "abc", "ttl": "1h"},
    "until": {"string": "abc", "expires_at": "2024-02-01T00:00:00Z"}
  },
  "databases": {"3": {"keys": {"other": "database"}}}
})";

constexpr const char* kLibrary = R"(#!lua name=stock
local calls = 0
redis.register_function('reserve', function(keys, args)
  calls = calls + 1
  local left = redis.call('HINCRBY', keys[1], 'left', -tonumber(args[1]))
  redis.call('EXPIRE', keys[2], 60)
  return {left, calls}
end)
redis.register_function('fail', function(keys)
  return redis.call('INCR', keys[1])
end)
)";

luarig::Setting Stock() {
  luarig::Setting setting = For70();
  setting.fixtures = {File("stock.json", kFixture)};
  setting.libraries = {File("stock.lua", kLibrary)};
  return setting;
}

}  // namespace

TEST_CASE("a fixture is on the server, byte for byte, with what was left to live") {
  Rack rack;
  const auto server = rack.Open();
  RemoteScene scene(*server, Stock());
  Begin(scene);
  CHECK(rack.Ask({"DBSIZE"}).integer == 8);
  CHECK(rack.Ask({"HGET", "stock:lamp", "left"}).text == "3");
  CHECK(rack.Ask({"XINFO", "GROUPS", "log"}).elements.size() == 1);
  const int64_t left = rack.Ask({"PTTL", "session"}).integer;
  CHECK(left > 3'590'000);
  CHECK(left <= 3'600'000);
  CHECK(scene.Keys({}).size() == 16);
  const Databases& keys = scene.Keys({});
  CHECK(keys[0]->size() == 8);
  CHECK(keys[3]->size() == 1);
  CHECK(keys[0]->ExpireAt("session") == kSuiteStartMicros / 1000 + 3'600'000);
  CHECK(keys[0]->ExpireAt("until") == int64_t{1'706'745'600'000});
  CHECK(scene.Trouble() == nullptr);
  CHECK(scene.NowMicros() == kSuiteStartMicros);
}

TEST_CASE("a function changes keys, and the difference says what") {
  Rack rack;
  const auto server = rack.Open();
  RemoteScene scene(*server, Stock());
  Begin(scene);
  const Seen& seen =
      Run(scene, {"FCALL", "reserve", "2", "stock:lamp", "count", "2"}, {.difference = true});
  CHECK(!seen.error);
  CHECK(seen.reply.elements[0].integer == 1);
  const std::vector<KeyDifference> difference = scene.Difference();
  REQUIRE(difference.size() == 2);
  CHECK(difference[0].key == "count");
  CHECK(difference[0].after.expire_at() == kSuiteStartMicros / 1000 + 60'000);
  CHECK(difference[1].key == "stock:lamp");
  const std::vector<KeyName> names{{0, "count"}, {0, "nowhere"}, {3, "other"}, {7, "other"}};
  const Databases& keys = scene.Keys(names);
  CHECK(keys[0]->size() == 1);
  CHECK(keys[3]->size() == 1);
  CHECK(keys[7]->size() == 0);
}

TEST_CASE("what one test did the next one does not find") {
  Rack rack;
  const auto server = rack.Open();
  RemoteScene scene(*server, Stock());
  Begin(scene);
  Run(scene, {"FCALL", "reserve", "2", "stock:lamp", "count", "2"});
  Run(scene, {"SET", "left-over", "1"});
  Run(scene, {"MULTI"});
  Run(scene, {"FUNCTION", "LOAD", "#!lua name=mine\nredis.register_function('m', function() end)"});
  Run(scene, {"EXEC"});
  Run(scene, {"FUNCTION", "LOAD", "#!lua name=own\nredis.register_function('o', function() end)"});
  Run(scene, {"SELECT", "9"});
  Run(scene, {"SET", "far", "1"});
  Begin(scene);
  CHECK(rack.Ask({"DBSIZE"}).integer == 8);
  CHECK(Run(scene, {"GET", "far"}).reply.kind == Reply::Kind::kNull);
  CHECK(Run(scene, {"FCALL", "o", "0"}).reply.text == "ERR Function not found");
  CHECK(Run(scene, {"FCALL", "m", "0"}).reply.text == "ERR Function not found");
  const Seen& again = Run(scene, {"FCALL", "reserve", "2", "stock:lamp", "count", "2"});
  CHECK(again.reply.elements[0].integer == 1);
  CHECK(again.reply.elements[1].integer == 1);  // the library's locals are new
  rack.Ask({"SELECT", "9"});
  CHECK(rack.Ask({"DBSIZE"}).integer == 0);
}

TEST_CASE("in the end the server is as it was") {
  Rack rack;
  rack.Ask({"FUNCTION", "LOAD", "#!lua name=theirs\nredis.register_function('t', function() end)"});
  rack.Ask({"SELECT", "5"});
  rack.Ask({"SET", "theirs", "1"});
  rack.Ask({"SELECT", "0"});
  {
    const auto server = rack.Open();
    RemoteScene scene(*server, Stock());
    Begin(scene);
    CHECK(rack.Ask({"FUNCTION", "LIST"}).elements.size() == 2);
  }
  CHECK(rack.Ask({"DBSIZE"}).integer == 0);
  CHECK(rack.Ask({"FUNCTION", "LIST"}).elements.size() == 1);
  rack.Ask({"SELECT", "3"});
  CHECK(rack.Ask({"DBSIZE"}).integer == 0);
  rack.Ask({"SELECT", "5"});
  CHECK(rack.Ask({"DBSIZE"}).integer == 1);
}

TEST_CASE("a database that is not empty is left alone unless that is allowed") {
  Rack rack;
  rack.Ask({"SET", "theirs", "1"});
  const std::string why = rack.WhyNot();
  CHECK(Has(why, "database 0 has 1 key, which tests would delete"));
  CHECK(Has(why, "allow it with --flush"));
  CHECK(rack.Ask({"GET", "theirs"}).text == "1");
  CHECK(rack.WhyNot("?db=5").empty());
  CHECK(Has(rack.WhyNot("?db=99"), "cannot select database 99: ERR DB index is out of range"));
  CHECK(rack.WhyNot("", {.may_flush = true}).empty());
  CHECK(rack.Ask({"DBSIZE"}).integer == 1);  // no test has begun
  {
    const auto server = rack.Open("", {.may_flush = true});
    RemoteScene scene(*server, For70());
    Begin(scene);
    CHECK(scene.Keys({})[0]->size() == 0);
  }
  CHECK(rack.Ask({"DBSIZE"}).integer == 0);
}

TEST_CASE("so is a database that a fixture or a test names") {
  Rack rack;
  rack.Ask({"SELECT", "3"});
  rack.Ask({"SET", "theirs", "1"});
  const auto server = rack.Open();
  RemoteScene scene(*server, Stock());
  const std::optional<Diagnostic> wrong = scene.Begin();
  REQUIRE(wrong);
  CHECK(Has(wrong->message, "database 3 has 1 key"));
  RemoteScene plain(*server, For70());
  Begin(plain);
  CHECK(Has(Run(plain, {"SELECT", "3"}).reply.text, "database 3 has 1 key"));
  CHECK(Has(Run(plain, {"SELECT", "77"}).reply.text, "0 to 15"));
  CHECK(rack.Ask({"DBSIZE"}).integer == 1);
}

TEST_CASE("the URL's database stands in for database 0") {
  Rack rack;
  const auto server = rack.Open("?db=5");
  RemoteScene scene(*server, Stock());
  Begin(scene);
  CHECK(rack.Ask({"DBSIZE"}).integer == 0);
  Run(scene, {"SELECT", "0"});
  CHECK(Run(scene, {"GET", "count"}).reply.text == "41");
  CHECK(scene.Keys({})[0]->size() == 8);
  CHECK(scene.Keys({})[5]->size() == 0);
  CHECK(Has(Run(scene, {"SELECT", "5"}).reply.text, "stands in for database 0"));
}

TEST_CASE("a library that is there already is not replaced unless that is allowed") {
  Rack rack;
  const Words load{"FUNCTION", "LOAD",
                   "#!lua name=stock\nredis.register_function('theirs', function() end)"};
  rack.Ask(load);
  {
    const auto server = rack.Open();
    RemoteScene scene(*server, Stock());
    const std::optional<Diagnostic> wrong = scene.Begin();
    REQUIRE(wrong);
    CHECK(Has(wrong->message, "there is a library stock already"));
    RemoteScene plain(*server, For70());
    Begin(plain);
    CHECK(Run(plain, load).reply.is_error());
    CHECK(Has(Run(plain, {"FUNCTION", "DELETE", "stock"}).reply.text, "is not the tests'"));
    CHECK(Has(Run(plain, {"FUNCTION", "LOAD", "REPLACE", load[2]}).reply.text,
              "library stock of redis 7.0.15"));
  }
  CHECK(rack.Ask({"FUNCTION", "LIST"}).elements.size() == 1);
  const auto server = rack.Open("", {.may_flush = true});
  RemoteScene scene(*server, Stock());
  Begin(scene);
}

TEST_CASE("an error is at its place in the user's file") {
  Rack rack;
  const auto server = rack.Open();
  RemoteScene scene(*server, Stock());
  Begin(scene);
  const Seen& function = Run(scene, {"FCALL", "fail", "1", "queue"});
  REQUIRE(function.error);
  CHECK(function.error->code == "WRONGTYPE");
  CHECK(function.error->where.file == "stock.lua");
  CHECK(function.error->where.line == 10);
  CHECK(function.error->where.column == 3);

  const TestFile script{"pay.lua", "local x = 1\nreturn nothing.at.all"};
  scene.NoteScript(script);
  for (const Words& words :
       {Words{"EVAL", script.text, "0"},
        Words{"EVALSHA", Run(scene, {"SCRIPT", "LOAD", script.text}).reply.text, "0"}}) {
    const Seen& lua = Run(scene, words);
    REQUIRE(lua.error);
    CHECK(lua.error->where.file == "pay.lua");
    CHECK(lua.error->where.line == 2);
    CHECK(Has(lua.error->message, "nonexistent global variable 'nothing'"));
    CHECK(!Has(lua.error->message, " script: "));
  }
  CHECK(Run(scene, {"EVAL", "return 1 +", "0"}).error->where.file == "@user_script");
  CHECK(!Run(scene, {"INCR", "queue"}).error);  // no script failed
}

TEST_CASE("a library that is refused is refused at its place") {
  Rack rack;
  const auto server = rack.Open();
  luarig::Setting setting = For70();
  setting.libraries = {File("bad.lua", "#!lua name=bad\nlocal x = = 1\n")};
  RemoteScene scene(*server, setting);
  const std::optional<Diagnostic> wrong = scene.Begin();
  REQUIRE(wrong);
  CHECK(wrong->where.file == "bad.lua");
  CHECK(wrong->where.line == 2);
  RemoteScene plain(*server, For70());
  Begin(plain);
  CHECK(plain.Load({"nameless.lua", "return 1"})->where.line == 1);
  CHECK(!plain.Load({"stock.lua", kLibrary}));
  CHECK(!plain.Load({"stock.lua", kLibrary}));
}

TEST_CASE("a fixture that is none is refused at its place") {
  Rack rack;
  const auto server = rack.Open();
  luarig::Setting setting = For70();
  setting.fixtures = {File("bad.json", "{\"keys\": {\"a\": true}}")};
  RemoteScene scene(*server, setting);
  const std::optional<Diagnostic> wrong = scene.Begin();
  REQUIRE(wrong);
  CHECK(wrong->where.file == "bad.json");
  CHECK(wrong->where.column > 0);
}

TEST_CASE("clients are connections of their own, in the setting's protocol") {
  Rack rack;
  const auto server = rack.Open();
  luarig::Setting setting = For70();
  setting.resp = 3;
  RemoteScene scene(*server, setting);
  Begin(scene);
  Run(scene, {"HSET", "h", "f", "v"});
  const Seen& map = Run(scene, {"HGETALL", "h"});
  CHECK(map.resp3);
  CHECK(map.reply.kind == Reply::Kind::kMap);
  CHECK(scene.Run("b", Words{"WATCH", "h"}, {}).reply.text == "OK");
  CHECK(scene.Run("b", Words{"MULTI"}, {}).reply.text == "OK");
  Run(scene, {"HSET", "h", "f", "w"});
  CHECK(scene.Run("b", Words{"GET", "k"}, {}).reply.text == "QUEUED");
  CHECK(scene.Run("b", Words{"EXEC"}, {}).reply.kind == Reply::Kind::kNull);
  const Seen& two = scene.Run("b", Words{"HELLO", "2"}, {});
  CHECK(!two.resp3);
  CHECK(scene.Run("b", Words{"HGETALL", "h"}, {}).reply.kind == Reply::Kind::kArray);
}

// The number of subscriptions that a reply ends with.
int64_t CountOf(const Reply& reply) {
  CAPTURE(reply.text);
  REQUIRE(reply.elements.size() == 3);
  return reply.elements[2].integer;
}

TEST_CASE("subscribers go on answering") {
  Rack rack;
  const auto server = rack.Open();
  for (const int resp : {2, 3}) {
    luarig::Setting setting = For70();
    setting.resp = resp;
    RemoteScene scene(*server, setting);
    Begin(scene);
    CHECK(CountOf(Run(scene, {"SUBSCRIBE", "a", "b"}).reply) == 2);
    CHECK(CountOf(Run(scene, {"PSUBSCRIBE", "p*"}).reply) == 3);
    CHECK(scene.Run("b", Words{"PUBLISH", "a", "hello"}, {}).reply.integer == 1);
    CHECK(Has(Run(scene, {"UNSUBSCRIBE"}).reply.text, "name the channels"));
    CHECK(CountOf(Run(scene, {"UNSUBSCRIBE", "a", "b"}).reply) == 1);
    CHECK(CountOf(Run(scene, {"PUNSUBSCRIBE", "p*"}).reply) == 0);
    CHECK(Run(scene, {"ECHO", "x"}).reply.text == "x");
  }
}

TEST_CASE("calls of scripts are seen, and events where the server sends them") {
  Rack rack;
  const auto server = rack.Open();
  RemoteScene scene(*server, Stock());
  Begin(scene);
  CHECK(!scene.Lacks({.calls = true, .difference = true}));
  for (int i = 0; i < 2; ++i) {
    const Seen& seen =
        Run(scene, {"FCALL", "reserve", "2", "stock:lamp", "count", "1"}, {.calls = true});
    REQUIRE(seen.calls.size() == 2);
    CHECK(seen.calls[0].words == Words{"HINCRBY", "stock:lamp", "left", "-1"});
    CHECK(seen.calls[1].words[0] == "EXPIRE");
  }
  for (const Watching& what : {Watching{.log = true}, Watching{.propagated = true},
                               Watching{.instructions = true}, Watching{.events = true}})
    CHECK(scene.Lacks(what));
  CHECK(Has(*scene.Lacks({.events = true}), "CONFIG SET notify-keyspace-events"));

  rack.Ask({"CONFIG", "SET", "notify-keyspace-events", "AE"});
  RemoteScene other(*server, Stock());
  Begin(other);
  CHECK(!other.Lacks({.events = true}));
  const Seen& seen =
      Run(other, {"FCALL", "reserve", "2", "stock:lamp", "count", "1"}, {.events = true});
  REQUIRE(seen.events.size() == 2);
  CHECK(seen.events[0].name == "hincrby");
  CHECK(seen.events[1].name == "expire");
  CHECK(seen.events[1].key == "count");
}

TEST_CASE("time passes for real, if it is not too long") {
  Rack rack;
  const auto server = rack.Open();
  RemoteScene scene(*server, For70());
  Begin(scene);
  Run(scene, {"SET", "short", "1", "PX", "100"});
  Run(scene, {"SET", "long", "1", "EX", "100"});
  CHECK(!scene.Advance(200'000));
  CHECK(scene.NowMicros() == kSuiteStartMicros + 200'000);
  const Databases& keys = scene.Keys({});
  CHECK(keys[0]->size() == 1);
  CHECK(keys[0]->ExpireAt("long") == kSuiteStartMicros / 1000 + 100'000);
  const std::optional<std::string> why = scene.Advance(60'000'000);
  REQUIRE(why);
  CHECK(Has(*why, "60000 ms are too long to be waited for (at most 2000 ms)"));
}

TEST_CASE("states that a server cannot be put into are refused") {
  Rack rack;
  const auto server = rack.Open();
  luarig::Setting setting = For70();
  setting.under = "replica";
  REQUIRE(!AddNamed("replica", setting.deployment));
  RemoteScene scene(*server, setting);
  const std::optional<Diagnostic> wrong = scene.Begin();
  REQUIRE(wrong);
  CHECK(wrong->message == "under replica: a server that is not ours cannot be put into this state");
}

TEST_CASE("another version than the tests are for is told") {
  Rack rack;
  const auto server = rack.Open();
  CHECK(server->target().name == "redis-7.0");
  CHECK(RemoteScene(*server, For70()).mismatch().empty());
  CHECK(RemoteScene(*server, {}).mismatch() ==
        "the tests are for redis-7.4, and the server is redis 7.0.15");
}

TEST_CASE("commands that would reach others are not run") {
  Rack rack;
  const auto server = rack.Open();
  RemoteScene scene(*server, For70());
  Begin(scene);
  for (const Words& words : {Words{"flushall"},
                             {"SWAPDB", "0", "1"},
                             {"FUNCTION", "FLUSH"},
                             {"SHUTDOWN"},
                             {"CLIENT", "REPLY", "OFF"},
                             {"MONITOR"}})
    CHECK(Has(Run(scene, words).reply.text, "is not run on redis 7.0.15"));
  CHECK(Run(scene, {"COPY", "a", "b", "DB", "2"}).reply.integer == 0);
  CHECK(Run(scene, {"PING"}).reply.text == "PONG");
  CHECK(scene.Trouble() == nullptr);
}

TEST_CASE("a script that does not end is killed, and the next test runs") {
  Rack rack({.extra = {"--busy-reply-threshold", "50"}});
  RemoteOptions options;
  options.connection.reply_ms = 300;
  const auto server = rack.Open("", options);
  RemoteScene scene(*server, For70());
  Begin(scene);
  const Seen& seen = Run(scene, {"EVAL", "while true do end", "0"});
  CHECK(Has(seen.reply.text, "no reply within 300 ms"));
  CHECK(scene.Trouble() != nullptr);
  Begin(scene);
  CHECK(scene.Trouble() == nullptr);
  CHECK(Run(scene, {"PING"}).reply.text == "PONG");
}

TEST_CASE("a server that goes away is trouble, not a reply of its") {
  auto rack = std::make_unique<Rack>();
  const auto server = rack->Open();
  RemoteScene scene(*server, Stock());
  Begin(scene);
  rack.reset();
  CHECK(Run(scene, {"GET", "count"}).error);
  CHECK(scene.Trouble() != nullptr);
  CHECK(scene.Keys({})[0]->size() == 0);
  CHECK(scene.Begin());
  CHECK(scene.Begin());
  CHECK(Has(server->name(), "redis 7.0.15 at /"));
}

// A suite whose server goes away in the middle of its only test, which sees nothing wrong.
class Vanishing final : public Suite {
 public:
  explicit Vanishing(std::unique_ptr<Rack>& rack) : rack_(rack) {
    tests_.push_back({.name = "sees nothing", .where = {}, .skip = "", .setting = For70()});
  }
  void Run(size_t /*test*/, Scene& scene, TestResult& /*result*/,
           std::vector<SnapshotEdit>* /*edits*/) override {
    rack_.reset();
    const Words get = {"GET", "count"};
    scene.Run("", get, {});
  }
  SizeRun RunAtSize(size_t /*test*/, Scene& /*scene*/, const ScaleSpec& /*spec*/,
                    uint64_t /*size*/) override {
    return {};
  }

 private:
  std::unique_ptr<Rack>& rack_;
};

TEST_CASE("a test whose server goes away has not passed, whatever it says") {
  auto rack = std::make_unique<Rack>();
  const auto server = rack->Open();
  Vanishing suite(rack);
  std::vector<TestResult> results;
  const size_t tests[] = {0};
  RunSuite(suite, tests,
           {.make_scene =
                [&](const luarig::Setting& setting) {
                  return std::make_unique<RemoteScene>(*server, setting);
                }},
           results);
  REQUIRE(results.size() == 1);
  CHECK(results[0].failed());
  REQUIRE(results[0].failures.size() == 1);
  CHECK(results[0].failures[0].what == "server");
}

TEST_CASE("a large fixture goes in quickly, whatever the sizes") {
  Rack rack;
  std::string text = "{\"keys\": {";
  for (int i = 0; i < 20'000; ++i) text += StrCat(i == 0 ? "" : ",", "\"key:", i, "\": ", i);
  text += StrCat(",\"big\": \"", std::string(3'000'000, 'x'), "\"}}");
  luarig::Setting setting = For70();
  setting.fixtures = {File("large.json", text)};
  const auto server = rack.Open();
  RemoteScene scene(*server, setting);
  Begin(scene);
  CHECK(rack.Ask({"DBSIZE"}).integer == 20'001);
  CHECK(scene.Keys({})[0]->size() == 20'001);
}

TEST_CASE("passwords and users are those of the URL") {
  Rack rack;
  rack.Ask({"CONFIG", "SET", "requirepass", "se:cr@t"});
  CHECK(Has(rack.WhyNot(), "NOAUTH"));
  const std::string at = rack.oracle->socket_path();
  const auto open = [&](const std::string& who) {
    const auto server = RemoteServer::Open(StrCat("unix://", who, "@", at), {});
    return server.ok() ? "" : server.error();
  };
  CHECK(open(":se:cr%40t").empty());
  CHECK(open("default:se:cr@t").empty());
  CHECK(Has(open(":wrong"), "cannot log in: WRONGPASS"));
  CHECK(!Has(open(":wrong"), ":wrong"));
}

}  // namespace luarig::test
