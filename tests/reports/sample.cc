#include "tests/reports/sample.h"

#include <string>

#include "engine/base/bytes.h"

namespace luarig::test {
namespace {

constexpr int64_t kStarted = int64_t{1'767'225'600} * 1'000'000;  // 2026-01-01

constexpr char kShopLua[] = R"lua(#!lua name=shop
-- Stock is a hash: what is there, and what is promised.
local function stock_key(name)
  return 'stock:' .. name
end

local function take(key, count)
  local left = tonumber(redis.call('HGET', key, 'left')) or 0
  if left < count then
    return redis.error_reply('SOLDOUT only ' .. left .. ' left')
  end
  redis.call('HINCRBY', key, 'left', -count)
  return left - count
end

--[[ Gives back what was
     promised. ]]
local function give(key, count)
  return redis.call('HINCRBY', key, 'left', count)
end

redis.register_function('reserve', function(keys, args)
  local count = tonumber(args[1])
  if not count or count <= 0 then
    return redis.error_reply('ERR count must be positive')
  end
  local results = {}
  for i, key in ipairs(keys) do
    results[i] = take(key, count)
  end
  return results
end)

redis.register_function('release', function(keys, args)
  return give(keys[1], tonumber(args[1]))
end)
)lua";

constexpr char kBrokenSuite[] = R"json({
  "library": "shop.lua",
  "tests": [
    {"name": "reserves", "steps": [{"run": "FCALL reserve 1 stock:lamp 1", "expct": 1}]}
  ]
}
)json";

SourcePlace At(std::string file, int line, int column = 0, int length = 0, std::string path = "") {
  return {.file = std::move(file),
          .line = line,
          .column = column,
          .length = length,
          .path = std::move(path)};
}

TestResult Passed(std::string name, SourcePlace where, int64_t micros, uint64_t steps) {
  TestResult test;
  test.name = std::move(name);
  test.target = "redis-7.4";
  test.where = std::move(where);
  test.micros = micros;
  test.steps = steps;
  return test;
}

TestResult Failed(std::string name, SourcePlace where, std::vector<TestFailure> failures) {
  TestResult test = Passed(std::move(name), std::move(where), 1830, 412);
  test.status = TestStatus::kFailed;
  test.failures = std::move(failures);
  return test;
}

TestResult Skipped(std::string name, SourcePlace where, std::string why) {
  TestResult test = Passed(std::move(name), std::move(where), 0, 0);
  test.status = TestStatus::kSkipped;
  test.skipped_because = std::move(why);
  return test;
}

TestResult In(TestResult test, std::string target, std::string under) {
  test.target = std::move(target);
  test.under = std::move(under);
  return test;
}

Diagnostic ScriptError() {
  Diagnostic error;
  error.code = "WRONGTYPE";
  error.message = "WRONGTYPE Operation against a key holding the wrong kind of value";
  error.where = At("scripts/shop.lua", 12, 3, 10);
  error.traceback = {{.place = At("scripts/shop.lua", 12, 3), .function = "take"},
                     {.place = At("scripts/shop.lua", 29), .function = "reserve"}};
  error.command = {"HINCRBY", "stock:lamp", "left", "-3"};
  error.writes = 2;
  error.written = {"stock:chair", "stock:desk"};
  error.help = "The key holds a string; the fixture of this suite sets it.";
  return error;
}

TestFailure ReplyFailure() {
  TestFailure failure;
  failure.what = "reply";
  failure.message = "another reply than expected";
  failure.where = At("tests/reserve.json", 18, 15, 5, "$.tests[1].steps[0].reply");
  failure.step = "FCALL reserve 3 stock:lamp stock:chair stock:desk 2";
  failure.expected = "1) (integer) 8\n2) (integer) 3\n3) (integer) 0";
  failure.got = "1) (integer) 8\n2) (error) SOLDOUT only 1 left\n3) (integer) 0";
  return failure;
}

TestFailure KeysFailure() {
  TestFailure failure;
  failure.what = "keys";
  failure.message = "stock:lamp is not what it should be";
  failure.where = At("tests/reserve.json", 21, 9);
  failure.step = "FCALL reserve 1 stock:lamp 3";
  failure.expected = "{\n  \"hash\": {\n    \"left\": \"7\",\n    \"name\": \"lamp\"\n  }\n}";
  failure.got =
      "{\n  \"hash\": {\n    \"left\": \"10\",\n    \"name\": \"lamp\",\n"
      "    \"promised\": \"3\"\n  }\n}";
  return failure;
}

TestFailure ErrorFailure() {
  TestFailure failure;
  failure.what = "error";
  failure.message = "the script failed";
  failure.where = At("tests/reserve.json", 30, 7);
  failure.step = "FCALL reserve 3 stock:chair stock:desk stock:lamp 3";
  failure.error = ScriptError();
  return failure;
}

SuiteResult ReserveSuite() {
  SuiteResult suite;
  suite.path = "tests/reserve.json";
  suite.micros = 24'410;
  for (const char* target : {"redis-7.4", "valkey-8.0"}) {
    for (const char* under : {"", "replica"}) {
      const bool replica = *under != '\0';
      const auto add = [&](TestResult test) {
        suite.tests.push_back(In(std::move(test), target, under));
      };
      if (replica) {
        add(Skipped("reserve > takes from every key", At("tests/reserve.json", 8, 5),
                    "writes, and a replica is read-only"));
      } else {
        add(Passed("reserve > takes from every key", At("tests/reserve.json", 8, 5), 812, 201));
      }
      if (replica) {
        add(Passed("reserve > refuses > none left", At("tests/reserve.json", 16, 5), 640, 133));
      } else {
        TestResult failed = Failed("reserve > refuses > none left", At("tests/reserve.json", 16, 5),
                                   {ReplyFailure(), KeysFailure()});
        failed.output = {"# shop: 2 of stock:chair were asked for", "# shop: only 1 left"};
        add(std::move(failed));
      }
      add(Passed("reserve > refuses > a count of zero", At("tests/reserve.json", 24, 5), 590, 98));
    }
  }
  suite.tests.push_back(In(Failed("reserve > stops at a key of another type",
                                  At("tests/reserve.json", 28, 5), {ErrorFailure()}),
                           "valkey-8.0", ""));
  return suite;
}

SuiteResult ReleaseSuite() {
  SuiteResult suite;
  suite.path = "tests/release.lua";
  suite.micros = 9'300;
  for (const char* target : {"redis-7.4", "valkey-8.0"}) {
    suite.tests.push_back(
        In(Passed("release gives back", At("tests/release.lua", 4), 3'420, 77), target, ""));
    TestResult talkative =
        Passed("release of what was never reserved", At("tests/release.lua", 19), 12'700, 5'120);
    talkative.output = {"# nothing was promised"};
    suite.tests.push_back(In(std::move(talkative), target, ""));
  }
  return suite;
}

SuiteResult BrokenSuite() {
  SuiteResult suite;
  suite.path = "tests/refunds.json";
  Diagnostic problem;
  problem.message = "a step has no field \"expct\"";
  problem.where = At("tests/refunds.json", 4, 76, 7, "$.tests[0].steps[0].expct");
  problem.help = "Did you mean \"expect\"?";
  suite.problems = {problem};
  suite.sources = {kBrokenSuite};
  return suite;
}

CoveredBranch Branch(int line, std::vector<CoveredBranch::Way> ways) {
  return {.line = line, .ways = std::move(ways)};
}

// Bytes and marks that have a meaning somewhere, in one text.
std::string Nasty(std::string_view where) {
  std::string text = StrCat(where, ": <b>&amp;\"'</b> ]]> <!-- </script> # SKIP no \\# \\");
  text += std::string_view("\0\x01\x1b[31m\x7f\xff\xc3 \xed\xa0\x80", 14);
  text += "\xef\xbf\xbf \xe2\x80\xae \xc2\x85 \u00e9\u4e16\U0001f600 %0A::error::x, : ##[error]y";
  return text + "\r\n::set-env name=X::y\n\tnot ok 1\n...\n---\n  {\"a\": [1]} {";
}

TestFailure NastyFailure() {
  TestFailure failure;
  failure.what = Nasty("what");
  failure.where = At(Nasty("file"), 3, 4, 5, Nasty("path"));
  failure.step = Nasty("step");
  failure.expected = Nasty("expected");
  failure.got = Nasty("got") + "\n\n  more\n";
  failure.message = Nasty("message");
  Diagnostic& error = failure.error.emplace();
  error.code = Nasty("code");
  error.message = Nasty("error");
  error.where = At("nasty.lua", 2, 3, 999);
  error.traceback = {{.place = At(Nasty("frame"), 1), .function = Nasty("function")}, {}};
  error.command = {Nasty("word"), "", "a b"};
  error.condition = Nasty("condition");
  error.writes = 1;
  error.written = {Nasty("key")};
  error.help = Nasty("help");
  return failure;
}

}  // namespace

TestRun ShopRun() {
  TestRun run;
  run.suites = {BrokenSuite(), ReleaseSuite(), ReserveSuite()};
  run.shuffle_seed = 4711;
  run.started = kStarted;
  run.micros = 48'250;
  return run;
}

std::vector<CoveredFile> ShopCoverage() {
  CoveredFile shop{
      .path = "scripts/shop.lua", .text = kShopLua, .lines = {}, .functions = {}, .branches = {}};
  shop.lines = {{3, 1, 2},     {4, 0, 0},     {7, 1, 2},    {8, 31, 248}, {9, 31, 93},
                {10, 6, 42},   {12, 25, 175}, {13, 24, 72}, {18, 1, 2},   {19, 0, 0},
                {22, 1, 4},    {23, 14, 56},  {24, 14, 70}, {25, 0, 0},   {27, 14, 28},
                {28, 45, 225}, {29, 31, 186}, {31, 14, 14}, {34, 1, 4},   {35, 0, 0}};
  shop.functions = {{"stock_key", 3, 0},
                    {"take", 7, 31},
                    {"give", 18, 0},
                    {"reserve", 22, 14},
                    {"release", 34, 0}};
  shop.branches = {Branch(9, {{"goes on at line 10", 6}, {"goes on at line 12", 25}}),
                   Branch(24, {{"goes on at line 24", 14}, {"goes on at line 25", 0}}),
                   Branch(24, {{"goes on at line 25", 0}, {"goes on at line 27", 14}}),
                   Branch(28, {{"runs the body", 31}, {"ends", 14}})};
  CoveredFile limit{.path = "scripts/limit.lua",
                    .text =
                        "local n = redis.call('INCR', KEYS[1])\nif n == 1 then\n"
                        "  redis.call('PEXPIRE', KEYS[1], ARGV[2])\nend\n"
                        "return n <= tonumber(ARGV[1]) and 1 or 0\n",
                    .lines = {{1, 4, 40}, {2, 4, 12}, {3, 1, 9}, {5, 4, 36}},
                    .functions = {},
                    .branches = {Branch(2, {{"goes on at line 3", 1}, {"goes on at line 5", 3}})}};
  return {limit, shop};
}

TestRun NastyRun() {
  SuiteResult suite;
  suite.path = Nasty("tests/dir.d/suite");
  Diagnostic problem = *NastyFailure().error;
  problem.where.file = Nasty("problem");
  suite.problems = {problem, problem};
  suite.sources = {Nasty("source"), Nasty("source")};
  TestResult failed = Failed(Nasty("failed"), At(Nasty("file"), 1), {NastyFailure(), {}});
  failed.output = {Nasty("output"), ""};
  TestResult twice = Failed(Nasty("twice"), {}, {NastyFailure(), NastyFailure()});
  suite.tests = {In(failed, Nasty("target"), Nasty("under")),
                 In(twice, "redis-7.4", ""),
                 Skipped(Nasty("skipped"), {}, Nasty("why")),
                 Failed("", {}, {}),
                 Passed(Nasty("passed"), At("", 0), -5, 0),
                 Passed("open {", {}, 1, 1),
                 Skipped("for no reason", {}, "")};
  SuiteResult empty;
  TestRun run;
  run.suites = {suite, empty};
  run.shuffle_seed = ~uint64_t{0};
  run.started = kStarted;
  return run;
}

std::vector<CoveredFile> NastyCoverage() {
  return {{.path = "nasty.lua",
           .text = "#!lua\r\nlocal s = [==[ <script>alert(1)</script>\r\n]] ]==] --[[ no end\n" +
                   Nasty("source"),
           .lines = {{2, 1, 0}, {4, 0, 0}, {99, 1, 1}, {-1, 1, ~uint64_t{0}}},
           .functions = {{Nasty("function"), 2, 0}, {"", 1000, 1}},
           .branches = {Branch(2, {{Nasty("way"), 0}, {"", 1}}), Branch(7, {{"ends", 0}}),
                        Branch(-3, {})}},
          {.path = Nasty("no Lua"), .text = "", .lines = {}, .functions = {}, .branches = {}}};
}

TestRun GoodRun() {
  SuiteResult suite;
  suite.path = "tests/limit.md";
  suite.micros = 2'000;
  suite.tests = {Passed("counts", At("tests/limit.md", 3), 400, 31),
                 Passed("forgets", At("tests/limit.md", 9), 310, 29)};
  TestRun run;
  run.suites = {suite};
  run.micros = 3'100;
  return run;
}

TestRun LargeRun() {
  TestRun run;
  for (int file = 0; file < 40; ++file) {
    SuiteResult suite;
    suite.path = StrCat("tests/part", file, ".json");
    for (int i = 0; i < 100; ++i) {
      const std::string name = StrCat("group ", i % 7, " > test ", i);
      const SourcePlace where = At(suite.path, i + 3, 5);
      suite.tests.push_back(i == 50 && file % 3 == 0 ? Failed(name, where, {ReplyFailure()})
                                                     : Passed(name, where, 100 + i, 10));
    }
    run.suites.push_back(std::move(suite));
  }
  run.micros = 600'000;
  return run;
}

}  // namespace luarig::test
