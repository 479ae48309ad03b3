#include "tests/unit/testing/suite_run.h"

namespace luarig::test {
namespace {

constexpr const char* kAdder = R"(#!lua name=adder
local calls = 0
redis.register_function('add', function(keys, args)
  calls = calls + 1
  if not tonumber(args[1]) then return redis.error_reply('ERR not a number') end
  return redis.call('INCRBY', keys[1], args[1])
end)
redis.register_function('calls', function() return calls end)
)";

const RunWith kWithAdder{.files = {{"lib.lua", kAdder}, {"f.json", R"({"keys": {"k": 1}})"}}};

}  // namespace

TEST_CASE("the smallest suite loads a library and a fixture and compares a reply") {
  const SuiteRun run = RunJson(
      R"({"libraries": ["lib.lua"], "fixture": "f.json",
          "tests": [{"name": "adds", "steps": [{"call": ["FCALL", "add", "1", "k", "2"], "reply": 3}]}]})",
      kWithAdder);
  CHECK(run.problem() == "");
  CHECK(run.failure() == "");
  CHECK(run.only().name == "adds");
  CHECK(run.only().target == "redis-7.4");
}

TEST_CASE("a reply that differs names both values and the place of what was expected") {
  CHECK(RunSteps(R"({"call": ["INCR", "n"], "reply": 2})").failure() ==
        "reply at 1:69: expected 2, got 1");
  CHECK(RunSteps(R"({"call": ["LRANGE", "l", 0, -1], "reply": ["a"]})").failure() ==
        "reply at 1:78: expected [\"a\"], got [] (expected 1 elements, got 0)");
  CHECK(RunSteps(R"({"call": ["INCR", "n"], "reply": "1"})").failure() ==
        "reply at 1:69: expected \"1\", got 1 (it is the integer 1, not a text)");
}

TEST_CASE("an error that nothing expects fails the test") {
  CHECK(RunSteps(R"({"call": ["INCR", "n", "m"]})").failure() ==
        "error at 1:36, got ERR wrong number of arguments for 'incr' command (it failed, and "
        "nothing in the test says that it may)");
  CHECK(RunSteps(R"({"call": ["INCR", "n", "m"], "error": "ERR"})").failure() == "");
  CHECK(RunSteps(R"({"call": ["INCR", "n"], "error": "ERR"})").failure() ==
        "error at 1:69: expected \"ERR\", got 1 (it did not fail)");
}

TEST_CASE("an error is its code, its text with or without the place, or a matcher") {
  const auto run = [](const char* error) {
    return RunSteps(StrCat(R"js({"eval": [{"text": "return redis.call('INCR')"}], "error": )js",
                           error, "}"))
        .failure();
  };
  CHECK(run(R"("ERR")") == "");
  CHECK(run(R"("ERR Wrong number of args calling Redis command from script")") == "");
  CHECK(run(R"({"$regex": "on @user_script:1"})") == "");
  CHECK(run(R"("OOM")") != "");
}

TEST_CASE("every test starts from the fixture, and libraries from their first state") {
  const SuiteRun run = RunJson(R"({"libraries": ["lib.lua"], "fixture": "f.json", "tests": [
      {"name": "a", "steps": [{"fcall": ["add", "k", ",", 1], "reply": 2}, {"fcall": ["calls"], "reply": 1}]},
      {"name": "b", "steps": [{"fcall": ["add", "k", ",", 1], "reply": 2}, {"fcall": ["calls"], "reply": 1}]}]})",
                               kWithAdder);
  CHECK(run.failure() == "");
  CHECK(run.tests.size() == 2);
}

TEST_CASE("what cannot be taken back between tests is not seen by the next one") {
  const SuiteRun run = RunJson(R"({"tests": [
      {"name": "a", "steps": [{"call": ["CONFIG", "SET", "hash-max-listpack-entries", 1]},
                              {"call": ["SCRIPT", "LOAD", "return 1"]},
                              {"call": ["ACL", "SETUSER", "eve"]}, {"call": ["INFO", "commandstats"]}]},
      {"name": "b", "steps": [{"call": ["HSET", "h", "a", 1, "b", 2]},
                              {"call": ["OBJECT", "ENCODING", "h"], "reply": "listpack"},
                              {"call": ["EVALSHA", "e0e1f9fabfc9d4800c877a703b823ac0578ff8db", 0], "error": "NOSCRIPT"},
                              {"call": ["ACL", "USERS"], "reply": ["default"]}]}]})");
  CHECK(run.failure() == "");
}

TEST_CASE("a difference is exact, its empty parts may be left out") {
  CHECK(RunSteps(R"({"call": ["HSET", "h", "f", 1], "diff": {"added": {"h": {"hash": {"f": 1}}}}})")
            .failure() == "");
  CHECK(RunSteps(R"({"call": ["GET", "h"], "diff": {}})").failure() == "");
  CHECK(RunSteps(
            R"({"call": ["SADD", "s", "a", "b"], "diff": {"added": {"s": {"set": ["b", "a"]}}}})")
            .failure() == "");
  CHECK(RunSteps(R"({"call": ["SET", "h", 1], "diff": {}})").failure() ==
        "diff at 1:70: expected {}, got {\"added\": {\"h\": 1}} (what changed:\n+ h: 1)");
}

TEST_CASE("keys are compared with type and TTL, null is a key that is not there") {
  constexpr const char* kSteps = R"({"call": ["SET", "k", "v", "EX", 10]}, {"advance": "4s"})";
  const auto run = [&](const char* keys) {
    return RunJson(StrCat(R"({"tests": [{"name": "t", "steps": [)", kSteps, R"(], "keys": )", keys,
                          "}]}"))
        .failure();
  };
  CHECK(run(R"({"k": {"string": "v", "ttl": "6s"}, "other": null})") == "");
  CHECK(run(R"({"k": "v"})") != "");
  CHECK(run(R"({"k": {"string": "v", "expires_at": {"$any": true}}})") == "");
  CHECK(run(R"({"k": null})").find("key \"k\" is there") != std::string::npos);
  CHECK(run(R"({"gone": 1})").find("key \"gone\" is not there") != std::string::npos);
}

TEST_CASE("only_keys names all keys that may be there") {
  const auto run = [](const char* keys) {
    return RunJson(StrCat(R"({"tests": [{"name": "t", "steps": [{"call": ["MSET", "a", 1, "b", 2]}],
                              "only_keys": )",
                          keys, "}]}"))
        .failure();
  };
  CHECK(run(R"({"a": 1, "b": 2})") == "");
  CHECK(run(R"({"a": 1})").find("1 others: \"b\"") != std::string::npos);
}

TEST_CASE("inner commands are a list in order, names alone, or counts") {
  const auto run = [](const char* calls) {
    return RunSteps(
               StrCat(
                   R"js({"eval": [{"text": "redis.call('SET', 'a', 1) redis.call('GET', 'a') redis.call('GET', 'b')"}], "calls": )js",
                   calls, "}"))
        .failure();
  };
  CHECK(run(R"([["SET", "a", 1], ["GET", "a"], ["GET", {"$any": true}]])") == "");
  CHECK(run(R"(["SET", "get", "GET"])") == "");
  CHECK(run(R"({"SET": 1, "GET": 2})") == "");
  CHECK(run(R"({"SET": 1})").find("got {\"GET\": 2, \"SET\": 1}") != std::string::npos);
  CHECK(run(R"(["SET", "GET"])") != "");
}

TEST_CASE("log lines, events and budgets can be expected") {
  CHECK(
      RunSteps(
          R"js({"eval": [{"text": "redis.log(redis.LOG_NOTICE, 'hello 7')"}], "log": [{"$regex": "hello \\d"}]})js")
          .failure() == "");
  CHECK(RunSteps(R"({"call": ["HSET", "h", "f", 1], "events": [["hset", "h"]]})").failure() == "");
  CHECK(RunSteps(R"({"call": ["DEL", "h"], "events": []})").failure() == "");
  CHECK(
      RunSteps(
          R"js({"eval": [{"text": "for i = 1, 5 do redis.call('SET', i, i) end"}], "budget": {"commands": 4, "keys": 5}})js")
          .failure()
          .find("expected at most 4 commands, got 5 commands") != std::string::npos);
}

TEST_CASE("what replicas would get can be expected") {
  CHECK(
      RunSteps(
          R"js({"eval": [{"text": "redis.call('SET', 'k', 'v', 'EX', 10) return redis.call('INCRBYFLOAT', 'n', 1.5)"}],
                "propagated": ["MULTI", ["SET", "k", "v", "PXAT", 1704067210000], ["SET", "n", "1.5", "KEEPTTL"], "EXEC"]})js")
          .failure() == "");
  CHECK(RunSteps(R"({"call": ["DEL", "nothing"], "propagated": []})").failure() == "");
}

TEST_CASE("a budget of instructions is what Lua takes") {
  const auto run = [](int turns, int most) {
    return RunSteps(StrCat(R"({"eval": [{"text": "for i = 1, )", turns,
                           R"( do local x = i * 2 end"}], "budget": {"instructions": )", most,
                           "}}"))
        .failure();
  };
  CHECK(run(10, 100) == "");
  CHECK(run(1000, 100).find("expected at most 100 instructions, got 20") != std::string::npos);
}

TEST_CASE("arguments are texts, numbers as written, JSON, MessagePack, base64 and repetitions") {
  CHECK(RunSteps(R"({"call": ["ECHO", 3.10], "reply": "3.10"})").failure() == "");
  CHECK(
      RunSteps(
          R"({"call": ["ECHO", {"$json": {"a": [1, "x", null]}}], "reply": "{\"a\":[1,\"x\",null]}"})")
          .failure() == "");
  CHECK(
      RunSteps(
          R"js({"eval": [{"text": "return cjson.encode(cmsgpack.unpack(ARGV[1]))"}, ",", {"$msgpack": [1, -200, 1.5, "x", true, 70000]}], "reply": "[1,-200,1.5,\"x\",true,70000]"})js")
          .failure() == "");
  CHECK(
      RunSteps(
          R"({"call": ["STRLEN", "k"], "reply": 0}, {"call": ["SET", "k", {"$repeat": ["ab", 1000]}]}, {"call": ["STRLEN", "k"], "reply": 2000})")
          .failure() == "");
  CHECK(RunSteps(R"({"call": ["ECHO", {"$b64": "AP8="}], "reply": {"$b64": "AP8="}})").failure() ==
        "");
}

TEST_CASE("a table of cases puts its values in the place of names, whatever their kind") {
  const SuiteRun run = RunJson(R"({"tests": [{"name": "echo", "cases": [
      {"name": "number", "in": 7, "out": "7"}, {"in": "a b", "out": "a b"}],
      "steps": [{"call": ["SET", "key:${in}", "${in}"]}, {"call": ["GET", "key:${in}"], "reply": "${out}"}]}]})");
  CHECK(run.failure() == "");
  REQUIRE(run.tests.size() == 2);
  CHECK(run.tests[0].name == "echo > number");
  CHECK(run.tests[1].name == "echo > {\"in\":\"a b\",\"out\":\"a b\"}");
}

TEST_CASE("a captured reply can be sent later") {
  CHECK(
      RunSteps(
          R"({"call": ["XADD", "s", "*", "f", "v"], "capture": "id"}, {"call": ["XDEL", "s", "${id}"], "reply": 1})")
          .failure() == "");
}

TEST_CASE("a test runs in every cell of its matrix, and may expect something else in one") {
  const SuiteRun run =
      RunJson(R"({"target": ["redis-7.0", "valkey-8.0"], "under": ["primary", "replica"],
      "tests": [{"name": "writes", "steps": [{"call": ["SET", "k", 1], "reply": "OK", "when": {"replica": {"error": "READONLY"}}}]}]})");
  CHECK(run.failure() == "");
  REQUIRE(run.tests.size() == 4);
  CHECK(run.tests[3].target == "valkey-8.0");
  CHECK(run.tests[3].under == "replica");
}

TEST_CASE("conditions can be data") {
  CHECK(RunJson(R"({"under": [{"name": "tiny", "maxmemory": "1kb"}], "tests": [
      {"name": "t", "steps": [{"call": ["SET", "k", 1], "error": "OOM"}]}]})")
            .failure() == "");
}

TEST_CASE("commands of a script can be made to fail, for one call") {
  constexpr const char* kTwo =
      R"js("eval": [{"text": "redis.call('SET', 'a', 1) local r = redis.pcall('SET', 'b', 2) return r.err or 'fine'"}])js";
  CHECK(RunSteps(
            StrCat("{", kTwo,
                   R"(, "fail": {"command": "SET", "call": 2, "error": "OOM no"}, "reply": "OOM no",
                             "keys": {"a": 1, "b": null}}, {)",
                   kTwo, R"(, "reply": "fine"})"))
            .failure() == "");
}

TEST_CASE("clients are sessions of their own") {
  CHECK(RunSteps(R"({"call": ["WATCH", "k"]}, {"call": ["MULTI"]}, {"call": ["SET", "k", 1]},
                    {"client": "other", "call": ["SET", "k", 2]}, {"call": ["EXEC"], "reply": null})")
            .failure() == "");
}

TEST_CASE("an error of a script names the file and line it came from") {
  const SuiteRun run =
      RunJson(R"({"tests": [{"name": "t", "steps": [{"eval": ["s.lua", "k"]}]}]})",
              {.files = {{"s.lua", "local x = 1\nreturn redis.call('LPUSH', KEYS[1])\n"}}});
  REQUIRE(run.only().failures.size() == 1);
  REQUIRE(run.only().failures[0].error);
  CHECK(run.only().failures[0].error->where.file == "s.lua");
  CHECK(run.only().failures[0].error->where.line == 2);
}

TEST_CASE("what is wrong in a suite is told with its place and a way out") {
  CHECK(RunJson(R"({"tests": [{"name": "t", "stepz": []}]})").problem() ==
        "1:26: \"stepz\" is no member of a test; did you mean \"steps\"?");
  CHECK(RunJson(R"({"tests": [{"steps": []}]})").problem() == "1:12: a test needs a \"name\"");
  CHECK(RunJson(R"({"libraries": ["no.lua"], "tests": []})").problem() ==
        "1:16: cannot read no.lua");
  CHECK(RunJson("{\"tests\": [}").problem().starts_with("1:12: "));
  CHECK(
      RunSteps(R"({"call": ["GET", true]})").problem() ==
      "1:53: an argument is bytes, and true is none; write the bytes that your application sends");
  CHECK(RunSteps(R"({"call": ["GET", "k"], "reply": {"$regx": "a"}})").problem() ==
        "1:69: there is no matcher \"$regx\"; did you mean \"$regex\"?");
  CHECK(RunSteps(R"({"call": ["GET", "k"], "reply": {"$regex": "("}})")
            .problem()
            .starts_with("1:79: this is no regular expression"));
  CHECK(RunSteps(R"({"advance": "soon"})").problem().starts_with("1:48: a time that passes"));
  CHECK(RunJson(R"({"target": "redis-7.1", "tests": []})")
            .problem()
            .starts_with("1:12: there is no redis-7.1"));
  CHECK(
      RunJson(R"({"tests": [{"name": "t", "steps": []}, {"name": "t", "steps": []}]})").problem() ==
      "1:49: there are two tests \"t\"");
}

TEST_CASE("one test that is wrong leaves the others to run") {
  const SuiteRun run = RunJson(R"({"tests": [{"name": "a", "steps": [{"cal": []}]},
                                             {"name": "b", "steps": [{"call": ["PING"], "reply": "PONG"}]}]})");
  CHECK(run.problems.size() == 2);
  CHECK(run.only().name == "b");
}

TEST_CASE("update writes what came, and leaves comments and layout alone") {
  const SuiteRun run = RunJson(R"({"tests": [
  // counts
  {"name": "t", "steps": [
    {"call": ["INCR", "n"],   "reply": 7 /* old */},
    {"call": ["HSET", "h", "f", 1], "reply": {"$any": true}, "diff": {}}]}]})",
                               {.update = true});
  CHECK(run.updated == R"({"tests": [
  // counts
  {"name": "t", "steps": [
    {"call": ["INCR", "n"],   "reply": 1 /* old */},
    {"call": ["HSET", "h", "f", 1], "reply": {"$any": true}, "diff": {"added": {"h": {"hash": {"f": 1}}}}}]}]})");
}

TEST_CASE("shuffling changes the order, never the results") {
  std::string tests;
  for (int i = 0; i < 20; ++i) {
    tests += StrCat(i == 0 ? "" : ", ", R"({"name": "t)", i,
                    R"(", "steps": [{"call": ["INCR", "n"], "reply": 1}]})");
  }
  const SuiteRun run = RunJson(StrCat(R"({"tests": [)", tests, "]}"), {.shuffle = 7});
  CHECK(run.failure() == "");
  CHECK(run.tests.size() == 20);
  CHECK(run.tests[3].name == "t3");
}

}  // namespace luarig::test
