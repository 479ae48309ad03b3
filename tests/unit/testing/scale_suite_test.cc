#include "engine/testing/lua_suite.h"
#include "engine/testing/scale_reader.h"
#include "tests/unit/testing/lua_suite_rig.h"
#include "tests/unit/testing/suite_run.h"

namespace luarig::test {
namespace {

constexpr const char* kSum = R"js(local sum = 0
for _, job in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  sum = sum + cjson.decode(job).n
end
return sum
)js";
constexpr const char* kDrain = R"js(local jobs = redis.call('LRANGE', KEYS[1], 0, -1)
redis.call('DEL', unpack(jobs))
return #jobs
)js";
constexpr const char* kPairs = R"js(local jobs, same = redis.call('LRANGE', KEYS[1], 0, -1), 0
for i = 1, #jobs do
  for j = 1, i do same = same + (jobs[i] == jobs[j] and 1 or 0) end
end
return same
)js";

const std::map<std::string, std::string> kFiles = {
    {"f.json", R"js({"keys": {"queue": {"list": ["{\"id\":\"a1\",\"n\":3}"]}}})js"},
    {"sum.lua", kSum},
    {"drain.lua", kDrain},
    {"pairs.lua", kPairs}};

// One test over the queue with these members.
SuiteRun RunTest(std::string_view members, const SuiteDefaults& defaults = {}) {
  return RunJson(StrCat(R"js({"fixture": "f.json", "tests": [{"name": "t", )js", members, "}]}"),
                 {.files = kFiles, .defaults = defaults});
}

SuiteRun RunLua(std::string_view text, const SuiteDefaults& defaults = {}) {
  return RunText(ReadLuaSuite, StrCat("suite { fixture = 'f.json' }\n", text), "a_test.lua",
                 {.files = kFiles, .defaults = defaults});
}

SuiteDefaults WithScale(const std::string& flag) {
  SuiteDefaults defaults;
  ScaleSpec spec = ReadKeyScale(flag).value();
  spec.asked_for = true;
  defaults.scale.keys.push_back(spec);
  return defaults;
}

std::string Table(const SuiteRun& run) {
  std::string out;
  for (const ScaleTable& table : run.only().scales) {
    for (const std::string& line : LinesOf(table)) out += line + "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("scale: a test runs as it is written, and then at each size") {
  const SuiteRun run = RunTest(
      R"js("scale": {"sizes": [1, 10, 100, 1000], "key": "queue", "growth": "linear", "commands": "constant"},
         "steps": [{"eval": ["sum.lua", "queue"], "reply": 3, "diff": {}}, {"call": ["LLEN", "queue"], "reply": 1}],
         "keys": {"queue": {"list": ["{\"id\":\"a1\",\"n\":3}"]}})js");
  CHECK(run.problem() == "");
  CHECK(run.failure() == "");
  REQUIRE(run.only().scales.size() == 1);
  const ScaleTable& table = run.only().scales[0];
  CHECK(table.of == "queue");
  CHECK(table.instructions == "linear");
  CHECK(table.commands == "constant");
  REQUIRE(table.rows.size() == 4);
  CHECK(table.rows[3].instructions - table.rows[2].instructions ==
        10 * (table.rows[2].instructions - table.rows[1].instructions));
  CHECK(run.only().output == LinesOf(table));
  CHECK(run.only().steps == 2);
}

TEST_CASE("scale: what grows faster than it may fails with the place of the scale") {
  const SuiteRun run = RunTest(
      R"js("scale": {"sizes": [1, 10, 100], "key": "queue", "growth": "linear"},
         "steps": [{"eval": ["pairs.lua", "queue"], "reply": 1}])js");
  CHECK(run.failure() ==
        "scale at 1:56 (instructions may grow linearly with queue at most, and grow quadratically "
        "(415 at 10, 31,015 at 100))");
  CHECK(run.only().failures[0].where.path == "$.tests[0].scale");
  CHECK(RunTest(R"js("scale": {"sizes": [1, 10, 100], "key": "queue", "growth": "constant"},
                   "steps": [{"eval": ["sum.lua", "queue"]}])js")
            .failure() ==
        "scale at 1:56 (instructions may not grow with queue, and grow linearly (84 at 10, 714 "
        "at 100))");
}

TEST_CASE("scale: the size from which on it breaks is found, and the script's line told") {
  const SuiteRun run = RunTest(
      R"js("scale": {"sizes": [1, 10, 100, 10000], "key": "queue"},
         "steps": [{"eval": ["drain.lua", "queue"], "reply": 1}])js");
  const TestFailure& failure = run.only().failures.at(0);
  CHECK(failure.message == "it works up to 7,999 and breaks at 8,000");
  CHECK(failure.step == "EVAL drain.lua 1 queue");
  CHECK(failure.got.starts_with("ERR user_script:2: too many results to unpack"));
  REQUIRE(failure.error);
  CHECK(failure.error->where.file == "drain.lua");
  CHECK(failure.error->where.line == 2);
  CHECK(Table(run) ==
        "size of queue  instructions  commands\n"
        "            1            17         2\n"
        "           10            17         2\n"
        "          100            17         2\n"
        "       10,000  breaks: too many results to unpack (drain.lua:2)\n"
        "       growth      constant  constant\n"
        "it works up to 7,999 and breaks at 8,000\n");
}

TEST_CASE("scale: breaks_at_least is the size up to which it must work") {
  const auto run = [](int size) {
    return RunTest(
               StrCat(
                   R"js("scale": {"sizes": [1, 10, 10000], "key": "queue", "breaks_at_least": )js",
                   size, R"js(}, "steps": [{"eval": ["drain.lua", "queue"], "reply": 1}])js"))
        .failure();
  };
  CHECK(run(7'999) == "");
  CHECK(run(8'000).ends_with(
      "(it works up to 7,999 and breaks at 8,000, and must work up to 8,000 (breaks_at_least))"));
  // Even if no size below works.
  CHECK(RunTest(R"js("scale": {"sizes": [9000], "key": "queue", "breaks_at_least": 100},
                   "steps": [{"eval": ["drain.lua", "queue"]}])js")
            .failure() == "");
}

TEST_CASE("scale: ${n} is the size, and $times spreads an argument") {
  const SuiteRun run = RunTest(
      R"js("scale": {"sizes": [2, 20, 200], "name": "n", "commands": "linear"},
         "steps": [{"call": ["SET", "k", {"$repeat": ["x", "${n}"]}]}, {"call": ["STRLEN", "k"], "reply": "${n}"},
                   {"eval": [{"text": "for i, v in ipairs(ARGV) do redis.call('SADD', KEYS[1], cjson.decode(v).id) end return redis.call('SCARD', KEYS[1])"},
                             "s", ",", {"$times": [{"$json": {"id": "${i}", "n": "${n}"}}, "${n}"]}], "reply": 2
},
                   {"call": ["SMEMBERS", "s"], "reply": ["1", "2"]}])js");
  CHECK(run.problem() == "");
  CHECK(run.failure() == "");
  CHECK(run.only().scales.at(0).rows.at(2).commands == 201);
  CHECK(run.only().scales[0].commands == "linear");
  CHECK(run.only().scales[0].of == "${n}");
}

TEST_CASE("$times works without sizes too") {
  CHECK(RunSteps(R"js({"call": ["RPUSH", "l", {"$times": ["job:${i}", 3]}, "last"], "reply": 4},
                    {"call": ["LRANGE", "l", 0, -1], "reply": ["job:1", "job:2", "job:3", "last"]},
                    {"call": ["ECHO", "a", {"$times": ["x", 0]}], "reply": "a"})js")
            .failure() == "");
  const auto problem = [](const char* argument) {
    return RunSteps(StrCat(R"js({"call": ["RPUSH", "l", )js", argument, "]}")).problem();
  };
  CHECK(problem(R"js({"$times": ["x"]})js").find("[argument, how many of it] belongs here") !=
        std::string::npos);
  CHECK(problem(R"js({"$times": ["x", "${n}"]})js").find("[argument, how many of it]") !=
        std::string::npos);
  CHECK(problem(R"js({"$times": ["x", 20000000]})js").find("at most 10,000,000 arguments") !=
        std::string::npos);
  CHECK(
      problem(R"js({"$times": [{"$repeat": ["x", 1000000]}, 1000]})js").find("more than 512 MB") !=
      std::string::npos);
  CHECK(problem(R"js({"$times": [{"$times": ["x", 2]}, 2]})js").find("several arguments already") !=
        std::string::npos);
  CHECK(RunSteps(R"js({"call": [{"$times": ["PING", 1]}]})js")
            .problem()
            .find("the first word is one") != std::string::npos);
}

TEST_CASE("scale: what is measured is the last step that runs Lua, or the one that says so") {
  const auto commands = [](const char* steps) {
    return RunTest(StrCat(R"js("scale": {"sizes": [1], "key": "queue"}, "steps": [)js", steps, "]"))
        .only()
        .scales.at(0)
        .rows.at(0)
        .commands;
  };
  const std::string one = R"js({"eval": [{"text": "redis.call('PING')"}])js";
  const std::string two = R"js({"eval": [{"text": "redis.call('PING') redis.call('PING')"}])js";
  CHECK(commands(StrCat(one, "}, ", two, R"js(}, {"call": ["PING"]})js").c_str()) == 2);
  CHECK(commands(StrCat(one, R"js(, "measure": true}, )js", two, "}").c_str()) == 1);
  CHECK(commands(R"js({"call": ["PING"]})js") == 0);
}

TEST_CASE("scale: setup runs before a key grows, and sizes do not add up") {
  const SuiteRun run = RunJson(
      R"js({"setup": [{"call": ["RPUSH", "l", "a"]}],
          "tests": [{"name": "t", "scale": {"sizes": [1, 5, 7], "key": "l"},
            "steps": [{"eval": [{"text": "redis.call('RPUSH', KEYS[1], 'b') for i = 1, redis.call('LLEN', KEYS[1]) do redis.call('PING') end"}, "l"]}]}]})js");
  CHECK(run.failure() == "");
  REQUIRE(run.only().scales.at(0).rows.size() == 3);
  CHECK(run.only().scales[0].rows[0].commands == 4);
  CHECK(run.only().scales[0].rows[2].commands == 10);
}

TEST_CASE("scale: errors that a test expects are none at larger sizes") {
  const char* steps =
      R"js("steps": [{"eval": [{"text": "return redis.error_reply('SHORT too few')"}], "error": "SHORT"},
                                   {"eval": ["sum.lua", "queue"], "reply": 3}])js";
  CHECK(RunTest(StrCat(R"js("scale": {"sizes": [1, 10, 100], "key": "queue"}, )js", steps))
            .failure() == "");
  const SuiteRun other = RunTest(
      R"js("scale": {"sizes": [1, 10], "key": "queue"},
         "steps": [{"eval": [{"text": "return redis.error_reply(redis.call('LLEN', KEYS[1]) < 5 and 'FEW x' or 'MANY x')"}, "queue"], "error": "FEW"}])js");
  CHECK(other.failure().find("it works up to 4 and breaks at 5") != std::string::npos);
}

TEST_CASE("scale: conditions do not keep a key from growing") {
  const SuiteRun run = RunTest(
      R"js("under": "replica", "scale": {"sizes": [1, 10, 100], "key": "queue", "growth": "linear"},
         "steps": [{"eval_ro": ["sum.lua", "queue"], "reply": 3}])js");
  CHECK(run.failure() == "");
  CHECK(run.only().scales.at(0).instructions == "linear");
}

TEST_CASE("scale: what cannot be taken back does not go from size to size") {
  const SuiteRun run = RunTest(
      R"js("scale": {"sizes": [1, 10, 100], "key": "queue", "commands": "constant"},
         "steps": [{"call": ["CONFIG", "SET", "lua-time-limit", 7]}, {"call": ["INFO", "commandstats"]},
                   {"eval": [{"text": "return redis.call('LLEN', KEYS[1])"}, "queue"], "reply": 1}])js");
  CHECK(run.failure() == "");
  CHECK(run.only().scales.at(0).rows.size() == 3);
}

TEST_CASE("scale: cases have sizes of their own") {
  const SuiteRun run = RunJson(
      R"js({"fixture": "f.json", "tests": [{"name": "t", "cases": [{"name": "a", "file": "sum.lua", "most": "linear"},
                                                                 {"name": "b", "file": "pairs.lua", "most": "quadratic"}],
          "scale": {"sizes": [1, 10, 100], "key": "queue", "growth": "${most}"},
          "steps": [{"call": ["PING"]}, {"eval": ["${file}", "queue"]}]}]})js",
      {.files = kFiles});
  CHECK(run.problem() == "");
  CHECK(run.failure() == "");
  REQUIRE(run.tests.size() == 2);
  CHECK(run.tests[0].scales.at(0).instructions == "linear");
  CHECK(run.tests[1].scales.at(0).instructions == "quadratic");
}

TEST_CASE("scale: a key that is not there, and what is wrong with a scale") {
  CHECK(
      RunTest(R"js("scale": {"sizes": [1, 2, 3], "key": "queu"}, "steps": [{"call": ["PING"]}])js")
          .failure() == "scale at 1:56 (there is no key \"queu\"; did you mean \"queue\"?)");
  const auto problem = [](const char* scale) {
    return RunTest(StrCat(R"js("scale": )js", scale, R"js(, "steps": [{"call": ["PING"]}])js"))
        .problem();
  };
  CHECK(problem("[]").find("an object belongs here") != std::string::npos);
  CHECK(problem(R"js({"key": "k"})js").find("it needs \"sizes\"") != std::string::npos);
  CHECK(problem(R"js({"sizes": [1, 10]})js").find("nothing says what is to grow") !=
        std::string::npos);
  CHECK(problem(R"js({"sizes": [1], "key": "k", "name": "n"})js").find("this has both") !=
        std::string::npos);
  CHECK(problem(R"js({"sizes": [10, 1], "key": "k"})js").find("sizes ascend") != std::string::npos);
  CHECK(problem(R"js({"sizes": [20000000], "key": "k"})js").find("at most 10,000,000") !=
        std::string::npos);
  CHECK(problem(R"js({"sizes": [1.5], "key": "k"})js").find("a whole number") != std::string::npos);
  CHECK(problem(R"js({"sizes": [1, 10], "key": "k", "growth": "linear"})js")
            .find("it takes three sizes") != std::string::npos);
  CHECK(problem(R"js({"sizes": [1, 2, 4], "key": "k", "growth": "liner"})js")
            .find("did you mean linear?") != std::string::npos);
  CHECK(problem(R"js({"sizes": [1], "key": "k", "db": 16})js").find("a database is 0 to 15") !=
        std::string::npos);
  CHECK(problem(R"js({"sizes": [1], "kye": "k"})js").find("did you mean \"key\"?") !=
        std::string::npos);
  CHECK(problem(R"js({"sizes": [1], "key": "k", "breaks_at_least": 2})js")
            .find("more than the largest size") != std::string::npos);
  CHECK(RunSteps(R"js({"call": ["PING"], "measure": true}, {"call": ["PING"], "measure": true})js")
            .problem()
            .find("two steps say \"measure\"") != std::string::npos);
  CHECK(RunSteps(R"js({"advance": "1s", "measure": true})js").problem().find("only a call") !=
        std::string::npos);
}

TEST_CASE("scale: the command line grows a key in every test, whatever its form") {
  const SuiteDefaults defaults = WithScale("queue=1,10,100");
  const auto with = [&](SuiteReader reader, std::string_view text, const char* path) {
    PageFiles files(kFiles);
    ReadSuite read = reader(text, path, files, defaults);
    REQUIRE(read.suite != nullptr);
    std::vector<size_t> all(read.suite->tests().size());
    std::iota(all.begin(), all.end(), 0);
    RunnerOptions options;
    options.scale = defaults.scale;
    SuiteRun run;
    RunSuite(*read.suite, all, options, run.tests);
    return run;
  };
  const SuiteRun json = with(
      ReadJsonSuite,
      R"js({"fixture": "f.json", "tests": [{"name": "t", "steps": [{"eval": ["sum.lua", "queue"], "reply": 3}]}]})js",
      "a.test.json");
  const SuiteRun session =
      with(ReadSessionSuite, "@fixture f.json\n# t\n> EVAL @sum.lua 1 queue\n(integer) 3\n",
           "a.session");
  const SuiteRun lua = with(ReadLuaSuite,
                            "suite { fixture = 'f.json' }\nit('t', function() assert.equal(3, "
                            "eval('sum.lua', {'queue'})) end)",
                            "a_test.lua");
  CHECK(json.failure() == "");
  CHECK(Table(json).find("linear") != std::string::npos);
  CHECK(Table(session) == Table(json));
  CHECK(Table(lua) == Table(json));
  const SuiteRun none = with(
      ReadJsonSuite, R"js({"tests": [{"name": "t", "steps": [{"call": ["PING"]}]}]})js", "a.json");
  CHECK(none.failure() == "");
  CHECK(Table(none) == "there is no key \"queue\"\n");
  const SuiteRun ended = with(ReadLuaSuite,
                              "suite { fixture = 'f.json' }\nit('t', function() assert.equal(1, "
                              "#key('queue').value) eval('sum.lua', {'queue'}) end)",
                              "a_test.lua");
  CHECK(ended.failure() == "");
  CHECK(Table(ended).find("at 10 an assertion ended it before its last call") != std::string::npos);
}

TEST_CASE("scale: where instructions are not counted, a test is skipped once it has passed") {
  // A scene as a real server's: there is no ScaleStage.
  struct Server {
    EngineScene engine{{}, {}};
  };
  struct ServerScene final : private Server, public OtherScene {
    ServerScene() : OtherScene(engine) {}
  };
  const auto run = [](SuiteReader reader, std::string_view text, const char* path) {
    PageFiles files(kFiles);
    const ReadSuite read = reader(text, path, files, {});
    REQUIRE(read.suite != nullptr);
    RunnerOptions options;
    options.make_scene = [](const luarig::Setting&) { return std::make_unique<ServerScene>(); };
    std::vector<TestResult> results;
    RunSuite(*read.suite, std::vector<size_t>{0}, options, results);
    return results.at(0);
  };
  const auto json = [&](const char* reply) {
    return run(ReadJsonSuite,
               StrCat(R"js({"tests": [{"name": "t", "scale": {"sizes": [1], "name": "n"},
                            "steps": [{"call": ["ECHO", "${n}"], "reply": ")js",
                      reply, R"js("}]}]})js"),
               "a.test.json");
  };
  CHECK(json("1").status == TestStatus::kSkipped);
  CHECK(json("1").skipped_because.starts_with("it passed as it is written; how it scales"));
  CHECK(json("2").status == TestStatus::kFailed);
  const TestResult lua =
      run(ReadLuaSuite, "it('t', function() scale({1}, function() end) end)", "a_test.lua");
  CHECK(lua.skipped_because ==
        "sizes cannot be tried on a real server: it does not count instructions");
}

TEST_CASE("sessions: @scale grows a key and limits what a story takes") {
  const auto run = [](const char* scale) {
    return RunSession(
        StrCat("@fixture f.json\n# t\n", scale, "\n> EVAL @pairs.lua 1 queue\n(integer) 1\n"),
        {.files = kFiles});
  };
  CHECK(run("@scale queue=1,10,100 quadratic constant").failure() == "");
  CHECK(run("@scale queue=1,10,100 linear").failure() ==
        "scale at 3:1 (instructions may grow linearly with queue at most, and grow quadratically "
        "(415 at 10, 31,015 at 100))");
  CHECK(run("@scale queue=1,10 linear").problem() ==
        "3:1: it takes three sizes to tell how they grow; @scale queue=1,10,100,1000 linear");
  CHECK(run("@scale 1,10").problem() ==
        "3:1: \"1,10\" is not KEY=SIZES: queue=1,10,100,1000; @scale queue=1,10,100,1000 linear");
  CHECK(run("@scale queue=1,x").problem().find("\"x\" is no size") != std::string::npos);
}

TEST_CASE("Lua: scale() measures the calls of its function and says how they grow") {
  const SuiteRun run = RunLua(R"js(it('t', function()
  redis('SET', 'k', 'before')
  local told = scale({1, 10, 100}, function(n)
    assert.equal('before', redis('GET', 'k'))
    grow('queue', n)
    redis('SET', 'k', 'inside')
    redis('SET', 'k', 'before')
    eval('sum.lua', {'queue'})
    eval('sum.lua', {'queue'})
  end, { growth = 'linear', commands = 'constant' })
  assert.equal('linear', told.instructions)
  assert.equal('constant', told.commands)
  assert.equal(100, told.rows[3].size)
  assert.equal(2, told.rows[3].commands)
  assert.equal(1, #key('queue').value)
end))js");
  CHECK(run.failure() == "");
  CHECK(run.only().scales.size() == 1);
}

TEST_CASE("Lua: scale() fails where it grows faster, or breaks") {
  CHECK(RunLua("it('t', function()\n  scale({1, 10, 100}, function(n) grow('queue', n) "
               "eval('pairs.lua', {'queue'}) end, {growth = 'linear'})\nend)")
            .failure() ==
        "assert at 3:1 (instructions may grow linearly with n at most, and grow quadratically (415 "
        "at 10, 31,015 at 100))");
  const SuiteRun broke = RunLua(R"js(it('t', function()
  scale({1, 10000}, function(n) grow('queue', n) eval('drain.lua', {'queue'}) end)
end))js");
  CHECK(broke.only().failures.at(0).message == "it works up to 7,999 and breaks at 8,000");
  REQUIRE(broke.only().failures[0].error);
  CHECK(broke.only().failures[0].error->where.line == 2);
  const SuiteRun fine = RunLua(R"js(it('t', function()
  local told = scale({1, 10000}, function(n) grow('queue', n) eval('drain.lua', {'queue'}) end,
                     {breaks_at_least = 7000})
  assert.equal(8000, told.breaks_at)
end))js");
  CHECK(fine.failure() == "");
}

TEST_CASE("Lua: an assertion inside of scale() fails the test as anywhere") {
  CHECK(RunLua("it('t', function()\n  scale({1, 10}, function(n)\n    assert.equal(1, n)\n  "
               "end)\nend)")
            .failure()
            .starts_with("assert at 4:1: expected 1, got 10"));
}

TEST_CASE("Lua: scale() and grow() say what they take") {
  const auto failure = [](const char* call) {
    return RunLua(StrCat("it('t', function()\n", call, "\nend)")).failure();
  };
  CHECK(failure("scale(5)").find("scale takes sizes and a function") != std::string::npos);
  CHECK(failure("scale({2, 1}, function() end)").find("sizes ascend") != std::string::npos);
  CHECK(failure("scale({1}, function() end, {growt = 'linear'})").find("scale knows no") !=
        std::string::npos);
  CHECK(failure("scale({1, 2, 4}, function() end, {growth = 'liner'})")
            .find("growth is one of: constant, logarithmic, linear") != std::string::npos);
  CHECK(failure("scale({1}, function() scale({1}, function() end) end)")
            .find("cannot be called inside of scale()") != std::string::npos);
  CHECK(failure("grow('nix', 5)").find("there is no key \"nix\"") != std::string::npos);
  CHECK(failure("grow('queue', 1.5)").find("a whole number") != std::string::npos);
}

TEST_CASE("Lua: sizes of the command line take the place of those of scale()") {
  SuiteDefaults defaults;
  defaults.scale.sizes = {2, 4};
  const SuiteRun run = RunLua(
      "it('t', function() scale({1}, function(n) grow('queue', n) eval('sum.lua', "
      "{'queue'}) end) end)",
      defaults);
  CHECK(run.only().scales.at(0).rows.size() == 2);
  // Two sizes do not tell how it grows, so nobody looks at limits.
  CHECK(RunLua("it('t', function() scale({1, 2, 4}, function() end, {growth = 'linear'}) end)",
               defaults)
            .failure() == "");
}

}  // namespace luarig::test
